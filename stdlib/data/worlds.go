package data

import (
	"fmt"
	"math"
	"math/bits"

	"harmonium/stdlib"
	"harmonium/stdlib/rng"
)

// maxExponent keeps a list of all cases below a million patterns.
const maxExponent = 18

func checkSize(what string, n, low, high int) error {
	if n < low || n > high {
		return fmt.Errorf("data: %s of size %d, want %d to %d", what, n, low, high)
	}
	return nil
}

// spin is +1 where bit i of x is 1.
func spin(x, i int) int8 { return int8(x>>i&1)*2 - 1 }

// BarsAndStripes is all pictures of n×n, 1 ≤ n ≤ 17, whose rows are each all on or
// all off (2ⁿ stripes), and all whose columns are (2ⁿ bars). The empty and the full
// picture are both and occur twice.
func BarsAndStripes(n int) ([]stdlib.Pattern, error) {
	if err := checkSize("bars and stripes", n, 1, maxExponent-1); err != nil {
		return nil, err
	}
	var all []stdlib.Pattern
	for upright := range 2 {
		for x := range 1 << n {
			p := stdlib.Pattern{Spins: make([]int8, n*n), Rows: n, Cols: n}
			for i := range p.Spins {
				line := i / n
				if upright == 1 {
					line = i % n
				}
				p.Spins[i] = spin(x, line)
			}
			all = append(all, p)
		}
	}
	return all, nil
}

// Parity is all states of n units, 1 ≤ n ≤ 18, with an even number of +1. Any n−1
// of them are independent and fair, so nothing but the coupling of all n tells
// the world from noise.
func Parity(n int) ([]stdlib.Pattern, error) {
	if err := checkSize("parity", n, 1, maxExponent); err != nil {
		return nil, err
	}
	var all []stdlib.Pattern
	for x := range 1 << n {
		if bits.OnesCount(uint(x))%2 == 0 {
			s := make([]int8, n)
			for i := range s {
				s[i] = spin(x, i)
			}
			all = append(all, stdlib.Row(s))
		}
	}
	return all, nil
}

// Encoder is the n cases of the encoder problem: two groups of n units, in each
// only unit k is +1. Between the groups a machine has nothing but a few hidden
// units, so these must find a code.
func Encoder(n int) ([]stdlib.Pattern, error) {
	if err := checkSize("an encoder", n, 1, 1024); err != nil {
		return nil, err
	}
	all := make([]stdlib.Pattern, n)
	for k := range all {
		s := make([]int8, 2*n)
		for i := range s {
			s[i] = -1
		}
		s[k], s[n+k] = 1, 1
		all[k] = stdlib.Pattern{Spins: s, Rows: 2, Cols: n}
	}
	return all, nil
}

// Shifter is all 3·2ⁿ cases of the shifter, 1 ≤ n ≤ 16: n units at random, the same
// shifted by one to the left, not at all, or to the right (round the end), and
// three units of which one says which it was.
func Shifter(n int) ([]stdlib.Pattern, error) {
	if err := checkSize("a shifter", n, 1, maxExponent-2); err != nil {
		return nil, err
	}
	var all []stdlib.Pattern
	for x := range 1 << n {
		for shift := range 3 {
			s := make([]int8, 2*n+3)
			for i := range n {
				s[i] = spin(x, i)
				s[n+(i+shift-1+n)%n] = s[i]
			}
			s[2*n], s[2*n+1], s[2*n+2] = -1, -1, -1
			s[2*n+shift] = 1
			all = append(all, stdlib.Row(s))
		}
	}
	return all, nil
}

// BarsWorld says how bars are drawn. Zero fields take the stated default.
type BarsWorld struct {
	Size    int     // the picture is Size×Size; 0 means 4
	On      float64 // the probability of each bar; 0 means 0.2
	Upright float64 // the probability that the bars of a picture stand; 0 means 2/3
}

// Bars draws count pictures of bars: first whether they stand or lie, then each
// bar on its own.
func Bars(src rng.Source, count int, world BarsWorld) ([]stdlib.Pattern, error) {
	world = world.defaults()
	if err := world.check(count); err != nil {
		return nil, err
	}
	all := make([]stdlib.Pattern, count)
	for k := range all {
		r := src.Numbered(uint64(k)).Reader()
		upright := r.Float64() < world.Upright
		x := 0
		for i := range world.Size {
			if r.Float64() < world.On {
				x |= 1 << i
			}
		}
		all[k] = world.picture(x, upright)
	}
	return all, nil
}

func (w BarsWorld) defaults() BarsWorld {
	if w.Size == 0 {
		w.Size = 4
	}
	if w.On == 0 {
		w.On = 0.2
	}
	if w.Upright == 0 {
		w.Upright = 2.0 / 3
	}
	return w
}

func (w BarsWorld) check(count int) error {
	if err := checkSize("bars", w.Size, 1, 62); err != nil {
		return err
	}
	if count < 0 || !(w.On >= 0 && w.On <= 1) || !(w.Upright >= 0 && w.Upright <= 1) {
		return fmt.Errorf("data: %d pictures with probabilities %v and %v, want 0 or more and 0 to 1", count, w.On, w.Upright)
	}
	return nil
}

func (w BarsWorld) picture(x int, upright bool) stdlib.Pattern {
	n := w.Size
	p := stdlib.Pattern{Spins: make([]int8, n*n), Rows: n, Cols: n}
	for i := range p.Spins {
		line := i / n
		if upright {
			line = i % n
		}
		p.Spins[i] = spin(x, line)
	}
	return p
}

// Entropy is the entropy of the world in nats, which no model's mean −ln p can
// go below. It is summed over all pictures: Size ≤ 16.
func (w BarsWorld) Entropy() (float64, error) {
	w = w.defaults()
	if err := w.check(0); err != nil {
		return 0, err
	}
	if err := checkSize("an enumeration of bars", w.Size, 1, 16); err != nil {
		return 0, err
	}
	h, full := 0.0, 1<<w.Size-1
	for x := range 1 << w.Size {
		k := bits.OnesCount(uint(x))
		p := math.Pow(w.On, float64(k)) * math.Pow(1-w.On, float64(w.Size-k))
		if x == 0 || x == full || w.Size == 1 {
			h += surprise(p) // standing and lying look the same
			continue
		}
		h += surprise(p*w.Upright) + surprise(p*(1-w.Upright))
	}
	return h, nil
}

func surprise(p float64) float64 {
	if p == 0 {
		return 0
	}
	return -p * math.Log(p)
}
