package rbm

import (
	"context"
	"fmt"
	"math"

	"harmonium/stdlib"
	"harmonium/stdlib/rng"
)

// Method is where the negative phase of learning comes from.
type Method int

const (
	CD        Method = iota // K Gibbs steps from the data
	PCD                     // K Gibbs steps of persistent chains
	FastPCD                 // persistent chains that fast weights drive away from where they were
	Tempering               // persistent chains at several temperatures that swap states
	Full                    // enumeration of the smaller layer, at most 20 units
)

func (m Method) String() string {
	names := [...]string{"CD", "PCD", "fast PCD", "parallel tempering", "full gradient"}
	if m < 0 || int(m) >= len(names) {
		return fmt.Sprintf("method %d", int(m))
	}
	return names[m]
}

// Fall is the shape in which the learning rate falls from Rate at the first update to
// RateEnd at the last. With x the share of the updates that are made:
type Fall int

const (
	Linear      Fall = iota // Rate + x(RateEnd − Rate)
	Exponential             // Rate · (RateEnd/Rate)ˣ
	Inverse                 // Rate / (1 + x(Rate/RateEnd − 1)), which goes as 1/t
)

func (f Fall) String() string {
	names := [...]string{"linear", "exponential", "inverse"}
	if f < 0 || int(f) >= len(names) {
		return fmt.Sprintf("fall %d", int(f))
	}
	return names[f]
}

// between is the rate when the share x of the updates is made.
func (f Fall) between(from, to, x float64) float64 {
	switch f {
	case Exponential:
		return from * math.Pow(to/from, x)
	case Inverse:
		return from / (1 + float64(x*(from/to-1)))
	}
	return from + float64(x*(to-from))
}

// Training says how to learn. Zero fields take the stated default.
type Training struct {
	Method   Method
	Epochs   int     // passes over the data; 0 means 10
	Batch    int     // examples a minibatch; 0 means 10, or all if there are fewer
	Rate     float64 // learning rate; 0 means 0.05
	RateEnd  float64 // the rate falls to this; 0 means it stays
	Fall     Fall    // how it falls
	K        int     // Gibbs steps for each update; 0 means 1
	Chains   int     // persistent chains; 0 means Batch. Small machines want hundreds: few chains are noise
	Momentum float64 // in [0, 1)
	L2       float64 // every update takes Rate·L2·W from W
	L1       float64 // every update takes Rate·L1·sgn W from W

	Centred      bool    // the gradient of the centred machine: units less their means on the data
	Sparsity     float64 // how often a hidden unit should be on, in (0, 1); 0 means that it does not matter
	SparsityCost float64 // how much it matters; 0 means 0.1
	FastRate     float64 // of the fast weights of FastPCD, which lose a twentieth at every update; 0 means Rate
	Temperatures int     // of Tempering: β from 0 to 1 in equal steps, Chains chains at each; 0 means 10
	Scatter      float64 // standard deviation of the first couplings; 0 means 0.01

	Objective  Objective // of a [Classifier]: what it climbs
	Mix        float64   // of Hybrid: the weight of ln P(x, y); 0 means 0.01
	HeldLabels []int     // of a Classifier: the labels of Held

	Held       *Data                   // held-out examples: the history has their likelihood and the free-energy gap
	Look       int                     // how many examples the history is measured on; 0 means 100
	Every      int                     // updates between the steps of the history; 0 means an epoch
	Stop       stdlib.Stopping         // ends training that gains no more, and keeps the best machine
	Watch      func(stdlib.Step) error // told every step; an error ends training; may be nil
	Checkpoint string                  // a file that every step writes anew, for [Resume]; may be empty
}

