package rbm

import (
	"context"
	"fmt"
	"math/bits"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/training"
	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rng"
)

// learner is a training under way.
type learner struct {
	m       *RBM
	d       *Data
	how     Training
	log     *training.Run
	pool    *vec.Pool
	update  int   // made so far
	order   []int // of the examples in epoch number ordered
	ordered int

	// States of the model and of a minibatch, in that order: one product makes the
	// fields of both. Columns of turned are their rows.
	both   gibbs
	turned vec.Bits
	shares vec.Matrix[float32] // means of the hidden units, times what they count
	ladder *ladder             // the chains of Tempering; else they are the first of both
	fast   *fast               // of FastPCD

	slope    *RBM // the gradient; nil where it goes straight into the parameters
	speed    *RBM // what momentum remembers; nil without momentum
	centre   *centre
	sparsity *sparsity
	room     *classRoom // of a classifier; else nil
}

func newLearner(m *RBM, src rng.Source, d *Data, how Training, classes int) (*learner, error) {
	if err := m.fits(d); err != nil {
		return nil, err
	}
	if how.Held != nil {
		if err := m.fits(how.Held); err != nil {
			return nil, fmt.Errorf("held-out data: %w", err)
		}
	}
	how = how.defaults(d)
	if err := how.check(m); err != nil {
		return nil, err
	}
	log, err := training.New(m.tensors(), how.Stop, how.Watch)
	if err != nil {
		return nil, err
	}
	m.rows, m.cols = d.rows, d.cols
	l := &learner{m: m, d: d, how: how, log: log, pool: team(), ordered: -1}
	if classes > 0 {
		l.room = newClassRoom(m, classes, how.Batch)
	}
	l.both = newGibbs(m, l.pool, src, l.chains(how.Batch)+how.Batch)
	l.both.classes = classes
	l.turned, l.shares = vec.NewBits(m.visible, l.both.v.Rows), matrix(l.both.v.Rows, m.hidden)
	if how.Method == Full || how.Method == FastPCD || how.Momentum > 0 || how.Centred || how.Sparsity > 0 || classes > 0 {
		l.slope = m.zero()
	}
	if how.Momentum > 0 {
		l.speed = m.zero()
	}
	if how.Method == FastPCD {
		l.fast = newFast(m)
	}
	if how.Method == Tempering {
		l.ladder = newLadder(l.both, how)
	}
	if how.Centred {
		l.centre = newCentre(m, d)
	}
	if how.Sparsity > 0 {
		l.sparsity = newSparsity(m, how)
	}
	return l, nil
}

// zero is a machine of the same size whose parameters are 0: a gradient, or a speed.
func (m *RBM) zero() *RBM {
	z, _ := New(m.visible, m.hidden)
	return z
}

// parts are the parameters.
func (m *RBM) parts() [3][]float32 { return [3][]float32{m.w, m.b, m.c} }

// chains is how many states the model contributes to an update from n examples.
func (l *learner) chains(n int) int {
	switch {
	case l.how.Method == Full || !l.generative():
		return 0
	case l.how.Method == CD:
		return n
	}
	return l.how.Chains
}

// generative reports whether the model's own states are needed.
func (l *learner) generative() bool { return l.room == nil || l.how.Objective != Discriminative }

// begin starts the persistent chains on examples.
func (l *learner) begin() {
	if l.how.Method == CD || l.how.Method == Full || !l.generative() {
		return
	}
	chains := l.both.part(0, l.chains(0))
	if l.ladder != nil {
		chains = l.ladder.gibbs
	}
	if l.fast != nil {
		l.fast.drive(l.m)
	}
	r := l.both.draws.src.Named("chains").Reader()
	for k := range chains.v.Rows {
		copy(chains.v.Row(k), l.d.bits.Row(r.IntN(l.d.Len())))
	}
	chains.up()
	chains.drawHidden(nil)
}

func (l *learner) run(ctx context.Context) (stdlib.History, error) {
	defer l.pool.Close()
	n, batch, epoch := l.d.Len(), l.how.Batch, l.how.updates(l.d)
	for last := l.how.Epochs * epoch; l.update < last && !l.log.Done(); {
		if err := ctx.Err(); err != nil {
			return l.log.History, err
		}
		if now := l.update / epoch; now != l.ordered {
			l.order, l.ordered = l.both.draws.src.Named("order").Numbered(uint64(now)).Reader().Perm(n), now
		}
		lo := l.update % epoch * batch
		if err := l.learn(ctx, l.order[lo:min(n, lo+batch)]); err != nil {
			return l.log.History, err
		}
		l.update++
		if l.update%l.how.Every == 0 || l.update == last {
			if err := l.look(ctx); err != nil {
				return l.log.History, err
			}
		}
	}
	l.log.Finish()
	return l.log.History, nil
}

// rate is the learning rate of the coming update.
func (l *learner) rate() float64 {
	all := l.how.Epochs * l.how.updates(l.d)
	return l.how.Fall.between(l.how.Rate, l.how.RateEnd, float64(l.update)/float64(max(1, all-1)))
}

