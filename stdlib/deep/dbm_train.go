package deep

import (
	"context"
	"fmt"
	"math"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/tensors"
	"harmonium/stdlib/internal/training"
	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rbm"
	"harmonium/stdlib/rng"
)

// Train fits all layers of m to the data together: the moments under the data by mean
// field, those under the model by persistent chains, which take K Gibbs steps for each
// update, odd and even layers in turn. [DBM.Pretrain] first makes it faster and better.
//
// It checks ctx within every update; when ctx ends it returns the history so far and
// ctx's error, leaving m as it was after the last whole update. Parameters that are no
// longer finite are an error.
//
// Source: Salakhutdinov and Hinton, AISTATS (2009).
func (m *DBM) Train(ctx context.Context, src rng.Source, d *rbm.Data, how Training) (stdlib.History, error) {
	s, err := m.session(src, d, how)
	if err != nil {
		return stdlib.History{}, err
	}
	defer s.close()
	return s.run(ctx)
}

func (m *DBM) session(src rng.Source, d *rbm.Data, how Training) (pooled, error) {
	if err := fits(d, m.Visible()); err != nil {
		return pooled{}, err
	}
	how = how.defaults(d)
	if err := how.check(m.Visible()); err != nil {
		return pooled{}, err
	}
	m.rows, m.cols = d.Shape()
	if err := m.start(src, how.Scatter); err != nil {
		return pooled{}, err
	}
	pool := team(max(how.Batch, how.Chains), m.sizes)
	l := &dbmLearner{m, how, src, pool, how.ascent(m.tensors()), newLayers(how.Batch, m.sizes), m.newChains(src, how.Chains),
		newLayers(how.Chains, m.sizes), newLayers(how.Chains, m.sizes)}
	s, err := how.session(src, d, l, l.ascent)
	return pooled{s, pool}, err
}

// start scatters those couplings of two layers that are all 0.
func (m *DBM) start(src rng.Source, deviation float64) error {
	for k := range m.w {
		if !blank(m.w[k]) {
			continue
		}
		if err := scatter(src.Named("couplings").Numbered(uint64(k)), m.w[k], deviation); err != nil {
			return err
		}
		m.hold(k)
	}
	return nil
}

// newChains is states at random.
func (m *DBM) newChains(src rng.Source, n int) layers {
	chains := newLayers(n, m.sizes)
	for k, x := range chains {
		src.Named("chains").Numbered(uint64(k)).Uniform32(x.Data, 0)
		for i, u := range x.Data {
			x.Data[i] = float32(math.Round(float64(u)))
		}
	}
	return chains
}

// dbmLearner is a training under way.
type dbmLearner struct {
	m      *DBM
	how    Training
	src    rng.Source
	pool   *vec.Pool
	ascent *ascent
	q      layers // means given the minibatch
	chains layers // as the last update left them
	x      layers // the chains, on their way through an update
	mean   layers // means of the chains' even layers given the odd ones
}

func (l *dbmLearner) file() (string, map[string]string, []tensors.Tensor) {
	state := l.m.masks()
	for k, x := range l.chains {
		state = append(state, tensors.Tensor{Name: fmt.Sprint("chains.", k), Shape: []int{x.Rows, x.Cols}, F32: x.Data})
	}
	return dbmKind, l.m.meta(), state
}

func (l *dbmLearner) learn(ctx context.Context, u int, rate float32, v vec.Matrix[float32]) error {
	q := l.q.first(v.Rows)
	copy(q[0].Data, v.Data)
	if err := l.m.infer(ctx, l.pool, q, l.how.MeanField, 0); err != nil {
		return err
	}
	if err := l.dream(ctx, draws{src: l.src.Named("units").Numbered(uint64(u))}); err != nil {
		return err
	}
	l.climb(rate, q)
	l.chains, l.x = l.x, l.chains
	return nil
}

// dream takes the chains K Gibbs steps on, in x; nothing is remembered yet.
func (l *dbmLearner) dream(ctx context.Context, d draws) error {
	for k := range l.x {
		copy(l.x[k].Data, l.chains[k].Data)
	}
	for range l.how.K {
		for parity := 1; parity >= 0; parity-- {
			for k := parity; k <= l.m.top(); k += 2 {
				if err := ctx.Err(); err != nil {
					return err
				}
				l.m.fields(l.pool, l.mean[k], l.x, k)
				d.sample(l.pool, l.x[k], l.mean[k])
			}
		}
	}
	for k := 0; k <= l.m.top(); k += 2 {
		vec.SigmoidRows(l.mean[k])
	}
	return nil
}

