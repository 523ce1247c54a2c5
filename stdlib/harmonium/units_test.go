package harmonium_test

import (
	"context"
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"

	"harmonium/stdlib/harmonium"
	"harmonium/stdlib/rng"
)

var ctx = context.Background()

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// kinds has a small layer of every kind.
var kinds = []harmonium.Units{
	harmonium.Bits(2), harmonium.Spins(2), harmonium.Potts{N: 2, States: 3}, harmonium.Gaussians(2),
	harmonium.FreeGaussians(2), harmonium.Rectified(1), harmonium.Poisson(1), harmonium.Words{Vocabulary: 3, Length: 4},
	harmonium.Mixed{harmonium.Bits(1), harmonium.FreeGaussians(1), harmonium.Potts{N: 1, States: 3}},
}

// point is a state with its weight, r(x) dx.
type point struct {
	x      []float64
	weight float64
}

// points is the states of a layer, or those of a rule of integration, found without the
// package's own: Gauss and Legendre's, on panels.
func points(u harmonium.Units) (all []point) {
	var one []point // of one unit
	n := u.Units()
	switch u := u.(type) {
	case harmonium.Bits:
		one = []point{{[]float64{0}, 1}, {[]float64{1}, 1}}
	case harmonium.Spins:
		one = []point{{[]float64{-1}, 1}, {[]float64{1}, 1}}
	case harmonium.Potts:
		for k := range u.States {
			one = append(one, point{[]float64{float64(k)}, 1})
		}
	case harmonium.Gaussians:
		one = panels(-12, 12, func(x float64) float64 { return math.Exp(-x * x / 2) })
	case harmonium.FreeGaussians:
		one = panels(-24, 24, func(float64) float64 { return 1 })
	case harmonium.Rectified:
		one = panels(0, 16, func(x float64) float64 { return math.Exp(-x * x / 2) })
	case harmonium.Poisson:
		weight := 1.0
		for k := range 60 {
			one = append(one, point{[]float64{float64(k)}, weight})
			weight /= float64(k + 1)
		}
	case harmonium.Mixed:
		all = []point{{nil, 1}}
		for _, part := range u {
			all = times(all, points(part))
		}
		return all
	case harmonium.Words: // every sequence of words, each once
		all = []point{{make([]float64, n), 1}}
		for range u.Length {
			var longer []point
			for _, p := range all {
				for i := range n {
					x := append([]float64(nil), p.x...)
					x[i]++
					longer = append(longer, point{x, 1})
				}
			}
			all = longer
		}
		return all
	}
	all = []point{{nil, 1}}
	for range n {
		all = times(all, one)
	}
	return all
}

// times is all pairs of points.
func times(all, one []point) (more []point) {
	for _, p := range all {
		for _, q := range one {
			more = append(more, point{append(append([]float64(nil), p.x...), q.x...), p.weight * q.weight})
		}
	}
	return more
}

func panels(from, to float64, weight func(float64) float64) (all []point) {
	const each, width = 12, 2
	for lo := from; lo < to; lo += width {
		x, w := make([]float64, each), make([]float64, each)
		quad.Legendre{}.FixedLocations(x, w, lo, lo+width)
		for k := range x {
			all = append(all, point{[]float64{x[k]}, w[k] * weight(x[k])})
		}
	}
	return all
}

// natural is parameters of a layer, with precisions that are positive.
func natural(u harmonium.Units, src rng.Source, scale float64) []float64 {
	y := make([]float64, u.Statistics())
	src.Normal64(y, 0)
	for i := range y {
		y[i] *= scale
		if i >= u.Coupled() {
			y[i] = math.Exp(y[i])
		}
	}
	return y
}

