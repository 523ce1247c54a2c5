package figures

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"harmonium/dsl/internal/display"
	"harmonium/plots"
	"harmonium/stdlib/exact"
)

func registerExact(r *display.Registry) {
	display.RegisterAs(r, "U, F, H and C against the temperature", thermodynamics)
	display.RegisterAs(r, "a histogram of the energies of all states", func(all *exact.System) (any, error) {
		if all.Units() > mostEnumerated {
			return nil, nil // its text says enough; sorting 16 million energies takes seconds
		}
		return figure(plots.Histogram("energy (kT)", all.Energies()).Titled(fmt.Sprintf("Energies of all states of %d units", all.Units())))
	})
	display.RegisterAs(r, "a bar for each energy", func(levels []exact.Level) (any, error) {
		var energies []string
		states := plots.Group{Label: "states"}
		for _, l := range levels {
			energies, states.Heights = append(energies, fmt.Sprintf("%.6g", l.Energy)), append(states.Heights, float64(l.Count))
		}
		return figure(plots.Bars(plots.Axes{X: "energy (kT)", Y: "states"}, energies, states).Titled("Density of states"))
	})
	display.RegisterAs(r, "the size of each basin against its energy", func(valleys []exact.Minimum) (any, error) {
		var basins plots.Line
		for _, v := range valleys {
			basins.X, basins.Y = append(basins.X, v.Energy), append(basins.Y, float64(v.Basin))
		}
		return figure(plots.Scatter(plots.Axes{X: "energy (kT)", Y: "states that lead here"}, basins).Titled(fmt.Sprintf("%d local minima and their basins", len(valleys))))
	})
	display.RegisterAs(r, "a heatmap of the correlations", func(m exact.Moments) (any, error) {
		n := len(m.Correlation)
		if n == 0 {
			return nil, nil
		}
		c := mat.NewDense(n, n, nil)
		for i, row := range m.Correlation {
			c.SetRow(i, row)
		}
		return figure(plots.Heatmap(c).Titled(fmt.Sprintf("Correlations of %d units", n)))
	})
}

// Larger systems are not drawn.
const mostEnumerated = 20

// thermodynamics draws U, F, H and C against the temperature, a panel each.
func thermodynamics(points []exact.Point) (any, error) {
	all := make([]plots.Thermo, len(points))
	for i, p := range points {
		all[i] = plots.Thermo{T: p.T, U: p.U, H: p.H, F: p.F, C: p.C}
	}
	return figure(plots.Thermodynamics(all).Titled("Thermodynamics"))
}
