package stdlib

import (
	"fmt"
	"math"
)

// Binary is a model of bits x in {0,1}ᴺ:
//
//	E(x) = −½ xᵀWx − cᵀx + Offset,   zᵢ = Σⱼ Wᵢⱼxⱼ + cᵢ,   P(xᵢ = 1 | rest) = σ(βzᵢ)
//
// The same model in spins s = 2x − 1 is [Binary.Ising], with exactly the same
// energies. Mind the factor: for a bit the log-odds are βz, for a spin they are
// 2βf; the lecture's σ(f) is right for bits alone.
type Binary struct {
	Weights Couplings
	Bias    []float64 // c; nil means 0
	Offset  float64
}

// Units is N.
func (m *Binary) Units() int { return m.Weights.Units() }

// Energy is E(x).
func (m *Binary) Energy(x []uint8) (float64, error) {
	if len(x) != m.Units() {
		return 0, fmt.Errorf("stdlib: the state has %d bits, the model has %d", len(x), m.Units())
	}
	e := m.Offset
	for i, v := range x {
		switch v {
		case 0:
			continue
		case 1:
		default:
			return 0, fmt.Errorf("stdlib: bit %d is %d, want 0 or 1", i, v)
		}
		if m.Bias != nil {
			e -= m.Bias[i]
		}
		m.Weights.Neighbours(i, func(j int, w float64) {
			if j < i && x[j] == 1 {
				e -= w
			}
		})
	}
	return e, nil
}

// Ising is the same model in spins: J = W/4, b = c/2 + ¼ Σⱼ Wᵢⱼ, and the constant
// that keeps every energy.
func (m *Binary) Ising() (*Ising, error) {
	if err := (&Ising{Couplings: m.Weights, Bias: m.Bias}).Check(); err != nil {
		return nil, err
	}
	n := m.Units()
	out := &Ising{Couplings: scaled(m.Weights, 0.25), Bias: make([]float64, n), Offset: m.Offset}
	for i := range n {
		row := 0.0
		m.Weights.Neighbours(i, func(j int, w float64) {
			row += w
			if j < i {
				out.Offset -= w / 4
			}
		})
		c := 0.0
		if m.Bias != nil {
			c = m.Bias[i]
		}
		out.Bias[i] = c/2 + row/4
		out.Offset -= c / 2
	}
	return out, nil
}

// Binary is the same model in bits: W = 4J, cᵢ = 2bᵢ − 2 Σⱼ Jᵢⱼ, and the constant
// that keeps every energy: E_bipolar = E_binary + Σbᵢ − Σ_{i<j} Jᵢⱼ.
func (m *Ising) Binary() *Binary {
	n := m.Units()
	out := &Binary{Weights: scaled(m.Couplings, 4), Bias: make([]float64, n), Offset: m.Offset}
	for i := range n {
		row := 0.0
		m.Couplings.Neighbours(i, func(j int, w float64) {
			row += w
			if j < i {
				out.Offset -= w
			}
		})
		out.Bias[i] = 2*m.bias(i) - 2*row
		out.Offset += m.bias(i)
	}
	return out
}

// Scaled is the model with every energy multiplied by a factor.
func (m *Ising) Scaled(factor float64) (*Ising, error) {
	if math.IsNaN(factor) || math.IsInf(factor, 0) {
		return nil, fmt.Errorf("stdlib: a model scaled by %v", factor)
	}
	out := &Ising{Couplings: scaled(m.Couplings, factor), Offset: factor * m.Offset}
	for _, b := range m.Bias {
		out.Bias = append(out.Bias, factor*b)
	}
	return out, nil
}

func scaled(c Couplings, by float64) Couplings {
	switch c := c.(type) {
	case *Dense:
		d := &Dense{c.n, make([]float64, len(c.j))}
		for k, w := range c.j {
			d.j[k] = by * w
		}
		return d
	case *Lattice:
		l := *c
		l.j *= by
		return &l
	}
	s := SparseOf(c)
	out := &Sparse{s.start, s.to, make([]float64, len(s.weight))}
	for k, w := range s.weight {
		out.weight[k] = by * w
	}
	return out
}

// QUBO is an unconstrained binary problem, E(x) = Σ Qᵢⱼxᵢxⱼ + Constant, as a list
// of terms; a term with I = J is linear, since x² = x. Terms of the same pair add up.
type QUBO struct {
	Units    int
	Terms    []Edge
	Constant float64
}

// Binary is the same problem as a model of bits.
func (q QUBO) Binary() (*Binary, error) {
	if q.Units < 0 {
		return nil, fmt.Errorf("stdlib: a QUBO of %d units", q.Units)
	}
	c := make([]float64, q.Units)
	var edges []Edge
	for k, t := range q.Terms {
		if t.I != t.J {
			edges = append(edges, Edge{t.I, t.J, -t.Weight})
			continue
		}
		if t.I < 0 || t.I >= q.Units || math.IsNaN(t.Weight) || math.IsInf(t.Weight, 0) {
			return nil, fmt.Errorf("stdlib: term %d is %v for unit %d, want a finite number and a unit from 0 to %d", k, t.Weight, t.I, q.Units-1)
		}
		c[t.I] -= t.Weight
	}
	w, err := NewSparse(q.Units, edges)
	if err != nil {
		return nil, err
	}
	return &Binary{Weights: w, Bias: c, Offset: q.Constant}, nil
}

// Ising is the same problem in spins, with the constant kept.
func (q QUBO) Ising() (*Ising, error) {
	b, err := q.Binary()
	if err != nil {
		return nil, err
	}
	return b.Ising()
}

// QUBO is the model as a list of terms.
func (m *Ising) QUBO() QUBO {
	b := m.Binary()
	q := QUBO{Units: b.Units(), Constant: b.Offset}
	for i, c := range b.Bias {
		if c != 0 {
			q.Terms = append(q.Terms, Edge{i, i, -c})
		}
	}
	for _, e := range EdgesOf(b.Weights) {
		q.Terms = append(q.Terms, Edge{e.I, e.J, -e.Weight})
	}
	return q
}