// A(y) is the logarithm of the sum over all states, A′ the mean of f over them, and A″
// the variance, for every kind of unit.
func TestConditionalsAgainstQuadrature(t *testing.T) {
	for _, u := range kinds {
		for trial := range uint64(5) {
			y := natural(u, rng.New(trial), .9)
			n := len(y)
			z, f, mean, square := 0.0, make([]float64, n), make([]float64, n), make([]float64, n)
			for _, p := range points(u) {
				u.Write(f, p.x)
				dot := 0.0
				for i, v := range f {
					dot += v * y[i]
				}
				w := p.weight * math.Exp(dot)
				z += w
				for i, v := range f {
					mean[i] += w * v
					square[i] += w * v * v
				}
			}
			if got := u.LogPartition(y); math.Abs(got-math.Log(z)) > 1e-11 {
				t.Errorf("%v: A = %v, want %v", u, got, math.Log(z))
			}
			got, above, below := make([]float64, n), make([]float64, n), make([]float64, n)
			u.Mean(got, y)
			for i := range y {
				m := mean[i] / z
				if math.Abs(got[i]-m) > 1e-10 {
					t.Errorf("%v, statistic %d: mean %v, want %v", u, i, got[i], m)
				}
				const h = 1e-5
				own := y[i]
				y[i] = own + h
				u.Mean(above, y)
				up := u.LogPartition(y)
				y[i] = own - h
				u.Mean(below, y)
				down := u.LogPartition(y)
				y[i] = own
				if slope := (up - down) / (2 * h); math.Abs(slope-m) > 1e-7 {
					t.Errorf("%v, statistic %d: A′ = %v, mean %v", u, i, slope, m)
				}
				if slope, variance := (above[i]-below[i])/(2*h), square[i]/z-m*m; math.Abs(slope-variance) > 1e-7*max(1, variance) {
					t.Errorf("%v, statistic %d: A″ = %v, variance %v", u, i, slope, variance)
				}
			}
		}
	}
}

// At fields of ±1000 there is no NaN, and the mean is still the slope of A.
func TestExtremeFields(t *testing.T) {
	for _, u := range kinds {
		for _, v := range []float64{-1e3, -300, -40, -8, -2.001, -2, -1.999, 0, 1.999, 2.001, 8, 40, 300, 1e3} {
			if _, poisson := u.(harmonium.Poisson); poisson && v > 8 {
				continue // the differences of e^y say nothing
			}
			y := natural(u, rng.New(1), .5)
			y[0] = v
			f, x := make([]float64, len(y)), make([]float64, u.Units())
			u.Mean(f, y)
			a := u.LogPartition(y)
			u.Draw(x, y, rng.New(3))
			for _, s := range append(append(f, a), x...) {
				if math.IsNaN(s) || math.IsInf(s, 0) {
					t.Fatalf("%v at %v: mean %v, A %v, drawn %v", u, v, f, a, x)
				}
			}
			if err := u.Check(x); err != nil {
				t.Errorf("%v at %v: drawn %v: %v", u, v, x, err)
			}
			h := 1e-6 * max(1, math.Abs(v))
			y[0] = v + h
			up := u.LogPartition(y)
			y[0] = v - h
			slope := (up - u.LogPartition(y)) / (2 * h)
			// 1e-9 is the rounding of A, at most 10⁶, over h.
			if math.Abs(slope-f[0]) > 1e-8*max(1, math.Abs(f[0])) {
				t.Errorf("%v at %v: mean %v, slope %v", u, v, f[0], slope)
			}
		}
	}
	y, f := []float64{1e3}, []float64{0}
	harmonium.Poisson(1).Mean(f, y)
	if a := harmonium.Poisson(1).LogPartition(y); !math.IsInf(f[0], 1) || !math.IsInf(a, 1) {
		t.Errorf("a rate of e^1000 is %v, A %v, want +Inf", f[0], a)
	}
	// The tail: the mean at −1000 is 1/1000 − 2/1000³ + 10/1000⁵.
	y[0] = -1e3
	harmonium.Rectified(1).Mean(f, y)
	if want := 1e-3 - 2e-9 + 1e-14; math.Abs(f[0]-want) > 1e-18 {
		t.Errorf("rectified unit at -1000: mean %v, want %v", f[0], want)
	}
}

