package harmonium_test

import (
	"math"
	"testing"

	"harmonium/stdlib"
	"harmonium/stdlib/boltzmann"
	"harmonium/stdlib/data"
	"harmonium/stdlib/harmonium"
	"harmonium/stdlib/rbm"
	"harmonium/stdlib/rng"
)

// agree compares with what another package says of the same machine.
func agree(t *testing.T) func(what string, got, want float64) {
	return func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-12*max(1, math.Abs(want)) {
			t.Errorf("%s: %.15f, the other package has %.15f", what, got, want)
		}
	}
}

// With bits on both sides it is package rbm's machine: the same ln Z, free energies,
// pseudo-likelihoods and gradient. (Its parameters are float32, so these are.)
func TestBitsAgreeWithPackageRBM(t *testing.T) {
	const v, h = 9, 6
	m, r := random(t, harmonium.Bits(v), harmonium.Bits(h), 2, .8), must[*rbm.RBM](t)(rbm.New(v, h))
	for _, p := range []struct {
		x []float64
		y []float32
	}{{m.Weights(), r.Weights()}, {m.VisibleBias(), r.VisibleBias()}, {m.HiddenBias(), r.HiddenBias()}} {
		for i := range p.x {
			p.y[i] = float32(p.x[i])
			p.x[i] = float64(p.y[i])
		}
	}
	same := agree(t)
	same("ln Z", must[float64](t)(m.LogZ(ctx)), must[float64](t)(r.LogZ(ctx)))
	world := must[[]stdlib.Pattern](t)(data.BarsAndStripes(3))
	rows, d := must[[][]float64](t)(m.Examples(world)), must[*rbm.Data](t)(rbm.FromPatterns(world))
	for k, x := range rows {
		same("free energy", must[float64](t)(m.FreeEnergy(x)), must[float64](t)(r.FreeEnergy(world[k])))
	}
	same("pseudo-likelihood", must[float64](t)(m.PseudoLikelihood(ctx, rows)), must[float64](t)(r.PseudoLikelihood(ctx, d)))
	got, want := must[harmonium.Gradient](t)(m.Gradient(ctx, rows)), must[rbm.Gradient](t)(r.Gradient(ctx, d))
	same("log-likelihood", got.LogLikelihood, want.LogLikelihood)
	for i, g := range got.Weights {
		same("gradient of a coupling", g, want.Weights[i])
	}
	for i, g := range got.Visible {
		same("gradient of a visible bias", g, want.Visible[i])
	}
	for i, g := range got.Hidden {
		same("gradient of a hidden bias", g, want.Hidden[i])
	}
}

// With spins on both sides it is package boltzmann's machine under the mask of two layers.
func TestSpinsAgreeWithPackageBoltzmann(t *testing.T) {
	const v, h = 4, 3
	m, b := random(t, harmonium.Spins(v), harmonium.Spins(h), 2, .6), must[*boltzmann.Machine](t)(boltzmann.New(v, h))
	if err := b.SetMask(must[*stdlib.Sparse](t)(boltzmann.Layers(v, h))); err != nil {
		t.Fatal(err)
	}
	for i := range v {
		for j := range h {
			b.Weights().Row(i)[v+j], b.Weights().Row(v + j)[i] = m.Weights()[i*h+j], m.Weights()[i*h+j]
		}
	}
	copy(b.Bias(), m.VisibleBias())
	copy(b.Bias()[v:], m.HiddenBias())
	same := agree(t)
	same("ln Z", must[float64](t)(m.LogZ(ctx)), must[float64](t)(b.LogZ(ctx)))
	world := must[[]stdlib.Pattern](t)(data.BarsAndStripes(2))
	rows := must[[][]float64](t)(m.Examples(world))
	for k, x := range rows {
		same("free energy", must[float64](t)(m.FreeEnergy(x)), must[float64](t)(b.FreeEnergy(ctx, world[k])))
	}
	got, want := must[harmonium.Gradient](t)(m.Gradient(ctx, rows)), must[boltzmann.Gradient](t)(b.Gradient(ctx, boltzmann.Data{Patterns: world}))
	same("log-likelihood", got.LogLikelihood, want.LogLikelihood)
	for i := range v {
		same("gradient of a bias", got.Visible[i], want.Bias[i])
		for j := range h {
			same("gradient of a coupling", got.Weights[i*h+j], want.Weights.Row(i)[v+j])
		}
	}
	for j := range h {
		same("gradient of a bias", got.Hidden[j], want.Bias[v+j])
	}
}

