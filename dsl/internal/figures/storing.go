package figures

import (
	"fmt"

	"harmonium/plots"
	"harmonium/stdlib/hopfield"
)

// capacity draws overlap and errors against the load, beside theory.
func capacity(points []hopfield.CapacityPoint) (any, error) {
	theory := plots.Load{}
	for _, p := range points {
		theory.Load = append(theory.Load, p.Load)
		theory.Overlap, theory.Wrong = append(theory.Overlap, p.Theory), append(theory.Wrong, p.Expected)
	}
	return figure(plots.Capacity(theory, loadOf("measured", points)).Titled("Capacity"))
}

func loadOf(rule string, points []hopfield.CapacityPoint) plots.Load {
	l := plots.Load{Rule: rule}
	for _, p := range points {
		l.Load, l.Overlap, l.Error, l.Wrong = append(l.Load, p.Load), append(l.Overlap, p.Overlap), append(l.Error, p.Error), append(l.Wrong, p.OneStep)
	}
	return l
}

// capacities draws several rules in one figure; the theory, which is of Hebb's rule
// alone, stays out.
func capacities(rules [][]hopfield.CapacityPoint, names []string) *plots.Figure {
	loads := make([]plots.Load, len(rules))
	for k, points := range rules {
		loads[k] = loadOf(nth(names, k), points)
	}
	return plots.Capacity(plots.Load{}, loads...)
}

// basins draws how often recall succeeds, a curve for each net.
func basins(nets [][]hopfield.BasinPoint, names []string) (*plots.Figure, error) {
	var noise []float64
	for _, p := range nets[0] {
		noise = append(noise, p.Noise)
	}
	curves := make([]plots.Basin, len(nets))
	tries := 0
	for k, points := range nets {
		curves[k].Label = nth(names, k)
		if len(points) != len(noise) {
			return nil, fmt.Errorf("Plot: basin 1 has %d fractions of noise, basin %d has %d", len(noise), k+1, len(points))
		}
		for i, p := range points {
			if tries == 0 {
				tries = p.Tries
			}
			if p.Noise != noise[i] || p.Tries != tries {
				return nil, fmt.Errorf("Plot: basin %d was measured with %d tries at %v, basin 1 with %d at %v", k+1, p.Tries, p.Noise, tries, noise[i])
			}
			curves[k].Recalled = append(curves[k].Recalled, p.Recalled)
		}
	}
	return plots.BasinMap(noise, tries, curves...), nil
}

func nth(names []string, k int) string {
	if k < len(names) {
		return names[k]
	}
	return ""
}
