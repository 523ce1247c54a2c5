package vec_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"harmonium/stdlib/internal/vec"
)

// lengths that matter: none, one, around a vector and a tile, primes, and some thousand.
var lengths = []int{0, 1, 2, 3, 4, 5, 7, 8, 9, 11, 13, 15, 16, 17, 23, 31, 32, 33, 47, 61, 64, 67, 97, 127, 128, 131, 257, 1021, 2048}

// onBothPaths runs f on the portable path and on the assembly; without assembly, on the portable one alone.
func onBothPaths(t *testing.T, f func(t *testing.T)) {
	defer vec.UseAVX2(true)
	vec.UseAVX2(false)
	t.Run("portable", f)
	if vec.UseAVX2(true); vec.HasAVX2 {
		t.Run("avx2", f)
	}
}

// samePaths runs f on both paths, on memory between guard pages, and compares the results bit by bit.
func samePaths[T any](t *testing.T, what string, f func(a *arena) []T, equal func(x, y T) bool) {
	t.Helper()
	defer vec.UseAVX2(true)
	var a arena
	run := func(on bool) []T {
		vec.UseAVX2(on)
		out := slices.Clone(f(&a))
		if !a.free() {
			t.Fatalf("%s: wrote outside its slices", what)
		}
		return out
	}
	slow := run(false)
	for range 3 { // at both ends of a page
		fast := run(true)
		for i := range slow {
			if !equal(slow[i], fast[i]) {
				t.Fatalf("%s: element %d of %d is %v in portable Go and %v in assembly", what, i, len(slow), slow[i], fast[i])
			}
		}
	}
}

func same32(x, y float32) bool {
	return math.Float32bits(x) == math.Float32bits(y) || x != x && y != y
}

func same64(x, y float64) bool {
	return math.Float64bits(x) == math.Float64bits(y) || x != x && y != y
}

func equal[T comparable](x, y T) bool { return x == y }

func fill[T vec.Float](r *rand.Rand, x []T) []T {
	for i := range x {
		x[i] = T(r.NormFloat64())
	}
	return x
}

func words(r *rand.Rand, w []uint32) []uint32 {
	for i := range w {
		w[i] = r.Uint32()
	}
	return w
}

func generator(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }
