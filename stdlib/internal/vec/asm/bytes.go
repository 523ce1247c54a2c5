package main

import "github.com/mmcloughlin/avo/operand"

// byteKernels are about fields of a byte each: see ../bytes.go.
func byteKernels(k *kit) {
	k.wide = false
	k.byteLimits()
	k.flipMask()
	k.addBytes()
}

func (k *kit) byteLimits() {
	k.begin("limitsAVX2", "func(dst *int8, e *float32, n int, scale float32)", "limitsAVX2 is Limits for n a multiple of 32.")
	dst, e, n := k.ptr("dst"), k.ptr("e"), k.ptr("n")
	scale := k.broadcast(k.addr("scale"))
	low, high := k.load(k.constant(-128)), k.load(k.constant(127))
	order := k.load(k.global("packed", func(i int) {
		k.AddDatum(4*i, operand.U32([]uint32{0, 4, 1, 5, 2, 6, 3, 7}[i]))
	}, 8))
	k.loop("limits", n, 32, func() {
		var x [4]vec
		for i := range x {
			x[i] = k.mul(k.load(at(e, 32*i)), scale)
			k.VMAXPS(low, x[i], x[i])
			k.VMINPS(high, x[i], x[i])
			k.VROUNDPS(operand.U8(1), x[i], x[i])
			k.VCVTTPS2DQ(x[i], x[i])
		}
		k.VPACKSSDW(x[1], x[0], x[0])
		k.VPACKSSDW(x[3], x[2], x[2])
		k.VPACKSSWB(x[2], x[0], x[0])
		k.VPERMD(x[0], order, x[0])
		k.VMOVDQU(x[0], at(dst, 0))
		k.ADDQ(operand.U32(128), e)
		k.ADDQ(operand.U32(32), dst)
	})
	k.end()
}

func (k *kit) flipMask() {
	k.begin("flipMaskAVX2", "func(s, f, limit *int8) uint64", "flipMaskAVX2 is FlipMask.")
	s, f, limit := k.ptr("s"), k.ptr("f"), k.ptr("limit")
	var half [2]gp
	for h := range half {
		x := k.load(at(f, 32*h))
		k.VPSIGNB(at(s, 32*h), x, x)
		k.VPCMPGTB(at(limit, 32*h), x, x)
		m := k.GP32()
		k.VPMOVMSKB(x, m)
		half[h] = m.As64().(gp)
	}
	k.SHLQ(operand.U8(32), half[1])
	k.ORQ(half[0], half[1])
	k.NOTQ(half[1])
	k.MOVQ(half[1], k.result())
	k.end()
}

func (k *kit) addBytes() {
	k.begin("addBytesAVX2", "func(y, x *int8, n int, sign int8)", "addBytesAVX2 is AddBytes for n a multiple of 32.")
	y, x, n := k.ptr("y"), k.ptr("x"), k.ptr("n")
	sign := k.YMM()
	k.VPBROADCASTB(k.addr("sign"), sign)
	add := func(d int) {
		z := k.load(at(x, d))
		k.VPSIGNB(sign, z, z)
		k.VPADDB(at(y, d), z, z)
		k.VMOVDQU(z, at(y, d))
	}
	k.loop("four", n, 128, func() {
		for i := range 4 {
			add(32 * i)
		}
		k.ADDQ(operand.U32(128), x)
		k.ADDQ(operand.U32(128), y)
	})
	k.loop("one", n, 32, func() {
		add(0)
		k.ADDQ(operand.U32(32), x)
		k.ADDQ(operand.U32(32), y)
	})
	k.end()
}
