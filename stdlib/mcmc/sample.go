package mcmc

import (
	"context"
	"fmt"
	"math"
	"sync/atomic"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/workers"
	"harmonium/stdlib/rng"
)

// Dynamics is the rule of a single unit.
type Dynamics int

const (
	Gibbs Dynamics = iota
	Metropolis
)

func (d Dynamics) String() string {
	return [...]string{"Gibbs", "Metropolis"}[min(max(int(d), 0), 1)]
}

// Order is which unit comes next.
type Order int

const (
	Sequential Order = iota // unit 0 first, every unit once a sweep
	RandomSite              // N units a sweep, each drawn at random
	Coloured                // units in blocks without couplings inside, block after block
)

func (o Order) String() string {
	return [...]string{"sequential", "random-site", "coloured-block"}[min(max(int(o), 0), 2)]
}

// Sampling says how to sample. Zero fields take the stated default.
type Sampling struct {
	Temperature  float64 // T ≥ 0 in units of the energy; 0 is T = 0
	Dynamics     Dynamics
	Order        Order
	Chains       int              // independent chains; 0 means 4
	Sweeps       int              // that count, after Burn; 0 means 1000
	Burn         int              // sweeps that do not count; 0 means a tenth of Sweeps, −1 none
	Keep         int              // keep the state after every Keep-th sweep; 0 keeps the last alone
	Clamp        []int            // units that keep their starting value
	Start        []stdlib.Pattern // of chain 0, 1, …, over again when there are fewer; nil means random
	Correlations bool             // also ⟨sᵢsⱼ⟩, at N² a sweep
	Settle       int              // stop a chain when its mean energy over this many sweeps is no lower than over as many before; 0 means never

	// Watch is told a chain's energy after each of its sweeps, those before it counts
	// included; from several goroutines at once. It may be nil, and no run keeps it.
	Watch func(chain int, energy float64)
}

// Chain is one chain's traces, one number for each sweep that counts.
type Chain struct {
	Energy        []float64
	Magnetisation []float64        // mean spin
	Acceptance    []float64        // the fraction of updates that flipped a unit
	States        []stdlib.Pattern // those kept
	Final         stdlib.Pattern
	Settled       bool // stopped by Sampling.Settle

	mean, pair []float64
	energies   float64
}

// Run is what sampling gave.
type Run struct {
	Sampling    Sampling // as it was run, defaults filled in
	Seed        uint64
	Chains      []Chain
	Energy      float64     // mean over all chains and sweeps that count; NaN when there are none
	Mean        []float64   // ⟨sᵢ⟩; for bits, ⟨xᵢ⟩ = (1 + ⟨sᵢ⟩)/2
	Correlation [][]float64 // ⟨sᵢsⱼ⟩, when asked for
}

// Progress is told how many sweeps of all have been made. It may be called from
// several goroutines.
type Progress func(done, of int)

// Sample runs chains of a model in parallel. Every chain draws from a stream of its
// own, by sweep and site, so the result does not depend on the number of cores.
// When ctx ends it returns the run so far and ctx's error.
func Sample(ctx context.Context, src rng.Source, m *stdlib.Ising, how Sampling, progress Progress) (Run, error) {
	if err := m.Check(); err != nil {
		return Run{}, err
	}
	how, err := how.defaults(m)
	if err != nil {
		return Run{}, err
	}
	run := Run{Sampling: how, Seed: src.Seed(), Chains: make([]Chain, how.Chains)}
	k := newKernel(m, how)
	run.Sampling.Watch = nil
	var swept atomic.Int64
	total := how.Chains * (how.Sweeps + how.Burn)
	workers.Each(how.Chains, func(c int) {
		run.Chains[c] = k.chain(ctx, src.Named("chain").Numbered(uint64(c)), c, func() {
			if n := swept.Add(1); progress != nil {
				progress(int(n), total)
			}
		})
	})
	run.average(m.Units())
	return run, ctx.Err()
}

