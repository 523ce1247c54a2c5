package harmonium_test

import (
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"harmonium/stdlib/harmonium"
	"harmonium/stdlib/rng"
)

// Two Gaussian layers: ln Z is the log-determinant, from the eigenvalues of Q, and +Inf
// as soon as the largest singular value of W reaches 1.
func TestGaussiansWithGaussians(t *testing.T) {
	const v, h = 7, 5
	m := random(t, harmonium.Gaussians(v), harmonium.Gaussians(h), 1, .3)
	w := mat.NewDense(v, h, m.Weights())
	var svd mat.SVD
	if !svd.Factorize(w, mat.SVDNone) {
		t.Fatal("no singular values")
	}
	largest := svd.Values(nil)[0]
	for _, size := range []float64{.1, .5, .9, .999, 1.001, 1.5, 20} {
		n := m.Clone()
		for i := range n.Weights() {
			n.Weights()[i] *= size / largest
		}
		got := must[float64](t)(n.LogZ(ctx))
		if size > 1 {
			if !math.IsInf(got, 1) {
				t.Errorf("largest singular value %v: ln Z %v, want +Inf", size, got)
			}
			if _, err := n.AIS(ctx, rng.New(1), harmonium.AIS{}); err == nil {
				t.Error("AIS of an infinite Z")
			}
			if _, err := n.Sample(ctx, rng.New(1), harmonium.Sampling{}); err == nil || !strings.Contains(err.Error(), "infinite") {
				t.Errorf("samples of an infinite Z: %v", err)
			}
			continue
		}
		q := mat.NewSymDense(v+h, nil)
		for i := range v + h {
			q.SetSym(i, i, 1)
		}
		for i := range v {
			for j := range h {
				q.SetSym(i, v+j, -n.Weights()[i*h+j])
			}
		}
		var eigen mat.EigenSym
		eigen.Factorize(q, true)
		var vectors mat.Dense
		eigen.VectorsTo(&vectors)
		want := float64(v+h) / 2 * math.Log(2*math.Pi)
		for k, l := range eigen.Values(nil) {
			c := 0.0
			for i := range v + h {
				bias := append(append([]float64(nil), n.VisibleBias()...), n.HiddenBias()...)[i]
				c += bias * vectors.At(i, k)
			}
			want += c*c/l/2 - math.Log(l)/2
		}
		if math.Abs(got-want) > 1e-9*math.Abs(want) {
			t.Errorf("largest singular value %v: ln Z %v, want %v", size, got, want)
		}
	}
}

// Where rectified units keep Z finite: the border, found by hand.
func TestRectifiedBorders(t *testing.T) {
	one := harmonium.Rectified(1)
	for _, c := range []struct {
		v, h    harmonium.Units
		w       []float64
		want    bool
		unclear bool
	}{
		{v: one, h: one, w: []float64{.99}, want: true},
		{v: one, h: one, w: []float64{1}, unclear: true},
		{v: one, h: one, w: []float64{1.01}, want: false},
		{v: one, h: one, w: []float64{-50}, want: true},
		{v: harmonium.Gaussians(1), h: one, w: []float64{-1.01}, want: false}, // the sign does not help against a whole line
		{v: harmonium.Gaussians(1), h: one, w: []float64{-.99}, want: true},
		// Two rectified units that act on a Gaussian with opposite signs hinder each other: M = (¼, ½; ½, …) is not definite, but copositive.
		{v: harmonium.Gaussians(1), h: harmonium.Rectified(2), w: []float64{.9, -.9}, want: true},
		{v: harmonium.Gaussians(1), h: harmonium.Rectified(2), w: []float64{.9, .9}, want: false},
		{v: harmonium.Rectified(2), h: harmonium.Gaussians(1), w: []float64{.9, .9}, want: false},
		{v: harmonium.Rectified(2), h: harmonium.Rectified(2), w: []float64{-9, .4, .4, -9}, want: true},
		{v: harmonium.Rectified(2), h: harmonium.Rectified(2), w: []float64{-9, 1.4, .4, -9}, want: false},
		{v: harmonium.Rectified(30), h: harmonium.Rectified(30), w: constant(900, -1), want: true},
		{v: harmonium.Rectified(30), h: harmonium.Rectified(30), w: constant(900, .1), want: false},
		{v: harmonium.Rectified(30), h: harmonium.Rectified(30), w: constant(900, .03), want: true},
		{v: harmonium.Rectified(60), h: harmonium.Rectified(60), w: constant(3600, .02), want: false},
		{v: harmonium.Rectified(60), h: harmonium.Rectified(60), w: constant(3600, .016), want: true},
		{v: harmonium.Poisson(2), h: one, w: []float64{-3, -.1}, want: true},
		{v: harmonium.Poisson(2), h: one, w: []float64{-3, 1e-9}, want: false},
		{v: harmonium.Bits(2), h: one, w: []float64{300, 1}, want: true},
	} {
		m := must[*harmonium.Machine](t)(harmonium.New(c.v, c.h))
		copy(m.Weights(), c.w)
		got, err := m.Finite()
		if (err != nil) != c.unclear || err == nil && got != c.want {
			t.Errorf("%v with %v…: finite %v, %v; want %v, unclear %v", m, c.w[0], got, err, c.want, c.unclear)
		}
		if !c.want && !c.unclear {
			if z, err := m.LogZ(ctx); err != nil || !math.IsInf(z, 1) {
				t.Errorf("%v: ln Z %v, %v; want +Inf", m, z, err)
			}
		}
	}
}

