package figures

import (
	"fmt"
	"math"

	"harmonium/dsl/internal/display"
	"harmonium/plots"
	"harmonium/stdlib"
	"harmonium/stdlib/hopfield"
	"harmonium/stdlib/mcmc"
)

// registerRuns: what happens as a net moves is drawn as its energy, step by step.
func registerRuns(r *display.Registry) {
	display.Register(r, func(run hopfield.Run) (any, error) {
		return figure(plots.Energy(run.Energies).Titled("Recall"))
	})
	display.Register(r, func(d hopfield.Descent) (any, error) {
		return figure(plots.Energy(d.Energies).Titled("Recall"))
	})
	display.Register(r, func(run mcmc.Run) (any, error) {
		return figure(plots.Lines(sweeps, chains(run)...).Titled(fmt.Sprintf("Energy of %d chains at T = %.4g", len(run.Chains), run.Sampling.Temperature)))
	})
	display.Register(r, func(c mcmc.Chain) (any, error) {
		return figure(plots.Lines(sweeps, plots.Line{Y: c.Energy}).Titled("Energy of a chain"))
	})
	display.Register(r, func(a mcmc.Averaged) (any, error) {
		return figure(plots.Patterns([]stdlib.Pattern{a.Final}).Titled(fmt.Sprintf("Mean of the last %d states", a.Last)))
	})
	display.Register(r, func(c mcmc.Clusters) (any, error) {
		m := make([]float64, len(c.Magnetisation))
		for i, x := range c.Magnetisation {
			m[i] = math.Abs(x)
		}
		return figure(plots.Lines(plots.Axes{X: "cluster", Y: "|m|"}, plots.Line{Y: m}).Titled("Magnetisation, cluster by cluster"))
	})
}

var sweeps = plots.Axes{X: "sweep", Y: "energy E (kT)"}

// chains are the traces of a run; few enough of them have names.
func chains(run mcmc.Run) (lines []plots.Line) {
	for k, c := range run.Chains {
		line := plots.Line{Y: c.Energy}
		if 1 < len(run.Chains) && len(run.Chains) <= 8 {
			line.Label = fmt.Sprintf("chain %d", k+1)
		}
		lines = append(lines, line)
	}
	return lines
}
