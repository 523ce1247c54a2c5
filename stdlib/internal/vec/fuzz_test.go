package vec_test

import (
	"slices"
	"testing"

	"harmonium/stdlib/internal/vec"
)

// FuzzBounds runs every kernel on slices between guard pages, at sizes and values that the fuzzer chooses, on
// both paths: no byte outside is read or written, and the bits agree.
func FuzzBounds(f *testing.F) {
	for kernel := range uint8(20) {
		f.Add(kernel, uint8(37), uint8(5), uint8(19), uint64(kernel))
	}
	f.Fuzz(func(t *testing.T, kernel, m, k, n uint8, seed uint64) {
		if kernel%2 == 0 {
			fuzzKernel[float32](t, kernel/2, int(m), int(k), int(n), seed)
		} else {
			fuzzKernel[float64](t, kernel/2, int(m), int(k), int(n), seed)
		}
	})
}

func fuzzKernel[T vec.Float](t *testing.T, kernel uint8, m, k, n int, seed uint64) {
	samePaths(t, "kernel", func(a *arena) []T {
		r := generator(seed)
		vector := func(n int) []T { return fill(r, guarded[T](a, n)) }
		switch kernel % 10 {
		case 0:
			c := randomMatrix[T](a, r, m, n, false)
			vec.MulAdd(nil, c, 1, randomMatrix[T](a, r, m, k, seed&1 == 0), randomMatrix[T](a, r, k, n, seed&2 == 0))
			return c.Data
		case 1:
			c := randomMatrix[T](a, r, m, n, false)
			vec.MulBits(nil, c, randomBits(a, r, m, k, .2), randomMatrix[T](a, r, k, n, false), true)
			return c.Data
		case 2:
			y := vector(n)
			vec.AddRows(y, vector(m), randomMatrix[T](a, r, m, n, false))
			return y
		case 3:
			return []T{vec.Dot(vector(m*n), vector(m*n))}
		case 4:
			y := vector(n)
			vec.SymVec(nil, y, randomMatrix[T](a, r, n, n, false), vector(n))
			return y
		case 5:
			s := vector(n)
			from := 0
			if n > 0 {
				from = m % n
			}
			return []T{T(vec.ScanMetropolis(s, vector(n), vector(n), 1, from)), T(vec.ScanGibbs(s, vector(n), vector(n), 1, from))}
		case 6:
			z, out := fill(r, guarded[float32](a, m*n)), guarded[float32](a, m*n)
			vec.Sample32(out, z, seed, 1, uint64(k))
			for i := range out {
				if out[i] != 0 && out[i] != 1 {
					t.Fatalf("a bit is %v", out[i])
				}
			}
			return convert[T](out)
		case 7:
			w, out := words(r, guarded[uint32](a, 2*n)), guarded[float32](a, 2*n)
			vec.Normal32(out, w)
			return convert[T](out)
		case 8:
			dst := guarded[int32](a, n*n)
			clear(dst)
			vec.AddOuter(nil, dst, randomBits(a, r, m, n, .5))
			return convert[T](dst)
		default:
			x := vector(m * n)
			y := slices.Clone(x)
			return []T{vec.LogSumExp(x), T(vec.Overlap(randomBits(a, r, 1, m*n, .5).Row(0), randomBits(a, r, 1, m*n, .5).Row(0), m*n)), T(len(y))}
		}
	}, func(x, y T) bool { return x == y || x != x && y != y })
}

func convert[T vec.Float, S float32 | int32](x []S) []T {
	out := make([]T, len(x))
	for i, v := range x {
		out[i] = T(v)
	}
	return out
}