// What a unit draws has the moments that A says: mean A′ and variance A″, within 4.5
// standard errors (with some 200 comparisons, chance exceeds it once in 700 runs).
func TestDrawsHaveTheRightMoments(t *testing.T) {
	const n = 20_000
	for _, u := range append(kinds, harmonium.Poisson(3)) {
		for trial := range uint64(4) {
			y := natural(u, rng.New(trial+10), 1.2)
			if _, poisson := u.(harmonium.Poisson); poisson {
				for i := range y {
					y[i] += float64(3 * trial) // to rates of thousands
				}
			}
			k := u.Coupled()
			x, f, sum, square := make([]float64, u.Units()), make([]float64, len(y)), make([]float64, k), make([]float64, k)
			for draw := range uint64(n) {
				u.Draw(x, y, rng.New(trial).Numbered(draw))
				if draw == 0 {
					if err := u.Check(x); err != nil {
						t.Fatalf("%v draws %v: %v", u, x, err)
					}
				}
				u.Write(f, x)
				for i := range k {
					sum[i] += f[i] / n
					square[i] += f[i] * f[i] / n
				}
			}
			mean, above, below := make([]float64, len(y)), make([]float64, len(y)), make([]float64, len(y))
			u.Mean(mean, y)
			for i := range k {
				own := y[i]
				y[i] = own + 1e-4
				u.Mean(above, y)
				y[i] = own - 1e-4
				u.Mean(below, y)
				y[i] = own
				variance := (above[i] - below[i]) / 2e-4
				if math.Abs(sum[i]-mean[i]) > 4.5*math.Sqrt(variance/n) {
					t.Errorf("%v at %v, statistic %d: mean of draws %v, want %v", u, y, i, sum[i], mean[i])
				}
				// The variance of a sample variance is (μ₄ − σ⁴)/n; μ₄ ≤ 9σ⁴ + σ² for all these kinds.
				if got := square[i] - sum[i]*sum[i]; math.Abs(got-variance) > 4.5*math.Sqrt((8*variance*variance+variance)/n) {
					t.Errorf("%v at %v, statistic %d: variance of draws %v, want %v", u, y, i, got, variance)
				}
			}
		}
	}
}

// χ² of a kind's draws against its probabilities.
func TestDrawsHaveTheRightDistribution(t *testing.T) {
	const n = 40_000
	for _, u := range []harmonium.Units{harmonium.Potts{N: 1, States: 5}, harmonium.Poisson(1), harmonium.Words{Vocabulary: 2, Length: 6}, harmonium.Rectified(1)} {
		for _, low := range []float64{-1.5, 0, 2.6} { // a Poisson rate of 13 takes the way by rejection
			y := natural(u, rng.New(1), 1)
			y[0] = low
			cells := func(x float64) int { return int(min(2*x, 40)) } // halves, of continuous units
			want, got := make([]float64, 41), make([]float64, 41)
			f := make([]float64, len(y))
			for _, p := range fine(u) {
				u.Write(f, p.x)
				dot := 0.0
				for i, v := range f {
					dot += v * y[i]
				}
				want[cells(p.x[0])] += p.weight * math.Exp(dot-u.LogPartition(y))
			}
			x := make([]float64, u.Units())
			for k := range uint64(n) {
				u.Draw(x, y, rng.New(7).Numbered(k))
				got[cells(x[0])]++
			}
			chi2, degrees := 0.0, -1.0
			for c, p := range want {
				if e := p * n; e > 5 {
					chi2 += (got[c] - e) * (got[c] - e) / e
					degrees++
				}
			}
			// The normal approximation's 99.99th percentile.
			if chi2 > degrees+3.8*math.Sqrt(2*degrees)+5 {
				t.Errorf("%v at %v: χ² = %.1f with %v degrees of freedom", u, low, chi2, degrees)
			}
		}
	}
}

// fine is points on panels of half the width, so that cells are unions of panels.
func fine(u harmonium.Units) (all []point) {
	if _, ok := u.(harmonium.Rectified); !ok {
		return points(u)
	}
	for lo := 0.0; lo < 16; lo += .5 {
		x, w := make([]float64, 8), make([]float64, 8)
		quad.Legendre{}.FixedLocations(x, w, lo, lo+.5)
		for k := range x {
			all = append(all, point{[]float64{x[k]}, w[k] * math.Exp(-x[k]*x[k]/2)})
		}
	}
	return all
}

func ExampleUnits() {
	y, mean := []float64{-2, 0, 2}, make([]float64, 3)
	for _, u := range []harmonium.Units{harmonium.Bits(3), harmonium.Spins(3), harmonium.Gaussians(3), harmonium.Rectified(3), harmonium.Poisson(3), harmonium.Potts{N: 1, States: 3}} {
		u.Mean(mean, y)
		fmt.Printf("%-28v A = %6.3f  means %.3f\n", u, u.LogPartition(y), mean)
	}
	// Output:
	// 3 bits                       A =  2.947  means [0.119 0.500 0.881]
	// 3 spins                      A =  4.729  means [-0.964 0.000 0.964]
	// 3 Gaussian units             A =  6.757  means [-2.000 0.000 2.000]
	// 3 rectified units            A =  2.257  means [0.373 0.798 2.055]
	// 3 Poisson units              A =  8.524  means [0.135 1.000 7.389]
	// 1 Potts units of 3 states    A =  2.143  means [0.016 0.117 0.867]
}
