package mcmc

import (
	"context"
	"fmt"

	"harmonium/stdlib"
	"harmonium/stdlib/rng"
)

// Averaged is a memory read at a temperature above 0.
type Averaged struct {
	Final stdlib.Pattern // where the mean of the last states is above 0: +1, below: −1, at 0: the last state
	Mean  []float64      // ⟨sᵢ⟩ over those states
	Last  int            // how many states
	Chain Chain
}

// Recall lets a net run from start and reads the mean of its last states: noise
// carries it out of shallow valleys, the mean takes the noise away again. For ±1
// units the mean is compared with 0, for 0/1 units with ½ (erratum 9); both give
// the same answer. Sampling says how to run, with one chain; last is at most its
// Sweeps, 0 means all of them.
func Recall(ctx context.Context, src rng.Source, m *stdlib.Ising, start stdlib.Pattern, how Sampling, last int) (Averaged, error) {
	how.Chains, how.Keep, how.Start = 1, 1, []stdlib.Pattern{start}
	run, err := Sample(ctx, src, m, how, nil)
	if len(run.Chains) == 0 {
		return Averaged{}, err
	}
	c := run.Chains[0]
	if last < 0 || last > how.Sweeps && how.Sweeps > 0 {
		return Averaged{}, fmt.Errorf("mcmc: the mean of the last %d of %d states", last, how.Sweeps)
	}
	if last == 0 || last > len(c.States) {
		last = len(c.States)
	}
	a := Averaged{Final: c.Final.Clone(), Mean: make([]float64, m.Units()), Last: last, Chain: c}
	for _, p := range c.States[len(c.States)-last:] {
		for i, s := range p.Spins {
			a.Mean[i] += float64(s)
		}
	}
	for i := range a.Mean {
		switch {
		case a.Mean[i] > 0:
			a.Final.Spins[i] = 1
		case a.Mean[i] < 0:
			a.Final.Spins[i] = -1
		}
		a.Mean[i] /= float64(max(1, last))
	}
	return a, err
}
