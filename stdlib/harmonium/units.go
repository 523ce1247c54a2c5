package harmonium

import (
	"fmt"
	"math"

	"harmonium/stdlib/rng"
)

// Units is a layer of units of one kind: an exponential family. The density of its
// state x, against the base measure r, is
//
//	p(x | y) = r(x) exp(y·f(x) − A(y))
//
// for natural parameters y, one for each statistic in f(x). The first Coupled of the
// statistics are those that the other layer acts on; the others, of which a machine
// learns the parameters only, have positive parameters (a precision).
//
// Slices that are written to have the right length; states have been checked.
type Units interface {
	String() string // "20 bits"
	Units() int     // numbers in a state x
	Coupled() int   // numbers in f(x) that take part in W
	Statistics() int
	Support() Support
	Check(x []float64) error                                                     // names the first unit that has an impossible value
	LogBase(x []float64) float64                                                 // ln r(x)
	Write(f, x []float64)                                                        // f = f(x)
	LogPartition(y []float64) float64                                            // A(y)
	Mean(f, y []float64)                                                         // f = A′(y), the mean of f(x)
	Draw(x, y []float64, src rng.Source)                                         // x ~ p(x | y)
	Points(reach float64) float64                                                // how many states Each visits
	Each(y []float64, reach float64, visit func(x []float64, logWeight float64)) // all states, or the points of a quadrature; ln of r(x) dx
}

// Support is where a unit can be, and how fast its base measure falls there.
type Support int

const (
	Bounded  Support = iota // finitely many states
	Line                    // all real numbers, e^(−x²/2)
	HalfLine                // the numbers from 0, e^(−x²/2)
	Counts                  // 0, 1, 2, …; 1/x!
)

// step is the distance of the points of a quadrature, in deviations of a unit. The
// error of the trapezoidal rule on a Gaussian is e^(−2π²/step²): e^(−123).
const step = 0.4

// tuples visits all states of units each of which has the given points, with the sum
// of the logs of their weights.
func tuples(points, logs [][]float64, visit func(x []float64, log float64)) {
	n := len(points)
	x, at := make([]float64, n), make([]int, n)
	for {
		sum := 0.0
		for i, k := range at {
			x[i] = points[i][k]
			sum += logs[i][k]
		}
		visit(x, sum)
		i := 0
		for ; i < n; i++ {
			if at[i]++; at[i] < len(points[i]) {
				break
			}
			at[i] = 0
		}
		if i == n {
			return
		}
	}
}

// alike is tuples for units that have the same points.
func alike(n int, points, logs []float64, visit func(x []float64, log float64)) {
	p, l := make([][]float64, n), make([][]float64, n)
	for i := range n {
		p[i], l[i] = points, logs
	}
	tuples(p, l, visit)
}

// oneOf names the first number that is not among the values.
func oneOf(x []float64, what string, low, high float64) error {
	for i, v := range x {
		if v != low && v != high {
			return fmt.Errorf("harmonium: %s %d is %v, want %v or %v", what, i, v, low, high)
		}
	}
	return nil
}

// whole names the first number that is not a whole one from 0 to a largest.
func whole(x []float64, what string, most float64) error {
	for i, v := range x {
		if !(v >= 0 && v <= most) || v != math.Trunc(v) {
			return fmt.Errorf("harmonium: %s %d is %v, want a whole number from 0 to %v", what, i, v, most)
		}
	}
	return nil
}

func sum(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s
}

// logFactorial is ln n!.
func logFactorial(n float64) float64 {
	l, _ := math.Lgamma(n + 1)
	return l
}
