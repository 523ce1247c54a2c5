package figures

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"harmonium/dsl/internal/display"
	"harmonium/plots"
	"harmonium/stdlib/exact"
)

func registerExact(r *display.Registry) {
	display.Register(r, thermodynamics)
	display.Register(r, func(levels []exact.Level) (any, error) {
		states := plots.Line{Points: true}
		for _, l := range levels {
			states.X, states.Y = append(states.X, l.Energy), append(states.Y, float64(l.Count))
		}
		return figure(plots.Lines(plots.Axes{X: "energy E (kT)", Y: "states"}, states).Titled("Density of states"))
	})
	display.Register(r, func(valleys []exact.Minimum) (any, error) {
		basins := plots.Line{Points: true}
		for _, v := range valleys {
			basins.X, basins.Y = append(basins.X, v.Energy), append(basins.Y, float64(v.Basin))
		}
		return figure(plots.Lines(plots.Axes{X: "energy E (kT)", Y: "states that lead here"}, basins).Titled(fmt.Sprintf("%d local minima and their basins", len(valleys))))
	})
	display.Register(r, func(m exact.Moments) (any, error) {
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

// thermodynamics draws U, F, H and C against the temperature.
func thermodynamics(points []exact.Point) (any, error) {
	lines := []plots.Line{{Label: "mean energy U"}, {Label: "free energy F"}, {Label: "entropy H"}, {Label: "heat capacity C"}}
	for _, p := range points {
		for k, y := range []float64{p.U, p.F, p.H, p.C} {
			lines[k].X, lines[k].Y = append(lines[k].X, p.T), append(lines[k].Y, y)
		}
	}
	return figure(plots.Lines(plots.Axes{X: "temperature T"}, lines...).Titled("Thermodynamics"))
}
