package stdlib

import (
	"fmt"
	"math"
	"sort"
)

// Edge is one coupling: J between units I and J has the given weight.
type Edge struct {
	I, J   int
	Weight float64
}

// Sparse is couplings stored as lists of neighbours (compressed rows).
type Sparse struct {
	start  []int32 // the neighbours of i are at start[i] … start[i+1]−1
	to     []int32 // in rising order for each unit
	weight []float64
}

// NewSparse builds couplings from edges, each named once in either direction; an
// edge named again adds to the first. It refuses an edge from a unit to itself,
// a unit out of 0 … n−1, and a weight that is not finite.
func NewSparse(n int, edges []Edge) (*Sparse, error) {
	if n < 0 || n > math.MaxInt32 || len(edges) > math.MaxInt32/2 {
		return nil, fmt.Errorf("stdlib: sparse couplings of %d units and %d edges", n, len(edges))
	}
	half := make([]Edge, 0, 2*len(edges))
	for k, e := range edges {
		switch {
		case e.I < 0 || e.I >= n || e.J < 0 || e.J >= n:
			return nil, fmt.Errorf("stdlib: edge %d joins units %d and %d, want 0 to %d", k, e.I, e.J, n-1)
		case e.I == e.J:
			return nil, fmt.Errorf("stdlib: edge %d joins unit %d to itself", k, e.I)
		case math.IsNaN(e.Weight) || math.IsInf(e.Weight, 0):
			return nil, fmt.Errorf("stdlib: edge %d (%d, %d) has weight %v, want a finite number", k, e.I, e.J, e.Weight)
		}
		half = append(half, e, Edge{e.J, e.I, e.Weight})
	}
	// Stable, so that repeated edges add up in the same order both ways round.
	sort.SliceStable(half, func(a, b int) bool {
		return half[a].I < half[b].I || half[a].I == half[b].I && half[a].J < half[b].J
	})
	s := &Sparse{start: make([]int32, n+1)}
	for k := 0; k < len(half); {
		e, sum := half[k], 0.0
		for ; k < len(half) && half[k].I == e.I && half[k].J == e.J; k++ {
			sum += half[k].Weight
		}
		if sum != 0 {
			s.to, s.weight = append(s.to, int32(e.J)), append(s.weight, sum)
			s.start[e.I+1]++
		}
	}
	for i := range n {
		s.start[i+1] += s.start[i]
	}
	return s, nil
}

// SparseOf is the couplings of c as lists of neighbours; c itself when it is so already.
func SparseOf(c Couplings) *Sparse {
	if s, ok := c.(*Sparse); ok {
		return s
	}
	s := &Sparse{start: []int32{0}}
	for i := range c.Units() {
		c.Neighbours(i, func(j int, w float64) {
			s.to, s.weight = append(s.to, int32(j)), append(s.weight, w)
		})
		s.start = append(s.start, int32(len(s.to)))
	}
	return s
}

// Units is N.
func (s *Sparse) Units() int { return max(0, len(s.start)-1) }

// Edges is the number of pairs with a coupling.
func (s *Sparse) Edges() int { return len(s.to) / 2 }

// Row lists the neighbours of unit i and their weights: not copies, not to be changed.
func (s *Sparse) Row(i int) ([]int32, []float64) {
	a, b := s.start[i], s.start[i+1]
	return s.to[a:b:b], s.weight[a:b:b]
}

// At is Jᵢⱼ.
func (s *Sparse) At(i, j int) float64 {
	to, weight := s.Row(i)
	if k := sort.Search(len(to), func(k int) bool { return int(to[k]) >= j }); k < len(to) && int(to[k]) == j {
		return weight[k]
	}
	return 0
}

// Fields sets dst to Js.
func (s *Sparse) Fields(dst []float64, spins []int8) {
	for i := range dst {
		to, weight := s.Row(i)
		f := 0.0
		for k, j := range to {
			f += float64(weight[k] * float64(spins[j]))
		}
		dst[i] = f
	}
}

// Push adds by·Jᵢⱼ to every fields[j].
func (s *Sparse) Push(fields []float64, i int, by float64) {
	to, weight := s.Row(i)
	for k, j := range to {
		fields[j] += float64(by * weight[k])
	}
}

// Neighbours calls visit for every j with Jᵢⱼ ≠ 0.
func (s *Sparse) Neighbours(i int, visit func(j int, w float64)) {
	to, weight := s.Row(i)
	for k, j := range to {
		visit(int(j), weight[k])
	}
}

// EdgesOf lists every coupling of c once, I < J, in rising order.
func EdgesOf(c Couplings) []Edge {
	var all []Edge
	for i := range c.Units() {
		c.Neighbours(i, func(j int, w float64) {
			if i < j {
				all = append(all, Edge{i, j, w})
			}
		})
	}
	return all
}
