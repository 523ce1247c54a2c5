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

// Belief is a deep belief net: a restricted machine on top, and below it layers with
// couplings that generate from the top down, and others that recognise from the bottom
// up. A stack ties the two; up-down learning sets them free.
type Belief struct {
	directed
	top *rbm.RBM // on the topmost of the directed layers
}

// Belief is the deep belief net that the stack is, at least two machines, with copies
// of its parameters.
func (s *Stack) Belief() (*Belief, error) {
	if len(s.machines) < 2 {
		return nil, fmt.Errorf("deep: a belief net of %d machines, want at least 2: one generates what the other dreams", len(s.machines))
	}
	last := len(s.machines) - 1
	var sizes []int
	for _, m := range s.machines {
		sizes = append(sizes, m.Visible())
	}
	n := &Belief{newDirected(sizes), s.machines[last].Clone()}
	for k, m := range s.machines[:last] {
		copy(n.up[k].w, m.Weights())
		copy(n.up[k].b, m.HiddenBias())
		copy(n.down[k].b, m.VisibleBias())
		for i := range m.Visible() {
			for j := range m.Hidden() {
				n.down[k].w[j*m.Visible()+i] = m.Weights()[i*m.Hidden()+j]
			}
		}
	}
	picture, err := s.machines[0].Filter(0)
	if err != nil {
		return nil, err
	}
	n.rows, n.cols = len(picture), len(picture[0])
	return n, nil
}

// Sizes is the units of every layer, the visible one first.
func (n *Belief) Sizes() []int { return append(append([]int(nil), n.sizes...), n.top.Hidden()) }

// Visible is V.
func (n *Belief) Visible() int { return n.sizes[0] }

// Top is the machine on top itself, not a copy.
func (n *Belief) Top() *rbm.RBM { return n.top }

// Check names the first parameter that is not a finite number.
func (n *Belief) Check() error { return finite(n.tensors()) }

// Clone is a copy that shares nothing with n.
func (n *Belief) Clone() *Belief {
	c := &Belief{newDirected(n.sizes), n.top.Clone()}
	c.rows, c.cols = n.rows, n.cols
	tensors.Set(c.tensors(), n.tensors())
	return c
}

// String says what the net is, in words.
func (n *Belief) String() string { return "deep belief net of " + dashed(n.Sizes()) + " units" }

// ascend is the way from the lower to the upper layer of the machine on top.
func (n *Belief) ascend() *way {
	return &way{n.top.Visible(), n.top.Hidden(), n.top.Weights(), n.top.HiddenBias()}
}

// prior is ln P of the upper directed layer under the machine on top.
func (n *Belief) prior(logZ float64) prior {
	return func(sums []float64, x vec.Matrix[float32]) {
		p := n.ascend()
		h := vec.Dense(x.Rows, p.to, make([]float64, x.Rows*p.to))
		vec.Mul(nil, h, widened(x), vec.Dense(p.from, p.to, wide(p.w)))
		vec.AddToRows(h, wide(p.b))
		vec.Softplus64(h.Data, h.Data)
		b := wide(n.top.VisibleBias())
		for i := range x.Rows {
			sums[i] += vec.Dot(b, wide(x.Row(i))) - logZ
			for _, s := range h.Row(i) {
				sums[i] += s
			}
		}
	}
}

// exactly is the prior with the exact ln Z.
func (n *Belief) exactly(ctx context.Context) (prior, error) {
	z, err := n.top.LogZ(ctx)
	return n.prior(z), err
}

// FreeEnergy is the variational free energy of recognition, F(v) ≥ −ln P(v), exactly:
// at most 20 units between the visible layer and the top one, and at most 20 in one of
// the layers of the machine on top. See [Helmholtz.FreeEnergy].
func (n *Belief) FreeEnergy(ctx context.Context, v stdlib.Pattern) (float64, error) {
	top, err := n.exactly(ctx)
	if err != nil {
		return 0, err
	}
	_, free, err := n.logP(ctx, v, top)
	return free, err
}

