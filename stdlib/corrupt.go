package stdlib

import (
	"fmt"
	"math"

	"harmonium/stdlib/rng"
)

// Flip is p with a fraction of its units flipped: exactly ⌊fraction·N + ½⌋ of
// them, chosen at random. The fraction is in [0, 1].
func Flip(src rng.Source, p Pattern, fraction float64) (Pattern, error) {
	return corrupt(src, p, fraction, func(s *int8) { *s = -*s })
}

// Mask is p with a fraction of its units, chosen at random, put to −1 whatever
// they were: ink that has faded.
func Mask(src rng.Source, p Pattern, fraction float64) (Pattern, error) {
	return corrupt(src, p, fraction, func(s *int8) { *s = -1 })
}

func corrupt(src rng.Source, p Pattern, fraction float64, change func(*int8)) (Pattern, error) {
	if !(fraction >= 0 && fraction <= 1) {
		return Pattern{}, fmt.Errorf("stdlib: the fraction of units to corrupt is %v, want 0 to 1", fraction)
	}
	q := p.Clone()
	n := int(math.Floor(fraction*float64(len(q.Spins)) + 0.5))
	for _, i := range choose(src, len(q.Spins), n) {
		change(&q.Spins[i])
	}
	return q, nil
}

// choose is k different numbers of 0 … n−1, at random.
func choose(src rng.Source, n, k int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	r := src.Reader()
	for i := range k {
		j := i + r.IntN(n-i)
		all[i], all[j] = all[j], all[i]
	}
	return all[:k]
}

// Region is a rectangle of a picture: rows Row … Row+Height−1, columns
// Col … Col+Width−1, counted from 0.
type Region struct{ Row, Col, Height, Width int }

// Erase is p with a region put to −1.
func (p Pattern) Erase(region Region) (Pattern, error) {
	units, err := p.Inside(region)
	if err != nil {
		return Pattern{}, err
	}
	q := p.Clone()
	for _, i := range units {
		q.Spins[i] = -1
	}
	return q, nil
}

// Inside lists the units of a region, in order.
func (p Pattern) Inside(g Region) ([]int, error) {
	if g.Row < 0 || g.Col < 0 || g.Height < 0 || g.Width < 0 || g.Row+g.Height > p.Rows || g.Col+g.Width > p.Cols {
		return nil, fmt.Errorf("stdlib: region %d×%d at (%d, %d) does not lie in a picture of %d×%d",
			g.Height, g.Width, g.Row, g.Col, p.Rows, p.Cols)
	}
	units := make([]int, 0, g.Height*g.Width)
	for r := g.Row; r < g.Row+g.Height; r++ {
		for c := g.Col; c < g.Col+g.Width; c++ {
			units = append(units, r*p.Cols+c)
		}
	}
	return units, nil
}

// Outside lists the units that are not in a region, in order: what to clamp
// when the region is to be filled in.
func (p Pattern) Outside(g Region) ([]int, error) {
	inside, err := p.Inside(g)
	if err != nil {
		return nil, err
	}
	hidden := make([]bool, len(p.Spins))
	for _, i := range inside {
		hidden[i] = true
	}
	var units []int
	for i, h := range hidden {
		if !h {
			units = append(units, i)
		}
	}
	return units, nil
}

// RandomPattern is a picture whose units are −1 or +1 with equal probability.
func RandomPattern(src rng.Source, rows, cols int) (Pattern, error) {
	if rows < 0 || cols < 0 {
		return Pattern{}, fmt.Errorf("stdlib: a pattern cannot have %d rows of %d", rows, cols)
	}
	p := Pattern{make([]int8, rows*cols), rows, cols}
	RandomSpins(src, p.Spins)
	return p, nil
}

// RandomPatterns is count independent pictures, each as RandomPattern makes it.
func RandomPatterns(src rng.Source, count, rows, cols int) ([]Pattern, error) {
	if count < 0 {
		return nil, fmt.Errorf("stdlib: cannot make %d patterns", count)
	}
	all := make([]Pattern, count)
	for k := range all {
		p, err := RandomPattern(src.Numbered(uint64(k)), rows, cols)
		if err != nil {
			return nil, err
		}
		all[k] = p
	}
	return all, nil
}

// RandomSpins fills s with −1 and +1, each with probability ½.
func RandomSpins(src rng.Source, s []int8) {
	words := make([]uint32, (len(s)+31)/32)
	src.Uint32s(words, 0)
	for i := range s {
		s[i] = int8(words[i/32]>>(i%32)&1)*2 - 1
	}
}
