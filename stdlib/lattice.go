package stdlib

import (
	"fmt"
	"math"
)

// Lattice is a box of units, each coupled with strength J to the nearest in every
// direction. Nothing is stored: neighbours follow from where a unit is. Unit
// (x₀, x₁, …) has the number (x₀·size₁ + x₁)·size₂ + …
type Lattice struct {
	size     []int
	stride   []int
	n        int
	periodic bool
	j        float64
}

// NewLattice is a lattice with the given sizes: two for a square lattice, three for a
// cubic one. Periodic means that opposite borders touch; that needs every size
// to be at least 3, since two units would otherwise be neighbours twice.
func NewLattice(j float64, periodic bool, size ...int) (*Lattice, error) {
	if len(size) == 0 || math.IsNaN(j) || math.IsInf(j, 0) {
		return nil, fmt.Errorf("stdlib: a lattice of %d directions with coupling %v", len(size), j)
	}
	l := &Lattice{append([]int(nil), size...), make([]int, len(size)), 1, periodic, j}
	for d := len(size) - 1; d >= 0; d-- {
		if size[d] < 1 || periodic && size[d] < 3 || size[d] > math.MaxInt32/l.n {
			return nil, fmt.Errorf("stdlib: a lattice with size %d in direction %d, want at least 1, at least 3 when periodic, and not too many units", size[d], d)
		}
		l.stride[d] = l.n
		l.n *= size[d]
	}
	return l, nil
}

// Shape is the shape of a state as a picture: the sizes of a square lattice, 0×0 of others.
func (l *Lattice) Shape() (rows, cols int) {
	if len(l.size) != 2 {
		return 0, 0
	}
	return l.size[0], l.size[1]
}

// Units is N.
func (l *Lattice) Units() int { return l.n }

// Size is the sizes in each direction.
func (l *Lattice) Size() []int { return append([]int(nil), l.size...) }

// Coupling is J, the same for all neighbours.
func (l *Lattice) Coupling() float64 { return l.j }

// At is Jᵢⱼ.
func (l *Lattice) At(i, j int) float64 {
	w := 0.0
	l.Neighbours(i, func(k int, v float64) {
		if k == j {
			w = v
		}
	})
	return w
}

// Fields sets dst to Js.
func (l *Lattice) Fields(dst []float64, s []int8) {
	for i := range dst {
		sum := 0
		l.near(i, func(j int) { sum += int(s[j]) })
		dst[i] = l.j * float64(sum)
	}
}

// Push adds by·Jᵢⱼ to every fields[j].
func (l *Lattice) Push(fields []float64, i int, by float64) {
	w := by * l.j
	l.near(i, func(j int) { fields[j] += w })
}

// Neighbours calls visit for every neighbour, in rising order.
func (l *Lattice) Neighbours(i int, visit func(j int, w float64)) {
	if l.j == 0 {
		return
	}
	var found [16]int
	list := found[:0]
	l.near(i, func(j int) {
		list = append(list, j)
		for k := len(list) - 1; k > 0 && list[k] < list[k-1]; k-- {
			list[k], list[k-1] = list[k-1], list[k]
		}
	})
	for _, j := range list {
		visit(j, l.j)
	}
}

func (l *Lattice) near(i int, visit func(j int)) {
	for d, n := range l.size {
		x, step := i/l.stride[d]%n, l.stride[d]
		switch {
		case x > 0:
			visit(i - step)
		case l.periodic:
			visit(i + (n-1)*step)
		}
		switch {
		case x < n-1:
			visit(i + step)
		case l.periodic:
			visit(i - (n-1)*step)
		}
	}
}
