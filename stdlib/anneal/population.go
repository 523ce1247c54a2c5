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

// Population says how to run population annealing: many replicas cooled together;
// at each step of β a replica has exp(−ΔβE) children on average, which keeps the
// population in equilibrium and estimates ln Z on the way.
//
// Sources: Hukushima and Iba, AIP Conf. Proc. 690 (2003); Machta, PRE 82 (2010).
type Population struct {
	Replicas int     // 0 means 1000
	Steps    int     // of β, from 0; 0 means 100
	Sweeps   int     // a step; 0 means 10
	Cold     float64 // the last β; 0 means Range's
	Clamp    []int   // units that keep their starting value; they do not count in ln Z
	Start    stdlib.Pattern
}

// Census is how population annealing went, a number for each β.
type Census struct {
	Best     stdlib.Pattern
	Lowest   float64
	Betas    []float64
	Energy   []float64 // mean over the population
	LogZ     []float64 // estimate of ln Z
	Families []int     // how many of the first replicas have descendants
	Seed     uint64
	Version  string
}

// FreeEnergy is −ln Z/β at step k; −Inf at β = 0.
func (c Census) FreeEnergy(k int) float64 { return -c.LogZ[k] / c.Betas[k] }

// Run anneals a population. When ctx ends it returns what it has and ctx's error.
func (p Population) Run(ctx context.Context, src rng.Source, m *stdlib.Ising, progress Progress) (Census, error) {
	p, err := p.defaults(m)
	if err != nil {
		return Census{}, err
	}
	held := map[int]bool{}
	for _, i := range p.Clamp {
		held[i] = true
	}
	c := Census{Lowest: math.Inf(1), Seed: src.Seed(), Version: Version}
	herd, err := newHerd(ctx, p, src, chain.Fast(m))
	if err != nil {
		return c, err
	}
	logZ := float64(m.Units()-len(held)) * math.Ln2
	for k := range p.Steps + 1 {
		beta := p.Cold * float64(k) / float64(p.Steps)
		if k > 0 {
			logZ += herd.resample(uint64(k), p.Cold/float64(p.Steps))
			workers.Each(p.Replicas, func(i int) {
				for s := 0; s < p.Sweeps && ctx.Err() == nil; s++ {
					herd.now[i].Sweep(beta, uint64(k*p.Sweeps+s))
				}
			})
		}
		if ctx.Err() != nil {
			return c, ctx.Err()
		}
		herd.record(&c, beta, logZ, p.Start)
		if progress != nil {
			progress(k, p.Steps)
		}
	}
	return c, nil
}

func (p Population) defaults(m *stdlib.Ising) (Population, error) {
	if err := m.Check(); err != nil {
		return p, err
	}
	if p.Replicas == 0 {
		p.Replicas = 1000
	}
	if p.Steps == 0 {
		p.Steps = 100
	}
	if p.Sweeps == 0 {
		p.Sweeps = 10
	}
	if p.Cold == 0 {
		_, p.Cold = Range(m)
	}
	if p.Replicas < 1 || p.Steps < 1 || p.Sweeps < 1 || !(p.Cold > 0) || math.IsInf(p.Cold, 0) {
		return p, fmt.Errorf("anneal: a population of %d, %d steps of %d sweeps to β = %v: want positive numbers", p.Replicas, p.Steps, p.Sweeps, p.Cold)
	}
	if len(p.Start.Spins) == 0 {
		return p, check(m, p.Clamp, nil)
	}
	return p, check(m, p.Clamp, []stdlib.Pattern{p.Start})
}

type herd struct {
	src       rng.Source
	now, next []*chain.Chain
	family    []int
}

func newHerd(ctx context.Context, p Population, src rng.Source, m *chain.Model) (*herd, error) {
	h := &herd{src: src.Named("resample"), family: make([]int, p.Replicas)}
	for i := range p.Replicas {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		own := src.Named("replica").Numbered(uint64(i))
		var start []int8
		if len(p.Start.Spins) > 0 { // at β = 0: only the clamped units stay
			start = make([]int8, m.Units())
			stdlib.RandomSpins(own.Named("free"), start)
			for _, j := range p.Clamp {
				start[j] = p.Start.Spins[j]
			}
		}
		h.now = append(h.now, chain.New(m, own, start, p.Clamp))
		h.next = append(h.next, chain.New(m, own, start, p.Clamp))
		h.family[i] = i
	}
	return h, nil
}

// resample replaces the population by its children, as evenly as whole numbers
// allow (systematic resampling), and returns ln of the mean weight exp(−ΔβE).
func (h *herd) resample(step uint64, delta float64) float64 {
	low, n := math.Inf(1), len(h.now)
	for _, c := range h.now {
		low = min(low, c.Energy)
	}
	total := 0.0
	for _, c := range h.now {
		total += math.Exp(-delta * (c.Energy - low))
	}
	u := h.src.Float64(step)
	family := make([]int, n)
	at, parent := math.Exp(-delta*(h.now[0].Energy-low))/total*float64(n), 0
	for i := range n {
		for at <= float64(i)+u && parent < n-1 {
			parent++
			at += math.Exp(-delta*(h.now[parent].Energy-low)) / total * float64(n)
		}
		h.next[i].Copy(h.now[parent])
		family[i] = h.family[parent]
	}
	h.now, h.next, h.family = h.next, h.now, family
	return math.Log(total/float64(n)) - delta*low
}

func (h *herd) record(c *Census, beta, logZ float64, shape stdlib.Pattern) {
	mean := 0.0
	alive := map[int]bool{}
	for i, r := range h.now {
		mean += r.Energy / float64(len(h.now))
		alive[h.family[i]] = true
		if r.Energy < c.Lowest {
			c.Best = stdlib.Row(append([]int8(nil), r.State...))
			if len(shape.Spins) > 0 {
				c.Best.Rows, c.Best.Cols = shape.Rows, shape.Cols
			}
			c.Lowest = r.Energy
		}
	}
	c.Betas, c.Energy, c.LogZ, c.Families = append(c.Betas, beta), append(c.Energy, mean), append(c.LogZ, logZ), append(c.Families, len(alive))
}
