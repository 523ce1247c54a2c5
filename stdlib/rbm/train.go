package rbm

import (
	"context"
	"fmt"
	"math"
	"time"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rng"
)

// Method is where the negative phase of learning comes from.
type Method int

const (
	CD   Method = iota // K Gibbs steps from the data
	PCD                // K Gibbs steps of persistent chains
	Full               // enumeration of the smaller layer, at most 20 units
)

func (m Method) String() string {
	names := [...]string{"CD", "PCD", "full gradient"}
	if m < 0 || int(m) >= len(names) {
		return fmt.Sprintf("method %d", int(m))
	}
	return names[m]
}

// Training says how to learn. Zero fields take the stated default.
type Training struct {
	Method   Method
	Epochs   int                     // passes over the data; 0 means 10
	Batch    int                     // examples a minibatch; 0 means 10, or all if there are fewer
	Rate     float64                 // learning rate; 0 means 0.05
	RateEnd  float64                 // the rate falls to this in a straight line; 0 means it stays
	K        int                     // Gibbs steps for each update; 0 means 1
	Chains   int                     // persistent chains of PCD; 0 means Batch. Small machines want hundreds: few chains are noise
	Momentum float64                 // in [0, 1)
	L2       float64                 // every update takes Rate·L2·W from W
	L1       float64                 // every update takes Rate·L1·sgn W from W
	Scatter  float64                 // standard deviation of the first couplings, where all are 0; 0 means 0.01
	Held     *Data                   // held-out examples: the history has the free-energy gap
	Look     int                     // how many examples the history is measured on; 0 means 100
	Watch    func(stdlib.Step) error // told the step after every epoch; an error ends training; may be nil
}

func (t Training) defaults(d *Data) Training {
	set := func(p *int, v int) {
		if *p == 0 {
			*p = v
		}
	}
	set(&t.Epochs, 10)
	set(&t.Batch, 10)
	set(&t.K, 1)
	set(&t.Look, 100)
	t.Batch = min(t.Batch, d.Len())
	set(&t.Chains, t.Batch)
	t.Look = min(t.Look, d.Len())
	if t.Rate == 0 {
		t.Rate = 0.05
	}
	if t.RateEnd == 0 {
		t.RateEnd = t.Rate
	}
	if t.Scatter == 0 {
		t.Scatter = 0.01
	}
	return t
}

func (t Training) check(m *RBM) error {
	finite := func(x float64) bool { return x >= 0 && !math.IsInf(x, 0) }
	switch {
	case t.Method < CD || t.Method > Full:
		return fmt.Errorf("rbm: method %d, want 0 to %d", int(t.Method), int(Full))
	case t.Epochs < 0 || t.Batch < 1 || t.K < 1 || t.Look < 1 || t.Chains < 1:
		return fmt.Errorf("rbm: %d epochs of batches of %d with %d Gibbs steps of %d chains, looks at %d: want positive numbers", t.Epochs, t.Batch, t.K, t.Chains, t.Look)
	case !finite(t.Rate) || !finite(t.RateEnd) || !finite(t.L1) || !finite(t.L2) || !finite(t.Scatter) || !(t.Momentum >= 0 && t.Momentum < 1):
		return fmt.Errorf("rbm: rates %v to %v, L1 %v, L2 %v, scatter %v, momentum %v: want finite numbers from 0, and momentum below 1",
			t.Rate, t.RateEnd, t.L1, t.L2, t.Scatter, t.Momentum)
	case t.Method == Full && min(m.visible, m.hidden) > MaxExact:
		return fmt.Errorf("rbm: the full gradient of %d visible and %d hidden units, enumeration takes at most %d of one layer: choose PCD", m.visible, m.hidden, MaxExact)
	}
	return nil
}

// lookExact is the smaller layer up to which every step of a history has the exact
// likelihood.
const lookExact = 10

