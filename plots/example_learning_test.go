package plots_test

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"harmonium/plots"
	"harmonium/stdlib"
)

// chain is n values that remember the one before by a part.
func chain(n, from int, memory float64) []float64 {
	x := noise(from + n)[from:]
	for k := 1; k < n; k++ {
		x[k] = memory*x[k-1] + math.Sqrt(1-memory*memory)*x[k]
	}
	return x
}

func ExampleAcceptance() {
	hot, cold := make([]float64, 200), make([]float64, 200)
	for k := range hot {
		hot[k] = 0.62 + 0.04*chain(200, 0, 0)[k]
		cold[k] = 0.1 + 0.4*math.Exp(-float64(k)/25) + 0.015*chain(200, 300, 0)[k]
	}
	show(plots.Acceptance(hot, cold).Titled("Metropolis at T = 3 and T = 1"))
	// Output: Metropolis at T = 3 and T = 1. Accepted flips of 2 chains, sweep by sweep; on average 0.6174, 0.1509.
}

func ExampleConvergence() {
	late := chain(600, 600, 0.9)
	for k := range late[:150] {
		late[k] += 2
	}
	show(plots.Convergence(chain(600, 0, 0.9), late, chain(600, 1200, 0.9)).Titled("Energy of three chains"))
	// Output: Energy of three chains. 3 chains of 600 sweeps: R̂ ends at 1.064, the effective sample size at 99.43 of 1800 draws.
}

func ExampleActivity() {
	on := mat.NewDense(60, 24, nil)
	for i := range 60 {
		for j := range 24 {
			on.Set(i, j, 1/(1+math.Exp(4-0.4*float64(j)-2*math.Sin(float64(i*j)))))
		}
	}
	show(plots.Activity(on).Titled("RBM 49-24 on 60 pictures"))
	// Output: RBM 49-24 on 60 pictures. Activity of 24 hidden units on 60 examples: on average 0.5593; nearly never on: 1; nearly always: 2.
}

func ExampleCosine() {
	curves := make([][]float64, 3)
	for j, k := range []float64{1, 5, 25} {
		for t := range 40 {
			curves[j] = append(curves[j], 1-0.7*(1-math.Exp(-float64(t)/15))/math.Sqrt(k)+0.01*math.Sin(float64(t*t)))
		}
	}
	show(plots.Cosine([]int{1, 5, 25}, curves).Titled("RBM 16-8 in training"))
	// Output: RBM 16-8 in training. Cosine of the angle between CD-k and the exact gradient: CD-1 on average 0.5515. CD-5 on average 0.7989. CD-25 on average 0.9095.
}

func ExampleHistory() {
	var h stdlib.History
	for k := range 40 {
		s := stdlib.Unmeasured(10*k, float64(k)/4)
		s.Reconstruction = 0.05 + 0.2*math.Exp(-float64(k)/8)
		s.WeightNorm = 0.01 + 0.3*(1-math.Exp(-float64(k)/20))
		if k%4 == 0 {
			s.LogLikelihood = -2.6 - 6*math.Exp(-float64(k)/10)
			s.FreeEnergyGap = 0.02 * float64(k)
		}
		h.Steps = append(h.Steps, s)
	}
	show(plots.History(h).Titled("RBM 9-6 on bars and stripes, CD-1"))
	// Output: RBM 9-6 on bars and stripes, CD-1. Learning curves. log-likelihood (nats) against epoch: a curve (10 points, from −8.6 to −2.764). reconstruction error against epoch: a curve (40 points, from 0.05153 to 0.25). free-energy gap (kT) against epoch: a curve (10 points, from 0 to 0.72). weights, root mean square against epoch: a curve (40 points, from 0.01 to 0.2673).
}

func ExampleFantasies() {
	letters, noisy := three()
	a, b := way(noisy, letters[0]), way(letters[1], letters[2])
	show(plots.Fantasies([]int{0, 1, 10, 100}, []stdlib.Pattern{a[0], a[2], a[4], a[7]}, []stdlib.Pattern{b[0], b[3], b[5], b[7]}).Titled("RBM 35-12, T = 1"))
	// Output: RBM 35-12, T = 1. Fantasies of 2 chains, each at 4 moments of 100 Gibbs steps.
}

func ExampleInpainting() {
	letters, noisy := three()
	var known []int
	for i := range 20 {
		known = append(known, i)
	}
	show(plots.Inpainting(
		plots.Hole{Name: "A", Given: letters[0], Known: known, Filled: []stdlib.Pattern{letters[0], half(letters[0], noisy)}},
		plots.Hole{Name: "C", Given: letters[2], Known: known, Filled: []stdlib.Pattern{letters[2], half(letters[2], letters[0])}}).Titled("The lower part filled in, RBM 35-12"))
	// Output: The lower part filled in, RBM 35-12. In-painting of 2 pictures, each filled in 2 times; 20 of 35 units were known of the first.
}

// half is a above and b below row 4 of 7.
func half(a, b stdlib.Pattern) stdlib.Pattern {
	p := a.Clone()
	copy(p.Spins[20:], b.Spins[20:])
	return p
}

func ExamplePosteriors() {
	show(plots.Posteriors([]string{"A", "B", "C"}, mat.NewDense(5, 3, []float64{0.97, 0.02, 0.01, 0.1, 0.85, 0.05, 0, 0.2, 0.8, 0.3, 0.6, 0.1, 0.05, 0.05, 0.9}), []int{0, 1, 2, 0, 2}).Titled("P(letter | picture)"))
	// Output: P(letter | picture). Probabilities of 3 classes for 5 cases. The likeliest class is the true one in 4.
}

func ExampleLayers() {
	letters, _ := three()
	layer := func(name string, rows, cols int) plots.Layer {
		l := plots.Layer{Name: name, Rows: rows, Cols: cols}
		for i := range rows * cols {
			l.Values = append(l.Values, 1/(1+math.Exp(-3*math.Sin(float64(i*i+rows)))))
		}
		return l
	}
	v := plots.Layer{Name: "v", Rows: 7, Cols: 5}
	for _, b := range letters[0].Bits() {
		v.Values = append(v.Values, float64(b))
	}
	show(plots.Layers(v, layer("h¹", 2, 12), layer("h²", 1, 8)).Titled("DBM 35-24-8 given A"))
	// Output: DBM 35-24-8 given A. 3 layers, from the bottom up: v of 35 units, on average 0.5143; h¹ of 24 units, on average 0.6025; h² of 8 units, on average 0.4352.
}

func ExampleQuantised() {
	var pictures [][]int
	for _, by := range []float64{4, 9} {
		var p []int
		for i := range 144 {
			x, y := float64(i%12), float64(i/12)
			p = append(p, int(2.5+2.49*math.Sin(x/by*2)*math.Cos(y/by*2)))
		}
		pictures = append(pictures, p)
	}
	show(plots.Quantised(12, 12, 5, pictures, "fine", "coarse").Titled("Potts units with five levels"))
	// Output: Potts units with five levels. Sheet of 2 pictures of 12×12 units: fine, coarse. Units have 5 levels.
}
