package stdlib

import (
	"fmt"
	"math"

	"harmonium/stdlib/rng"
)

// Law is how the couplings of a glass are drawn.
type Law int

const (
	PlusMinus Law = iota // −1 or +1 with equal probability
	Gaussian             // mean 0, variance 1
)

// Glass gives every coupling of a graph a random value: on a lattice, the
// Edwards–Anderson spin glass. Only which pairs of c are coupled matters.
//
// Source: Edwards and Anderson, J. Phys. F 5 (1975).
func Glass(src rng.Source, c Couplings, law Law) (*Sparse, error) {
	edges := EdgesOf(c)
	r := src.Reader()
	for k := range edges {
		edges[k].Weight = law.draw(r)
	}
	return NewSparse(c.Units(), edges)
}

func (law Law) draw(r *rng.Reader) float64 {
	if law == Gaussian {
		return r.NormFloat64()
	}
	return float64(2*r.IntN(2) - 1)
}

// SK is the Sherrington–Kirkpatrick spin glass: every pair coupled, with variance
// 1/N, so that the ground energy is about −0.7632 a spin for large N.
//
// Source: Sherrington and Kirkpatrick, PRL 35 (1975).
func SK(src rng.Source, n int, law Law) (*Dense, error) {
	d, err := NewDense(n)
	if err != nil {
		return nil, err
	}
	r, scale := src.Reader(), 1/math.Sqrt(float64(n))
	for i := range n {
		for j := range i {
			w := scale * law.draw(r)
			d.j[i*n+j], d.j[j*n+i] = w, w
		}
	}
	return d, nil
}

// RandomGraph is n units of which each pair is joined with probability p, by
// coupling 1.
//
// Source: Gilbert, Annals of Mathematical Statistics 30 (1959).
func RandomGraph(src rng.Source, n int, p float64) (*Sparse, error) {
	if n < 0 || !(p >= 0 && p <= 1) {
		return nil, fmt.Errorf("stdlib: a random graph of %d units with probability %v, want 0 to 1", n, p)
	}
	var edges []Edge
	r := src.Reader()
	for i := range n {
		for j := i + 1; j < n; j++ {
			if r.Float64() < p {
				edges = append(edges, Edge{i, j, 1})
			}
		}
	}
	return NewSparse(n, edges)
}

// Planted gives the couplings of a graph the signs that make the hidden state a
// ground state: Jᵢⱼ = |Jᵢⱼ| hᵢhⱼ. All its couplings are satisfied there (a
// Mattis glass), so its energy is −Σ|Jᵢⱼ|, and no state has a lower one.
func Planted(hidden Pattern, c Couplings) (*Sparse, error) {
	if len(hidden.Spins) != c.Units() {
		return nil, fmt.Errorf("stdlib: the hidden state has %d units, the graph has %d", len(hidden.Spins), c.Units())
	}
	if err := CheckSpins(hidden.Spins); err != nil {
		return nil, err
	}
	edges := EdgesOf(c)
	for k, e := range edges {
		edges[k].Weight = math.Abs(e.Weight) * float64(hidden.Spins[e.I]) * float64(hidden.Spins[e.J])
	}
	return NewSparse(c.Units(), edges)
}

// MaxCut is the Ising model whose ground states are the largest cuts of a graph
// with the given edge weights: J = −w/2, and the constant makes E(s) = −cut(s).
func MaxCut(graph *Sparse) *Ising {
	j := &Sparse{graph.start, graph.to, make([]float64, len(graph.weight))}
	total := 0.0
	for k, w := range graph.weight {
		j.weight[k] = -w / 2
		total += w / 4 // every edge is met twice
	}
	return &Ising{Couplings: j, Offset: -total}
}

// Cut is the total weight of the edges of a graph between units that differ.
func Cut(graph *Sparse, s []int8) float64 {
	sum := 0.0
	for i := range graph.Units() {
		to, weight := graph.Row(i)
		for k, j := range to {
			if int(j) > i && s[i] != s[j] {
				sum += weight[k]
			}
		}
	}
	return sum
}
