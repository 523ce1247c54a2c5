package harmonium

import (
	"context"
	"errors"
	"fmt"
	"math"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/training"
	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rng"
)

// Method is where the negative phase of learning comes from.
type Method int

const (
	CD   Method = iota // K Gibbs steps from the data
	PCD                // K Gibbs steps of persistent chains, which begin at examples
	Full               // the exact gradient, of machines whose LogZ is known
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
	Rate     float64                 // learning rate; 0 means 0.01. Unbounded units want smaller rates than bits
	RateEnd  float64                 // the rate falls to this in a straight line; 0 means it stays
	K        int                     // Gibbs steps for each update; 0 means 1
	Chains   int                     // persistent chains of PCD; 0 means Batch
	Momentum float64                 // in [0, 1)
	L2       float64                 // every update takes Rate·L2·W from W
	L1       float64                 // every update takes Rate·L1·sgn W from W
	Scatter  float64                 // standard deviation of the first couplings, where all are 0; 0 means 0.01
	Held     [][]float64             // held-out examples: the history has the free-energy gap
	Look     int                     // how many examples the history is measured on; 0 means 100
	Every    int                     // updates between the steps of the history; 0 means an epoch
	Watch    func(stdlib.Step) error // told every step; an error ends training; may be nil
	Stop     stdlib.Stopping         // ends training that gains no more, and keeps the best machine

	Checkpoint string // a file that every step writes anew, for [Resume]; may be empty
}

func (t Training) defaults(examples int) Training {
	set := func(p *int, v int) {
		if *p == 0 {
			*p = v
		}
	}
	set(&t.Epochs, 10)
	set(&t.Batch, 10)
	set(&t.K, 1)
	set(&t.Look, 100)
	t.Batch = min(t.Batch, examples)
	set(&t.Chains, t.Batch)
	set(&t.Every, t.updates(examples))
	if t.Rate == 0 {
		t.Rate = 0.01
	}
	if t.RateEnd == 0 {
		t.RateEnd = t.Rate
	}
	if t.Scatter == 0 {
		t.Scatter = 0.01
	}
	return t
}

// updates of an epoch.
func (t Training) updates(examples int) int { return (examples + t.Batch - 1) / max(1, t.Batch) }

func (t Training) check(m *Machine) error {
	good := func(x float64) bool { return x >= 0 && !math.IsInf(x, 0) }
	switch {
	case t.Method < CD || t.Method > Full:
		return fmt.Errorf("harmonium: method %d, want 0 to %d", int(t.Method), int(Full))
	case t.Epochs < 0 || t.Batch < 1 || t.K < 1 || t.Look < 1 || t.Chains < 1 || t.Every < 1:
		return fmt.Errorf("harmonium: %d epochs of batches of %d with %d Gibbs steps of %d chains, every %d updates looks at %d: want positive numbers", t.Epochs, t.Batch, t.K, t.Chains, t.Every, t.Look)
	case !good(t.Rate) || !good(t.RateEnd) || !good(t.L1) || !good(t.L2) || !good(t.Scatter) || !(t.Momentum >= 0 && t.Momentum < 1):
		return fmt.Errorf("harmonium: rates %v to %v, L1 %v, L2 %v, scatter %v, momentum %v: want finite numbers from 0, and momentum below 1",
			t.Rate, t.RateEnd, t.L1, t.L2, t.Scatter, t.Momentum)
	}
	if t.Method != Full {
		return nil
	}
	_, _, err := m.side()
	if m.visible.Support() == Line && m.hidden.Support() == Line {
		err = nil
	}
	if err == nil && anyLength(m.visible) {
		err = errLength
	}
	return err
}

// Train fits m to the data, an example a row: with the gradient
//
//	∂ℓ/∂W = ⟨f(v) g(h)ᵀ⟩data − ⟨f(v) g(h)ᵀ⟩model
//
// and the same of f and g alone. A free precision moves by its logarithm, so that it
// stays positive. It checks ctx between minibatches; when ctx ends it returns the
// history so far and ctx's error, leaving m as it was after the last whole minibatch.
// Parameters that are no longer finite, or no longer have a finite Z, are an error.
func (m *Machine) Train(ctx context.Context, src rng.Source, data [][]float64, how Training) (stdlib.History, error) {
	l, err := newLearner(m, src, data, how)
	if err != nil {
		return stdlib.History{}, err
	}
	defer l.chains.pool.Close()
	err = l.learn(ctx)
	return l.run.History, err
}

func blank(w []float64) bool {
	for _, v := range w {
		if v != 0 {
			return false
		}
	}
	return true
}

