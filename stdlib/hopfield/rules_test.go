package hopfield_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"harmonium/stdlib"
	"harmonium/stdlib/exact"
	"harmonium/stdlib/hopfield"
	"harmonium/stdlib/rng"
)

func randomPatterns(src rng.Source, count, n int) []stdlib.Pattern {
	all := make([]stdlib.Pattern, count)
	for k := range all {
		all[k] = stdlib.Row(make([]int8, n))
		stdlib.RandomSpins(src.Numbered(uint64(k)), all[k].Spins)
	}
	return all
}

func learn(t testing.TB, n int, patterns []stdlib.Pattern, rule hopfield.Rule) (*hopfield.Net, hopfield.Report) {
	t.Helper()
	net := hopfield.New(n)
	r, err := net.Learn(context.Background(), rng.New(1), patterns, rule)
	if err != nil {
		t.Fatal(err)
	}
	w, _ := net.Weights()
	if err := w.Check(); err != nil {
		t.Fatalf("%v: %v", rule, err)
	}
	return net, r
}

func ExampleNet_Learn() {
	patterns := randomPatterns(rng.New(1), 20, 50)
	for _, rule := range []hopfield.Rule{hopfield.Hebb{}, hopfield.Projection{}, hopfield.Perceptron{Margin: 0.5}} {
		net := hopfield.New(50)
		report, err := net.Learn(context.Background(), rng.New(2), patterns, rule)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(report.Rule+":", report.Stable, "of", report.Patterns, "stable")
	}
	// Output:
	// Hebb: 3 of 20 stable
	// projection: 20 of 20 stable
	// perceptron, margin 0.5: 20 of 20 stable
}

// N = 4 by hand. The first pattern is stored as by Hebb; for the second,
// h = J ξ² with J = ξ¹ξ¹ᵀ/4, ξ¹ = ++++, ξ² = +++−.
func TestStorkeyByHand(t *testing.T) {
	ps := []stdlib.Pattern{stdlib.Row([]int8{1, 1, 1, 1}), stdlib.Row([]int8{1, 1, 1, -1})}
	net, _ := learn(t, 4, ps, hopfield.Storkey{})
	w, _ := net.Weights()
	// h₁₂ = J₁₃ξ₃ + J₁₄ξ₄ = 0 and h₂₁ = 0: J₁₂ = ¼ + ¼. h₁₄ = J₁₂ξ₂ + J₁₃ξ₃ = ½,
	// h₄₁ = J₄₂ξ₂ + J₄₃ξ₃ = ½: J₁₄ = ¼ + (−1 − ½ + ½)/4 = 0.
	for _, c := range []struct {
		i, j int
		want float64
	}{{0, 1, .5}, {0, 2, .5}, {1, 2, .5}, {0, 3, 0}, {1, 3, 0}, {2, 3, 0}} {
		if w.At(c.i, c.j) != c.want {
			t.Errorf("(%d, %d) is %v, want %v", c.i, c.j, w.At(c.i, c.j), c.want)
		}
	}
}

func TestStorkeyBeatsHebb(t *testing.T) {
	hebb, storkey := 0, 0
	for k := range 10 {
		ps := randomPatterns(rng.New(uint64(k)), 20, 100)
		_, h := learn(t, 100, ps, hopfield.Hebb{})
		_, s := learn(t, 100, ps, hopfield.Storkey{})
		hebb, storkey = hebb+h.Stable, storkey+s.Stable
	}
	if storkey <= 2*hebb {
		t.Errorf("at α = 0.2 Storkey's rule keeps %d of 200 patterns, Hebb's %d", storkey, hebb)
	}
}

