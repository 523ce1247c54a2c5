package plots_test

import (
	"context"
	"fmt"

	"harmonium/plots"
	"harmonium/stdlib"
	"harmonium/stdlib/exact"
	"harmonium/stdlib/hopfield"
	"harmonium/stdlib/rng"
)

// recalled is a net of three letters, and how it recalls the spoilt A.
func recalled() (net *hopfield.Net, run hopfield.Run, letters []stdlib.Pattern) {
	letters, noisy := three()
	net = hopfield.New(35)
	err := net.Store(letters...)
	if err == nil {
		run, err = net.Recall(context.Background(), rng.New(3), noisy, hopfield.Recall{})
	}
	if err != nil {
		fmt.Println(err)
	}
	return net, run, letters
}

func fall(label string, run hopfield.Run) plots.Fall {
	f := plots.Fall{Label: label, Energies: run.Energies}
	for _, flip := range run.Flips {
		f.Sweeps = append(f.Sweeps, flip.Sweep)
	}
	return f
}

func ExampleDescent() {
	net, run, letters := recalled()
	random, _ := stdlib.Flip(rng.New(8), letters[1], 0.45)
	other, err := net.Recall(context.Background(), rng.New(4), random, hopfield.Recall{})
	if err != nil {
		fmt.Println(err)
	}
	show(plots.Descent(fall("A, a fifth flipped", run), fall("B, 45 % flipped", other)).Titled("Two recalls, 35 units, 3 letters"))
	// Output: Two recalls, 35 units, 3 letters. Energy against the sweep, a dot for every flip: A, a fifth flipped from −10.66 to −30.54 in 8 flips over 1 sweep; B, 45 % flipped from −1.057 to −30.54 in 17 flips over 2 sweeps.
}

func ExampleLandscape() {
	net, _, letters := recalled()
	p, err := plots.PlaneThrough(must(net.Ising()), letters[:2], "A", "B")
	if err != nil {
		fmt.Println(err)
	}
	noisy, _ := stdlib.Flip(rng.New(8), letters[1], 0.3)
	if p, err = p.Follow("recall", way(noisy, letters[1])...); err != nil {
		fmt.Println(err)
	}
	show(plots.Landscape(p).Titled("Energy between A and B, 35 units, 3 letters stored"))
	// Output: Energy between A and B, 35 units, 3 letters stored. Energy over a plane, from −29.86 to 0; lowest where part of A is 0 and part of B is −1. Marked: A, B, −A, −B. Drawn: 1 way.
}

func ExamplePlaneThrough() {
	net, _, letters := recalled()
	p, err := plots.PlaneThrough(must(net.Ising()), letters, "A", "B", "C")
	if err != nil {
		fmt.Println(err)
	}
	show(plots.Landscape(p).Titled("Energy between three letters"))
	// Output: Energy between three letters. Energy over a plane, from −29.86 to −22.31; lowest where towards B is 1 and towards C is 0. Marked: A, B, C.
}

func ExampleTransitions() {
	m := &stdlib.Ising{Couplings: must(stdlib.DenseOf([][]float64{{0, 1, -0.3, 0}, {1, 0, 0.2, 0}, {-0.3, 0.2, 0, 0.8}, {0, 0, 0.8, 0}})), Bias: []float64{0.1, 0, 0, 0}}
	all := must(exact.Enumerate(context.Background(), m))
	var steps []plots.Step
	for _, a := range must(all.Transitions(0.5)) {
		steps = append(steps, plots.Step{From: a.From, To: a.To, Probability: a.Probability})
	}
	show(plots.Transitions(all.Energies(), steps).Titled("Four units at T = 0.5"))
	// Output: Four units at T = 0.5. State-transition graph of 4 units: 16 states, 64 steps. 4 local minima. ++−− at −2 draws in 9. −−++ at −1.8 draws in 4. ++++ at −1.8 draws in 2. −−−− at −1.6 draws in 1.
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func ExampleBasinMap() {
	corruption := []float64{0, 0.1, 0.2, 0.3, 0.4, 0.5}
	show(plots.BasinMap(corruption, 50,
		plots.Basin{Label: "Hebb, P/N = 0.05", Recalled: []int{50, 50, 50, 49, 35, 1}},
		plots.Basin{Label: "Hebb, P/N = 0.12", Recalled: []int{46, 44, 30, 9, 1, 0}},
		plots.Basin{Label: "projection, P/N = 0.5", Recalled: []int{50, 31, 4, 0, 0, 0}}).Titled("Where the basins end, N = 200"))
	// Output: Where the basins end, N = 200. Recall against corruption, 50 tries each. Hebb, P/N = 0.05 recalls half or more up to 0.4. Hebb, P/N = 0.12 recalls half or more up to 0.2. projection, P/N = 0.5 recalls half or more up to 0.1.
}
