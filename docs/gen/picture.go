package main

import (
	"context"

	"harmonium/plots"
	"harmonium/stdlib"
	"harmonium/stdlib/data"
	"harmonium/stdlib/hopfield"
	"harmonium/stdlib/rng"
)

// picture is the one at the top of the README: a recall, before and after, and
// the fall of its energy.
func picture() ([]byte, error) {
	stored := data.Letters()[:3]
	net := hopfield.New(len(stored[0].Spins))
	if _, err := net.Learn(context.Background(), rng.New(1), stored, hopfield.Projection{}); err != nil {
		return nil, err
	}
	noisy, err := stdlib.Flip(rng.New(4), stored[0], 0.3)
	if err != nil {
		return nil, err
	}
	run, err := net.Recall(context.Background(), rng.New(1), noisy, hopfield.Recall{})
	if err != nil {
		return nil, err
	}
	fig := plots.Grid(2,
		plots.Patterns([]stdlib.Pattern{stored[0], noisy, run.Final}, "stored", "corrupted", "recalled").Titled("It remembers one of them"),
		plots.Energy(run.Energies).Titled("Its energy falls with every flip").Sized(400, 210)).
		Titled("A Hopfield net that stores three letters")
	return fig.PNG()
}
