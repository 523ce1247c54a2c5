package rbm

import (
	"context"
	"fmt"
	"math"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/training"
	"harmonium/stdlib/internal/vec"
)

// lookExact is the smaller layer up to which every step of a history has the exact
// likelihood.
const lookExact = 10

// look adds a step to the history: measured on the first examples of the data, and
// the likelihood on all where it is cheap. It spends no random numbers.
func (l *learner) look(ctx context.Context) error {
	m, s := l.m, stdlib.Unmeasured(l.update, float64(l.update)/float64(l.how.updates(l.d)))
	if err := m.Check(); err != nil {
		return fmt.Errorf("%w after %d updates: the rate %v is too high", err, l.update, l.how.Rate)
	}
	part, _, err := l.d.Split(l.how.Look)
	if err != nil {
		return err
	}
	if s.PseudoLikelihood, err = m.PseudoLikelihood(ctx, part); err != nil {
		return err
	}
	if s.LogLikelihood, s.LikelihoodError, err = l.likelihood(ctx, l.d); err != nil {
		return err
	}
	if l.how.Held != nil {
		if err := l.lookHeld(ctx, part, &s); err != nil {
			return err
		}
	}
	features, err := m.Transform(ctx, part)
	if err != nil {
		return err
	}
	m.observe(part, features, &s)
	_, err = l.log.Add(s, training.Hidden(features, m.hidden)...)
	if saved := l.checkpoint(); err == nil {
		err = saved
	}
	return err
}

// likelihood is the exact one and its error, 0: of all examples, where that costs little,
// else NaN; of a classifier that of the classes, on the first examples.
func (l *learner) likelihood(ctx context.Context, d *Data) (mean, deviation float64, err error) {
	if l.room != nil {
		part, _, err := d.Split(min(l.how.Look, d.Len()))
		if err != nil {
			return 0, 0, err
		}
		_, mean, err = l.m.judge(ctx, part, l.room.classes)
		return mean, 0, err
	}
	if min(l.m.visible, l.m.hidden) > lookExact {
		return math.NaN(), math.NaN(), nil
	}
	mean, err = l.m.LogLikelihood(ctx, d)
	return mean, 0, err
}

func (l *learner) lookHeld(ctx context.Context, part *Data, s *stdlib.Step) error {
	held, _, err := l.how.Held.Split(min(l.how.Look, l.how.Held.Len()))
	if err != nil {
		return err
	}
	if s.HeldPseudoLikelihood, err = l.m.PseudoLikelihood(ctx, held); err != nil {
		return err
	}
	if s.HeldLikelihood, _, err = l.likelihood(ctx, l.how.Held); err != nil {
		return err
	}
	outside, err := l.m.MeanFreeEnergy(ctx, held)
	if err != nil {
		return err
	}
	inside, err := l.m.MeanFreeEnergy(ctx, part)
	s.FreeEnergyGap = outside - inside
	return err
}

// observe measures weights, activity, and the error of reconstruction, with means all
// the way.
func (m *RBM) observe(d *Data, features []float32, s *stdlib.Step) {
	active, square := 0.0, 0.0
	for _, p := range features {
		active += float64(p)
	}
	for _, w := range m.w {
		square += float64(float64(w) * float64(w))
	}
	s.HiddenActivity = active / float64(max(1, len(features)))
	s.WeightNorm = math.Sqrt(square / float64(max(1, len(m.w))))
	back, x := matrix(d.Len(), m.visible), matrix(d.Len(), m.visible)
	setRows(back, m.b)
	vec.MulAdd(nil, back, 1, vec.Dense(d.Len(), m.hidden, features), m.weights().T())
	vec.Sigmoid32(back.Data, back.Data)
	floats(x, d.bits)
	wrong := 0.0
	for i, p := range back.Data {
		e := float64(p) - float64(x.Data[i])
		wrong += float64(e * e)
	}
	s.Reconstruction = wrong / float64(len(back.Data))
}
