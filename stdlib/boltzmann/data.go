package boltzmann

import (
	"fmt"
	"math"

	"harmonium/stdlib"
)

// Data is a distribution over visible states, the one to be learned: patterns, and
// how often each occurs.
type Data struct {
	Patterns []stdlib.Pattern
	Weights  []float64 // not below 0; nil means that all occur equally often
}

// Examples is the data of a list of patterns. A pattern that is repeated is stored
// once and weighs as often as it occurs.
func Examples(patterns ...stdlib.Pattern) Data {
	var d Data
	at := map[string]int{}
	for _, p := range patterns {
		key := string(spinBytes(p.Spins))
		k, seen := at[key]
		if !seen {
			k = len(d.Patterns)
			at[key] = k
			d.Patterns = append(d.Patterns, p)
			d.Weights = append(d.Weights, 0)
		}
		d.Weights[k]++
	}
	return d
}

func spinBytes(s []int8) []byte {
	b := make([]byte, len(s))
	for i, v := range s {
		b[i] = byte(v)
	}
	return b
}

// shares checks the data and returns the weights divided by their sum.
func (m *Machine) shares(d Data) ([]float64, error) {
	if len(d.Patterns) == 0 {
		return nil, fmt.Errorf("boltzmann: there are no patterns to learn")
	}
	if d.Weights != nil && len(d.Weights) != len(d.Patterns) {
		return nil, fmt.Errorf("boltzmann: %d weights for %d patterns", len(d.Weights), len(d.Patterns))
	}
	q, sum := make([]float64, len(d.Patterns)), 0.0
	for k, p := range d.Patterns {
		if err := m.fits(p); err != nil {
			return nil, fmt.Errorf("pattern %d: %w", k+1, err)
		}
		q[k] = 1
		if d.Weights != nil {
			q[k] = d.Weights[k]
		}
		if !(q[k] >= 0) || math.IsInf(q[k], 0) {
			return nil, fmt.Errorf("boltzmann: weight %d is %v, want a finite number from 0", k+1, q[k])
		}
		sum += q[k]
	}
	if sum == 0 || math.IsInf(sum, 0) {
		return nil, fmt.Errorf("boltzmann: the weights of the patterns sum to %v, want a finite number above 0", sum)
	}
	for k := range q {
		q[k] /= sum
	}
	return q, nil
}
