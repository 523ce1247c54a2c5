package plots_test

import (
	"image"
	"image/color"
	"math"

	"gonum.org/v1/gonum/mat"

	"harmonium/plots"
)

func ExampleLines() {
	var t, u, low, high, theory []float64
	for k := range 13 {
		x := 1 + float64(k)/4
		t, u = append(t, x), append(u, math.Tanh(2/x)-0.02*math.Sin(9*x))
		low, high = append(low, u[k]-0.05), append(high, u[k]+0.05)
		theory = append(theory, math.Tanh(2/x))
	}
	show(plots.Lines(plots.Axes{X: "temperature T", Y: "⟨s⟩"},
		plots.Line{Label: "measured", X: t, Y: u, Low: low, High: high},
		plots.Line{Label: "tanh 2/T", X: t, Y: theory, Dashed: true}).Titled("One unit in a field of 2"))
	// Output: One unit in a field of 2. ⟨s⟩ against temperature T: measured (13 points, from 0.4735 to 0.9558), tanh 2/T (13 points, from 0.4621 to 0.964).
}

func ExampleScatter() {
	x, y := noise(600)[:300], noise(600)[300:]
	for i := range y {
		y[i] = 0.8*x[i] + 0.4*y[i]
	}
	show(plots.Scatter(plots.Axes{X: "⟨sᵢsⱼ⟩ of the data", Y: "of the model"}, plots.Line{X: x, Y: y}).Titled("Correlations"))
	// Output: Correlations. of the model against ⟨sᵢsⱼ⟩ of the data: a curve (300 points, from −2.451 to 2.559).
}

func ExampleHistogram() {
	show(plots.Histogram("energy (kT)", noise(2000), plots.Mark{Label: "ground state", At: []float64{-3.4}}).Titled("2,000 states at T = 1"))
	// Output: 2,000 states at T = 1. Histogram of 2000 values of energy (kT), from −4.638 to 3.786, median 0.04496, in 39 bins of 0.216. Marked: ground state at −3.4.
}

func ExampleBars() {
	show(plots.Bars(plots.Axes{X: "state", Y: "probability"}, []string{"−−", "−+", "+−", "++"},
		plots.Group{Label: "exact", Heights: []float64{0.44, 0.06, 0.06, 0.44}},
		plots.Group{Label: "sampled", Heights: []float64{0.42, 0.07, 0.05, 0.46}, Errors: []float64{0.02, 0.01, 0.01, 0.02}}).Titled("Two coupled units, T = 1"))
	// Output: Two coupled units, T = 1. Bars of probability for 4 values of state: exact is highest at −− with 0.44; sampled is highest at ++ with 0.46.
}

func ExampleImage() {
	img := image.NewRGBA(image.Rect(0, 0, 16, 16))
	for i := range 256 {
		img.SetRGBA(i%16, i/16, color.RGBA{uint8(i % 16 * 16), uint8(i / 16 * 16), 128, 255})
	}
	show(plots.Image(img).Titled("A picture"))
	// Output: A picture. A picture of 16×16 dots.
}

func ExampleGrid() {
	w := mat.NewDense(8, 8, noise(64))
	show(plots.Grid(2,
		plots.Heatmap(w).Titled("Weights"),
		plots.Histogram("weight", noise(64)).Titled("The same, counted"),
		plots.Energy([]float64{3, 1, -2, -4}).Titled("A recall")).Titled("One net"))
	// Output: One net. (1) Weights. Heatmap of a matrix of 8 rows and 8 columns, from −3.085 to 1.932; blue is negative, red is positive. (2) The same, counted. Histogram of 64 values of weight, from −3.085 to 1.932, median 0.07474, in 8 bins of 0.6272. (3) A recall. Energy over 3 flips: from 3 to −4, never rising.
}
