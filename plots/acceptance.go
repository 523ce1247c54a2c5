package plots

import (
	"fmt"
	"strings"
)

// Acceptance draws which fraction of the proposed flips chains accepted, sweep by
// sweep. Near 0 a chain is stuck, near 1 it hardly feels the energy.
func Acceptance(chains ...[]float64) *Figure {
	lines := chainLines(chains)
	f := curves(chart{Axes: Axes{"sweep", "accepted flips"}, lines: lines, ys: &span{0, 1}})
	if f.err == nil {
		var means []string
		for _, c := range chains[:min(8, len(chains))] {
			means = append(means, number(mean(c)))
		}
		f.words = fmt.Sprintf("Accepted flips of %d chains, sweep by sweep; on average %s.", len(chains), strings.Join(means, ", "))
	}
	return f
}

// chainLines is a curve a chain, named where there are a few.
func chainLines(chains [][]float64) []Line {
	lines := make([]Line, len(chains))
	for i, c := range chains {
		lines[i] = Line{Y: c, Bare: true}
		if len(chains) > 1 && len(chains) <= 8 {
			lines[i].Label = fmt.Sprintf("chain %d", i+1)
		}
	}
	return lines
}
