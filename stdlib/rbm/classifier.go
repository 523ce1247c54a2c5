package rbm

import (
	"context"
	"fmt"
	"math"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rng"
)

// Classifier is a machine that learns examples x together with their classes y. Its last
// C visible units are the classes, of which exactly one is 1:
//
//	E(x, y, h) = −b·x − d_y − c·h − xᵀWh − U_y·h
//	P(y | x) ∝ exp(d_y + Σⱼ softplus(cⱼ + U_yj + (Wᵀx)ⱼ))
//
// so P(y | x) is exact at any size.
//
// Source: Larochelle and Bengio, ICML (2008).
type Classifier struct {
	joint      *RBM
	classes    int
	rows, cols int // the shape of the examples
}

// Objective is what a [Classifier] climbs.
type Objective int

const (
	Discriminative Objective = iota // the mean of ln P(y | x), by its exact gradient
	Generative                      // the mean of ln P(x, y), by the Method of the training
	Hybrid                          // ln P(y | x) + Mix · ln P(x, y)
)

func (o Objective) String() string {
	names := [...]string{"discriminative", "generative", "hybrid"}
	if o < 0 || int(o) >= len(names) {
		return fmt.Sprintf("objective %d", int(o))
	}
	return names[o]
}

// NewClassifier is a classifier of examples of so many visible units into at least 2
// classes. All parameters are 0.
func NewClassifier(visible, classes, hidden int) (*Classifier, error) {
	if visible < 1 || classes < 2 {
		return nil, fmt.Errorf("rbm: a classifier of %d visible units into %d classes, want at least 1 and 2", visible, classes)
	}
	m, err := New(visible+classes, hidden)
	if err != nil {
		return nil, err
	}
	return &Classifier{m, classes, 1, visible}, nil
}

// Machine is the machine itself, not a copy: its last visible units are the classes.
// Sampled with a class clamped ([RBM.Complete]) it draws examples of that class.
func (c *Classifier) Machine() *RBM { return c.joint }

// Filter is what hidden unit j looks for, in the shape of the examples.
func (c *Classifier) Filter(j int) ([][]float64, error) {
	all, err := c.joint.Filter(j)
	if err != nil {
		return nil, err
	}
	picture := make([][]float64, c.rows)
	for r := range picture {
		picture[r] = all[0][r*c.cols : (r+1)*c.cols]
	}
	return picture, nil
}

// Sample draws examples of a class. When ctx ends it returns the chains where they are
// and ctx's error.
func (c *Classifier) Sample(ctx context.Context, src rng.Source, class int, how Sampling) ([]stdlib.Pattern, error) {
	if class < 0 || class >= c.classes {
		return nil, fmt.Errorf("rbm: class %d, want 0 to %d", class, c.classes-1)
	}
	known, clamp := stdlib.Row(spins(vec.NewBits(1, c.joint.visible), 0)), make([]int, c.classes)
	for y := range clamp {
		clamp[y] = c.Visible() + y
	}
	known.Spins[clamp[class]] = 1
	done, err := c.joint.Complete(ctx, src, known, clamp, how)
	for k, p := range done.Patterns {
		done.Patterns[k] = stdlib.Pattern{Spins: p.Spins[:c.Visible()], Rows: c.rows, Cols: c.cols}
	}
	return done.Patterns, err
}

// Classes is how many there are.
func (c *Classifier) Classes() int { return c.classes }

// Visible is the number of units of an example, without the classes.
func (c *Classifier) Visible() int { return c.joint.visible - c.classes }

// String says what the classifier is, in words.
func (c *Classifier) String() string {
	return fmt.Sprintf("RBM classifier: %d visible units, %d classes, %d hidden units", c.Visible(), c.classes, c.joint.hidden)
}

// Train fits the classifier to examples and their labels, 0 to C − 1, by the Objective of
// how; everything else is as in [RBM.Train]. In the history the log-likelihood is the mean
// of ln P(y | x); how.HeldLabels are the labels of how.Held. The full gradient is not
// there: it would count states of two classes.
func (c *Classifier) Train(ctx context.Context, src rng.Source, d *Data, labels []int, how Training) (stdlib.History, error) {
	joint, err := c.with(d, labels)
	if err != nil {
		return stdlib.History{}, err
	}
	if how.Held != nil {
		if how.Held, err = c.with(how.Held, how.HeldLabels); err != nil {
			return stdlib.History{}, fmt.Errorf("held-out data: %w", err)
		}
	}
	if how.Method == Full || how.Checkpoint != "" {
		return stdlib.History{}, fmt.Errorf("rbm: a classifier learns neither by the full gradient nor with a checkpoint; want CD or PCD")
	}
	if how.Objective < Discriminative || how.Objective > Hybrid || !(how.Mix >= 0) || math.IsInf(how.Mix, 0) {
		return stdlib.History{}, fmt.Errorf("rbm: objective %d with a mix of %v, want 0 to %d and a finite number from 0", int(how.Objective), how.Mix, int(Hybrid))
	}
	c.rows, c.cols = d.rows, d.cols
	return c.joint.train(ctx, src, joint, how, c.classes)
}

// with is examples and classes side by side.
func (c *Classifier) with(d *Data, labels []int) (*Data, error) {
	if d == nil || d.Len() == 0 || d.Len() != len(labels) {
		n := 0
		if d != nil {
			n = d.Len()
		}
		return nil, fmt.Errorf("rbm: %d examples and %d labels, want as many, at least 1", n, len(labels))
	}
	if d.Units() != c.Visible() {
		return nil, fmt.Errorf("rbm: data have %d columns, the classifier has %d visible units", d.Units(), c.Visible())
	}
	joint := newData(d.Len(), 1, c.joint.visible)
	for k, y := range labels {
		if y < 0 || y >= c.classes {
			return nil, fmt.Errorf("rbm: label %d is %d, want 0 to %d", k, y, c.classes-1)
		}
		copy(joint.bits.Row(k), d.bits.Row(k))
		joint.bits.Set(k, d.Units()+y)
	}
	return joint, nil
}