// Train fits m to the data. It checks ctx between minibatches; when ctx ends it
// returns the history so far and ctx's error, leaving m as it was after the last
// whole minibatch. Parameters that are no longer finite are an error.
func (m *RBM) Train(ctx context.Context, src rng.Source, d *Data, how Training) (stdlib.History, error) {
	if err := m.fits(d); err != nil {
		return stdlib.History{}, err
	}
	if how.Held != nil {
		if err := m.fits(how.Held); err != nil {
			return stdlib.History{}, fmt.Errorf("held-out data: %w", err)
		}
	}
	how = how.defaults(d)
	if err := how.check(m); err != nil {
		return stdlib.History{}, err
	}
	m.rows, m.cols = d.rows, d.cols
	if blank(m.w) {
		if err := m.Scatter(src.Named("couplings"), how.Scatter); err != nil {
			return stdlib.History{}, err
		}
	}
	l := newLearner(m, src, d, how)
	defer l.pool.Close()
	err := l.run(ctx)
	return l.history, err
}

func blank(w []float32) bool {
	for _, v := range w {
		if v != 0 {
			return false
		}
	}
	return true
}

// learner is a training under way. Matrices have an example or a chain a row.
type learner struct {
	m       *RBM
	src     rng.Source
	d       *Data
	how     Training
	pool    *vec.Pool
	begun   time.Time
	history stdlib.History
	update  int // made so far
	draws   uint64
	chosen  vec.Bits            // the minibatch
	v0, v1  vec.Matrix[float32] // of the data and of the model
	h0, h1  vec.Matrix[float32] // P(h = 1) on them
	sample  vec.Matrix[float32] // hidden states that drive the chains
	old     *RBM                // what momentum remembers; nil without momentum
	chains  bool                // v1 holds the persistent chains
}

func newLearner(m *RBM, src rng.Source, d *Data, how Training) *learner {
	matrix := func(rows, cols int) vec.Matrix[float32] { return vec.Dense(rows, cols, make([]float32, rows*cols)) }
	chains := how.Batch
	if how.Method == PCD {
		chains = how.Chains
	}
	l := &learner{m: m, src: src.Named("units"), d: d, how: how, pool: team(), begun: time.Now(),
		chosen: vec.NewBits(how.Batch, m.visible), v0: matrix(how.Batch, m.visible), h0: matrix(how.Batch, m.hidden),
		v1: matrix(chains, m.visible), h1: matrix(chains, m.hidden), sample: matrix(chains, m.hidden)}
	if how.Momentum > 0 {
		l.old, _ = New(m.visible, m.hidden)
	}
	return l
}

func (l *learner) run(ctx context.Context) error {
	n, batch := l.d.Len(), l.how.Batch
	for epoch := range l.how.Epochs {
		order := l.src.Named("order").Numbered(uint64(epoch)).Reader().Perm(n)
		for lo := 0; lo < n; lo += batch {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := l.learn(ctx, order[lo:min(n, lo+batch)]); err != nil {
				return err
			}
		}
		if err := l.m.Check(); err != nil {
			return fmt.Errorf("%w after epoch %d: the rate %v is too high", err, epoch+1, l.how.Rate)
		}
		if err := l.look(ctx, epoch+1); err != nil {
			return err
		}
	}
	return nil
}

// rate is the learning rate of the coming update.
func (l *learner) rate() float64 {
	all := l.how.Epochs * ((l.d.Len() + l.how.Batch - 1) / l.how.Batch)
	done := float64(l.update) / float64(max(1, all-1))
	return l.how.Rate + float64(done*(l.how.RateEnd-l.how.Rate))
}

// learn makes one update from the examples of the given numbers.
func (l *learner) learn(ctx context.Context, numbers []int) error {
	m, rate := l.m, l.rate()
	if l.how.Method == Full {
		return l.learnFully(ctx, numbers, rate)
	}
	n := len(numbers) // the last minibatch of an epoch may be smaller
	bits := l.chosen
	bits.Rows, bits.Words = n, bits.Words[:n*bits.Stride]
	l.d.take(bits, numbers)
	v0, h0 := l.v0.Part(0, n, 0, m.visible), l.h0.Part(0, n, 0, m.hidden)
	floats(v0, bits)
	vec.MulBits(l.pool, h0, bits, m.weights(), false)
	vec.AddToRows(h0, m.c)
	l.negative(v0, h0)
	v1, h1 := l.v1, l.h1
	if l.how.Method == CD {
		v1, h1 = v1.Part(0, n, 0, m.visible), h1.Part(0, n, 0, m.hidden)
	}
	vec.SigmoidRows(h0)
	l.climb(rate, v0, h0, v1, h1)
	l.update++
	return nil
}

