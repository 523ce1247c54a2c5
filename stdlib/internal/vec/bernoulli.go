package vec

import (
	"encoding/binary"
	"math"
)

// Bernoulli32 sets dst[i] to 1 with probability σ(z[i]), else to 0, from the word w[i]: it is 1 where the
// logistic variate of the word is below z[i]. The probabilities of 0 and of 1 are exact to 5e-7 of
// themselves, down to 2⁻³³. The slices have one length.
func Bernoulli32(dst, z []float32, w []uint32) {
	mustMatch("elements", len(dst), len(z), len(w))
	n := 0
	if useAVX2 {
		for whole := len(dst) &^ 7; n < whole; n = min(n+longest, whole) {
			bernoulli32AVX2(&dst[n], &z[n], &w[n], min(longest, whole-n))
		}
	}
	for i := n; i < len(dst); i++ {
		dst[i] = float32(fires(z[i], w[i]))
	}
}

// BernoulliBits32 does the same into bits: bit i mod 8 of dst[i/8]. Bits beyond len(z) are set to 0.
func BernoulliBits32(dst []uint8, z []float32, w []uint32) {
	mustMatch("words", len(z), len(w))
	mustMatch("bytes", (len(z)+7)/8, len(dst))
	n := 0
	if useAVX2 {
		for whole := len(z) &^ 7; n < whole; n = min(n+longest, whole) {
			bernoulliBits32AVX2(&dst[n/8], &z[n], &w[n], min(longest, whole-n))
		}
	}
	for i := n; i < len(z); i++ {
		if i%8 == 0 {
			dst[i/8] = 0
		}
		dst[i/8] |= uint8(fires(z[i], w[i]) << (i % 8))
	}
}

// drawChunk words are drawn at a time, to be used while they are in the cache: 40 rounds of the assembly.
const drawChunk = 1920

// Sample32 is Bernoulli32 on the words from index at on of a Philox stream.
func Sample32(dst, z []float32, seed, stream, at uint64) {
	mustMatch("elements", len(dst), len(z))
	var w [drawChunk]uint32
	for i := 0; i < len(dst); i += drawChunk {
		n := min(drawChunk, len(dst)-i)
		PhiloxFill(w[:n], seed, stream, at+uint64(i))
		Bernoulli32(dst[i:i+n], z[i:i+n], w[:n])
	}
}

// SampleBits32 is BernoulliBits32 on the words from index at on of a Philox stream.
func SampleBits32(dst []uint8, z []float32, seed, stream, at uint64) {
	mustMatch("bytes", (len(z)+7)/8, len(dst))
	var w [drawChunk]uint32
	for i := 0; i < len(z); i += drawChunk {
		n := min(drawChunk, len(z)-i)
		PhiloxFill(w[:n], seed, stream, at+uint64(i))
		BernoulliBits32(dst[i/8:(i+n+7)/8], z[i:i+n], w[:n])
	}
}

// SampleBitRows sets the bits of dst to 1 with probability σ(z): the bits of SampleRows.
func SampleBitRows(pool *Pool, dst Bits, z Matrix[float32], seed, stream, at uint64) {
	dst.check()
	mustMatch("rows", dst.Rows, z.Rows)
	mustMatch("columns", dst.Cols, z.Cols)
	pool.Split(dst.Rows, func(lo, hi int) { dst.sample(lo, hi, z, seed, stream, at) })
}

// sample draws the words of several short rows at a time.
func (b Bits) sample(first, last int, z Matrix[float32], seed, stream, at uint64) {
	if b.Cols == 0 {
		return
	}
	var w [drawChunk]uint32
	width := min(b.Cols, drawChunk)
	several := drawChunk / width
	for k := first; k < last; k += several {
		n := min(several, last-k)
		for lo := 0; lo < b.Cols; lo += width {
			width := min(width, b.Cols-lo)
			words := w[:n*width]
			PhiloxFill(words, seed, stream, at+uint64(k*b.Cols+lo))
			for r := range n {
				b.fire(k+r, lo, z.Row(k + r)[lo:lo+width], words[r*width:(r+1)*width])
			}
		}
	}
}

// fire sets the bits of row i from column j on, a multiple of 64.
func (b Bits) fire(i, j int, z []float32, w []uint32) {
	var bytes [drawChunk / 8]uint8
	n := (len(z) + 63) / 64
	BernoulliBits32(bytes[:(len(z)+7)/8], z, w)
	row := b.Row(i)[j/64:]
	for k := range n {
		row[k] = binary.LittleEndian.Uint64(bytes[8*k:])
	}
}

// fires is 1 if u < σ(z), without a division or a logarithm. The top bit of w says on which side of ½ u
// lies and the rest is its tail p in (0,½]: then u < σ(z) says p·e^z > 1−p, or not p·e^−z > 1−p. So both
// tails are as fine as 2⁻³³, and a saturated unit never errs.
func fires(z float32, w uint32) uint32 {
	top := w & 0x80000000
	p := float32(float32(int32(w&0x7FFFFFFF))*0x1p-32) + 0x1p-33
	t := math.Float32frombits(math.Float32bits(z) ^ top)
	if -30 > t {
		t = -30
	}
	if 30 < t {
		t = 30
	}
	m := fma32(t, log2e, magic32)
	r := fma32(t, log2e, -(m - magic32))
	r2 := float32(r * r)
	hi := fma32(fma32(r, exp2c5, exp2c4), r2, fma32(r, exp2c3, exp2c2))
	y := fma32(hi, r2, fma32(r, exp2c1, 1))
	scaled := math.Float32frombits(math.Float32bits(p) + math.Float32bits(m)<<23)
	bit := w >> 31
	if float32(y*scaled) > 1-p {
		bit ^= 1
	}
	return bit
}

// 2^r for |r| ≤ ½.
const (
	exp2c1 = 0.6931472420692444
	exp2c2 = 0.24022234976291656
	exp2c3 = 0.055503085255622864
	exp2c4 = 0.009671875275671482
	exp2c5 = 0.0013407255755737424
)
