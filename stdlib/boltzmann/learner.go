package boltzmann

import (
	"context"
	"fmt"
	"math"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/tensors"
	"harmonium/stdlib/internal/training"
	"harmonium/stdlib/rng"
)

// Learner is a training under way. It can be run on after an interruption, saved and
// resumed: the machine is the same to the last bit as after a training in one go.
type Learner struct {
	m              *Machine
	how            Training
	src            rng.Source
	phases         *phases
	run            *training.Run
	update         int // made so far
	grad           Gradient
	speedW, speedB []float64 // what momentum remembers
	held           []float64 // shares of the held-out patterns
	mark           mark
}

// Learner begins a training of m.
func (m *Machine) Learner(src rng.Source, d Data, how Training) (*Learner, error) {
	l, err := m.learner(src, d, how)
	if err == nil && m.hidden > 0 && m.hiddenAlone() {
		err = m.Scatter(src.Named("couplings"), l.how.Scatter)
	}
	return l, err
}

func (m *Machine) learner(src rng.Source, d Data, how Training) (*Learner, error) {
	q, err := m.shares(d)
	if err != nil {
		return nil, err
	}
	how = how.defaults()
	if err := how.check(m); err != nil {
		return nil, err
	}
	l := &Learner{m: m, how: how, src: src, speedW: make([]float64, m.Units()*m.Units()), speedB: make([]float64, m.Units())}
	if how.Held.Patterns != nil {
		if l.held, err = m.shares(how.Held); err != nil {
			return nil, fmt.Errorf("held-out data: %w", err)
		}
	}
	if l.grad, err = m.newGradient(); err != nil {
		return nil, err
	}
	if l.run, err = training.New(m.parameters(), how.Stop, how.Watch); err != nil {
		return nil, err
	}
	m.rows, m.cols = d.Patterns[0].Rows, d.Patterns[0].Cols
	l.phases, err = newPhases(m, src, d, q, how, nil)
	return l, err
}

// hiddenAlone reports whether no hidden unit is coupled with anything.
func (m *Machine) hiddenAlone() bool {
	for i := m.visible; i < m.Units(); i++ {
		for _, w := range m.weights.Row(i) {
			if w != 0 {
				return false
			}
		}
	}
	return true
}

// Machine is the machine that learns, not a copy.
func (l *Learner) Machine() *Machine { return l.m }

// History is how the training went so far.
func (l *Learner) History() stdlib.History { return l.run.History }

// Updates is how many updates have been made.
func (l *Learner) Updates() int { return l.update }

// Run goes on to the end of the training; see [Machine.Train].
func (l *Learner) Run(ctx context.Context) (stdlib.History, error) {
	if err := l.Advance(ctx, l.how.Updates-l.update); err != nil {
		return l.run.History, err
	}
	l.run.Finish()
	return l.run.History, nil
}

// Advance makes so many updates, fewer where the training or the stopping rule ends
// before. When ctx ends the machine is as it was after the last whole update.
func (l *Learner) Advance(ctx context.Context, updates int) error {
	pool := team()
	defer pool.Close()
	l.phases.use(pool)
	defer l.phases.use(nil)
	for range updates {
		if l.update >= l.how.Updates || l.run.Done() {
			return nil
		}
		l.phases.mark(&l.mark)
		if err := l.phases.gradient(ctx, &l.grad, l.update); err != nil {
			l.phases.back(&l.mark)
			return err
		}
		if err := l.climb(); err != nil {
			return err
		}
		l.update++
		if l.update%l.how.Every == 0 || l.update == l.how.Updates {
			if err := l.look(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// climb makes one step uphill, or none at all when the gradient is not finite.
func (l *Learner) climb() error {
	m, how, g := l.m, l.how, l.grad
	n := m.Units()
	for i := range n {
		for j, w := range g.Weights.Row(i) {
			if math.IsNaN(w) || math.IsInf(w, 0) {
				return fmt.Errorf("boltzmann: update %d: the gradient of coupling (%d, %d) is %v; a rate below %v may help", l.update+1, i, j, w, how.Rate)
			}
		}
	}
	if how.Step > 0 {
		m.stepInBits(g, how.Step)
		return nil
	}
	for i := range n {
		l.speedB[i] = float64(how.Momentum*l.speedB[i]) + g.Bias[i]
		m.bias[i] += float64(how.Rate * l.speedB[i])
		speed, slope, row := l.speedW[i*n:], g.Weights.Row(i), m.weights.Row(i)
		for j := range i {
			speed[j] = float64(how.Momentum*speed[j]) + slope[j] - float64(how.Decay*row[j])
			m.couple(i, j, row[j]+float64(how.Rate*speed[j]))
		}
	}
	return nil
}

// stepInBits moves every weight and threshold of the machine in bits by one step in the
// direction of its gradient, ⟨xᵢxⱼ⟩clamped − ⟨xᵢxⱼ⟩free. With x = (s+1)/2 that is a
// quarter of ∂ℓ/∂Jᵢⱼ + ∂ℓ/∂bᵢ + ∂ℓ/∂bⱼ; a weight's step is ¼ of J and of both biases,
// a threshold's ½ of the bias.
func (m *Machine) stepInBits(g Gradient, step float64) {
	n := m.Units()
	for i := range n {
		m.bias[i] += step / 2 * sign(g.Bias[i])
		for j := range i {
			if !m.allows(i, j) {
				continue
			}
			d := step / 4 * sign(g.Weights.At(i, j)+g.Bias[i]+g.Bias[j])
			m.couple(i, j, m.weights.At(i, j)+d)
			m.bias[i] += d
			m.bias[j] += d
		}
	}
}

// sign is 0 where a difference is but rounding.
func sign(x float64) float64 {
	switch {
	case x > 1e-6:
		return 1
	case x < -1e-6:
		return -1
	}
	return 0
}

func (m *Machine) parameters() []tensors.Tensor {
	n := m.Units()
	return []tensors.Tensor{
		{Name: "J", Shape: []int{n, n}, F64: m.weights.Entries()},
		{Name: "b", Shape: []int{n}, F64: m.bias},
	}
}
