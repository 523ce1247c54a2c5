package hopfield

import (
	"context"
	"fmt"
	"math"
)

// Modern is the modern Hopfield net with continuous states: it keeps P stored
// vectors of N numbers and falls by the attention update,
//
//	ξ ← Xᵀ softmax(βXξ),   E(ξ) = −lse(βXξ)/β + ½|ξ|² + ln(P)/β + ½ max|x|²
//
// X is P×N, one stored vector a row. A large β retrieves one vector, a small one
// the mean of all.
//
// Source: Ramsauer et al., Hopfield Networks is All You Need (ICLR 2021).
type Modern struct {
	stored  [][]float64
	beta    float64
	longest float64 // max |x|²
}

// NewModern keeps copies of the stored vectors. β is positive.
func NewModern(beta float64, stored [][]float64) (*Modern, error) {
	if !(beta > 0) || math.IsInf(beta, 0) || len(stored) == 0 || len(stored[0]) == 0 {
		return nil, fmt.Errorf("hopfield: a modern net of %d vectors with β = %v, want vectors and a positive number", len(stored), beta)
	}
	m := &Modern{beta: beta}
	for k, x := range stored {
		if err := checkVector(x, len(stored[0])); err != nil {
			return nil, fmt.Errorf("hopfield: stored vector %d %w", k, err)
		}
		m.stored = append(m.stored, append([]float64(nil), x...))
		m.longest = max(m.longest, dot(x, x))
	}
	return m, nil
}

func checkVector(x []float64, n int) error {
	if len(x) != n {
		return fmt.Errorf("has %d numbers, want %d", len(x), n)
	}
	for i, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("has %v at %d, want a finite number", v, i)
		}
	}
	return nil
}

func dot(x, y []float64) float64 {
	s := 0.0
	for i, v := range x {
		s += float64(v * y[i])
	}
	return s
}

// Attention is softmax(βXξ): how much of each stored vector goes into the answer.
func (m *Modern) Attention(state []float64) ([]float64, error) {
	if err := checkVector(state, len(m.stored[0])); err != nil {
		return nil, fmt.Errorf("hopfield: the state %w", err)
	}
	p, _ := m.attention(state)
	return p, nil
}

func (m *Modern) attention(state []float64) (p []float64, lse float64) {
	p = make([]float64, len(m.stored))
	top, sum := math.Inf(-1), 0.0
	for k, x := range m.stored {
		p[k] = m.beta * dot(x, state)
		top = max(top, p[k])
	}
	for k := range p {
		p[k] = math.Exp(p[k] - top)
		sum += p[k]
	}
	for k := range p {
		p[k] /= sum
	}
	return p, top + math.Log(sum)
}

// Update is one step: Xᵀ softmax(βXξ).
func (m *Modern) Update(state []float64) ([]float64, error) {
	p, err := m.Attention(state)
	if err != nil {
		return nil, err
	}
	next := make([]float64, len(state))
	for k, x := range m.stored {
		for i, v := range x {
			next[i] += float64(p[k] * v)
		}
	}
	return next, nil
}

// Energy is E(ξ) ≥ 0.
func (m *Modern) Energy(state []float64) (float64, error) {
	if err := checkVector(state, len(m.stored[0])); err != nil {
		return 0, fmt.Errorf("hopfield: the state %w", err)
	}
	_, lse := m.attention(state)
	return -lse/m.beta + dot(state, state)/2 + math.Log(float64(len(m.stored)))/m.beta + m.longest/2, nil
}

// Descent is how a recall of a modern net went.
type Descent struct {
	Final     []float64
	Attention []float64   // of the final state
	Energies  []float64   // at the start, then after each step; never rising
	States    [][]float64 // likewise
	Converged bool        // the last step moved no number by more than the tolerance
}

// Recall updates until no number moves by more than 1e-9, or the steps run out;
// 0 means 100 steps.
func (m *Modern) Recall(ctx context.Context, start []float64, steps int) (Descent, error) {
	if steps == 0 {
		steps = 100
	}
	e, err := m.Energy(start)
	if err != nil {
		return Descent{}, err
	}
	d := Descent{Final: append([]float64(nil), start...), Energies: []float64{e}}
	d.States = [][]float64{d.Final}
	for range steps {
		if ctx.Err() != nil {
			return d, ctx.Err()
		}
		next, err := m.Update(d.Final)
		if err != nil {
			return d, err
		}
		moved := 0.0
		for i, v := range next {
			moved = max(moved, math.Abs(v-d.Final[i]))
		}
		e, err := m.Energy(next)
		if err != nil {
			return d, err
		}
		d.Final, d.Energies, d.States = next, append(d.Energies, e), append(d.States, next)
		if moved <= 1e-9 {
			d.Converged = true
			break
		}
	}
	d.Attention, err = m.Attention(d.Final)
	return d, err
}
