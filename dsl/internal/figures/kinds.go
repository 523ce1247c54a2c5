package figures

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"harmonium/dsl/internal/display"
	"harmonium/plots"
	"harmonium/stdlib"
	"harmonium/stdlib/anneal"
	"harmonium/stdlib/boltzmann"
	"harmonium/stdlib/exact"
	"harmonium/stdlib/hopfield"
	"harmonium/stdlib/mcmc"
	"harmonium/stdlib/rbm"
)

// registerKinds: the figures that Show draws when it is asked for them.
func registerKinds(r *display.Registry) {
	kind(r, plots.AsHeatmap, func(m mat.Matrix) *plots.Figure { return plots.Heatmap(m) })
	kind(r, plots.AsHinton, plots.Hinton)
	kind(r, plots.AsSpectrum, plots.Spectrum)
	kind(r, plots.AsWeights, plots.Weights)
	matrices(r, func(n *hopfield.Net) (mat.Matrix, error) { return n.Weights() })
	matrices(r, func(m *boltzmann.Machine) (mat.Matrix, error) { return m.Weights(), nil })
	matrices(r, func(m *rbm.RBM) (mat.Matrix, error) { return visibleByHidden(m), nil })
	matrices(r, func(m *stdlib.Ising) (mat.Matrix, error) {
		if m.Units() == 0 || m.Units() > mostUnits {
			return nil, fmt.Errorf("couplings of %d units, want 1 to %d to draw them", m.Units(), mostUnits)
		}
		return matrix(m.Couplings), nil
	})
	display.RegisterKind(r, string(plots.AsReceptiveFields), filters)

	kind(r, plots.AsLines, func(y []float64) *plots.Figure {
		return plots.Lines(plots.Axes{X: "step", Y: "value"}, plots.Line{Y: y})
	})
	kind(r, plots.AsHistogram, func(y []float64) *plots.Figure { return plots.Histogram("value", y) })
	kind(r, plots.AsTrace, func(y []float64) *plots.Figure { return plots.Trace("value", y) })
	kind(r, plots.AsAutocorrelation, func(y []float64) *plots.Figure { return plots.Autocorrelation(mcmc.Autocorrelation(y, len(y)/4)) })

	kind(r, plots.AsFilm, plots.Film)
	kind(r, plots.AsPatterns, func(ps []stdlib.Pattern) *plots.Figure { return plots.Patterns(ps) })
	display.RegisterKind(r, string(plots.AsMovie), func(ps []stdlib.Pattern) (any, error) { return plots.Movie(ps), nil })

	kind(r, plots.AsEnergy, func(run hopfield.Run) *plots.Figure { return plots.Energy(run.Energies) })
	kind(r, plots.AsFilm, func(run hopfield.Run) *plots.Figure { return plots.Film(run.Frames) })
	display.RegisterKind(r, string(plots.AsMovie), func(run hopfield.Run) (any, error) { return plots.Movie(run.Frames), nil })
	kind(r, plots.AsPatterns, func(run hopfield.Run) *plots.Figure {
		return plots.Patterns([]stdlib.Pattern{run.Start, run.Final}, "start", "end")
	})

	kind(r, plots.AsTrace, func(run mcmc.Run) *plots.Figure { return plots.Trace("energy (kT)", run.Energies()...) })
	kind(r, plots.AsAutocorrelation, func(run mcmc.Run) *plots.Figure {
		var all [][]float64
		for _, e := range run.Energies() {
			all = append(all, mcmc.Autocorrelation(e, len(e)/4))
		}
		return plots.Autocorrelation(all...)
	})
	kind(r, plots.AsAcceptance, func(run mcmc.Run) *plots.Figure {
		var all [][]float64
		for _, c := range run.Chains {
			all = append(all, c.Acceptance)
		}
		return plots.Acceptance(all...)
	})
	kind(r, plots.AsConvergence, func(run mcmc.Run) *plots.Figure { return plots.Convergence(run.Energies()...) })
	kind(r, plots.AsHistogram, func(run mcmc.Run) *plots.Figure {
		var all []float64
		for _, e := range run.Energies() {
			all = append(all, e...)
		}
		return plots.Histogram("energy (kT)", all)
	})
	kind(r, plots.AsPatterns, func(run mcmc.Run) *plots.Figure { return plots.Patterns(run.States()) })
	display.RegisterKind(r, string(plots.AsMovie), func(run mcmc.Run) (any, error) { return plots.Movie(run.States()), nil })

	kind(r, plots.AsHistogram, func(res anneal.Result) *plots.Figure { return plots.Histogram("energy (kT)", res.Energies()) })
	kind(r, plots.AsSchedule, func(res anneal.Result) *plots.Figure { return plots.Schedule(res.Betas, traces(res.Reads)...) })
	kind(r, plots.AsSwapRates, func(l anneal.Ladder) *plots.Figure { return plots.SwapRates(l.Betas, l.SwapRate) })
	kind(r, plots.AsRoundTrips, func(l anneal.Ladder) *plots.Figure { return plots.RoundTrips(l.Path) })

	kind(r, plots.AsHistogram, func(all *exact.System) *plots.Figure { return plots.Histogram("energy (kT)", all.Energies()) })
	kind(r, plots.AsBasins, func(all *exact.System) *plots.Figure { return plots.Basins(all.Energies()) })
	kind(r, plots.AsMinima, func(valleys []exact.Minimum) *plots.Figure {
		var energies []float64
		for _, v := range valleys {
			energies = append(energies, v.Energy)
		}
		return plots.Minima(energies, nil)
	})
	kind(r, plots.AsLearning, func(h stdlib.History) *plots.Figure {
		drawn, err := curves(fmt.Sprintf("Learning, %d updates", h.Last().Update), nil, h)
		if f, ok := drawn.(*plots.Figure); ok && err == nil {
			return f
		}
		return plots.Learning()
	})
}

// kind registers a figure under the name that plots gives its kind.
func kind[T any](r *display.Registry, name plots.As, draw func(T) *plots.Figure) {
	display.RegisterKind(r, string(name), func(v T) (any, error) { return figure(draw(v)) })
}

// matrices are the figures of a model's couplings.
func matrices[T any](r *display.Registry, of func(T) (mat.Matrix, error)) {
	for _, k := range []struct {
		name plots.As
		draw func(mat.Matrix) *plots.Figure
	}{{plots.AsHeatmap, plots.Heatmap}, {plots.AsHinton, plots.Hinton}, {plots.AsSpectrum, plots.Spectrum}, {plots.AsWeights, plots.Weights}} {
		display.RegisterKind(r, string(k.name), func(model T) (any, error) {
			m, err := of(model)
			if err != nil {
				return nil, err
			}
			return figure(k.draw(m))
		})
	}
}
