package deep

import (
	"context"
	"math"

	"harmonium/stdlib"
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
	if err := fits(d, m.Visible()); err != nil {
		return stdlib.History{}, err
	}
	how = how.defaults(d)
	if err := how.check(m.Visible()); err != nil {
		return stdlib.History{}, err
	}
	m.rows, m.cols = d.Shape()
	if !how.Resume {
		m.past = past{}
	}
	if err := m.start(src, how.Scatter); err != nil {
		return stdlib.History{}, err
	}
	pool := team()
	defer pool.Close()
	l := &dbmLearner{m, how, src, pool, newLayers(how.Batch, m.sizes), newLayers(how.Chains, m.sizes), newLayers(how.Chains, m.sizes)}
	l.startChains()
	return how.run(ctx, src, d, &m.past, l)
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

// dbmLearner is a training under way.
type dbmLearner struct {
	m    *DBM
	how  Training
	src  rng.Source
	pool *vec.Pool
	q    layers // means given the minibatch
	x    layers // the chains, on their way through an update
	mean layers // means of the chains' even layers given the odd ones
}

// startChains begins with chains at random, unless there are chains to go on with.
func (l *dbmLearner) startChains() {
	p := &l.m.past
	if len(p.chains) == len(l.x) && len(p.chains[0]) == len(l.x[0].Data) {
		return
	}
	p.chains = nil
	for k, x := range l.x {
		l.src.Named("chains").Numbered(uint64(k)).Uniform32(x.Data, 0)
		for i, u := range x.Data {
			x.Data[i] = float32(math.Round(float64(u)))
		}
		p.chains = append(p.chains, append([]float32(nil), x.Data...))
	}
}

func (l *dbmLearner) Check() error { return l.m.Check() }

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
	for k, x := range l.x {
		copy(l.m.past.chains[k], x.Data)
	}
	return nil
}

// dream takes the chains K Gibbs steps on, in x; nothing is remembered yet.
func (l *dbmLearner) dream(ctx context.Context, d draws) error {
	for k := range l.x {
		copy(l.x[k].Data, l.m.past.chains[k])
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
	s := l.how.begin(m.parameters(), len(m.w), rate, &m.past)
	x := make(layers, len(m.sizes))
	for k := range x {
		x[k] = l.x[k]
		if k%2 == 0 {
			x[k] = l.mean[k]
		}
	}
	data, model := s.by/float32(q[0].Rows), -s.by/float32(x[0].Rows)
	for k := range m.w {
		w := vec.Dense(m.sizes[k], m.sizes[k+1], s.to[k])
		vec.MulAdd(l.pool, w, data, q[k].T(), q[k+1])
		vec.MulAdd(l.pool, w, model, x[k].T(), x[k+1])
	}
	for k := range m.b {
		vec.SumRows(s.to[len(m.w)+k], data, q[k])
		vec.SumRows(s.to[len(m.w)+k], model, x[k])
	}
	s.end()
	for k := range m.w {
		m.hold(k)
	}
}

// parameters is the couplings and then the biases, layer by layer; not copies.
func (m *DBM) parameters() [][]float32 { return append(append([][]float32{}, m.w...), m.b...) }

// lookExact is the most units of a machine whose exact likelihood is in every step of a
// history.
const lookExact = 14

// look measures on the first examples; the likelihood on all, where it is cheap.
func (l *dbmLearner) look(ctx context.Context, d *rbm.Data, s *stdlib.Step) error {
	m := l.m
	s.WeightNorm = m.norm()
	if sum(m.sizes) <= lookExact {
		var err error
		if s.LogLikelihood, err = m.LogLikelihood(ctx, d); err != nil {
			return err
		}
	}
	part, _, err := d.Split(l.how.Look)
	if err != nil {
		return err
	}
	inside, err := m.observe(ctx, l.pool, part, s)
	if err != nil || l.how.Held == nil {
		return err
	}
	held, _, err := l.how.Held.Split(min(l.how.Look, l.how.Held.Len()))
	if err != nil {
		return err
	}
	bounds, err := m.bounds(ctx, held)
	s.FreeEnergyGap = inside - mean(bounds)
	return err
}

// observe measures the activity of hidden units and the error of reconstruction from
// the means of the first hidden layer. It returns the mean bound.
func (m *DBM) observe(ctx context.Context, pool *vec.Pool, d *rbm.Data, s *stdlib.Step) (bound float64, err error) {
	q := newLayers(d.Len(), m.sizes)
	copy(q[0].Data, d.Rows())
	if err := m.infer(ctx, pool, q, settleSweeps, settleTolerance); err != nil {
		return 0, err
	}
	active, units := 0.0, 0
	for _, x := range q[1:] {
		for _, p := range x.Data {
			active += float64(p)
		}
		units += len(x.Data)
	}
	s.HiddenActivity = active / float64(units)
	back := matrix(d.Len(), m.Visible())
	m.fields(pool, back, q, 0)
	vec.SigmoidRows(back)
	s.Reconstruction = meanSquare(back.Data, q[0].Data)
	return mean(m.bound(pool, q)), nil
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
