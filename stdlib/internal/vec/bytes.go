package vec

import "math"

// Fields that are small whole numbers, a byte each.

// Limits sets dst[i] = ⌊scale·e[i]⌋, clamped to [−128, 127]; neither is a NaN, nor their product.
func Limits(dst []int8, e []float32, scale float32) {
	mustMatch("limits", len(dst), len(e))
	n := 0
	if useAVX2 {
		if n = len(dst) &^ 31; n > 0 {
			limitsAVX2(&dst[0], &e[0], n, scale)
		}
	}
	for i := n; i < len(dst); i++ {
		dst[i] = int8(math.Floor(float64(min(max(float32(e[i]*scale), -128), 127))))
	}
}

// FlipMask looks at 64 units: bit i is one where s[i]·f[i] ≤ limit[i]. s are ±1, f above −128.
func FlipMask(s, f, limit []int8) (mask uint64) {
	s, f, limit = s[:64], f[:64], limit[:64]
	if useAVX2 {
		return flipMaskAVX2(&s[0], &f[0], &limit[0])
	}
	for i := range 64 {
		if s[i]*f[i] <= limit[i] {
			mask |= 1 << i
		}
	}
	return mask
}

// AddBytes adds sign·x[i], sign ±1, to y[i], modulo 256.
func AddBytes(y, x []int8, sign int8) {
	mustMatch("bytes", len(y), len(x))
	n := 0
	if useAVX2 {
		if n = len(y) &^ 31; n > 0 {
			addBytesAVX2(&y[0], &x[0], n, sign)
		}
	}
	for i := n; i < len(y); i++ {
		y[i] += sign * x[i]
	}
}
