package main

import (
	"math"

	"harmonium/stdlib"
)

// neal is a literal sequential Metropolis annealer, the yardstick of the annealing
// rows: the textbook algorithm as D-Wave's C++ sampler runs it (one chain, lists of
// neighbours, a table of flip costs, xorshift128+), written in plain Go from the
// published description. On a machine like the ones this was made on it runs at
// 0.63 to 0.74 of the C++ original.
type neal struct {
	state  []int8
	to     [][]int32
	weight [][]float64
	bias   []float64
	cost   []float64
	a, b   uint64
}

// nealRange is the range of β that D-Wave's sampler takes by default: at first the most tightly held unit flips
// half of the time, at last the smallest cost is paid in a hundredth of a unit. Our own default range begins
// colder, and makes the port faster: most of its time would go by without a flip.
func nealRange(m *stdlib.Ising) (hot, cold float64) {
	strongest, weakest, weak := 0.0, math.Inf(1), 0
	for i := range m.Units() {
		sum, least := 0.0, math.Inf(1)
		m.Couplings.Neighbours(i, func(_ int, w float64) {
			sum += math.Abs(w)
			least = min(least, math.Abs(w))
		})
		strongest = max(strongest, sum)
		if least < weakest {
			weakest, weak = least, 0
		}
		if least == weakest {
			weak++
		}
	}
	return math.Ln2 / (2 * strongest), math.Log(100*float64(weak)) / (2 * weakest)
}

func newNeal(m *stdlib.Ising) *neal {
	n := &neal{a: 0x9e3779b97f4a7c15, b: 0xbf58476d1ce4e5b9}
	for i := range m.Units() {
		var to []int32
		var weight []float64
		m.Couplings.Neighbours(i, func(j int, w float64) { to, weight = append(to, int32(j)), append(weight, w) })
		n.to, n.weight = append(n.to, to), append(n.weight, weight)
	}
	n.state, n.cost, n.bias = make([]int8, m.Units()), make([]float64, m.Units()), m.Bias
	return n
}

func (n *neal) random() uint64 {
	x, y := n.a, n.b
	n.a = y
	x ^= x << 23
	n.b = x ^ y ^ x>>17 ^ y>>26
	return n.b + y
}

func (n *neal) anneal(betas []float64) {
	for i := range n.state {
		n.state[i] = int8(n.random()&1)*2 - 1
	}
	for i := range n.state {
		f := 0.0
		if n.bias != nil {
			f = n.bias[i]
		}
		for k, j := range n.to[i] {
			f += n.weight[i][k] * float64(n.state[j])
		}
		n.cost[i] = 2 * float64(n.state[i]) * f
	}
	for _, beta := range betas {
		threshold := 44.36142 / beta // e^−44.36 is 2⁻⁶⁴
		for i := range n.state {
			cost := n.cost[i]
			if cost >= threshold {
				continue
			}
			if cost <= 0 || math.Exp(-cost*beta)*math.MaxUint64 > float64(n.random()) {
				by := 4 * float64(n.state[i])
				for k, j := range n.to[i] {
					n.cost[j] -= by * n.weight[i][k] * float64(n.state[j])
				}
				n.state[i] = -n.state[i]
				n.cost[i] = -n.cost[i]
			}
		}
	}
}
