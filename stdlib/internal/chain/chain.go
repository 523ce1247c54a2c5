// Package chain is one Markov chain of spins under Metropolis updates, with a Gibbs
// sweep in between, in sequential order: the inner loop of annealing, tempering and population
// annealing.
//
// The fields f = Js + b are kept up to date, so a unit that stays costs its random
// number and one comparison, 2βsᵢfᵢ ≤ −ln u, done many units at a time; only a flip
// touches the couplings. Where couplings are small whole numbers, so are the fields, a byte each
// (bytes.go); else they are floating-point numbers (floats.go).
package chain

import (
	"math"

	"harmonium/stdlib"
	"harmonium/stdlib/rng"
)

// Chain is a state with its energy.
type Chain struct {
	Model  *Model
	State  []int8
	Energy float64

	src    rng.Source
	held   []int
	fields fields
	exact  []float64 // the fields in double precision, where they are computed anew
	since  int       // sweeps since then
}

// fields are the local fields of a chain's state, in the form that its model is fastest with.
type fields interface {
	// load takes over fields computed anew.
	load(state []int8, f []float64)
	copy(from fields)
	// sweep updates every unit once: a Gibbs sweep in which a unit flips if scale·sf is not above its
	// logistic variate, else a Metropolis sweep, which has exponential ones. It returns the flips and
	// what they add to the energy.
	sweep(c *Chain, scale float64, gibbs bool, at uint64) (flips int, cost float64)
}

// New begins at start, or at random for nil. Units in held keep their value.
func New(m *Model, src rng.Source, start []int8, held []int) *Chain {
	n := m.Units()
	c := &Chain{Model: m, src: src.Named("sweeps"), held: held, State: make([]int8, n), exact: make([]float64, n), fields: m.fields()}
	if start == nil {
		stdlib.RandomSpins(src.Named("start"), c.State)
	} else {
		copy(c.State, start)
	}
	c.Refresh()
	return c
}

// Refresh computes fields and energy anew.
func (c *Chain) Refresh() {
	c.Model.Fields(c.exact, c.State)
	c.Energy = c.Model.EnergyOf(c.exact, c.State)
	c.fields.load(c.State, c.exact)
	c.since = 0
}

// Copy makes c the same state as from, a chain of the same model; its random numbers stay its own.
func (c *Chain) Copy(from *Chain) {
	copy(c.State, from.State)
	c.fields.copy(from.fields)
	c.Energy, c.since = from.Energy, from.since
}

// Swap exchanges the states of two chains of a model.
func (c *Chain) Swap(d *Chain) {
	c.State, d.State = d.State, c.State
	c.fields, d.fields = d.fields, c.fields
	c.Energy, d.Energy = d.Energy, c.Energy
	c.since, d.since = d.since, c.since
}

// gibbsEvery: one sweep in four is a Gibbs sweep, in which a unit flips with
// probability σ(−2βsᵢfᵢ): the same comparison, with a logistic variate. Metropolis
// takes every flip that costs nothing, and in a fixed order that carries all domain
// walls of a chain along in step, so that they never meet.
const gibbsEvery = 4

// Sweep updates every unit once at inverse temperature β; number is the sweep's own,
// which its random numbers depend on. It returns the flips. β may be +Inf: then a
// unit flips where that lowers the energy, and keeps its value where it does not.
func (c *Chain) Sweep(beta float64, number uint64) int {
	if math.IsInf(beta, 1) {
		return c.cold()
	}
	flips, cost := c.fields.sweep(c, 2*beta, number%gibbsEvery == gibbsEvery-1, number*uint64(len(c.State)))
	c.Energy += cost
	if c.since++; c.since >= 256 { // rounding must not add up
		c.Refresh()
	}
	return flips
}

// cold works in double precision whatever the chain does: it decides about ties.
func (c *Chain) cold() (flips int) {
	held := make(map[int]bool, len(c.held))
	for _, i := range c.held {
		held[i] = true
	}
	c.Model.Fields(c.exact, c.State)
	zero := 1e-13 * math.Abs(c.Energy-c.Model.Offset)
	for i, s := range c.State {
		if float64(s)*c.exact[i] < -zero && !held[i] {
			c.State[i] = -s
			c.Model.Couplings.Push(c.exact, i, -2*float64(s))
			flips++
		}
	}
	c.Energy = c.Model.EnergyOf(c.exact, c.State)
	c.fields.load(c.State, c.exact)
	return flips
}
