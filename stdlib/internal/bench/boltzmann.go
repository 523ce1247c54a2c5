package main

import (
	"context"

	"harmonium/stdlib/boltzmann"
	"harmonium/stdlib/rng"
)

// boltzmannRows are updates a second of a machine of 64 visible and 16 hidden units, all
// coupled, that learns 100 patterns with 100 persistent chains, and as many clamped: ten
// thousand are to take seconds.
func boltzmannRows() []Row {
	const updates = 200
	world := boltzmann.Examples(patterns(100, 64)...)
	row := Row{Name: "Boltzmann 64+16, 100 chains", Unit: "updates/s", Work: updates, Goal: Goal{Rate: 1000},
		Ours: func() {
			m := must(boltzmann.New(64, 16))
			must(m.Train(context.Background(), rng.New(1), world, boltzmann.Training{Method: boltzmann.Persistent, Updates: updates, Every: updates, Rate: .01}))
		},
		Peer: numpy("numpy f32", `
n, v, c = 80, 64, 100
J = numpy.zeros((n, n), 'f')
b = numpy.zeros(n, 'f')
free = numpy.where(numpy.random.rand(c, n) < 0.5, -1, 1).astype('f')
held = free.copy()
rng = numpy.random.default_rng(1)
def sweep(s, first):
    u = rng.random((n, c), dtype='f')
    for i in range(first, n):
        s[:, i] = numpy.where(u[i] < 1 / (1 + numpy.exp(-2 * (s @ J[i] + b[i]))), 1, -1)
def update():
    global J, b
    sweep(held, v)
    sweep(free, 0)
    J += 0.01 * (held.T @ held - free.T @ free) / c
    numpy.fill_diagonal(J, 0)
    b += 0.01 * (held.mean(0) - free.mean(0))`, "update()")}
	row.Peer.Work = 1
	return []Row{row}
}
