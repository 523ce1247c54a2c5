package plots_test

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"harmonium/plots"
	"harmonium/stdlib"
	"harmonium/stdlib/rng"
)

// three is the letters A, B and C of 7×5 units, and an A with a fifth of its units
// flipped.
func three() (letters []stdlib.Pattern, noisy stdlib.Pattern) {
	letters, err := stdlib.ParsePatterns(".###. #...# #...# ##### #...# #...# #...#\n\n####. #...# #...# ####. #...# #...# ####.\n\n.###. #...# #.... #.... #.... #...# .###.")
	if err != nil {
		fmt.Println(err)
	}
	noisy, err = stdlib.Flip(rng.New(1), letters[0], 0.2)
	if err != nil {
		fmt.Println(err)
	}
	return letters, noisy
}

// way is the states from one pattern to another, a unit at a time.
func way(from, to stdlib.Pattern) []stdlib.Pattern {
	states := []stdlib.Pattern{from}
	now := from.Clone()
	for i, v := range to.Spins {
		if now.Spins[i] != v {
			now.Spins[i] = v
			states = append(states, now.Clone())
		}
	}
	return states
}

func ExampleEnergy() {
	show(plots.Energy([]float64{-3.2, -5.1, -8.9, -9.3, -14, -15.5, -17}, []float64{-1, -2, -11, -14, -17}).Titled("Two recalls of A, 35 units"))
	// Output: Two recalls of A, 35 units. Energy of 2 runs against the number of flips.
}

func ExamplePatterns() {
	letters, noisy := three()
	show(plots.Patterns(append(letters, noisy), "A", "B", "C", "A, a fifth flipped").Titled("Letters"))
	// Output: Letters. Sheet of 4 patterns of 7×5 units: A, B, C, A, a fifth flipped.
}

func ExampleRows() {
	letters, noisy := three()
	show(plots.Rows([]string{"chain 1", "chain 2"}, [][]stdlib.Pattern{append(letters, noisy), append(letters[1:], letters[0], noisy)}, "start", "1", "10", "100").Titled("Fantasies over Gibbs steps"))
	// Output: Fantasies over Gibbs steps. 2 rows of 4 patterns of 7×5 units: chain 1, chain 2.
}

func ExampleFilm() {
	letters, noisy := three()
	show(plots.Film(way(noisy, letters[0])).Titled("Recall of A"))
	// Output: Recall of A. Film strip of 8 states; the last differs from the first in 7 of 35 units.
}

func ExampleTriptych() {
	letters, noisy := three()
	show(plots.Triptych(noisy, way(noisy, letters[0])[5], letters[0]).Titled("Recall of A, stopped early"))
	// Output: Recall of A, stopped early. A pattern of 35 units as given (7 wrong, overlap 0.6), as recalled (2 wrong, overlap 0.8857) and as wanted.
}

func ExampleOverlap() {
	letters, noisy := three()
	show(plots.Overlap([]string{"A", "B", "C"}, stdlib.Overlaps(way(noisy, letters[0]), letters)).Titled("Recall of A"))
	// Output: Recall of A. Overlap over 7 steps: with A from 0.6 to 1, with B from 0.4857 to 0.6571, with C from 0.3143 to 0.3714.
}

// hebb is the weights of Hebb's rule for patterns.
func hebb(patterns []stdlib.Pattern) *mat.Dense {
	n := patterns[0].Units()
	w := mat.NewDense(n, n, nil)
	for _, p := range patterns {
		for i := range n {
			for j := range n {
				if i != j {
					w.Set(i, j, w.At(i, j)+float64(p.Spins[i]*p.Spins[j])/float64(n))
				}
			}
		}
	}
	return w
}

func ExampleHeatmap() {
	letters, _ := three()
	show(plots.Heatmap(hebb(letters)).Titled("Weights, 3 letters by Hebb's rule"))
	// Output: Weights, 3 letters by Hebb's rule. Heatmap of a matrix of 35 rows and 35 columns, from −0.08571 to 0.08571; blue is negative, red is positive.
}

func ExampleHinton() {
	show(plots.Hinton(mat.NewDense(10, 14, noise(140))).Titled("Weights of 10 visible and 14 hidden units"))
	// Output: Weights of 10 visible and 14 hidden units. Hinton diagram of a matrix of 10 rows and 14 columns: areas are sizes, the largest is 3.085; light squares are positive, dark ones negative.
}

func ExampleSpectrum() {
	letters, _ := three()
	show(plots.Spectrum(hebb(letters)).Titled("Spectrum, 3 letters by Hebb's rule"))
	// Output: Spectrum, 3 letters by Hebb's rule. Spectrum of a matrix of 35×35: 35 values of eigenvalue from −0.08571 to 2.009.
}

func ExampleWeights() {
	show(plots.Weights(mat.NewDense(40, 40, noise(1600))).Titled("Weights of a random net"))
	// Output: Weights of a random net. Histogram of 1560 values of weight, from −4.638 to 3.786, median 0.0318, in 35 bins of 0.2407.
}

func ExampleReceptiveFields() {
	w := mat.NewDense(36, 8, nil)
	for j := range 8 {
		for i := range 36 {
			d := float64(i%6+i/6) - float64(j) - 1.5
			w.Set(i, j, 2/(1+d*d)-0.5)
		}
	}
	show(plots.ReceptiveFields(w, 6, 6).Titled("What 8 hidden units look for"))
	// Output: What 8 hidden units look for. Sheet of 8 receptive fields of 6×6 units. Weights from −0.4727 to 1.1; blue is negative, red is positive.
}

func ExampleGreys() {
	p := make([]float64, 64)
	for i := range p {
		p[i] = float64(i%8*(i/8)) / 49
	}
	show(plots.Greys(8, 8, [][]float64{p, noise(64)}, "probabilities", "clipped noise").Titled("Two grey pictures"))
	// Output: Two grey pictures. Sheet of 2 pictures of 8×8 units: probabilities, clipped noise.
}
