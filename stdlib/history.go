package stdlib

import (
	"fmt"
	"math"
	"time"
)

// History is how a training went: a [Step] after every so many updates. Every
// model that learns returns one.
type History struct {
	Steps []Step
}

// Step is a look at a model in training. What was not measured is NaN. Likelihoods
// are means over the examples, in nats.
type Step struct {
	Update           int           // updates made so far
	Epoch            float64       // passes over the data so far
	Elapsed          time.Duration // since training began; it takes no part in any result
	LogLikelihood    float64       // exact
	PseudoLikelihood float64       // Σᵢ ln P(vᵢ | the others)
	Reconstruction   float64       // mean squared error of a unit after one step down and up
	FreeEnergyGap    float64       // mean F of held-out data minus that of training data: it grows when the model overfits
	WeightNorm       float64       // root mean square of the couplings that may differ from 0
	HiddenActivity   float64       // mean P(hidden unit is on) on the data
}

// Unmeasured is a step with NaN in place of every measurement.
func Unmeasured(update int, epoch float64) Step {
	nan := math.NaN()
	return Step{Update: update, Epoch: epoch, LogLikelihood: nan, PseudoLikelihood: nan,
		Reconstruction: nan, FreeEnergyGap: nan, WeightNorm: nan, HiddenActivity: nan}
}

// Last is the last step; one without measurements if there is none.
func (h History) Last() Step {
	if len(h.Steps) == 0 {
		return Unmeasured(0, 0)
	}
	return h.Steps[len(h.Steps)-1]
}

// Curve is one number of every step, ready to draw:
//
//	h.Curve(func(s stdlib.Step) float64 { return s.LogLikelihood })
func (h History) Curve(of func(Step) float64) []float64 {
	all := make([]float64, len(h.Steps))
	for i, s := range h.Steps {
		all[i] = of(s)
	}
	return all
}

// String says in words where the training ended.
func (h History) String() string {
	s := h.Last()
	text := fmt.Sprintf("%d updates", s.Update)
	for _, m := range []struct {
		name  string
		value float64
	}{
		{"log-likelihood", s.LogLikelihood}, {"pseudo-likelihood", s.PseudoLikelihood},
		{"reconstruction error", s.Reconstruction}, {"free-energy gap", s.FreeEnergyGap},
		{"weight norm", s.WeightNorm}, {"hidden activity", s.HiddenActivity},
	} {
		if !math.IsNaN(m.value) {
			text += fmt.Sprintf(", %s %.4g", m.name, m.value)
		}
	}
	return text
}
