package data

import (
	"fmt"
	"math"

	"harmonium/stdlib"
	"harmonium/stdlib/rng"
)

// Labelled is N pictures in grey, each with a label 0 … Classes−1.
type Labelled struct {
	Rows, Cols int
	Pixels     []float32 // N×(Rows·Cols), picture by picture, each number in [0, 1]
	Labels     []int     // N; nil where nothing is known
	Classes    int
	Names      []string // of the classes; nil means 0, 1, …
}

// NewLabelled is pictures with labels, which it keeps; classes are as many as the largest
// label asks for. It refuses numbers outside [0, 1] and labels below 0.
func NewLabelled(rows, cols int, pixels []float32, labels []int) (*Labelled, error) {
	d := &Labelled{Rows: rows, Cols: cols, Pixels: pixels, Labels: labels}
	for _, y := range labels {
		d.Classes = max(d.Classes, y+1)
	}
	return d, d.Check()
}

// Check names the first thing that is wrong.
func (d *Labelled) Check() error {
	size := d.Rows * d.Cols
	switch {
	case d.Rows < 1 || d.Cols < 1 || len(d.Pixels) == 0 || len(d.Pixels)%size != 0:
		return fmt.Errorf("data: %d pixels do not fill pictures of %d rows of %d", len(d.Pixels), d.Rows, d.Cols)
	case d.Labels != nil && len(d.Labels) != d.Len():
		return fmt.Errorf("data: %d labels for %d pictures", len(d.Labels), d.Len())
	case d.Names != nil && len(d.Names) != d.Classes:
		return fmt.Errorf("data: %d names for %d classes", len(d.Names), d.Classes)
	}
	for i, v := range d.Pixels {
		if !(v >= 0 && v <= 1) {
			return fmt.Errorf("data: pixel %d of picture %d is %v, want 0 to 1", i%size, i/size, v)
		}
	}
	for k, y := range d.Labels {
		if y < 0 || y >= d.Classes {
			return fmt.Errorf("data: label %d is %d, want 0 to %d", k, y, d.Classes-1)
		}
	}
	return nil
}

// Len is N.
func (d *Labelled) Len() int { return len(d.Pixels) / max(1, d.Rows*d.Cols) }

// Picture is the pixels of example k; not a copy.
func (d *Labelled) Picture(k int) []float32 {
	size := d.Rows * d.Cols
	return d.Pixels[k*size : (k+1)*size : (k+1)*size]
}

// Name is the name of a class.
func (d *Labelled) Name(class int) string {
	if d.Names == nil {
		return fmt.Sprint(class)
	}
	return d.Names[class]
}

// Patterns makes every picture black and white: +1 where a pixel is above the threshold
// (0.5 is customary), else −1.
func (d *Labelled) Patterns(threshold float64) []stdlib.Pattern {
	return d.patterns(func(_, _ int, v float32) bool { return float64(v) > threshold })
}

// Sampled makes every picture black and white by chance: a pixel is +1 with its own
// brightness as the probability. So grey is kept, in the mean.
//
// Source: Salakhutdinov and Murray, ICML (2008), for MNIST.
func (d *Labelled) Sampled(src rng.Source) []stdlib.Pattern {
	u := make([]float32, d.Rows*d.Cols)
	return d.patterns(func(k, i int, v float32) bool {
		if i == 0 {
			src.Numbered(uint64(k)).Uniform32(u, 0)
		}
		return u[i] < v
	})
}

func (d *Labelled) patterns(on func(k, i int, v float32) bool) []stdlib.Pattern {
	all := make([]stdlib.Pattern, d.Len())
	for k := range all {
		p := stdlib.Pattern{Spins: make([]int8, d.Rows*d.Cols), Rows: d.Rows, Cols: d.Cols}
		for i, v := range d.Picture(k) {
			p.Spins[i] = -1
			if on(k, i, v) {
				p.Spins[i] = 1
			}
		}
		all[k] = p
	}
	return all
}

// OneHot puts its class behind every pattern, as one unit for each class of which one is
// +1: what a machine learns that is to classify.
func (d *Labelled) OneHot(patterns []stdlib.Pattern) ([]stdlib.Pattern, error) {
	if len(patterns) != len(d.Labels) {
		return nil, fmt.Errorf("data: %d patterns for %d labels", len(patterns), len(d.Labels))
	}
	all := make([]stdlib.Pattern, len(patterns))
	for k, p := range patterns {
		s := append([]int8(nil), p.Spins...)
		for class := range d.Classes {
			v := int8(-1)
			if class == d.Labels[k] {
				v = 1
			}
			s = append(s, v)
		}
		all[k] = stdlib.Row(s)
	}
	return all, nil
}

// Split is the first n examples, and the others; both share memory with d.
func (d *Labelled) Split(n int) (first, others *Labelled, err error) {
	if n < 0 || n > d.Len() {
		return nil, nil, fmt.Errorf("data: the first %d of %d examples", n, d.Len())
	}
	part := func(lo, hi int) *Labelled {
		p := *d
		p.Pixels = d.Pixels[lo*d.Rows*d.Cols : hi*d.Rows*d.Cols]
		if d.Labels != nil {
			p.Labels = d.Labels[lo:hi]
		}
		return &p
	}
	return part(0, n), part(n, d.Len()), nil
}

// Shuffled is a copy with the examples in random order.
func (d *Labelled) Shuffled(src rng.Source) *Labelled {
	s := *d
	s.Pixels, s.Labels = nil, nil
	for _, k := range src.Reader().Perm(d.Len()) {
		s.Pixels = append(s.Pixels, d.Picture(k)...)
		if d.Labels != nil {
			s.Labels = append(s.Labels, d.Labels[k])
		}
	}
	return &s
}

// String says in words what the data are.
func (d *Labelled) String() string {
	return fmt.Sprintf("%d pictures of %d×%d in %d classes", d.Len(), d.Rows, d.Cols, d.Classes)
}

// clamp keeps a brightness within [0, 1].
func clamp(v float64) float32 { return float32(math.Max(0, math.Min(1, v))) }
