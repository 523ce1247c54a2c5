package plots_test

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"harmonium/plots"
)

// small is the energies of four units: 0 and 1 alike, 2 and 3 alike, weakly opposed.
func small() []float64 {
	e := make([]float64, 16)
	s := func(x, i int) float64 { return float64(x>>i&1)*2 - 1 }
	for x := range e {
		e[x] = -s(x, 0)*s(x, 1) - 0.8*s(x, 2)*s(x, 3) + 0.3*s(x, 1)*s(x, 2) - 0.1*s(x, 0)
	}
	return e
}

// boltzmann is the probabilities of states with energies at a temperature.
func boltzmann(e []float64, t float64) []float64 {
	p, z := make([]float64, len(e)), 0.0
	for x := range e {
		p[x] = math.Exp(-e[x] / t)
		z += p[x]
	}
	for x := range p {
		p[x] /= z
	}
	return p
}

func ExampleBasins() {
	show(plots.Basins(small()).Titled("Four units, two pairs"))
	// Output: Four units, two pairs. The 16 states of 4 units and where steepest descent takes them: 4 local minima. ++−− at −2.2 draws in 7. −−++ at −2 draws in 7. ++++ at −1.6 draws in 1. −−−− at −1.4 draws in 1.
}

func ExampleMinima() {
	show(plots.Minima(noise(200), []float64{-2.9, -2.7, -2.6}).Titled("Minima of 3 letters by Hebb's rule"))
	// Output: Minima of 3 letters by Hebb's rule. Energies of 200 local minima, the lowest at −3.085. Marked: stored patterns at −2.9, −2.7, −2.6.
}

func ExampleCapacity() {
	load := []float64{0.05, 0.1, 0.13, 0.15, 0.2}
	show(plots.Capacity(plots.Load{Load: load, Overlap: []float64{1, 0.998, 0.987, 0.4, 0.35}, Wrong: []float64{0, 0.001, 0.003, 0.005, 0.013}},
		plots.Load{Rule: "Hebb", Load: load, Overlap: []float64{1, 0.99, 0.97, 0.8, 0.4}, Error: []float64{0.01, 0.01, 0.02, 0.06, 0.05}, Wrong: []float64{0, 0.001, 0.003, 0.006, 0.012}},
		plots.Load{Rule: "projection", Load: load, Overlap: []float64{1, 1, 1, 1, 1}, Wrong: make([]float64, 5)}).Titled("Capacity, N = 200"))
	// Output: Capacity, N = 200. Overlap and errors against the load of 2 rules. Hebb: overlaps from 0.4 to 1 at 5 loads. projection: overlaps from 1 to 1 at 5 loads.
}

func ExampleDistribution() {
	e := small()
	show(plots.Distribution([]float64{0.3, 1, 5}, [][]float64{boltzmann(e, 0.3), boltzmann(e, 1), boltzmann(e, 5)}, nil).Titled("Four units at three temperatures"))
	// Output: Four units at three temperatures. Bars of probability P for 16 values of state: T = 0.3 is highest at 3 with 0.5785; T = 1 is highest at 3 with 0.2602; T = 5 is highest at 3 with 0.09374.
}

func ExampleThermodynamics() {
	var points []plots.Thermo
	for k := range 60 {
		t := 0.1 + float64(k)*0.05
		u := -math.Tanh(1 / t)
		f := -t * math.Log(2*math.Cosh(1/t))
		points = append(points, plots.Thermo{T: t, U: u, F: f, H: (u - f) / t, C: (1 - u*u) / t / t})
	}
	show(plots.Thermodynamics(points).Titled("One spin in a field of 1"))
	// Output: One spin in a field of 1. Energy, free energy, entropy and heat capacity at 60 temperatures from 0.1 to 3.05; the heat capacity is largest, 0.439, at T = 0.85.
}

func ExampleMagnetisation() {
	show(plots.Magnetisation([]float64{1.5, 2, 2.2, 2.3, 2.6, 3, 3.5}, []float64{0.986, 0.911, 0.78, 0.6, 0.25, 0.12, 0.08}, []float64{0.002, 0.004, 0.01, 0.03, 0.02, 0.01, 0.01}).Titled("Ising lattice, 64×64, Wolff"))
	// Output: Ising lattice, 64×64, Wolff. Magnetisation measured at 7 temperatures beside Onsager's curve, which falls to 0 at T = 2.269.
}

func ExampleSigmoids() {
	show(plots.Sigmoids().Titled("A unit of a Boltzmann machine, T = 1"))
	// Output: A unit of a Boltzmann machine, T = 1. Probability that a unit is on against its field: σ(f) for units 0 and 1, and the steeper σ(2f) for units −1 and +1.
}

