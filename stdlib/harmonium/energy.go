package harmonium

import (
	"context"
	"fmt"
	"math"

	"harmonium/stdlib/internal/vec"
)

// block is how many examples are worked on at a time, between looks at the context.
const block = 256

// Energy is E(v, h) = −ln r(v) − ln s(h) − a·f(v) − b·g(h) − f(v)ᵀWg(h), in units of kT.
func (m *Machine) Energy(v, h []float64) (float64, error) {
	if err := m.fits(v); err != nil {
		return 0, err
	}
	if err := fits(m.hidden, h); err != nil {
		return 0, fmt.Errorf("hidden state: %w", err)
	}
	f, g := matrix(1, len(m.a)), matrix(1, len(m.b))
	m.visible.Write(f.Data, v)
	m.hidden.Write(g.Data, h)
	y := matrix(1, len(m.b))
	m.up(nil, y, f)
	return -m.visible.LogBase(v) - m.hidden.LogBase(h) - vec.Dot(m.a, f.Data) - vec.Dot(y.Data, g.Data), nil
}

// FreeEnergy is F(v) = −ln Σ_h e^(−E(v,h)) = −ln r(v) − a·f(v) − A(b + Wᵀf(v)), A that of
// the hidden layer.
func (m *Machine) FreeEnergy(v []float64) (float64, error) {
	f, err := m.freeEnergies(context.Background(), [][]float64{v})
	if err != nil {
		return 0, err
	}
	return f[0], nil
}

// HiddenFreeEnergy is −ln Σ_v e^(−E(v,h)), the visible units summed out.
func (m *Machine) HiddenFreeEnergy(h []float64) (float64, error) {
	if anyLength(m.visible) {
		return 0, errLength
	}
	return m.swapped().FreeEnergy(h)
}

var errLength = fmt.Errorf("harmonium: documents of any length have a Z for each length: give Words a Length")

// swapped is the machine with its layers exchanged; it shares the biases.
func (m *Machine) swapped() *Machine {
	s := &Machine{visible: m.hidden, hidden: m.visible, a: m.b, b: m.a, w: make([]float64, len(m.w))}
	w, t := m.weights(), s.weights()
	for i := range w.Rows {
		for j := range w.Cols {
			t.Row(j)[i] = w.At(i, j)
		}
	}
	return s
}

// freeEnergies are those of every example.
func (m *Machine) freeEnergies(ctx context.Context, data [][]float64) ([]float64, error) {
	free := make([]float64, len(data))
	err := m.eachBlock(ctx, data, func(lo int, f, y vec.Matrix[float64]) {
		for k := range f.Rows {
			free[lo+k] = -m.visible.LogBase(data[lo+k]) - vec.Dot(m.a, f.Row(k)) - m.hidden.LogPartition(y.Row(k))
		}
	})
	return free, err
}

// eachBlock calls do for some examples at a time: their statistics, and the natural
// parameters that they give the hidden units.
func (m *Machine) eachBlock(ctx context.Context, data [][]float64, do func(lo int, f, y vec.Matrix[float64])) error {
	if len(data) == 0 {
		return fmt.Errorf("harmonium: there are no data")
	}
	pool := teamFor(len(data) * len(m.w))
	defer pool.Close()
	for lo := 0; lo < len(data); lo += block {
		if err := ctx.Err(); err != nil {
			return err
		}
		f, err := m.rows(data[lo:min(len(data), lo+block)])
		if err != nil {
			return err
		}
		y := matrix(f.Rows, len(m.b))
		m.up(pool, y, f)
		do(lo, f, y)
	}
	return nil
}

// MeanFreeEnergy is the mean of F over the data.
func (m *Machine) MeanFreeEnergy(ctx context.Context, data [][]float64) (float64, error) {
	free, err := m.freeEnergies(ctx, data)
	return sum(free) / float64(len(data)), err
}

// Transform is the mean of g(h) given every example: the features that take its place.
func (m *Machine) Transform(ctx context.Context, data [][]float64) ([][]float64, error) {
	features := make([][]float64, len(data))
	err := m.eachBlock(ctx, data, func(lo int, _, y vec.Matrix[float64]) {
		for k := range y.Rows {
			g := make([]float64, len(m.b))
			m.hidden.Mean(g, y.Row(k))
			features[lo+k] = g[:m.hidden.Coupled()]
		}
	})
	return features, err
}