// LogLikelihood is the mean of ln P(v) over the data, in nats, exactly, under the
// conditions of FreeEnergy.
func (n *Belief) LogLikelihood(ctx context.Context, d *rbm.Data) (float64, error) {
	top, err := n.exactly(ctx)
	if err != nil {
		return 0, err
	}
	return n.likelihood(ctx, d, top)
}

// ELBO is the lower bound on the mean of ln P(v), estimated from hidden states that are
// drawn by recognition. The ln Z is that of the machine on top; see [Belief.Top].
func (n *Belief) ELBO(ctx context.Context, src rng.Source, d *rbm.Data, how Bound) (Estimate, error) {
	return n.bounded(ctx, src, d, how, n.elbo)
}

// Importance estimates the mean of ln P(v) by importance sampling, as
// [Helmholtz.Importance] does.
func (n *Belief) Importance(ctx context.Context, src rng.Source, d *rbm.Data, how Bound) (Estimate, error) {
	return n.bounded(ctx, src, d, how, n.importance)
}

func (n *Belief) bounded(ctx context.Context, src rng.Source, d *rbm.Data, how Bound,
	by func(context.Context, rng.Source, *rbm.Data, int, prior) (Estimate, error)) (Estimate, error) {
	how, err := how.defaults()
	if err != nil {
		return Estimate{}, err
	}
	z, err := how.logZ(ctx, n.top.LogZ)
	if err != nil {
		return Estimate{}, err
	}
	e, err := by(ctx, src, d, how.Samples, n.prior(z.LogZ))
	e.Error = math.Hypot(e.Error, z.Error)
	return e, err
}

// Transform is P(h = 1) of the topmost units, recognised, for every example: N×H row by
// row. The layers between pass on states at random; the numbers drawn depend on src
// alone.
func (n *Belief) Transform(ctx context.Context, src rng.Source, d *rbm.Data) ([]float32, error) {
	return n.transform(ctx, src, d, append(n.up[:len(n.up):len(n.up)], n.ascend()))
}

// Sample draws patterns: Gibbs chains in the machine on top, then one draw for every
// layer below. Sampling.Start and the chains are those of the machine on top.
func (n *Belief) Sample(ctx context.Context, src rng.Source, how rbm.Sampling) ([]stdlib.Pattern, error) {
	states, err := n.top.Sample(ctx, src.Named("top"), how)
	if err != nil {
		return nil, err
	}
	x := newLayers(len(states), n.sizes)
	top := x[len(x)-1]
	for i, p := range states {
		bits(top.Row(i), p)
	}
	pool := team(len(states), n.sizes)
	defer pool.Close()
	n.generate(pool, &draws{src: src.Named("down")}, x)
	return pictures(x[0], n.rows, n.cols), nil
}

// Train fine-tunes the net by the up-down algorithm, a contrastive form of wake-sleep:
// states recognised from examples teach the generative couplings; from there the
// machine on top takes K Gibbs steps, which teach it by CD; what it ends with is
// generated down to the visible layer, and teaches the recognition couplings.
//
// It checks ctx before every update; when ctx ends it returns the history so far and
// ctx's error, leaving n as it was after the last whole update. Parameters that are no
// longer finite are an error.
//
// Source: Hinton, Osindero and Teh, Neural Computation 18 (2006), appendix B.
func (n *Belief) Train(ctx context.Context, src rng.Source, d *rbm.Data, how Training) (stdlib.History, error) {
	s, err := n.session(src, d, how)
	if err != nil {
		return stdlib.History{}, err
	}
	defer s.close()
	return s.run(ctx)
}

func (n *Belief) session(src rng.Source, d *rbm.Data, how Training) (pooled, error) {
	if err := fits(d, n.Visible()); err != nil {
		return pooled{}, err
	}
	how = how.defaults(d)
	if err := how.check(n.Visible()); err != nil {
		return pooled{}, err
	}
	n.rows, n.cols = d.Shape()
	pool := team(how.Batch, n.Sizes())
	l := &upDown{n, how, src, pool, how.ascent(n.tensors())}
	s, err := how.session(src, d, l, l.ascent)
	return pooled{s, pool}, err
}