// sound refuses parameters that are not finite, or whose Z is known to be infinite.
func (m *Machine) sound() error {
	if err := m.Check(); err != nil {
		return err
	}
	if err := m.mustBeFinite(1); err != nil && !errors.Is(err, errUndecided) {
		return err
	}
	return nil
}

// learner is a training under way.
type learner struct {
	m      *Machine
	src    rng.Source
	data   [][]float64
	how    Training
	run    *training.Run
	chains *chains
	update int       // made so far
	speed  *Gradient // what momentum remembers; nil without momentum
}

// newLearner checks everything, and scatters the couplings where all are 0.
func newLearner(m *Machine, src rng.Source, data [][]float64, how Training) (*learner, error) {
	if _, err := m.rows(data); err != nil {
		return nil, err
	}
	if how.Held != nil {
		if _, err := m.rows(how.Held); err != nil {
			return nil, fmt.Errorf("held-out data: %w", err)
		}
	}
	how = how.defaults(len(data))
	if err := how.check(m); err != nil {
		return nil, err
	}
	if blank(m.w) {
		if err := m.Scatter(src.Named("couplings"), how.Scatter); err != nil {
			return nil, err
		}
	}
	if err := m.sound(); err != nil {
		return nil, err
	}
	run, err := training.New(m.parameters(), how.Stop, how.Watch)
	if err != nil {
		return nil, err
	}
	l := &learner{m: m, src: src, data: data, how: how, run: run}
	if how.Method == PCD {
		l.chains = newChains(m, src.Named("units"), how.Chains)
		l.chains.start(data)
	} else {
		l.chains = newChains(m, src.Named("units"), how.Batch)
	}
	if how.Momentum > 0 {
		l.speed = m.zero()
	}
	return l, nil
}

// zero is a gradient of zeros.
func (m *Machine) zero() *Gradient {
	return &Gradient{Weights: make([]float64, len(m.w)), Visible: make([]float64, len(m.a)), Hidden: make([]float64, len(m.b))}
}

func (l *learner) learn(ctx context.Context) error {
	n, each := len(l.data), l.how.updates(len(l.data))
	all, ordered := l.how.Epochs*each, -1
	var order []int
	for l.update < all && !l.run.Done() {
		if err := ctx.Err(); err != nil {
			return err
		}
		epoch, at := l.update/each, l.update%each*l.how.Batch
		if epoch != ordered {
			order, ordered = l.src.Named("order").Numbered(uint64(epoch)).Reader().Perm(n), epoch
		}
		var examples [][]float64
		for _, k := range order[at:min(n, at+l.how.Batch)] {
			examples = append(examples, l.data[k])
		}
		g, err := l.gradient(ctx, examples)
		if err != nil {
			return err
		}
		l.m.climb(g, l.speed, l.rate(all), l.how)
		if l.update++; l.update%l.how.Every == 0 || l.update == all {
			if err := l.look(ctx, float64(l.update)/float64(each)); err != nil {
				return err
			}
		}
	}
	l.run.Finish()
	return nil
}

// rate is the learning rate of the coming update, of so many in all.
func (l *learner) rate(all int) float64 {
	done := float64(l.update) / float64(max(1, all-1))
	return l.how.Rate + float64(done*(l.how.RateEnd-l.how.Rate))
}

// gradient is exact, or sampled.
func (l *learner) gradient(ctx context.Context, examples [][]float64) (*Gradient, error) {
	if l.how.Method == Full {
		g, err := l.m.Gradient(ctx, examples)
		return &g, err
	}
	m, c := l.m, l.chains
	f, err := m.rows(examples)
	if err != nil {
		return nil, err
	}
	y := matrix(f.Rows, len(m.b))
	m.up(c.pool, y, f)
	g := m.zero()
	m.addMoments(g, 1, f, y, c.pool)
	if l.how.Method == CD {
		c = c.part(f.Rows)
		c.start(examples)
	}
	for range l.how.K {
		c.step(1)
	}
	l.chains.draws = c.draws
	m.up(c.pool, c.yh, c.f)
	m.addMoments(g, -1, c.f, c.yh, c.pool)
	return g, nil
}

// part is the first n chains.
func (c *chains) part(n int) *chains {
	p := *c
	for _, x := range []*vec.Matrix[float64]{&p.v, &p.h, &p.f, &p.g, &p.yv, &p.yh} {
		*x = x.Part(0, n, 0, x.Cols)
	}
	return &p
}

