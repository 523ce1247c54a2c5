package vec

import "math"

// Variates from random words. Each is a function of its own word or words alone, so that element i of a
// stream does not depend on how the stream was cut.

// Uniform32 sets dst[i] = ⌊w/2⁸⌋·2⁻²⁴, in [0,1). len(w) = len(dst).
func Uniform32(dst []float32, w []uint32) { fromWords(dst, w, uniform32AVX2, uniform32) }

func uniform32(w uint32) float32 { return float32(w>>8) * 0x1p-24 }

// fromWords allows dst and w to be the same memory.
func fromWords(dst []float32, w []uint32, fast func(*float32, *uint32, int), slow func(uint32) float32) {
	mustMatch("words", len(dst), len(w))
	n := 0
	if useAVX2 {
		for whole := len(dst) &^ 7; n < whole; n = min(n+longest, whole) {
			fast(&dst[n], &w[n], min(longest, whole-n))
		}
	}
	for i := n; i < len(dst); i++ {
		dst[i] = slow(w[i])
	}
}

// Exponential32 sets dst[i] = −ln u, u = (⌊w/2⌋+½)·2⁻³¹.
func Exponential32(dst []float32, w []uint32) {
	fromWords(dst, w, exponential32AVX2, exponential32)
}

func exponential32(w uint32) float32 {
	u := float32(float32(int32(w>>1))*0x1p-31) + 0x1p-32
	return 0 - log32(u)
}

// Logistic32 sets dst[i] to the logistic variate of w: the sign is its top bit, the rest its tail.
func Logistic32(dst []float32, w []uint32) { fromWords(dst, w, logistic32AVX2, logistic32) }

func logistic32(w uint32) float32 {
	p := float32(float32(int32(w&0x7FFFFFFF))*0x1p-32) + 0x1p-33 // in (0, ½]
	l := log32((1 - p) / p)
	return math.Float32frombits(math.Float32bits(l) ^ w&0x80000000)
}

// Normal32 sets pairs dst[2i], dst[2i+1] from pairs of words (Box and Muller, Ann. Math. Stat. 1958).
// len(dst) is even; len(w) = len(dst).
func Normal32(dst []float32, w []uint32) {
	mustMatch("words", len(dst), len(w))
	n := 0
	if useAVX2 {
		for whole := len(dst) &^ 15; n < whole; n = min(n+longest, whole) {
			normal32AVX2(&dst[n], &w[n], min(longest, whole-n))
		}
	}
	for i := n; i+1 < len(dst); i += 2 {
		dst[i], dst[i+1] = normal32(w[i], w[i+1])
	}
}

func normal32(w, turn uint32) (x, y float32) {
	r := float32(math.Sqrt(float64(2 * exponential32(w)))) // rounds as a float32 root does
	q := (turn + 1<<29) >> 30
	a := float32(int32(turn-q<<30)) * (2 * math.Pi / (1 << 32)) // within ±π/4
	z := float32(a * a)
	s := float32(sin32c2*z) + sin32c1
	s = float32(s*z) + sin32c0
	s = float32(s*float32(z*a)) + a
	c := float32(cos32c2*z) + cos32c1
	c = float32(c*z) + cos32c0
	c = float32(c*float32(z*z)) - float32(0.5*z) + 1
	switch q & 3 {
	case 1:
		c, s = -s, c
	case 2:
		c, s = -c, -s
	case 3:
		c, s = s, -c
	}
	return r * c, r * s
}

const (
	sin32c0 = -0.16666655242443085
	sin32c1 = 0.008332177996635437
	sin32c2 = -0.00019517297914717346
	cos32c0 = 0.04166664555668831
	cos32c1 = -0.001388736767694354
	cos32c2 = 2.443845005473122e-05
)

// Uniform64 sets dst[i] = ⌊w/2¹¹⌋·2⁻⁵³, in [0,1), of the 64-bit word w[2i] + 2³²w[2i+1].
func Uniform64(dst []float64, w []uint32) {
	for i := range dst {
		dst[i] = float64(word64(w, i)>>11) * 0x1p-53
	}
}

func word64(w []uint32, i int) uint64 { return uint64(w[2*i]) | uint64(w[2*i+1])<<32 }

// Exponential64 sets dst[i] = −ln u, u = (⌊w/2¹²⌋+½)·2⁻⁵².
func Exponential64(dst []float64, w []uint32) {
	for i := range dst {
		dst[i] = exponential64(word64(w, i))
	}
}

func exponential64(w uint64) float64 { return -log64((float64(w>>12) + 0.5) * 0x1p-52) }

// Logistic64 sets dst[i] as Logistic32 does, from 64-bit words.
func Logistic64(dst []float64, w []uint32) {
	for i := range dst {
		w := word64(w, i)
		p := (float64(w<<1>>13) + 0.5) * 0x1p-52 // in (0, ½)
		l := log64((1 - p) / p)
		dst[i] = math.Float64frombits(math.Float64bits(l) ^ w&(1<<63))
	}
}

// Normal64 sets pairs of dst from pairs of 64-bit words. len(dst) is even; len(w) = 2 len(dst).
func Normal64(dst []float64, w []uint32) {
	for i := 0; i+1 < len(dst); i += 2 {
		dst[i], dst[i+1] = normal64(word64(w, i), word64(w, i+1))
	}
}

func normal64(w, turn uint64) (x, y float64) {
	r := math.Sqrt(2 * exponential64(w))
	turn >>= 12
	q := (turn + 1<<49) >> 50
	a := float64(int64(turn-q<<50)) * (2 * math.Pi / (1 << 52))
	z := float64(a * a)
	s := math.FMA(sin64c5, z, sin64c4)
	s = math.FMA(s, z, sin64c3)
	s = math.FMA(s, z, sin64c2)
	s = math.FMA(s, z, sin64c1)
	s = math.FMA(s, z, sin64c0)
	s = math.FMA(s, float64(z*a), a)
	c := math.FMA(cos64c5, z, cos64c4)
	c = math.FMA(c, z, cos64c3)
	c = math.FMA(c, z, cos64c2)
	c = math.FMA(c, z, cos64c1)
	c = math.FMA(c, z, cos64c0)
	c = math.FMA(c, float64(z*z), math.FMA(z, -0.5, 1))
	switch q & 3 {
	case 1:
		c, s = -s, c
	case 2:
		c, s = -c, -s
	case 3:
		c, s = s, -c
	}
	return r * c, r * s
}

const (
	sin64c0 = -0.16666666666666663
	sin64c1 = 0.008333333333338955
	sin64c2 = -0.00019841269849734183
	sin64c3 = 2.7557322684974378e-06
	sin64c4 = -2.5052440178938664e-08
	sin64c5 = 1.6007231185316486e-10
	cos64c0 = 0.04166666666671914
	cos64c1 = -0.001388888889574371
	cos64c2 = 2.480159072268826e-05
	cos64c3 = -2.755814218004246e-07
	cos64c4 = 2.0972732523115355e-09
	cos64c5 = -1.5802659825656005e-11
)
