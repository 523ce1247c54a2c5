package vec

import "math"

// fma32 is x·y + z rounded once, as the FMA instruction gives it. The product is exact in float64; what is
// left is to keep the sum from being rounded twice, which matters only where float64 ends half-way between
// two float32, or below their normal range.
func fma32(x, y, z float32) float32 {
	p := float64(x) * float64(y)
	s := p + float64(z)
	b := math.Float64bits(s)
	if b&0x1FFFFFFF != 0x10000000 && b<<1 >= 0x3810000000000000<<1 {
		return float32(s)
	}
	return roundOnce(p, float64(z), s)
}

// roundOnce rounds s = p + z to odd first, so that the second rounding is right (Boldo and Melquiond, 2008).
func roundOnce(p, z, s float64) float32 {
	if math.IsInf(s, 0) || math.IsNaN(s) {
		return float32(s)
	}
	t := s - p
	e := (p - (s - t)) + (z - t) // p + z − s exactly (Knuth)
	if b := math.Float64bits(s); e != 0 && b&1 == 0 {
		if (e > 0) == (s > 0) {
			s = math.Float64frombits(b + 1)
		} else {
			s = math.Float64frombits(b - 1)
		}
	}
	return float32(s)
}

// fma is the fused product and sum of either type.
func fma[T Float](x, y, z T) T {
	if size[T]() == 4 {
		return T(fma32(float32(x), float32(y), float32(z)))
	}
	return T(math.FMA(float64(x), float64(y), float64(z)))
}