// learn makes one update from the examples of the given numbers. The last minibatch of
// an epoch may be smaller.
func (l *learner) learn(ctx context.Context, numbers []int) error {
	rate := l.rate()
	model, data := l.phases(numbers)
	if l.slope == nil {
		l.m.decay(rate, l.how)
		l.climb(l.m, float32(rate), model, data)
		return nil
	}
	if err := l.gradient(ctx, numbers, model, data); err != nil {
		return err
	}
	if l.centre != nil {
		l.centre.turn(l.slope, data)
	}
	if l.sparsity != nil {
		l.sparsity.push(l.slope, data)
	}
	l.m.decay(rate, l.how)
	l.step(rate)
	return nil
}

// gradient sets the slope to the estimate of both phases, or to the exact gradient, and
// adds that of the classes.
func (l *learner) gradient(ctx context.Context, numbers []int, model, data gibbs) error {
	if l.how.Method == Full {
		return l.exactly(ctx, numbers)
	}
	for _, x := range l.slope.parts() {
		clear(x)
	}
	weight := float32(1)
	if l.room != nil && l.how.Objective != Generative {
		l.room.run(l.pool, data.v)
		l.room.climb(l.pool, l.slope, len(numbers))
		weight = float32(l.how.Mix)
	}
	if l.generative() {
		l.climb(l.slope, weight, model, data)
	}
	return nil
}

// exactly sets the slope to the exact gradient.
func (l *learner) exactly(ctx context.Context, numbers []int) error {
	part := newData(len(numbers), l.d.rows, l.d.cols)
	l.d.take(part.bits, numbers)
	g, err := l.m.Gradient(ctx, part)
	if err != nil {
		return err
	}
	for k, x := range [][]float64{g.Weights, g.Visible, g.Hidden} {
		to := l.slope.parts()[k]
		for i, v := range x {
			to[i] = float32(v)
		}
	}
	return nil
}

// phases fills the rows of the model and of the data: visible states, and in fh the
// means of the hidden units on them.
func (l *learner) phases(numbers []int) (model, data gibbs) {
	n, c := len(numbers), l.chains(len(numbers))
	both := l.both.part(0, c+n)
	model, data = both.part(0, c), both.part(c, n)
	l.d.take(data.v, numbers)
	if !l.generative() {
		data.up()
		sigmoid(l.pool, data.fh)
		return model, data
	}
	switch l.how.Method {
	case CD:
		data.up()
		both.draws.bits(l.pool, model.h, data.fh, nil)
		model.steps(l.how.K, nil)
		model.up()
	case PCD:
		model.steps(l.how.K, nil)
		both.up()
		model.drawHidden(nil)
	case FastPCD:
		data.up()
		driven := model
		driven.m = l.fast.driver
		driven.steps(l.how.K, nil)
		driven.up()
		driven.drawHidden(nil)
	case Tempering:
		l.ladder.run(l.how.K, model)
		both.up()
	case Full:
		data.up()
	}
	sigmoid(l.pool, both.fh)
	return model, data
}

// climb adds by·(⟨vhᵀ⟩data − ⟨vhᵀ⟩model) to the parameters of to. As states are bits,
// each coupling's row adds up the means of the examples in which its unit is on.
func (l *learner) climb(to *RBM, by float32, model, data gibbs) {
	c, n := model.v.Rows, data.v.Rows
	both, shares := l.both.part(0, c+n), l.shares.Part(0, c+n, 0, l.m.hidden)
	down, up := -by/float32(max(1, c)), by/float32(max(1, n))
	for k := range c + n {
		share, row := up, shares.Row(k)
		if k < c {
			share = down
		}
		clear(row)
		vec.Axpy(row, share, both.fh.Row(k))
		vec.Axpy(to.c, 1, row)
	}
	turned := l.turned
	turned.Cols = c + n
	both.v.Transpose(turned)
	vec.MulBits(l.pool, to.weights(), turned, shares, true)
	for i := range to.b {
		before, all := ones(turned.Row(i), c)
		to.b[i] += float32(down*float32(before)) + float32(up*float32(all-before))
	}
}

// ones counts the bits that are 1: the first n, and all.
func ones(words []uint64, n int) (before, all int) {
	for w, word := range words {
		all += bits.OnesCount64(word)
		if left := n - 64*w; left < 64 {
			word &= 1<<max(0, left) - 1
		}
		before += bits.OnesCount64(word)
	}
	return before, all
}

// step goes along the slope.
func (l *learner) step(rate float64) {
	direction := l.slope
	if l.speed != nil { // speed ← momentum·speed + gradient
		for k, s := range l.speed.parts() {
			vec.Axpy(s, float32(l.how.Momentum-1), s)
			vec.Axpy(s, 1, l.slope.parts()[k])
		}
		direction = l.speed
	}
	for k, x := range l.m.parts() {
		vec.Axpy(x, float32(rate), direction.parts()[k])
	}
	if l.fast != nil {
		l.fast.step(l.m, l.slope, float32(l.how.FastRate))
	}
}

// decay shrinks the couplings; biases are left alone.
func (m *RBM) decay(rate float64, how Training) {
	if how.L2 != 0 {
		vec.Axpy(m.w, float32(-rate*how.L2), m.w)
	}
	if how.L1 == 0 {
		return
	}
	pull := float32(rate * how.L1)
	for i, w := range m.w {
		switch { // it stops at 0
		case w > pull:
			m.w[i] = w - pull
		case w < -pull:
			m.w[i] = w + pull
		default:
			m.w[i] = 0
		}
	}
}
