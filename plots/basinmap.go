package plots

import (
	"fmt"
	"strings"
)

// Basin is how often recall found its pattern from corrupted starts, for one rule or
// load.
type Basin struct {
	Label    string
	Recalled []int // of so many tries, at each corruption
}

// BasinMap draws how often recall succeeds against the fraction of units that were
// wrong at the start, a curve for each rule or load, with Wilson's interval of 95 %.
// Where the curves fall the basins end.
//
// Source: Wilson, Journal of the American Statistical Association 22 (1927).
func BasinMap(corruption []float64, tries int, basins ...Basin) *Figure {
	var lines []Line
	for _, b := range basins {
		l, err := rates("corruptions", "tries", corruption, b.Recalled, tries)
		if err != nil {
			return failed("%s: %s", nameOr(b.Label, "a basin"), strings.TrimPrefix(err.Error(), "plots: "))
		}
		l.Label = b.Label
		lines = append(lines, l)
	}
	f := curves(chart{Axes: Axes{"fraction of units wrong at the start", "fraction recalled"}, lines: lines, ys: &span{0, 1}})
	if f.err == nil {
		f.words = basinMapWords(tries, lines)
	}
	return f
}

func basinMapWords(tries int, lines []Line) string {
	s := fmt.Sprintf("Recall against corruption, %d tries each.", tries)
	for _, l := range lines[:min(6, len(lines))] {
		s += " " + strings.TrimSpace(l.Label+" recalls")
		last := -1
		for k, y := range l.Y {
			if y >= 0.5 {
				last = k
			}
		}
		if last < 0 {
			s += " less than half everywhere."
			continue
		}
		s += fmt.Sprintf(" half or more up to %s.", number(l.X[last]))
	}
	return s
}
