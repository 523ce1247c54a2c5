package stdlib

import (
	"fmt"
	"math"
	"time"
)

// History is how a training went: a [Step] after every so many updates, and the
// warnings that were raised on the way. Every model that learns returns one.
type History struct {
	Steps    []Step
	Warnings []Warning
	Kept     int  // the model that training returned is that of step Kept, counted from 0: the last one, or with a stopping rule the best
	Stopped  bool // the stopping rule ended training before its time
}

// Step is a look at a model in training. What was not measured is NaN. Likelihoods
// are means over the examples, in nats.
type Step struct {
	Update               int           // updates made so far
	Epoch                float64       // passes over the data so far
	Elapsed              time.Duration // since training began; it takes no part in any result
	LogLikelihood        float64       // exact, or an estimate
	LikelihoodError      float64       // standard error of that estimate; 0 where it is exact
	HeldLikelihood       float64       // log-likelihood of held-out data
	PseudoLikelihood     float64       // Σᵢ ln P(vᵢ | the others)
	HeldPseudoLikelihood float64       // of held-out data
	ELBO                 float64       // lower bound of the log-likelihood: models with layers of hidden units
	Reconstruction       float64       // mean squared error of a unit after one step up and down
	FreeEnergyGap        float64       // mean F of held-out data minus that of training data: it grows when the model overfits
	WeightNorm           float64       // root mean square of the couplings that may differ from 0
	HiddenActivity       float64       // mean P(hidden unit is on) on the data
}

// Unmeasured is a step with NaN in place of every measurement.
func Unmeasured(update int, epoch float64) Step {
	nan := math.NaN()
	return Step{Update: update, Epoch: epoch, LogLikelihood: nan, LikelihoodError: nan, HeldLikelihood: nan,
		PseudoLikelihood: nan, HeldPseudoLikelihood: nan, ELBO: nan, Reconstruction: nan, FreeEnergyGap: nan,
		WeightNorm: nan, HiddenActivity: nan}
}

// Measure is a number of a step with its name.
type Measure struct {
	Name  string
	Value float64
}

// Measures are the numbers that were measured, in a fixed order.
func (s Step) Measures() []Measure {
	var measured []Measure
	for _, m := range []Measure{
		{"log-likelihood", s.LogLikelihood}, {"held-out log-likelihood", s.HeldLikelihood},
		{"pseudo-likelihood", s.PseudoLikelihood}, {"held-out pseudo-likelihood", s.HeldPseudoLikelihood},
		{"ELBO", s.ELBO}, {"reconstruction error", s.Reconstruction}, {"free-energy gap", s.FreeEnergyGap},
		{"weight norm", s.WeightNorm}, {"hidden activity", s.HiddenActivity},
	} {
		if !math.IsNaN(m.Value) {
			measured = append(measured, m)
		}
	}
	return measured
}

// Score says how good the model is, larger being better: the first of these that was
// measured: the log-likelihood of held-out data, their pseudo-likelihood, the
// log-likelihood, the ELBO, the pseudo-likelihood, minus the reconstruction error.
// It is NaN when none was.
func (s Step) Score() float64 {
	for _, v := range []float64{s.HeldLikelihood, s.HeldPseudoLikelihood, s.LogLikelihood, s.ELBO, s.PseudoLikelihood} {
		if !math.IsNaN(v) {
			return v
		}
	}
	return -s.Reconstruction
}

// Last is the last step; one without measurements if there is none.
func (h History) Last() Step { return h.step(len(h.Steps) - 1) }

// Best is the step whose model training returned.
func (h History) Best() Step { return h.step(h.Kept) }

func (h History) step(k int) Step {
	if k < 0 || k >= len(h.Steps) {
		return Unmeasured(0, 0)
	}
	return h.Steps[k]
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

// String says in words where the training ended, and what it warned of.
func (h History) String() string {
	s := h.Last()
	text := fmt.Sprintf("%d updates", s.Update)
	for _, m := range s.Measures() {
		text += fmt.Sprintf(", %s %.4g", m.Name, m.Value)
		if m.Name == "log-likelihood" && s.LikelihoodError > 0 {
			text += fmt.Sprintf(" ± %.2g", s.LikelihoodError)
		}
	}
	if h.Stopped {
		text += "; stopped: no more gain"
	}
	if best := h.Best(); best.Update != s.Update {
		text += fmt.Sprintf("; kept: the model after update %d", best.Update)
	}
	for _, w := range h.Warnings {
		text += "\nwarning: " + w.String()
	}
	return text
}

// Warning is a sign that a training goes wrong: what was seen, in numbers, and what
// to do about it. Each kind is raised once in a training.
type Warning struct {
	Update int    // after which it was raised
	Kind   string // "saturated units", "dead units", "rate", "range"
	Cause  string
	Cure   string
}

// String is the warning as a sentence.
func (w Warning) String() string { return fmt.Sprintf("update %d: %s: %s", w.Update, w.Cause, w.Cure) }
