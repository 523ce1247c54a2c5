package vec_test

import (
	"fmt"
	"math"
	"testing"

	"harmonium/stdlib/internal/vec"
)

func TestLogSumExp(t *testing.T) {
	t.Run("float32", func(t *testing.T) { testLogSumExp[float32](t, 1e-6, same32) })
	t.Run("float64", func(t *testing.T) { testLogSumExp[float64](t, 2e-15, same64) })
}

func testLogSumExp[T vec.Float](t *testing.T, tol float64, same func(x, y T) bool) {
	for _, n := range lengths {
		for _, shift := range []float64{0, -1e4, 1e4} {
			samePaths(t, fmt.Sprintf("LogSumExp of %d", n), func(a *arena) []T {
				x := fill(generator(uint64(n)), guarded[T](a, n))
				top := math.Inf(-1)
				for i := range x {
					x[i] = 3*x[i] + T(shift)
					top = math.Max(top, float64(x[i]))
				}
				sum := 0.0
				for _, v := range x {
					sum += math.Exp(float64(v) - top)
				}
				got, want := float64(vec.LogSumExp(x)), top+math.Log(sum)
				if n == 0 {
					want = math.Inf(-1)
				}
				if d := math.Abs(got - want); got != want && !(d <= tol*math.Max(1, math.Abs(want))) {
					t.Fatalf("LogSumExp of %d near %v is %v, want %v", n, shift, got, want)
				}
				return []T{T(got)}
			}, same)
		}
	}
	inf := T(math.Inf(1))
	if got := vec.LogSumExp([]T{1, inf}); got != inf {
		t.Errorf("with +∞: %v", got)
	}
	if got := vec.LogSumExp([]T{-inf, -inf}); got != -inf {
		t.Errorf("of −∞: %v", got)
	}
	if got := vec.LogSumExp([]T{1, T(math.NaN()), 2}); got == got {
		t.Errorf("with NaN: %v", got)
	}
}
