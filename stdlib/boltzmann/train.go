package boltzmann

import (
	"context"
	"fmt"
	"math"

	"harmonium/stdlib"
	"harmonium/stdlib/exact"
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
	Step     float64                 // instead of Rate: every weight and threshold of the machine in bits moves by Step, in the direction of the gradient. 0 means Rate
	Momentum float64                 // in [0, 1)
	Decay    float64                 // L2: every update takes Rate·Decay·J from J
	Chains   int                     // free chains, of Gibbs and Persistent; 0 means 100
	Clamped  int                     // clamped chains for each different pattern; 0 means 1. None are needed where no two hidden units are coupled
	Sweeps   int                     // of every chain for each update; 0 means 10 for Gibbs, 1 for Persistent
	Average  int                     // the last sweeps of these, which count; 0 means 1
	Anneal   []Stage                 // before these sweeps, the chains of Gibbs are annealed; nil means they are not
	TurnOff  float64                 // noisy clamping, of Gibbs and Persistent: a unit that is on is clamped to off with this probability,
	TurnOn   float64                 // and one that is off to on. It keeps the weights finite
	Scatter  float64                 // standard deviation of the first couplings, where hidden units have none yet; 0 means 0.1
	Held     Data                    // held-out patterns: the history has their likelihood and the free-energy gap, where they are known
	Stop     stdlib.Stopping         // when to stop, and to keep the best machine
	Every    int                     // updates between the steps of the history; 0 means a hundredth of Updates
	Watch    func(stdlib.Step) error // told each step; an error ends training; may be nil
}

func (t Training) noisy() bool { return t.TurnOff > 0 || t.TurnOn > 0 }

func (t Training) defaults() Training {
	set := func(p *int, v int) {
		if *p == 0 {
			*p = v
		}
	}
	if t.Method == Persistent {
		set(&t.Sweeps, 1)
	}
	set(&t.Updates, 1000)
	set(&t.Chains, 100)
	set(&t.Clamped, 1)
	set(&t.Every, max(1, t.Updates/100))
	set(&t.Sweeps, 10)
	set(&t.Average, 1)
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
	share := func(x float64) bool { return x >= 0 && x < 1 }
	sampled := t.Method == Gibbs || t.Method == Persistent
	switch {
	case t.Method < Exact || t.Method > PseudoLikelihood:
		return fmt.Errorf("boltzmann: method %d, want 0 to %d", int(t.Method), int(PseudoLikelihood))
	case t.Updates < 0 || t.Chains < 1 || t.Clamped < 1 || t.Sweeps < 1 || t.Every < 1:
		return fmt.Errorf("boltzmann: %d updates, %d and %d chains, %d sweeps, every %d: want positive numbers", t.Updates, t.Chains, t.Clamped, t.Sweeps, t.Every)
	case t.Average < 1 || t.Average > t.Sweeps:
		return fmt.Errorf("boltzmann: the last %d of %d sweeps are to count, want 1 to all", t.Average, t.Sweeps)
	case !finite(t.Rate) || !finite(t.Step) || !finite(t.Decay) || !finite(t.Scatter) || !share(t.Momentum):
		return fmt.Errorf("boltzmann: rate %v, step %v, decay %v, scatter %v, momentum %v: want finite numbers from 0, and momentum below 1", t.Rate, t.Step, t.Decay, t.Scatter, t.Momentum)
	case t.Step > 0 && t.Momentum > 0:
		return fmt.Errorf("boltzmann: steps of fixed size %v know no momentum, want 0 instead of %v", t.Step, t.Momentum)
	case !share(t.TurnOff) || !share(t.TurnOn):
		return fmt.Errorf("boltzmann: noisy clamping with probabilities %v and %v, want 0 to below 1", t.TurnOff, t.TurnOn)
	case t.noisy() && !sampled:
		return fmt.Errorf("boltzmann: noisy clamping goes with Gibbs or Persistent, not with the %v method", t.Method)
	case t.Anneal != nil && t.Method != Gibbs:
		return fmt.Errorf("boltzmann: annealing goes with Gibbs, not with the %v method", t.Method)
	case t.Method == PseudoLikelihood && m.hidden > 0:
		return fmt.Errorf("boltzmann: the pseudo-likelihood needs every unit visible, the machine has %d hidden ones", m.hidden)
	case t.Method == Exact && m.Units() > exact.MaxUnits:
		return fmt.Errorf("boltzmann: exact training of %d units, enumeration takes at most %d: choose Persistent", m.Units(), exact.MaxUnits)
	}
	return checkStages(t.Anneal)
}

// Train fits m to the data by gradient ascent. It checks ctx within every update;
// when ctx ends it returns the history so far and ctx's error, leaving m as it was
// after the last whole update. A gradient that is no longer finite is an error. With a
// stopping rule the machine is in the end the best of those that the history looked at.
//
// A training that is to be interrupted and taken up again is a [Learner].
func (m *Machine) Train(ctx context.Context, src rng.Source, d Data, how Training) (stdlib.History, error) {
	l, err := m.Learner(src, d, how)
	if err != nil {
		return stdlib.History{}, err
	}
	return l.Run(ctx)
}
