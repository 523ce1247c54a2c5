package rng

import (
	"fmt"
	"math"
	"unsafe"

	"harmonium/stdlib/internal/vec"
)

// chunk words are drawn at a time, so that they are still in the cache when they are turned into variates.
const chunk = 1920

// Uint32s sets dst[k] to word at+k.
func (s Source) Uint32s(dst []uint32, at uint64) { vec.PhiloxFill(dst, s.seed, s.stream, at) }

// Uniform32 sets dst[k] to element at+k of the uniform numbers in [0,1).
func (s Source) Uniform32(dst []float32, at uint64) { s.fill32(dst, at, vec.Uniform32) }

// Exp32 sets dst[k] to element at+k of the exponential numbers −ln u, between 0 and 22.2.
func (s Source) Exp32(dst []float32, at uint64) { s.fill32(dst, at, vec.Exponential32) }

// Logistic32 sets dst[k] to element at+k of the logistic numbers: P(L < x) = 1/(1+e^−x); |L| ≤ 22.9.
func (s Source) Logistic32(dst []float32, at uint64) { s.fill32(dst, at, vec.Logistic32) }

// Normal32 sets dst[k] to element at+k of the normal numbers (mean 0, variance 1, up to ±6.7).
func (s Source) Normal32(dst []float32, at uint64) {
	var pair [2]float32
	if at%2 == 1 && len(dst) > 0 {
		s.fill32(pair[:], at-1, vec.Normal32)
		dst[0], dst, at = pair[1], dst[1:], at+1
	}
	even := len(dst) &^ 1
	s.fill32(dst[:even], at, vec.Normal32)
	if even < len(dst) {
		s.fill32(pair[:], at+uint64(even), vec.Normal32)
		dst[even] = pair[0]
	}
}

// Uniform64 sets dst[k] to element at+k of the uniform numbers in [0,1).
func (s Source) Uniform64(dst []float64, at uint64) { s.fill64(dst, at, vec.Uniform64) }

// Exp64 sets dst[k] to element at+k of the exponential numbers −ln u, between 0 and 36.8.
func (s Source) Exp64(dst []float64, at uint64) { s.fill64(dst, at, vec.Exponential64) }

// Logistic64 sets dst[k] to element at+k of the logistic numbers: P(L < x) = 1/(1+e^−x).
func (s Source) Logistic64(dst []float64, at uint64) { s.fill64(dst, at, vec.Logistic64) }

// Normal64 sets dst[k] to element at+k of the normal numbers (mean 0, variance 1).
func (s Source) Normal64(dst []float64, at uint64) {
	var pair [2]float64
	if at%2 == 1 && len(dst) > 0 {
		s.fill64(pair[:], at-1, vec.Normal64)
		dst[0], dst, at = pair[1], dst[1:], at+1
	}
	even := len(dst) &^ 1
	s.fill64(dst[:even], at, vec.Normal64)
	if even < len(dst) {
		s.fill64(pair[:], at+uint64(even), vec.Normal64)
		dst[even] = pair[0]
	}
}

// fill32 draws the words in place: a word and a float32 have the same size.
func (s Source) fill32(dst []float32, at uint64, transform func([]float32, []uint32)) {
	for len(dst) > 0 {
		d := dst[:min(len(dst), chunk)]
		w := unsafe.Slice((*uint32)(unsafe.Pointer(&d[0])), len(d))
		vec.PhiloxFill(w, s.seed, s.stream, at)
		transform(d, w)
		dst, at = dst[len(d):], at+uint64(len(d))
	}
}

func (s Source) fill64(dst []float64, at uint64, transform func([]float64, []uint32)) {
	for len(dst) > 0 {
		d := dst[:min(len(dst), chunk)]
		w := unsafe.Slice((*uint32)(unsafe.Pointer(&d[0])), 2*len(d))
		vec.PhiloxFill(w, s.seed, s.stream, 2*at)
		transform(d, w)
		dst, at = dst[len(d):], at+uint64(len(d))
	}
}

// bernoulliWords is how many words of the stream one word of Bernoulli bits may need.
const bernoulliWords = 64

// Bernoulli sets dst[k] to element at+k of the words of 64 bits that are 1 with probability p each, rounded
// to a multiple of 2⁻³². It fails if p is not in [0,1]. Element i draws from the words 64i to 64i+63.
func (s Source) Bernoulli(dst []uint64, p float64, at uint64) error {
	if !(p >= 0 && p <= 1) {
		return fmt.Errorf("rng: probability %v, want one in [0,1]", p)
	}
	threshold := uint64(math.Round(p * (1 << 32)))
	if threshold == 1<<32 {
		for k := range dst {
			dst[k] = ^uint64(0)
		}
		return nil
	}
	for k := range dst {
		dst[k] = s.bernoulli(uint32(threshold), (at+uint64(k))*bernoulliWords)
	}
	return nil
}

// bernoulli compares 64 random binary fractions with the threshold, bit by bit from the top, until each
// comparison is decided: about eight levels instead of 32.
func (s Source) bernoulli(threshold uint32, at uint64) (below uint64) {
	undecided := ^uint64(0)
	for ; undecided != 0 && threshold != 0; at += 4 {
		b := vec.Philox(s.seed, s.stream, at/4)
		for l := 0; l < 4; l += 2 {
			r := uint64(b[l]) | uint64(b[l+1])<<32
			bit := uint64(int64(int32(threshold)) >> 63)
			below |= undecided & ^r & bit
			undecided &= ^(r ^ bit)
			threshold <<= 1
		}
	}
	return below
}
