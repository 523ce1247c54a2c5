package vec

import "math"

// The functions of a unit's field. Each takes its whole domain, infinities included, without a NaN; a NaN
// comes out as one. The bounds on the error are those of the tests, against math in float64.

// Exp32 sets dst = e^src, src clamped to [−87.33, 88.72]: relative error at most 1.3e-7. dst may be src.
func Exp32(dst, src []float32) { each32(dst, src, exp32AVX2, exp32) }

// Exp64 sets dst = e^src, src clamped to [−708.3, 709.7]: relative error at most 4e-16.
func Exp64(dst, src []float64) { each64(dst, src, exp64AVX2, exp64) }

// Sigmoid32 sets dst = 1/(1+e^−src): relative error at most 3e-7 where src > −87, and below 2e-38 beneath.
func Sigmoid32(dst, src []float32) { each32(dst, src, sigmoid32AVX2, sigmoid32) }

// Sigmoid64 sets dst = 1/(1+e^−src): relative error at most 6e-16 where src > −708.
func Sigmoid64(dst, src []float64) { each64(dst, src, sigmoid64AVX2, sigmoid64) }

// Tanh32 sets dst = tanh src: relative error at most 2e-7.
func Tanh32(dst, src []float32) { each32(dst, src, tanh32AVX2, tanh32) }

// Tanh64 sets dst = tanh src: relative error at most 1.2e-15.
func Tanh64(dst, src []float64) { each64(dst, src, tanh64AVX2, tanh64) }

// Softplus32 sets dst = ln(1+e^src): relative error at most 3e-7 where src > −87.
func Softplus32(dst, src []float32) { each32(dst, src, softplus32AVX2, softplus32) }

// Softplus64 sets dst = ln(1+e^src): relative error at most 8e-16 where src > −708.
func Softplus64(dst, src []float64) { each64(dst, src, softplus64AVX2, softplus64) }

// LogCosh32 sets dst = ln cosh src: error at most 2e-7·max(1, |src|).
func LogCosh32(dst, src []float32) { each32(dst, src, logCosh32AVX2, logCosh32) }

// LogCosh64 sets dst = ln cosh src: error at most 4e-16·max(1, |src|).
func LogCosh64(dst, src []float64) { each64(dst, src, logCosh64AVX2, logCosh64) }

func each32(dst, src []float32, fast func(dst, src *float32, n int), slow func(float32) float32) {
	mustMatch("elements", len(dst), len(src))
	n := 0
	if useAVX2 {
		for whole := len(dst) &^ 7; n < whole; n = min(n+longest, whole) {
			fast(&dst[n], &src[n], min(longest, whole-n))
		}
	}
	for i := n; i < len(dst); i++ {
		dst[i] = slow(src[i])
	}
}

func each64(dst, src []float64, fast func(dst, src *float64, n int), slow func(float64) float64) {
	mustMatch("elements", len(dst), len(src))
	n := 0
	if useAVX2 {
		for whole := len(dst) &^ 3; n < whole; n = min(n+longest, whole) {
			fast(&dst[n], &src[n], min(longest, whole-n))
		}
	}
	for i := n; i < len(dst); i++ {
		dst[i] = slow(src[i])
	}
}

func sigmoid32(x float32) float32 { return 1 / (exp32(-x) + 1) }

func tanh32(x float32) float32 {
	a := abs32(x)
	a += a
	if 40 < a {
		a = 40
	}
	s1, s2, em1 := reduced32(a)
	s := s1 * s2
	e := float32(s*em1) + (s - 1) // e^2|x| − 1
	return float32(math.Copysign(float64(e/(e+2)), float64(x)))
}

func softplus32(x float32) float32 {
	l := log1p32(exp32(-abs32(x)))
	if 0 > x {
		x = 0
	}
	return l + x
}

func logCosh32(x float32) float32 {
	a := abs32(x)
	l := log1p32(exp32(-(a + a)))
	return l + (a - math.Ln2)
}

func abs32(x float32) float32 { return math.Float32frombits(math.Float32bits(x) &^ (1 << 31)) }

// log1p32 is ln(1+t) for t in [0,1], by 2 artanh(t/(2+t)).
func log1p32(t float32) float32 {
	s := t / (t + 2)
	z := float32(s * s)
	p := float32(0.24300938844680786*z) + 0.21427656710147858
	p = float32(p*z) + 0.2861688435077667
	p = float32(p*z) + 0.3999887704849243
	p = float32(p*z) + 0.6666667461395264
	return float32(float32(s*z)*p) + (s + s)
}

func sigmoid64(x float64) float64 { return 1 / (exp64(-x) + 1) }

func tanh64(x float64) float64 {
	a := abs64(x)
	a += a
	if 40 < a {
		a = 40
	}
	s1, s2, em1 := reduced64(a)
	s := s1 * s2
	e := float64(s*em1) + (s - 1) // e^2|x| − 1
	return float64(math.Copysign(float64(e/(e+2)), float64(x)))
}

func softplus64(x float64) float64 {
	l := log1p64(exp64(-abs64(x)))
	if 0 > x {
		x = 0
	}
	return l + x
}

func logCosh64(x float64) float64 {
	a := abs64(x)
	l := log1p64(exp64(-(a + a)))
	return l + (a - math.Ln2)
}

func abs64(x float64) float64 { return math.Float64frombits(math.Float64bits(x) &^ (1 << 63)) }

// log1p64 is ln(1+t) for t in [0,1], by 2 artanh(t/(2+t)).
func log1p64(t float64) float64 {
	s := t / (t + 2)
	z := float64(s * s)
	p := math.FMA(0.6542529482062587, z, -0.22176408563388508)
	p = math.FMA(p, z, 0.18354532633817106)
	p = math.FMA(p, z, 0.10689626032975265)
	p = math.FMA(p, z, 0.13420967817697507)
	p = math.FMA(p, z, 0.153804654398352)
	p = math.FMA(p, z, 0.1818191390221855)
	p = math.FMA(p, z, 0.22222222291171784)
	p = math.FMA(p, z, 0.2857142851896891)
	p = math.FMA(p, z, 0.4000000000094554)
	p = math.FMA(p, z, 0.6666666666666187)
	return float64(float64(s*z)*p) + (s + s)
}