func constant(n int, v float64) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = v
	}
	return x
}

func TestWhatCannotBeIsRefused(t *testing.T) {
	refused := func(_ any, err error) error { return err }
	bits := random(t, harmonium.Bits(4), harmonium.Bits(3), 1, .5)
	documents := must[*harmonium.Machine](t)(harmonium.New(harmonium.Words{Vocabulary: 4}, harmonium.Bits(2)))
	broken := bits.Clone()
	broken.Weights()[5] = math.NaN()
	free := must[*harmonium.Machine](t)(harmonium.New(harmonium.FreeGaussians(2), harmonium.Bits(2)))
	free.VisibleBias()[3] = -1
	for _, c := range []struct {
		err  error
		want []string
	}{
		{refused(harmonium.New(harmonium.Poisson(2), harmonium.Gaussians(2))), []string{"2 Poisson", "2 Gaussian", "infinite"}},
		{refused(harmonium.New(harmonium.FreeGaussians(2), harmonium.Poisson(3))), []string{"3 Poisson", "infinite"}},
		{refused(harmonium.New(nil, harmonium.Bits(1))), []string{"nil"}},
		{refused(harmonium.New(harmonium.Bits(0), harmonium.Bits(1))), []string{"visible", "0 units"}},
		{refused(harmonium.New(harmonium.Bits(1), harmonium.Bits(-1))), []string{"hidden", "-1 units"}},
		{refused(harmonium.New(harmonium.Potts{N: 1, States: 1}, harmonium.Bits(1))), []string{"1 states"}},
		{refused(harmonium.New(harmonium.Bits(1), harmonium.Words{Vocabulary: 3})), []string{"any length"}},
		{refused(bits.Energy([]float64{0, 1, 1}, []float64{0, 0, 0})), []string{"3 units", "has 4"}},
		{refused(bits.Energy([]float64{0, 1, 1, 0}, []float64{0, 0, .5})), []string{"hidden", "bit 2 is 0.5"}},
		{refused(bits.FreeEnergy([]float64{0, 1, 1, math.NaN()})), []string{"bit 3 is NaN"}},
		{refused(random(t, harmonium.Gaussians(2), harmonium.Bits(1), 1, 1).FreeEnergy([]float64{0, math.Inf(1)})), []string{"unit 1 is +Inf"}},
		{refused(random(t, harmonium.Rectified(2), harmonium.Bits(1), 1, 1).FreeEnergy([]float64{0, -.1})), []string{"unit 1 is -0.1"}},
		{refused(random(t, harmonium.Potts{N: 2, States: 3}, harmonium.Bits(1), 1, 1).FreeEnergy([]float64{0, 3})), []string{"unit 1 is 3", "0 to 2"}},
		{refused(random(t, harmonium.Words{Vocabulary: 2, Length: 3}, harmonium.Bits(1), 1, 1).FreeEnergy([]float64{1, 3})), []string{"4 words", "have 3"}},
		{refused(documents.LogZ(ctx)), []string{"Length"}},
		{refused(documents.Sample(ctx, rng.New(1), harmonium.Sampling{})), []string{"Start"}},
		{refused(broken.LogZ(ctx)), []string{"coupling 5 is NaN"}},
		{refused(free.LogZ(ctx)), []string{"precision 1 is -1"}},
		{refused(random(t, harmonium.Bits(40), harmonium.Bits(30), 1, 1).LogZ(ctx)), []string{"40 bits", "30 bits", "1048576", "AIS"}},
		{refused(bits.Train(ctx, rng.New(1), nil, harmonium.Training{})), []string{"no data"}},
		{refused(bits.Train(ctx, rng.New(1), [][]float64{{0, 1, 1, 0}, {0, 1, 1, 2}}, harmonium.Training{})), []string{"example 1", "bit 3 is 2"}},
		{refused(bits.Train(ctx, rng.New(1), [][]float64{{0, 1, 1, 0}}, harmonium.Training{Rate: -1})), []string{"-1"}},
		{refused(random(t, harmonium.Gaussians(1), harmonium.Bits(1), 1, 1).Train(ctx, rng.New(1), [][]float64{{50}}, harmonium.Training{Rate: 1e308})), []string{"too high"}},
		{refused(bits.Complete(ctx, rng.New(1), []float64{0, 1, 1, 0}, []int{4}, harmonium.Sampling{})), []string{"unit 4", "0 to 3"}},
		{refused(bits.Sample(ctx, rng.New(1), harmonium.Sampling{Temperature: -2})), []string{"-2"}},
		{refused(bits.Filter(3, 2)), []string{"3", "0 to 2"}},
		{refused(bits.AIS(ctx, rng.New(1), harmonium.AIS{Chains: -3})), []string{"-3 chains"}},
		{refused(random(t, harmonium.Gaussians(2), harmonium.Bits(1), 1, 1).PseudoLikelihood(ctx, [][]float64{{1, 2}})), []string{"Gaussian"}},
	} {
		for _, w := range c.want {
			if c.err == nil || !strings.Contains(c.err.Error(), w) {
				t.Errorf("error %v, want one that says %q", c.err, w)
			}
		}
	}
}
