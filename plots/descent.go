package plots

import (
	"fmt"
	"strings"
)

// Fall is how the energy of one recall fell, flip by flip.
type Fall struct {
	Label    string
	Energies []float64 // at the start, then after each flip
	Sweeps   []int     // the sweep of each flip, counted from 1: one less than Energies, never falling
}

// Descent draws the energy of recalls against the sweep, with a dot for every flip:
// the flips of a sweep lie evenly between its beginning and its end.
func Descent(falls ...Fall) *Figure {
	lines := make([]Line, len(falls))
	for i, f := range falls {
		if len(f.Sweeps)+1 != len(f.Energies) {
			return failed("run %d has the sweeps of %d flips and %d energies, want one more", i+1, len(f.Sweeps), len(f.Energies))
		}
		x, err := f.places()
		if err != nil {
			return failed("run %d: %w", i+1, err)
		}
		lines[i] = Line{Label: f.Label, X: x, Y: f.Energies, dots: true}
		if f.Label == "" && len(falls) > 1 && len(falls) <= 8 {
			lines[i].Label = fmt.Sprintf("run %d", i+1)
		}
	}
	f := Lines(Axes{"sweep", "energy (kT)"}, lines...)
	if f.err == nil {
		f.words = descentWords(falls)
	}
	return f
}

// places is where each energy stands on the axis of sweeps.
func (f Fall) places() ([]float64, error) {
	x := []float64{0}
	for a := 0; a < len(f.Sweeps); {
		b := a
		for b < len(f.Sweeps) && f.Sweeps[b] == f.Sweeps[a] {
			b++
		}
		if f.Sweeps[a] < 1 || a > 0 && f.Sweeps[a] < f.Sweeps[a-1] {
			return nil, fmt.Errorf("flip %d is in sweep %d, want sweeps counted from 1 and never falling", a+1, f.Sweeps[a])
		}
		for k := a; k < b; k++ {
			x = append(x, float64(f.Sweeps[a]-1)+float64(k-a+1)/float64(b-a))
		}
		a = b
	}
	return x, nil
}

// counted is a number of things.
func counted(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}

func descentWords(falls []Fall) string {
	var parts []string
	for i, f := range falls[:min(6, len(falls))] {
		s := fmt.Sprintf("%s from %s to %s in %s", nameOr(f.Label, fmt.Sprint("run ", i+1)), number(f.Energies[0]), number(f.Energies[len(f.Energies)-1]), counted(len(f.Sweeps), "flip"))
		if len(f.Sweeps) > 0 {
			s += " over " + counted(f.Sweeps[len(f.Sweeps)-1], "sweep")
		}
		parts = append(parts, s)
	}
	if len(falls) > 6 {
		parts = append(parts, fmt.Sprintf("and %d more", len(falls)-6))
	}
	return "Energy against the sweep, a dot for every flip: " + strings.Join(parts, "; ") + "."
}
