package hopfield

import (
	"context"
	"fmt"
	"math"

	"harmonium/stdlib"
	"harmonium/stdlib/rng"
)

// Basin says how to measure how much corruption a net repairs.
type Basin struct {
	Noise []float64 // the fractions of units flipped before recall; nil means 0, 0.05, … 0.5
	Tries int       // recalls at each fraction, of the patterns in turn; 0 means 100
}

// BasinPoint is what was found at one fraction.
type BasinPoint struct {
	Noise    float64
	Tries    int
	Recalled int     // how many recalls ended in the pattern itself
	Overlap  float64 // mean overlap of what was recalled with the pattern
	Error    float64 // its standard error; NaN for one try
}

// Measure flips units of the patterns, chosen at random, and lets the net recall.
// Where the recalled fraction falls the basins of attraction end. When ctx ends it
// returns the fractions that are done.
func (b Basin) Measure(ctx context.Context, src rng.Source, n *Net, patterns []stdlib.Pattern) ([]BasinPoint, error) {
	if b.Noise == nil {
		for k := range 11 {
			b.Noise = append(b.Noise, float64(k)/20)
		}
	}
	if b.Tries == 0 {
		b.Tries = 100
	}
	if b.Tries < 1 || len(patterns) == 0 {
		return nil, fmt.Errorf("hopfield: basins of %d patterns with %d tries, want at least 1 of both", len(patterns), b.Tries)
	}
	if err := n.fitAll(patterns); err != nil {
		return nil, err
	}
	var points []BasinPoint
	for k, noise := range b.Noise {
		p, err := b.point(ctx, src.Numbered(uint64(k)), n, patterns, noise)
		if err != nil {
			return points, err
		}
		points = append(points, p)
	}
	return points, nil
}

func (b Basin) point(ctx context.Context, src rng.Source, n *Net, patterns []stdlib.Pattern, noise float64) (BasinPoint, error) {
	out := BasinPoint{Noise: noise, Tries: b.Tries}
	squares := 0.0
	for k := range b.Tries {
		p, own := patterns[k%len(patterns)], src.Numbered(uint64(k))
		start, err := stdlib.Flip(own.Named("noise"), p, noise)
		if err != nil {
			return out, err
		}
		run, err := n.Recall(ctx, own.Named("recall"), start, Recall{Cheap: true})
		if err != nil {
			return out, err
		}
		m := run.Final.Overlap(p)
		if m == 1 {
			out.Recalled++
		}
		out.Overlap += m
		squares += float64(m * m)
	}
	tries := float64(b.Tries)
	out.Overlap /= tries
	out.Error = math.Sqrt(max(0, squares/tries-float64(out.Overlap*out.Overlap)) / (tries - 1))
	return out, nil
}
