package hopfield

import (
	"fmt"
	"math"

	"harmonium/stdlib"
)

// OneStepError is the fraction of units of a stored random pattern that one
// update of all units gets wrong, with P = αN patterns stored by Hebb's rule in a
// large net: ½ erfc(1/√(2α)).
func OneStepError(load float64) float64 { return 0.5 * math.Erfc(1/math.Sqrt(2*load)) }

// AGSOverlap is the overlap m of the state that recall ends in with the stored
// pattern it began at, for a large net with P = αN random patterns stored by Hebb's
// rule, at T = 0; 0 above the capacity. It solves
//
//	y (√(2α) + (2/√π) e^{−y²}) = erf(y),   m = erf(y)
//
// for the largest y.
//
// Source: Amit, Gutfreund and Sompolinsky, Annals of Physics 173 (1987).
func AGSOverlap(load float64) float64 {
	if !(load > 0) {
		return 1
	}
	top, capacity := agsPeak()
	if load >= capacity {
		return 0
	}
	// Above the peak, the load falls as y grows: bisect.
	lo, hi := top, 1/math.Sqrt(2*load)+1
	for range 200 {
		if mid := (lo + hi) / 2; agsLoad(mid) > load {
			lo = mid
		} else {
			hi = mid
		}
	}
	return math.Erf((lo + hi) / 2)
}

// AGSCapacity is the largest load α at which a stored pattern is still near a
// fixed point: 0.137906.
func AGSCapacity() float64 {
	_, capacity := agsPeak()
	return capacity
}

// agsLoad is the load at which y solves the equation.
func agsLoad(y float64) float64 {
	r := math.Erf(y)/y - 2/math.Sqrt(math.Pi)*math.Exp(-y*y)
	return r * r / 2
}

// agsPeak is the y at which the load is largest, and that load, by golden section.
func agsPeak() (y, load float64) {
	lo, hi := 0.5, 4.0
	ratio := (math.Sqrt(5) - 1) / 2
	for range 100 {
		a, b := hi-ratio*(hi-lo), lo+ratio*(hi-lo)
		if agsLoad(a) > agsLoad(b) {
			hi = b
		} else {
			lo = a
		}
	}
	return lo, agsLoad(lo)
}

// GardnerCapacity is the largest number of random patterns per unit that any
// weights can make stable with margin κ ≥ 0, each unit on its own:
// 1 / ∫_{−κ}^∞ Dt (t + κ)², which is 2 at κ = 0.
//
// Source: Gardner, J. Phys. A 21 (1988).
func GardnerCapacity(margin float64) float64 {
	k := margin
	density := math.Exp(-k*k/2) / math.Sqrt(2*math.Pi)
	below := 0.5 * math.Erfc(-k/math.Sqrt2)
	return 1 / ((1+k*k)*below + k*density)
}

// Mixture is sgn(ξ¹ + ξ² + …) of an odd number of patterns: the state between them,
// which Hebb's rule makes stable as well when there are three.
//
// Source: Amit, Gutfreund and Sompolinsky, Phys. Rev. A 32 (1985).
func Mixture(patterns ...stdlib.Pattern) (stdlib.Pattern, error) {
	if len(patterns)%2 == 0 {
		return stdlib.Pattern{}, fmt.Errorf("hopfield: a mixture of %d patterns, want an odd number", len(patterns))
	}
	m := patterns[0].Clone()
	for i := range m.Spins {
		sum := 0
		for k, p := range patterns {
			if len(p.Spins) != len(m.Spins) {
				return stdlib.Pattern{}, fmt.Errorf("hopfield: pattern %d has %d units, pattern 1 has %d", k+1, len(p.Spins), len(m.Spins))
			}
			sum += int(p.Spins[i])
		}
		m.Spins[i] = 1
		if sum < 0 {
			m.Spins[i] = -1
		}
	}
	return m, nil
}
