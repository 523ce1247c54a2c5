package main

import (
	"math/rand/v2"

	"harmonium/stdlib/internal/vec"
)

// glass is the ±J model on an L×L periodic lattice.
func glass(l int) (bonds []vec.MultiBond) {
	r := rand.New(rand.NewPCG(5, 6))
	for i := range l * l {
		x, y := i%l, i/l
		bonds = append(bonds, vec.MultiBond{A: i, B: y*l + (x+1)%l, Negative: r.IntN(2) == 0},
			vec.MultiBond{A: i, B: (y+1)%l*l + x, Negative: r.IntN(2) == 0})
	}
	return bonds
}

// multiSpinRows measure the portable code when built with -tags purego.
func multiSpinRows() []Row {
	return []Row{
		multiSpinRow("multi-spin ±J 64×64, 256 replicas", 4, 0.5, false, Goal{Rate: 4}),
		multiSpinRow("multi-spin ±J 64×64, 256, β=2", 4, 2, false, Goal{}),
		multiSpinRow("multi-spin ±J 64×64, 64 replicas", 1, 0.5, false, Goal{Rate: 1.2}),
		multiSpinRow("multi-spin ±J 64×64, 64, β=2", 1, 2, false, Goal{}),
		multiSpinRow("multi-spin heat bath, 64, portable", 1, 0.5, true, Goal{}),
	}
}

// multiSpinRow sweeps replicas that have been brought to equilibrium.
func multiSpinRow(name string, words int, beta float64, heatBath bool, goal Goal) Row {
	const l = 64
	bonds := glass(l)
	m, err := vec.NewMultiSpin(l*l, bonds, vec.Coloured(l*l, bonds), words)
	if err != nil {
		panic(err)
	}
	d := vec.Draws{Seed: 1, Streams: []uint64{1, 2, 3, 4}[:words]}
	sweep := func() {
		if heatBath {
			m.HeatBath(beta, d)
		} else {
			m.Metropolis(beta, d)
		}
		d.Sweep++
	}
	return Row{Name: name, Unit: "G/s", Work: float64(l*l*64*words) / giga, Goal: goal, Ours: sweep,
		Setup: func() {
			for range 200 {
				sweep()
			}
		}}
}
