package deep

import (
	"context"
	"fmt"
	"math"
	"time"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rbm"
	"harmonium/stdlib/rng"
)

// Training says how a net learns, all layers at once. Zero fields take the stated default.
type Training struct {
	Epochs    int                     // passes over the data; 0 means 10
	Batch     int                     // examples a minibatch; 0 means 100, or all if there are fewer
	Rate      float64                 // learning rate; 0 means 0.05
	RateEnd   float64                 // the rate falls to this in a straight line; 0 means it stays
	Momentum  float64                 // in [0, 1)
	L2        float64                 // every update takes Rate·L2·W from W
	K         int                     // Gibbs steps for each update, of a DBM's chains or of a Belief's machine on top; 0 means 1
	Chains    int                     // persistent chains of a DBM; 0 means Batch
	MeanField int                     // sweeps of a DBM's mean field; 0 means 10
	Scatter   float64                 // standard deviation of the first couplings, where all are 0; 0 means 0.01
	Resume    bool                    // go on from where the net's last training stopped, or was saved, up to Epochs in all; with the same data and Source the result is that of one run, to the bit
	Held      *rbm.Data               // held-out examples: the history has the free-energy gap
	Look      int                     // how many examples the history is measured on; 0 means 100
	Watch     func(stdlib.Step) error // told the step after every epoch; an error ends training; may be nil
}

func (t Training) defaults(d *rbm.Data) Training {
	set := func(p *int, v int) {
		if *p == 0 {
			*p = v
		}
	}
	set(&t.Epochs, 10)
	set(&t.Batch, 100)
	set(&t.K, 1)
	set(&t.MeanField, 10)
	set(&t.Look, 100)
	t.Batch = min(t.Batch, d.Len())
	set(&t.Chains, t.Batch)
	t.Look = min(t.Look, d.Len())
	if t.Rate == 0 {
		t.Rate = 0.05
	}
	if t.RateEnd == 0 {
		t.RateEnd = t.Rate
	}
	if t.Scatter == 0 {
		t.Scatter = 0.01
	}
	return t
}

func (t Training) check(visible int) error {
	finite := func(x float64) bool { return x >= 0 && !math.IsInf(x, 0) }
	switch {
	case t.Epochs < 0 || t.Batch < 1 || t.K < 1 || t.Chains < 1 || t.MeanField < 1 || t.Look < 1:
		return fmt.Errorf("deep: %d epochs of batches of %d with %d Gibbs steps of %d chains and %d sweeps, looks at %d: want positive numbers",
			t.Epochs, t.Batch, t.K, t.Chains, t.MeanField, t.Look)
	case !finite(t.Rate) || !finite(t.RateEnd) || !finite(t.L2) || !finite(t.Scatter) || !(t.Momentum >= 0 && t.Momentum < 1):
		return fmt.Errorf("deep: rates %v to %v, L2 %v, scatter %v, momentum %v: want finite numbers from 0, and momentum below 1",
			t.Rate, t.RateEnd, t.L2, t.Scatter, t.Momentum)
	}
	if t.Held == nil {
		return nil
	}
	if err := fits(t.Held, visible); err != nil {
		return fmt.Errorf("held-out data: %w", err)
	}
	return nil
}

// past is where the training of a net stands: with it a training resumes.
type past struct {
	updates int         // made so far
	chains  [][]float32 // the states of the persistent chains, layer by layer; nil if there are none
	speed   [][]float32 // what momentum remembers of each parameter; nil without momentum
}

func (p past) clone() past {
	return past{p.updates, copies(p.chains), copies(p.speed)}
}

func copies(x [][]float32) (y [][]float32) {
	for _, v := range x {
		y = append(y, append([]float32(nil), v...))
	}
	return y
}

// learner is a net that learns from one minibatch after the other.
type learner interface {
	// learn makes update number u; when ctx ends before that it changes nothing.
	learn(ctx context.Context, u int, rate float32, v vec.Matrix[float32]) error
	// look measures a step on examples.
	look(ctx context.Context, d *rbm.Data, s *stdlib.Step) error
	Check() error
}

// run is a training, from where p says it stands: defaults and checks are done.
func (t Training) run(ctx context.Context, src rng.Source, d *rbm.Data, p *past, l learner) (stdlib.History, error) {
	var history stdlib.History
	begun := time.Now()
	each := (d.Len() + t.Batch - 1) / t.Batch
	all := t.Epochs * each
	var order []int
	for p.updates < all {
		epoch, at := p.updates/each, p.updates%each*t.Batch
		if at == 0 || order == nil {
			order = src.Named("order").Numbered(uint64(epoch)).Reader().Perm(d.Len())
		}
		numbers := order[at:min(at+t.Batch, d.Len())]
		v := matrix(len(numbers), d.Units())
		if err := d.Batch(v.Data, numbers); err != nil {
			return history, err
		}
		done := float64(p.updates) / float64(max(1, all-1))
		rate := t.Rate + float64(done*(t.RateEnd-t.Rate))
		if err := l.learn(ctx, p.updates, float32(rate), v); err != nil {
			return history, err
		}
		if p.updates++; p.updates%each != 0 {
			continue
		}
		if err := l.Check(); err != nil {
			return history, fmt.Errorf("%w after epoch %d: the rate %v is too high", err, epoch+1, t.Rate)
		}
		s := stdlib.Unmeasured(p.updates, float64(epoch+1))
		s.Elapsed = time.Since(begun)
		if err := l.look(ctx, d, &s); err != nil {
			return history, err
		}
		history.Steps = append(history.Steps, s)
		if t.Watch != nil {
			if err := t.Watch(s); err != nil {
				return history, err
			}
		}
	}
	return history, ctx.Err()
}

// step is a gradient step under way: parameters, and where the gradient is added.
type step struct {
	x, to [][]float32
	rate  float32
	by    float32 // what a gradient is multiplied by when it is added to to
}

// begin takes the decay from the couplings, which are the first parameters, and makes
// ready for the gradient: without momentum it goes straight to the parameters.
func (t Training) begin(x [][]float32, couplings int, rate float32, p *past) step {
	for _, w := range x[:couplings] {
		if t.L2 > 0 {
			vec.Axpy(w, -rate*float32(t.L2), w)
		}
	}
	if t.Momentum == 0 {
		return step{x, x, rate, rate}
	}
	if p.speed == nil {
		for _, v := range x {
			p.speed = append(p.speed, make([]float32, len(v)))
		}
	}
	for _, v := range p.speed {
		for i := range v {
			v[i] *= float32(t.Momentum)
		}
	}
	return step{x, p.speed, rate, 1}
}

// end moves the parameters.
func (s step) end() {
	if &s.x[0] == &s.to[0] {
		return
	}
	for i, v := range s.to {
		vec.Axpy(s.x[i], s.rate, v)
	}
}

func blank(x []float32) bool {
	for _, v := range x {
		if v != 0 {
			return false
		}
	}
	return true
}
