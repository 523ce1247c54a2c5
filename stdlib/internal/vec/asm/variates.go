package main

import (
	"math"

	"github.com/mmcloughlin/avo/operand"
)

// variates turns words into float32 variates, lane by lane as ../variates.go does.
func variates(k *kit) {
	k.wide = false
	k.fromWords("uniform32AVX2", k.uniform)
	k.fromWords("exponential32AVX2", k.exponential)
	k.fromWords("logistic32AVX2", k.logistic)
	k.normals()
	k.bernoulli()
	k.bernoulliBits()
}

func (k *kit) fromWords(name string, f func(vec) vec) {
	k.begin(name, "func(dst *float32, w *uint32, n int)", name+" makes n variates, n a multiple of 8.")
	dst, w, n := k.ptr("dst"), k.ptr("w"), k.ptr("n")
	k.hoist(k.sign32(), f32(1), f32(0x1p-32), f32(0x1p-33))
	k.loop("each", n, 8, func() {
		k.store(f(k.load(at(w, 0))), at(dst, 0))
		k.ADDQ(operand.U32(32), w)
		k.ADDQ(operand.U32(32), dst)
	})
	k.end()
}

func (k *kit) toFloat(x vec) vec { z := k.YMM(); k.VCVTDQ2PS(x, z); return z }

func (k *kit) uniform(w vec) vec {
	return k.mul(k.toFloat(k.shift(k.VPSRLD, 8, w)), k.constant(0x1p-24))
}

func (k *kit) exponential(w vec) vec {
	u := k.toFloat(k.shift(k.VPSRLD, 1, w))
	u = k.add(k.mul(u, k.constant(0x1p-31)), k.constant(0x1p-32))
	return k.sub(k.zero(), k.log(u))
}

// tail is the smaller of u and 1−u: in (0, ½].
func (k *kit) tail(w vec) vec {
	p := k.toFloat(k.magnitude(w))
	return k.add(k.mul(p, k.constant(0x1p-32)), k.constant(0x1p-33))
}

func (k *kit) logistic(w vec) vec {
	p := k.tail(w)
	l := k.log(k.div(k.sub(k.one1(), p), p))
	return k.xor(l, k.and(w, k.sign()))
}

func (k *kit) normals() {
	k.begin("normal32AVX2", "func(dst *float32, w *uint32, n int)",
		"normal32AVX2 makes n variates from n words, n a multiple of 16.")
	dst, w, n := k.ptr("dst"), k.ptr("w"), k.ptr("n")
	k.loop("each", n, 16, func() {
		a, b := k.load(at(w, 0)), k.load(at(w, 32))
		u, turn := k.YMM(), k.YMM()
		k.VSHUFPS(operand.U8(0x88), b, a, u)
		k.VSHUFPS(operand.U8(0xDD), b, a, turn)
		x, y := k.boxMuller(u, turn)
		lo, hi := k.YMM(), k.YMM()
		k.VUNPCKLPS(y, x, lo)
		k.VUNPCKHPS(y, x, hi)
		k.store(lo, at(dst, 0))
		k.store(hi, at(dst, 32))
		k.ADDQ(operand.U32(64), w)
		k.ADDQ(operand.U32(64), dst)
	})
	k.end()
}

func (k *kit) boxMuller(w, turn vec) (x, y vec) {
	e := k.exponential(w)
	r := k.YMM()
	k.VSQRTPS(k.add(e, e), r)
	q := k.shift(k.VPSRLD, 30, k.int3(k.VPADDD, k.bits32(1<<29), turn))
	rest := k.int3(k.VPSUBD, k.shift(k.VPSLLD, 30, q), turn)
	a := k.mul(k.toFloat(rest), k.constant(2*math.Pi/(1<<32)))
	z := k.mul(a, a)
	s := k.horner(z, -0.16666655242443085, 0.008332177996635437, -0.00019517297914717346)
	s = k.add(k.mul(s, k.mul(z, a)), a)
	c := k.horner(z, 0.04166664555668831, -0.001388736767694354, 2.443845005473122e-05)
	c = k.sub(k.mul(c, k.mul(z, z)), k.mul(z, k.constant(0.5)))
	c = k.add(c, k.one())
	odd := k.shift(k.VPSLLD, 31, q)
	cos, sin := k.YMM(), k.YMM()
	k.VBLENDVPS(odd, s, c, cos)
	k.VBLENDVPS(odd, c, s, sin)
	flipSin := k.shift(k.VPSLLD, 30, q)
	flipCos := k.shift(k.VPSLLD, 30, k.int3(k.VPADDD, k.bits32(1), q))
	cos = k.xor(cos, k.and(flipCos, k.sign()))
	sin = k.xor(sin, k.and(flipSin, k.sign()))
	return k.mul(r, cos), k.mul(r, sin)
}

