package anneal

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sort"
	"sync/atomic"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/chain"
	"harmonium/stdlib/internal/workers"
	"harmonium/stdlib/rng"
)

// Annealing says how to anneal. Zero fields take the stated default.
type Annealing struct {
	Sweeps   int              // of every read; 0 means 1000
	Reads    int              // independent runs; 0 means 10
	Schedule Schedule         // the zero Schedule is geometric over Range
	Clamp    []int            // units that keep their starting value
	Start    []stdlib.Pattern // of read 0, 1, …, over again when there are fewer; nil means random
	Trace    bool             // keep the energy after every sweep

	// Watch is told a read's energy after each of its sweeps, from several goroutines
	// at once. It may be nil, and no result keeps it.
	Watch func(read int, energy float64)
}

// Read is one run.
type Read struct {
	State  stdlib.Pattern // the best of the cold half of the run and of the local minimum below its end
	Energy float64
	Trace  []float64 // the energy after each sweep, when asked for
}

// Result is what annealing gave, and all that is needed to get it again.
type Result struct {
	Best   stdlib.Pattern
	Energy float64
	Reads  []Read // those that ran to their end, and those that were cut short

	Annealing Annealing // as it was run
	Betas     []float64 // β of every sweep
	Seed      uint64
	Stream    uint64
	Version   string
}

// Progress is told how many sweeps of all have been made. It may be called from
// several goroutines.
type Progress func(done, of int)

// Minimise anneals a model in several reads, in parallel. When ctx ends it returns
// the reads that have begun, the best of them, and ctx's error.
func Minimise(ctx context.Context, src rng.Source, m *stdlib.Ising, how Annealing, progress Progress) (Result, error) {
	how, err := how.defaults(m)
	if err != nil {
		return Result{}, err
	}
	fast := chain.Single(m)
	betas, err := how.schedule(ctx, src, fast)
	if err != nil {
		return Result{}, err
	}
	r := Result{Annealing: how, Betas: betas, Seed: src.Seed(), Stream: src.Stream(), Version: Version, Reads: make([]Read, how.Reads)}
	r.Annealing.Watch = nil
	var done atomic.Int64
	tick := ticker(progress, &done, how.Reads*len(betas))
	workers.Each(how.Reads, func(k int) {
		if k > 0 && ctx.Err() != nil {
			return // a read that has not begun is left out
		}
		r.Reads[k] = how.read(ctx, src.Named("read").Numbered(uint64(k)), fast, k, betas, tick)
	})
	r.Reads = slices.DeleteFunc(r.Reads, func(read Read) bool { return read.State.Spins == nil })
	r.Energy = math.Inf(1)
	for _, read := range r.Reads {
		if read.Energy < r.Energy {
			r.Best, r.Energy = read.State, read.Energy
		}
	}
	return r, ctx.Err()
}

func ticker(progress Progress, done *atomic.Int64, of int) func() {
	if progress == nil {
		return func() {}
	}
	return func() { progress(int(done.Add(1)), of) }
}

func (a Annealing) defaults(m *stdlib.Ising) (Annealing, error) {
	if err := m.Check(); err != nil {
		return a, err
	}
	if a.Sweeps == 0 {
		a.Sweeps = 1000
	}
	if a.Reads == 0 {
		a.Reads = 10
	}
	if a.Sweeps < 1 || a.Reads < 1 {
		return a, fmt.Errorf("anneal: %d reads of %d sweeps, want at least 1", a.Reads, a.Sweeps)
	}
	return a, check(m, a.Clamp, a.Start)
}

func check(m *stdlib.Ising, clamp []int, start []stdlib.Pattern) error {
	for _, i := range clamp {
		if i < 0 || i >= m.Units() {
			return fmt.Errorf("anneal: clamped unit %d, the model has units 0 to %d", i, m.Units()-1)
		}
	}
	if len(clamp) > 0 && len(start) == 0 {
		return fmt.Errorf("anneal: %d units are clamped, but there is no Start to take their values from", len(clamp))
	}
	for k, p := range start {
		if err := m.CheckState(p.Spins); err != nil {
			return fmt.Errorf("anneal: start %d: %w", k, err)
		}
	}
	return nil
}

func (a Annealing) start(k int) []int8 {
	if len(a.Start) == 0 {
		return nil
	}
	return a.Start[k%len(a.Start)].Spins
}

func (a Annealing) shaped(k int, s []int8) stdlib.Pattern {
	p := stdlib.Row(append([]int8(nil), s...))
	if len(a.Start) > 0 {
		p.Rows, p.Cols = a.Start[k%len(a.Start)].Rows, a.Start[k%len(a.Start)].Cols
	}
	return p
}

