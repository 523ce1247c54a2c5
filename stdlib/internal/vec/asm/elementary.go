package main

import (
	"math"

	"github.com/mmcloughlin/avo/operand"
)

// The coefficients are those of ../elementary.go, which says where they come from; a test compares the bits.
const (
	log2e   = 1.4426950408889634
	magic32 = 3 << 22
	magic64 = 3 << 51
	ln2Hi   = 0.693359375
	ln2Lo   = -2.12194440e-4
)

var (
	exp32c = []float64{0.5, 0.166665181517601, 0.04166620597243309, 0.008368882350623608, 0.0013950476422905922}
	exp64c = []float64{0.5000000000000145, 0.16666666666672364, 0.04166666666550516, 0.008333333330134406,
		0.001388888918057741, 0.0001984127666039585, 2.4801280026202728e-05, 2.7551200021786067e-06,
		2.769591644487884e-07, 2.7003244797427262e-08}
	log32c = []float64{0.3333331346511841, -0.25000008940696716, 0.2000211924314499, -0.1666799634695053,
		0.14219550788402557, -0.12405591458082199, 0.11888174712657928, -0.11675640940666199, 0.06746601313352585}
	log64c = []float64{0.6666666666666473, 0.40000000000871777, 0.2857142847148874, 0.22222221791504881,
		0.1818255229428411, 0.15335891409901922, 0.1461057112593686}
	log1p32c = []float64{0.6666667461395264, 0.3999887704849243, 0.2861688435077667, 0.21427656710147858,
		0.24300938844680786}
	log1p64c = []float64{0.6666666666666187, 0.4000000000094554, 0.2857142851896891, 0.22222222291171784,
		0.1818191390221855, 0.153804654398352, 0.13420967817697507, 0.10689626032975265, 0.18354532633817106,
		-0.22176408563388508, 0.6542529482062587}
)

func elementary(k *kit) {
	for _, k.wide = range []bool{false, true} {
		k.each("exp", "e^src", k.exp)
		k.each("sigmoid", "1/(1+e^−src)", k.sigmoid)
		k.each("tanh", "tanh src", k.tanh)
		k.each("softplus", "ln(1+e^src)", k.softplus)
		k.each("logCosh", "ln cosh src", k.logCosh)
	}
}

// each makes the kernel that sets dst[i] = f(src[i]).
func (k *kit) each(name, what string, f func(vec) vec) {
	name += map[bool]string{false: "32AVX2", true: "64AVX2"}[k.wide]
	k.begin(name, "func(dst, src *"+k.float()+", n int)", name+" sets dst = "+what+", n a multiple of the lanes.")
	dst, src, n := k.ptr("dst"), k.ptr("src"), k.ptr("n")
	if !k.wide {
		k.hoist(f32(log2e), f32(magic32), f32(1), 1<<31, f32(ln2Hi), 127)
	}
	k.loop("each", n, k.lanes(), func() {
		k.store(f(k.load(at(src, 0))), at(dst, 0))
		k.ADDQ(operand.U32(32), src)
		k.ADDQ(operand.U32(32), dst)
	})
	k.end()
}

// reduced is x = n·ln 2 + r: s = 2ⁿ as two factors, and e^r − 1.
func (k *kit) reduced(x vec) (s1, s2, em1 vec) {
	if k.wide {
		return k.reduced64(x)
	}
	t := k.add(k.mul(x, k.constant(log2e)), k.constant(magic32))
	n := k.sub(t, k.constant(magic32))
	r := k.sub(x, k.mul(n, k.constant(ln2Hi)))
	r = k.sub(r, k.mul(n, k.constant(ln2Lo)))
	q := k.horner(r, exp32c...)
	em1 = k.add(k.mul(q, k.mul(r, r)), r)
	e := k.int3(k.VPSUBD, k.bits32(0x4B400000), t)
	h := k.shift(k.VPSRAD, 1, e)
	e = k.int3(k.VPSUBD, h, e)
	power := func(e vec) vec { return k.shift(k.VPSLLD, 23, k.int3(k.VPADDD, k.bits32(127), e)) }
	return power(h), power(e), em1
}

func (k *kit) reduced64(x vec) (s1, s2, em1 vec) {
	t := k.fused(x, k.load(k.constant(log2e)), k.constant(magic64))
	n := k.sub(t, k.constant(magic64))
	r := k.fused(n, k.load(k.constant(-6.93147180369123816490e-01)), x)
	r = k.fused(n, k.load(k.constant(-1.90821492927058770002e-10)), r)
	q := k.horner(r, exp64c...)
	em1 = k.fused(q, k.mul(r, r), r)
	e := k.XMM()
	k.VCVTPD2DQY(n, e)
	h := k.XMM()
	k.VPSRAD(operand.U8(1), e, h)
	k.VPSUBD(h, e, e)
	power := func(e op) vec {
		w := k.YMM()
		k.VPMOVSXDQ(e, w)
		return k.shift(k.VPSLLQ, 52, k.int3(k.VPADDQ, k.bits64(1023), w))
	}
	return power(h), power(e), em1
}

