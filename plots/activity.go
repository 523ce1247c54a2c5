package plots

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// Activity draws how active hidden units are: on the left P(unit is on) of every
// example (row) and unit (column), on the right how many units have which mean.
// Entries are 0 to 1.
func Activity(on mat.Matrix) *Figure {
	if on == nil {
		return failed("there is no matrix to draw")
	}
	rows, cols := on.Dims()
	if rows == 0 || cols == 0 {
		return failed("a matrix of %d×%d has nothing to draw", rows, cols)
	}
	means := make([]float64, cols)
	never, always := 0, 0
	for j := range cols {
		column := make([]float64, rows)
		for i := range rows {
			column[i] = on.At(i, j)
			if v := column[i]; isFinite(v) && (v < 0 || v > 1) {
				return failed("unit %d is on with probability %v in example %d, want 0 to 1", j, v, i)
			}
		}
		means[j] = mean(column)
		if means[j] < 0.02 {
			never++
		} else if means[j] > 0.98 {
			always++
		}
	}
	left := shades(on, Axes{"hidden unit", "example"})
	right := Histogram("mean activity", means).Sized(360, max(260, left.Height))
	f := Grid(2, left, right)
	if f.err == nil {
		f.words = fmt.Sprintf("Activity of %d hidden units on %d examples: on average %s; nearly never on: %d; nearly always: %d.", cols, rows, number(mean(means)), never, always)
	}
	return f
}
