package deep

import (
	"context"
	"fmt"
	"io"
	"math"
	"strings"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/tensors"
	"harmonium/stdlib/internal/training"
	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rbm"
	"harmonium/stdlib/rng"
)

// Training says how a net learns, all layers at once. Zero fields take the stated default.
type Training struct {
	Epochs    int     // passes over the data; 0 means 10
	Batch     int     // examples a minibatch; 0 means 100, or all if there are fewer
	Rate      float64 // learning rate; 0 means 0.05
	RateEnd   float64 // the rate falls to this in a straight line; 0 means it stays
	Momentum  float64 // in [0, 1)
	L2        float64 // every update takes Rate·L2·W from W
	K         int     // Gibbs steps for each update, of a DBM's chains or of the machine on top of a Belief; 0 means 1
	Chains    int     // persistent chains of a DBM; 0 means Batch
	MeanField int     // sweeps of a DBM's mean field; 0 means 10
	Above     float64 // in a Helmholtz machine, the rate of all above the first hidden layer is this times Rate; 0 means 1
	Positive  bool    // in a Helmholtz machine, no generative coupling to the visible layer falls below 0: hidden units add parts, and take none away
	Scatter   float64 // standard deviation of the first couplings, where all are 0; 0 means 0.01

	Held       *rbm.Data               // held-out examples: the history measures them too
	Look       int                     // how many examples the history is measured on; 0 means 100
	Every      int                     // updates between the steps of the history; 0 means an epoch
	Stop       stdlib.Stopping         // ends training that gains no more, and keeps the best net
	Watch      func(stdlib.Step) error // told every step; an error ends training; may be nil
	Checkpoint string                  // a file that every step writes anew, to resume from; may be empty
}

func (t Training) defaults(d *rbm.Data) Training {
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
	set(&t.Batch, 100)
	set(&t.K, 1)
	set(&t.MeanField, 10)
	set(&t.Look, 100)
	t.Batch = min(t.Batch, d.Len())
	set(&t.Chains, t.Batch)
	set(&t.Every, t.updates(d))
	t.Look = min(t.Look, d.Len())
	real(&t.Rate, 0.05)
	real(&t.RateEnd, t.Rate)
	real(&t.Above, 1)
	real(&t.Scatter, 0.01)
	return t
}

// updates in an epoch.
func (t Training) updates(d *rbm.Data) int {
	batch := max(1, t.Batch)
	return (d.Len() + batch - 1) / batch
}

func (t Training) check(visible int) error {
	finite := func(x float64) bool { return x >= 0 && !math.IsInf(x, 0) }
	switch {
	case t.Epochs < 0 || t.Batch < 1 || t.K < 1 || t.Chains < 1 || t.MeanField < 1 || t.Look < 1 || t.Every < 1:
		return fmt.Errorf("deep: %d epochs of batches of %d with %d Gibbs steps of %d chains and %d sweeps, looks at %d every %d updates: want positive numbers",
			t.Epochs, t.Batch, t.K, t.Chains, t.MeanField, t.Look, t.Every)
	case !finite(t.Rate) || !finite(t.RateEnd) || !finite(t.Above) || !finite(t.L2) || !finite(t.Scatter) || !(t.Momentum >= 0 && t.Momentum < 1):
		return fmt.Errorf("deep: rates %v to %v, times %v above, L2 %v, scatter %v, momentum %v: want finite numbers from 0, and momentum below 1",
			t.Rate, t.RateEnd, t.Above, t.L2, t.Scatter, t.Momentum)
	}
	if t.Held == nil {
		return nil
	}
	if err := fits(t.Held, visible); err != nil {
		return fmt.Errorf("held-out data: %w", err)
	}
	return nil
}

// looked is the examples that a step of the history is measured on, of the data and of
// those held out; the latter may be nil.
func (t Training) looked(d *rbm.Data) (inside, outside *rbm.Data, err error) {
	if inside, _, err = d.Split(t.Look); err != nil || t.Held == nil {
		return inside, nil, err
	}
	outside, _, err = t.Held.Split(min(t.Look, t.Held.Len()))
	return inside, outside, err
}

// learner is a net that learns from one minibatch after the other.
type learner interface {
	// learn makes update number u; when ctx ends before that, nothing changes.
	learn(ctx context.Context, u int, rate float32, v vec.Matrix[float32]) error
	// look measures a step of the history.
	look(ctx context.Context, d *rbm.Data, s *stdlib.Step) ([]stdlib.Warning, error)
	// file is the kind of the net's checkpoints and their metadata, and what the training
	// holds besides the parameters and their speed, on the same memory.
	file() (kind string, meta map[string]string, state []tensors.Tensor)
}

// session is a training under way. Its random numbers are numbered by update, so with
// the learner's state and the number of updates made it goes on where it was.
type session struct {
	learner
	*ascent
	how    Training
	src    rng.Source
	d      *rbm.Data
	log    *training.Run
	update int // made so far
}

// session begins a training of the learner whose parameters a moves: defaults and
// checks are done.
func (t Training) session(src rng.Source, d *rbm.Data, l learner, a *ascent) (*session, error) {
	log, err := training.New(a.x, t.Stop, t.Watch)
	return &session{l, a, t, src, d, log, 0}, err
}

