package hopfield

import (
	"context"
	"fmt"
	"math"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/workers"
	"harmonium/stdlib/rng"
)

// Capacity says how to measure how much a net can hold.
type Capacity struct {
	Units int       // N; 0 means 200
	Loads []float64 // α = P/N; nil means 0.02, 0.04, … 0.3
	Nets  int       // at each load; 0 means 20
	Rule  Rule      // nil means Hebb
	Noise float64   // the fraction of a pattern's units flipped before recall
	Tries int       // patterns recalled in each net; 0 means 10, at most P
}

// CapacityPoint is what was found at one load.
type CapacityPoint struct {
	Load         float64
	Patterns     int     // P
	Overlap      float64 // mean overlap of recalled and stored pattern
	Error        float64 // standard error of Overlap over nets
	OneStep      float64 // mean fraction of a stored pattern's units that do not keep their value
	OneStepError float64 // standard error of OneStep over nets
	Stable       float64 // mean fraction of stored patterns that are fixed points
	Theory       float64 // AGSOverlap of the load: for Hebb's rule, large N, recall from the pattern itself
	Expected     float64 // OneStepError of the load: for Hebb's rule, large N
}

// Measure stores random patterns in random nets and recalls them, load after load.
// Nets are worked on in parallel and draw from streams of their own, so the result
// does not depend on the number of cores. When ctx ends it returns the loads that
// are done. Progress, if not nil, is called after each load.
func (c Capacity) Measure(ctx context.Context, src rng.Source, progress func(done, of int)) ([]CapacityPoint, error) {
	c = c.defaults()
	if c.Units < 2 || c.Nets < 1 || c.Tries < 1 || !(c.Noise >= 0 && c.Noise <= 1) {
		return nil, fmt.Errorf("hopfield: %+v, want at least 2 units, 1 net and 1 try, and noise from 0 to 1", c)
	}
	var points []CapacityPoint
	for k, load := range c.Loads {
		if !(load > 0) || math.Round(load*float64(c.Units)) < 1 {
			return points, fmt.Errorf("hopfield: load %d is %v, which is not a pattern in %d units", k, load, c.Units)
		}
		p, err := c.point(ctx, src.Numbered(uint64(k)), load)
		if err != nil {
			return points, err
		}
		points = append(points, p)
		if progress != nil {
			progress(k+1, len(c.Loads))
		}
	}
	return points, nil
}

func (c Capacity) defaults() Capacity {
	if c.Units == 0 {
		c.Units = 200
	}
	if c.Loads == nil {
		for k := 1; k <= 15; k++ {
			c.Loads = append(c.Loads, 0.02*float64(k))
		}
	}
	if c.Nets == 0 {
		c.Nets = 20
	}
	if c.Tries == 0 {
		c.Tries = 10
	}
	return c
}

func (c Capacity) point(ctx context.Context, src rng.Source, load float64) (CapacityPoint, error) {
	results := make([]CapacityPoint, c.Nets)
	errs := make([]error, c.Nets)
	workers.Each(c.Nets, func(k int) {
		results[k], errs[k] = c.net(ctx, src.Numbered(uint64(k)), load)
	})
	for _, err := range errs {
		if err != nil {
			return CapacityPoint{}, err
		}
	}
	return average(results), nil
}

func (c Capacity) net(ctx context.Context, src rng.Source, load float64) (CapacityPoint, error) {
	count := int(math.Round(load * float64(c.Units)))
	patterns := make([]stdlib.Pattern, count)
	for k := range patterns {
		patterns[k] = stdlib.Row(make([]int8, c.Units))
		stdlib.RandomSpins(src.Named("pattern").Numbered(uint64(k)), patterns[k].Spins)
	}
	n := New(c.Units)
	report, err := n.Learn(ctx, src.Named("learn"), patterns, c.Rule)
	if err != nil {
		return CapacityPoint{}, err
	}
	out := CapacityPoint{Load: load, Patterns: count, Stable: float64(report.Stable) / float64(count), Theory: AGSOverlap(load), Expected: OneStepError(load)}
	tries := min(c.Tries, count)
	model, err := n.model()
	if err != nil {
		return out, err
	}
	fields := make([]float64, c.Units)
	for k := range tries {
		p := patterns[k]
		model.Fields(fields, p.Spins)
		wrong := 0
		for i, s := range p.Spins {
			if float64(s)*fields[i] < -n.rounding() {
				wrong++
			}
		}
		out.OneStep += float64(wrong) / float64(c.Units) / float64(tries)
		start, err := stdlib.Flip(src.Named("noise").Numbered(uint64(k)), p, c.Noise)
		if err != nil {
			return out, err
		}
		run, err := n.Recall(ctx, src.Named("recall").Numbered(uint64(k)), start, Recall{Cheap: true})
		if err != nil {
			return out, err
		}
		out.Overlap += run.Final.Overlap(p) / float64(tries)
	}
	return out, nil
}

func average(results []CapacityPoint) CapacityPoint {
	out, n := results[0], float64(len(results))
	out.Overlap, out.OneStep, out.Stable = 0, 0, 0
	for _, r := range results {
		out.Overlap += r.Overlap / n
		out.OneStep += r.OneStep / n
		out.Stable += r.Stable / n
	}
	if n > 1 {
		overlaps, slips := 0.0, 0.0
		for _, r := range results {
			m, slip := r.Overlap-out.Overlap, r.OneStep-out.OneStep
			overlaps += float64(m * m)
			slips += float64(slip * slip)
		}
		out.Error, out.OneStepError = math.Sqrt(overlaps/(n-1)/n), math.Sqrt(slips/(n-1)/n)
	}
	return out
}
