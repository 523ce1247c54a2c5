package boltzmann

import (
	"context"
	"fmt"
	"math"
	"slices"

	"harmonium/stdlib"
	"harmonium/stdlib/exact"
)

// Gradient is ∂ℓ/∂J and ∂ℓ/∂b, and ℓ itself: the mean ln P(v) over the data.
type Gradient struct {
	Weights       *stdlib.Dense
	Bias          []float64
	LogLikelihood float64
}

// joint is the distribution of a machine over all its states, enumerated. State x
// has unit i at +1 where bit i of x is 1, so its low V bits are the visible state.
type joint struct {
	m        *Machine
	energies []float64
	p        []float64
	logZ     float64
}

func (m *Machine) joint(ctx context.Context) (*joint, error) {
	all, err := exact.Enumerate(ctx, m.ising())
	if err != nil {
		return nil, fmt.Errorf("boltzmann: exact calculation: %w", err)
	}
	points, err := all.Thermodynamics(m.temperature)
	if err != nil {
		return nil, err
	}
	p, err := all.Probabilities(m.temperature)
	return &joint{m, all.Energies(), p, points[0].LogZ}, err
}

// clamped is the joint distribution with the visible units drawn from the data and
// the hidden ones from the machine, and the mean of ln P(v) over the data.
func (j *joint) clamped(d Data, q []float64) (p []float64, mean float64) {
	p = make([]float64, len(j.energies))
	step, t := 1<<j.m.visible, j.m.temperature
	for k, pattern := range d.Patterns {
		v := exact.Index(pattern.Spins)
		low, sum := math.Inf(1), 0.0
		for x := v; x < len(p); x += step {
			low = min(low, j.energies[x])
		}
		for x := v; x < len(p); x += step {
			sum += math.Exp((low - j.energies[x]) / t)
		}
		for x := v; x < len(p); x += step {
			p[x] += q[k] * math.Exp((low-j.energies[x])/t) / sum
		}
		if q[k] > 0 {
			mean += q[k] * (math.Log(sum) - low/t - j.logZ)
		}
	}
	return p, mean
}

// Gradient is the exact gradient of the log-likelihood, by enumeration of all
// states: V+H ≤ 24.
func (m *Machine) Gradient(ctx context.Context, d Data) (Gradient, error) {
	q, err := m.shares(d)
	if err != nil {
		return Gradient{}, err
	}
	j, err := m.joint(ctx)
	if err != nil {
		return Gradient{}, err
	}
	clamped, mean := j.clamped(d, q)
	g, err := m.newGradient()
	if err != nil {
		return g, err
	}
	m.difference(&g, momentsOf(clamped), momentsOf(j.p))
	g.LogLikelihood = mean
	return g, nil
}

// momentsOf is the moments of a distribution over all states.
func momentsOf(p []float64) moments {
	all := exact.MomentsOf(p)
	return moments{all.Mean, slices.Concat(all.Correlation...)}
}

// LogLikelihood is the mean of ln P(v) over the data, in nats. It is exact: V+H ≤ 24.
func (m *Machine) LogLikelihood(ctx context.Context, d Data) (float64, error) {
	q, err := m.shares(d)
	if err != nil {
		return 0, err
	}
	j, err := m.joint(ctx)
	if err != nil {
		return 0, err
	}
	_, mean := j.clamped(d, q)
	return mean, nil
}

// KL is the divergence of the machine from the data, Σ q ln(q/P) ≥ 0, in nats. It is
// exact: V+H ≤ 24. Patterns that are listed twice count together.
func (m *Machine) KL(ctx context.Context, d Data) (float64, error) {
	q, err := m.shares(d)
	if err != nil {
		return 0, err
	}
	mean, err := m.LogLikelihood(ctx, d)
	if err != nil {
		return 0, err
	}
	total := map[string]float64{}
	for k, p := range d.Patterns {
		total[string(spinBytes(p.Spins))] += q[k]
	}
	negEntropy := 0.0
	for k, p := range d.Patterns { // in the data's order: a map has none
		if q[k] > 0 {
			negEntropy += q[k] * math.Log(total[string(spinBytes(p.Spins))])
		}
	}
	return negEntropy - mean, nil
}

// Distribution is P(v) of all 2ⱽ visible states, V+H ≤ 24: unit i of state x is +1
// where bit i of x is 1.
func (m *Machine) Distribution(ctx context.Context) ([]float64, error) {
	j, err := m.joint(ctx)
	if err != nil {
		return nil, err
	}
	p := make([]float64, 1<<m.visible)
	for x, v := range j.p {
		p[x&(len(p)-1)] += v
	}
	return p, nil
}

// World is the machine's own distribution as data, all 2ⱽ visible states with their
// probabilities, V+H ≤ 24: what another machine learns that is to become like it.
func (m *Machine) World(ctx context.Context) (Data, error) {
	p, err := m.Distribution(ctx)
	if err != nil {
		return Data{}, err
	}
	d := Data{Patterns: make([]stdlib.Pattern, len(p)), Weights: p}
	for x := range p {
		s := make([]int8, m.visible)
		for i := range s {
			s[i] = int8(x>>i&1)*2 - 1
		}
		d.Patterns[x] = stdlib.Row(s)
	}
	return d, nil
}

// LogZ is ln Z by enumeration: V+H ≤ 24.
func (m *Machine) LogZ(ctx context.Context) (float64, error) {
	j, err := m.joint(ctx)
	if err != nil {
		return 0, err
	}
	return j.logZ, nil
}

// Transform is the exact means ⟨hⱼ⟩ of the hidden units given each pattern of the data, a
// row a pattern: the code that the machine has for it. H ≤ 24, or no two hidden units
// coupled.
func (m *Machine) Transform(ctx context.Context, d Data) ([][]float64, error) {
	if _, err := m.shares(d); err != nil {
		return nil, err
	}
	apart := m.hiddenApart()
	rows := make([][]float64, len(d.Patterns))
	for k, p := range d.Patterns {
		rest, err := m.given(m.extend(p.Spins), m.firstUnits())
		if err != nil {
			return nil, err
		}
		if apart {
			rows[k] = make([]float64, m.hidden)
			for j, f := range rest.model.Bias {
				rows[k][j] = math.Tanh(f / m.temperature)
			}
			continue
		}
		all, err := exact.Enumerate(ctx, rest.model)
		if err != nil {
			return nil, fmt.Errorf("boltzmann: hidden means: %w", err)
		}
		moments, err := all.Moments(m.temperature)
		if err != nil {
			return nil, err
		}
		rows[k] = moments.Mean
	}
	return rows, ctx.Err()
}
