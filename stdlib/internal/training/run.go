// Package training is what every model's training has in common: the history, the
// stopping rule, the practitioner's warnings, and the file that a training is taken
// up from again.
//
// A model's own training says what its parameters are, as tensors that share memory
// with it; keeping the best model, writing and reading a checkpoint are copies of
// tensors.
package training

import (
	"fmt"
	"math"
	"time"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/tensors"
)

// Run follows one training.
type Run struct {
	History stdlib.History

	stop   stdlib.Stopping
	watch  func(stdlib.Step) error
	model  []tensors.Tensor // the parameters: the model's own memory
	best   []tensors.Tensor // a copy, of step History.Kept; nil without a stopping rule
	begun  time.Time
	before time.Duration // what was spent before a resumption
}

// New follows the training of a model with the given parameters, which share memory
// with it. watch may be nil.
func New(model []tensors.Tensor, stop stdlib.Stopping, watch func(stdlib.Step) error) (*Run, error) {
	if err := stop.Check(); err != nil {
		return nil, err
	}
	return &Run{stop: stop, watch: watch, model: model, begun: time.Now()}, nil
}

// Add puts a step into the history, stamped with the time, with what it warns of and
// the further warnings given. It reports whether the stopping rule ends the training;
// an error is one of watch, or says that the rule's measure is not measured.
func (r *Run) Add(s stdlib.Step, warnings ...stdlib.Warning) (stop bool, err error) {
	s.Elapsed = r.before + time.Since(r.begun)
	h := &r.History
	h.Steps = append(h.Steps, s)
	for _, w := range append(warnings, Rate(h.Steps)...) {
		r.warn(s.Update, w)
	}
	if err := r.judge(s); err != nil {
		return false, err
	}
	if r.watch != nil {
		if err := r.watch(s); err != nil {
			return false, err
		}
	}
	h.Stopped = r.stop.On() && len(h.Steps)-1-h.Kept >= r.stop.Patience
	return h.Stopped, nil
}

// Done reports whether the stopping rule has ended the training.
func (r *Run) Done() bool { return r.History.Stopped }

// judge keeps the model if it is the best so far; without a rule the last one is.
func (r *Run) judge(s stdlib.Step) error {
	h := &r.History
	now := len(h.Steps) - 1
	if !r.stop.On() {
		h.Kept = now
		return nil
	}
	value := r.stop.Value(s)
	if now == 0 && math.IsNaN(value) {
		return fmt.Errorf("stdlib: the stopping rule's measure is NaN after update %d: this training does not measure it", s.Update)
	}
	if now == 0 || value > r.stop.Value(h.Steps[h.Kept])+r.stop.Least {
		h.Kept, r.best = now, tensors.Clone(r.model)
	}
	return nil
}

// Finish puts the best parameters back into the model. It is called when a training
// has come to its end, not when it was interrupted.
func (r *Run) Finish() {
	if r.best != nil {
		tensors.Set(r.model, r.best)
	}
}

func (r *Run) warn(update int, w stdlib.Warning) {
	for _, old := range r.History.Warnings {
		if old.Kind == w.Kind {
			return
		}
	}
	w.Update = update
	r.History.Warnings = append(r.History.Warnings, w)
}
