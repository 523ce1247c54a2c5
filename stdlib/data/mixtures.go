package data

import (
	"fmt"
	"math"

	"harmonium/stdlib"
	"harmonium/stdlib/rng"
)

// Prototypes draws count pictures from a mixture of Bernoulli distributions: one of the
// prototypes, each as likely as the others, with every unit flipped with the given
// probability. Labels tell which.
func Prototypes(src rng.Source, count int, flip float64, prototypes ...stdlib.Pattern) (*Labelled, error) {
	if count < 1 || len(prototypes) < 1 || !(flip >= 0 && flip <= 1) {
		return nil, fmt.Errorf("data: %d pictures of %d prototypes flipped with %v, want at least 1 of both and 0 to 1", count, len(prototypes), flip)
	}
	first := prototypes[0]
	for k, p := range prototypes {
		if err := stdlib.CheckSpins(p.Spins); err != nil || len(p.Spins) != len(first.Spins) || len(p.Spins) == 0 {
			return nil, fmt.Errorf("data: prototype %d has %d units, the first has %d (%v)", k+1, len(p.Spins), len(first.Spins), err)
		}
	}
	d := &Labelled{Rows: first.Rows, Cols: first.Cols, Classes: len(prototypes)}
	for k := range count {
		r := src.Numbered(uint64(k)).Reader()
		class := r.IntN(len(prototypes))
		d.Labels = append(d.Labels, class)
		for _, s := range prototypes[class].Spins {
			on := (s > 0) != (r.Float64() < flip)
			v := float32(0)
			if on {
				v = 1
			}
			d.Pixels = append(d.Pixels, v)
		}
	}
	return d, d.Check()
}

// Points is N places of D numbers each, with the class that each is of.
type Points struct {
	Dimension int
	Data      []float64 // N×D, row by row
	Labels    []int
}

// Len is N.
func (p *Points) Len() int { return len(p.Labels) }

// Gaussians draws count points from a mixture of normal distributions of equal weight, all
// of the given standard deviation in every direction, around the centres: continuous
// data for Gaussian units.
func Gaussians(src rng.Source, count int, deviation float64, centres ...[]float64) (*Points, error) {
	if count < 1 || len(centres) < 1 || !(deviation >= 0) || math.IsInf(deviation, 0) {
		return nil, fmt.Errorf("data: %d points around %d centres with standard deviation %v, want at least 1 of both and a finite number from 0", count, len(centres), deviation)
	}
	d := &Points{Dimension: len(centres[0])}
	for k, c := range centres {
		if len(c) != d.Dimension || d.Dimension == 0 {
			return nil, fmt.Errorf("data: centre %d has %d numbers, the first has %d", k+1, len(c), d.Dimension)
		}
		for i, v := range c {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, fmt.Errorf("data: number %d of centre %d is %v, want a finite one", i, k+1, v)
			}
		}
	}
	z := make([]float64, d.Dimension)
	for k := range count {
		from := src.Numbered(uint64(k))
		class := from.Named("class").Reader().IntN(len(centres))
		from.Normal64(z, 0)
		d.Labels = append(d.Labels, class)
		for i, c := range centres[class] {
			d.Data = append(d.Data, c+float64(deviation*z[i]))
		}
	}
	return d, nil
}
