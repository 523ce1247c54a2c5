package plots

import (
	"fmt"
	"math"

	"harmonium/stdlib/mcmc"
)

// Convergence draws R̂ and the effective sample size of chains against the sweeps
// made so far. R̂ should fall below 1.01; the dashed line is the size that as many
// independent draws would have.
//
// Source: Gelman, Rubin, Statistical Science 7 (1992); Vehtari and others, Bayesian
// Analysis 16 (2021).
func Convergence(chains ...[]float64) *Figure {
	if len(chains) == 0 {
		return failed("there is no chain to draw")
	}
	n := len(chains[0])
	for i, c := range chains {
		if len(c) != n {
			return failed("chain %d has %d sweeps, chain 1 has %d", i+1, len(c), n)
		}
		for k, v := range c {
			if !isFinite(v) {
				return failed("chain %d is %v after sweep %d", i+1, v, k+1)
			}
		}
	}
	if n < leastSweeps {
		return failed("chains of %d sweeps, want at least %d", n, leastSweeps)
	}
	var rhat, size, draws Line
	for _, k := range lengths(n) {
		part := make([][]float64, len(chains))
		effective := 0.0
		for i, c := range chains {
			part[i] = c[:k]
			effective += mcmc.EffectiveSize(c[:k])
		}
		rhat.X, rhat.Y = append(rhat.X, float64(k)), append(rhat.Y, mcmc.RHat(part))
		size.X, size.Y = append(size.X, float64(k)), append(size.Y, effective)
		draws.X, draws.Y = append(draws.X, float64(k)), append(draws.Y, float64(k*len(chains)))
	}
	size.Label, draws.Label, draws.Dashed = "effective", "all draws", true
	_, top := limits(rhat.Y)
	if math.IsNaN(top) {
		return failed("R̂ of %d chains of %d sweeps is not a number: all values are equal", len(chains), n)
	}
	goal := Line{Label: "1.01", X: []float64{rhat.X[0], float64(n)}, Y: []float64{1.01, 1.01}, Dashed: true}
	left := curves(chart{Axes: Axes{"sweeps", "R̂"}, lines: []Line{rhat, goal}, ys: &span{0.995, min(max(top, 1.05), 3)}})
	f := Grid(2, left.Sized(420, 300), Lines(Axes{"sweeps", "effective sample size"}, size, draws).Sized(420, 300))
	if f.err == nil {
		last := len(rhat.Y) - 1
		f.words = fmt.Sprintf("%d chains of %d sweeps: R̂ ends at %s, the effective sample size at %s of %d draws.", len(chains), n,
			number(rhat.Y[last]), number(size.Y[last]), n*len(chains))
	}
	return f
}

// Chains shorter than this say nothing of convergence.
const leastSweeps = 8

// lengths are about twelve stretches of n sweeps, each longer by the same factor, so
// that all of them together cost little more than the last.
func lengths(n int) (some []int) {
	for k := 0; k < 12; k++ {
		l := int(math.Round(float64(n) * math.Pow(0.7, float64(11-k))))
		if l >= leastSweeps && (len(some) == 0 || l > some[len(some)-1]) {
			some = append(some, l)
		}
	}
	return some
}
