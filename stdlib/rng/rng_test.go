package rng_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rng"
)

// The known answers are those of Random123's kat_vectors file (Salmon et al. 2011): counter, key, block.
func TestPhiloxKnownAnswers(t *testing.T) {
	for _, k := range []struct {
		block, stream, seed uint64
		want                [4]uint32
	}{
		{0, 0, 0, [4]uint32{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
		{1<<64 - 1, 1<<64 - 1, 1<<64 - 1, [4]uint32{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
		{0x85a308d3_243f6a88, 0x03707344_13198a2e, 0x299f31d0_a4093822,
			[4]uint32{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
	} {
		if got := vec.Philox(k.seed, k.stream, k.block); got != k.want {
			t.Errorf("Philox(%x, %x, %x) = %x, want %x", k.seed, k.stream, k.block, got, k.want)
		}
	}
}

// Every fill must give element at+k whatever the cut.
func TestFillsDoNotDependOnTheCut(t *testing.T) {
	src := rng.New(7).Named("cut")
	const n = 3000
	check := func(name string, fill func(at uint64, n int) []float64) {
		whole := fill(0, n)
		r := rand.New(rand.NewPCG(1, 2))
		for range 200 {
			at, m := r.IntN(n), r.IntN(70)
			m = min(m, n-at)
			if got := fill(uint64(at), m); !slices.Equal(got, whole[at:at+m]) {
				t.Fatalf("%s: %d elements from %d differ from the whole", name, m, at)
			}
		}
	}
	for name, f := range map[string]func([]float32, uint64){
		"Uniform32": src.Uniform32, "Exp32": src.Exp32, "Logistic32": src.Logistic32, "Normal32": src.Normal32,
	} {
		check(name, func(at uint64, n int) []float64 {
			d := make([]float32, n)
			f(d, at)
			out := make([]float64, n)
			for i, v := range d {
				out[i] = float64(v)
			}
			return out
		})
	}
	for name, f := range map[string]func([]float64, uint64){
		"Uniform64": src.Uniform64, "Exp64": src.Exp64, "Logistic64": src.Logistic64, "Normal64": src.Normal64,
	} {
		check(name, func(at uint64, n int) []float64 { d := make([]float64, n); f(d, at); return d })
	}
	check("Uint32s", func(at uint64, n int) []float64 {
		d := make([]uint32, n)
		src.Uint32s(d, at)
		out := make([]float64, n)
		for i, v := range d {
			if v != src.Uint32(at+uint64(i)) {
				t.Fatalf("Uint32(%d) differs from the fill", at+uint64(i))
			}
			out[i] = float64(v)
		}
		return out
	})
}

func TestReader(t *testing.T) {
	src := rng.New(3)
	r := src.Reader()
	var first []uint64
	for i := range uint64(100) {
		v := r.Uint64()
		first = append(first, v)
		if v != src.Uint64(i) {
			t.Fatalf("word %d of the reader is not word %d of the source", i, i)
		}
	}
	r.Seek(41)
	if got := r.Uint64(); got != first[41] || r.Position() != 42 {
		t.Errorf("after Seek(41): %x at %d", got, r.Position())
	}
	if k := r.IntN(10); k < 0 || k > 9 {
		t.Errorf("IntN(10) = %d", k)
	}
}

func TestSplitting(t *testing.T) {
	s := rng.New(1)
	seen := map[uint64]string{s.Stream(): "itself"}
	add := func(name string, c rng.Source) {
		if other, ok := seen[c.Stream()]; ok {
			t.Errorf("%s and %s are one stream", name, other)
		}
		seen[c.Stream()] = name
		if c.Seed() != 1 {
			t.Errorf("%s has seed %d", name, c.Seed())
		}
	}
	for i := range uint64(2000) {
		add(fmt.Sprint("number ", i), s.Numbered(i))
		add(fmt.Sprint("name ", i), s.Named(fmt.Sprint(i)))
		add(fmt.Sprint("number of a ", i), s.Named("a").Numbered(i))
	}
	if s.Named("a") != rng.New(1).Named("a") || s.Numbered(3) != rng.New(1).Numbered(3) {
		t.Error("splitting is not a function")
	}
}

func TestBernoulliRefusesImpossible(t *testing.T) {
	for _, p := range []float64{-0.1, 1.5, math.NaN()} {
		if err := rng.New(1).Bernoulli(make([]uint64, 1), p, 0); err == nil {
			t.Errorf("p=%v was accepted", p)
		}
	}
}

func ExampleSource() {
	run := rng.New(42).Named("gibbs")
	chain := run.Numbered(17)
	u := make([]float32, 3)
	chain.Uniform32(u, 1000)
	fmt.Println(u)
	chain.Uniform32(u[:1], 1002) // element 1002 again
	fmt.Println(u[0])
	// Output:
	// [0.8417401 0.6077153 0.78002644]
	// 0.78002644
}
