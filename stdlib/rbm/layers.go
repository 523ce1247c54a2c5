package rbm

import (
	"context"
	"fmt"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rng"
)

// Up draws a hidden state for every example, hⱼ = 1 with probability P(hⱼ = 1 | v): the
// data that the next machine of a stack learns.
func (m *RBM) Up(ctx context.Context, src rng.Source, d *Data) (*Data, error) {
	if m.hidden == 0 {
		return nil, fmt.Errorf("rbm: the machine has 0 hidden units, a machine on top of it wants at least 1")
	}
	p, err := m.Transform(ctx, d)
	if err != nil {
		return nil, err
	}
	up := newData(d.Len(), 1, m.hidden)
	u := make([]float32, m.hidden)
	for k := range d.Len() {
		src.Uniform32(u, uint64(k)*uint64(m.hidden))
		for j, v := range u {
			if v < p[k*m.hidden+j] {
				up.bits.Set(k, j)
			}
		}
	}
	return up, nil
}

// Down draws a visible state for every hidden one, vᵢ = 1 with probability
// P(vᵢ = 1 | h). The patterns have the shape of the examples.
func (m *RBM) Down(src rng.Source, hidden []stdlib.Pattern) ([]stdlib.Pattern, error) {
	g := newGibbs(m, nil, src, len(hidden))
	for k, p := range hidden {
		if len(p.Spins) != m.hidden {
			return nil, fmt.Errorf("rbm: hidden state %d has %d units, the machine has %d hidden ones", k+1, len(p.Spins), m.hidden)
		}
		if err := stdlib.CheckSpins(p.Spins); err != nil {
			return nil, fmt.Errorf("hidden state %d: %w", k+1, err)
		}
		setSpins(g.h, k, p.Spins)
	}
	g.down()
	g.drawVisible(nil)
	return g.patterns(m.rows, m.cols), nil
}

// setSpins sets row k of b to the units of a pattern, +1 being 1.
func setSpins(b vec.Bits, k int, spins []int8) {
	clear(b.Row(k))
	for i, s := range spins {
		if s > 0 {
			b.Set(k, i)
		}
	}
}

// patterns are the visible states, in the given shape.
func (g gibbs) patterns(rows, cols int) []stdlib.Pattern {
	all := make([]stdlib.Pattern, g.v.Rows)
	for k := range all {
		all[k] = stdlib.Pattern{Spins: spins(g.v, k), Rows: rows, Cols: cols}
	}
	return all
}

func spins(b vec.Bits, k int) []int8 {
	s := make([]int8, b.Cols)
	for i := range s {
		s[i] = -1
		if b.At(k, i) {
			s[i] = 1
		}
	}
	return s
}
