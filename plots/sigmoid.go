package plots

import "math"

// Sigmoids draws the probability that a unit is on, against its field at T = 1: a
// bit takes σ(f), a spin of ±1 takes σ(2f).
func Sigmoids() *Figure {
	bit, spin := Line{Label: "σ(f): units 0 and 1"}, Line{Label: "σ(2f): units −1 and +1"}
	for k := range 161 {
		x := float64(k)/20 - 4
		bit.X, bit.Y = append(bit.X, x), append(bit.Y, 1/(1+math.Exp(-x)))
		spin.X, spin.Y = append(spin.X, x), append(spin.Y, 1/(1+math.Exp(-2*x)))
	}
	f := curves(chart{Axes: Axes{"field f", "P(unit is on)"}, lines: []Line{bit, spin}, ys: &span{0, 1}})
	f.words = "Probability that a unit is on against its field: σ(f) for units 0 and 1, and the steeper σ(2f) for units −1 and +1."
	return f
}