func TestProjection(t *testing.T) {
	for _, p := range []int{1, 10, 30, 39} {
		_, r := learn(t, 40, randomPatterns(rng.New(uint64(p)), p, 40), hopfield.Projection{})
		if r.Stable != p {
			t.Errorf("%d of %d patterns in 40 units are stable", r.Stable, p)
		}
	}
	ps := randomPatterns(rng.New(1), 3, 40)
	_, err := hopfield.New(40).Learn(context.Background(), rng.New(1), append(ps, ps[1].Negative()), hopfield.Projection{})
	if err == nil || !strings.Contains(err.Error(), "linearly dependent") {
		t.Errorf("a pattern and its negative: %v", err)
	}
}

func TestPerceptronReachesItsMargin(t *testing.T) {
	for _, margin := range []float64{0, 0.5, 1} {
		n := 80
		ps := randomPatterns(rng.New(3), 24, n)
		net, r := learn(t, n, ps, hopfield.Perceptron{Margin: margin})
		if r.Stable != len(ps) {
			t.Errorf("κ = %v: %v", margin, r)
		}
		w, _ := net.Weights()
		for _, p := range ps {
			for i := range n {
				f, norm := 0.0, 0.0
				for j, v := range w.Row(i) {
					f += v * float64(p.Spins[j])
					norm += v * v
				}
				if float64(p.Spins[i])*f < margin*math.Sqrt(norm)-1e-12 {
					t.Fatalf("κ = %v: unit %d has stability %v", margin, i, float64(p.Spins[i])*f/math.Sqrt(norm))
				}
			}
		}
	}
}

func TestGardnerCapacity(t *testing.T) {
	for k, want := range map[float64]float64{0: 2, 0.5: 0.961, 1: 0.520} {
		if got := hopfield.GardnerCapacity(k); math.Abs(got-want) > 5e-4 {
			t.Errorf("κ = %v: %.4f, want %v", k, got, want)
		}
	}
}

// Erratum 7: raising the energy of all states does nothing off the diagonal.
func TestErratum7AllStatesIsHebb(t *testing.T) {
	ps := randomPatterns(rng.New(4), 5, 30)
	a, _ := learn(t, 30, ps, hopfield.Gradient{Against: hopfield.AllStates})
	b, _ := learn(t, 30, ps, hopfield.Hebb{})
	wa, _ := a.Weights()
	wb, _ := b.Weights()
	for i := range 30 {
		for j := range 30 {
			if math.Abs(wa.At(i, j)-wb.At(i, j)) > 1e-15 {
				t.Fatalf("(%d, %d): %v and %v", i, j, wa.At(i, j), wb.At(i, j))
			}
		}
	}
	for i := range 6 { // and Σ ssᵀ over all states of 6 units is 64 times the identity
		for j := range 6 {
			sum := 0
			for x := range 64 {
				sum += (x>>i&1*2 - 1) * (x>>j&1*2 - 1)
			}
			if want := map[bool]int{true: 64}[i == j]; sum != want {
				t.Fatalf("(%d, %d): %d, want %d", i, j, sum, want)
			}
		}
	}
}

func TestValleysStoreNPatternsInNUnits(t *testing.T) {
	for _, n := range []int{16, 32, 64} {
		_, r := learn(t, n, randomPatterns(rng.New(uint64(n)), n, n), hopfield.Gradient{Against: hopfield.Valleys, Epochs: 5000})
		if r.Stable != n || r.Epochs < 10 { // at once all are stable where all weights are 0
			t.Errorf("N = %d: %v", n, r)
		}
	}
}

// Erratum 8: Hebb's rule keeps far fewer than N patterns.
func TestErratum8HebbDoesNotStoreN(t *testing.T) {
	_, r := learn(t, 64, randomPatterns(rng.New(64), 64, 64), hopfield.Hebb{})
	if r.Stable > 3 {
		t.Errorf("Hebb's rule kept %d of 64 patterns in 64 units", r.Stable)
	}
}

