package figures

import (
	"fmt"
	"math"
	"slices"

	"harmonium/dsl/internal/display"
	"harmonium/plots"
	"harmonium/stdlib"
	"harmonium/stdlib/hopfield"
	"harmonium/stdlib/mcmc"
)

// registerRuns: what happens as a net moves is drawn as its energy, step by step.
func registerRuns(r *display.Registry) {
	display.RegisterAs(r, "the energy, flip by flip, and the state after each sweep", recall)
	display.RegisterAs(r, "the energy, step by step", func(d hopfield.Descent) (any, error) {
		return figure(plots.Energy(d.Energies).Titled("Recall"))
	})
	display.RegisterAs(r, "the energy of each chain with its histogram, and the states kept", func(run mcmc.Run) (any, error) {
		energy := plots.Trace(sweeps.Y, run.Energies()...).Titled(fmt.Sprintf("Energy of %d chains at T = %.4g", len(run.Chains), run.Sampling.Temperature))
		states := run.States()
		for _, c := range run.Chains {
			if len(c.States) == 0 { // none was kept but the last
				states = append(states, c.Final)
			}
		}
		if math.IsNaN(run.Energy) { // a machine's states, without traces
			return figure(plots.Patterns(states[:min(len(states), mostStates)]).Titled(run.String()))
		}
		return withPictures(energy, states, nil)
	})
	display.RegisterAs(r, "the energy, sweep by sweep", func(c mcmc.Chain) (any, error) {
		return figure(plots.Lines(sweeps, plots.Line{Y: c.Energy}).Titled("Energy of a chain"))
	})
	display.RegisterAs(r, "the picture read", func(a mcmc.Averaged) (any, error) {
		return figure(plots.Patterns([]stdlib.Pattern{a.Final}).Titled(fmt.Sprintf("Mean of the last %d states", a.Last)))
	})
	display.RegisterAs(r, "the magnetisation |m|, cluster by cluster", func(c mcmc.Clusters) (any, error) {
		m := make([]float64, len(c.Magnetisation))
		for i, x := range c.Magnetisation {
			m[i] = math.Abs(x)
		}
		return figure(plots.Lines(plots.Axes{X: "cluster", Y: "|m|"}, plots.Line{Y: m}).Titled("Magnetisation, cluster by cluster"))
	})
}

// recall is the energy, flip by flip, and below it the frames.
func recall(run hopfield.Run) (any, error) {
	if len(run.Energies) == 0 { // a cheap run keeps neither
		return figure(plots.Patterns([]stdlib.Pattern{run.Start, run.Final}, "start", "end").Titled("Recall"))
	}
	captions := make([]string, len(run.Frames))
	for k := range captions {
		captions[k] = fmt.Sprintf("sweep %d", k)
	}
	if len(captions) > 0 {
		captions[0] = "start"
	}
	return withPictures(plots.Energy(run.Energies).Titled("Recall"), run.Frames, captions)
}

// A sheet below a curve has at most this many pictures: the first ones and the last.
const mostPictures = 16

// withPictures puts states below a curve when they are pictures, not single rows.
func withPictures(curve *plots.Figure, states []stdlib.Pattern, captions []string) (any, error) {
	if len(states) == 0 || states[0].Rows < 2 {
		return figure(curve)
	}
	if n := len(states); n > mostPictures {
		states = append(slices.Clone(states[:mostPictures-1]), states[n-1])
		if captions != nil {
			captions = append(slices.Clone(captions[:mostPictures-1]), captions[n-1])
		}
	}
	title := curve.Title
	return figure(plots.Grid(1, curve.Titled(""), plots.Patterns(states, captions...)).Titled(title))
}

// A sheet of states alone has at most this many, the first ones.
const mostStates = 100

var sweeps = plots.Axes{X: "sweep", Y: "energy (kT)"}
