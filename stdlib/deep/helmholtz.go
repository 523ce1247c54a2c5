package deep

import (
	"context"
	"fmt"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/tensors"
	"harmonium/stdlib/internal/training"
	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rbm"
	"harmonium/stdlib/rng"
)

// Helmholtz is a Helmholtz machine: two nets on the same layers of units 0 and 1. The
// one generates patterns from the top down, the other recognises from the bottom up
// what they were generated from. Layer 0 is the visible one.
type Helmholtz struct {
	directed
	top []float32 // the generative biases of the topmost layer
}

// NewHelmholtz is a machine whose parameters are all 0: so many visible units, then
// those of each hidden layer from the bottom up.
func NewHelmholtz(sizes ...int) (*Helmholtz, error) {
	if err := checkSizes("a Helmholtz machine", sizes); err != nil {
		return nil, err
	}
	return &Helmholtz{newDirected(sizes), make([]float32, sizes[len(sizes)-1])}, nil
}

// Sizes is the units of every layer, the visible one first.
func (m *Helmholtz) Sizes() []int { return append([]int(nil), m.sizes...) }

// Visible is V.
func (m *Helmholtz) Visible() int { return m.sizes[0] }

// Generative is the couplings by which layer k+1 generates layer k: a row for each unit
// of layer k+1. Not a copy; nil if there are none.
func (m *Helmholtz) Generative(k int) []float32 {
	if k < 0 || k >= len(m.down) {
		return nil
	}
	return m.down[k].w
}

// GenerativeBias is the biases of layer k when it is generated; not a copy.
func (m *Helmholtz) GenerativeBias(k int) []float32 {
	switch {
	case k == len(m.down):
		return m.top
	case k < 0 || k > len(m.down):
		return nil
	}
	return m.down[k].b
}

// Recognition is the couplings by which layer k+1 is recognised from layer k: a row for
// each unit of layer k. Not a copy; nil if there are none.
func (m *Helmholtz) Recognition(k int) []float32 {
	if k < 0 || k >= len(m.up) {
		return nil
	}
	return m.up[k].w
}

// RecognitionBias is the biases of layer k+1 when it is recognised; not a copy.
func (m *Helmholtz) RecognitionBias(k int) []float32 {
	if k < 0 || k >= len(m.up) {
		return nil
	}
	return m.up[k].b
}

// Scatter sets the couplings of both nets to normal values of the given standard
// deviation.
func (m *Helmholtz) Scatter(src rng.Source, deviation float64) error {
	return scatterAll(src, m.tensors(), deviation)
}

// StartFrom sets the biases by which the visible layer is generated to the log-odds of
// the data's units.
func (m *Helmholtz) StartFrom(d *rbm.Data) error {
	if err := fits(d, m.Visible()); err != nil {
		return err
	}
	copy(m.down[0].b, logOdds(vec.Dense(d.Len(), d.Units(), d.Rows())))
	return nil
}

// Check names the first parameter that is not a finite number.
func (m *Helmholtz) Check() error { return finite(m.tensors()) }

// Clone is a copy that shares nothing with m.
func (m *Helmholtz) Clone() *Helmholtz {
	c, _ := NewHelmholtz(m.sizes...)
	c.rows, c.cols = m.rows, m.cols
	tensors.Set(c.tensors(), m.tensors())
	return c
}

// String says what the machine is, in words.
func (m *Helmholtz) String() string { return "Helmholtz machine of " + dashed(m.sizes) + " units" }

// prior is ln P of the topmost layer, whose units are independent.
func (m *Helmholtz) prior(sums []float64, top vec.Matrix[float32]) {
	z := vec.Dense(top.Rows, top.Cols, make([]float64, top.Rows*top.Cols))
	vec.AddToRows(z, wide(m.top))
	addLogs(sums, 1, z, top)
}

// dream draws states of all layers from the generative net.
func (m *Helmholtz) dream(pool *vec.Pool, d *draws, n int) layers {
	x := newLayers(n, m.sizes)
	top := x[len(x)-1]
	vec.AddToRows(top, m.top)
	d.sample(pool, top, top)
	m.generate(pool, d, x)
	return x
}

// Dreams says how to sample from a Helmholtz machine. Zero fields take the stated default.
type Dreams struct {
	Count int // independent patterns; 0 means 16
}

