package plots

import (
	"fmt"
	"slices"
)

// The most states that get a bar.
const distributionStates = 32

// Distribution draws the probability of every state at several temperatures:
// probabilities[k][x] is that of state x at temperatures[k]. Names may be nil: then
// a state is its number. Of more than 32 states the likeliest are drawn, those that
// are likeliest at any of the temperatures.
func Distribution(temperatures []float64, probabilities [][]float64, names []string) *Figure {
	if len(temperatures) == 0 || len(temperatures) != len(probabilities) {
		return failed("%d temperatures for %d distributions", len(temperatures), len(probabilities))
	}
	n := len(probabilities[0])
	if names != nil && len(names) != n {
		return failed("%d names for %d states", len(names), n)
	}
	for k, p := range probabilities {
		if len(p) != n {
			return failed("distribution %d has %d states, distribution 1 has %d", k+1, len(p), n)
		}
	}
	which := likeliest(probabilities, n)
	labels := make([]string, len(which))
	groups := make([]Group, len(temperatures))
	for i, x := range which {
		labels[i] = fmt.Sprint(x)
		if names != nil {
			labels[i] = names[x]
		}
		for k := range groups {
			groups[k].Label = "T = " + number(temperatures[k])
			groups[k].Heights = append(groups[k].Heights, probabilities[k][x])
		}
	}
	f := Bars(Axes{"state", "probability P"}, labels, groups...)
	if f.err == nil && len(which) < n {
		f.words += fmt.Sprintf(" These are the likeliest of %d states.", n)
	}
	return f
}

// likeliest is the numbers of the states to draw, in their order.
func likeliest(probabilities [][]float64, n int) []int {
	all := make([]int, n)
	top := make([]float64, n)
	for x := range all {
		all[x] = x
		for _, p := range probabilities {
			top[x] = max(top[x], p[x])
		}
	}
	if n <= distributionStates {
		return all
	}
	slices.SortStableFunc(all, func(a, b int) int {
		switch {
		case top[a] > top[b]:
			return -1
		case top[a] < top[b]:
			return 1
		}
		return 0
	})
	all = all[:distributionStates]
	slices.Sort(all)
	return all
}