func TestOtherGradients(t *testing.T) {
	ps := randomPatterns(rng.New(5), 12, 40) // α = 0.3: beyond Hebb
	_, hebb := learn(t, 40, ps, hopfield.Hebb{})
	if hebb.Stable > 6 {
		t.Fatalf("too easy: %v", hebb)
	}
	for _, rule := range []hopfield.Rule{
		hopfield.Gradient{Against: hopfield.Neighbours},
		hopfield.Gradient{Against: hopfield.Neighbours, Noise: 0.1},
		hopfield.Gradient{Against: hopfield.RandomStarts, Epochs: 3000},
		hopfield.Unrolled{},
	} {
		if _, r := learn(t, 40, ps, rule); r.Stable != len(ps) {
			t.Errorf("%v", r)
		}
	}
}

// A net that knows nothing learns too, though at J = 0 all gradients are 0 (and all
// states stable): it repairs what Hebb's rule cannot.
func TestUnrolledStartsFromNothing(t *testing.T) {
	ps := randomPatterns(rng.New(5), 12, 40)
	how := hopfield.Basin{Noise: []float64{0.1}, Tries: 60}
	recalled := map[string]int{}
	for _, rule := range []hopfield.Rule{hopfield.Hebb{}, hopfield.Unrolled{}} {
		net, _ := learn(t, 40, ps, rule)
		points, err := how.Measure(context.Background(), rng.New(6), net, ps)
		if err != nil {
			t.Fatal(err)
		}
		recalled[rule.String()] = points[0].Recalled
	}
	if h, b := recalled["Hebb"], recalled["backpropagation through 3 steps"]; b < 55 || h > 30 {
		t.Errorf("of 60 recalls with a tenth flipped Hebb's rule repairs %d, backpropagation %d", h, b)
	}
}

func TestUnrolledGradientAgainstFiniteDifferences(t *testing.T) {
	n := 7
	net := randomNet(t, rng.New(6), n, true)
	w, _ := net.Weights()
	for i := range n {
		for j := range i {
			if err := w.Set(i, j, w.At(i, j)/15); err != nil {
				t.Fatal(err)
			}
		}
	}
	ps := randomPatterns(rng.New(7), 2, n)
	u := hopfield.Unrolled{Steps: 4, Gain: 0.7}
	_, g, err := u.Gradient(net, ps[0], ps[1])
	if err != nil {
		t.Fatal(err)
	}
	const d = 1e-5
	for i := range n {
		for j := range i {
			v := w.At(i, j)
			w.Set(i, j, v+d)
			up, _, _ := u.Gradient(net, ps[0], ps[1])
			w.Set(i, j, v-d)
			down, _, _ := u.Gradient(net, ps[0], ps[1])
			w.Set(i, j, v)
			if slope := (up - down) / (2 * d); math.Abs(slope-g[i][j]) > 1e-6 || g[i][j] != g[j][i] {
				t.Errorf("(%d, %d): %v, finite difference %v", i, j, g[i][j], slope)
			}
		}
	}
}

func TestSpuriousStates(t *testing.T) {
	ps := randomPatterns(rng.New(8), 3, 400)
	net, _ := learn(t, 400, ps, hopfield.Hebb{})
	m, err := hopfield.Mixture(ps...)
	if err != nil {
		t.Fatal(err)
	}
	for name, p := range map[string]stdlib.Pattern{"mixture": m, "negative": ps[0].Negative(), "stored": ps[1]} {
		if stable, _ := net.Stable(p); !stable {
			t.Errorf("%s is not stable", name)
		}
	}
	if _, err := hopfield.Mixture(ps[:2]...); err == nil {
		t.Error("a mixture of two was made")
	}
	small, _ := learn(t, 16, randomPatterns(rng.New(9), 2, 16), hopfield.Hebb{})
	model, _ := small.Ising()
	all, err := exact.Enumerate(context.Background(), model)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range all.Minima() {
		if stable, _ := small.Stable(all.State(v.State)); !stable {
			t.Errorf("minimum %d is not a fixed point", v.State)
		}
	}
}

