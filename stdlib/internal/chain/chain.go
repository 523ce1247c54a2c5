// Package chain is one Markov chain of spins under Metropolis updates, with a Gibbs
// sweep in between, in sequential order: the inner loop of annealing, tempering and population
// annealing.
//
// The fields f = Js + b are kept up to date, so a unit that stays costs its random
// number and one comparison, 2βsᵢfᵢ ≤ −ln u, done many units at a time; only a flip
// touches the couplings.
package chain

import (
	"math"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rng"
)

// Chain is a state with its fields and energy.
type Chain struct {
	Model  *stdlib.Ising
	State  []int8
	Energy float64

	src    rng.Source
	spins  []float64
	fields []float64
	draw   []float64
	held   []int
	since  int  // sweeps since the fields were computed anew
	lively bool // many units flipped in the last sweep
}

// Fast is the model with couplings in the form that chains are fastest with.
func Fast(m *stdlib.Ising) *stdlib.Ising {
	if _, ok := m.Couplings.(*stdlib.Dense); ok {
		return m
	}
	return &stdlib.Ising{Couplings: stdlib.SparseOf(m.Couplings), Bias: m.Bias, Offset: m.Offset}
}

// New begins at start, or at random for nil. Units in held keep their value.
func New(m *stdlib.Ising, src rng.Source, start []int8, held []int) *Chain {
	n := m.Units()
	c := &Chain{Model: m, src: src.Named("sweeps"), held: held, State: make([]int8, n), spins: make([]float64, n), fields: make([]float64, n), draw: make([]float64, n)}
	if start == nil {
		stdlib.RandomSpins(src.Named("start"), c.State)
	} else {
		copy(c.State, start)
	}
	for i, s := range c.State {
		c.spins[i] = float64(s)
	}
	c.Refresh()
	return c
}

// Refresh computes fields and energy anew.
func (c *Chain) Refresh() {
	c.Model.Fields(c.fields, c.State)
	c.Energy = c.Model.EnergyOf(c.fields, c.State)
	c.since = 0
}

// Copy makes c the same state as from; its random numbers stay its own.
func (c *Chain) Copy(from *Chain) {
	copy(c.State, from.State)
	copy(c.spins, from.spins)
	copy(c.fields, from.fields)
	c.Energy, c.since = from.Energy, from.since
}

// Swap exchanges the states of two chains of a model.
func (c *Chain) Swap(d *Chain) {
	c.State, d.State = d.State, c.State
	c.spins, d.spins = d.spins, c.spins
	c.fields, d.fields = d.fields, c.fields
	c.Energy, d.Energy = d.Energy, c.Energy
	c.since, d.since = d.since, c.since
}

// Sweep updates every unit once at inverse temperature β; number is the sweep's own,
// which its random numbers depend on. It returns the flips. β may be +Inf: then a
// unit flips where that lowers the energy, and keeps its value where it does not.
func (c *Chain) Sweep(beta float64, number uint64) (flips int) {
	n := len(c.spins)
	scale := 2 * beta
	if math.IsInf(beta, 1) {
		return c.cold()
	}
	if number%gibbsEvery == gibbsEvery-1 {
		c.src.Logistic64(c.draw, number*uint64(n))
	} else {
		c.src.Exp64(c.draw, number*uint64(n))
	}
	for _, i := range c.held {
		c.draw[i] = math.Inf(-1)
	}
	if sparse, ok := c.Model.Couplings.(*stdlib.Sparse); ok && c.lively {
		flips = c.oneByOne(sparse, scale)
	} else {
		for i := vec.ScanMetropolis(c.spins, c.fields, c.draw, scale, 0); i < n; i = vec.ScanMetropolis(c.spins, c.fields, c.draw, scale, i+1) {
			c.flip(i)
			flips++
		}
	}
	c.lively = flips > n/32
	if c.since++; c.since >= 256 {
		c.Refresh()
	}
	return flips
}

// oneByOne is the same sweep without looking ahead: faster where a unit has few
// neighbours and every tenth flips.
func (c *Chain) oneByOne(sparse *stdlib.Sparse, scale float64) (flips int) {
	n := len(c.spins)
	spins, fields, draw, state := c.spins[:n], c.fields[:n], c.draw[:n], c.State[:n]
	energy := c.Energy
	for i := range n {
		s := spins[i]
		if float64(float64(fields[i]*s)*scale) > draw[i] {
			continue
		}
		s = -s
		energy -= 2 * s * fields[i]
		spins[i], state[i] = s, int8(s)
		to, weight := sparse.Row(i)
		weight = weight[:len(to)]
		for k, j := range to {
			fields[j] += float64(2 * s * weight[k])
		}
		flips++
	}
	c.Energy = energy
	return flips
}

// gibbsEvery: one sweep in four is a Gibbs sweep, in which a unit flips with
// probability σ(−2βsᵢfᵢ): the same comparison, with a logistic variate. Metropolis
// takes every flip that costs nothing, and in a fixed order that carries all domain
// walls of a chain along in step, so that they never meet.
const gibbsEvery = 4

func (c *Chain) flip(i int) {
	s := -c.spins[i]
	c.Energy -= 2 * s * c.fields[i]
	c.spins[i], c.State[i] = s, int8(s)
	c.Model.Couplings.Push(c.fields, i, 2*s)
}

func (c *Chain) cold() (flips int) {
	held := make(map[int]bool, len(c.held))
	for _, i := range c.held {
		held[i] = true
	}
	zero := 1e-13 * math.Abs(c.Energy-c.Model.Offset)
	for i := range c.spins {
		if c.spins[i]*c.fields[i] < -zero && !held[i] {
			c.flip(i)
			flips++
		}
	}
	return flips
}
