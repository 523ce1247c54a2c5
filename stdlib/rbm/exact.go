package rbm

import (
	"context"
	"fmt"
	"math"
	"math/bits"

	"harmonium/stdlib/internal/vec"
)

// MaxExact is the largest smaller layer that is enumerated.
const MaxExact = 20

// LogZ is ln Z, exactly: the sum over all states of the smaller layer, at most 20
// units, in which the other layer is summed unit by unit.
func (m *RBM) LogZ(ctx context.Context) (float64, error) {
	if m.hidden < m.visible {
		return m.LogZFromHidden(ctx)
	}
	return m.LogZFromVisible(ctx)
}

// LogZFromVisible is ln Σ_v e^(−F(v)): V ≤ 20.
func (m *RBM) LogZFromVisible(ctx context.Context) (float64, error) {
	s, err := m.sum(ctx, true, false)
	return s.logZ, err
}

// LogZFromHidden is ln Σ_h e^(−F(h)): H ≤ 20. It equals LogZFromVisible.
func (m *RBM) LogZFromHidden(ctx context.Context) (float64, error) {
	s, err := m.sum(ctx, false, false)
	return s.logZ, err
}

// side is the machine seen from one of its layers, in float64: states of that layer,
// n units with biases own, act on the other by couplings w (row i belongs to unit i).
type side struct {
	n          int
	own, other []float64
	w          vec.Matrix[float64]
}

func (m *RBM) side(visible bool) side {
	w := vec.Dense(m.visible, m.hidden, wide(m.w))
	if visible {
		return side{m.visible, wide(m.b), wide(m.c), w}
	}
	t := vec.Dense(m.hidden, m.visible, make([]float64, len(m.w)))
	for i := range m.visible {
		for j := range m.hidden {
			t.Data[j*m.visible+i] = w.At(i, j)
		}
	}
	return side{m.hidden, wide(m.c), wide(m.b), t}
}

func wide(x []float32) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = float64(v)
	}
	return y
}

// sums is ln Z, and the moments where they were asked for: of the enumerated layer,
// of the other, and of pairs (enumerated × other, row by row).
type sums struct {
	logZ              float64
	own, other, pairs []float64
}

// block is how many states are walked from one exact start: it bounds the rounding
// that the walk collects, and the moments' workers add up in the blocks' order.
const block = 1 << 10

func (m *RBM) sum(ctx context.Context, visible, withMoments bool) (sums, error) {
	s := m.side(visible)
	if s.n > MaxExact {
		layer := map[bool]string{true: "visible", false: "hidden"}[visible]
		return sums{}, fmt.Errorf("rbm: exact sum over %d %s units, enumeration takes at most %d", s.n, layer, MaxExact)
	}
	size := min(block, 1<<s.n)
	logs := make([]float64, 1<<s.n)
	pool := team()
	defer pool.Close()
	pool.Do(len(logs)/size, func(k int) {
		if ctx.Err() == nil {
			s.walk(k*size, size, func(x int, log float64, _ []float64) { logs[x] = log })
		}
	})
	if err := ctx.Err(); err != nil {
		return sums{}, err
	}
	out := sums{logZ: vec.LogSumExp(logs)}
	if !withMoments {
		return out, nil
	}
	out.own, out.other, out.pairs = make([]float64, s.n), make([]float64, len(s.other)), make([]float64, s.n*len(s.other))
	mean := make([]float64, len(s.other))
	for k := range len(logs) / size {
		if err := ctx.Err(); err != nil {
			return sums{}, err
		}
		s.walk(k*size, size, func(x int, log float64, fields []float64) {
			p := math.Exp(log - out.logZ)
			vec.Sigmoid64(mean, fields)
			vec.Axpy(out.other, p, mean)
			for i := range s.n {
				if x>>i&1 == 1 {
					out.own[i] += p
					vec.Axpy(out.pairs[i*len(mean):(i+1)*len(mean)], p, mean)
				}
			}
		})
	}
	return out, nil
}

