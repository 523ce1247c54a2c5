package deep

import (
	"context"
	"math"

	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rbm"
)

// settle says when a mean field has settled: no mean moves by more, or so many sweeps
// are over.
const (
	settleSweeps    = 50
	settleTolerance = 1e-5
)

// MeanField is the means q(h = 1) of every hidden layer for every example, the lowest
// layer first: N×H each, row by row. They are a fixed point of
//
//	q¹ = σ(W₁ᵀv + W₂q² + c¹),   q² = σ(W₂ᵀq¹ + W₃q³ + c²),  …
//
// reached from a pass upwards with doubled couplings. Each layer's step raises the
// bound on ln P(v).
func (m *DBM) MeanField(ctx context.Context, d *rbm.Data) ([][]float32, error) {
	if err := fits(d, m.Visible()); err != nil {
		return nil, err
	}
	all := make([][]float32, m.top())
	err := m.settled(ctx, d, func(_ *vec.Pool, q layers) {
		for k := range all {
			all[k] = append(all[k], q[k+1].Data...)
		}
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// Transform is the mean-field means of all hidden layers side by side for every
// example: N×(H₁ + H₂ + …), row by row. These are the features for package readout.
func (m *DBM) Transform(ctx context.Context, d *rbm.Data) ([]float32, error) {
	if err := fits(d, m.Visible()); err != nil {
		return nil, err
	}
	x := make([]float32, 0, d.Len()*sum(m.sizes[1:]))
	err := m.settled(ctx, d, func(_ *vec.Pool, q layers) { x = append(x, q.side(1)...) })
	if err != nil {
		return nil, err
	}
	return x, nil
}

// settled calls do with the layers of every example, so many at a time: the hidden
// ones hold the means of the mean field.
func (m *DBM) settled(ctx context.Context, d *rbm.Data, do func(pool *vec.Pool, q layers)) error {
	pool := team(min(256, d.Len()), m.sizes)
	defer pool.Close()
	return batches(d, 256, func(v vec.Matrix[float32]) error {
		q := newLayers(v.Rows, m.sizes)
		q[0] = v
		if err := m.infer(ctx, pool, q, settleSweeps, settleTolerance); err != nil {
			return err
		}
		do(pool, q)
		return nil
	})
}

// infer finds the means of the hidden layers of q given q[0].
func (m *DBM) infer(ctx context.Context, pool *vec.Pool, q layers, sweeps int, tolerance float32) error {
	n, top := q[0].Rows, m.top()
	seen := matrix(n, m.sizes[1]) // the part of the first hidden layer's fields that stays
	vec.Mul(pool, seen, q[0], m.weights(0))
	copy(q[1].Data[:n*m.sizes[1]], seen.Data)
	vec.AddToRows(seen, m.b[1])
	for k := 1; k <= top; k++ {
		if k > 1 {
			vec.Mul(pool, q[k], q[k-1], m.weights(k-1))
		}
		if k < top { // what the layer above will say is taken to be what the layer below says
			for i := range n {
				vec.Axpy(q[k].Row(i), 1, q[k].Row(i))
			}
		}
		vec.AddToRows(q[k], m.b[k])
		vec.SigmoidRows(q[k])
	}
	if top == 1 {
		return ctx.Err()
	}
	next := make(layers, top+1)
	for k := 1; k <= top; k++ {
		next[k] = matrix(n, m.sizes[k])
	}
	for range sweeps {
		moved := float32(0)
		for k := 1; k <= top; k++ {
			if err := ctx.Err(); err != nil {
				return err
			}
			if k == 1 {
				copy(next[1].Data, seen.Data)
				vec.MulAdd(pool, next[1], 1, q[2], m.weights(1).T())
			} else {
				m.fields(pool, next[k], q, k)
			}
			vec.SigmoidRows(next[k])
			moved = max(moved, distance(q[k], next[k]))
			copy(q[k].Data[:n*m.sizes[k]], next[k].Data)
		}
		if moved <= tolerance {
			break
		}
	}
	return nil
}

// distance is the largest difference between two entries.
func distance(x, y vec.Matrix[float32]) float32 {
	d := float32(0)
	for i, v := range y.Data[:y.Rows*y.Cols] {
		d = max(d, v-x.Data[i], x.Data[i]-v)
	}
	return d
}

// bound is −⟨E⟩ under q plus the entropy of q, for each row: with any means it is at
// most ln Σ_h e^(−E(v,h)).
func (m *DBM) bound(pool *vec.Pool, q layers) []float64 {
	n := q[0].Rows
	each := make([]float64, n)
	below := widened(q[0])
	for i := range each {
		each[i] = vec.Dot(below.Row(i), wide(m.b[0]))
	}
	for k := 1; k <= m.top(); k++ {
		x, z := widened(q[k]), vec.Dense(n, m.sizes[k], make([]float64, n*m.sizes[k]))
		vec.Mul(pool, z, below, vec.Dense(m.sizes[k-1], m.sizes[k], wide(m.w[k-1])))
		vec.AddToRows(z, wide(m.b[k]))
		for i := range each {
			each[i] += vec.Dot(x.Row(i), z.Row(i))
			for _, p := range x.Row(i) {
				each[i] += entropy(p)
			}
		}
		below = x
	}
	return each
}

// entropy of a unit that is 1 with probability p, in nats.
func entropy(p float64) float64 {
	if p <= 0 || p >= 1 {
		return 0
	}
	return -p*math.Log(p) - (1-p)*math.Log1p(-p)
}

func widened(x vec.Matrix[float32]) vec.Matrix[float64] {
	return vec.Dense(x.Rows, x.Cols, wide(x.Data[:x.Rows*x.Cols]))
}
