package boltzmann

import (
	"context"
	"fmt"
	"math"
)

// Means is a mean-field solution.
type Means struct {
	Mean       []float64 // mᵢ = ⟨sᵢ⟩, of all units
	FreeEnergy float64   // of the solution; naive mean field never falls below the exact −T ln Z
	Sweeps     int       // until no mean moved by more than 1e-12, or 10,000
	Converged  bool
}

const (
	relaxed   = 1e-12
	maxSweeps = 10_000
)

// MeanField solves m = tanh(f(m)/T), f(m) = Jm + b, unit after unit, from the means
// given (nil means 0.1 everywhere: of two solutions that mirror each other it finds
// the one above 0). With tap set, each field loses Onsager's reaction term
// mᵢ/T Σⱼ Jᵢⱼ²(1−mⱼ²), which makes the error of the free energy third order in the
// couplings instead of second.
func (m *Machine) MeanField(ctx context.Context, start []float64, tap bool) (Means, error) {
	mean := make([]float64, m.Units())
	if start != nil && len(start) != len(mean) {
		return Means{}, fmt.Errorf("boltzmann: %d means to start from, the machine has %d units", len(start), len(mean))
	}
	for i := range mean {
		mean[i] = 0.1
		if start != nil {
			mean[i] = start[i]
		}
		if !(math.Abs(mean[i]) <= 1) {
			return Means{}, fmt.Errorf("boltzmann: mean %d to start from is %v, want -1 to 1", i, mean[i])
		}
	}
	out := Means{Mean: mean}
	for out.Sweeps < maxSweeps && !out.Converged {
		if err := ctx.Err(); err != nil {
			return out, err
		}
		out.Converged = m.relaxOnce(mean, 0, tap) <= relaxed
		out.Sweeps++
	}
	out.FreeEnergy = m.meanFieldEnergy(mean, tap)
	return out, nil
}

// relax solves the means of the units from first on, in place, in at most so many
// sweeps. The means before first are clamped.
func (m *Machine) relax(mean []float64, first, sweeps int) {
	for range sweeps {
		if m.relaxOnce(mean, first, false) <= relaxed {
			return
		}
	}
}

// relaxOnce updates every mean once and returns the largest change. Without TAP
// each update minimises the free energy over one mean, so it never rises; with TAP
// half a step keeps it from swinging.
func (m *Machine) relaxOnce(mean []float64, first int, tap bool) (moved float64) {
	t := m.temperature
	for i := first; i < len(mean); i++ {
		f, reaction := m.bias[i], 0.0
		for j, w := range m.weights.Row(i) {
			f += float64(w * mean[j])
			if tap {
				reaction += float64(w * w * (1 - mean[j]*mean[j]))
			}
		}
		to := math.Tanh((f - float64(mean[i]*reaction)/t) / t)
		if tap {
			to = (to + mean[i]) / 2
		}
		moved = max(moved, math.Abs(to-mean[i]))
		mean[i] = to
	}
	return moved
}

// meanFieldEnergy is U − TH of independent units, less the second-order term of the
// expansion in the couplings when tap is set (Plefka, J. Phys. A 15, 1982).
func (m *Machine) meanFieldEnergy(mean []float64, tap bool) float64 {
	t, u, h := m.temperature, 0.0, 0.0
	for i, mi := range mean {
		u -= m.bias[i] * mi
		h += entropy((1+mi)/2) + entropy((1-mi)/2)
		for j := range i {
			w := m.weights.At(i, j)
			u -= w * mi * mean[j]
			if tap {
				u -= w * w * (1 - mi*mi) * (1 - mean[j]*mean[j]) / (2 * t)
			}
		}
	}
	return u - t*h
}

func entropy(p float64) float64 {
	if p <= 0 {
		return 0
	}
	return -p * math.Log(p)
}
