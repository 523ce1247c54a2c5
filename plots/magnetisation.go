package plots

import (
	"fmt"
	"math"
)

// The temperature below which the square lattice has a magnetisation, for J = 1.
var onsagerT = 2 / math.Log(1+math.Sqrt2)

// Magnetisation draws measured |m| of the square Ising lattice (J = 1) against the
// temperature, beside the exact curve of the infinite lattice. Errors may be nil.
//
// Source: Onsager (1949); Yang, Physical Review 85 (1952): m = (1 − sinh⁻⁴(2/T))^⅛.
func Magnetisation(temperatures, measured, errors []float64) *Figure {
	if errors != nil && len(errors) != len(measured) {
		return failed("%d errors for %d values", len(errors), len(measured))
	}
	found := Line{Label: "measured", X: temperatures, Y: measured, Points: true}
	if temperatures == nil {
		found.X = []float64{}
	}
	if errors != nil {
		found.Low, found.High = around(measured, errors)
	}
	lo, hi := limits(temperatures)
	if math.IsNaN(lo) {
		lo, hi = 1, 4
	}
	exact := Line{Label: "Onsager, N → ∞", Dashed: true}
	lo, hi = max(0, min(lo, 1.5)), max(hi, 3)
	for k := range 401 {
		t := lo + (hi-lo)*float64(k)/400
		exact.X, exact.Y = append(exact.X, t), append(exact.Y, onsager(t))
	}
	if err := checkLines([]Line{found}); err != nil {
		return &Figure{err: err}
	}
	f := curves(chart{Axes: Axes{"temperature T (J = 1)", "magnetisation |m|"}, lines: []Line{found, exact}, ys: &span{0, 1.03}, marks: []Mark{{Label: "T = 2.269", At: []float64{onsagerT}}}})
	if f.err == nil {
		f.words = fmt.Sprintf("Magnetisation measured at %d temperatures beside Onsager's curve, which falls to 0 at T = %s.", len(measured), number(onsagerT))
	}
	return f
}

func onsager(t float64) float64 {
	if t >= onsagerT {
		return 0
	}
	if t <= 0 {
		return 1
	}
	return math.Pow(1-math.Pow(math.Sinh(2/t), -4), 0.125)
}

// around is what values with errors may be.
func around(y, errors []float64) (low, high []float64) {
	for k, v := range y {
		low, high = append(low, v-errors[k]), append(high, v+errors[k])
	}
	return low, high
}