// negative runs the chains: v1 becomes their visible states, h1 the means of the
// hidden units on them. CD starts from the hidden fields h0 of the data.
func (l *learner) negative(v0, h0 vec.Matrix[float32]) {
	m, n := l.m, l.v1.Rows
	fields := h0
	if l.how.Method == CD {
		n = v0.Rows
	} else {
		if !l.chains {
			l.chains = true
			l.src.Named("chains").Uniform32(l.v1.Data, 0)
			for i, u := range l.v1.Data {
				l.v1.Data[i] = float32(math.Round(float64(u)))
			}
		}
		fields = l.h1
		m.up(l.pool, fields, l.v1)
	}
	v1, h1, sample := l.v1.Part(0, n, 0, m.visible), l.h1.Part(0, n, 0, m.hidden), l.sample.Part(0, n, 0, m.hidden)
	for range l.how.K {
		l.draw(sample, fields)
		m.down(l.pool, v1, sample)
		l.draw(v1, v1)
		m.up(l.pool, h1, v1)
		fields = h1
	}
	vec.SigmoidRows(h1)
}

// up sets h to the hidden fields c + Wᵀv of every row of v, down sets v to the
// visible fields b + Wh.
func (m *RBM) up(pool *vec.Pool, h, v vec.Matrix[float32]) {
	vec.Mul(pool, h, v, m.weights())
	vec.AddToRows(h, m.c)
}

func (m *RBM) down(pool *vec.Pool, v, h vec.Matrix[float32]) {
	vec.Mul(pool, v, h, m.weights().T())
	vec.AddToRows(v, m.b)
}

// draw sets dst to 1 with probability σ(z), else to 0. Every number drawn has its
// place in the stream, so nothing depends on the number of cores.
func (l *learner) draw(dst, z vec.Matrix[float32]) {
	l.draws = drawUnits(l.pool, l.src, l.draws, dst, z)
}

func drawUnits(pool *vec.Pool, src rng.Source, at uint64, dst, z vec.Matrix[float32]) uint64 {
	vec.SampleRows(pool, dst, z, src.Seed(), src.Stream(), at)
	return at + uint64(dst.Rows*dst.Cols)
}

// climb makes one step along ⟨vhᵀ⟩data − ⟨vhᵀ⟩model.
func (l *learner) climb(rate float64, v0, h0, v1, h1 vec.Matrix[float32]) {
	m := l.m
	to, by := m, float32(rate)
	m.decay(rate, l.how)
	if l.old != nil { // the speed: old ← momentum·old + gradient
		to, by = l.old, 1
		for _, x := range [][]float32{to.w, to.b, to.c} {
			for i := range x {
				x[i] *= float32(l.how.Momentum)
			}
		}
	}
	data, model := by/float32(v0.Rows), -by/float32(v1.Rows)
	vec.MulAdd(l.pool, to.weights(), data, v0.T(), h0)
	vec.MulAdd(l.pool, to.weights(), model, v1.T(), h1)
	vec.SumRows(to.b, data, v0)
	vec.SumRows(to.b, model, v1)
	vec.SumRows(to.c, data, h0)
	vec.SumRows(to.c, model, h1)
	if l.old != nil {
		vec.Axpy(m.w, float32(rate), to.w)
		vec.Axpy(m.b, float32(rate), to.b)
		vec.Axpy(m.c, float32(rate), to.c)
	}
}

