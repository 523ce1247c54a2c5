package plots

import (
	"fmt"
	"strings"
)

// Overlap draws the overlap with each stored pattern against the step:
// overlaps[k][µ] is that of the state after step k with pattern µ, as
// stdlib.Overlaps gives. Names may be nil.
func Overlap(names []string, overlaps [][]float64) *Figure {
	if len(overlaps) == 0 || len(overlaps[0]) == 0 {
		return failed("there is no overlap to draw")
	}
	n := len(overlaps[0])
	if names != nil && len(names) != n {
		return failed("%d names for %d patterns", len(names), n)
	}
	lines := make([]Line, n)
	for k, row := range overlaps {
		if len(row) != n {
			return failed("step %d has %d overlaps, step 0 has %d", k, len(row), n)
		}
		for i, m := range row {
			lines[i].Y = append(lines[i].Y, m)
		}
	}
	for i := range lines {
		lines[i].Label = fmt.Sprintf("pattern %d", i+1)
		if names != nil {
			lines[i].Label = names[i]
		}
	}
	f := curves(chart{Axes: Axes{"step", "overlap m"}, lines: unnamed(lines), ys: &span{-1.02, 1.02}, levels: []float64{0}})
	if f.err == nil {
		f.words = overlapWords(lines)
	}
	return f
}

// unnamed drops the names of more curves than there are colours for.
func unnamed(lines []Line) []Line {
	if len(lines) <= 12 {
		return lines
	}
	out := append([]Line(nil), lines...)
	for i := range out {
		out[i].Label = ""
	}
	return out
}

func overlapWords(lines []Line) string {
	var parts []string
	for _, l := range lines[:min(8, len(lines))] {
		parts = append(parts, fmt.Sprintf("with %s from %s to %s", l.Label, number(l.Y[0]), number(l.Y[len(l.Y)-1])))
	}
	if len(lines) > 8 {
		parts = append(parts, fmt.Sprintf("and %d more", len(lines)-8))
	}
	return fmt.Sprintf("Overlap over %d steps: %s.", len(lines[0].Y)-1, strings.Join(parts, ", "))
}
