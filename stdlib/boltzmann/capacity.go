package boltzmann

import (
	"context"
	"fmt"
	"math"

	"harmonium/stdlib"
	"harmonium/stdlib/exact"
	"harmonium/stdlib/rng"
)

// Capacity measures how many random patterns a machine stores, with so many hidden units
// or fewer. That "N+K patterns" fit into N visible and K hidden units is a rule of thumb;
// this is what training by the exact gradient reaches. Zero fields take the stated
// default.
type Capacity struct {
	Visible  int   // N; 0 means 8
	Hidden   []int // K, one curve each; nil means 0, 2, 4
	Patterns []int // P; nil means 2, 4, … 2N
	Tries    int   // sets of random patterns for each point; 0 means 5
	Updates  int   // of training; 0 means 300
}

// CapacityPoint is one point of the curve of K hidden units.
type CapacityPoint struct {
	Hidden, Patterns int
	Stored           float64 // mean share of the patterns that are stored: more probable than each state that differs in one unit and is no pattern itself
	Error            float64 // its standard error
}

func (c Capacity) defaults() Capacity {
	if c.Visible == 0 {
		c.Visible = 8
	}
	if c.Hidden == nil {
		c.Hidden = []int{0, 2, 4}
	}
	if c.Patterns == nil {
		for p := 2; p <= 2*c.Visible; p += 2 {
			c.Patterns = append(c.Patterns, p)
		}
	}
	if c.Tries == 0 {
		c.Tries = 5
	}
	if c.Updates == 0 {
		c.Updates = 300
	}
	return c
}

// MeasureCapacity measures every point, one curve after the other. The same sets of
// patterns are learned with all numbers of hidden units. When ctx ends it returns the
// points so far and ctx's error.
func MeasureCapacity(ctx context.Context, src rng.Source, c Capacity) ([]CapacityPoint, error) {
	c = c.defaults()
	if c.Visible < 2 || c.Tries < 1 || c.Updates < 1 {
		return nil, fmt.Errorf("boltzmann: capacity of %d visible units in %d tries of %d updates, want at least 2, 1 and 1", c.Visible, c.Tries, c.Updates)
	}
	var points []CapacityPoint
	pool := team()
	defer pool.Close()
	for _, hidden := range c.Hidden {
		for _, count := range c.Patterns {
			if count < 1 || count > 1<<c.Visible {
				return points, fmt.Errorf("boltzmann: %d patterns of %d units, want 1 to %d", count, c.Visible, 1<<c.Visible)
			}
			stored, errs := make([]float64, c.Tries), make([]error, c.Tries)
			pool.Do(c.Tries, func(k int) {
				stored[k], errs[k] = c.try(ctx, src.Numbered(uint64(k)).Numbered(uint64(count)), hidden, count)
			})
			for _, err := range errs {
				if err != nil {
					return points, err
				}
			}
			points = append(points, capacityPoint(hidden, count, stored))
		}
	}
	return points, nil
}

func capacityPoint(hidden, count int, stored []float64) CapacityPoint {
	p, n := CapacityPoint{Hidden: hidden, Patterns: count, Error: math.NaN()}, float64(len(stored))
	for _, v := range stored {
		p.Stored += v / n
	}
	if n > 1 {
		sum := 0.0
		for _, v := range stored {
			sum += (v - p.Stored) * (v - p.Stored)
		}
		p.Error = math.Sqrt(sum / (n - 1) / n)
	}
	return p
}

func (c Capacity) try(ctx context.Context, src rng.Source, hidden, count int) (float64, error) {
	m, err := New(c.Visible, hidden)
	if err != nil {
		return 0, err
	}
	d := Examples(distinct(src.Named("patterns").Reader(), count, c.Visible)...)
	if _, err := m.Train(ctx, src.Named("training"), d, Training{Updates: c.Updates, Rate: .3, Momentum: .5, Every: c.Updates, Scatter: .3}); err != nil {
		return 0, err
	}
	p, err := m.Distribution(ctx)
	if err != nil {
		return 0, err
	}
	taught := map[int]bool{}
	for _, pattern := range d.Patterns {
		taught[exact.Index(pattern.Spins)] = true
	}
	stored := 0
	for x := range taught {
		highest := true
		for i := range c.Visible {
			y := x ^ 1<<i
			highest = highest && (taught[y] || p[x] > p[y])
		}
		if highest {
			stored++
		}
	}
	return float64(stored) / float64(count), nil
}

// distinct draws patterns at random, no two alike.
func distinct(r *rng.Reader, count, n int) []stdlib.Pattern {
	var all []stdlib.Pattern
	seen := map[int]bool{}
	for len(all) < count {
		x := r.IntN(1 << n)
		if seen[x] {
			continue
		}
		seen[x] = true
		s := make([]int8, n)
		for i := range s {
			s[i] = int8(x>>i&1)*2 - 1
		}
		all = append(all, stdlib.Row(s))
	}
	return all
}