// decay shrinks the couplings; biases are left alone.
func (m *RBM) decay(rate float64, how Training) {
	if how.L2 == 0 && how.L1 == 0 {
		return
	}
	keep, pull := float32(1-rate*how.L2), float32(rate*how.L1)
	for i, w := range m.w {
		w *= keep
		switch { // L1 stops at 0
		case w > pull:
			w -= pull
		case w < -pull:
			w += pull
		case pull > 0:
			w = 0
		}
		m.w[i] = w
	}
}

// learnFully is learn with the exact gradient.
func (l *learner) learnFully(ctx context.Context, numbers []int, rate float64) error {
	part := newData(len(numbers), l.d.rows, l.d.cols)
	l.d.take(part.bits, numbers)
	g, err := l.m.Gradient(ctx, part)
	if err != nil {
		return err
	}
	m := l.m
	m.decay(rate, l.how)
	step := func(x, old []float32, g []float64) {
		for i, v := range g {
			if old != nil {
				old[i] = float32(l.how.Momentum*float64(old[i])) + float32(v)
				v = float64(old[i])
			}
			x[i] += float32(rate * v)
		}
	}
	old := &RBM{}
	if l.old != nil {
		old = l.old
	}
	step(m.w, old.w, g.Weights)
	step(m.b, old.b, g.Visible)
	step(m.c, old.c, g.Hidden)
	l.update++
	return nil
}

// look adds a step to the history: measured on the first examples of the data, and
// the likelihood on all where it is cheap.
func (l *learner) look(ctx context.Context, epoch int) error {
	m, s := l.m, stdlib.Unmeasured(l.update, float64(epoch))
	s.Elapsed = time.Since(l.begun)
	part, _, err := l.d.Split(l.how.Look)
	if err != nil {
		return err
	}
	if s.PseudoLikelihood, err = m.PseudoLikelihood(ctx, part); err != nil {
		return err
	}
	if min(m.visible, m.hidden) <= lookExact {
		if s.LogLikelihood, err = m.LogLikelihood(ctx, l.d); err != nil {
			return err
		}
	}
	if s.FreeEnergyGap, err = l.gap(ctx, part); err != nil {
		return err
	}
	if err := m.observe(ctx, part, &s); err != nil {
		return err
	}
	l.history.Steps = append(l.history.Steps, s)
	if l.how.Watch != nil {
		return l.how.Watch(s)
	}
	return nil
}

func (l *learner) gap(ctx context.Context, part *Data) (float64, error) {
	if l.how.Held == nil {
		return math.NaN(), nil
	}
	held, _, err := l.how.Held.Split(min(l.how.Look, l.how.Held.Len()))
	if err != nil {
		return 0, err
	}
	outside, err := l.m.MeanFreeEnergy(ctx, held)
	if err != nil {
		return 0, err
	}
	inside, err := l.m.MeanFreeEnergy(ctx, part)
	return outside - inside, err
}

// observe measures weights, activity, and the error of reconstruction, with means
// all the way: no random numbers are spent on looking.
func (m *RBM) observe(ctx context.Context, d *Data, s *stdlib.Step) error {
	features, err := m.Transform(ctx, d)
	if err != nil {
		return err
	}
	h := vec.Dense(d.Len(), m.hidden, features)
	active, square := 0.0, 0.0
	for _, p := range features {
		active += float64(p)
	}
	for _, w := range m.w {
		square += float64(float64(w) * float64(w))
	}
	s.HiddenActivity = active / float64(max(1, len(features)))
	s.WeightNorm = math.Sqrt(square / float64(max(1, len(m.w))))
	back := vec.Dense(d.Len(), m.visible, make([]float32, d.Len()*m.visible))
	m.down(nil, back, h)
	vec.SigmoidRows(back)
	x := vec.Dense(d.Len(), m.visible, make([]float32, len(back.Data)))
	floats(x, d.bits)
	wrong := 0.0
	for i, p := range back.Data {
		e := float64(p) - float64(x.Data[i])
		wrong += float64(e * e)
	}
	s.Reconstruction = wrong / float64(len(back.Data))
	return nil
}
