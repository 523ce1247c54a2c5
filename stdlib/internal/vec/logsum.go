package vec

import "math"

// LogSumExp is ln Σ e^x[i], without overflow: −∞ if there is nothing to sum. Its error is at most a few
// rounding errors of T, absolute or relative to the result, whichever is larger.
func LogSumExp[T Float](x []T) T {
	top := T(math.Inf(-1))
	for _, v := range x {
		if v > top || v != v {
			top = v
		}
	}
	if math.IsInf(float64(top), 0) || top != top {
		return top
	}
	var buffer [256]T
	var ones [256]T
	for i := range ones {
		ones[i] = 1
	}
	sum := 0.0
	for len(x) > 0 {
		part := buffer[:min(len(x), len(buffer))]
		for i := range part {
			part[i] = x[i] - top
		}
		x = x[len(part):]
		if size[T]() == 4 {
			Exp32(s32(part), s32(part))
		} else {
			Exp64(s64(part), s64(part))
		}
		sum += float64(Dot(part, ones[:len(part)]))
	}
	return top + T(log64(sum))
}
