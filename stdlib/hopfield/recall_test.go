package hopfield_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"harmonium/stdlib"
	"harmonium/stdlib/hopfield"
	"harmonium/stdlib/rng"
)

func Example() {
	letters, err := stdlib.ParsePatterns(`
		#####
		..#..
		..#..
		..#..
		..#..

		#...#
		.#.#.
		..#..
		.#.#.
		#...#`)
	if err != nil {
		fmt.Println(err)
		return
	}
	net := hopfield.New(25)
	if err := net.Store(letters...); err != nil {
		fmt.Println(err)
		return
	}
	noisy, _ := stdlib.Flip(rng.New(1), letters[0], 0.2)
	run, err := net.Recall(context.Background(), rng.New(1), noisy, hopfield.Recall{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("overlap before", noisy.Overlap(letters[0]), "after", run.Final.Overlap(letters[0]))
	fmt.Println(run)
	// Output:
	// overlap before 0.6 after 1
	// recall in random order converged after 2 sweeps; 5 of 25 units changed
	// #####
	// ..#..
	// ..#..
	// ..#..
	// ..#..
}

func ExampleNet_Recall_refused() {
	net := hopfield.New(4)
	p, _ := stdlib.ParsePattern("+-+-")
	fmt.Println(net.Store(p))
	short, _ := stdlib.ParsePattern("++")
	_, err := net.Recall(context.Background(), rng.New(1), short, hopfield.Recall{})
	fmt.Println(err)
	// Output:
	// <nil>
	// hopfield: pattern has 2 units, the net has 4
}

func randomNet(t testing.TB, src rng.Source, n int, biased bool) *hopfield.Net {
	t.Helper()
	r := src.Reader()
	d, err := stdlib.NewDense(n)
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		for j := range i {
			if err := d.Set(i, j, float64(r.IntN(21)-10)); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b []float64
	if biased {
		b = make([]float64, n)
		for i := range b {
			b[i] = float64(r.IntN(11) - 5)
		}
	}
	net, err := hopfield.Of(d, b)
	if err != nil {
		t.Fatal(err)
	}
	return net
}

// 10⁴ random nets: one unit at a time the energy never rises, and the trace says
// what happened; all units at once, the period is at most 2.
func TestDescentAndPeriods(t *testing.T) {
	ctx, root := context.Background(), rng.New(7)
	cycles, rises := 0, 0
	for k := range 10_000 {
		src := root.Numbered(uint64(k))
		n := 2 + k%17
		net := randomNet(t, src, n, k%2 == 0)
		start, _ := stdlib.RandomPattern(src.Named("start"), 1, n)
		for _, order := range []hopfield.Order{hopfield.Random, hopfield.Fixed, hopfield.Synchronous} {
			run, err := net.Recall(ctx, src, start, hopfield.Recall{Order: order})
			if err != nil {
				t.Fatal(err)
			}
			if order == hopfield.Synchronous {
				if run.Period == 0 {
					t.Fatalf("net %d: no period up to 2 in %d sweeps", k, run.Sweeps)
				}
				if run.Period == 2 {
					cycles++
				}
			} else if !run.Converged || run.Rises() != 0 {
				t.Fatalf("net %d, %v: converged %v, the energy rose %d times", k, order, run.Converged, run.Rises())
			}
			rises += run.Rises()
			checkTrace(t, net, run)
		}
	}
	if cycles == 0 {
		t.Error("not one synchronous run of 10,000 ended in a cycle")
	}
	if rises == 0 {
		t.Error("the energy never rose in 10,000 synchronous runs")
	}
}

func checkTrace(t *testing.T, net *hopfield.Net, run hopfield.Run) {
	t.Helper()
	if e, _ := net.Energy(run.Final); e != run.Energy() {
		t.Fatalf("the trace ends at %v, the energy is %v", run.Energy(), e)
	}
	s := run.Start.Clone()
	for k, f := range run.Flips {
		s.Spins[f.Unit] = -s.Spins[f.Unit]
		if run.Order == hopfield.Synchronous {
			continue
		}
		e, _ := net.Energy(s)
		if e != f.Energy || e != run.Energies[k+1] || e >= run.Energies[k] || float64(s.Spins[f.Unit])*f.Field <= 0 {
			t.Fatalf("flip %d %+v: energy %v after %v", k, f, e, run.Energies[k])
		}
	}
	if !s.Equal(run.Final) {
		t.Fatal("the flips do not lead from the start to the end")
	}
	if stable, _ := net.Stable(run.Final); stable != run.Converged {
		t.Fatalf("stable %v, converged %v", stable, run.Converged)
	}
}

// Erratum 5: two units that disagree with each other and are updated at once.
func TestErratum5SynchronousCycle(t *testing.T) {
	d, _ := stdlib.DenseOf([][]float64{{0, -1}, {-1, 0}})
	net, _ := hopfield.Of(d, nil)
	run, err := net.Recall(context.Background(), rng.New(1), stdlib.Row([]int8{1, 1}), hopfield.Recall{Order: hopfield.Synchronous})
	if err != nil || run.Period != 2 || run.Converged {
		t.Errorf("period %d, converged %v, %v; want a cycle of 2", run.Period, run.Converged, err)
	}
	run, _ = net.Recall(context.Background(), rng.New(1), stdlib.Row([]int8{1, 1}), hopfield.Recall{})
	if !run.Converged {
		t.Error("one at a time, the same net must come to rest")
	}
}

// Erratum 4: at a field of 0 a unit keeps its value, whichever it is.
func TestErratum4ZeroFieldKeeps(t *testing.T) {
	net := hopfield.New(3)
	for _, order := range []hopfield.Order{hopfield.Random, hopfield.Fixed, hopfield.Synchronous} {
		for _, s := range [][]int8{{1, 1, 1}, {-1, -1, -1}, {1, -1, 1}} {
			run, err := net.Recall(context.Background(), rng.New(1), stdlib.Row(s), hopfield.Recall{Order: order})
			if err != nil || !slices.Equal(run.Final.Spins, s) || run.Sweeps != 1 {
				t.Errorf("%v became %v (%v)", s, run.Final.Spins, err)
			}
		}
	}
}

// A Hebb weight c/N is not exact, so a field of 0 may come out as 1e-17.
func TestZeroFieldUpToRounding(t *testing.T) {
	for k := range 300 {
		src := rng.New(uint64(k))
		n := 2*(3+k%20) - 1
		net := hopfield.New(n)
		var all []stdlib.Pattern
		for i := range 4 {
			p, _ := stdlib.RandomPattern(src.Numbered(uint64(i)), 1, n)
			all = append(all, p)
		}
		if err := net.Store(all...); err != nil {
			t.Fatal(err)
		}
		start, _ := stdlib.RandomPattern(src.Named("start"), 1, n)
		run, err := net.Recall(context.Background(), src, start, hopfield.Recall{})
		if err != nil || !run.Converged {
			t.Fatalf("%v, converged %v", err, run.Converged)
		}
		neg, err := net.Recall(context.Background(), src, start.Negative(), hopfield.Recall{})
		if err != nil || !neg.Final.Negative().Equal(run.Final) {
			t.Fatalf("net %d: recall of the negative is not the negative of the recall", k)
		}
	}
}

func TestClampedUnitsNeverChange(t *testing.T) {
	for k := range 200 {
		src := rng.New(uint64(k))
		n := 5 + k%30
		net := randomNet(t, src, n, true)
		start, _ := stdlib.RandomPattern(src.Named("start"), 1, n)
		clamp := []int{0, 3, n - 1}
		for _, order := range []hopfield.Order{hopfield.Random, hopfield.Fixed, hopfield.Synchronous} {
			run, err := net.Recall(context.Background(), src, start, hopfield.Recall{Order: order, Clamp: clamp})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range run.Frames {
				for _, i := range clamp {
					if f.Spins[i] != start.Spins[i] {
						t.Fatalf("%v: clamped unit %d changed", order, i)
					}
				}
			}
		}
	}
	_, err := hopfield.New(3).Recall(context.Background(), rng.New(1), stdlib.Row([]int8{1, 1, 1}), hopfield.Recall{Clamp: []int{3}})
	if err == nil || !strings.Contains(err.Error(), "clamped unit 3") {
		t.Errorf("clamping a unit that is not there: %v", err)
	}
}

func TestCheapRunEndsTheSame(t *testing.T) {
	net := randomNet(t, rng.New(3), 40, true)
	start, _ := stdlib.RandomPattern(rng.New(4), 1, 40)
	for _, order := range []hopfield.Order{hopfield.Random, hopfield.Synchronous} {
		full, _ := net.Recall(context.Background(), rng.New(5), start, hopfield.Recall{Order: order})
		cheap, _ := net.Recall(context.Background(), rng.New(5), start, hopfield.Recall{Order: order, Cheap: true})
		if !cheap.Final.Equal(full.Final) || cheap.Sweeps != full.Sweeps || cheap.Energies != nil || cheap.Frames != nil {
			t.Errorf("%v: cheap and full runs differ", order)
		}
	}
}

func TestRecallStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	net := randomNet(t, rng.New(3), 40, true)
	start, _ := stdlib.RandomPattern(rng.New(4), 1, 40)
	for _, order := range []hopfield.Order{hopfield.Random, hopfield.Synchronous} {
		run, err := net.Recall(ctx, rng.New(5), start, hopfield.Recall{Order: order})
		if err != context.Canceled || !run.Final.Equal(start) {
			t.Errorf("%v: %v", order, err)
		}
	}
}

func TestHebb(t *testing.T) {
	var all []stdlib.Pattern
	for k := range 5 {
		p, _ := stdlib.RandomPattern(rng.New(uint64(k)), 4, 16)
		all = append(all, p)
	}
	once, singly := hopfield.New(64), hopfield.New(64)
	if err := once.Store(all...); err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		if err := singly.Store(p); err != nil {
			t.Fatal(err)
		}
	}
	a, _ := once.Weights()
	b, _ := singly.Weights()
	for i := range 64 {
		for j := range 64 {
			sum := 0
			for _, p := range all {
				sum += int(p.Spins[i]) * int(p.Spins[j])
			}
			want := float64(sum) / 64
			if i == j {
				want = 0
			}
			if a.At(i, j) != want || b.At(i, j) != want {
				t.Fatalf("(%d, %d): together %v, singly %v, want %v", i, j, a.At(i, j), b.At(i, j), want)
			}
		}
	}
	for _, p := range all {
		if err := once.Unlearn(1, p); err != nil {
			t.Fatal(err)
		}
	}
	if a.Largest() != 0 {
		t.Error("unlearning everything leaves weights behind")
	}
	if err := once.Store(all[0], stdlib.Row([]int8{1})); err == nil || !strings.Contains(err.Error(), "pattern 2: hopfield: pattern has 1 units") {
		t.Errorf("a short pattern: %v", err)
	}
	if a.Largest() != 0 {
		t.Error("a refused Store changed the net")
	}
}

// For the race detector: several recalls at once share the net.
func TestRecallsAtOnce(t *testing.T) {
	net := randomNet(t, rng.New(3), 40, true)
	start, _ := stdlib.RandomPattern(rng.New(4), 1, 40)
	want, _ := net.Recall(context.Background(), rng.New(5), start, hopfield.Recall{})
	var team sync.WaitGroup
	for range 4 {
		team.Go(func() {
			run, err := net.Recall(context.Background(), rng.New(5), start, hopfield.Recall{})
			if err != nil || !run.Final.Equal(want.Final) {
				t.Errorf("another end: %v", err)
			}
		})
	}
	team.Wait()
}

// A cheap recall goes by factors of Hebb's weights as long as they are just that.
func TestCheapRecallGoesTheSameWay(t *testing.T) {
	const n = 400
	random := func(k uint64) stdlib.Pattern {
		p, err := stdlib.RandomPattern(rng.New(5).Numbered(k), 1, n)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	bias := make([]float64, n)
	for i := range bias {
		bias[i] = 0.01 * float64(i%7-3)
	}
	changes := map[string]func(net *hopfield.Net) error{
		"none":             func(*hopfield.Net) error { return nil },
		"bias":             func(net *hopfield.Net) error { return net.SetBias(bias) },
		"one pattern more": func(net *hopfield.Net) error { return net.Store(random(100)) },
		"too many": func(net *hopfield.Net) error {
			for k := range uint64(30) {
				if err := net.Store(random(200 + k)); err != nil {
					return err
				}
			}
			return nil
		},
		"unlearned": func(net *hopfield.Net) error { return net.Unlearn(0.5, random(0)) },
		"weights changed": func(net *hopfield.Net) error {
			w, err := net.Weights()
			if err != nil {
				return err
			}
			if err := net.Store(random(100)); err != nil {
				return err
			}
			for i := range 150 {
				if err := w.Set(i, n-1-i, 1); err != nil {
					return err
				}
			}
			return nil
		},
		"model changed": func(net *hopfield.Net) error {
			m, err := net.Ising()
			if err != nil {
				return err
			}
			for i := range 150 {
				if err := m.Couplings.(*stdlib.Dense).Set(i, n-1-i, -1); err != nil {
					return err
				}
			}
			return nil
		},
		"another rule": func(net *hopfield.Net) error {
			_, err := net.Learn(context.Background(), rng.New(3), []stdlib.Pattern{random(7)}, hopfield.Storkey{})
			return err
		},
	}
	for name, change := range changes {
		net := hopfield.New(n)
		if err := net.Store(random(0), random(1), random(2)); err != nil {
			t.Fatal(err)
		}
		if err := change(net); err != nil {
			t.Fatal(name, err)
		}
		for k := range uint64(10) {
			start, err := stdlib.Flip(rng.New(k), random(k%3), 0.45)
			if err != nil {
				t.Fatal(err)
			}
			for _, how := range []hopfield.Recall{{}, {Order: hopfield.Fixed, Clamp: []int{3, 4}}, {Updates: 150}} {
				full, err := net.Recall(context.Background(), rng.New(k), start, how)
				if err != nil {
					t.Fatal(err)
				}
				how.Cheap = true
				cheap, err := net.Recall(context.Background(), rng.New(k), start, how)
				if err != nil {
					t.Fatal(err)
				}
				if !cheap.Final.Equal(full.Final) || cheap.Sweeps != full.Sweeps || cheap.Converged != full.Converged {
					t.Errorf("%s, start %d, %+v: cheap ended after %d sweeps, %d units off", name, k, how, cheap.Sweeps, cheap.Final.Hamming(full.Final))
				}
			}
		}
	}
}

// A net that was asked for with an impossible size says so wherever an error can be returned.
func TestNetWithoutUnits(t *testing.T) {
	ctx, src, p := context.Background(), rng.New(1), stdlib.Row([]int8{1, -1})
	for _, asked := range []int{-3, 0} {
		want := fmt.Sprintf("hopfield: the net was asked for with %d units, want at least 1", asked)
		net := hopfield.New(asked)
		for name, try := range map[string]func() error{
			"Store":   func() error { return net.Store(p) },
			"Nothing": func() error { return net.Store() },
			"Learn":   func() error { _, err := net.Learn(ctx, src, []stdlib.Pattern{p}, hopfield.Projection{}); return err },
			"Recall":  func() error { _, err := net.Recall(ctx, src, p, hopfield.Recall{}); return err },
			"Empty":   func() error { _, err := net.Recall(ctx, src, stdlib.Row(nil), hopfield.Recall{}); return err },
			"Weights": func() error { _, err := net.Weights(); return err },
			"Ising":   func() error { _, err := net.Ising(); return err },
			"Energy":  func() error { _, err := net.Energy(p); return err },
			"Stable":  func() error { _, err := net.Stable(p); return err },
			"SetBias": func() error { return net.SetBias(nil) },
		} {
			if err := try(); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: got %v, want %q", name, err, want)
			}
		}
		if net.String() != want {
			t.Errorf("in words: %v", net)
		}
	}
}
