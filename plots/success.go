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
	if len(sweeps) != len(successes) {
		return failed("%d numbers of sweeps for %d counts of successes", len(sweeps), len(successes))
	}
	l := Line{X: []float64{}}
	for k, s := range successes {
		if reads < 1 || s < 0 || s > reads {
			return failed("%d successes in %d reads", s, reads)
		}
		low, high := wilson(float64(s), float64(reads))
		l.X, l.Y = append(l.X, sweeps[k]), append(l.Y, float64(s)/float64(reads))
		l.Low, l.High = append(l.Low, low), append(l.High, high)
	}
	f := curves(chart{Axes: Axes{"sweeps of a read", "fraction that succeeds"}, lines: []Line{l}, ys: &span{0, 1}})
	if f.err == nil {
		f.words = fmt.Sprintf("Success against sweeps, %d reads each: from %s at %s sweeps to %s at %s.", reads,
			number(l.Y[0]), number(l.X[0]), number(l.Y[len(l.Y)-1]), number(l.X[len(l.X)-1]))
	}
	return f
}

// wilson is the 95 % interval of a probability seen k times in n.
func wilson(k, n float64) (low, high float64) {
	const z = 1.959964
	p := k / n
	mid := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return max(0, mid-half), min(1, mid+half)
}
