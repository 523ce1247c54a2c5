package chain

import (
	"math"

	"harmonium/stdlib/internal/vec"
)

// floats are fields in single or double precision.
type floats[T vec.Float] struct {
	rows   *rows[T]
	spins  []T
	f      []T
	draw   []T
	lively bool // many units flipped in the last sweep
}

func newFloats[T vec.Float](r *rows[T], n int) *floats[T] {
	return &floats[T]{rows: r, spins: make([]T, n), f: make([]T, n), draw: make([]T, n)}
}

func (x *floats[T]) load(state []int8, f []float64) {
	for i, s := range state {
		x.spins[i], x.f[i] = T(s), T(f[i])
	}
}

func (x *floats[T]) copy(from fields) {
	y := from.(*floats[T])
	copy(x.spins, y.spins)
	copy(x.f, y.f)
}

func (x *floats[T]) sweep(c *Chain, scale float64, gibbs bool, at uint64) (flips int, cost float64) {
	switch draw := any(x.draw).(type) {
	case []float32:
		if gibbs {
			c.src.Logistic32(draw, at)
		} else {
			c.src.Exp32(draw, at)
		}
	case []float64:
		if gibbs {
			c.src.Logistic64(draw, at)
		} else {
			c.src.Exp64(draw, at)
		}
	}
	for _, i := range c.held {
		x.draw[i] = T(math.Inf(-1))
	}
	n := len(x.spins)
	if x.rows.dense == nil && x.lively {
		flips, cost = x.oneByOne(c.State, T(scale))
	} else {
		for i := vec.ScanMetropolis(x.spins, x.f, x.draw, T(scale), 0); i < n; i = vec.ScanMetropolis(x.spins, x.f, x.draw, T(scale), i+1) {
			cost += x.flip(c.State, i)
			flips++
		}
	}
	x.lively = flips > n/32
	return flips, cost
}

func (x *floats[T]) flip(state []int8, i int) (cost float64) {
	s := -x.spins[i]
	cost = -2 * float64(s) * float64(x.f[i])
	x.spins[i], state[i] = s, int8(s)
	if r := x.rows; r.dense != nil {
		vec.Axpy(x.f, 2*s, r.dense[i])
	} else {
		to, weight := r.to[r.start[i]:r.start[i+1]], r.weight[r.start[i]:r.start[i+1]]
		weight = weight[:len(to)]
		for k, j := range to {
			x.f[j] += T(2 * s * weight[k])
		}
	}
	return cost
}

// oneByOne is the same sweep without looking ahead: faster where a unit has few
// neighbours and every tenth flips.
func (x *floats[T]) oneByOne(state []int8, scale T) (flips int, cost float64) {
	n := len(x.spins)
	spins, f, draw := x.spins[:n], x.f[:n], x.draw[:n]
	for i := range n {
		if T(T(f[i]*spins[i])*scale) <= draw[i] {
			cost += x.flip(state, i)
			flips++
		}
	}
	return flips, cost
}
