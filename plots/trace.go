package plots

import (
	"fmt"
	"math"
)

// Trace draws what chains measured sweep by sweep, with the values counted beside it.
func Trace(name string, chains ...[]float64) *Figure {
	var all []float64
	for _, c := range chains {
		all = append(all, c...)
	}
	left := Lines(Axes{"sweep", name}, chainLines(chains)...)
	if left.err != nil {
		return left
	}
	f := Grid(2, left.Sized(520, 300), Histogram(name, all).Sized(280, 300))
	f.words = fmt.Sprintf("Trace of %s in %d chains: mean %s, standard deviation %s.", name, len(chains), number(mean(all)), number(deviation(all)))
	return f
}

// mean is of the finite values.
func mean(x []float64) float64 {
	s, n := 0.0, 0.0
	for _, v := range x {
		if isFinite(v) {
			n++
			s += (v - s) / n
		}
	}
	return s
}

func deviation(x []float64) float64 {
	m, s, n := mean(x), 0.0, 0.0
	for _, v := range x {
		if isFinite(v) {
			n++
			s += (v - m) * (v - m)
		}
	}
	return math.Sqrt(s / max(1, n-1))
}

// Autocorrelation draws ρ against the lag, a curve a chain: rho[k] is that of lag
// k, as mcmc.Autocorrelation gives. The marked lag is where the first curve falls
// below 1/e.
func Autocorrelation(rho ...[]float64) *Figure {
	lines := make([]Line, len(rho))
	for i, r := range rho {
		lines[i] = Line{Y: r}
		if len(rho) > 1 && len(rho) <= 8 {
			lines[i].Label = fmt.Sprintf("chain %d", i+1)
		}
	}
	if err := checkLines(lines); err != nil {
		return &Figure{err: err}
	}
	g := chart{Axes: Axes{"lag (sweeps)", "autocorrelation ρ"}, lines: lines, levels: []float64{0}}
	words := fmt.Sprintf("Autocorrelation over %d lags", len(rho[0]))
	for k, r := range rho[0] {
		if r < 1/math.E {
			g.marks = []Mark{{Label: fmt.Sprintf("below 1/e at lag %d", k), At: []float64{float64(k)}}}
			words += fmt.Sprintf("; below 1/e from lag %d on", k)
			break
		}
	}
	f := curves(g)
	f.words = words + "."
	return f
}
