package boltzmann_test

import (
	"os"
	"sort"
	"testing"
	"time"

	"harmonium/stdlib/boltzmann"
	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rng"
)

// trials runs an experiment so often, each run with numbers of its own, and returns the
// cycles of those that solved it, rising.
func trials(t testing.TB, e *boltzmann.Experiment, runs int) (cycles []int) {
	t.Helper()
	begun := time.Now()
	all := make([]boltzmann.Outcome, runs)
	pool := vec.NewPool(2)
	defer pool.Close()
	pool.Do(runs, func(k int) {
		o, err := e.Run(ctx, rng.New(1985).Numbered(uint64(k)))
		if err != nil {
			t.Error(err)
		}
		all[k] = o
	})
	for _, o := range all {
		if o.Solved {
			cycles = append(cycles, o.Updates)
		}
	}
	sort.Ints(cycles)
	t.Logf("%s: solved in %d of %d runs; %.1f s", e.Name, len(cycles), runs, time.Since(begun).Seconds())
	if len(cycles) > 0 {
		t.Logf("%s: median %d cycles, longest %d", e.Name, cycles[len(cycles)/2], cycles[len(cycles)-1])
	}
	return cycles
}

// Ackley, Hinton and Sejnowski (1985): 4-2-4 is solved in all of 250 runs (here with the
// median at 110 cycles and the longest at 1810).
func TestEncoder424(t *testing.T) {
	runs := 10
	if os.Getenv("HARMONIUM_LONG") != "" {
		runs = 250
	}
	e := must[*boltzmann.Experiment](t)(boltzmann.Encoder(4, 2))
	if cycles := trials(t, e, runs); len(cycles) != runs {
		t.Errorf("4-2-4 is solved in %d of %d runs, want all", len(cycles), runs)
	}
}
