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
// Recall: [Energy], [Film], [Movie] (an [Animation]), [Triptych], [Overlap].
//
// Landscapes and capacity: [Basins] (the states of a small net and where descent
// takes them), [Minima], [Capacity].
//
// Weights: [Heatmap], [Hinton], [Spectrum], [Weights], [ReceptiveFields].
//
// Thermodynamics: [Distribution], [Thermodynamics], [Magnetisation], [Sigmoids].
//
// Sampling: [Trace], [Autocorrelation], [Agreement] (empirical against exact).
//
// Annealing: [Schedule], [SwapRates], [RoundTrips], [Success], [Cuts].
//
// Learning and samples: [Learning], [Confusion], [Rows], [Greys].
//
// "make gallery" writes the figures of all examples on one page.
package plots
