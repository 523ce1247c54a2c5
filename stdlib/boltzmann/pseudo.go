package boltzmann

import (
	"context"
	"fmt"
	"math"
)

// PseudoLikelihood is the mean over the data of Σᵢ ln P(vᵢ | the others), in nats,
// for a machine without hidden units. It needs no Z, and where the data are many and
// come from such a machine its maximum is where the likelihood's is.
//
// Source: Besag, The Statistician 24 (1975).
func (m *Machine) PseudoLikelihood(ctx context.Context, d Data) (float64, error) {
	q, err := m.shares(d)
	if err != nil {
		return 0, err
	}
	if m.hidden > 0 {
		return 0, fmt.Errorf("boltzmann: the pseudo-likelihood needs every unit visible, the machine has %d hidden ones", m.hidden)
	}
	return m.pseudo(d, q, nil), ctx.Err()
}

// pseudo is the pseudo-likelihood; where g is not nil it is set to the gradient:
//
//	ln P(sᵢ | rest) = −ln(1 + e^(−2sᵢfᵢ/T)),   its derivative by fᵢ is (sᵢ − tanh(fᵢ/T))/T
func (m *Machine) pseudo(d Data, q []float64, g *Gradient) (mean float64) {
	n, t := m.Units(), m.temperature
	f, by := make([]float64, n), make([]float64, n)
	for k, p := range d.Patterns {
		m.ising().Fields(f, p.Spins)
		for i, v := range p.Spins {
			s := float64(v)
			mean -= q[k] * softplus(-2*s*f[i]/t)
			by[i] = q[k] * (s - math.Tanh(f[i]/t)) / t
		}
		if g == nil {
			continue
		}
		for i := range n {
			g.Bias[i] += by[i]
			row := g.Weights.Row(i)
			for j := range n {
				if i != j && m.allows(i, j) {
					row[j] += float64(by[i]*float64(p.Spins[j])) + float64(by[j]*float64(p.Spins[i]))
				}
			}
		}
	}
	return mean
}

// softplus is ln(1 + eˣ) without overflow.
func softplus(x float64) float64 { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }
