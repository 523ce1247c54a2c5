package main

import (
	"fmt"
	"math/rand/v2"

	"harmonium/stdlib/internal/vec"
)

func randomBits(rows, cols int, density float64) vec.Bits {
	r := rand.New(rand.NewPCG(3, 4))
	b := vec.NewBits(rows, cols)
	for i := range rows {
		for j := range cols {
			if r.Float64() < density {
				b.Set(i, j)
			}
		}
	}
	return b
}

func binaryRows() []Row {
	var rows []Row
	for _, percent := range []int{5, 15, 30, 45, 60} {
		goal := Goal{}
		if percent == 15 {
			goal.OfPeer = 2
		}
		rows = append(rows, binaryRow(percent, goal))
	}
	return append(rows, overlapRow(), outerRow())
}

// binaryRow counts the work of the dense product.
func binaryRow(percent int, goal Goal) Row {
	const m, k, n = 100, 784, 500
	a := randomBits(m, k, float64(percent)/100)
	b, c := vec.Dense(k, n, random[float32](k*n)), vec.Dense(m, n, random[float32](m*n))
	return Row{Name: fmt.Sprintf("binary 100×784·784×500, %d%% ones", percent), Unit: "GFLOP/s", Work: 2 * m * k * n / giga, Goal: goal,
		Ours: func() { vec.MulBits(nil, c, a, b, false) },
		Peer: numpy("OpenBLAS dense by numpy", fmt.Sprintf("a = (numpy.random.rand(100, 784) < %v/100).astype('f')\nb = numpy.random.rand(784, 500).astype('f')\nc = numpy.zeros((100, 500), 'f')", percent),
			"numpy.dot(a, b, out=c)")}
}

func overlapRow() Row {
	const n = 1 << 16
	b := randomBits(2, n, .5)
	return Row{Name: "overlap of rows of ±1", Unit: "G/s", Work: n / giga,
		Ours: func() { vec.Overlap(b.Row(0), b.Row(1), n) },
		Peer: numpy("numpy", "x = numpy.sign(numpy.random.rand(65536).astype('f') - .5)\ny = numpy.sign(numpy.random.rand(65536).astype('f') - .5)", "x @ y")}
}

func outerRow() Row {
	const n, p = 1000, 100
	b, dst := randomBits(p, n, .5), make([]int32, n*n)
	return Row{Name: "Hebb: 100 patterns of 1,000", Unit: "G/s", Work: n * n * p / giga,
		Ours: func() { vec.AddOuter(nil, dst, b) },
		Peer: numpy("OpenBLAS f32 by numpy", "x = numpy.sign(numpy.random.rand(100, 1000).astype('f') - .5)\nj = numpy.zeros((1000, 1000), 'f')", "j += x.T @ x")}
}