// A Potts machine of two states is one of bits: the difference of a unit's two rows is
// its row of W.
func TestPottsOfTwoStatesAreBits(t *testing.T) {
	p := random(t, harmonium.Potts{N: 3, States: 2}, harmonium.Bits(4), 4, .7)
	b := must[*harmonium.Machine](t)(harmonium.New(harmonium.Bits(3), harmonium.Bits(4)))
	copy(b.HiddenBias(), p.HiddenBias())
	offset := 0.0
	for i := range 3 {
		b.VisibleBias()[i] = p.VisibleBias()[2*i+1] - p.VisibleBias()[2*i]
		offset += p.VisibleBias()[2*i]
		for j := range 4 {
			b.Weights()[i*4+j] = p.Weights()[(2*i+1)*4+j] - p.Weights()[2*i*4+j]
			b.HiddenBias()[j] += p.Weights()[2*i*4+j]
		}
	}
	if x, y := must[float64](t)(p.LogZ(ctx)), must[float64](t)(b.LogZ(ctx))+offset; math.Abs(x-y) > 1e-12 {
		t.Errorf("ln Z %v with Potts units, %v with bits", x, y)
	}
	x := []float64{1, 0, 1}
	if f, g := must[float64](t)(p.FreeEnergy(x)), must[float64](t)(b.FreeEnergy(x))-offset; math.Abs(f-g) > 1e-12 {
		t.Errorf("F %v with Potts units, %v with bits", f, g)
	}
	if f, g := must[float64](t)(p.PseudoLikelihood(ctx, [][]float64{x})), must[float64](t)(b.PseudoLikelihood(ctx, [][]float64{x})); math.Abs(f-g) > 1e-12 {
		t.Errorf("pseudo-likelihood %v with Potts units, %v with bits", f, g)
	}
}

// A document of a length of its own has the features and the free energy of the machine
// of that length.
func TestDocumentsOfAnyLength(t *testing.T) {
	any, four := random(t, harmonium.Words{Vocabulary: 3}, harmonium.Bits(2), 1, .5), random(t, harmonium.Words{Vocabulary: 3, Length: 4}, harmonium.Bits(2), 1, .5)
	x := [][]float64{{1, 0, 3}}
	if f, g := must[float64](t)(any.MeanFreeEnergy(ctx, x)), must[float64](t)(four.MeanFreeEnergy(ctx, x)); f != g {
		t.Errorf("F %v and %v", f, g)
	}
	r := must[[][]float64](t)(any.Reconstruct(ctx, x))[0]
	if n := r[0] + r[1] + r[2]; math.Abs(n-4) > 1e-12 {
		t.Errorf("a document of 4 words is made again with %v", n)
	}
	for _, s := range must[[][]float64](t)(any.Sample(ctx, rng.New(1), harmonium.Sampling{Steps: 20, Start: [][]float64{{1, 0, 3}, {0, 9, 0}}})) {
		if n := s[0] + s[1] + s[2]; n != 4 && n != 9 {
			t.Errorf("%v has another length than its start", s)
		}
	}
}

// A unit's conditional is what enumeration says, and its logarithms add up to the
// pseudo-likelihood.
func TestConditional(t *testing.T) {
	m := random(t, harmonium.Mixed{harmonium.Gaussians(1), harmonium.Potts{N: 1, States: 3}, harmonium.Spins(1)}, harmonium.Bits(3), 4, .9)
	for unit, values := range map[int][]float64{1: {0, 1, 2}, 2: {-1, 1}} {
		x, z := []float64{.7, 2, -1}, 0.0
		p := must[[]float64](t)(m.Conditional(x, unit))
		var want []float64
		for _, v := range values {
			x[unit] = v
			w := math.Exp(-must[float64](t)(m.FreeEnergy(x)))
			want, z = append(want, w), z+w
		}
		for k := range values {
			if math.Abs(p[k]-want[k]/z) > 1e-12 {
				t.Errorf("unit %d is %v with probability %v, want %v", unit, values[k], p[k], want[k]/z)
			}
		}
	}
	if _, err := m.Conditional([]float64{0, 0, 1}, 0); err == nil {
		t.Error("the values of a Gaussian unit are listed")
	}
	bits := random(t, harmonium.Bits(4), harmonium.Bits(3), 4, .9)
	x, sum := []float64{1, 0, 0, 1}, 0.0
	for i, v := range x {
		sum += math.Log(must[[]float64](t)(bits.Conditional(x, i))[int(v)])
	}
	if got := must[float64](t)(bits.PseudoLikelihood(ctx, [][]float64{x})); math.Abs(got-sum) > 1e-12 {
		t.Errorf("pseudo-likelihood %v, want %v", got, sum)
	}
}