// addMoments adds sign times the means of f, g and fgᵀ over the rows; y becomes the
// means of g.
func (m *Machine) addMoments(to *Gradient, sign float64, f, y vec.Matrix[float64], pool *vec.Pool) {
	share := sign / float64(f.Rows)
	pool.Split(y.Rows, func(lo, hi int) {
		for k := lo; k < hi; k++ {
			m.hidden.Mean(y.Row(k), y.Row(k))
		}
	})
	for k := range f.Rows {
		vec.Axpy(to.Visible, share, f.Row(k))
		vec.Axpy(to.Hidden, share, y.Row(k))
	}
	c, d := m.visible.Coupled(), m.hidden.Coupled()
	vec.MulAdd(pool, vec.Dense(c, d, to.Weights), share, f.Part(0, f.Rows, 0, c).T(), y.Part(0, y.Rows, 0, d))
}

// climb makes one step along the gradient, with what momentum remembers of those
// before it.
func (m *Machine) climb(g, speed *Gradient, rate float64, how Training) {
	m.decay(rate, how)
	m.byLogarithms(g)
	if speed != nil {
		for _, p := range [][2][]float64{{speed.Weights, g.Weights}, {speed.Visible, g.Visible}, {speed.Hidden, g.Hidden}} {
			for i, v := range p[1] {
				p[0][i] = float64(how.Momentum*p[0][i]) + v
			}
		}
		g = speed
	}
	visible, hidden := m.free()
	visible.step(rate, m.a, g.Visible)
	hidden.step(rate, m.b, g.Hidden)
	w, slope := m.weights(), vec.Dense(m.visible.Coupled(), m.hidden.Coupled(), g.Weights)
	for i := range w.Rows {
		row := w.Row(i)
		for j, s := range slope.Row(i) {
			row[j] = (row[j] + float64(rate*visible.old[i]*hidden.old[j]*s)) * visible.by[i] * hidden.by[j]
			if m.repels() { // the nearest couplings that have a Z
				row[j] = min(row[j], 0)
			}
		}
	}
}

// free is a layer's precisions under way: one for every coupled statistic, 1 where it is
// not learned.
//
// A machine with free variances is learned by the means, couplings in units of the mean
// (a/λ and W/λ), and the logarithms of λ: a variance that changes leaves the means where
// they were, and data need not be scaled.
type free struct {
	owners  []int     // see precise
	old, by []float64 // before the step, and the factor that it changes by
}

func (m *Machine) free() (visible, hidden free) {
	layer := func(u Units, bias []float64) free {
		n := u.Coupled()
		f := free{precise(u), constant(n), constant(n)}
		for e, i := range f.owners {
			f.old[i] = bias[n+e]
		}
		return f
	}
	return layer(m.visible, m.a), layer(m.hidden, m.b)
}

func constant(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = 1
	}
	return x
}

// step moves the biases and precisions of a layer; these at most by a factor of 1.6.
func (f free) step(rate float64, bias, slope []float64) {
	n := len(f.by)
	by := make([]float64, len(f.owners))
	for e := range by {
		by[e] = max(-0.5, min(0.5, rate*slope[n+e]))
	}
	vec.Exp64(by, by)
	for e, i := range f.owners {
		f.by[i] = by[e]
		bias[n+e] *= by[e]
	}
	for i, by := range f.by {
		bias[i] = (bias[i] + float64(rate*f.old[i]*slope[i])) * by
	}
}

// byLogarithms turns the slopes by free precisions into those by their logarithms at
// fixed means: ∂ℓ/∂ln λ = λ ∂ℓ/∂λ + a ∂ℓ/∂a + Σ W ∂ℓ/∂W.
func (m *Machine) byLogarithms(g *Gradient) {
	visible, hidden := m.free()
	c, d := m.visible.Coupled(), m.hidden.Coupled()
	w, slope := m.weights(), vec.Dense(c, d, g.Weights)
	for e, i := range visible.owners {
		g.Visible[c+e] = float64(visible.old[i]*g.Visible[c+e]) + float64(m.a[i]*g.Visible[i]) + vec.Dot(w.Row(i), slope.Row(i))
	}
	for e, j := range hidden.owners {
		g.Hidden[d+e] = float64(hidden.old[j]*g.Hidden[d+e]) + float64(m.b[j]*g.Hidden[j])
		for i := range c {
			g.Hidden[d+e] += float64(w.At(i, j) * slope.At(i, j))
		}
	}
}

// decay shrinks the couplings; biases are left alone.
func (m *Machine) decay(rate float64, how Training) {
	if how.L2 == 0 && how.L1 == 0 {
		return
	}
	keep, pull := 1-float64(rate*how.L2), rate*how.L1
	for i, w := range m.w {
		w *= keep
		m.w[i] = math.Copysign(max(0, math.Abs(w)-pull), w) // L1 stops at 0
	}
}