func (k *kit) one() op { return k.constant(1) }

func (k *kit) sign() op {
	if k.wide {
		return k.bits64(1 << 63)
	}
	return k.bits32(1 << 31)
}

func (k *kit) magnitude(x vec) vec {
	if k.wide {
		return k.and(x, k.bits64(1<<63-1))
	}
	return k.and(x, k.bits32(1<<31-1))
}

func (k *kit) exp(x vec) vec {
	lo, hi := -87.33, 88.72
	if k.wide {
		lo, hi = -708.3, 709.7
	}
	x = k.min(k.max(x, k.constant(lo)), k.constant(hi))
	s1, s2, em1 := k.reduced(x)
	return k.mul(k.mul(k.add(em1, k.one()), s1), s2)
}

func (k *kit) sigmoid(x vec) vec {
	e := k.exp(k.xor(x, k.sign()))
	return k.div(k.one1(), k.add(e, k.one()))
}

func (k *kit) tanh(x vec) vec {
	a := k.magnitude(x)
	a = k.min(k.add(a, a), k.constant(40))
	s1, s2, em1 := k.reduced(a)
	s := k.mul(s1, s2)
	e := k.add(k.mul(s, em1), k.sub(s, k.one())) // e^2|x| − 1
	return k.or(k.div(e, k.add(e, k.constant(2))), k.and(x, k.sign()))
}

// log1p is ln(1+t) for t in [0,1], by 2 artanh(t/(2+t)).
func (k *kit) log1p(t vec) vec {
	s := k.div(t, k.add(t, k.constant(2)))
	z := k.mul(s, s)
	c := log1p32c
	if k.wide {
		c = log1p64c
	}
	p := k.horner(z, c...)
	return k.add(k.mul(k.mul(s, z), p), k.add(s, s))
}

func (k *kit) softplus(x vec) vec {
	l := k.log1p(k.exp(k.or(x, k.sign())))
	return k.add(l, k.max(x, k.constant(0)))
}

func (k *kit) logCosh(x vec) vec {
	a := k.magnitude(x)
	l := k.log1p(k.exp(k.xor(k.add(a, a), k.sign())))
	return k.add(l, k.sub(a, k.constant(math.Ln2)))
}

// log is ln x of normal positive x.
func (k *kit) log(x vec) vec {
	const sqrtHalf = 0x3F3504F3
	if k.wide {
		return k.log64(x)
	}
	i := k.int3(k.VPSUBD, k.bits32(sqrtHalf), x)
	e := k.shift(k.VPSRAD, 23, i)
	m := k.int3(k.VPADDD, k.bits32(sqrtHalf), k.int3(k.VPSUBD, k.shift(k.VPSLLD, 23, e), i))
	ef := k.YMM()
	k.VCVTDQ2PS(e, ef)
	f := k.sub(m, k.one())
	p := k.horner(f, log32c...)
	z := k.mul(f, f)
	y := k.mul(p, k.mul(z, f))
	y = k.add(y, k.mul(ef, k.constant(ln2Lo)))
	y = k.sub(y, k.mul(z, k.constant(0.5)))
	y = k.add(y, f)
	return k.add(y, k.mul(ef, k.constant(ln2Hi)))
}

func (k *kit) log64(x vec) vec {
	const one, sqrtHalf = 0x3FF0000000000000, 0x3FE6A09E667F3BCD
	i := k.int3(k.VPADDQ, k.bits64(one-sqrtHalf), x)
	e := k.shift(k.VPSRLQ, 52, i) // exponent + 1023, turned into a float by way of 2⁵²
	e = k.sub(k.or(e, k.bits64(0x4330000000000000)), k.constant(1<<52+1023))
	m := k.and(i, k.bits64(1<<52-1))
	m = k.int3(k.VPADDQ, k.bits64(sqrtHalf), m)
	f := k.sub(m, k.one())
	s := k.div(f, k.add(f, k.constant(2)))
	z := k.mul(s, s)
	p := k.horner(z, log64c...)
	minus := func(x vec) vec { return k.xor(x, k.sign()) }
	y := k.fused(minus(s), k.fused(minus(z), p, f), f)
	y = k.fused(e, k.load(k.constant(1.90821492927058770002e-10)), y)
	return k.fused(e, k.load(k.constant(6.93147180369123816490e-01)), y)
}
