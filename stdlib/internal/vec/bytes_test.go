package vec_test

import (
	"math"
	"testing"

	"harmonium/stdlib/internal/vec"
)

func TestBytes(t *testing.T) {
	r := generator(77)
	for _, n := range []int{0, 1, 31, 32, 33, 64, 127, 128, 160, 301} {
		e, start, x := make([]float32, n), make([]int8, n), make([]int8, n)
		for i := range n {
			e[i], start[i], x[i] = float32(r.NormFloat64())*3, int8(r.IntN(255)-127), int8(r.IntN(255)-127)
		}
		for _, scale := range []float32{0, 1, 2.7, 100, math.MaxFloat32} {
			samePaths(t, "limits", func(*arena) []int8 {
				got := make([]int8, n)
				vec.Limits(got, e, scale)
				for i := range got {
					want := math.Floor(min(max(float64(e[i]*scale), -128), 127))
					if float64(got[i]) != want {
						t.Fatalf("n=%d: limit %d of %v·%v is %d, want %v", n, i, e[i], scale, got[i], want)
					}
				}
				return got
			}, equal)
		}
		for _, sign := range []int8{-1, 1} {
			samePaths(t, "add", func(*arena) []int8 {
				got := append([]int8(nil), start...)
				vec.AddBytes(got, x, sign)
				for i := range got {
					if want := start[i] + sign*x[i]; got[i] != want {
						t.Fatalf("n=%d: sum %d is %d, want %d", n, i, got[i], want)
					}
				}
				return got
			}, equal)
		}
	}
	s, f, limit := make([]int8, 64), make([]int8, 64), make([]int8, 64)
	for range 100 {
		for i := range s {
			s[i], f[i], limit[i] = int8(2*r.IntN(2)-1), int8(r.IntN(11)-5), int8(r.IntN(11)-5)
			if r.IntN(8) == 0 {
				f[i], limit[i] = 127*s[i], []int8{-128, 127}[r.IntN(2)]
			}
		}
		samePaths(t, "mask", func(*arena) []uint64 {
			got := vec.FlipMask(s, f, limit)
			for i := range s {
				if want := int(s[i])*int(f[i]) <= int(limit[i]); got>>i&1 == 1 != want {
					t.Fatalf("%d·%d ≤ %d is %v", s[i], f[i], limit[i], !want)
				}
			}
			return []uint64{got}
		}, equal)
	}
}
