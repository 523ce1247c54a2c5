package anneal

import (
	"context"
	"fmt"
	"math"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/chain"
	"harmonium/stdlib/internal/workers"
	"harmonium/stdlib/rng"
)

// Tempering says how to run parallel tempering: chains at several temperatures,
// of which neighbours swap states with probability min(1, exp(ΔβΔE)).
//
// Source: Hukushima and Nemoto, J. Phys. Soc. Jpn. 65 (1996).
type Tempering struct {
	Betas  []float64 // the ladder, rising; nil means Rungs of them over Range, geometric
	Rungs  int       // 0 means 12
	Sweeps int       // that count, each followed by swaps; 0 means 1000
	Burn   int       // that do not; 0 means a tenth of Sweeps, −1 none
	Tune   int       // rounds of tuning the ladder before, of 100 sweeps each: towards equal swap rates; 0 means none
	Clamp  []int     // units that keep their starting value
	Start  []stdlib.Pattern
	Keep   int // keep the coldest state after every Keep-th sweep; 0 means none
}

// Ladder is how parallel tempering went.
type Ladder struct {
	Best       stdlib.Pattern
	Lowest     float64
	Betas      []float64
	Energy     []float64   // mean at each β, over the sweeps that count
	Square     []float64   // mean of E²
	SwapRate   []float64   // of rungs k and k+1
	RoundTrips int         // a replica's way from the hottest to the coldest rung and back
	Path       [][]int     // after each sweep: which replica sits on each rung
	Trace      [][]float64 // after each sweep: the energy on each rung
	States     []stdlib.Pattern

	Seed    uint64
	Version string
}

// Run tempers a model. When ctx ends it returns what it has and ctx's error.
func (t Tempering) Run(ctx context.Context, src rng.Source, m *stdlib.Ising, progress Progress) (Ladder, error) {
	t, err := t.defaults(m)
	if err != nil {
		return Ladder{}, err
	}
	l := newLadder(t, src, chain.Fast(m))
	for round := range t.Tune {
		l.reset()
		for range 100 {
			if ctx.Err() != nil {
				break
			}
			l.sweep()
		}
		l.tune(round)
	}
	l.reset()
	for k := range t.Burn + t.Sweeps {
		if ctx.Err() != nil {
			break
		}
		if k == t.Burn {
			l.reset()
		}
		l.sweep()
		if k >= t.Burn {
			l.record(k - t.Burn)
		}
		if progress != nil {
			progress(k+1, t.Burn+t.Sweeps)
		}
	}
	return l.finish(), ctx.Err()
}

func (t Tempering) defaults(m *stdlib.Ising) (Tempering, error) {
	if err := m.Check(); err != nil {
		return t, err
	}
	if t.Rungs == 0 {
		t.Rungs = 12
	}
	if t.Sweeps == 0 {
		t.Sweeps = 1000
	}
	switch t.Burn {
	case 0:
		t.Burn = t.Sweeps / 10
	case -1:
		t.Burn = 0
	}
	if t.Rungs < 2 || t.Sweeps < 1 || t.Burn < 0 || t.Tune < 0 || t.Keep < 0 {
		return t, fmt.Errorf("anneal: tempering with %d rungs, %d sweeps after %d, %d rounds of tuning: want at least 2 rungs and 1 sweep", t.Rungs, t.Sweeps, t.Burn, t.Tune)
	}
	if t.Betas == nil {
		var err error
		if t.Betas, err = (Schedule{}).betas(m, t.Rungs); err != nil {
			return t, err
		}
	}
	for k, b := range t.Betas {
		if !(b >= 0) || math.IsInf(b, 0) || k > 0 && b <= t.Betas[k-1] || len(t.Betas) < 2 {
			return t, fmt.Errorf("anneal: β of rung %d is %v, want at least 2 of them, rising, from 0 up", k, b)
		}
	}
	t.Betas = append([]float64(nil), t.Betas...)
	return t, check(m, t.Clamp, t.Start)
}

// ladder is a run under way. Rungs keep their β and swap the states of their chains.
type ladder struct {
	t       Tempering
	src     rng.Source
	chains  []*chain.Chain
	replica []int  // on each rung
	seeking []int8 // of each replica: +1 on its way to the cold end, −1 back, 0 not yet at the hot end
	number  uint64
	tries   []float64
	swaps   []float64
	counted int
	out     Ladder
}

