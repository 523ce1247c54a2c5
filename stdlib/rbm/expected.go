package rbm

import (
	"context"
	"fmt"
	"math"

	"harmonium/stdlib/internal/vec"
)

// maxExpected is how many units a machine may have whose Gibbs step is carried out on
// whole distributions.
const maxExpected = 20

// ExpectedCD is what CD-k gives on average in place of the gradient, with all of the data as
// one batch: exactly, for V+H ≤ 20. Gibbs steps take not a state but the distribution over all
// 2ⱽ states, from the data's own to the one after k steps, and the second term of the
// gradient is taken there. What separates it from [RBM.Gradient] is the bias of CD-k, without
// any noise; it vanishes as k grows.
//
// Source: Hinton, Neural Computation 14 (2002), for CD.
func (m *RBM) ExpectedCD(ctx context.Context, d *Data, k int) (Gradient, error) {
	if err := m.fits(d); err != nil {
		return Gradient{}, err
	}
	if k < 1 {
		return Gradient{}, fmt.Errorf("rbm: CD-%d, want at least 1 Gibbs step", k)
	}
	if n := m.visible + m.hidden; n > maxExpected {
		return Gradient{}, fmt.Errorf("rbm: the expectation of CD of %d units, enumeration takes at most %d", n, maxExpected)
	}
	g := Gradient{Weights: make([]float64, len(m.w)), Visible: make([]float64, m.visible), Hidden: make([]float64, m.hidden)}
	free, err := m.dataPhase(ctx, d, &g)
	if err != nil {
		return Gradient{}, err
	}
	logZ, err := m.LogZ(ctx)
	if err != nil {
		return Gradient{}, err
	}
	g.LogLikelihood = -free - logZ
	up, down := m.side(true), m.side(false)
	p := make([]float64, 1<<m.visible)
	for e := range d.Len() {
		x := 0
		each(d.bits.Row(e), func(i int) { x |= 1 << i })
		p[x] += 1 / float64(d.Len())
	}
	for range k {
		for _, s := range []side{up, down} {
			if p, err = s.across(ctx, p); err != nil {
				return Gradient{}, err
			}
		}
	}
	mean := make([]float64, m.hidden)
	up.walk(0, len(p), func(x int, _ float64, fields []float64) {
		vec.Sigmoid64(mean, fields)
		vec.Axpy(g.Hidden, -p[x], mean)
		for i := range m.visible {
			if x>>i&1 == 1 {
				g.Visible[i] -= p[x]
				vec.Axpy(g.Weights[i*m.hidden:(i+1)*m.hidden], -p[x], mean)
			}
		}
	})
	return g, nil
}

// across is the distribution of the other layer's states, given that of this one's.
func (s side) across(ctx context.Context, p []float64) ([]float64, error) {
	n := len(s.other)
	out := make([]float64, 1<<n)
	given, on := make([]float64, 1<<n), make([]float64, n)
	s.walk(0, len(p), func(x int, _ float64, fields []float64) {
		if p[x] == 0 || ctx.Err() != nil {
			return
		}
		vec.Sigmoid64(on, fields)
		given[0] = p[x]
		for j, q := range on { // states of the first j units are there; those with unit j at 1 follow
			for y := range 1 << j {
				given[y|1<<j] = q * given[y]
				given[y] *= 1 - q
			}
		}
		vec.Axpy(out, 1, given)
	})
	return out, ctx.Err()
}

// Cosine is that of the angle between two gradients, of all parameters: 1 where both
// point the same way, 0 where they have nothing in common; NaN where one is 0.
func (g Gradient) Cosine(other Gradient) float64 {
	return dot(g, other) / math.Sqrt(dot(g, g)*dot(other, other))
}

func dot(a, b Gradient) float64 {
	return vec.Dot(a.Weights, b.Weights) + vec.Dot(a.Visible, b.Visible) + vec.Dot(a.Hidden, b.Hidden)
}
