package rbm_test

import (
	"bytes"
	"fmt"

	"harmonium/stdlib"
	"harmonium/stdlib/data"
	"harmonium/stdlib/rbm"
	"harmonium/stdlib/rng"
)

// learned is a machine that knows bars and stripes of 3×3.
func learned() (*rbm.RBM, *rbm.Data) {
	world, _ := data.BarsAndStripes(3)
	d, _ := rbm.FromPatterns(world)
	m, _ := rbm.New(9, 8)
	_, _ = m.Train(ctx, rng.New(1), d, rbm.Training{Method: rbm.Full, Epochs: 500, Batch: 16, Rate: 0.3, Momentum: 0.9, Every: 500})
	return m, d
}

func ExampleRBM_Complete() {
	m, _ := learned()
	known, _ := stdlib.ParsePattern("### ... ...") // of which the first row and unit 3 count
	c, err := m.Complete(ctx, rng.New(1), known, []int{0, 1, 2, 3}, rbm.Sampling{Count: 64, Steps: 500})
	fmt.Printf("P(unit 4 is on) = %.2f, of unit 6 %.2f %v\n", c.Mean[4], c.Mean[6], err)
	// Output:
	// P(unit 4 is on) = 0.00, of unit 6 0.46 <nil>

}

func ExampleRBM_AIS() {
	m, _ := learned()
	exact, _ := m.LogZ(ctx)
	z, err := m.AIS(ctx, rng.New(1), rbm.AIS{})
	fmt.Printf("exactly %.2f, by AIS %v %v\n", exact, z, err)
	// Output:
	// exactly 35.94, by AIS ln Z = 35.972 ± 0.036 <nil>
}

func ExampleRBM_Save() {
	m, d := learned()
	var file bytes.Buffer // or a file: os.Create("bars.safetensors")
	err := m.Save(&file)
	same, loading := rbm.Load(&file)
	before, _ := m.LogLikelihood(ctx, d)
	after, _ := same.LogLikelihood(ctx, d)
	fmt.Println(same, before == after, err, loading)
	// Output:
	// RBM: 9 visible and 8 hidden units true <nil> <nil>
}

func ExampleRBM_Transform() {
	m, d := learned()
	features, err := m.Transform(ctx, d)
	fmt.Println(d.Len(), "examples,", len(features)/d.Len(), "features each", err)
	// Output:
	// 16 examples, 8 features each <nil>
}

func ExampleRBM_PseudoLikelihood() {
	m, d := learned()
	pseudo, _ := m.PseudoLikelihood(ctx, d)
	free, err := m.MeanFreeEnergy(ctx, d)
	fmt.Printf("Σ ln P(unit | others) = %.2f, F = %.2f %v\n", pseudo, free, err)
	// Output:
	// Σ ln P(unit | others) = -0.03, F = -33.31 <nil>

}

func ExampleTraining() {
	world, _ := data.BarsAndStripes(4)
	d, _ := rbm.FromPatterns(world)
	m, _ := rbm.New(16, 12)
	how := rbm.Training{Method: rbm.Tempering, Batch: 32, Chains: 50, Epochs: 3000, Scatter: .3, Centred: true,
		Rate: 0.5, RateEnd: 0.005, Every: 1000,
		Watch: func(s stdlib.Step) error {
			fmt.Printf("after %d updates: pseudo-likelihood %.2f\n", s.Update, s.PseudoLikelihood)
			return nil
		}}
	_, err := m.Train(ctx, rng.New(1), d, how)
	best, _ := m.LogLikelihood(ctx, d)
	fmt.Printf("mean ln p = %.2f; the best there is: -3.38 %v\n", best, err)
	// Output:
	// after 1000 updates: pseudo-likelihood -0.12
	// after 2000 updates: pseudo-likelihood -0.07
	// after 3000 updates: pseudo-likelihood -0.06
	// mean ln p = -3.46; the best there is: -3.38 <nil>

}

func ExampleRBM_Up() {
	m, d := learned()
	hidden, _ := m.Up(ctx, rng.New(1), d)
	state, _ := hidden.Pattern(1)
	back, err := m.Down(rng.New(2), []stdlib.Pattern{state})
	first, _ := d.Pattern(1)
	fmt.Printf("%v\n\n%v %v\n", first, back[0], err)
	// Output:
	// ###
	// ...
	// ...
	//
	// ###
	// ...
	// ... <nil>

}
