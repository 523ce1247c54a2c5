package anneal

import (
	"context"
	"fmt"
	"math"

	"harmonium/stdlib"
	"harmonium/stdlib/rng"
)

// Energies is an energy of your own: it sets into[k] to the energy of states[k], for
// all reads at once, so that calling it from a cell is affordable. It must not keep or
// change the states.
type Energies func(states [][]int8, into []float64)

// Custom anneals an energy given as a function over N spins. Every step proposes one
// random flip in each read and calls the function once; a sweep is N steps. The
// range of β must be given, since nothing is known of the energy; Adaptive is not
// to be had. A NaN ends the run with an error.
func Custom(ctx context.Context, src rng.Source, units int, energy Energies, how Annealing, progress Progress) (Result, error) {
	none, err := stdlib.NewSparse(units, nil)
	if err != nil {
		return Result{}, err
	}
	how, err = how.defaults(&stdlib.Ising{Couplings: none})
	if err != nil {
		return Result{}, err
	}
	if how.Schedule.Betas == nil && how.Schedule.Cold == 0 || how.Schedule.Kind == Adaptive {
		return Result{}, fmt.Errorf("anneal: a custom energy needs Schedule.Hot and Cold, and a schedule that is not adaptive")
	}
	betas, err := how.Schedule.betas(nil, how.Sweeps)
	if err != nil {
		return Result{}, err
	}
	r := Result{Annealing: how, Betas: betas, Seed: src.Seed(), Stream: src.Stream(), Version: Version, Energy: math.Inf(1)}
	c := newCustom(src, units, energy, how)
	err = c.run(ctx, betas, progress)
	for k, s := range c.best {
		read := Read{State: how.shaped(k, s), Energy: c.bestEnergy[k]}
		if how.Trace {
			read.Trace = c.traces[k]
		}
		r.Reads = append(r.Reads, read)
		if read.Energy < r.Energy {
			r.Best, r.Energy = read.State, read.Energy
		}
	}
	return r, err
}

type custom struct {
	energy      Energies
	how         Annealing
	readers     []*rng.Reader
	states      [][]int8
	now, tried  []float64
	site        []int
	free        []int
	best        [][]int8
	bestEnergy  []float64
	traces      [][]float64
	wrong, step int
}

func newCustom(src rng.Source, units int, energy Energies, how Annealing) *custom {
	c := &custom{energy: energy, how: how, now: make([]float64, how.Reads), tried: make([]float64, how.Reads), site: make([]int, how.Reads), traces: make([][]float64, how.Reads)}
	held := make([]bool, units)
	for _, i := range how.Clamp {
		held[i] = true
	}
	for i, h := range held {
		if !h {
			c.free = append(c.free, i)
		}
	}
	for k := range how.Reads {
		own := src.Named("read").Numbered(uint64(k))
		s := make([]int8, units)
		stdlib.RandomSpins(own.Named("start"), s)
		if start := how.start(k); start != nil {
			copy(s, start)
		}
		c.states, c.best = append(c.states, s), append(c.best, append([]int8(nil), s...))
		c.readers = append(c.readers, own.Named("steps").Reader())
	}
	return c
}

func (c *custom) run(ctx context.Context, betas []float64, progress Progress) error {
	c.energy(c.states, c.now)
	c.bestEnergy = append([]float64(nil), c.now...)
	for sweep, beta := range betas {
		for range c.free {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if err := c.propose(beta); err != nil {
				return err
			}
		}
		if c.how.Trace {
			for k, e := range c.now {
				c.traces[k] = append(c.traces[k], e)
			}
		}
		if progress != nil {
			progress(sweep+1, len(betas))
		}
	}
	return nil
}

func (c *custom) propose(beta float64) error {
	for k, r := range c.readers {
		c.site[k] = c.free[r.IntN(len(c.free))]
		c.states[k][c.site[k]] *= -1
	}
	c.energy(c.states, c.tried)
	for k, e := range c.tried {
		if math.IsNaN(e) {
			return fmt.Errorf("anneal: the energy of read %d is NaN", k)
		}
		// The number is drawn whether or not it is needed, so that positions stay the same.
		if u := c.readers[k].Float64(); e > c.now[k] && !(u < math.Exp(-beta*(e-c.now[k]))) {
			c.states[k][c.site[k]] *= -1
			continue
		}
		if c.now[k] = e; e < c.bestEnergy[k] {
			c.bestEnergy[k] = e
			copy(c.best[k], c.states[k])
		}
	}
	return nil
}
