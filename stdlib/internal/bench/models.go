package main

import (
	"context"
	"math"

	"harmonium/stdlib"
	"harmonium/stdlib/anneal"
	"harmonium/stdlib/hopfield"
	"harmonium/stdlib/mcmc"
	"harmonium/stdlib/rng"
)

const mega = 1e6

// modelRows are spin updates a second of whole anneals, and nets of lecture size.
func modelRows() []Row {
	sk := must(stdlib.SK(rng.New(1), 500, stdlib.Gaussian))
	lattice := must(stdlib.NewLattice(1, true, 64, 64))
	glass := must(stdlib.Glass(rng.New(2), lattice, stdlib.PlusMinus))
	// The goal's graph has 800 nodes and 19,176 edges, as G1 of the G-set has.
	graph := stdlib.MaxCut(must(stdlib.RandomGraph(rng.New(3), 800, 19176/(800*799/2.0))))
	rows := []Row{
		annealRow("anneal SK, N=500", &stdlib.Ising{Couplings: sk}, 1000, 0, Goal{OfPeer: 12}),
		annealRow("anneal ±J 64×64, one chain", &stdlib.Ising{Couplings: glass}, 1000, 0, Goal{OfPeer: 2.5}),
		annealRow("anneal 800 nodes, 19,176 edges", graph, 1000, 0, Goal{OfPeer: 2.7}),
		annealRow("anneal ±J 64×64, 64 replicas", &stdlib.Ising{Couplings: glass}, 1000, 64, Goal{OfPeer: 35}),
		annealRow("anneal ±J 64×64, 256 replicas", &stdlib.Ising{Couplings: glass}, 1000, 256, Goal{OfPeer: 120}),
	}
	return append(rows, gibbsRow(sk, true), gibbsRow(sk, false), recallRow(), storeRow())
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// annealRow runs whole anneals over D-Wave's default range, geometrically: hot sweeps with
// many flips and cold ones with few. The literal port runs the same β.
func annealRow(name string, m *stdlib.Ising, sweeps, replicas int, goal Goal) Row {
	hot, cold := nealRange(m)
	betas := make([]float64, sweeps)
	for k := range betas {
		betas[k] = hot * math.Pow(cold/hot, float64(k)/float64(sweeps-1))
	}
	how := anneal.Annealing{Reads: max(1, replicas), Schedule: anneal.Schedule{Betas: betas}}
	run := anneal.Minimise
	if replicas > 0 {
		run = anneal.Replicas
	}
	one := float64(m.Units()*sweeps) / mega
	port := newNeal(m)
	seed := uint64(0)
	return Row{Name: name, Unit: "M/s", Work: one * float64(max(1, replicas)), Goal: goal,
		Ours: func() {
			seed++
			must(run(context.Background(), rng.New(seed), m, how, nil))
		},
		Peer: Peer{Name: "literal Go port", Go: func() { port.anneal(betas) }, Work: one}}
}

// gibbsRow is a single chain on a dense net of 500 at T = 0.5, against a chain that
// computes each unit's field anew, in NumPy or in plain Go.
func gibbsRow(j *stdlib.Dense, python bool) Row {
	const sweeps = 100
	n := j.Units()
	m := &stdlib.Ising{Couplings: j}
	row := Row{Name: "Gibbs, dense 500, one chain", Unit: "M/s", Work: float64(n*sweeps) / mega,
		Ours: func() {
			must(mcmc.Sample(context.Background(), rng.New(1), m, mcmc.Sampling{Temperature: 0.5, Chains: 1, Sweeps: sweeps, Burn: -1}, nil))
		}}
	if python {
		row.Goal.OfPeer = 40
		row.Peer = numpy("numpy", `
n = 500
J = numpy.random.randn(n, n) / n**0.5
J = (J + J.T) / 2**0.5
numpy.fill_diagonal(J, 0)
s = numpy.where(numpy.random.rand(n) < 0.5, -1.0, 1.0)
def sweep(beta):
    u = numpy.random.rand(n)
    for i in range(n):
        s[i] = 1.0 if u[i] < 1 / (1 + numpy.exp(-2 * beta * (J[i] @ s))) else -1.0`, "sweep(2.0)")
		row.Peer.Work = float64(n) / mega
		return row
	}
	s := make([]float64, n)
	for i := range s {
		s[i] = 1
	}
	r := rng.New(2).Reader()
	row.Name += ", plain"
	row.Goal.OfPeer = 10
	row.Peer = Peer{Name: "plain Go", Work: float64(n) / mega, Go: func() {
		for i := range s {
			f := 0.0
			for k, w := range j.Row(i) {
				f += w * s[k]
			}
			s[i] = -1
			if r.Float64() < 1/(1+math.Exp(-2*2*f)) {
				s[i] = 1
			}
		}
	}}
	return row
}

func patterns(count, n int) []stdlib.Pattern {
	all := make([]stdlib.Pattern, count)
	for k := range all {
		all[k] = stdlib.Row(make([]int8, n))
		stdlib.RandomSpins(rng.New(7).Numbered(uint64(k)), all[k].Spins)
	}
	return all
}

// recallRow recalls a pattern with a tenth of its 5,000 units flipped, of 100 stored.
func recallRow() Row {
	net := hopfield.New(5000)
	var start stdlib.Pattern
	return Row{Name: "recall to convergence, N=5000", Unit: "/s", Work: 1, Goal: Goal{OfPeer: 20},
		Setup: func() {
			ps := patterns(100, 5000)
			if err := net.Store(ps...); err != nil {
				panic(err)
			}
			start = must(stdlib.Flip(rng.New(8), ps[0], 0.1))
		},
		Done: func() { net = hopfield.New(5000) },
		Ours: func() {
			must(net.Recall(context.Background(), rng.New(9), start, hopfield.Recall{Cheap: true}))
		},
		Peer: numpy("numpy", "n, p = 5000, 100"+`
X = numpy.where(numpy.random.rand(p, n) < 0.5, -1.0, 1.0).astype('f')
J = X.T @ X / n
numpy.fill_diagonal(J, 0)
def recall():
    s = X[0].copy()
    s[numpy.random.choice(n, n // 10, False)] *= -1
    changed = True
    while changed:
        changed = False
        for i in numpy.random.permutation(n):
            f = J[i] @ s
            if f * s[i] < 0:
                s[i] = -s[i]
                changed = True`, "recall()")}
}

// storeRow stores 500 patterns in 5,000 units by Hebb's rule.
func storeRow() Row {
	var ps []stdlib.Pattern
	return Row{Name: "store 500 patterns, N=5000", Unit: "/s", Work: 1, Goal: Goal{OfPeer: 2},
		Setup: func() { ps = patterns(500, 5000) },
		Done:  func() { ps = nil },
		Ours: func() {
			if err := hopfield.New(5000).Store(ps...); err != nil {
				panic(err)
			}
		},
		Peer: numpy("numpy f32 product", `X = numpy.where(numpy.random.rand(500, 5000) < 0.5, -1.0, 1.0).astype('f')`, "X.T @ X")}
}
