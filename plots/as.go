package plots

import "slices"

// As names a kind of figure, to choose one for a value that can be drawn in several
// ways: in a cell, Show(net, plots.AsHinton). The name is the kind's own in small
// letters; which values can be drawn as what is for the caller to know.
type As string

// The kinds, in the order of the package's map.
const (
	AsLines     As = "lines"
	AsScatter   As = "scatter"
	AsHistogram As = "histogram"
	AsBars      As = "bars"
	AsHeatmap   As = "heatmap"
	AsPatterns  As = "patterns"
	AsGreys     As = "greys"

	AsEnergy   As = "energy"   // Energy
	AsDescent  As = "descent"  // Descent
	AsFilm     As = "film"     // Film
	AsMovie    As = "movie"    // Movie
	AsTriptych As = "triptych" // Triptych
	AsOverlap  As = "overlap"  // Overlap

	AsLandscape   As = "landscape"   // Landscape
	AsTransitions As = "transitions" // Transitions
	AsBasins      As = "basins"      // Basins
	AsBasinMap    As = "basin map"   // BasinMap
	AsMinima      As = "minima"      // Minima
	AsCapacity    As = "capacity"    // Capacity

	AsHinton          As = "hinton"           // Hinton
	AsSpectrum        As = "spectrum"         // Spectrum
	AsWeights         As = "weights"          // Weights: their histogram
	AsReceptiveFields As = "receptive fields" // ReceptiveFields

	AsDistribution   As = "distribution"   // Distribution
	AsThermodynamics As = "thermodynamics" // Thermodynamics
	AsMagnetisation  As = "magnetisation"  // Magnetisation

	AsTrace           As = "trace"           // Trace
	AsAutocorrelation As = "autocorrelation" // Autocorrelation
	AsAcceptance      As = "acceptance"      // Acceptance
	AsConvergence     As = "convergence"     // Convergence: R̂ and effective size
	AsAgreement       As = "agreement"       // Agreement

	AsSchedule   As = "schedule"    // Schedule
	AsSwapRates  As = "swap rates"  // SwapRates
	AsRoundTrips As = "round trips" // RoundTrips
	AsSuccess    As = "success"     // Success
	AsCuts       As = "cuts"        // Cuts

	AsLearning   As = "learning"   // Learning, History
	AsCosine     As = "cosine"     // Cosine
	AsActivity   As = "activity"   // Activity
	AsFantasies  As = "fantasies"  // Fantasies
	AsInpainting As = "inpainting" // Inpainting
	AsConfusion  As = "confusion"  // Confusion
	AsPosteriors As = "posteriors" // Posteriors
	AsLayers     As = "layers"     // Layers
	AsQuantised  As = "quantised"  // Quantised
)

// Kinds lists all kinds of figure, in their order.
func Kinds() []As { return slices.Clone(kinds) }

var kinds = []As{
	AsLines, AsScatter, AsHistogram, AsBars, AsHeatmap, AsPatterns, AsGreys,
	AsEnergy, AsDescent, AsFilm, AsMovie, AsTriptych, AsOverlap,
	AsLandscape, AsTransitions, AsBasins, AsBasinMap, AsMinima, AsCapacity,
	AsHinton, AsSpectrum, AsWeights, AsReceptiveFields,
	AsDistribution, AsThermodynamics, AsMagnetisation,
	AsTrace, AsAutocorrelation, AsAcceptance, AsConvergence, AsAgreement,
	AsSchedule, AsSwapRates, AsRoundTrips, AsSuccess, AsCuts,
	AsLearning, AsCosine, AsActivity, AsFantasies, AsInpainting, AsConfusion, AsPosteriors, AsLayers, AsQuantised,
}