func (s Sampling) defaults(m *stdlib.Ising) (Sampling, error) {
	if s.Chains == 0 {
		s.Chains = 4
	}
	if s.Sweeps == 0 {
		s.Sweeps = 1000
	}
	switch s.Burn {
	case 0:
		s.Burn = s.Sweeps / 10
	case -1:
		s.Burn = 0
	}
	switch {
	case math.IsNaN(s.Temperature) || s.Temperature < 0:
		return s, fmt.Errorf("mcmc: the temperature is %v, want 0 or more", s.Temperature)
	case s.Dynamics < Gibbs || s.Dynamics > Metropolis || s.Order < Sequential || s.Order > Coloured:
		return s, fmt.Errorf("mcmc: dynamics %d and order %d, want 0 to 1 and 0 to 2", s.Dynamics, s.Order)
	case s.Chains < 1 || s.Sweeps < 1 || s.Burn < 0 || s.Keep < 0 || s.Settle < 0:
		return s, fmt.Errorf("mcmc: %d chains, %d sweeps after %d, keep %d, settle %d: want positive numbers", s.Chains, s.Sweeps, s.Burn, s.Keep, s.Settle)
	}
	for i, p := range s.Start {
		if err := m.CheckState(p.Spins); err != nil {
			return s, fmt.Errorf("mcmc: start %d: %w", i, err)
		}
	}
	for _, i := range s.Clamp {
		if i < 0 || i >= m.Units() {
			return s, fmt.Errorf("mcmc: clamped unit %d, the model has units 0 to %d", i, m.Units()-1)
		}
	}
	return s, nil
}

func (r *Run) average(n int) {
	r.Mean = make([]float64, n)
	count := 0.0
	pair := make([]float64, 0)
	if r.Sampling.Correlations {
		pair = make([]float64, n*n)
	}
	for _, c := range r.Chains {
		count += float64(len(c.Energy))
		r.Energy += c.energies
		for i, v := range c.mean {
			r.Mean[i] += v
		}
		for i, v := range c.pair {
			pair[i] += v
		}
	}
	if count == 0 {
		r.Energy = math.NaN()
		return
	}
	r.Energy /= count
	for i := range r.Mean {
		r.Mean[i] /= count
	}
	for i := 0; i < len(pair); i += n {
		row := pair[i : i+n]
		for j := range row {
			row[j] /= count
		}
		r.Correlation = append(r.Correlation, row)
	}
}

// States are all states that were kept, chain after chain.
func (r Run) States() []stdlib.Pattern {
	var all []stdlib.Pattern
	for _, c := range r.Chains {
		all = append(all, c.States...)
	}
	return all
}

// Energies are the traces of the energy, one a chain.
func (r Run) Energies() [][]float64 {
	all := make([][]float64, len(r.Chains))
	for i, c := range r.Chains {
		all[i] = c.Energy
	}
	return all
}

// RHat compares the chains' energies; see RHat.
func (r Run) RHat() float64 { return RHat(r.Energies()) }

// EffectiveSize is how many independent samples the chains' energies are worth.
func (r Run) EffectiveSize() float64 {
	sum := 0.0
	for _, e := range r.Energies() {
		sum += EffectiveSize(e)
	}
	return sum
}

// String says what the run was, in words.
func (r Run) String() string {
	if math.IsNaN(r.Energy) { // states alone, as machines give them
		return fmt.Sprintf("%d states at T = %v", len(r.Chains), r.Sampling.Temperature)
	}
	return fmt.Sprintf("%v sampling in %v order at T = %v: %d chains of %d sweeps, mean energy %.6g, R̂ %.3f, %.0f effective samples",
		r.Sampling.Dynamics, r.Sampling.Order, r.Sampling.Temperature, len(r.Chains), r.Sampling.Sweeps, r.Energy, r.RHat(), r.EffectiveSize())
}