func TestTheoryOfCapacity(t *testing.T) {
	for load, want := range map[float64]float64{.05: .99999, .10: .9980, .12: .9932, .13: .9872, .135: .9808} {
		if m := hopfield.AGSOverlap(load); math.Abs(m-want) > 6e-5 {
			t.Errorf("m(%v) = %.5f, want %v", load, m, want)
		}
	}
	if c := hopfield.AGSCapacity(); math.Abs(c-.137906) > 1e-6 {
		t.Errorf("α_c = %.7f", c)
	}
	if hopfield.AGSOverlap(0.14) != 0 || hopfield.AGSOverlap(0) != 1 {
		t.Error("no overlap above the capacity, all of it without patterns")
	}
	for load, want := range map[float64]float64{.105: .00101, .138: .00355, .185: .0100, .37: .0501, .61: .100} {
		if e := hopfield.OneStepError(load); math.Abs(e-want) > .005*want+5e-6 {
			t.Errorf("one-step error at %v: %v, want %v", load, e, want)
		}
	}
}

// One-step errors of real nets agree with ½ erfc(1/√(2α)) within 3 standard
// deviations and the finite size: P/N is (P−1)/N, and N is N−1.
func TestOneStepErrorsAgainstTheory(t *testing.T) {
	points, err := hopfield.Capacity{Units: 400, Loads: []float64{.105, .138, .185, .37, .61}, Nets: 24, Tries: 40}.Measure(context.Background(), rng.New(10), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range points {
		want := hopfield.OneStepError(float64(p.Patterns-1) / 399)
		sd := math.Sqrt(want * (1 - want) / (24 * 40 * 400))
		// Units of a net share its patterns, so errors are not quite independent: twice the width.
		if !(p.OneStepError > sd/2 && p.OneStepError < 4*sd) {
			t.Errorf("α = %v: standard error %.2g, want about %.2g", p.Load, p.OneStepError, sd)
		}
		if math.Abs(p.OneStep-want) > 3*2*sd {
			t.Errorf("α = %v: %.5f, want %.5f ± %.5f", p.Load, p.OneStep, want, 2*sd)
		}
	}
}

func TestCapacityAgreesWithAGS(t *testing.T) {
	done := 0
	points, err := hopfield.Capacity{Units: 600, Loads: []float64{.05, .10, .25}, Nets: 6}.Measure(context.Background(), rng.New(11), func(k, of int) { done = k })
	if err != nil || done != 3 {
		t.Fatal(err, done)
	}
	for _, p := range points[:2] {
		if math.Abs(p.Overlap-p.Theory) > .004 { // finite N; m falls by .002 from .05 to .1
			t.Errorf("α = %v: overlap %.4f, AGS %.4f", p.Load, p.Overlap, p.Theory)
		}
	}
	if points[2].Overlap > .7 || points[2].Theory != 0 {
		t.Errorf("above capacity: overlap %.3f", points[2].Overlap)
	}
}

func TestDenseMemory(t *testing.T) {
	ps := randomPatterns(rng.New(12), 4, 24)
	two, err := hopfield.NewMemory(2, ps...)
	if err != nil {
		t.Fatal(err)
	}
	net, _ := learn(t, 24, ps, hopfield.Hebb{})
	for k := range 100 {
		start := randomPatterns(rng.New(13).Numbered(uint64(k)), 1, 24)[0]
		a, _ := two.Energy(start)
		b, _ := net.Energy(start)
		if math.Abs(a-(b-2)) > 1e-12 {
			t.Fatalf("degree 2 has energy %v, Hebb's net %v − P/2", a, b)
		}
		ra, _ := two.Recall(context.Background(), rng.New(1), start, hopfield.Recall{})
		rb, _ := net.Recall(context.Background(), rng.New(1), start, hopfield.Recall{})
		if !ra.Final.Equal(rb.Final) || len(ra.Flips) != len(rb.Flips) {
			t.Fatalf("degree 2 recalls another state than Hebb's net")
		}
	}
	many := randomPatterns(rng.New(14), 100, 40) // 2.5 N
	for _, degree := range []int{4, 0} {
		m, err := hopfield.NewMemory(degree, many...)
		if err != nil {
			t.Fatal(err)
		}
		good := 0
		for k, p := range many[:20] {
			start, _ := stdlib.Flip(rng.New(uint64(k)), p, 0.1)
			run, err := m.Recall(context.Background(), rng.New(1), start, hopfield.Recall{})
			if err != nil {
				t.Fatal(err)
			}
			for i := 1; i < len(run.Energies); i++ {
				if run.Energies[i] >= run.Energies[i-1] {
					t.Fatalf("degree %d: the energy rose", degree)
				}
			}
			if run.Final.Equal(p) {
				good++
			}
		}
		if good < 18 {
			t.Errorf("degree %d recalled %d of 20 from a load of 2.5", degree, good)
		}
	}
}

func TestModern(t *testing.T) {
	r := rng.New(15).Reader()
	x := make([][]float64, 6)
	for k := range x {
		x[k] = make([]float64, 10)
		for i := range x[k] {
			x[k][i] = r.NormFloat64()
		}
	}
	for _, beta := range []float64{0.1, 1, 5} {
		m, err := hopfield.NewModern(beta, x)
		if err != nil {
			t.Fatal(err)
		}
		q := make([]float64, 10)
		for i := range q {
			q[i] = x[2][i] + 0.3*r.NormFloat64()
		}
		// Attention, written out: softmax(β q Xᵀ) X with X for keys and values.
		want, z := make([]float64, 10), 0.0
		for _, row := range x {
			s := 0.0
			for i := range q {
				s += q[i] * row[i]
			}
			z += math.Exp(beta * s)
			for i := range q {
				want[i] += math.Exp(beta*s) * row[i]
			}
		}
		got, _ := m.Update(q)
		for i := range got {
			if math.Abs(got[i]-want[i]/z) > 1e-6 {
				t.Errorf("β = %v: %v, attention %v", beta, got[i], want[i]/z)
			}
		}
		d, err := m.Recall(context.Background(), q, 0)
		if err != nil || !d.Converged {
			t.Errorf("β = %v: converged %v, %v", beta, d.Converged, err)
		}
		for i := 1; i < len(d.Energies); i++ {
			if d.Energies[i] > d.Energies[i-1]+1e-12 || d.Energies[i] < -1e-12 {
				t.Errorf("β = %v: energies %v", beta, d.Energies)
			}
		}
		if beta == 5 && d.Attention[2] < 0.99 {
			t.Errorf("at β = 5 the net attends %v", d.Attention)
		}
	}
	if _, err := hopfield.NewModern(1, [][]float64{{1, 2}, {1, math.NaN()}}); err == nil || !strings.Contains(err.Error(), "vector 1 has NaN at 1") {
		t.Errorf("NaN: %v", err)
	}
}

// Hebb's rule adds nothing when its context has ended, nor half of it when it ends on the
// way: 600 patterns are more than are added up between two looks.
func TestStoppedHebbStoresNothing(t *testing.T) {
	patterns := make([]stdlib.Pattern, 600)
	for k := range patterns {
		patterns[k], _ = stdlib.RandomPattern(rng.New(uint64(k)), 1, 20)
	}
	for looks := range 5 { // one before each of the three parts, one before J changes
		n := hopfield.New(20)
		_, err := n.Learn(&ending{Context: context.Background(), looks: looks}, rng.New(1), patterns, hopfield.Hebb{})
		w, werr := n.Weights()
		if werr != nil {
			t.Fatal(werr)
		}
		if stored := w.Largest() > 0; stored != (looks == 4) || err != context.Canceled {
			t.Errorf("ended at look %d: stored %v, %v", looks, stored, err)
		}
	}
}

// ending is a context that ends after so many looks at it.
type ending struct {
	context.Context
	looks int
}

func (e *ending) Err() error {
	if e.looks--; e.looks < 0 {
		return context.Canceled
	}
	return nil
}