// Sample draws patterns from the generative net: exact and independent ones.
func (m *Helmholtz) Sample(ctx context.Context, src rng.Source, how Dreams) ([]stdlib.Pattern, error) {
	all, err := m.SampleLayers(ctx, src, how)
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// SampleLayers is Sample with the states of all layers: the result's [k][i] is layer k
// of pattern i.
func (m *Helmholtz) SampleLayers(ctx context.Context, src rng.Source, how Dreams) ([][]stdlib.Pattern, error) {
	count := how.Count
	if count == 0 {
		count = 16
	}
	if count < 1 {
		return nil, fmt.Errorf("deep: %d dreams, want a positive number", count)
	}
	pool := team(min(256, count), m.sizes)
	defer pool.Close()
	d := &draws{src: src.Named("sample")}
	all := make([][]stdlib.Pattern, len(m.sizes))
	for from := 0; from < count; from += 256 {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		x := m.dream(pool, d, min(256, count-from))
		for k := range x {
			rows, cols := m.rows, m.cols
			if k > 0 {
				rows, cols = shape(m.sizes[k])
			}
			all[k] = append(all[k], pictures(x[k], rows, cols)...)
		}
	}
	return all, nil
}

// FreeEnergy is the variational free energy of recognition,
//
//	F(v) = Σ_h Q(h | v) (ln Q(h | v) − ln P(v, h)) ≥ −ln P(v)
//
// exactly: at most 20 hidden units. The gap is the divergence KL(Q ‖ P(h | v)).
func (m *Helmholtz) FreeEnergy(ctx context.Context, v stdlib.Pattern) (float64, error) {
	_, free, err := m.logP(ctx, v, m.prior)
	return free, err
}

// LogLikelihood is the mean of ln P(v) over the data, in nats, exactly: at most 20
// hidden units.
func (m *Helmholtz) LogLikelihood(ctx context.Context, d *rbm.Data) (float64, error) {
	return m.likelihood(ctx, d, m.prior)
}

// ELBO is the lower bound −F on the mean of ln P(v), estimated from hidden states that
// are drawn by recognition.
func (m *Helmholtz) ELBO(ctx context.Context, src rng.Source, d *rbm.Data, how Bound) (Estimate, error) {
	how, err := how.defaults()
	if err != nil {
		return Estimate{}, err
	}
	return m.elbo(ctx, src, d, how.Samples, m.prior)
}

// Importance estimates the mean of ln P(v) by importance sampling: ln of the mean of
// P(v, h)/Q(h | v) over hidden states drawn by recognition. On average it is too low,
// the less the more samples: with one it is the ELBO.
//
// Source: Burda, Grosse and Salakhutdinov, ICLR (2016).
func (m *Helmholtz) Importance(ctx context.Context, src rng.Source, d *rbm.Data, how Bound) (Estimate, error) {
	how, err := how.defaults()
	if err != nil {
		return Estimate{}, err
	}
	return m.importance(ctx, src, d, how.Samples, m.prior)
}

// Transform is P(h = 1) of the topmost units, recognised, for every example: N×H row
// by row. The layers between pass on states at random; the numbers drawn depend on src
// alone.
func (m *Helmholtz) Transform(ctx context.Context, src rng.Source, d *rbm.Data) ([]float32, error) {
	return m.transform(ctx, src, d, m.up)
}

// Train fits both nets to the data by wake-sleep, with the delta rule in each. Awake,
// hidden states are recognised from examples, and every generative unit learns to make
// the state below from the state above; asleep, patterns are dreamt, and every
// recognising unit learns to tell what they were made from:
//
//	ΔG = η x (y − σ(Gᵀx + g))ᵀ  x above y, awake        ΔR = η y (x − σ(Rᵀy + r))ᵀ  asleep
//
// The first climbs the ELBO; the second is not its gradient, but that of ln Q(h | v)
// over the machine's own dreams.
//
// It checks ctx before every update; when ctx ends it returns the history so far and
// ctx's error, leaving m as it was after the last whole update. Parameters that are no
// longer finite are an error.
//
// Training.Above and Training.Positive are the settings by which the paper learns bars.
//
// Source: Hinton, Dayan, Frey and Neal, Science 268 (1995).
func (m *Helmholtz) Train(ctx context.Context, src rng.Source, d *rbm.Data, how Training) (stdlib.History, error) {
	s, err := m.session(src, d, how)
	if err != nil {
		return stdlib.History{}, err
	}
	defer s.close()
	return s.run(ctx)
}

func (m *Helmholtz) session(src rng.Source, d *rbm.Data, how Training) (pooled, error) {
	if err := fits(d, m.Visible()); err != nil {
		return pooled{}, err
	}
	how = how.defaults(d)
	if err := how.check(m.Visible()); err != nil {
		return pooled{}, err
	}
	m.rows, m.cols = d.Shape()
	pool := team(how.Batch, m.sizes)
	l := &wakeSleep{m, how, src, pool, how.ascent(m.tensors())}
	s, err := how.session(src, d, l, l.ascent)
	return pooled{s, pool}, err
}

// wakeSleep is a training of a Helmholtz machine under way.
type wakeSleep struct {
	*Helmholtz
	how    Training
	src    rng.Source
	pool   *vec.Pool
	ascent *ascent
}

func (l *wakeSleep) file() (string, map[string]string, []tensors.Tensor) {
	return helmholtzKind, meta(helmholtzKind, l.sizes, l.rows, l.cols), nil
}

func (l *wakeSleep) learn(ctx context.Context, u int, rate float32, v vec.Matrix[float32]) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	d := &draws{src: l.src.Named("units").Numbered(uint64(u))}
	awake := newLayers(v.Rows, l.sizes)
	awake[0] = v
	l.recognise(l.pool, d, awake)
	asleep := l.dream(l.pool, d, v.Rows)
	to, by := l.ascent.begin(rate)
	for k := range l.down {
		t := to[4*k:]
		l.down[k].learn(l.pool, coupled(t[0]), t[1].F32, by, awake[k+1], awake[k])
		l.up[k].learn(l.pool, coupled(t[2]), t[3].F32, by, asleep[k], asleep[k+1])
		if k == 0 {
			by *= float32(l.how.Above)
		}
	}
	l.wakeTop(to[len(to)-1].F32, by, awake[len(awake)-1])
	l.ascent.end(rate)
	if l.how.Positive {
		for i, w := range l.down[0].w {
			l.down[0].w[i] = max(0, w)
		}
	}
	return nil
}

