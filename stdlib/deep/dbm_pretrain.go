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

// Pretrain gives m a start that training goes on from: its layers are learned one
// after the other from the bottom up, by CD, each pair of layers as a restricted
// machine on its own. What a layer will get from both its neighbours it now gets from
// one, so its input is doubled:
//
//	P(h¹ | v) = σ(2W₁ᵀv + c),  P(v | h¹) = σ(W₁h¹ + b)         at the bottom
//	P(h² | h¹) = σ(W₂ᵀh¹ + c),  P(h¹ | h²) = σ(2W₂h² + b)      on top
//
// and in both directions for pairs between. A layer in the middle has had a bias in two
// pairs; m takes their mean, as it takes half of each pair's input. The histories are
// those of the pairs, with the error of reconstruction and the hidden activity. When
// ctx ends the pairs learned so far stay and ctx's error is returned.
//
// Source: Salakhutdinov and Hinton, AISTATS (2009).
func (m *DBM) Pretrain(ctx context.Context, src rng.Source, d *rbm.Data, how Training) ([]stdlib.History, error) {
	if err := fits(d, m.Visible()); err != nil {
		return nil, err
	}
	how.Checkpoint = "" // a pretraining is not resumed
	how = how.defaults(d)
	if err := how.check(m.Visible()); err != nil {
		return nil, err
	}
	m.rows, m.cols = d.Shape()
	if err := m.start(src, how.Scatter); err != nil {
		return nil, err
	}
	pool := team(how.Batch, m.sizes)
	defer pool.Close()
	var histories []stdlib.History
	var below []*pair
	for k := range m.w {
		layer := src.Named("pair").Numbered(uint64(k))
		p := m.pair(k)
		l := &pairLearner{p, below, how, layer, pool, how.ascent(p.tensors())}
		s, err := how.session(layer, d, l, l.ascent)
		if err != nil {
			return histories, err
		}
		h, err := s.run(ctx)
		histories = append(histories, h)
		if err != nil {
			return histories, fmt.Errorf("layers %d and %d: %w", k, k+1, err)
		}
		copy(m.b[k+1], p.c)
		copy(m.b[k], p.b)
		if k > 0 {
			for i, c := range below[k-1].c {
				m.b[k][i] = (p.b[i] + c) / 2
			}
		}
		below = append(below, p)
	}
	return histories, nil
}

// pair is two neighbouring layers as a machine on its own, whose inputs are multiplied:
// P(h | v) = σ(up·Wᵀv + c), P(v | h) = σ(down·Wh + b).
type pair struct {
	w        vec.Matrix[float32]
	b, c     []float32
	up, down float32
	hold     func()
}

// pair shares the couplings with m, and has biases of its own.
func (m *DBM) pair(k int) *pair {
	p := &pair{w: m.weights(k), b: append([]float32(nil), m.b[k]...), c: append([]float32(nil), m.b[k+1]...), up: 1, down: 1, hold: func() { m.hold(k) }}
	if k < m.top()-1 {
		p.up = 2
	}
	if k > 0 {
		p.down = 2
	}
	return p
}

// above sets z to the fields of the upper layer, beneath to those of the lower one.
func (p *pair) above(pool *vec.Pool, z, v vec.Matrix[float32]) { input(pool, z, v, p.w, p.up, p.c) }
func (p *pair) beneath(pool *vec.Pool, z, h vec.Matrix[float32]) {
	input(pool, z, h, p.w.T(), p.down, p.b)
}

func input(pool *vec.Pool, z, x, w vec.Matrix[float32], gain float32, bias []float32) {
	clear(z.Data)
	vec.MulAdd(pool, z, gain, x, w)
	vec.AddToRows(z, bias)
}

// pairLearner is the training of a pair on states that the pairs below draw.
type pairLearner struct {
	*pair
	below  []*pair
	how    Training
	src    rng.Source
	pool   *vec.Pool
	ascent *ascent
}

// file is empty: a pretraining is not resumed.
func (l *pairLearner) file() (string, map[string]string, []tensors.Tensor) { return "", nil, nil }

func (p *pair) tensors() []tensors.Tensor { return restricted(p.w.Data, p.b, p.c) }

// lift draws the states of this pair's lower layer from examples.
func (l *pairLearner) lift(d *draws, v vec.Matrix[float32]) vec.Matrix[float32] {
	for _, p := range l.below {
		h := matrix(v.Rows, p.w.Cols)
		p.above(l.pool, h, v)
		d.sample(l.pool, h, h)
		v = h
	}
	return v
}

func (l *pairLearner) learn(ctx context.Context, u int, rate float32, v vec.Matrix[float32]) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	d := &draws{src: l.src.Named("units").Numbered(uint64(u))}
	v0 := l.lift(d, v)
	h0, h1, sample, v1 := matrix(v.Rows, l.w.Cols), matrix(v.Rows, l.w.Cols), matrix(v.Rows, l.w.Cols), matrix(v.Rows, l.w.Rows)
	l.above(l.pool, h0, v0)
	fields := h0
	for range l.how.K {
		d.sample(l.pool, sample, fields)
		l.beneath(l.pool, v1, sample)
		d.sample(l.pool, v1, v1)
		l.above(l.pool, h1, v1)
		fields = h1
	}
	vec.SigmoidRows(h0)
	vec.SigmoidRows(h1)
	to, by := l.ascent.begin(rate)
	contrast(l.pool, to, by, v0, h0, v1, h1)
	l.ascent.end(rate)
	l.hold()
	return nil
}

// look measures how well this pair makes its lower layer again.
func (l *pairLearner) look(ctx context.Context, d *rbm.Data, s *stdlib.Step) ([]stdlib.Warning, error) {
	part, _, err := d.Split(l.how.Look)
	if err != nil {
		return nil, err
	}
	v := l.lift(&draws{src: l.src.Named("look")}, vec.Dense(part.Len(), part.Units(), part.Rows()))
	h, back := matrix(v.Rows, l.w.Cols), matrix(v.Rows, l.w.Rows)
	l.above(l.pool, h, v)
	vec.SigmoidRows(h)
	s.HiddenActivity = mean(wide(h.Data))
	l.beneath(l.pool, back, h)
	vec.SigmoidRows(back)
	s.Reconstruction = meanSquare(back.Data, v.Data)
	return training.Hidden(h.Data, h.Cols), ctx.Err()
}