// walk visits size states from number first on, in Gray-code order within them, with
// the log of their weight, the other layer summed out, and the other layer's fields.
func (s side) walk(first, size int, visit func(x int, log float64, fields []float64)) {
	fields := append([]float64(nil), s.other...)
	soft := make([]float64, len(fields))
	x, own := first, 0.0
	for i := range s.n {
		if x>>i&1 == 1 {
			own += s.own[i]
			vec.Axpy(fields, 1, s.w.Row(i))
		}
	}
	for k := 1; ; k++ {
		vec.Softplus64(soft, fields)
		log := own
		for _, v := range soft {
			log += v
		}
		visit(x, log, fields)
		if k == size {
			return
		}
		i := bits.TrailingZeros(uint(k))
		x ^= 1 << i
		by := float64(x>>i&1)*2 - 1
		own += by * s.own[i]
		vec.Axpy(fields, by, s.w.Row(i))
	}
}

// Gradient is the gradient of the mean of ln P(v) over the data, in float64.
type Gradient struct {
	Weights       []float64 // V×H, row by row
	Visible       []float64
	Hidden        []float64
	LogLikelihood float64
}

// Gradient is exact: the smaller layer has at most 20 units.
func (m *RBM) Gradient(ctx context.Context, d *Data) (Gradient, error) {
	if err := m.fits(d); err != nil {
		return Gradient{}, err
	}
	fromVisible := m.visible <= m.hidden
	s, err := m.sum(ctx, fromVisible, true)
	if err != nil {
		return Gradient{}, err
	}
	g := Gradient{Weights: make([]float64, len(m.w)), Visible: make([]float64, m.visible), Hidden: make([]float64, m.hidden)}
	free, err := m.dataPhase(ctx, d, &g)
	if err != nil {
		return Gradient{}, err
	}
	g.LogLikelihood = -free - s.logZ
	for i := range m.visible {
		for j := range m.hidden {
			if fromVisible {
				g.Weights[i*m.hidden+j] -= s.pairs[i*m.hidden+j]
			} else {
				g.Weights[i*m.hidden+j] -= s.pairs[j*m.visible+i]
			}
		}
	}
	if !fromVisible {
		s.own, s.other = s.other, s.own
	}
	vec.Axpy(g.Visible, -1, s.own)
	vec.Axpy(g.Hidden, -1, s.other)
	return g, nil
}

// dataPhase adds the moments on the data to g, and returns the mean free energy.
func (m *RBM) dataPhase(ctx context.Context, d *Data, g *Gradient) (free float64, err error) {
	s := m.side(true)
	share := 1 / float64(d.Len())
	fields, soft := make([]float64, m.hidden), make([]float64, m.hidden)
	for k := range d.Len() {
		if k%64 == 0 && ctx.Err() != nil {
			return 0, ctx.Err()
		}
		free += share * s.freeEnergy(d.bits.Row(k), fields, soft)
		if g == nil {
			continue
		}
		vec.Sigmoid64(soft, fields)
		vec.Axpy(g.Hidden, share, soft)
		each(d.bits.Row(k), func(i int) {
			g.Visible[i] += share
			vec.Axpy(g.Weights[i*m.hidden:(i+1)*m.hidden], share, soft)
		})
	}
	return free, nil
}

// each calls do with the number of every bit that is 1.
func each(words []uint64, do func(i int)) {
	for w, word := range words {
		for ; word != 0; word &= word - 1 {
			do(64*w + bits.TrailingZeros64(word))
		}
	}
}

// freeEnergy is F of a visible state; it leaves the hidden fields in fields.
func (s side) freeEnergy(state []uint64, fields, soft []float64) float64 {
	copy(fields, s.other)
	f := 0.0
	each(state, func(i int) {
		f -= s.own[i]
		vec.Axpy(fields, 1, s.w.Row(i))
	})
	vec.Softplus64(soft, fields)
	for _, v := range soft {
		f -= v
	}
	return f
}

// LogLikelihood is the mean of ln P(v) over the data, in nats. It is exact: the
// smaller layer has at most 20 units. For larger machines see [RBM.AIS]: ln P(v) is
// −F(v) − ln Z.
func (m *RBM) LogLikelihood(ctx context.Context, d *Data) (float64, error) {
	if err := m.fits(d); err != nil {
		return 0, err
	}
	logZ, err := m.LogZ(ctx)
	if err != nil {
		return 0, err
	}
	free, err := m.dataPhase(ctx, d, nil)
	return -free - logZ, err
}
