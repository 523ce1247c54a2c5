package boltzmann

import (
	"context"
	"math"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/training"
)

// lookUnits is the largest machine whose exact likelihood is in every step of a
// history whatever the method: enumerating it costs less than a millisecond. lookAt is
// how many patterns hidden units and reconstruction are measured on.
const (
	lookUnits = 12
	lookAt    = 100
)

// look adds a step to the history.
func (l *Learner) look(ctx context.Context) error {
	m, d, q := l.m, l.phases.d, l.phases.q
	s := stdlib.Unmeasured(l.update, float64(l.update))
	s.WeightNorm = m.norm()
	var err error
	if l.how.Method == Exact || m.Units() <= lookUnits {
		s.LikelihoodError = 0
		if s.LogLikelihood, err = m.LogLikelihood(ctx, d); err != nil {
			return err
		}
		if l.held != nil {
			if s.HeldLikelihood, err = m.LogLikelihood(ctx, l.how.Held); err != nil {
				return err
			}
		}
	}
	if m.hidden == 0 {
		s.PseudoLikelihood = m.pseudo(d, q, nil)
		if l.held != nil {
			s.HeldPseudoLikelihood = m.pseudo(l.how.Held, l.held, nil)
		}
	}
	if l.held != nil && m.freeEnergyIsCheap() {
		if s.FreeEnergyGap, err = m.gap(ctx, d, q, l.how.Held, l.held); err != nil {
			return err
		}
	}
	_, err = l.run.Add(s, training.Hidden(m.observe(&s, d), m.hidden)...)
	return err
}

func (m *Machine) freeEnergyIsCheap() bool { return m.hidden <= lookUnits || m.hiddenApart() }

func (m *Machine) gap(ctx context.Context, d Data, q []float64, held Data, heldShares []float64) (float64, error) {
	inside, err := m.meanFreeEnergy(ctx, d, q)
	if err != nil {
		return 0, err
	}
	outside, err := m.meanFreeEnergy(ctx, held, heldShares)
	return outside - inside, err
}

func (m *Machine) meanFreeEnergy(ctx context.Context, d Data, q []float64) (mean float64, err error) {
	for k, p := range d.Patterns {
		f, err := m.FreeEnergy(ctx, p)
		if err != nil {
			return 0, err
		}
		mean += float64(q[k] * f)
	}
	return mean, nil
}

// observe measures the activity of the hidden units and how well each visible unit is
// told by the others, with mean-field means of the hidden units; it returns P(on) of
// the hidden units, a row for each pattern.
func (m *Machine) observe(s *stdlib.Step, d Data) (means []float64) {
	row, active, wrong := make([]float64, m.Units()), 0.0, 0.0
	patterns := d.Patterns[:min(lookAt, len(d.Patterns))]
	for _, p := range patterns {
		m.hiddenMeans(row, p.Spins, 100)
		for _, v := range row[m.visible:] {
			means = append(means, (1+v)/2)
			active += (1 + v) / 2
		}
		for i := range m.visible {
			f := m.bias[i]
			for j, w := range m.weights.Row(i) {
				f += float64(w * row[j])
			}
			e := (row[i] - math.Tanh(f/m.temperature)) / 2
			wrong += float64(e * e)
		}
	}
	s.Reconstruction = wrong / float64(len(patterns)*m.visible)
	if m.hidden > 0 {
		s.HiddenActivity = active / float64(len(means))
	}
	return means
}

// norm is the root mean square of the couplings that the mask allows.
func (m *Machine) norm() float64 {
	sum, count := 0.0, 0
	for i := range m.Units() {
		for j := range i {
			if m.allows(i, j) {
				sum += float64(m.weights.At(i, j) * m.weights.At(i, j))
				count++
			}
		}
	}
	return math.Sqrt(sum / float64(max(1, count)))
}
