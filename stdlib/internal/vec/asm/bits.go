package main

import "github.com/mmcloughlin/avo/operand"

func bitKernels(k *kit) {
	k.wide = false
	k.differences()
	k.addDifferences()
	k.toBits()
}

// nibbles counts the ones of each half byte.
func (k *kit) nibbles() mem {
	return k.global("nibbles", func(i int) { k.AddDatum(8*i, operand.U64([]uint64{0x0302020102010100, 0x0403030203020201}[i%2])) }, 4)
}

// popcount gives the ones of each byte of x.
func (k *kit) popcount(x vec, table, low vec) vec {
	a, b := k.YMM(), k.YMM()
	k.VPAND(low, x, a)
	k.VPSHUFB(a, table, a)
	k.VPSRLW(operand.U8(4), x, b)
	k.VPAND(low, b, b)
	k.VPSHUFB(b, table, b)
	return k.paddb(a, b)
}

func (k *kit) paddb(x, y vec) vec { z := k.YMM(); k.VPADDB(y, x, z); return z }

// differences counts where two rows of bits differ.
func (k *kit) differences() {
	k.begin("differencesAVX2", "func(a, b *uint64, n int) int", "differencesAVX2 counts the ones of a⊕b, n a multiple of 4 words.")
	a, b, n := k.ptr("a"), k.ptr("b"), k.ptr("n")
	table, low := k.load(k.nibbles()), k.load(k.bits32(0x0F0F0F0F))
	zero, sum := k.zero(), k.zero()
	k.loop("words", n, 4, func() {
		x := k.load(at(a, 0))
		k.VPXOR(at(b, 0), x, x)
		c := k.popcount(x, table, low)
		k.VPSADBW(zero, c, c)
		k.VPADDQ(c, sum, sum)
		k.ADDQ(operand.U32(32), a)
		k.ADDQ(operand.U32(32), b)
	})
	h := k.XMM()
	k.VEXTRACTI128(operand.U8(1), sum, h)
	k.VPADDQ(h, sum.AsX(), h)
	t := k.XMM()
	k.VPSHUFD(operand.U8(0x4E), h, t)
	k.VPADDQ(t, h, h)
	r := k.GP64()
	k.VMOVQ(h, r)
	k.MOVQ(r, k.result())
	k.end()
}

// addDifferences runs over units in lanes and over at most 31 words of patterns in each.
func (k *kit) addDifferences() {
	k.begin("addOverlapsAVX2", "func(dst *int32, own, others *uint64, stride, words, n, patterns int)",
		"addOverlapsAVX2 adds patterns − 2·|own[w]⊕others[w·stride+j]| over all w to dst[j], j < n; n is a multiple of 8,",
		"words at least 1 and at most 31.")
	dst, own, others := k.ptr("dst"), k.ptr("own"), k.ptr("others")
	stride, words, n := k.ptr("stride"), k.ptr("words"), k.ptr("n")
	k.SHLQ(operand.U8(3), stride)
	table, low, zero := k.load(k.nibbles()), k.load(k.bits32(0x0F0F0F0F)), k.zero()
	patterns := k.YMM()
	k.VPBROADCASTD(k.addr("patterns"), patterns)
	k.loop("units", n, 8, func() {
		p, q, w := k.GP64(), k.GP64(), k.GP64()
		k.MOVQ(others, p)
		k.MOVQ(own, q)
		k.MOVQ(words, w)
		a, b := k.zero(), k.zero()
		k.Label("words")
		mine := k.YMM()
		k.VPBROADCASTQ(at(q, 0), mine)
		x, y := k.YMM(), k.YMM()
		k.VPXOR(at(p, 0), mine, x)
		k.VPXOR(at(p, 32), mine, y)
		k.VPADDB(k.popcount(x, table, low), a, a)
		k.VPADDB(k.popcount(y, table, low), b, b)
		k.ADDQ(stride, p)
		k.ADDQ(operand.U32(8), q)
		k.DECQ(w)
		k.JNZ(operand.LabelRef("words"))
		k.VPSADBW(zero, a, a) // four counts in 64-bit lanes each
		k.VPSADBW(zero, b, b)
		k.VSHUFPS(operand.U8(0x88), b, a, a)
		k.VPERMQ(operand.U8(0xD8), a, a)
		k.VPADDD(a, a, a)
		k.VPSUBD(a, patterns, a)
		k.VPADDD(at(dst, 0), a, a)
		k.VMOVDQU(a, at(dst, 0))
		k.ADDQ(operand.U32(64), others)
		k.ADDQ(operand.U32(32), dst)
	})
	k.end()
}

// toBits packs the positive of eight floats into a byte.
func (k *kit) toBits() {
	k.begin("positiveAVX2", "func(dst *uint8, x *float32, n int)", "positiveAVX2 sets bit i of dst where x[i] > 0; n is a multiple of 8.")
	dst, x, n := k.ptr("dst"), k.ptr("x"), k.ptr("n")
	mask, zero := k.GP32(), k.zero()
	k.loop("bytes", n, 8, func() {
		c := k.YMM()
		k.VCMPPS(operand.U8(1), at(x, 0), zero, c)
		k.VMOVMSKPS(c, mask)
		k.MOVB(mask.As8(), at(dst, 0))
		k.ADDQ(operand.U32(32), x)
		k.INCQ(dst)
	})
	k.end()
}
