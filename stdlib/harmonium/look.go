package harmonium

import (
	"context"
	"fmt"
	"math"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/training"
	"harmonium/stdlib/internal/vec"
)

// look adds a step to the history: measured on the first examples of the data, and the
// likelihood on all where it is cheap.
func (l *learner) look(ctx context.Context, epoch float64) error {
	if err := l.m.sound(); err != nil {
		return fmt.Errorf("%w after update %d: the rate %v is too high", err, l.update, l.how.Rate)
	}
	s := stdlib.Unmeasured(l.update, epoch)
	part := l.data[:min(l.how.Look, len(l.data))]
	held := l.how.Held[:min(l.how.Look, len(l.how.Held))]
	if err := l.measureLikelihoods(ctx, part, held, &s); err != nil {
		return err
	}
	features, err := l.m.observe(ctx, part, &s)
	if err != nil {
		return err
	}
	if _, err := l.run.Add(s, l.m.warnings(features)...); err != nil {
		return err
	}
	return l.save()
}

// cheap reports whether every step of a history can have the exact likelihood.
func (m *Machine) cheap() bool {
	const states, gaussians = 1 << 10, 64
	if m.visible.Support() == Line && m.hidden.Support() == Line {
		return m.visible.Units()+m.hidden.Units() <= gaussians
	}
	few := func(u Units) bool { return u.Support() == Bounded && u.Points(0) <= states }
	return !anyLength(m.visible) && (few(m.visible) || few(m.hidden))
}

func (l *learner) measureLikelihoods(ctx context.Context, part, held [][]float64, s *stdlib.Step) (err error) {
	m := l.m
	if m.values() != nil {
		if s.PseudoLikelihood, err = m.PseudoLikelihood(ctx, part); err != nil {
			return err
		}
	}
	if m.cheap() {
		if s.LogLikelihood, err = m.LogLikelihood(ctx, l.data); err != nil {
			return err
		}
		s.LikelihoodError = 0
	}
	if len(held) == 0 {
		return nil
	}
	if m.values() != nil {
		if s.HeldPseudoLikelihood, err = m.PseudoLikelihood(ctx, held); err != nil {
			return err
		}
	}
	if m.cheap() {
		if s.HeldLikelihood, err = m.LogLikelihood(ctx, l.how.Held); err != nil {
			return err
		}
	}
	outside, err := m.MeanFreeEnergy(ctx, held)
	if err != nil {
		return err
	}
	inside, err := m.MeanFreeEnergy(ctx, part)
	s.FreeEnergyGap = outside - inside
	return err
}

// observe measures weights, activity (the mean of g), and the error of reconstruction,
// with means all the way: no random numbers are spent on looking.
func (m *Machine) observe(ctx context.Context, part [][]float64, s *stdlib.Step) (features [][]float64, err error) {
	if features, err = m.Transform(ctx, part); err != nil {
		return nil, err
	}
	total := 0.0
	for _, g := range features {
		total += sum(g)
	}
	n := len(features) * m.hidden.Coupled()
	s.HiddenActivity = total / float64(max(1, n))
	s.WeightNorm = math.Sqrt(vec.Dot(m.w, m.w) / float64(max(1, len(m.w))))
	back, err := m.Reconstruct(ctx, part)
	if err != nil {
		return nil, err
	}
	seen, err := m.rows(part)
	if err != nil {
		return nil, err
	}
	f := make([][]float64, len(part))
	for k := range f {
		f[k] = seen.Row(k)[:m.visible.Coupled()]
	}
	s.Reconstruction = squares(f, back)
	return features, nil
}

// warnings are those of hidden units that are on or off.
func (m *Machine) warnings(features [][]float64) []stdlib.Warning {
	var on []float64
	for _, g := range features {
		for _, v := range g {
			switch m.hidden.(type) {
			case Bits:
				on = append(on, v)
			case Spins:
				on = append(on, (1+v)/2)
			}
		}
	}
	return training.Hidden(on, m.hidden.Coupled()*min(1, len(on)))
}