func (t Training) defaults(d *Data) Training {
	set := func(p *int, v int) {
		if *p == 0 {
			*p = v
		}
	}
	real := func(p *float64, v float64) {
		if *p == 0 {
			*p = v
		}
	}
	set(&t.Epochs, 10)
	set(&t.Batch, 10)
	set(&t.K, 1)
	set(&t.Look, 100)
	set(&t.Temperatures, 10)
	t.Batch = min(t.Batch, d.Len())
	set(&t.Chains, t.Batch)
	set(&t.Every, t.updates(d))
	t.Look = min(t.Look, d.Len())
	real(&t.Rate, 0.05)
	real(&t.RateEnd, t.Rate)
	real(&t.FastRate, t.Rate)
	real(&t.Scatter, 0.01)
	real(&t.SparsityCost, 0.1)
	real(&t.Mix, 0.01)
	return t
}

// updates in an epoch.
func (t Training) updates(d *Data) int {
	batch := max(1, t.Batch)
	return (d.Len() + batch - 1) / batch
}

func (t Training) check(m *RBM) error {
	finite := func(x float64) bool { return x >= 0 && !math.IsInf(x, 0) }
	switch {
	case t.Method < CD || t.Method > Full:
		return fmt.Errorf("rbm: method %d, want 0 to %d", int(t.Method), int(Full))
	case t.Fall < Linear || t.Fall > Inverse:
		return fmt.Errorf("rbm: fall %d of the rate, want 0 to %d", int(t.Fall), int(Inverse))
	case t.Epochs < 0 || t.Batch < 1 || t.K < 1 || t.Look < 1 || t.Chains < 1 || t.Every < 1:
		return fmt.Errorf("rbm: %d epochs of batches of %d with %d Gibbs steps of %d chains, looks at %d every %d updates: want positive numbers", t.Epochs, t.Batch, t.K, t.Chains, t.Look, t.Every)
	case t.Temperatures < 2:
		return fmt.Errorf("rbm: %d temperatures, want at least 2", t.Temperatures)
	case !finite(t.Rate) || !finite(t.RateEnd) || !finite(t.FastRate) || !finite(t.L1) || !finite(t.L2) || !finite(t.Scatter) || !(t.Momentum >= 0 && t.Momentum < 1):
		return fmt.Errorf("rbm: rates %v to %v, fast %v, L1 %v, L2 %v, scatter %v, momentum %v: want finite numbers from 0, and momentum below 1",
			t.Rate, t.RateEnd, t.FastRate, t.L1, t.L2, t.Scatter, t.Momentum)
	case !(t.Sparsity >= 0 && t.Sparsity < 1) || !finite(t.SparsityCost):
		return fmt.Errorf("rbm: sparsity target %v of cost %v, want a probability below 1 and a finite number from 0", t.Sparsity, t.SparsityCost)
	case t.Method == Full && min(m.visible, m.hidden) > MaxExact:
		return fmt.Errorf("rbm: the full gradient of %d visible and %d hidden units, enumeration takes at most %d of one layer: choose PCD", m.visible, m.hidden, MaxExact)
	}
	return nil
}

// Train fits m to the data. Couplings that are all 0 are scattered first; biases that
// are all 0 as well start from the data's log-odds ([RBM.StartFrom]). It checks ctx between minibatches; when ctx ends it returns the
// history so far and ctx's error, leaving m as it was after the last whole minibatch.
// Parameters that are no longer finite are an error.
func (m *RBM) Train(ctx context.Context, src rng.Source, d *Data, how Training) (stdlib.History, error) {
	return m.train(ctx, src, d, how, 0)
}

// train is Train of a machine whose last visible units are classes, if there are any.
func (m *RBM) train(ctx context.Context, src rng.Source, d *Data, how Training, classes int) (stdlib.History, error) {
	l, err := newLearner(m, src.Named("units"), d, how, classes)
	if err != nil {
		return stdlib.History{}, err
	}
	if blank(m.w) {
		if blank(m.b) && blank(m.c) {
			copy(m.b, logOdds(d))
		}
		if err := m.Scatter(src.Named("couplings"), l.how.Scatter); err != nil {
			return stdlib.History{}, err
		}
	}
	l.begin()
	return l.run(ctx)
}

func blank(x []float32) bool {
	for _, v := range x {
		if v != 0 {
			return false
		}
	}
	return true
}
