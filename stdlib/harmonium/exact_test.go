package harmonium_test

import (
	"math"
	"testing"

	"harmonium/stdlib/harmonium"
	"harmonium/stdlib/rng"
)

// random is a machine whose Z is finite: couplings of counts without a limit are
// negative.
func random(t testing.TB, v, h harmonium.Units, seed uint64, scale float64) *harmonium.Machine {
	t.Helper()
	m := must[*harmonium.Machine](t)(harmonium.New(v, h))
	if err := m.Scatter(rng.New(seed), scale); err != nil {
		t.Fatal(err)
	}
	copy(m.VisibleBias(), natural(v, rng.New(seed).Named("v"), .5))
	copy(m.HiddenBias(), natural(h, rng.New(seed).Named("h"), .5))
	return m
}

// pairs calls do with every pair of kinds that has a finite Z.
func pairs(do func(v, h harmonium.Units)) (n int) {
	for _, v := range kinds {
		for _, h := range kinds {
			if _, err := harmonium.New(v, h); err == nil {
				do(v, h)
				n++
			}
		}
	}
	return n
}

// enumerated is ln Z from the energies of all joint states alone.
func enumerated(t *testing.T, m *harmonium.Machine) float64 {
	z := 0.0
	vs, hs := points(m.Visible()), points(m.Hidden())
	for _, v := range vs {
		for _, h := range hs {
			e := must[float64](t)(m.Energy(v.x, h.x))
			// The weights have the base measures already, but for that of sequences of words.
			z += v.weight * h.weight * math.Exp(-e-m.Visible().LogBase(v.x)-m.Hidden().LogBase(h.x))
		}
	}
	return math.Log(z)
}

// ln Z of every pair of kinds against the sum, or the integral, over all joint states.
func TestLogZOfEveryPair(t *testing.T) {
	n := pairs(func(v, h harmonium.Units) {
		v, h = single(v), single(h)
		m := random(t, v, h, 3, .4)
		if got, want := must[float64](t)(m.LogZ(ctx)), enumerated(t, m); math.Abs(got-want) > 1e-9 {
			t.Errorf("%v: ln Z %.12f, enumerated %.12f", m, got, want)
		}
	})
	// Without: counts without a limit with the two Gaussian kinds, and mixed units with unbounded ones.
	if want := 9*9 - 4 - 9; n != want {
		t.Errorf("%d pairs, want %d", n, want)
	}
}

// single is a layer of one unit where its points are many.
func single(u harmonium.Units) harmonium.Units {
	switch u.(type) {
	case harmonium.Gaussians:
		return harmonium.Gaussians(1)
	case harmonium.FreeGaussians:
		return harmonium.FreeGaussians(1)
	}
	return u
}

// The exact gradient of every pair of kinds equals finite differences of the
// log-likelihood, by every parameter.
func TestGradientOfEveryPair(t *testing.T) {
	pairs(func(v, h harmonium.Units) {
		m := random(t, v, h, 5, .3)
		var data [][]float64
		for k := range uint64(3) {
			x := make([]float64, v.Units())
			v.Draw(x, m.VisibleBias(), rng.New(k))
			data = append(data, x)
		}
		g := must[harmonium.Gradient](t)(m.Gradient(ctx, data))
		if ll := must[float64](t)(m.LogLikelihood(ctx, data)); math.Abs(ll-g.LogLikelihood) > 1e-10 {
			t.Errorf("%v: log-likelihood %v and %v", m, ll, g.LogLikelihood)
		}
		for _, part := range []struct {
			name string
			x, g []float64
		}{{"coupling", m.Weights(), g.Weights}, {"visible", m.VisibleBias(), g.Visible}, {"hidden", m.HiddenBias(), g.Hidden}} {
			for i := range part.x {
				const d = 1e-4
				at := func(by float64) float64 {
					part.x[i] += by
					defer func() { part.x[i] -= by }()
					return must[float64](t)(m.LogLikelihood(ctx, data))
				}
				if slope := (at(d) - at(-d)) / (2 * d); math.Abs(slope-part.g[i]) > 2e-6*max(1, math.Abs(slope)) {
					t.Errorf("%v, %s %d: gradient %v, finite difference %v", m, part.name, i, part.g[i], slope)
				}
			}
		}
	})
}

// The free energy of either layer is minus the logarithm of the sum over the other.
func TestFreeEnergyOfEveryPair(t *testing.T) {
	pairs(func(v, h harmonium.Units) {
		v, h = single(v), single(h)
		m := random(t, v, h, 7, .3)
		x, y := make([]float64, v.Units()), make([]float64, h.Units())
		v.Draw(x, m.VisibleBias(), rng.New(1))
		h.Draw(y, m.HiddenBias(), rng.New(2))
		sum := func(other harmonium.Units, energy func(z []float64) float64) float64 {
			s := 0.0
			for _, p := range points(other) {
				s += p.weight * math.Exp(-energy(p.x)-other.LogBase(p.x))
			}
			return -math.Log(s)
		}
		f, want := must[float64](t)(m.FreeEnergy(x)), sum(h, func(z []float64) float64 { return must[float64](t)(m.Energy(x, z)) })
		if math.Abs(f-want) > 1e-9 {
			t.Errorf("%v: F(v) = %v, want %v", m, f, want)
		}
		f, want = must[float64](t)(m.HiddenFreeEnergy(y)), sum(v, func(z []float64) float64 { return must[float64](t)(m.Energy(z, y)) })
		if math.Abs(f-want) > 1e-9 {
			t.Errorf("%v: F(h) = %v, want %v", m, f, want)
		}
	})
}
