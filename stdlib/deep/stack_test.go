package deep_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"harmonium/stdlib"
	"harmonium/stdlib/data"
	"harmonium/stdlib/deep"
	"harmonium/stdlib/exact"
	"harmonium/stdlib/rbm"
	"harmonium/stdlib/rng"
)

var ctx = context.Background()

func Example() {
	d, _ := rbm.FromPatterns(data.Letters())
	s, histories, err := deep.Pretrain(ctx, rng.New(1), d, []int{20, 10}, rbm.Training{Epochs: 5})
	fmt.Println(s, err)
	fmt.Println(len(histories), "histories")
	// Output:
	// stack of 35–20–10 units <nil>
	// 2 histories
}

func machine(t *testing.T, seed uint64, visible, hidden int) *rbm.RBM {
	t.Helper()
	m, err := rbm.New(visible, hidden)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Scatter(rng.New(seed), 1); err != nil {
		t.Fatal(err)
	}
	r := rng.New(seed).Named("bias").Reader()
	for i := range m.VisibleBias() {
		m.VisibleBias()[i] = float32(r.NormFloat64() / 2)
	}
	for i := range m.HiddenBias() {
		m.HiddenBias()[i] = float32(r.NormFloat64() / 2)
	}
	return m
}

func state(x, n int) stdlib.Pattern {
	s := make([]int8, n)
	for i := range s {
		s[i] = int8(x>>i&1)*2 - 1
	}
	return stdlib.Row(s)
}

// belief is P(v) of a net of two machines, enumerated: Σ_h P₁(v | h) P₂(h).
func belief(t *testing.T, low, top *rbm.RBM) []float64 {
	t.Helper()
	p := make([]float64, 1<<low.Visible())
	logZ, err := top.LogZ(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for h := range 1 << low.Hidden() {
		f, err := top.FreeEnergy(state(h, low.Hidden()))
		if err != nil {
			t.Fatal(err)
		}
		for v := range p {
			given := math.Exp(-f - logZ)
			for i, b := range low.VisibleBias() {
				z := float64(b)
				for j := range low.Hidden() {
					z += float64(low.Weights()[i*low.Hidden()+j]) * float64(h>>j&1)
				}
				given /= 1 + math.Exp(z*float64(1-2*(v>>i&1)))
			}
			p[v] += given
		}
	}
	return p
}

func TestSamplesFollowTheNet(t *testing.T) {
	low, top := machine(t, 1, 4, 3), machine(t, 2, 3, 2)
	s, err := deep.Of(low, top)
	if err != nil {
		t.Fatal(err)
	}
	const n = 20_000
	samples, err := s.Sample(ctx, rng.New(5), rbm.Sampling{Count: n, Steps: 30})
	if err != nil {
		t.Fatal(err)
	}
	count := make([]float64, 16)
	for _, p := range samples {
		count[exact.Index(p.Spins)]++
	}
	chi2 := 0.0
	for v, p := range belief(t, low, top) {
		chi2 += (count[v] - n*p) * (count[v] - n*p) / (n * p)
	}
	if chi2 > 37.7 { // the 99.9th percentile with 15 degrees of freedom
		t.Errorf("χ² = %.1f with 15 degrees of freedom", chi2)
	}
}

// Up draws every hidden unit with the mean that Transform gives.
func TestUpFollowsTheMeans(t *testing.T) {
	m := machine(t, 3, 4, 3)
	const n = 20_000
	d, err := rbm.FromPatterns(slices.Repeat([]stdlib.Pattern{state(5, 4)}, n))
	if err != nil {
		t.Fatal(err)
	}
	want, err := m.Transform(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	up, err := m.Up(ctx, rng.New(1), d)
	if err != nil {
		t.Fatal(err)
	}
	mean := make([]float64, 3)
	for i, v := range up.Rows() {
		mean[i%3] += float64(v) / n
	}
	for j, p := range mean {
		if math.Abs(p-float64(want[j])) > 4*.5/math.Sqrt(n) { // four standard errors at most
			t.Errorf("unit %d is 1 in %v of all, want %v", j, p, want[j])
		}
	}
}

// The second machine makes the net a better model of the data than the first alone
// (here: the theorem asks for a second machine that starts as the first turned over).
func TestASecondLayerHelps(t *testing.T) {
	world, err := data.BarsAndStripes(2)
	if err != nil {
		t.Fatal(err)
	}
	d, err := rbm.FromPatterns(slices.Repeat(world, 20)) // many hidden states for the second layer to learn from
	if err != nil {
		t.Fatal(err)
	}
	s, _, err := deep.Pretrain(ctx, rng.New(1), d, []int{4, 8}, rbm.Training{Method: rbm.Full, Epochs: 800, Batch: 160, Rate: .3, Momentum: .5, Scatter: .3})
	if err != nil {
		t.Fatal(err)
	}
	low, _ := s.Machine(0)
	top, _ := s.Machine(1)
	alone, err := low.LogLikelihood(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	p, deepMean := belief(t, low, top), 0.0
	for _, v := range world {
		deepMean += math.Log(p[exact.Index(v.Spins)]) / float64(len(world))
	}
	t.Logf("mean ln p: %.4f with one layer, %.4f with two", alone, deepMean)
	if deepMean <= alone {
		t.Errorf("mean ln p: %.4f with one layer, %.4f with two: want more", alone, deepMean)
	}
}

func TestBadInputIsRefused(t *testing.T) {
	_, empty := deep.Of()
	_, misfit := deep.Of(machine(t, 1, 4, 3), machine(t, 1, 4, 3))
	_, _, nothing := deep.Pretrain(ctx, rng.New(1), nil, []int{3}, rbm.Training{})
	_, down := machine(t, 1, 4, 3).Down(rng.New(1), []stdlib.Pattern{state(1, 4)})
	for _, c := range []struct {
		err  error
		want string
	}{
		{empty, "0 machines"}, {misfit, "3 hidden units, machine 2 has 4 visible"}, {nothing, "no data"}, {down, "4 units, the machine has 3"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("error %v, want one that says %q", c.err, c.want)
		}
	}
}