// Reconstruct is what the means of the hidden units make of every example again: the
// mean of f(v) given them. Counts of words keep their total.
func (m *Machine) Reconstruct(ctx context.Context, data [][]float64) ([][]float64, error) {
	back := make([][]float64, len(data))
	err := m.eachBlock(ctx, data, func(lo int, _, y vec.Matrix[float64]) {
		for k := range y.Rows {
			m.hidden.Mean(y.Row(k), y.Row(k))
		}
		z := matrix(y.Rows, len(m.a))
		m.down(nil, z, y)
		for k := range z.Rows {
			f := make([]float64, len(m.a))
			same(m.visible, data[lo+k]).Mean(f, z.Row(k))
			back[lo+k] = f[:m.visible.Coupled()]
		}
	})
	return back, err
}

// PseudoLikelihood is the mean over the data of Σᵢ ln P(vᵢ | the other visible units),
// in nats, for visible bits, spins and Potts units.
//
// Source: Besag, The Statistician 24 (1975).
func (m *Machine) PseudoLikelihood(ctx context.Context, data [][]float64) (float64, error) {
	values := m.values()
	if values == nil {
		return 0, fmt.Errorf("harmonium: the pseudo-likelihood of %v, want bits, spins or Potts units", m.visible)
	}
	each := make([]float64, len(data))
	var stopped error
	err := m.eachBlock(ctx, data, func(lo int, f, y vec.Matrix[float64]) {
		pool := teamFor(f.Rows * len(m.w) * len(values))
		defer pool.Close()
		pool.Do(f.Rows, func(k int) {
			if ctx.Err() == nil {
				each[lo+k] = m.pseudo(data[lo+k], f.Row(k), y.Row(k), values)
			}
		})
		stopped = ctx.Err()
	})
	if err == nil {
		err = stopped
	}
	return sum(each) / float64(len(data)), err
}

// values are what a visible unit can be, if that is a list.
func (m *Machine) values() []float64 { return values(m.visible) }

func values(u Units) []float64 {
	switch u := u.(type) {
	case Bits:
		return []float64{0, 1}
	case Spins:
		return []float64{-1, 1}
	case Potts:
		all := make([]float64, u.States)
		for k := range all {
			all[k] = float64(k)
		}
		return all
	}
	return nil
}

// Conditional is the probability of each value of visible unit i given all the others:
// 0 and 1 of a bit, −1 and +1 of a spin, the states of a Potts unit (so, of a unit that
// is a class). It is exact at any size; what v says of the unit does not matter.
//
// Source: Larochelle and Bengio, ICML (2008).
func (m *Machine) Conditional(v []float64, i int) ([]float64, error) {
	if i < 0 || i >= m.visible.Units() {
		return nil, fmt.Errorf("harmonium: visible unit %d, the machine has 0 to %d", i, m.visible.Units()-1)
	}
	u, at := m.visible, i
	if parts, mixed := u.(Mixed); mixed {
		for _, u = range parts {
			if at < u.Units() {
				break
			}
			at -= u.Units()
		}
	}
	all := values(u)
	if all == nil {
		return nil, fmt.Errorf("harmonium: visible unit %d is one of %v, want a bit, spin or Potts unit", i, u)
	}
	x, p := append([]float64(nil), v...), make([]float64, len(all))
	for k, value := range all {
		if len(x) > i {
			x[i] = value
		}
		f, err := m.FreeEnergy(x)
		if err != nil {
			return nil, err
		}
		p[k] = -f
	}
	softmax(p, append([]float64(nil), p...))
	return p, nil
}

// pseudo is Σᵢ ln P(vᵢ | the others): every unit in turn takes every value.
func (m *Machine) pseudo(x, f, y, values []float64) (total float64) {
	w := m.weights()
	other, g, logs := append([]float64(nil), x...), make([]float64, len(f)), make([]float64, len(values))
	field := make([]float64, len(y))
	wide := w.Rows / len(x) // statistics of a unit
	for i, own := range x {
		at := 0
		for k, v := range values {
			if v == own {
				at = k
			}
			other[i] = v
			m.visible.Write(g, other)
			copy(field, y)
			logs[k] = 0
			for r := i * wide; r < (i+1)*wide; r++ {
				if d := g[r] - f[r]; d != 0 {
					logs[k] += d * m.a[r]
					vec.Axpy(field[:w.Cols], d, w.Row(r))
				}
			}
			logs[k] += m.hidden.LogPartition(field)
		}
		other[i] = own
		total += logs[at] - vec.LogSumExp(logs)
	}
	return total
}

// squares is the mean square of the differences.
func squares(x, y [][]float64) float64 {
	s, n := 0.0, 0
	for k := range x {
		for i := range x[k] {
			d := x[k][i] - y[k][i]
			s += float64(d * d)
		}
		n += len(x[k])
	}
	if n == 0 {
		return math.NaN()
	}
	return s / float64(n)
}
