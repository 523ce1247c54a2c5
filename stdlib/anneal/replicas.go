package anneal

import (
	"context"
	"fmt"
	"math"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rng"
)

// Replicas anneals 64 or 256 replicas at once, a replica a bit, for models whose
// couplings and biases are all ±1, ±2, … ±15 times one strength: a ±J glass, an
// unweighted MaxCut. Each replica has random bits of its own. Reads says how
// many, rounded up to 64 or, above that, to a multiple of 256; 0 means 64. A read is
// the last state of its replica, after two sweeps at T = 0. Trace and Adaptive are
// not to be had.
func Replicas(ctx context.Context, src rng.Source, m *stdlib.Ising, how Annealing, progress Progress) (Result, error) {
	if how.Reads == 0 {
		how.Reads = 64
	}
	how, err := how.defaults(m)
	if err != nil {
		return Result{}, err
	}
	if how.Trace || how.Schedule.Kind == Adaptive {
		return Result{}, fmt.Errorf("anneal: replicas have neither traces nor an adaptive schedule")
	}
	betas, err := how.Schedule.betas(m, how.Sweeps)
	if err != nil {
		return Result{}, err
	}
	strength, bonds, err := bondsOf(m)
	if err != nil {
		return Result{}, err
	}
	words := 1
	if how.Reads > 64 {
		words = 4
	}
	groups := (how.Reads + 64*words - 1) / (64 * words)
	r := Result{Annealing: how, Betas: betas, Seed: src.Seed(), Stream: src.Stream(), Version: Version, Energy: math.Inf(1)}
	for g := range groups {
		g := group{m: m, how: how, strength: strength, words: words, first: 64 * words * g, src: src.Named("group").Numbered(uint64(g))}
		reads, err := g.run(ctx, bonds, betas, func(k int) {
			if progress != nil {
				progress((g.first/(64*words))*len(betas)+k, groups*len(betas))
			}
		})
		if err != nil {
			return r, err
		}
		r.Reads = append(r.Reads, reads...)
		if ctx.Err() != nil {
			break
		}
	}
	for _, read := range r.Reads {
		if read.Energy < r.Energy {
			r.Best, r.Energy = read.State, read.Energy
		}
	}
	return r, ctx.Err()
}

// bondsOf are the couplings as bonds of one strength; a bias is a bond with one
// more spin that is always up.
func bondsOf(m *stdlib.Ising) (strength float64, bonds []vec.MultiBond, err error) {
	edges := stdlib.EdgesOf(m.Couplings)
	for i, b := range m.Bias {
		if b != 0 {
			edges = append(edges, stdlib.Edge{I: i, J: m.Units(), Weight: b})
		}
	}
	strength = math.Inf(1)
	for _, e := range edges {
		strength = min(strength, math.Abs(e.Weight))
	}
	for _, e := range edges {
		k := math.Abs(e.Weight) / strength
		if k != math.Trunc(k) || k > 15 {
			return 0, nil, fmt.Errorf("anneal: coupling (%d, %d) is %v, not 1 to 15 times the weakest, %v: replicas need that", e.I, e.J, e.Weight, strength)
		}
		for range int(k) {
			bonds = append(bonds, vec.MultiBond{A: e.I, B: e.J, Negative: e.Weight < 0})
		}
	}
	if len(edges) == 0 {
		strength = 1
	}
	return strength, bonds, nil
}

type group struct {
	m        *stdlib.Ising
	how      Annealing
	strength float64
	words    int
	first    int // number of the group's first replica
	src      rng.Source
}

func (g group) run(ctx context.Context, bonds []vec.MultiBond, betas []float64, tick func(int)) ([]Read, error) {
	n := g.m.Units()
	spins, err := vec.NewMultiSpin(n+1, bonds, g.order(bonds), g.words)
	if err != nil {
		return nil, fmt.Errorf("anneal: %w", err)
	}
	g.begin(spins)
	d := vec.Draws{Seed: g.src.Seed()}
	for w := range g.words {
		d.Streams = append(d.Streams, g.src.Named("sweeps").Numbered(uint64(w)).Stream())
	}
	for k, beta := range betas {
		if ctx.Err() != nil {
			break
		}
		d.Sweep = uint64(k)
		if k%4 == 3 { // as in a single chain: free flips must not all be taken
			spins.Lazy(beta*g.strength, d)
		} else {
			spins.Metropolis(beta*g.strength, d)
		}
		tick(k + 1)
	}
	for k := range 2 { // e^−40 is below anything that two sweeps could see
		d.Sweep = uint64(len(betas) + k)
		spins.Metropolis(40, d)
	}
	return g.reads(spins, len(bonds)), nil
}

// order visits the free spins, colour after colour.
func (g group) order(bonds []vec.MultiBond) []int {
	n := g.m.Units()
	held := make([]bool, n+1)
	held[n] = true
	for _, i := range g.how.Clamp {
		held[i] = true
	}
	var order []int
	for _, i := range vec.Coloured(n+1, bonds) {
		if !held[i] {
			order = append(order, i)
		}
	}
	return order
}

func (g group) begin(spins *vec.MultiSpin) {
	n := g.m.Units()
	w := make([]uint64, g.words)
	for k := range w {
		w[k] = math.MaxUint64
	}
	spins.SetSpins(n, w)
	for i := range n {
		for k := range w {
			w[k] = g.src.Named("start").Numbered(uint64(k)).Uint64(uint64(i))
			if len(g.how.Start) > 0 {
				w[k] = 0
				for bit := range 64 {
					if g.how.start(g.first + 64*k + bit)[i] > 0 {
						w[k] |= 1 << bit
					}
				}
			}
		}
		spins.SetSpins(i, w)
	}
}

func (g group) reads(spins *vec.MultiSpin, bonds int) []Read {
	unsatisfied := make([]int32, 64*g.words)
	spins.Unsatisfied(unsatisfied)
	reads := make([]Read, 0, len(unsatisfied))
	for r, u := range unsatisfied {
		s := make([]int8, g.m.Units())
		for i := range s {
			s[i] = int8(spins.Spins(i)[r/64]>>(r%64)&1)*2 - 1
		}
		e := g.m.Offset + g.strength*float64(2*int(u)-bonds)
		reads = append(reads, Read{State: g.how.shaped(g.first+r, s), Energy: e})
	}
	return reads
}
