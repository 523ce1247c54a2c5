package plots

import (
	"fmt"
	"math"
)

// Schedule draws the temperature of every sweep above the energies of reads that
// were made under it. Betas are inverse temperatures; 1/β at β = 0 is left out.
func Schedule(betas []float64, energies ...[]float64) *Figure {
	temperature := Line{Bare: true}
	for _, b := range betas {
		t := math.Inf(1)
		if b > 0 {
			t = 1 / b
		}
		temperature.Y = append(temperature.Y, t)
	}
	top := Lines(Axes{"sweep", "temperature T"}, temperature).Sized(560, 190)
	if top.err != nil {
		return top
	}
	lines := make([]Line, len(energies))
	for i, e := range energies {
		lines[i] = Line{Y: e, Bare: true}
	}
	if len(lines) == 0 {
		return top
	}
	low := Lines(Axes{"sweep", "energy (kT)"}, lines...).Sized(560, 270)
	if low.err != nil {
		return low
	}
	f := Grid(1, top, low)
	last, best := math.Inf(1), math.Inf(1)
	for _, e := range energies {
		if len(e) > 0 {
			last = min(last, e[len(e)-1])
		}
		lo, _ := limits(e)
		best = min(best, lo)
	}
	f.words = fmt.Sprintf("Annealing over %d sweeps, T from %s to %s; %s, the lowest energy at the end %s, at any time %s.",
		len(betas), number(temperature.Y[0]), number(temperature.Y[len(betas)-1]), counted(len(energies), "read"), number(last), number(best))
	return f
}
