package hopfield_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"harmonium/stdlib"
	"harmonium/stdlib/hopfield"
	"harmonium/stdlib/rng"
)

func ExampleBasin() {
	pattern, err := stdlib.ParsePattern("++++++++----------")
	if err != nil {
		fmt.Println(err)
		return
	}
	net := hopfield.New(18)
	if err := net.Store(pattern); err != nil {
		fmt.Println(err)
		return
	}
	how := hopfield.Basin{Noise: []float64{0, 0.4, 0.6}, Tries: 10}
	points, err := how.Measure(context.Background(), rng.New(1), net, []stdlib.Pattern{pattern})
	for _, p := range points {
		fmt.Printf("%v flipped: %d of %d recalled, overlap %v\n", p.Noise, p.Recalled, p.Tries, p.Overlap)
	}
	fmt.Println(err)
	// Output:
	// 0 flipped: 10 of 10 recalled, overlap 1
	// 0.4 flipped: 10 of 10 recalled, overlap 1
	// 0.6 flipped: 0 of 10 recalled, overlap -1
	// <nil>
}

// One pattern draws in all states nearer to it than to its negative; many patterns
// leave each a small basin. The standard error is that of the overlaps.
func TestBasinsShrinkWithTheLoad(t *testing.T) {
	ps := randomPatterns(rng.New(31), 12, 100)
	few, _ := learn(t, 100, ps[:2], nil)
	many, _ := learn(t, 100, ps, nil)
	how := hopfield.Basin{Noise: []float64{0.25}, Tries: 60}
	a, err := how.Measure(context.Background(), rng.New(1), few, ps[:2])
	if err != nil {
		t.Fatal(err)
	}
	b, err := how.Measure(context.Background(), rng.New(1), many, ps)
	if err != nil {
		t.Fatal(err)
	}
	if a[0].Recalled != 60 || a[0].Overlap != 1 || a[0].Error != 0 || b[0].Recalled > 40 || !(b[0].Error > 0.01 && b[0].Error < 0.1) {
		t.Errorf("%+v and %+v", a, b)
	}
	again, err := how.Measure(context.Background(), rng.New(1), many, ps)
	if err != nil || again[0] != b[0] {
		t.Errorf("the same seed gives %+v, %v", again, err)
	}
	if all, err := (hopfield.Basin{}).Measure(context.Background(), rng.New(1), few, ps[:1]); err != nil || len(all) != 11 || all[10].Noise != 0.5 || all[0].Tries != 100 {
		t.Errorf("defaults: %+v, %v", all, err)
	}
}