// wakeTop is the delta rule for the topmost biases.
func (m *Helmholtz) wakeTop(to []float32, by float32, x vec.Matrix[float32]) {
	p := matrix(1, x.Cols)
	copy(p.Data, m.top)
	vec.SigmoidRows(p)
	vec.SumRows(to, by/float32(x.Rows), x)
	vec.Axpy(to, -by, p.Data)
}

// lookHidden is the most hidden units of a directed net whose exact likelihood is in
// every step of a history; of a larger one it is an estimate.
const lookHidden = 10

func (l *wakeSleep) look(ctx context.Context, d *rbm.Data, s *stdlib.Step) ([]stdlib.Warning, error) {
	inside, outside, err := l.how.looked(d)
	if err != nil {
		return nil, err
	}
	hidden := l.observe(inside, s)
	err = l.judge(ctx, l.src.Named("look"), d, inside, outside, l.prior, s)
	return training.Hidden(hidden, sum(l.sizes[1:])), err
}

// judge measures likelihoods and the bound: exactly on all data where that is cheap,
// else by a few samples on some.
func (n *directed) judge(ctx context.Context, src rng.Source, d, inside, outside *rbm.Data, top prior, s *stdlib.Step) error {
	const samples = 20
	e, err := n.elbo(ctx, src, inside, samples, top)
	if err != nil {
		return err
	}
	s.ELBO = e.Mean
	exactly := sum(n.sizes[1:]) <= lookHidden
	of := func(d *rbm.Data) (Estimate, error) {
		if !exactly {
			return n.importance(ctx, src, d, samples, top)
		}
		mean, err := n.likelihood(ctx, d, top)
		return Estimate{Mean: mean}, err
	}
	if exactly {
		inside = d
	}
	if e, err = of(inside); err != nil {
		return err
	}
	s.LogLikelihood, s.LikelihoodError = e.Mean, e.Error
	if outside == nil {
		return nil
	}
	e, err = of(outside)
	s.HeldLikelihood = e.Mean
	return err
}
