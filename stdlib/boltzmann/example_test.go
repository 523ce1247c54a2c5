package boltzmann_test

import (
	"bytes"
	"fmt"

	"harmonium/stdlib"
	"harmonium/stdlib/boltzmann"
	"harmonium/stdlib/data"
	"harmonium/stdlib/rng"
)

// A training is interrupted after 300 of 500 updates, kept in a file, and taken up again.
func ExampleLearner() {
	world, _ := data.BarsAndStripes(2)
	d, how := boltzmann.Examples(world...), boltzmann.Training{Method: boltzmann.Persistent, Updates: 500}
	m, _ := boltzmann.New(4, 2)
	l, _ := m.Learner(rng.New(1), d, how)
	err := l.Advance(ctx, 300)
	fmt.Println(l.Updates(), err)

	var file bytes.Buffer
	err = l.Save(&file)
	fmt.Println(err)
	l, _ = boltzmann.Resume(&file, d, how)
	history, err := l.Run(ctx)
	fmt.Println(l.Updates(), len(history.Steps), err)
	// Output:
	// 300 <nil>
	// <nil>
	// 500 100 <nil>
}

func ExampleEncoder() {
	e, _ := boltzmann.Encoder(4, 2)
	out, err := e.Run(ctx, rng.New(1))
	fmt.Println(e.Name, out.Solved, err)
	first, _ := stdlib.ParsePattern("..#. ....") // the second group is not known
	mean, _ := out.Machine.Conditional(ctx, first, []int{0, 1, 2, 3})
	best := 4
	for i := 4; i < 8; i++ {
		if mean[i] > mean[best] {
			best = i
		}
	}
	fmt.Println("unit", best-4, "of the second group")
	// Output:
	// 4-2-4 encoder true <nil>
	// unit 2 of the second group
}

func ExampleMachine_Denoise() {
	world, _ := stdlib.ParsePatterns("###\n.#.\n.#.\n\n#..\n#..\n###")
	m, _ := boltzmann.New(9, 0)
	m.Train(ctx, rng.New(1), boltzmann.Examples(world...), boltzmann.Training{Updates: 200})
	noisy, _ := stdlib.ParsePattern("##. .#. .##") // a T with two units flipped
	run, err := m.Denoise(ctx, rng.New(2), noisy, .1, boltzmann.Sampling{Count: 100})
	clean := noisy.Clone()
	for i, v := range run.Mean {
		clean.Spins[i] = -1
		if v > 0 {
			clean.Spins[i] = 1
		}
	}
	fmt.Println(clean, err)
	// Output:
	// ###
	// .#.
	// .#. <nil>
}

// Training ends when the likelihood gains no more, and the best machine is kept.
func ExampleTraining_stop() {
	world, _ := data.Parity(3)
	m, _ := boltzmann.New(3, 0) // nothing can be learned
	history, err := m.Train(ctx, rng.New(1), boltzmann.Examples(world...), boltzmann.Training{Every: 10, Stop: stdlib.Stopping{Patience: 3}})
	fmt.Println(history.Stopped, history.Last().Update, history.Best().Update, err)
	// Output: true 40 10 <nil>
}
