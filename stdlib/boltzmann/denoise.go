package boltzmann

import (
	"context"
	"fmt"
	"math"

	"harmonium/stdlib"
	"harmonium/stdlib/rng"
)

// Denoise samples what the machine takes a noisy pattern for, if every visible unit was
// flipped with probability flip: P(v | p) ∝ P(v) Π P(pᵢ | vᵢ). By Bayes' rule the noise is
// but a bias of ½T ln((1−flip)/flip) pᵢ. The means are ⟨v⟩.
func (m *Machine) Denoise(ctx context.Context, src rng.Source, p stdlib.Pattern, flip float64, how Sampling) (Completion, error) {
	given, err := m.noisy(p, flip)
	if err != nil {
		return Completion{}, err
	}
	return given.Complete(ctx, src, p, nil, how)
}

// Denoised is the exact ⟨v⟩ of what Denoise samples: V+H ≤ 24.
func (m *Machine) Denoised(ctx context.Context, p stdlib.Pattern, flip float64) ([]float64, error) {
	given, err := m.noisy(p, flip)
	if err != nil {
		return nil, err
	}
	return given.Conditional(ctx, p, nil)
}

// noisy is the machine with the noisy pattern as biases.
func (m *Machine) noisy(p stdlib.Pattern, flip float64) (*Machine, error) {
	if err := m.fits(p); err != nil {
		return nil, err
	}
	if !(flip > 0 && flip < 1) {
		return nil, fmt.Errorf("boltzmann: units flipped with probability %v, want above 0 and below 1", flip)
	}
	given := *m // the couplings are shared
	given.bias = append([]float64(nil), m.bias...)
	log := m.temperature / 2 * math.Log((1-flip)/flip)
	for i, s := range p.Spins {
		given.bias[i] += log * float64(s)
	}
	return &given, nil
}