func newLadder(t Tempering, src rng.Source, m *chain.Model) *ladder {
	l := &ladder{t: t, src: src.Named("swap"), out: Ladder{Lowest: math.Inf(1), Seed: src.Seed(), Version: Version}}
	n := len(t.Betas)
	l.replica, l.seeking = make([]int, n), make([]int8, n)
	for k := range n {
		l.chains = append(l.chains, chain.New(m, src.Named("rung").Numbered(uint64(k)), (Annealing{Start: t.Start}).start(k), t.Clamp))
		l.replica[k] = k
	}
	return l
}

func (l *ladder) reset() {
	n := len(l.t.Betas)
	l.tries, l.swaps = make([]float64, n-1), make([]float64, n-1)
	l.out.Energy, l.out.Square = make([]float64, n), make([]float64, n)
	l.counted, l.out.RoundTrips = 0, 0
	clear(l.seeking)
}

func (l *ladder) sweep() {
	workers.Each(len(l.chains), func(k int) { l.chains[k].Sweep(l.t.Betas[k], l.number) })
	for _, c := range l.chains {
		if c.Energy < l.out.Lowest-1e-9*math.Abs(c.Energy) {
			l.out.Lowest = c.Energy
			l.out.Best = (Annealing{Start: l.t.Start}).shaped(0, c.State)
		}
	}
	for k := int(l.number % 2); k+1 < len(l.chains); k += 2 {
		a, b := l.chains[k], l.chains[k+1]
		l.tries[k]++
		u := l.src.Numbered(uint64(k)).Float64(l.number)
		if math.Log(u) < (l.t.Betas[k+1]-l.t.Betas[k])*(b.Energy-a.Energy) {
			a.Swap(b)
			l.replica[k], l.replica[k+1] = l.replica[k+1], l.replica[k]
			l.swaps[k]++
		}
	}
	l.number++
	l.travel()
}

// travel counts round trips.
func (l *ladder) travel() {
	hot, cold := l.replica[0], l.replica[len(l.replica)-1]
	if l.seeking[hot] < 0 {
		l.out.RoundTrips++
	}
	l.seeking[hot] = 1
	if l.seeking[cold] > 0 {
		l.seeking[cold] = -1
	}
}

func (l *ladder) record(k int) {
	energies := make([]float64, len(l.chains))
	for i, c := range l.chains {
		energies[i] = c.Energy
		l.out.Energy[i] += c.Energy
		l.out.Square[i] += c.Energy * c.Energy
	}
	l.counted++
	l.out.Trace = append(l.out.Trace, energies)
	l.out.Path = append(l.out.Path, append([]int(nil), l.replica...))
	if l.t.Keep > 0 && (k+1)%l.t.Keep == 0 {
		l.out.States = append(l.out.States, (Annealing{Start: l.t.Start}).shaped(0, l.chains[len(l.chains)-1].State))
	}
}

// tune moves the inner rungs so that every gap has the same share of the sum of
// −ln(swap rate), half the way at a time; the ends stay.
func (l *ladder) tune(int) {
	n := len(l.t.Betas)
	length := make([]float64, n)
	for k := range n - 1 {
		rate := (l.swaps[k] + 0.5) / (l.tries[k] + 1)
		length[k+1] = length[k] + 0.05 - math.Log(rate)
	}
	old := append([]float64(nil), l.t.Betas...)
	j := 0
	for k := 1; k < n-1; k++ {
		at := length[n-1] * float64(k) / float64(n-1)
		for length[j+1] < at {
			j++
		}
		f := (at - length[j]) / (length[j+1] - length[j])
		l.t.Betas[k] = (old[k] + old[j] + f*(old[j+1]-old[j])) / 2
	}
}

func (l *ladder) finish() Ladder {
	out := l.out
	out.Betas = l.t.Betas
	for k := range out.Energy {
		out.Energy[k] /= float64(l.counted)
		out.Square[k] /= float64(l.counted)
	}
	for k := range l.swaps {
		out.SwapRate = append(out.SwapRate, l.swaps[k]/max(1, l.tries[k]))
	}
	if out.Best.Spins != nil {
		out.Lowest = l.chains[0].Model.Energy(out.Best.Spins)
	}
	return out
}
