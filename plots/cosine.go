package plots

import (
	"fmt"
	"math"
)

// Cosine draws how far contrastive divergence follows the exact gradient of the
// likelihood: cosines[j][t] is that of the angle between the gradient and CD-k with
// k = steps[j], after t looks. At 1 both point the same way.
func Cosine(steps []int, cosines [][]float64) *Figure {
	if len(steps) != len(cosines) {
		return failed("%d numbers of steps for %d curves", len(steps), len(cosines))
	}
	lines := make([]Line, len(steps))
	lowest, words := 0.0, "Cosine of the angle between CD-k and the exact gradient:"
	for j, k := range steps {
		lines[j] = Line{Label: fmt.Sprintf("CD-%d", k), Y: cosines[j]}
		lo, _ := limits(cosines[j])
		if !math.IsNaN(lo) {
			lowest = min(lowest, lo)
		}
		if j < 8 {
			words += fmt.Sprintf(" CD-%d on average %s.", k, number(mean(cosines[j])))
		}
	}
	f := curves(chart{Axes: Axes{"look", "cosine with the exact gradient"}, lines: lines, ys: &span{max(-1, lowest) - 0.02, 1.02}, levels: []float64{1}})
	if f.err == nil {
		f.words = words
	}
	return f
}
