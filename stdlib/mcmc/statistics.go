package mcmc

import "math"

// Autocorrelation is ρ(0) = 1, ρ(1), … ρ(most) of a trace; NaN where the trace
// does not vary.
func Autocorrelation(x []float64, most int) []float64 {
	n := len(x)
	most = min(most, n-1)
	if n == 0 || most < 0 {
		return nil
	}
	mean := 0.0
	for _, v := range x {
		mean += v / float64(n)
	}
	rho := make([]float64, most+1)
	for k := range rho {
		sum := 0.0
		for i := range n - k {
			sum += (x[i] - mean) * (x[i+k] - mean)
		}
		rho[k] = sum
	}
	for k := most; k >= 0; k-- {
		rho[k] /= rho[0]
	}
	return rho
}

// Time is the integrated autocorrelation time τ = ½ + Σρ(k), in steps of the trace: a
// mean over n steps is worth n/(2τ) independent ones. The sum ends at the first k
// ≥ 6τ. A trace that does not vary has τ = ½·n: it is worth one sample.
//
// Source: Sokal, Monte Carlo Methods in Statistical Mechanics (1989).
func Time(x []float64) float64 {
	n := len(x)
	if n == 0 {
		return math.NaN()
	}
	mean, zero := 0.0, 0.0
	for _, v := range x {
		mean += v / float64(n)
	}
	for _, v := range x {
		zero += (v - mean) * (v - mean)
	}
	if !(zero > 1e-24*mean*mean*float64(n)) {
		return float64(n) / 2
	}
	tau := 0.5
	for k := 1; k < n; k++ {
		sum := 0.0
		for i := range n - k {
			sum += (x[i] - mean) * (x[i+k] - mean)
		}
		tau += sum / zero
		if float64(k) >= 6*tau {
			break
		}
	}
	return max(tau, 0.5/float64(n))
}

// EffectiveSize is n/(2τ).
func EffectiveSize(x []float64) float64 { return float64(len(x)) / (2 * Time(x)) }

// RHat compares chains of equal length: the root of pooled over mean variance of
// their halves, near 1 when all have found the same place, above 1.01 when not. NaN
// for fewer than 4 steps; 1 when nothing varies.
//
// Sources: Gelman and Rubin, Statistical Science 7 (1992); Vehtari et al., Bayesian
// Analysis 16 (2021), split chains without ranks.
func RHat(chains [][]float64) float64 {
	n := math.MaxInt
	for _, c := range chains {
		n = min(n, len(c)/2)
	}
	if len(chains) == 0 || n < 2 {
		return math.NaN()
	}
	var means []float64
	within := 0.0
	for _, c := range chains {
		for _, half := range [][]float64{c[:n], c[len(c)-n:]} {
			m, v := meanVariance(half)
			means = append(means, m)
			within += v
		}
	}
	within /= float64(len(means))
	_, between := meanVariance(means)
	if within == 0 && between == 0 {
		return 1
	}
	return math.Sqrt((within*float64(n-1)/float64(n) + between) / within)
}

func meanVariance(x []float64) (mean, variance float64) {
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		variance += (v - mean) * (v - mean) / float64(len(x)-1)
	}
	return mean, variance
}
