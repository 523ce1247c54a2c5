package vec_test

import (
	"runtime"
	"slices"
	"testing"

	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rng"
)

// The same bits must come out of one processor and of two, with the team that
// each of them would have.
func TestProcessorsDoNotChangeTheBits(t *testing.T) {
	const n, m, k = 211, 307, 401 // large enough to be shared out, and primes
	filled := func(name string, size int) []float32 {
		x := make([]float32, size)
		rng.New(1).Named(name).Normal32(x, 0)
		return x
	}
	a, b := vec.Dense(n, k, filled("a", n*k)), vec.Dense(k, m, filled("b", k*m))
	square, x := vec.Dense(k, k, filled("square", k*k)), filled("x", k)
	results := func(processors int) (all []float32) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		pool := vec.NewPool(runtime.GOMAXPROCS(0))
		defer pool.Close()
		c, y, z, s := make([]float32, n*m), make([]float32, n), make([]float32, k), make([]float32, n*n)
		vec.Mul(pool, vec.Dense(n, m, c), a, b)
		vec.MatVec(pool, y, a, x)
		vec.SymVec(pool, z, square, x)
		vec.RankK(pool, vec.Dense(n, n, s), 1, a)
		return slices.Concat(c, y, z, s)
	}
	if one, two := results(1), results(2); !slices.Equal(one, two) {
		t.Error("GOMAXPROCS 1 and 2 give different bits")
	}
}
