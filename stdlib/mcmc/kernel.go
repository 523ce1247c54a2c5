package mcmc

import (
	"context"
	"math"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rng"
)

// kernel is what all chains of a run share.
type kernel struct {
	m       *stdlib.Ising
	how     Sampling
	held    []bool // clamped units; nil when there are none
	colours [][]int
}

func newKernel(m *stdlib.Ising, how Sampling) *kernel {
	if _, lattice := m.Couplings.(*stdlib.Lattice); lattice { // lists of neighbours are faster than finding them
		m = &stdlib.Ising{Couplings: stdlib.SparseOf(m.Couplings), Bias: m.Bias, Offset: m.Offset}
	}
	k := &kernel{m: m, how: how}
	if len(how.Clamp) > 0 {
		k.held = make([]bool, m.Units())
		for _, i := range how.Clamp {
			k.held[i] = true
		}
	}
	if how.Order == Coloured {
		k.colours = Colours(m.Couplings)
	}
	return k
}

// walker is one chain under way. Fields are kept up to date: a unit that keeps its
// value costs nothing but its random number, and no logarithm or exponential is
// taken to decide. For Gibbs the new value is +1 where 2βf exceeds a logistic
// variate; for Metropolis the unit flips where 2βsf does not exceed −ln u.
type walker struct {
	*kernel
	src    rng.Source
	spins  []float64
	state  []int8
	fields []float64
	draw   []float64 // the sweep's variates, one a unit
	sites  []uint32
	energy float64
}

func (k *kernel) chain(ctx context.Context, src rng.Source, number int, tick func()) Chain {
	w := k.walker(src, number)
	var c Chain
	n := len(w.spins)
	c.mean = make([]float64, n)
	if k.how.Correlations {
		c.pair = make([]float64, n*n)
	}
	for sweep := range k.how.Burn + k.how.Sweeps {
		if ctx.Err() != nil {
			break
		}
		if sweep%256 == 255 {
			w.refresh()
		}
		flips := w.sweep(ctx, uint64(sweep))
		tick()
		if k.how.Watch != nil {
			k.how.Watch(number, w.energy)
		}
		if sweep < k.how.Burn {
			continue
		}
		w.record(&c, flips)
		if kept := sweep - k.how.Burn + 1; k.how.Keep > 0 && kept%k.how.Keep == 0 {
			c.States = append(c.States, w.pattern(number))
		}
		if c.Settled = settled(c.Energy, k.how.Settle); c.Settled {
			break
		}
	}
	c.Final = w.pattern(number)
	return c
}

func (k *kernel) walker(src rng.Source, number int) *walker {
	n := k.m.Units()
	w := &walker{kernel: k, src: src, state: make([]int8, n), spins: make([]float64, n), fields: make([]float64, n), draw: make([]float64, n)}
	if len(k.how.Start) > 0 {
		copy(w.state, k.how.Start[number%len(k.how.Start)].Spins)
	} else {
		stdlib.RandomSpins(src.Named("start"), w.state)
	}
	for i, s := range w.state {
		w.spins[i] = float64(s)
	}
	if k.how.Order == RandomSite {
		w.sites = make([]uint32, n)
	}
	w.refresh()
	return w
}

// refresh computes fields and energy anew, so that rounding does not add up.
func (w *walker) refresh() {
	w.m.Fields(w.fields, w.state)
	w.energy = w.m.EnergyOf(w.fields, w.state)
}

func (w *walker) pattern(number int) stdlib.Pattern {
	p := stdlib.Row(append([]int8(nil), w.state...))
	if len(w.how.Start) > 0 {
		from := w.how.Start[number%len(w.how.Start)]
		p.Rows, p.Cols = from.Rows, from.Cols
	}
	return p
}

func (w *walker) record(c *Chain, flips int) {
	sum := 0.0
	for i, s := range w.spins {
		c.mean[i] += s
		sum += s
	}
	n := float64(max(1, len(w.spins)))
	c.Energy = append(c.Energy, w.energy)
	c.Magnetisation = append(c.Magnetisation, sum/n)
	c.Acceptance = append(c.Acceptance, float64(flips)/n)
	c.energies += w.energy
	if c.pair != nil {
		for i, s := range w.spins {
			vec.Axpy(c.pair[i*len(w.spins):(i+1)*len(w.spins)], s, w.spins)
		}
	}
}

func settled(energy []float64, window int) bool {
	n := len(energy)
	if window == 0 || n < 2*window || n%window != 0 {
		return false
	}
	before, now := 0.0, 0.0
	for i := range window {
		before += energy[n-2*window+i]
		now += energy[n-window+i]
	}
	return now >= before
}

