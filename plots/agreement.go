package plots

import (
	"fmt"
	"math"
)

// Agreement draws one set of numbers against another, such as empirical against
// exact probabilities, or the model's correlations against the data's. Dots on the
// diagonal agree.
func Agreement(axes Axes, x, y []float64) *Figure {
	if len(x) != len(y) {
		return failed("%d values of x and %d of y", len(x), len(y))
	}
	dots := Line{X: x, Y: y, Points: true}
	if x == nil {
		dots.X = []float64{}
	}
	if err := checkLines([]Line{dots}); err != nil {
		return &Figure{err: err}
	}
	worst, at := -1.0, 0
	lo, hi := math.Inf(1), math.Inf(-1)
	for k := range x {
		if !isFinite(x[k]) || !isFinite(y[k]) {
			continue
		}
		lo, hi = min(lo, x[k], y[k]), max(hi, x[k], y[k])
		if d := math.Abs(x[k] - y[k]); d > worst {
			worst, at = d, k
		}
	}
	roomy(&lo, &hi)
	edge := 0.02 * (hi - lo)
	s := span{lo - edge, hi + edge}
	diagonal := Line{Label: "equal", X: []float64{lo, hi}, Y: []float64{lo, hi}, Dashed: true}
	f := curves(chart{Axes: axes, lines: []Line{dots, diagonal}, xs: &s, ys: &s})
	f.Width, f.Height = 420, 420
	f.words = fmt.Sprintf("%s against %s, %d dots; they differ most, by %s, at number %d.", nameOr(axes.Y, "y"), nameOr(axes.X, "x"), len(x), number(worst), at)
	return f
}
