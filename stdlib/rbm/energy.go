package rbm

import (
	"context"
	"fmt"
	"math"
	"runtime"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/vec"
)

// team is a pool of all cores for one long call.
func team() *vec.Pool { return vec.NewPool(runtime.GOMAXPROCS(0)) }

// pack is a pattern as bits, checked.
func (m *RBM) pack(p stdlib.Pattern) ([]uint64, error) {
	if err := m.fitsPattern(p); err != nil {
		return nil, err
	}
	b := vec.NewBits(1, m.visible)
	setSpins(b, 0, p.Spins)
	return b.Row(0), nil
}

// Energy is E(v, h).
func (m *RBM) Energy(v stdlib.Pattern, h stdlib.Pattern) (float64, error) {
	if err := m.fitsPattern(v); err != nil {
		return 0, err
	}
	if len(h.Spins) != m.hidden {
		return 0, fmt.Errorf("rbm: the hidden state has %d units, the machine has %d hidden ones", len(h.Spins), m.hidden)
	}
	if err := stdlib.CheckSpins(h.Spins); err != nil {
		return 0, err
	}
	e := 0.0
	for j, on := range h.Bits() {
		e -= float64(on) * float64(m.c[j])
	}
	for i, on := range v.Bits() {
		if on == 0 {
			continue
		}
		e -= float64(m.b[i])
		for j, on := range h.Bits() {
			e -= float64(on) * float64(m.w[i*m.hidden+j])
		}
	}
	return e, nil
}

// FreeEnergy is F(v) = −ln Σ_h e^(−E(v,h)), in float64.
func (m *RBM) FreeEnergy(v stdlib.Pattern) (float64, error) {
	state, err := m.pack(v)
	if err != nil {
		return 0, err
	}
	return m.side(true).freeEnergy(state, make([]float64, m.hidden), make([]float64, m.hidden)), nil
}

// MeanFreeEnergy is the mean of F over the data.
func (m *RBM) MeanFreeEnergy(ctx context.Context, d *Data) (float64, error) {
	if err := m.fits(d); err != nil {
		return 0, err
	}
	return m.dataPhase(ctx, d, nil)
}

// PseudoLikelihood is the mean over the data of Σᵢ ln P(vᵢ | the other visible
// units), in nats, all V terms computed: ln P(vᵢ | rest) = −softplus(F(v) − F(v with
// unit i flipped)). It costs V·H for each example.
//
// Source: Besag, The Statistician 24 (1975).
func (m *RBM) PseudoLikelihood(ctx context.Context, d *Data) (float64, error) {
	if err := m.fits(d); err != nil {
		return 0, err
	}
	each := make([]float64, d.Len())
	s := m.side(true)
	pool := team()
	defer pool.Close()
	pool.Do(d.Len(), func(k int) {
		if ctx.Err() == nil {
			each[k] = s.pseudo(d.bits.Row(k), nil)
		}
	})
	mean := 0.0
	for _, v := range each {
		mean += v / float64(d.Len())
	}
	return mean, ctx.Err()
}

// PseudoLikelihoods is ln P(vᵢ | the other visible units) of every unit of a pattern.
func (m *RBM) PseudoLikelihoods(v stdlib.Pattern) ([]float64, error) {
	state, err := m.pack(v)
	if err != nil {
		return nil, err
	}
	units := make([]float64, m.visible)
	m.side(true).pseudo(state, units)
	return units, nil
}

// pseudo is the sum over the units; units, which may be nil, gets each of them.
func (s side) pseudo(state []uint64, units []float64) (sum float64) {
	fields, soft := make([]float64, len(s.other)), make([]float64, len(s.other))
	f := s.freeEnergy(state, fields, soft)
	other := make([]float64, len(fields))
	own := 0.0 // −b·v
	each(state, func(i int) { own -= s.own[i] })
	for i := range s.n {
		by := 1.0
		if state[i/64]>>(i%64)&1 == 1 {
			by = -1
		}
		copy(other, fields)
		vec.Axpy(other, by, s.w.Row(i))
		vec.Softplus64(soft, other)
		flipped := own - by*s.own[i]
		for _, v := range soft {
			flipped -= v
		}
		x := f - flipped
		log := -max(x, 0) - math.Log1p(math.Exp(-math.Abs(x)))
		sum += log
		if units != nil {
			units[i] = log
		}
	}
	return sum
}

// Transform is P(hⱼ = 1 | v) of every example: N×H, row by row. These are the features
// that a classifier is given in place of pixels.
func (m *RBM) Transform(ctx context.Context, d *Data) ([]float32, error) {
	if err := m.fits(d); err != nil {
		return nil, err
	}
	pool := team()
	defer pool.Close()
	h := vec.Dense(d.Len(), m.hidden, make([]float32, d.Len()*m.hidden))
	const several = 256
	for lo := 0; lo < d.Len(); lo += several {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		n := min(several, d.Len()-lo)
		part := h.Part(lo, n, 0, m.hidden)
		m.up(pool, part, rows(d.bits, lo, n))
		sigmoid(pool, part)
	}
	return h.Data, nil
}

func sigmoid(pool *vec.Pool, x vec.Matrix[float32]) {
	pool.Split(x.Rows, func(lo, hi int) { vec.SigmoidRows(x.Part(lo, hi-lo, 0, x.Cols)) })
}