// fires is a mask, in the sign bits, of u < σ(z): see fires in ../bernoulli.go.
func (k *kit) fires(z, w vec) vec {
	p := k.toFloat(k.magnitude(w))
	p = k.fused(p, k.register(k.constant(0x1p-32)), k.constant(0x1p-33)) // rounds as in tail: the product is exact
	t := k.xor(z, k.and(w, k.sign()))
	t = k.min(k.max(t, k.constant(-30)), k.constant(30))
	log := k.register(k.constant(log2e))
	m := k.fused(t, log, k.constant(magic32))
	n := k.sub(m, k.constant(magic32))
	r := k.YMM() // t·log₂e − n
	k.VMOVAPS(t, r)
	k.VFMSUB132PS(log, n, r)
	r2 := k.mul(r, r)
	line := func(c1, c0 float64) vec { return k.fused(r, k.register(k.constant(c1)), k.constant(c0)) }
	hi := k.fusedInto(line(0.0013407255755737424, 0.009671875275671482), r2, line(0.055503085255622864, 0.24022234976291656))
	y := k.fusedInto(hi, r2, line(0.6931472420692444, 1))
	scaled := k.int3(k.VPADDD, k.shift(k.VPSLLD, 23, m), p)
	rest := k.sub(k.one1(), p)
	return k.xor(k.cmp(14, k.mul(y, scaled), rest), w)
}

// fusedInto is x·y + c in the place of c.
func (k *kit) fusedInto(x, y, c vec) vec { k.fma(y, x, c); return c }

// one1 is 1 in a register.
func (k *kit) one1() vec {
	if r, ok := k.one().(vec); ok {
		return r
	}
	return k.load(k.one())
}

func (k *kit) bernoulli() {
	k.begin("bernoulli32AVX2", "func(dst, z *float32, w *uint32, n int)",
		"bernoulli32AVX2 sets dst to 1 where u < σ(z), else 0; n is a multiple of 8.")
	dst, z, w, n := k.ptr("dst"), k.ptr("z"), k.ptr("w"), k.ptr("n")
	k.hoist(k.sign32(), f32(-30), f32(30), f32(1), f32(magic32), f32(log2e), f32(0x1p-32), f32(0.6931472420692444))
	k.loop("each", n, 8, func() {
		f := k.fires(k.load(at(z, 0)), k.load(at(w, 0)))
		k.store(k.and(k.shift(k.VPSRAD, 31, f), k.one()), at(dst, 0))
		for _, p := range []gp{dst, z, w} {
			k.ADDQ(operand.U32(32), p)
		}
	})
	k.end()
}

func (k *kit) bernoulliBits() {
	k.begin("bernoulliBits32AVX2", "func(dst *uint8, z *float32, w *uint32, n int)",
		"bernoulliBits32AVX2 sets bit i of dst where u < σ(z[i]); n is a multiple of 8.")
	dst, z, w, n := k.ptr("dst"), k.ptr("z"), k.ptr("w"), k.ptr("n")
	mask := k.GP32()
	k.hoist(k.sign32(), f32(-30), f32(30), f32(1), f32(magic32), f32(log2e), f32(0x1p-32), f32(0.6931472420692444))
	k.loop("each", n, 8, func() {
		k.VMOVMSKPS(k.fires(k.load(at(z, 0)), k.load(at(w, 0))), mask)
		k.MOVB(mask.As8(), at(dst, 0))
		k.ADDQ(operand.U32(32), z)
		k.ADDQ(operand.U32(32), w)
		k.INCQ(dst)
	})
	k.end()
}
