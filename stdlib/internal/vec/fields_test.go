package vec_test

import (
	"fmt"
	"math"
	"testing"

	"harmonium/stdlib/internal/vec"
)

type field struct {
	name  string
	f32   func(dst, src []float32)
	f64   func(dst, src []float64)
	truth func(float64) float64
	// bound on the error at x, where the function is y: relative, as documented
	tol32, tol64 float64
	low32, low64 float64 // below it the result is only tiny
	absolute     bool    // the bound is relative to max(1, |x|)
}

var fields = []field{
	{"exp", vec.Exp32, vec.Exp64, math.Exp, 1.3e-7, 4e-16, -87.33, -708.3, false},
	{"sigmoid", vec.Sigmoid32, vec.Sigmoid64, func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }, 3e-7, 6e-16, -87, -708, false},
	{"tanh", vec.Tanh32, vec.Tanh64, math.Tanh, 2e-7, 1.2e-15, math.Inf(-1), math.Inf(-1), false},
	{"softplus", vec.Softplus32, vec.Softplus64, func(x float64) float64 {
		return math.Max(x, 0) + math.Log1p(math.Exp(-math.Abs(x)))
	}, 3e-7, 8e-16, -87, -708, false},
	{"logCosh", vec.LogCosh32, vec.LogCosh64, func(x float64) float64 {
		x = math.Abs(x)
		return x + (math.Log1p(math.Exp(-2*x)) - math.Ln2)
	}, 2e-7, 4e-16, math.Inf(-1), math.Inf(-1), true},
}

// arguments cover the whole range: a fine grid, the neighbourhood of 0, the far ends.
func arguments() []float64 {
	var x []float64
	for v := -110.0; v <= 90; v += 0.00173 {
		x = append(x, v)
	}
	for v := 1e-300; v < 1e300; v *= 1.31 {
		x = append(x, v, -v)
	}
	for v := -800.0; v < 800; v += 0.37 {
		x = append(x, v)
	}
	return append(x, 0, math.Copysign(0, -1), math.Inf(1), math.Inf(-1), math.MaxFloat64, -math.MaxFloat64)
}

func TestFieldFunctionsAgainstMath(t *testing.T) {
	xs := arguments()
	for _, f := range fields {
		var in32, out32 = make([]float32, len(xs)), make([]float32, len(xs))
		out64 := make([]float64, len(xs))
		for i, x := range xs {
			in32[i] = float32(x)
		}
		f.f32(out32, in32)
		f.f64(out64, xs)
		worst32, worst64 := 0.0, 0.0
		for i := range xs {
			worst32 = max(worst32, f.excess(t, 32, float64(in32[i]), float64(out32[i]), f.low32, math.MaxFloat32)*f.tol32)
			worst64 = max(worst64, f.excess(t, 64, xs[i], out64[i], f.low64, math.MaxFloat64)*f.tol64)
		}
		t.Logf("%s: worst errors %.3g and %.3g", f.name, worst32, worst64)
		if worst32 > f.tol32 || worst64 > f.tol64 {
			t.Errorf("%s: worst errors %.3g and %.3g, documented %.3g and %.3g", f.name, worst32, worst64, f.tol32, f.tol64)
		}
	}
}

// excess is the error in units of the bound.
func (f field) excess(t *testing.T, bits int, x, got, low, huge float64) float64 {
	want := f.truth(x)
	scale := math.Abs(want)
	tol := f.tol32
	if bits == 64 {
		tol = f.tol64
	}
	if math.IsNaN(got) || math.IsInf(got, 0) && !math.IsInf(x, 0) {
		t.Fatalf("%s%d(%v) = %v", f.name, bits, x, got)
	}
	if f.absolute {
		scale = math.Max(1, math.Abs(x))
	}
	switch {
	case math.IsInf(want, 0) || want > huge/2: // clamped
		if got < huge/1e4 {
			t.Fatalf("%s%d(%v) = %v, want something huge", f.name, bits, x, got)
		}
		return 0
	case x < low:
		if got < 0 || got > 2e-38 {
			t.Fatalf("%s%d(%v) = %v, want something tiny", f.name, bits, x, got)
		}
		return 0
	case want == 0:
		if got != 0 {
			return math.Abs(got) / tol
		}
		return 0
	case scale < 1e-37 && bits == 32 || scale < 1e-307: // below the normal numbers
		return 0
	}
	return math.Abs(got-want) / scale / tol
}

func TestFieldFunctionsPassNaN(t *testing.T) {
	for _, f := range fields {
		in32, in64 := make([]float32, 9), make([]float64, 9)
		for i := range in32 {
			in32[i], in64[i] = float32(math.NaN()), math.NaN()
		}
		f.f32(in32, in32)
		f.f64(in64, in64)
		for i := range in32 {
			if in32[i] == in32[i] || in64[i] == in64[i] {
				t.Errorf("%s(NaN) = %v and %v", f.name, in32[i], in64[i])
			}
		}
	}
}

func TestFieldFunctionsAreTheSameOnBothPaths(t *testing.T) {
	xs := arguments()
	for _, f := range fields {
		for _, n := range append(lengths, len(xs)) {
			what := fmt.Sprintf("%s of %d", f.name, n)
			samePaths(t, what, func(a *arena) []float32 {
				src, dst := guarded[float32](a, n), guarded[float32](a, n)
				for i := range src {
					src[i] = float32(xs[i*len(xs)/max(n, 1)])
				}
				f.f32(dst, src)
				return dst
			}, same32)
			samePaths(t, what, func(a *arena) []float64 {
				src, dst := guarded[float64](a, n), guarded[float64](a, n)
				for i := range src {
					src[i] = xs[i*len(xs)/max(n, 1)]
				}
				f.f64(dst, src)
				return dst
			}, same64)
		}
	}
}