func TestBasinRefusals(t *testing.T) {
	net := hopfield.New(4)
	p, ctx := stdlib.Row([]int8{1, 1, -1, -1}), context.Background()
	for want, try := range map[string]func() error{
		"of 0 patterns": func() error { _, err := hopfield.Basin{}.Measure(ctx, rng.New(1), net, nil); return err },
		"-1 tries": func() error {
			_, err := hopfield.Basin{Tries: -1}.Measure(ctx, rng.New(1), net, []stdlib.Pattern{p})
			return err
		},
		"pattern has 2 units": func() error {
			_, err := hopfield.Basin{}.Measure(ctx, rng.New(1), net, []stdlib.Pattern{stdlib.Row([]int8{1, 1})})
			return err
		},
		"corrupt is NaN": func() error {
			_, err := hopfield.Basin{Noise: []float64{math.NaN()}}.Measure(ctx, rng.New(1), net, []stdlib.Pattern{p})
			return err
		},
	} {
		if err := try(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	stopped, stop := context.WithCancel(ctx)
	stop()
	if points, err := (hopfield.Basin{}).Measure(stopped, rng.New(1), net, []stdlib.Pattern{p}); err == nil || len(points) != 0 {
		t.Errorf("a stopped measurement gave %v, %v", points, err)
	}
}

func ExampleRecognise() {
	ps, err := stdlib.ParsePatterns("++++----\n\n++--++--\n\n+-+-+-+-")
	if err != nil {
		fmt.Println(err)
		return
	}
	mixture, err := hopfield.Mixture(ps[0], ps[1].Negative(), ps[2])
	fmt.Println(mixture, err)
	for _, p := range []stdlib.Pattern{ps[1], ps[2].Negative(), mixture, stdlib.Row([]int8{1, 1, 1, 1, 1, 1, 1, 1})} {
		kind, of := hopfield.Recognise(p, ps...)
		fmt.Println(kind, of)
	}
	// Output:
	// +-++--+- <nil>
	// stored ξ2
	// negative −ξ3
	// mixture ξ1 − ξ2 + ξ3
	// foreign
}

// Every mixture of three or five patterns is found again, whatever its signs.
func TestRecogniseMixtures(t *testing.T) {
	ps := randomPatterns(rng.New(32), 6, 200)
	for signs := range 1 << 5 {
		for _, of := range []int{3, 5} {
			some := make([]stdlib.Pattern, of)
			name := ""
			for k := range some {
				some[k] = ps[k+1]
				sign := " + "
				if signs>>k&1 == 1 {
					some[k], sign = ps[k+1].Negative(), " − "
				}
				name += fmt.Sprintf("%sξ%d", sign, k+2)
			}
			m, err := hopfield.Mixture(some...)
			if err != nil {
				t.Fatal(err)
			}
			want := strings.Replace(strings.TrimPrefix(strings.TrimSpace(name), "+ "), "− ", "−", 1)
			if name[1] == '+' {
				want = strings.TrimPrefix(name, " + ")
			}
			if kind, got := hopfield.Recognise(m, ps...); kind != hopfield.Mixed || got != want {
				t.Fatalf("%v of %q, want the mixture %q", kind, got, want)
			}
		}
	}
}

func TestStatesOfARun(t *testing.T) {
	ps := randomPatterns(rng.New(33), 6, 60)
	net, _ := learn(t, 60, ps, nil)
	start, _ := stdlib.Flip(rng.New(34), ps[0], 0.3)
	for _, order := range []hopfield.Order{hopfield.Random, hopfield.Fixed, hopfield.Synchronous} {
		run, err := net.Recall(context.Background(), rng.New(35), start, hopfield.Recall{Order: order})
		if err != nil {
			t.Fatal(err)
		}
		states := run.States()
		if len(states) != len(run.Energies) || !states[0].Equal(start) || !states[len(states)-1].Equal(run.Final) {
			t.Fatalf("%v: %d states, %d energies", order, len(states), len(run.Energies))
		}
		for k, s := range states {
			if e, _ := net.Energy(s); math.Abs(e-run.Energies[k]) > 1e-9 {
				t.Errorf("%v: state %d has energy %v, the run says %v", order, k, e, run.Energies[k])
			}
		}
	}
}

func ExampleNet_Census() {
	ps, err := stdlib.ParsePatterns("++++----++++\n\n++--++--++--\n\n+-+-+-+-+-+-")
	if err != nil {
		fmt.Println(err)
		return
	}
	net := hopfield.New(12)
	if err := net.Store(ps...); err != nil {
		fmt.Println(err)
		return
	}
	census, err := net.Census(context.Background(), ps...)
	fmt.Println(census)
	fmt.Println(err)
	// Output:
	// stored     3 minima,  44.9 % of all states
	// negative   3 minima,  44.9 % of all states
	// mixture    8 minima,  10.2 % of all states
	// <nil>
}

// Every state belongs to one kind, patterns and negatives own as much, and what is
// not a pattern of the net is refused.
func TestCensus(t *testing.T) {
	ps := randomPatterns(rng.New(36), 4, 14)
	net, _ := learn(t, 14, ps, nil)
	c, err := net.Census(context.Background(), ps...)
	if err != nil {
		t.Fatal(err)
	}
	whole := 0.0
	for kind, share := range c.Share {
		whole += share
		if (share > 0) != (c.Minima[kind] > 0) {
			t.Errorf("%v: %d minima own %v", hopfield.Kind(kind), c.Minima[kind], share)
		}
	}
	if math.Abs(whole-1) > 1e-12 || c.Share[hopfield.Stored] != c.Share[hopfield.Negative] || c.Minima[hopfield.Stored] == 0 {
		t.Errorf("%+v", c)
	}
	if _, err := net.Census(context.Background(), ps[0], stdlib.Row([]int8{1})); err == nil || !strings.Contains(err.Error(), "pattern 2") {
		t.Errorf("a pattern of one unit: %v", err)
	}
	if _, err := hopfield.New(25).Census(context.Background()); err == nil || !strings.Contains(err.Error(), "25 units") {
		t.Errorf("25 units: %v", err)
	}
}