func (w *walker) sweep(ctx context.Context, sweep uint64) (flips int) {
	if w.how.Temperature == 0 {
		return w.cold(sweep)
	}
	n := len(w.spins)
	scale := 2 / w.how.Temperature
	if w.how.Dynamics == Gibbs {
		w.src.Logistic64(w.draw, sweep*uint64(n))
	} else {
		w.src.Exp64(w.draw, sweep*uint64(n))
	}
	if w.how.Order != Sequential {
		w.eachSite(sweep, func(i, k int) {
			if w.flips(i, w.draw[k], scale) {
				w.flip(i)
				flips++
			}
		})
		return flips
	}
	w.hold()
	for i := w.scan(scale, 0); i < n; i = w.scan(scale, i+1) {
		w.flip(i)
		if flips++; flips&1023 == 0 && ctx.Err() != nil {
			return flips
		}
	}
	return flips
}

func (w *walker) scan(scale float64, from int) int {
	if w.how.Dynamics == Gibbs {
		return vec.ScanGibbs(w.spins, w.fields, w.draw, scale, from)
	}
	return vec.ScanMetropolis(w.spins, w.fields, w.draw, scale, from)
}

// hold gives clamped units variates with which they never flip.
func (w *walker) hold() {
	for _, i := range w.how.Clamp {
		if w.how.Dynamics == Gibbs {
			w.draw[i] = math.Inf(-int(w.state[i]))
		} else {
			w.draw[i] = math.Inf(-1)
		}
	}
}

func (w *walker) flips(i int, variate, scale float64) bool {
	if w.held != nil && w.held[i] {
		return false
	}
	if w.how.Dynamics == Gibbs {
		return (scale*w.fields[i] > variate) != (w.spins[i] > 0)
	}
	return w.fields[i]*w.spins[i]*scale <= variate
}

func (w *walker) flip(i int) {
	w.energy += 2 * w.spins[i] * w.fields[i]
	w.spins[i], w.state[i] = -w.spins[i], -w.state[i]
	w.m.Couplings.Push(w.fields, i, 2*w.spins[i])
}

// eachSite visits the units of a sweep in an order that is not 0, 1, 2, …; k counts
// the visits.
func (w *walker) eachSite(sweep uint64, visit func(i, k int)) {
	n := len(w.spins)
	k := 0
	switch w.how.Order {
	case RandomSite:
		w.src.Named("site").Uint32s(w.sites, sweep*uint64(n))
		for _, u := range w.sites {
			visit(int(uint64(u)*uint64(n)>>32), k)
			k++
		}
	case Coloured:
		for _, block := range w.colours {
			for _, i := range block {
				visit(i, k)
				k++
			}
		}
	default:
		for i := range n {
			visit(i, i)
		}
	}
}

// cold is a sweep at T = 0: a unit flips where that lowers the energy.
func (w *walker) cold(sweep uint64) (flips int) {
	w.eachSite(sweep, func(i, _ int) {
		f := w.fields[i] * w.spins[i]
		if f < -1e-13*w.scaleOf() && (w.held == nil || !w.held[i]) {
			w.flip(i)
			flips++
		}
	})
	return flips
}

// scaleOf is the size of energies, against which a field counts as 0.
func (w *walker) scaleOf() float64 { return max(1e-300, math.Abs(w.energy-w.m.Offset)) }

// FlipProbability is the probability that an update flips a unit when that adds cost to
// the energy. At T = 0, cost 0 keeps.
func FlipProbability(d Dynamics, cost, temperature float64) float64 {
	switch {
	case temperature == 0 && cost < 0:
		return 1
	case temperature == 0:
		return 0
	case d == Metropolis:
		return min(1, math.Exp(-cost/temperature))
	}
	return 1 / (1 + math.Exp(cost/temperature))
}

// Colours splits the units into blocks without couplings inside, greedily: each
// unit takes the first block that none of its neighbours is in. A square
// lattice gets two, a checkerboard.
func Colours(c stdlib.Couplings) [][]int {
	colour := make([]int, c.Units())
	var blocks [][]int
	for i := range colour {
		colour[i] = -1
	}
	used := map[int]bool{}
	for i := range colour {
		clear(used)
		c.Neighbours(i, func(j int, _ float64) { used[colour[j]] = true })
		k := 0
		for used[k] {
			k++
		}
		if k == len(blocks) {
			blocks = append(blocks, nil)
		}
		colour[i], blocks[k] = k, append(blocks[k], i)
	}
	return blocks
}