// climb makes one step along ⟨xyᵀ⟩data − ⟨xyᵀ⟩model. The chains' even layers enter as
// means given the odd ones: that is the same on average, and less noise.
func (l *dbmLearner) climb(rate float32, q layers) {
	m := l.m
	to, by := l.ascent.begin(rate)
	x := make(layers, len(m.sizes))
	for k := range x {
		x[k] = l.x[k]
		if k%2 == 0 {
			x[k] = l.mean[k]
		}
	}
	data, model := by/float32(q[0].Rows), -by/float32(x[0].Rows)
	for k := range m.w {
		w := coupled(to[k])
		vec.MulAdd(l.pool, w, data, q[k].T(), q[k+1])
		vec.MulAdd(l.pool, w, model, x[k].T(), x[k+1])
	}
	for k := range m.b {
		vec.SumRows(to[len(m.w)+k].F32, data, q[k])
		vec.SumRows(to[len(m.w)+k].F32, model, x[k])
	}
	l.ascent.end(rate)
	for k := range m.w {
		m.hold(k)
	}
}

// lookExact is the most units of a machine whose exact likelihood is in every step of a
// history.
const lookExact = 14

// look measures on the first examples; the likelihood on all, where it is cheap.
func (l *dbmLearner) look(ctx context.Context, d *rbm.Data, s *stdlib.Step) ([]stdlib.Warning, error) {
	m := l.m
	s.WeightNorm = m.norm()
	inside, outside, err := l.how.looked(d)
	if err != nil {
		return nil, err
	}
	hidden, bound, err := m.observe(ctx, l.pool, inside, s)
	if err != nil {
		return nil, err
	}
	warnings := training.Hidden(hidden, sum(m.sizes[1:]))
	if sum(m.sizes) <= lookExact {
		if s.LogLikelihood, err = m.LogLikelihood(ctx, d); err != nil {
			return nil, err
		}
		e, err := m.ELBO(ctx, d, Bound{})
		if err != nil {
			return nil, err
		}
		s.ELBO = e.Mean
	}
	if outside == nil {
		return warnings, nil
	}
	bounds, err := m.bounds(ctx, outside)
	s.FreeEnergyGap = bound - mean(bounds)
	if err == nil && sum(m.sizes) <= lookExact {
		s.HeldLikelihood, err = m.LogLikelihood(ctx, outside)
	}
	return warnings, err
}

// observe measures the activity of hidden units and the error of reconstruction from
// the means of the first hidden layer. It returns the means of all hidden units, an
// example a row, and the mean bound.
func (m *DBM) observe(ctx context.Context, pool *vec.Pool, d *rbm.Data, s *stdlib.Step) (hidden []float32, bound float64, err error) {
	q := newLayers(d.Len(), m.sizes)
	copy(q[0].Data, d.Rows())
	if err := m.infer(ctx, pool, q, settleSweeps, settleTolerance); err != nil {
		return nil, 0, err
	}
	hidden = q.side(1)
	s.HiddenActivity = mean(wide(hidden))
	back := matrix(d.Len(), m.Visible())
	m.fields(pool, back, q, 0)
	vec.SigmoidRows(back)
	s.Reconstruction = meanSquare(back.Data, q[0].Data)
	return hidden, mean(m.bound(pool, q)), nil
}

// norm is the root mean square of the couplings that may differ from 0.
func (m *DBM) norm() float64 {
	square, n := 0.0, 0.0
	for k, w := range m.w {
		for i, v := range w {
			square += float64(float64(v) * float64(v))
			if m.mask[k] == nil || m.mask[k][i] != 0 {
				n++
			}
		}
	}
	return math.Sqrt(square / max(1, n))
}

func meanSquare(x, y []float32) (mean float64) {
	for i, v := range x {
		e := float64(v) - float64(y[i])
		mean += float64(e * e)
	}
	return mean / float64(len(x))
}

func mean(x []float64) (m float64) {
	for _, v := range x {
		m += v / float64(len(x))
	}
	return m
}

func sum(x []int) (s int) {
	for _, v := range x {
		s += v
	}
	return s
}
