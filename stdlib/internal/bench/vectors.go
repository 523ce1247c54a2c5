package main

import (
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"

	"harmonium/stdlib/internal/vec"
)

func random[T vec.Float](n int) []T {
	r := rand.New(rand.NewPCG(1, 2))
	x := make([]T, n)
	for i := range x {
		x[i] = T(r.Float64() - .5)
	}
	return x
}

const giga = 1e9

func peak32() float64 { return 2 * float64(vec.PeakFMA32(1<<26)) / giga }
func peak64() float64 { return 2 * float64(vec.PeakFMA64(1<<25)) / giga }

func vectorRows() []Row {
	return append([]Row{
		tileRow[float32]("gemm f32 micro-kernel in cache", peak32),
		tileRow[float64]("gemm f64 micro-kernel in cache", peak64),
		gemmRow("gemm f32 100×784·784×500", 100, 784, 500, false, Goal{OfPeer: .9, OfLimit: .75}),
		gemmRow("gemm f32 (100×784)ᵀ·100×500", 784, 100, 500, true, Goal{OfPeer: .9, OfLimit: .75}),
		gemm64Row("gemm f64 100×784·784×500", 100, 784, 500),
		backRow("gemm f32 100×500·(784×500)ᵀ", 100, 500, 784),
		gonumRow("gemm f32 100×784·784×500, gonum", 100, 784, 500),
		gemmRow("gemm f32 256×1024·1024×512", 256, 1024, 512, false, Goal{}),
		gemmRow("gemm f32 10×784·784×256", 10, 784, 256, false, Goal{}),
		twoRow("gemm f32 100×784·784×500, two cores", 100, 784, 500),
	}, symRow())
}

// tileRow repeats the largest tile on packed operands in the first-level cache.
func tileRow[T vec.Float](name string, limit func() float64) Row {
	const n = 320
	a, b, c := random[T](6*n), random[T](16*n), make([]T, 96)
	return Row{Name: name, Unit: "GFLOP/s", Work: 2 * float64(vec.TileInner(c, a, b, n)) / giga, Limit: limit, Goal: Goal{OfLimit: .95},
		Ours: func() { vec.TileInner(c, a, b, n) }}
}

func gemmRow(name string, m, k, n int, transposed bool, goal Goal) Row {
	a := vec.Dense(m, k, random[float32](m*k))
	expr := fmt.Sprintf("a = numpy.random.rand(%d, %d).astype('f')", m, k)
	if transposed {
		a = vec.Dense(k, m, random[float32](m*k)).T()
		expr = fmt.Sprintf("a = numpy.random.rand(%d, %d).astype('f').T", k, m)
	}
	b, c := vec.Dense(k, n, random[float32](k*n)), vec.Dense(m, n, random[float32](m*n))
	return Row{Name: name, Unit: "GFLOP/s", Work: 2 * float64(m) * float64(k) * float64(n) / giga, Limit: peak32, Goal: goal,
		Ours: func() { vec.Mul(nil, c, a, b) },
		Peer: Peer{Name: "OpenBLAS by numpy", Module: "numpy", Time: "numpy.dot(a, b, out=c)",
			Setup: fmt.Sprintf("import numpy\n%s\nb = numpy.random.rand(%d, %d).astype('f')\nc = numpy.zeros((%d, %d), 'f')", expr, k, n, m, n)}}
}

func gemm64Row(name string, m, k, n int) Row {
	a, b, c := vec.Dense(m, k, random[float64](m*k)), vec.Dense(k, n, random[float64](k*n)), vec.Dense(m, n, random[float64](m*n))
	return Row{Name: name, Unit: "GFLOP/s", Work: 2 * float64(m) * float64(k) * float64(n) / giga, Limit: peak64,
		Ours: func() { vec.Mul(nil, c, a, b) },
		Peer: Peer{Name: "OpenBLAS by numpy", Module: "numpy", Time: "numpy.dot(a, b, out=c)",
			Setup: fmt.Sprintf("import numpy\na = numpy.random.rand(%d, %d)\nb = numpy.random.rand(%d, %d)\nc = numpy.zeros((%d, %d))", m, k, k, n, m, n)}}
}

// backRow multiplies by the transpose of a row-major matrix.
func backRow(name string, m, k, n int) Row {
	a, b, c := vec.Dense(m, k, random[float32](m*k)), vec.Dense(n, k, random[float32](k*n)).T(), vec.Dense(m, n, random[float32](m*n))
	return Row{Name: name, Unit: "GFLOP/s", Work: 2 * float64(m) * float64(k) * float64(n) / giga, Limit: peak32,
		Ours: func() { vec.Mul(nil, c, a, b) },
		Peer: Peer{Name: "OpenBLAS by numpy", Module: "numpy", Time: "numpy.dot(a, b, out=c)",
			Setup: fmt.Sprintf("import numpy\na = numpy.random.rand(%d, %d).astype('f')\nb = numpy.random.rand(%d, %d).astype('f').T\nc = numpy.zeros((%d, %d), 'f')", m, k, n, k, m, n)}}
}

func gonumRow(name string, m, k, n int) Row {
	r := gemmRow(name, m, k, n, false, Goal{OfPeer: 7})
	general := func(r, c int) blas32.General {
		return blas32.General{Rows: r, Cols: c, Stride: c, Data: random[float32](r * c)}
	}
	a, b, c := general(m, k), general(k, n), general(m, n)
	r.Peer = Peer{Name: "gonum v0.17.0", Go: func() { blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, a, b, 0, c) }}
	return r
}

// twoRow compares a team of two with one worker.
func twoRow(name string, m, k, n int) Row {
	r := gemmRow(name, m, k, n, false, Goal{OfPeer: 1.5})
	one := r.Ours
	a, b, c := vec.Dense(m, k, random[float32](m*k)), vec.Dense(k, n, random[float32](k*n)), vec.Dense(m, n, random[float32](m*n))
	pool := vec.NewPool(2)
	r.Cores, r.Limit = 2, nil
	r.Ours = func() { vec.Mul(pool, c, a, b) }
	r.Peer = Peer{Name: "ours on one", Go: one}
	r.Done = pool.Close
	return r
}

func symRow() Row {
	const n = 10_000
	var a vec.Matrix[float32]
	var x, y []float32
	var memory []byte
	return Row{Name: "symmetric matrix-vector f32, 10⁴", Unit: "GB/s", Work: n * (n + 1) / 2 * 4 / giga, Goal: Goal{OfLimit: .85},
		Setup: func() {
			a, x, y = vec.Dense(n, n, make([]float32, n*n)), random[float32](n), make([]float32, n)
			for i := range a.Data {
				a.Data[i] = float32(i % 7)
			}
			memory = make([]byte, 1<<28)
			for i := range memory {
				memory[i] = byte(i)
			}
		},
		Done:  func() { a.Data, memory = nil, nil },
		Ours:  func() { vec.SymVec(nil, y, a, x) },
		Limit: func() float64 { return float64(vec.ReadAll(memory)) / giga },
		Peer: Peer{Name: "OpenBLAS by numpy", Module: "numpy", Time: "numpy.dot(a, x, out=y)",
			Setup: fmt.Sprintf("import numpy\na = numpy.ones((%d, %d), 'f')\nx = numpy.ones(%d, 'f')\ny = numpy.zeros(%d, 'f')", n, n, n, n)}}
}
