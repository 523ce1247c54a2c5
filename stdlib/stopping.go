package stdlib

import (
	"fmt"
	"math"
)

// Stopping ends a training that gains no more, and gives back the best model it has
// seen. The zero value does neither.
//
// Source: Prechelt, in Neural Networks: Tricks of the Trade (1998).
type Stopping struct {
	Patience int                // training ends after so many steps of the history without a gain; 0 means never
	Measure  func(Step) float64 // what is to rise; nil means Step.Score
	Least    float64            // the smallest gain over the best so far that counts
}

// On reports whether the rule does anything.
func (s Stopping) On() bool { return s.Patience > 0 }

// Check refuses a rule that cannot be followed.
func (s Stopping) Check() error {
	if s.Patience < 0 || !(s.Least >= 0) || math.IsInf(s.Least, 0) {
		return fmt.Errorf("stdlib: a stopping rule with patience %d and a least gain of %v, want finite numbers from 0", s.Patience, s.Least)
	}
	return nil
}

// Value is the measure of a step.
func (s Stopping) Value(at Step) float64 {
	if s.Measure != nil {
		return s.Measure(at)
	}
	return at.Score()
}