func ExampleTrace() {
	show(plots.Trace("energy (kT)", noise(400), noise(800)[400:]).Titled("Two chains at T = 1"))
	// Output: Two chains at T = 1. Trace of energy (kT) in 2 chains: mean 0.005001, standard deviation 1.01.
}

func ExampleAutocorrelation() {
	rho := make([]float64, 60)
	for k := range rho {
		rho[k] = math.Exp(-float64(k)/8) + 0.02*math.Sin(float64(k))
	}
	show(plots.Autocorrelation(rho).Titled("Energy at T = 2.3"))
	// Output: Energy at T = 2.3. Autocorrelation over 60 lags; below 1/e from lag 9 on.
}

func ExampleAgreement() {
	exact := boltzmann(small(), 1)
	found := make([]float64, 16)
	for x := range found {
		found[x] = exact[x] + 0.006*math.Sin(float64(3*x))
	}
	show(plots.Agreement(plots.Axes{X: "exact probability", Y: "frequency"}, exact, found).Titled("10,000 samples, T = 1"))
	// Output: 10,000 samples, T = 1. frequency against exact probability, 16 dots; they differ most, by 0.005999, at number 11.
}

func ExampleSchedule() {
	betas, e := make([]float64, 200), make([]float64, 200)
	for k := range betas {
		betas[k] = 0.1 * math.Pow(50, float64(k)/199)
		e[k] = -60*math.Tanh(betas[k]) + 3/(1+betas[k])*math.Sin(float64(k*k))
	}
	show(plots.Schedule(betas, e).Titled("Annealing, geometric, 200 sweeps"))
	// Output: Annealing, geometric, 200 sweeps. Annealing over 200 sweeps, T from 10 to 0.2; 1 read, the lowest energy at the end −60.46, at any time −60.46.
}

func ExampleSwapRates() {
	show(plots.SwapRates([]float64{0.1, 0.2, 0.4, 0.8, 1.6}, []float64{0.7, 0.5, 0.31, 0.22}).Titled("Parallel tempering"))
	// Output: Parallel tempering. Swap rates of 5 rungs; the lowest is 0.22, of β = 0.8–1.6.
}

func ExampleRoundTrips() {
	path, now := [][]int{}, []int{0, 1, 2, 3, 4}
	for t := range 80 {
		for k := t % 2; k+1 < 5; k += 2 {
			if math.Sin(float64(t*t+k)) > -0.3 {
				now[k], now[k+1] = now[k+1], now[k]
			}
		}
		path = append(path, append([]int(nil), now...))
	}
	show(plots.RoundTrips(path).Titled("Replicas on five rungs"))
	// Output: Replicas on five rungs. The rungs that 4 of 5 replicas visit over 80 sweeps.
}

func ExampleSuccess() {
	show(plots.Success([]float64{10, 50, 100, 200, 500, 1000}, []int{2, 19, 38, 61, 88, 99}, 100).Titled("Ground state of SK, N = 64"))
	// Output: Ground state of SK, N = 64. Success against sweeps, 100 reads each: from 0.02 at 10 sweeps to 0.99 at 1000.
}

func ExampleCuts() {
	cuts := noise(300)
	for i := range cuts {
		cuts[i] = math.Round(3040 + 8*cuts[i])
	}
	show(plots.Cuts(cuts, 3064).Titled("MaxCut G14, 300 reads"))
	// Output: MaxCut G14, 300 reads. 300 cuts, the largest 3058. Marked: best known at 3064.
}

func ExampleLearning() {
	var l, low, high, r []float64
	for k := range 30 {
		v := -1.8 - 2*math.Exp(-float64(k)/6)
		l, low, high = append(l, v), append(low, v-0.1), append(high, v+0.1)
		r = append(r, 0.05+0.4*math.Exp(-float64(k)/5))
	}
	show(plots.Learning(
		plots.LearningCurve{Measure: "log-likelihood", Curves: []plots.Line{{Label: "AIS", Y: l, Low: low, High: high}}},
		plots.LearningCurve{Measure: "reconstruction error", Curves: []plots.Line{{Label: "training", Y: r}}}).Titled("RBM on bars and stripes, CD-1"))
	// Output: RBM on bars and stripes, CD-1. Learning curves. log-likelihood against epoch: AIS (30 points, from −3.8 to −1.816). reconstruction error against epoch: training (30 points, from 0.05121 to 0.45).
}

func ExampleConfusion() {
	show(plots.Confusion([]string{"A", "B", "C"}, mat.NewDense(3, 3, []float64{48, 1, 1, 3, 44, 3, 0, 6, 44})).Titled("Letters, 150 cases"))
	// Output: Letters, 150 cases. Confusion matrix of 3 classes: 136 of 150 cases are right.
}
