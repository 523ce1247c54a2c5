package anneal_test

import (
	"context"
	"math"
	"os"
	"testing"
	"time"

	"harmonium/stdlib"
	"harmonium/stdlib/anneal"
	"harmonium/stdlib/rng"
)

// HARMONIUM_LONG=1 go test ./stdlib/anneal -run 'MaxCut|Ground' -v holds annealing
// against published numbers; it takes some minutes.
func long(t *testing.T) {
	t.Helper()
	if os.Getenv("HARMONIUM_LONG") == "" {
		t.Skip("HARMONIUM_LONG is not set")
	}
}

// Best known cuts: G14 3064, G22 13359, G70 9591. 99.8 % of them, in 60 s on two cores.
func TestMaxCutOfTheGSet(t *testing.T) {
	long(t)
	for _, g := range []struct {
		name string
		best float64
		how  anneal.Annealing
	}{
		{"G14", 3064, anneal.Annealing{Sweeps: 20_000, Reads: 12}},
		{"G22", 13359, anneal.Annealing{Sweeps: 10_000, Reads: 8}},
		{"G70", 9591, anneal.Annealing{Sweeps: 25_000, Reads: 2}},
	} {
		f, err := os.Open("../../../shared/data/gset/" + g.name + ".txt")
		if err != nil {
			t.Logf("%s.txt is not here: skipped", g.name)
			continue
		}
		graph, err := stdlib.ReadGSet(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		limited, cancel := context.WithTimeout(ctx, time.Minute)
		began := time.Now()
		r, err := anneal.Minimise(limited, rng.New(1), stdlib.MaxCut(graph), g.how, nil)
		cancel()
		cut := stdlib.Cut(graph, r.Best.Spins)
		t.Logf("%s: cut %v, %.3f %% of the best known %v, in %.1f s (%v)", g.name, cut, 100*cut/g.best, g.best, time.Since(began).Seconds(), err)
		if cut < 0.998*g.best {
			t.Errorf("%s: cut %v, want %v", g.name, cut, 0.998*g.best)
		}
	}
}

// 2D ±J: −1.4015 a spin (±.01 at L = 64). SK at N = 256: −.7632 + .70·N^(−2/3) = −.746 ± .006.
func TestGroundEnergiesOfGlasses(t *testing.T) {
	long(t)
	mean := func(count int, one func(k uint64) float64) (m, err float64) {
		var sum, square float64
		for k := range count {
			e := one(uint64(k))
			sum, square = sum+e, square+e*e
		}
		m = sum / float64(count)
		return m, math.Sqrt((square/float64(count) - m*m) / float64(count-1))
	}
	e, sd := mean(6, func(k uint64) float64 {
		r, err := anneal.Minimise(ctx, rng.New(1), glass(t, rng.New(k), 64, 64), anneal.Annealing{Sweeps: 50_000, Reads: 8}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return r.Energy / 4096
	})
	t.Logf("2D ±J, L = 64: %.4f ± %.4f a spin", e, sd)
	if math.Abs(e+1.4015) > .01 {
		t.Errorf("2D ±J: %.4f a spin, want −1.4015 ± .01", e)
	}
	e, sd = mean(60, func(k uint64) float64 {
		sk, err := stdlib.SK(rng.New(100+k), 256, stdlib.Gaussian)
		if err != nil {
			t.Fatal(err)
		}
		r, err := anneal.Minimise(ctx, rng.New(1), &stdlib.Ising{Couplings: sk}, anneal.Annealing{Sweeps: 1500, Reads: 6}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return r.Energy / 256
	})
	t.Logf("SK, N = 256: %.4f ± %.4f a spin", e, sd)
	if math.Abs(e+.746) > .006 {
		t.Errorf("SK: %.4f a spin, want −.746 ± .006", e)
	}
}
