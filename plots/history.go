package plots

import (
	"math"

	"harmonium/stdlib"
)

// History draws a training: a panel for everything that was measured, against the
// passes over the data.
func History(h stdlib.History) *Figure {
	measures := []struct {
		name string
		of   func(stdlib.Step) float64
	}{
		{"log-likelihood (nats)", func(s stdlib.Step) float64 { return s.LogLikelihood }},
		{"pseudo-likelihood (nats)", func(s stdlib.Step) float64 { return s.PseudoLikelihood }},
		{"reconstruction error", func(s stdlib.Step) float64 { return s.Reconstruction }},
		{"free-energy gap (kT)", func(s stdlib.Step) float64 { return s.FreeEnergyGap }},
		{"weights, root mean square", func(s stdlib.Step) float64 { return s.WeightNorm }},
		{"mean hidden activity", func(s stdlib.Step) float64 { return s.HiddenActivity }},
	}
	epochs := h.Curve(func(s stdlib.Step) float64 { return s.Epoch })
	var panels []LearningCurve
	for _, m := range measures {
		y := h.Curve(m.of)
		if lo, _ := limits(y); !math.IsNaN(lo) {
			panels = append(panels, LearningCurve{m.name, []Line{measured(epochs, y)}})
		}
	}
	if len(panels) == 0 {
		return failed("a training of %d steps in which nothing was measured", len(h.Steps))
	}
	return Learning(panels...)
}

// measured is a curve through the steps at which there is a number: not every step
// measures everything.
func measured(x, y []float64) Line {
	l := Line{X: []float64{}}
	for k, v := range y {
		if isFinite(v) {
			l.X, l.Y = append(l.X, x[k]), append(l.Y, v)
		}
	}
	return l
}
