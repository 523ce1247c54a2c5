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
	h := vec.Dense(len(hidden), m.hidden, make([]float32, len(hidden)*m.hidden))
	for k, p := range hidden {
		if len(p.Spins) != m.hidden {
			return nil, fmt.Errorf("rbm: hidden state %d has %d units, the machine has %d hidden ones", k+1, len(p.Spins), m.hidden)
		}
		if err := stdlib.CheckSpins(p.Spins); err != nil {
			return nil, fmt.Errorf("hidden state %d: %w", k+1, err)
		}
		for j, s := range p.Spins {
			h.Row(k)[j] = float32(s+1) / 2
		}
	}
	v := vec.Dense(len(hidden), m.visible, make([]float32, len(hidden)*m.visible))
	m.down(nil, v, h)
	drawUnits(nil, src, 0, v, v)
	all := make([]stdlib.Pattern, len(hidden))
	for k := range all {
		all[k] = stdlib.Pattern{Spins: make([]int8, m.visible), Rows: m.rows, Cols: m.cols}
		for i, x := range v.Row(k) {
			all[k].Spins[i] = 2*int8(x) - 1
		}
	}
	return all, nil
}