func (a Annealing) read(ctx context.Context, src rng.Source, m *chain.Model, k int, betas []float64, tick func()) Read {
	c := chain.New(m, src, a.start(k), a.Clamp)
	best := Read{Energy: math.Inf(1)}
	state := make([]int8, len(c.State))
	for sweep, beta := range betas {
		if ctx.Err() != nil {
			break
		}
		c.Sweep(beta, uint64(sweep))
		tick()
		if a.Watch != nil {
			a.Watch(k, c.Energy)
		}
		if a.Trace {
			best.Trace = append(best.Trace, c.Energy)
		}
		if c.Energy < best.Energy && 2*sweep >= len(betas) {
			best.Energy = c.Energy
			copy(state, c.State)
		}
	}
	switch {
	case ctx.Err() == nil:
		quench(c)
		if c.Energy < best.Energy {
			copy(state, c.State)
		}
	case math.IsInf(best.Energy, 1): // stopped before half way: the state as it is
		copy(state, c.State)
	}
	best.State = a.shaped(k, state)
	best.Energy = m.Energy(state) // without the rounding of the way there
	return best
}

// quench goes down to the nearest local minimum.
func quench(c *chain.Chain) {
	c.Refresh()
	for sweeps := 0; sweeps < 1000 && c.Sweep(math.Inf(1), 0) > 0; sweeps++ {
	}
}

// schedule is the β of every sweep; an adaptive one needs a run to find out.
func (a Annealing) schedule(ctx context.Context, src rng.Source, m *chain.Model) ([]float64, error) {
	betas, err := a.Schedule.betas(m.Ising, a.Sweeps)
	if err != nil || a.Schedule.Kind != Adaptive || a.Schedule.Betas != nil {
		return betas, err
	}
	return adaptive(ctx, src.Named("adaptive"), m, a, betas[0], betas[len(betas)-1])
}

// adaptive measures the spread of the energy on a ladder of β and spends sweeps in
// proportion to ∫σ(E)dβ: the same thermodynamic length a sweep.
//
// Source: Salamon et al., Comput. Phys. Commun. 49 (1988).
func adaptive(ctx context.Context, src rng.Source, m *chain.Model, a Annealing, hot, cold float64) ([]float64, error) {
	const steps, sweeps = 40, 12
	c := chain.New(m, src, a.start(0), a.Clamp)
	length := make([]float64, steps+1) // ∫σ dβ up to rung k
	rung := make([]float64, steps+1)
	number := uint64(0)
	for k := range rung {
		rung[k] = hot * math.Pow(cold/hot, float64(k)/steps)
		if k == 0 {
			continue
		}
		mean, square := 0.0, 0.0
		for range sweeps {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			c.Sweep(rung[k], number)
			number++
			mean += c.Energy / sweeps
		}
		for range sweeps {
			c.Sweep(rung[k], number)
			number++
			square += (c.Energy - mean) * (c.Energy - mean) / sweeps
		}
		// A little of the geometric length keeps a frozen end from being skipped.
		length[k] = length[k-1] + math.Sqrt(square)*(rung[k]-rung[k-1]) + 0.1*math.Sqrt(float64(m.Units()))/steps
	}
	betas := make([]float64, a.Sweeps)
	for s := range betas {
		at := length[steps]
		if a.Sweeps > 1 {
			at *= float64(s) / float64(a.Sweeps-1)
		}
		k := min(max(sort.SearchFloat64s(length, at), 1), steps)
		f := (at - length[k-1]) / (length[k] - length[k-1])
		betas[s] = rung[k-1] + min(max(f, 0), 1)*(rung[k]-rung[k-1])
	}
	return betas, nil
}

// Energies are the energies of the reads.
func (r Result) Energies() []float64 {
	e := make([]float64, len(r.Reads))
	for k, read := range r.Reads {
		e[k] = read.Energy
	}
	return e
}

// Successes is how many reads came within slack of an energy.
func (r Result) Successes(energy, slack float64) int {
	n := 0
	for _, e := range r.Energies() {
		if e <= energy+slack {
			n++
		}
	}
	return n
}

// String says what was found, in words.
func (r Result) String() string {
	return fmt.Sprintf("annealing: lowest energy %.10g in %d of %d reads of %d sweeps, β from %.4g to %.4g (seed %d, %s)",
		r.Energy, r.Successes(r.Energy, 0), len(r.Reads), len(r.Betas), r.Betas[0], r.Betas[len(r.Betas)-1], r.Seed, r.Version)
}
