package plots

import "fmt"

// SwapRates draws how often neighbouring rungs of a tempering ladder swap:
// rates[k] is of rungs k and k+1. Between 0.2 and 0.4 is usual; near 0 the ladder is
// broken.
func SwapRates(betas, rates []float64) *Figure {
	if len(rates)+1 != len(betas) {
		return failed("%d swap rates for %d rungs, want one less", len(rates), len(betas))
	}
	names := make([]string, len(rates))
	worst := 0
	for k := range rates {
		names[k] = number(betas[k]) + "–" + number(betas[k+1])
		if rates[k] < rates[worst] {
			worst = k
		}
	}
	f := Bars(Axes{"rungs β", "accepted swaps"}, names, Group{Heights: rates})
	if f.err == nil {
		f.words = fmt.Sprintf("Swap rates of %d rungs; the lowest is %s, of β = %s.", len(betas), number(rates[worst]), names[worst])
	}
	return f
}

// RoundTrips draws the way of replicas through a tempering ladder: path[t][k] is
// the replica on rung k after sweep t. Of more than four replicas four are drawn.
func RoundTrips(path [][]int) *Figure {
	if len(path) == 0 || len(path[0]) == 0 {
		return failed("there is no replica to follow")
	}
	n := len(path[0])
	ways := make([][]float64, n)
	for t, rungs := range path {
		if len(rungs) != n {
			return failed("sweep %d has %d rungs, sweep 0 has %d", t, len(rungs), n)
		}
		for k, r := range rungs {
			if r < 0 || r >= n || len(ways[r]) != t {
				return failed("rung %d holds replica %d after sweep %d, want each of 0 to %d once", k, r, t, n-1)
			}
			ways[r] = append(ways[r], float64(k))
		}
	}
	var lines []Line
	for _, r := range spread(n, 4) {
		lines = append(lines, Line{Label: fmt.Sprintf("replica %d", r), Y: ways[r], Bare: true})
	}
	f := curves(chart{Axes: Axes{"sweep", "rung"}, lines: lines, ys: &span{-0.1, float64(max(1, n-1)) + 0.1}})
	f.words = fmt.Sprintf("The rungs that %d of %d replicas visit over %d sweeps.", len(lines), n, len(path))
	return f
}
