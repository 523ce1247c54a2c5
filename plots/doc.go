// Package plots draws the figures of a lecture on energy models: a curve, a
// heatmap of weights, a sheet of patterns.
//
// A function makes a [Figure] from plain values or patterns; the figure draws
// itself as PNG, SVG or PDF, says in words what it shows, and gives both as a
// MIME bundle. Sizes are in CSS pixels (1/96 inch) and read well in a notebook
// at 100 %; PNG has two dots to a pixel. The bytes depend on the data alone: fonts
// are embedded, and no clock, path or map order comes in.
//
//	fig := plots.Energy(run.Energies).Titled("Recall of T, a fifth of its units flipped")
//	png, err := fig.PNG()
//
// The map of the package, one kind of figure a file.
//
// Bare values: [Lines], [Scatter], [Histogram], [Bars], [Heatmap] (a matrix, colours
// centred on zero), [Image], [Patterns] (a sheet of pictures), [Plot] (a plot of
// gonum/plot). [Grid] composes figures. [Theme] is light or dark.
//
// Recall: [Energy], [Descent] (sweep by sweep, flips marked), [Film], [Movie] (an
// [Animation]), [Triptych], [Overlap].
//
// Landscapes and capacity: [Landscape] (the energy over a plane, such as
// [PlaneThrough] states), [Transitions] (the state-transition graph of a small net),
// [Basins] (where descent takes its states), [BasinMap], [Minima], [Capacity].
//
// Weights: [Heatmap], [Hinton], [Spectrum], [Weights], [ReceptiveFields].
//
// Thermodynamics: [Distribution], [Thermodynamics], [Magnetisation], [Sigmoids].
//
// Sampling: [Trace], [Autocorrelation], [Acceptance], [Convergence] (R̂ and effective
// size), [Agreement] (empirical against exact, clamped against free).
//
// Annealing: [Schedule], [SwapRates], [RoundTrips], [Success], [Cuts].
//
// Learning: [Learning] (any measures, with bands), [History], [Cosine] (CD-k against
// the gradient), [Activity].
//
// Samples: [Patterns], [Rows], [Greys], [Quantised], [Fantasies], [Inpainting],
// [Confusion], [Posteriors], [Layers].
//
// [As] names the kinds, for those who let a user choose one.
//
// "make gallery" writes the figures of all examples on one page.
package plots