// upDown is a training of a belief net under way.
type upDown struct {
	*Belief
	how    Training
	src    rng.Source
	pool   *vec.Pool
	ascent *ascent
}

func (l *upDown) file() (string, map[string]string, []tensors.Tensor) {
	return beliefKind, meta(beliefKind, l.Sizes(), l.rows, l.cols), nil
}

func (l *upDown) learn(ctx context.Context, u int, rate float32, v vec.Matrix[float32]) error {
	d := &draws{src: l.src.Named("units").Numbered(uint64(u))}
	awake := newLayers(v.Rows, l.sizes)
	awake[0] = v
	l.recognise(l.pool, d, awake)
	x0 := awake[len(awake)-1]
	x1, h0, h1, err := l.contrast(ctx, d, x0)
	if err != nil {
		return err
	}
	asleep := newLayers(v.Rows, l.sizes)
	asleep[len(asleep)-1] = x1
	l.generate(l.pool, d, asleep)
	to, by := l.ascent.begin(rate)
	for k := range l.down {
		t := to[4*k:]
		l.down[k].learn(l.pool, coupled(t[0]), t[1].F32, by, awake[k+1], awake[k])
		l.up[k].learn(l.pool, coupled(t[2]), t[3].F32, by, asleep[k], asleep[k+1])
	}
	contrast(l.pool, to[len(to)-3:], by, x0, h0, x1, h1)
	l.ascent.end(rate)
	return nil
}

// contrast takes K Gibbs steps of the machine on top from x0: it gives the state that
// they end with, and the means of the upper layer on both.
func (l *upDown) contrast(ctx context.Context, d *draws, x0 vec.Matrix[float32]) (x1, h0, h1 vec.Matrix[float32], err error) {
	up := l.ascend()
	x1, h0, h1 = matrix(x0.Rows, up.from), matrix(x0.Rows, up.to), matrix(x0.Rows, up.to)
	sample := matrix(x0.Rows, up.to)
	up.fields(l.pool, h0, x0)
	fields := h0
	for range l.how.K {
		if err := ctx.Err(); err != nil {
			return x1, h0, h1, err
		}
		d.sample(l.pool, sample, fields)
		vec.Mul(l.pool, x1, sample, vec.Dense(up.from, up.to, up.w).T())
		vec.AddToRows(x1, l.top.VisibleBias())
		d.sample(l.pool, x1, x1)
		up.fields(l.pool, h1, x1)
		fields = h1
	}
	vec.SigmoidRows(h0)
	vec.SigmoidRows(h1)
	return x1, h0, h1, nil
}

// contrast adds by·(⟨vhᵀ⟩ on v0 and h0, less that on v1 and h1) to the couplings and to
// the biases of both layers.
func contrast(pool *vec.Pool, to []tensors.Tensor, by float32, v0, h0, v1, h1 vec.Matrix[float32]) {
	by /= float32(v0.Rows)
	vec.MulAdd(pool, coupled(to[0]), by, v0.T(), h0)
	vec.MulAdd(pool, coupled(to[0]), -by, v1.T(), h1)
	vec.SumRows(to[1].F32, by, v0)
	vec.SumRows(to[1].F32, -by, v1)
	vec.SumRows(to[2].F32, by, h0)
	vec.SumRows(to[2].F32, -by, h1)
}

func (l *upDown) look(ctx context.Context, d *rbm.Data, s *stdlib.Step) ([]stdlib.Warning, error) {
	inside, outside, err := l.how.looked(d)
	if err != nil {
		return nil, err
	}
	hidden := l.observe(inside, s)
	warnings := training.Hidden(hidden, sum(l.sizes[1:]))
	if min(l.top.Visible(), l.top.Hidden()) > lookHidden { // the likelihood would want ln Z
		return warnings, nil
	}
	top, err := l.exactly(ctx)
	if err != nil {
		return nil, err
	}
	return warnings, l.judge(ctx, l.src.Named("look"), d, inside, outside, top, s)
}
