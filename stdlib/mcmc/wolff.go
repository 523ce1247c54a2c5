package mcmc

import (
	"context"
	"fmt"
	"math"

	"harmonium/stdlib"
	"harmonium/stdlib/rng"
)

// Clusters is what Wolff's algorithm gave: a number for each step that counts.
type Clusters struct {
	Energy        []float64
	Magnetisation []float64 // mean spin; its sign flips often, so take |m|
	Size          []int     // units in the cluster
	Final         stdlib.Pattern
}

// Wolff flips whole clusters of a ferromagnet without biases: from a random unit,
// equal neighbours join with probability 1 − exp(−2βJ). It hardly slows down
// near the critical temperature, where single flips do. Couplings below 0 and
// biases are refused. Burn steps do not count. Start is random when it is empty.
//
// Source: Wolff, PRL 62 (1989).
func Wolff(ctx context.Context, src rng.Source, m *stdlib.Ising, temperature float64, burn, steps int, start stdlib.Pattern) (Clusters, error) {
	if err := ferromagnet(m); err != nil {
		return Clusters{}, err
	}
	if !(temperature > 0) || burn < 0 || steps < 0 {
		return Clusters{}, fmt.Errorf("mcmc: clusters at temperature %v, %d steps after %d: want a positive temperature", temperature, steps, burn)
	}
	c := newCluster(m, src, temperature)
	if len(start.Spins) > 0 {
		if err := m.CheckState(start.Spins); err != nil {
			return Clusters{}, err
		}
		copy(c.s, start.Spins)
	}
	var out Clusters
	energy := m.Energy(c.s)
	sum := 0
	for _, v := range c.s {
		sum += int(v)
	}
	for k := range burn + steps {
		if ctx.Err() != nil {
			break
		}
		size, cost := c.step(uint64(k))
		energy += cost
		sum += 2 * size * int(c.s[c.members[0]])
		if k >= burn {
			out.Energy = append(out.Energy, energy)
			out.Magnetisation = append(out.Magnetisation, float64(sum)/float64(len(c.s)))
			out.Size = append(out.Size, size)
		}
	}
	out.Final = stdlib.Row(c.s)
	if start.Rows*start.Cols == len(c.s) {
		out.Final.Rows, out.Final.Cols = start.Rows, start.Cols
	}
	return out, ctx.Err()
}

func ferromagnet(m *stdlib.Ising) error {
	if err := m.Check(); err != nil {
		return err
	}
	for i, b := range m.Bias {
		if b != 0 {
			return fmt.Errorf("mcmc: clusters need a model without biases: bias %d is %v", i, b)
		}
	}
	if m.Units() == 0 {
		return fmt.Errorf("mcmc: a model without units has no clusters")
	}
	for _, e := range stdlib.EdgesOf(m.Couplings) {
		if e.Weight < 0 {
			return fmt.Errorf("mcmc: clusters need a ferromagnet: coupling (%d, %d) is %v", e.I, e.J, e.Weight)
		}
	}
	return nil
}

type cluster struct {
	j       *stdlib.Sparse
	src     rng.Source
	beta    float64
	s       []int8
	inside  []bool
	members []int32
}

func newCluster(m *stdlib.Ising, src rng.Source, temperature float64) *cluster {
	c := &cluster{j: stdlib.SparseOf(m.Couplings), src: src.Named("cluster"), beta: 1 / temperature}
	c.s, c.inside = make([]int8, m.Units()), make([]bool, m.Units())
	stdlib.RandomSpins(src.Named("start"), c.s)
	return c
}

// step flips one cluster; the cost is what that adds to the energy, which only
// the bonds on its border change.
func (c *cluster) step(k uint64) (size int, cost float64) {
	r := c.src.Numbered(k).Reader()
	seed := int32(r.IntN(len(c.s)))
	up := c.s[seed]
	c.members = append(c.members[:0], seed)
	c.inside[seed] = true
	for at := 0; at < len(c.members); at++ {
		to, weight := c.j.Row(int(c.members[at]))
		for n, j := range to {
			if !c.inside[j] && c.s[j] == up && r.Float64() < -math.Expm1(-2*c.beta*weight[n]) {
				c.inside[j] = true
				c.members = append(c.members, j)
			}
		}
	}
	for _, i := range c.members {
		to, weight := c.j.Row(int(i))
		for n, j := range to {
			if !c.inside[j] {
				cost += 2 * float64(up) * float64(c.s[j]) * weight[n]
			}
		}
	}
	for _, i := range c.members {
		c.s[i], c.inside[i] = -up, false
	}
	return len(c.members), cost
}
