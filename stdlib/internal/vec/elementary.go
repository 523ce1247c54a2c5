package vec

import "math"

// The elementary functions below are evaluated in one fixed order of operations, which the assembly repeats
// lane by lane: both give the same bits. In float32 no product is fused with a sum (the conversions forbid
// it to the compiler); in float64 the fused ones are written as math.FMA. The polynomials are minimax fits,
// made for this package by iteratively reweighted least squares.

const (
	ln2Hi32  = 0.693359375 // nine bits: its product with an exponent is exact
	ln2Lo32  = -2.12194440e-4
	log2e    = 1.4426950408889634
	magic32  = 3 << 22 // adding and subtracting it rounds to the nearest integer
	ln2Hi64  = 6.93147180369123816490e-01
	ln2Lo64  = 1.90821492927058770002e-10
	magic64  = 3 << 51
	sqrtHalf = 0x3F3504F3 // bits of √½ as float32
)

// exp32 is e^x, its argument clamped to [−87.33, 88.72].
func exp32(x float32) float32 {
	if -87.33 > x {
		x = -87.33
	}
	if 88.72 < x {
		x = 88.72
	}
	s1, s2, em1 := reduced32(x)
	return (em1 + 1) * s1 * s2
}

// reduced32 writes x as n·ln 2 + r and gives 2ⁿ, as two factors (2¹²⁸ is no float32), and e^r − 1.
func reduced32(x float32) (s1, s2, em1 float32) {
	t := float32(x*log2e) + magic32
	n := t - magic32
	r := x - float32(n*ln2Hi32)
	r -= float32(n * ln2Lo32)
	q := float32(exp32c4*r) + exp32c3
	q = float32(q*r) + exp32c2
	q = float32(q*r) + exp32c1
	q = float32(q*r) + exp32c0
	k := int32(math.Float32bits(t)) - 0x4B400000
	h := k >> 1
	power := func(k int32) float32 { return math.Float32frombits(uint32(k+127) << 23) }
	return power(h), power(k - h), float32(q*float32(r*r)) + r
}

const (
	exp32c0 = 0.5
	exp32c1 = 0.166665181517601
	exp32c2 = 0.04166620597243309
	exp32c3 = 0.008368882350623608
	exp32c4 = 0.0013950476422905922
)

// log32 is ln x for normal x > 0.
func log32(x float32) float32 {
	i := int32(math.Float32bits(x)) - sqrtHalf
	k := i >> 23
	e := float32(k)
	f := math.Float32frombits(uint32(i-k<<23+sqrtHalf)) - 1 // in [√½−1, √2−1), exact
	p := float32(log32c8*f) + log32c7
	p = float32(p*f) + log32c6
	p = float32(p*f) + log32c5
	p = float32(p*f) + log32c4
	p = float32(p*f) + log32c3
	p = float32(p*f) + log32c2
	p = float32(p*f) + log32c1
	p = float32(p*f) + log32c0
	z := float32(f * f)
	y := float32(p * float32(z*f))
	y += float32(e * ln2Lo32)
	y -= float32(0.5 * z)
	y += f
	return y + float32(e*ln2Hi32)
}

const (
	log32c0 = 0.3333331346511841
	log32c1 = -0.25000008940696716
	log32c2 = 0.2000211924314499
	log32c3 = -0.1666799634695053
	log32c4 = 0.14219550788402557
	log32c5 = -0.12405591458082199
	log32c6 = 0.11888174712657928
	log32c7 = -0.11675640940666199
	log32c8 = 0.06746601313352585
)

// log64 is ln x for normal x > 0.
func log64(x float64) float64 {
	const sqrtHalf = 0x3FE6A09E667F3BCD
	i := int64(math.Float64bits(x)) - sqrtHalf
	k := i >> 52
	e := float64(k)
	f := math.Float64frombits(uint64(i-k<<52+sqrtHalf)) - 1
	s := f / (2 + f)
	z := float64(s * s)
	p := math.FMA(log64c6, z, log64c5)
	p = math.FMA(p, z, log64c4)
	p = math.FMA(p, z, log64c3)
	p = math.FMA(p, z, log64c2)
	p = math.FMA(p, z, log64c1)
	p = math.FMA(p, z, log64c0)
	// ln(1+f) = f − s(f − z·p): the large term f is exact.
	y := math.FMA(-s, math.FMA(-z, p, f), f)
	y = math.FMA(e, ln2Lo64, y)
	return math.FMA(e, ln2Hi64, y)
}

const (
	log64c0 = 0.6666666666666473
	log64c1 = 0.40000000000871777
	log64c2 = 0.2857142847148874
	log64c3 = 0.22222221791504881
	log64c4 = 0.1818255229428411
	log64c5 = 0.15335891409901922
	log64c6 = 0.1461057112593686
)

// exp64 is e^x, its argument clamped to [−708.3, 709.7].
func exp64(x float64) float64 {
	if -708.3 > x {
		x = -708.3
	}
	if 709.7 < x {
		x = 709.7
	}
	s1, s2, em1 := reduced64(x)
	return (em1 + 1) * s1 * s2
}

// reduced64 does for float64 what reduced32 does.
func reduced64(x float64) (s1, s2, em1 float64) {
	t := math.FMA(x, log2e, magic64)
	n := t - magic64
	r := math.FMA(n, -ln2Hi64, x)
	r = math.FMA(n, -ln2Lo64, r)
	q := math.FMA(exp64c9, r, exp64c8)
	q = math.FMA(q, r, exp64c7)
	q = math.FMA(q, r, exp64c6)
	q = math.FMA(q, r, exp64c5)
	q = math.FMA(q, r, exp64c4)
	q = math.FMA(q, r, exp64c3)
	q = math.FMA(q, r, exp64c2)
	q = math.FMA(q, r, exp64c1)
	q = math.FMA(q, r, exp64c0)
	k := int64(math.Float64bits(t)) - 0x4338000000000000
	h := k >> 1
	power := func(k int64) float64 { return math.Float64frombits(uint64(k+1023) << 52) }
	return power(h), power(k - h), math.FMA(q, float64(r*r), r)
}

const (
	exp64c0 = 0.5000000000000145
	exp64c1 = 0.16666666666672364
	exp64c2 = 0.04166666666550516
	exp64c3 = 0.008333333330134406
	exp64c4 = 0.001388888918057741
	exp64c5 = 0.0001984127666039585
	exp64c6 = 2.4801280026202728e-05
	exp64c7 = 2.7551200021786067e-06
	exp64c8 = 2.769591644487884e-07
	exp64c9 = 2.7003244797427262e-08
)
