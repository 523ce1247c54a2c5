package plots

import (
	"fmt"
	"math"
)

// Success draws the fraction of reads that found the goal against the sweeps of a
// read, with Wilson's interval of 95 %.
//
// Source: Wilson, Journal of the American Statistical Association 22 (1927).
func Success(sweeps []float64, successes []int, reads int) *Figure {
	l, err := rates("sweeps", "reads", sweeps, successes, reads)
	if err != nil {
		return &Figure{err: err}
	}
	f := curves(chart{Axes: Axes{"sweeps of a read", "fraction that succeeds"}, lines: []Line{l}, ys: &span{0, 1}})
	if f.err == nil {
		f.words = fmt.Sprintf("Success against sweeps, %d reads each: from %s at %s sweeps to %s at %s.", reads,
			number(l.Y[0]), number(l.X[0]), number(l.Y[len(l.Y)-1]), number(l.X[len(l.X)-1]))
	}
	return f
}

// rates is a curve of successes in so many tries, with Wilson's interval; at and
// tries are named for the errors.
func rates(at, tries string, x []float64, successes []int, n int) (l Line, err error) {
	if len(x) != len(successes) {
		return l, fmt.Errorf("plots: %d numbers of %s for %d counts of successes", len(x), at, len(successes))
	}
	l.X = []float64{}
	for k, s := range successes {
		if n < 1 || s < 0 || s > n {
			return l, fmt.Errorf("plots: %d successes in %d %s", s, n, tries)
		}
		low, high := wilson(float64(s), float64(n))
		l.X, l.Y = append(l.X, x[k]), append(l.Y, float64(s)/float64(n))
		l.Low, l.High = append(l.Low, low), append(l.High, high)
	}
	return l, nil
}

// wilson is the 95 % interval of a probability seen k times in n.
func wilson(k, n float64) (low, high float64) {
	const z = 1.959964
	p := k / n
	mid := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return max(0, mid-half), min(1, mid+half)
}
