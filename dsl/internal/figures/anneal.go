package figures

import (
	"fmt"
	"slices"

	"harmonium/dsl/internal/display"
	"harmonium/plots"
	"harmonium/stdlib/anneal"
)

func registerAnneal(r *display.Registry) {
	display.RegisterAs(r, "the energies of the reads; with a Trace, their curves below the temperature", func(res anneal.Result) (any, error) {
		title := fmt.Sprintf("%d reads, the lowest at %.6g", len(res.Reads), res.Energy)
		if res.Annealing.Trace {
			return figure(plots.Schedule(res.Betas, traces(res.Reads)...).Titled(title))
		}
		if len(res.Reads) >= manyReads {
			return figure(plots.Histogram("energy (kT)", res.Energies()).Titled(title))
		}
		energies := slices.Sorted(slices.Values(res.Energies()))
		return figure(plots.Lines(plots.Axes{X: "read, the best first", Y: "energy (kT)"}, plots.Line{Y: energies, Points: true}).Titled(title))
	})
	display.RegisterAs(r, "the mean energy on each rung, and how often neighbours swap", func(l anneal.Ladder) (any, error) {
		means := plots.Lines(byBeta, plots.Line{X: l.Betas, Y: l.Energy})
		if len(l.SwapRate) == 0 {
			return figure(means.Titled("Mean energy on each rung"))
		}
		swaps := plots.SwapRates(l.Betas, l.SwapRate)
		return figure(plots.Grid(2, means.Sized(420, 300), swaps.Sized(420, 300)).Titled(fmt.Sprintf("Parallel tempering, %d round trips", l.RoundTrips)))
	})
	display.RegisterAs(r, "the mean energy at each β", func(c anneal.Census) (any, error) {
		return figure(plots.Lines(byBeta, plots.Line{X: c.Betas, Y: c.Energy}).Titled("Mean energy of the population"))
	})
}

// So many reads are drawn as a histogram, fewer each as a dot.
const manyReads = 30

var byBeta = plots.Axes{X: "inverse temperature β", Y: "mean energy (kT)"}

func traces(reads []anneal.Read) (energies [][]float64) {
	for _, read := range reads {
		energies = append(energies, read.Trace)
	}
	return energies
}
