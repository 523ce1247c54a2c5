package boltzmann

import (
	"context"
	"fmt"
	"math"
	"time"

	"harmonium/stdlib"
	"harmonium/stdlib/exact"
	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rng"
)

// Method is how the two phases of learning are computed.
type Method int

const (
	Exact            Method = iota // by enumeration: V+H ≤ 24
	Gibbs                          // chains that start anew for every update
	Persistent                     // chains that go on from update to update
	MeanField                      // m = tanh(f(m)/T); free correlations by linear response
	PseudoLikelihood               // no phases: Σᵢ ln P(vᵢ | the others) instead of ln P(v); no hidden units
)

func (m Method) String() string {
	names := [...]string{"exact", "Gibbs", "persistent", "mean-field", "pseudo-likelihood"}
	if m < 0 || int(m) >= len(names) {
		return fmt.Sprintf("method %d", int(m))
	}
	return names[m]
}

// Training says how to learn. Zero fields take the stated default.
type Training struct {
	Method   Method
	Updates  int                     // 0 means 1000
	Rate     float64                 // learning rate; 0 means 0.1
	Momentum float64                 // in [0, 1)
	Decay    float64                 // L2: every update takes Rate·Decay·J from J
	Chains   int                     // free chains, of Gibbs and Persistent; 0 means 100
	Clamped  int                     // clamped chains for each different pattern; 0 means 1. None are needed where no two hidden units are coupled
	Sweeps   int                     // of every chain for each update; 0 means 10 for Gibbs, 1 for Persistent
	Scatter  float64                 // standard deviation of the first couplings, where hidden units have none yet; 0 means 0.1
	Every    int                     // updates between the steps of the history; 0 means a hundredth of Updates
	Watch    func(stdlib.Step) error // told each step; an error ends training; may be nil
}

func (t Training) defaults() Training {
	set := func(p *int, v int) {
		if *p == 0 {
			*p = v
		}
	}
	set(&t.Updates, 1000)
	set(&t.Chains, 100)
	set(&t.Clamped, 1)
	set(&t.Every, max(1, t.Updates/100))
	set(&t.Sweeps, 10)
	if t.Rate == 0 {
		t.Rate = 0.1
	}
	if t.Scatter == 0 {
		t.Scatter = 0.1
	}
	return t
}

func (t Training) check(m *Machine) error {
	finite := func(x float64) bool { return x >= 0 && !math.IsInf(x, 0) }
	switch {
	case t.Method < Exact || t.Method > PseudoLikelihood:
		return fmt.Errorf("boltzmann: method %d, want 0 to %d", int(t.Method), int(PseudoLikelihood))
	case t.Updates < 0 || t.Chains < 1 || t.Clamped < 1 || t.Sweeps < 1 || t.Every < 1:
		return fmt.Errorf("boltzmann: %d updates, %d and %d chains, %d sweeps, every %d: want positive numbers", t.Updates, t.Chains, t.Clamped, t.Sweeps, t.Every)
	case !finite(t.Rate) || !finite(t.Decay) || !finite(t.Scatter) || !(t.Momentum >= 0 && t.Momentum < 1):
		return fmt.Errorf("boltzmann: rate %v, decay %v, scatter %v, momentum %v: want finite numbers from 0, and momentum below 1", t.Rate, t.Decay, t.Scatter, t.Momentum)
	case t.Method == PseudoLikelihood && m.hidden > 0:
		return fmt.Errorf("boltzmann: the pseudo-likelihood needs every unit visible, the machine has %d hidden ones", m.hidden)
	case t.Method == Exact && m.Units() > exact.MaxUnits:
		return fmt.Errorf("boltzmann: exact training of %d units, enumeration takes at most %d: choose Persistent", m.Units(), exact.MaxUnits)
	}
	return nil
}

// lookUnits is the largest machine whose exact likelihood is in every step of a
// history whatever the method: enumerating it costs less than a millisecond.
const lookUnits = 12

// Train fits m to the data by gradient ascent. It checks ctx within every update;
// when ctx ends it returns the history so far and ctx's error, leaving m as it was
// after the last whole update. A gradient that is no longer finite is an error.
func (m *Machine) Train(ctx context.Context, src rng.Source, d Data, how Training) (stdlib.History, error) {
	q, err := m.shares(d)
	if err != nil {
		return stdlib.History{}, err
	}
	if how.Method == Persistent && how.Sweeps == 0 {
		how.Sweeps = 1
	}
	how = how.defaults()
	if err := how.check(m); err != nil {
		return stdlib.History{}, err
	}
	m.rows, m.cols = d.Patterns[0].Rows, d.Patterns[0].Cols
	if m.hidden > 0 && m.hiddenAlone() {
		if err := m.Scatter(src.Named("couplings"), how.Scatter); err != nil {
			return stdlib.History{}, err
		}
	}
	pool := team()
	defer pool.Close()
	l := &learner{m: m, d: d, q: q, how: how, pool: pool, begun: time.Now(),
		speedW: make([]float64, m.Units()*m.Units()), speedB: make([]float64, m.Units())}
	l.prepare(src)
	return l.run(ctx)
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

// learner is a training under way.
type learner struct {
	m              *Machine
	d              Data
	q              []float64 // the patterns' shares
	how            Training
	pool           *vec.Pool
	begun          time.Time
	history        stdlib.History
	speedW, speedB []float64 // what momentum remembers
	free, clamped  *chains
	means          []float64 // of the free units: where mean field starts
}

func (l *learner) run(ctx context.Context) (stdlib.History, error) {
	for update := 1; update <= l.how.Updates; update++ {
		g, err := l.gradient(ctx)
		if err == nil {
			err = l.climb(g, update)
		}
		if err != nil {
			return l.history, err
		}
		if update%l.how.Every == 0 || update == l.how.Updates {
			if err := l.look(ctx, update); err != nil {
				return l.history, err
			}
		}
	}
	return l.history, nil
}

// climb makes one step uphill, or none at all when the gradient is not finite.
func (l *learner) climb(g Gradient, update int) error {
	m, how := l.m, l.how
	n := m.Units()
	for i := range n {
		for j, w := range g.Weights.Row(i) {
			if math.IsNaN(w) || math.IsInf(w, 0) {
				return fmt.Errorf("boltzmann: update %d: the gradient of coupling (%d, %d) is %v; a rate below %v may help", update, i, j, w, how.Rate)
			}
		}
	}
	for i := range n {
		l.speedB[i] = float64(how.Momentum*l.speedB[i]) + g.Bias[i]
		m.bias[i] += float64(how.Rate * l.speedB[i])
		for j := range i {
			v := &l.speedW[i*n+j]
			*v = float64(how.Momentum**v) + g.Weights.At(i, j) - float64(how.Decay*m.weights.At(i, j))
			m.couple(i, j, m.weights.At(i, j)+float64(how.Rate**v))
		}
	}
	return nil
}

// look adds a step to the history.
func (l *learner) look(ctx context.Context, update int) error {
	m := l.m
	s := stdlib.Unmeasured(update, float64(update))
	s.Elapsed = time.Since(l.begun)
	s.WeightNorm = m.norm()
	if l.how.Method == Exact || m.Units() <= lookUnits {
		mean, err := m.LogLikelihood(ctx, l.d)
		if err != nil {
			return err
		}
		s.LogLikelihood = mean
	}
	if m.hidden == 0 {
		s.PseudoLikelihood = m.pseudo(l.d, l.q, nil)
	}
	l.history.Steps = append(l.history.Steps, s)
	if l.how.Watch != nil {
		return l.how.Watch(s)
	}
	return nil
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
