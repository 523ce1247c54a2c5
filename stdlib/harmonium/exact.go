package harmonium

import (
	"context"
	"fmt"
	"math"

	"harmonium/stdlib/internal/vec"
)

// MaxPoints is the most states of a layer, or points of a quadrature, that are summed.
const MaxPoints = 1 << 20

// LogZ is ln Z, exactly, +Inf where Z is infinite:
//
//   - two Gaussian layers: a log-determinant, at any size;
//   - a layer of at most 2²⁰ states: the sum over them, the other layer summed out;
//   - else the integral, or the infinite sum, over the smaller layer, with at most 2²⁰
//     points: two Gaussian units, one or two rectified ones, a few Poisson ones. The
//     range is doubled until ln Z stays the same to 1e-12.
//
// Other machines are refused: see [Machine.AIS].
func (m *Machine) LogZ(ctx context.Context) (float64, error) {
	s, err := m.sum(ctx, false)
	return s.logZ, err
}

// sums is ln Z, and, where they were asked for, the means of f, g and of f gᵀ (coupled
// statistics only, row by row).
type sums struct {
	logZ       float64
	f, g, both []float64
}

func (m *Machine) sum(ctx context.Context, withMoments bool) (sums, error) {
	if anyLength(m.visible) {
		return sums{}, errLength
	}
	if err := m.Check(); err != nil {
		return sums{}, err
	}
	switch ok, err := m.Finite(); {
	case err != nil:
		return sums{}, err
	case !ok:
		return sums{logZ: math.Inf(1)}, nil
	case m.visible.Support() == Line && m.hidden.Support() == Line:
		return m.sumGaussian(withMoments)
	}
	from, swap, err := m.side()
	if err != nil {
		return sums{}, err
	}
	s, err := from.sumVisible(ctx, withMoments)
	if swap && err == nil && withMoments {
		s.f, s.g = s.g, s.f
		s.both = from.transposed(s.both)
	}
	return s, err
}

func (m *Machine) transposed(both []float64) []float64 {
	t := *m
	t.w = both
	return t.swapped().w
}

// side is the machine with the layer that is easier to sum over as its visible one.
func (m *Machine) side() (from *Machine, swap bool, err error) {
	cost := func(u Units) float64 {
		points := u.Points(firstReach)
		if u.Support() != Bounded {
			points *= 4 // the range is doubled at least once, and is not known to be enough
		}
		if !(points <= MaxPoints) {
			return math.Inf(1)
		}
		return points
	}
	v, h := cost(m.visible), cost(m.hidden)
	if math.IsInf(v, 1) && math.IsInf(h, 1) {
		return nil, false, fmt.Errorf("harmonium: exact sum over %v or %v, want at most %d states or points of one layer: see AIS", m.visible, m.hidden, MaxPoints)
	}
	if h < v {
		return m.swapped(), true, nil
	}
	return m, false, nil
}

// firstReach is the range of the first quadrature, in deviations, or the largest count.
const firstReach = 16

func (m *Machine) sumVisible(ctx context.Context, withMoments bool) (sums, error) {
	reach := float64(firstReach)
	logs, err := m.logWeights(ctx, reach)
	if err != nil {
		return sums{}, err
	}
	logZ := vec.LogSumExp(logs)
	for m.visible.Support() != Bounded {
		reach *= 2
		if m.visible.Points(reach) > MaxPoints {
			return sums{}, fmt.Errorf("harmonium: the sum over %v does not settle with %d points: see AIS", m.visible, MaxPoints)
		}
		if logs, err = m.logWeights(ctx, reach); err != nil {
			return sums{}, err
		}
		before := logZ
		logZ = vec.LogSumExp(logs)
		if math.Abs(logZ-before) <= 1e-12*max(1, math.Abs(logZ)) {
			break
		}
	}
	s := sums{logZ: logZ}
	if withMoments {
		err = m.moments(ctx, reach, &s)
	}
	return s, err
}

// logWeights is ln of r(v) e^(a·f(v) + A(b + Wᵀf(v))) dv at every point.
func (m *Machine) logWeights(ctx context.Context, reach float64) ([]float64, error) {
	var all []float64
	err := m.eachPoint(ctx, reach, func(_, _ vec.Matrix[float64], logs []float64) { all = append(all, logs...) })
	return all, err
}