// Classify is P(y | x) of an example.
func (c *Classifier) Classify(x stdlib.Pattern) ([]float64, error) {
	if len(x.Spins) != c.Visible() {
		return nil, fmt.Errorf("rbm: pattern has %d units, the classifier has %d visible ones", len(x.Spins), c.Visible())
	}
	return c.joint.Classify(stdlib.Row(append(append([]int8(nil), x.Spins...), spins(vec.NewBits(1, c.classes), 0)...)), c.classes)
}

// Accuracy is the share of examples whose most likely class is their label, and the mean
// of ln P(label | x).
func (c *Classifier) Accuracy(ctx context.Context, d *Data, labels []int) (share, logLikelihood float64, err error) {
	joint, err := c.with(d, labels)
	if err != nil {
		return 0, 0, err
	}
	return c.joint.judge(ctx, joint, c.classes)
}

// judge is Accuracy on examples with their classes.
func (m *RBM) judge(ctx context.Context, d *Data, classes int) (share, logLikelihood float64, err error) {
	pool := team()
	defer pool.Close()
	const several = 100
	q := newClassRoom(m, classes, min(several, d.Len()))
	for lo := 0; lo < d.Len(); lo += several {
		if err := ctx.Err(); err != nil {
			return 0, 0, err
		}
		n := min(several, d.Len()-lo)
		q.run(pool, rows(d.bits, lo, n))
		for k := range n {
			logLikelihood += q.logs[k] / float64(d.Len())
			if q.right[k] {
				share += 1 / float64(d.Len())
			}
		}
	}
	return share, logLikelihood, nil
}

// classRoom is room for P(y | x) and the gradient of ln P(y | x) on a minibatch.
type classRoom struct {
	m       *RBM
	classes int
	x       vec.Bits            // the examples without their classes
	fields  vec.Matrix[float32] // c + Wᵀx
	means   vec.Matrix[float32] // σ(c + U_y + Wᵀx), a row for each example and class
	excess  vec.Matrix[float64] // P(y | x), less 1 for the label
	logs    []float64           // ln P(label | x)
	right   []bool
}

func newClassRoom(m *RBM, classes, n int) *classRoom {
	return &classRoom{m: m, classes: classes, x: vec.NewBits(n, m.visible), fields: matrix(n, m.hidden), means: matrix(n*classes, m.hidden),
		excess: vec.Dense(n, classes, make([]float64, n*classes)), logs: make([]float64, n), right: make([]bool, n)}
}

// run fills the room.
func (q *classRoom) run(pool *vec.Pool, joint vec.Bits) {
	m, n, first := q.m, joint.Rows, q.m.visible-q.classes
	x, fields := rows(q.x, 0, n), q.fields.Part(0, n, 0, m.hidden)
	for k := range n {
		row := x.Row(k)
		copy(row, joint.Row(k))
		for i := first; i < m.visible; i++ {
			row[i/64] &^= 1 << (i % 64)
		}
	}
	m.up(pool, fields, x)
	pool.Split(n, func(lo, hi int) {
		for k := lo; k < hi; k++ {
			label := 0
			for y := range q.classes {
				if joint.At(k, first+y) {
					label = y
				}
			}
			q.example(k, label)
		}
	})
}

func (q *classRoom) example(k, label int) {
	m, p := q.m, q.excess.Row(k)
	first := m.visible - q.classes
	for y := range p {
		row := q.means.Row(k*q.classes + y)
		copy(row, q.fields.Row(k))
		vec.Axpy(row, 1, m.w[(first+y)*m.hidden:(first+y+1)*m.hidden])
		soft := make([]float32, m.hidden)
		p[y] = float64(m.b[first+y]) + softplus(soft, row, 1)
		vec.Sigmoid32(row, row)
	}
	log, best := vec.LogSumExp(p), 0
	q.logs[k] = p[label] - log
	for y := range p {
		if p[y] > p[best] {
			best = y
		}
	}
	q.right[k] = best == label
	for y := range p {
		p[y] -= log
	}
	vec.Exp64(p, p)
	p[label]--
}

// climb adds the gradient of the mean of ln P(y | x) over the examples that run was given:
// with ε = 1 for the label, less P(y | x), it is Σ_y ε_y σ_y for the hidden biases, this
// times x for W, ε_y σ_y for U and ε_y for d.
func (q *classRoom) climb(pool *vec.Pool, to *RBM, n int) {
	m, first := q.m, q.m.visible-q.classes
	by := -1 / float32(n)
	pull := q.fields.Part(0, n, 0, m.hidden) // no longer needed as fields
	for k := range n {
		sum := pull.Row(k)
		clear(sum)
		for y, e := range q.excess.Row(k) {
			row, share := q.means.Row(k*q.classes+y), by*float32(e)
			vec.Axpy(sum, share, row)
			vec.Axpy(to.w[(first+y)*m.hidden:(first+y+1)*m.hidden], share, row)
			to.b[first+y] += share
		}
		vec.Axpy(to.c, 1, sum)
	}
	turned := vec.NewBits(m.visible, n)
	rows(q.x, 0, n).Transpose(turned)
	vec.MulBits(pool, to.weights(), turned, pull, true)
}
