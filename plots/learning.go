package plots

import (
	"fmt"
	"strings"
)

// Learning draws how a machine learns, a panel a measure: likelihood with its band,
// reconstruction error, free-energy gap, norms of the weights. Each panel has one
// curve or several, against the epoch.
func Learning(panels ...LearningCurve) *Figure {
	if len(panels) == 0 {
		return failed("there is no curve to draw")
	}
	figures := make([]*Figure, len(panels))
	words := "Learning curves."
	for i, p := range panels {
		figures[i] = Lines(Axes{"epoch", p.Measure}, p.Curves...)
		if figures[i].err != nil {
			return failed("%s: %s", nameOr(p.Measure, fmt.Sprint("panel ", i+1)), strings.TrimPrefix(figures[i].err.Error(), "plots: "))
		}
		words += " " + figures[i].words
		if len(panels) > 1 {
			figures[i].Sized(400, 250)
		}
	}
	if len(panels) == 1 {
		return figures[0]
	}
	f := Grid(2, figures...)
	f.words = words
	return f
}

// LearningCurve is one measure, epoch by epoch.
type LearningCurve struct {
	Measure string
	Curves  []Line
}