// pooled is a session with the pool that its learner works with.
type pooled struct {
	*session
	pool *vec.Pool
}

func (s pooled) close() { s.pool.Close() }

func (s *session) run(ctx context.Context) (stdlib.History, error) {
	each := s.how.updates(s.d)
	all, ordered := s.how.Epochs*each, -1
	var order []int
	for s.update < all && !s.log.Done() {
		epoch, at := s.update/each, s.update%each*s.how.Batch
		if epoch != ordered {
			order, ordered = s.src.Named("order").Numbered(uint64(epoch)).Reader().Perm(s.d.Len()), epoch
		}
		numbers := order[at:min(at+s.how.Batch, s.d.Len())]
		v := matrix(len(numbers), s.d.Units())
		if err := s.d.Batch(v.Data, numbers); err != nil {
			return s.log.History, err
		}
		if err := s.learn(ctx, s.update, s.rate(all), v); err != nil {
			return s.log.History, err
		}
		s.update++
		if s.update%s.how.Every == 0 || s.update == all {
			if err := s.measure(ctx, float64(s.update)/float64(each)); err != nil {
				return s.log.History, err
			}
		}
	}
	s.log.Finish()
	return s.log.History, nil
}

// rate of the coming update, of so many in all.
func (s *session) rate(all int) float32 {
	done := float64(s.update) / float64(max(1, all-1))
	return float32(s.how.Rate + float64(done*(s.how.RateEnd-s.how.Rate)))
}

func (s *session) measure(ctx context.Context, epoch float64) error {
	for _, x := range s.x {
		if err := x.Finite(); err != nil {
			return fmt.Errorf("deep: after update %d: %w: the rate %v is too high", s.update, err, s.how.Rate)
		}
	}
	step := stdlib.Unmeasured(s.update, epoch)
	warnings, err := s.look(ctx, s.d, &step)
	if err != nil {
		return err
	}
	if _, err := s.log.Add(step, warnings...); err != nil || s.how.Checkpoint == "" {
		return err
	}
	kind, meta, state := s.file()
	meta["training"] = s.path()
	return training.Replace("deep", s.how.Checkpoint, func(w io.Writer) error {
		return s.log.Save(w, kind, s.update, s.src, append(state, s.speed...), meta)
	})
}

// path is the options that decide which way a training goes, and its data.
func (s *session) path() string {
	h := s.how
	text := []string{fmt.Sprintf("%d examples of %d units, batch %d, K %d, %d chains, %d sweeps, rate %v",
		s.d.Len(), s.d.Units(), h.Batch, h.K, h.Chains, h.MeanField, h.Rate)}
	add := func(on bool, format string, values ...any) {
		if on {
			text = append(text, fmt.Sprintf(format, values...))
		}
	}
	add(h.RateEnd != h.Rate, "to %v in %d epochs", h.RateEnd, h.Epochs)
	add(h.Above != 1, "times %v above", h.Above)
	add(h.Positive, "positive")
	add(h.Momentum > 0, "momentum %v", h.Momentum)
	add(h.L2 > 0, "L2 %v", h.L2)
	return strings.Join(text, ", ")
}

// resume goes on where a checkpoint stands.
func (s *session) resume(ctx context.Context, c *training.Checkpoint) (stdlib.History, error) {
	if path := s.path(); path != c.Meta["training"] {
		return stdlib.History{}, fmt.Errorf("deep: the checkpoint is of a training with %s; want the same options, got %s", c.Meta["training"], path)
	}
	_, _, state := s.file()
	if err := s.log.Resume(c, append(state, s.speed...)); err != nil {
		return stdlib.History{}, fmt.Errorf("deep: %w", err)
	}
	s.update = c.Update
	return s.run(ctx)
}

// ascent moves parameters along a gradient, with momentum and decay.
type ascent struct {
	how   Training
	x     []tensors.Tensor // the parameters themselves
	speed []tensors.Tensor // what momentum remembers of each; nil without momentum
}

func (t Training) ascent(x []tensors.Tensor) *ascent {
	a := &ascent{how: t, x: x}
	if t.Momentum > 0 {
		for _, p := range x {
			a.speed = append(a.speed, tensors.Tensor{Name: "speed." + p.Name, Shape: p.Shape, F32: make([]float32, len(p.F32))})
		}
	}
	return a
}

// begin takes the decay from the couplings and says where the gradient is to be added,
// and times what: without momentum it goes straight to the parameters.
func (a *ascent) begin(rate float32) (to []tensors.Tensor, by float32) {
	for _, w := range a.x {
		if a.how.L2 > 0 && len(w.Shape) == 2 {
			vec.Axpy(w.F32, -rate*float32(a.how.L2), w.F32)
		}
	}
	if a.speed == nil {
		return a.x, rate
	}
	for _, v := range a.speed {
		for i := range v.F32 {
			v.F32[i] *= float32(a.how.Momentum)
		}
	}
	return a.speed, 1
}

// end moves the parameters by what momentum has made of the gradient.
func (a *ascent) end(rate float32) {
	for i, v := range a.speed {
		vec.Axpy(a.x[i].F32, rate, v.F32)
	}
}

// coupled is the couplings of a tensor as a matrix.
func coupled(t tensors.Tensor) vec.Matrix[float32] { return vec.Dense(t.Shape[0], t.Shape[1], t.F32) }