func (m *Machine) moments(ctx context.Context, reach float64, s *sums) error {
	s.f, s.g, s.both = make([]float64, len(m.a)), make([]float64, len(m.b)), make([]float64, len(m.w))
	c, d := m.visible.Coupled(), m.hidden.Coupled()
	return m.eachPoint(ctx, reach, func(f, y vec.Matrix[float64], logs []float64) {
		for k, l := range logs {
			p := math.Exp(l - s.logZ)
			row := f.Row(k)
			for i := range row {
				row[i] *= p
			}
			m.hidden.Mean(y.Row(k), y.Row(k))
			vec.Axpy(s.f, 1, row)
			vec.Axpy(s.g, p, y.Row(k))
		}
		vec.MulAdd(nil, vec.Dense(c, d, s.both), 1, f.Part(0, f.Rows, 0, c).T(), y.Part(0, y.Rows, 0, d))
	})
}

// eachPoint calls do for some points of the visible layer at a time, with the natural
// parameters that they give the hidden units and the logs of their weights.
func (m *Machine) eachPoint(ctx context.Context, reach float64, do func(f, y vec.Matrix[float64], logs []float64)) error {
	f, y := matrix(block, len(m.a)), matrix(block, len(m.b))
	logs := make([]float64, 0, block)
	flush := func() {
		n := len(logs)
		if n == 0 || ctx.Err() != nil {
			return
		}
		f, y := f.Part(0, n, 0, f.Cols), y.Part(0, n, 0, y.Cols)
		m.up(nil, y, f)
		for k := range logs {
			logs[k] += vec.Dot(m.a, f.Row(k)) + m.hidden.LogPartition(y.Row(k))
		}
		do(f, y, logs)
	}
	m.visible.Each(m.a, reach, func(x []float64, log float64) {
		m.visible.Write(f.Row(len(logs)), x)
		if logs = append(logs, log); len(logs) == block {
			flush()
			logs = logs[:0]
		}
	})
	flush()
	return ctx.Err()
}

// Gradient is the gradient of the mean of ln p(v) over the data, with respect to W, a
// and b.
type Gradient struct {
	Weights, Visible, Hidden []float64
	LogLikelihood            float64
}

// Gradient is exact: for machines of which [Machine.LogZ] is known, and finite.
func (m *Machine) Gradient(ctx context.Context, data [][]float64) (Gradient, error) {
	s, err := m.sum(ctx, true)
	if err != nil {
		return Gradient{}, err
	}
	if math.IsInf(s.logZ, 1) {
		return Gradient{}, m.mustBeFinite(1)
	}
	g, err := m.dataPhase(ctx, data)
	if err != nil {
		return Gradient{}, err
	}
	g.LogLikelihood -= s.logZ
	vec.Axpy(g.Weights, -1, s.both)
	vec.Axpy(g.Visible, -1, s.f)
	vec.Axpy(g.Hidden, -1, s.g)
	return g, nil
}

// dataPhase is the means of f, g and fgᵀ on the data, and minus the mean free energy.
func (m *Machine) dataPhase(ctx context.Context, data [][]float64) (Gradient, error) {
	g := Gradient{Weights: make([]float64, len(m.w)), Visible: make([]float64, len(m.a)), Hidden: make([]float64, len(m.b))}
	share := 1 / float64(len(data))
	c, d := m.visible.Coupled(), m.hidden.Coupled()
	err := m.eachBlock(ctx, data, func(lo int, f, y vec.Matrix[float64]) {
		for k := range f.Rows {
			g.LogLikelihood += share * (m.visible.LogBase(data[lo+k]) + vec.Dot(m.a, f.Row(k)) + m.hidden.LogPartition(y.Row(k)))
			m.hidden.Mean(y.Row(k), y.Row(k))
			vec.Axpy(g.Visible, share, f.Row(k))
			vec.Axpy(g.Hidden, share, y.Row(k))
		}
		vec.MulAdd(nil, vec.Dense(c, d, g.Weights), share, f.Part(0, f.Rows, 0, c).T(), y.Part(0, y.Rows, 0, d))
	})
	return g, err
}

// LogLikelihood is the mean of ln p(v) over the data, in nats (of a density where units
// are continuous): −F(v) − ln Z. It is exact, for machines of which [Machine.LogZ] is
// known.
func (m *Machine) LogLikelihood(ctx context.Context, data [][]float64) (float64, error) {
	logZ, err := m.LogZ(ctx)
	if err != nil {
		return 0, err
	}
	free, err := m.MeanFreeEnergy(ctx, data)
	return -free - logZ, err
}
