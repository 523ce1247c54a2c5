package main

import "github.com/mmcloughlin/avo/operand"

func pack(k *kit) {
	k.packRows()
	for _, k.wide = range []bool{false, true} {
		k.packCols()
	}
}

// packRows copies rows of two vectors.
func (k *kit) packRows() {
	k.begin("packRowsAVX2", "func(dst, src *byte, stride, n int)", "packRowsAVX2 copies n rows of 64 bytes, stride bytes apart.")
	dst, src, stride, n := k.ptr("dst"), k.ptr("src"), k.ptr("stride"), k.ptr("n")
	row := func(disp int) {
		a, b := k.YMM(), k.YMM()
		k.VMOVDQU(at(src, 0), a)
		k.VMOVDQU(at(src, 32), b)
		k.ADDQ(stride, src)
		k.VMOVDQU(a, at(dst, disp))
		k.VMOVDQU(b, at(dst, disp+32))
	}
	k.loop("four", n, 4, func() {
		for i := range 4 {
			row(64 * i)
		}
		k.ADDQ(operand.U32(256), dst)
	})
	k.loop("one", n, 1, func() { row(0); k.ADDQ(operand.U32(64), dst) })
	k.end()
}

// packCols turns as many columns as a vector has lanes into rows.
func (k *kit) packCols() {
	T, L := k.float(), k.lanes()
	k.begin(k.fname("packCols"), "func(dst, src *"+T+", stride, n int)",
		"packCols sets dst[k·64 bytes + j] = src[j·stride + k], j below the lanes, n a multiple of the lanes.")
	dst, src, stride, n := k.ptr("dst"), k.ptr("src"), k.ptr("stride"), k.ptr("n")
	k.SHLQ(k.log2Size(), stride)
	bases := []gp{src, k.GP64(), k.GP64()} // every third column
	k.LEAQ(indexed(src, stride, 2, 0), bases[1])
	k.ADDQ(stride, bases[1])
	k.LEAQ(indexed(bases[1], stride, 2, 0), bases[2])
	k.ADDQ(stride, bases[2])
	k.loop("block", n, L, func() {
		x := make([]vec, L)
		for j := range x {
			m := at(bases[j/3], 0)
			if j%3 > 0 {
				m = indexed(bases[j/3], stride, uint8(j%3), 0)
			}
			x[j] = k.load(m)
		}
		for r, v := range k.transposed(x) {
			k.store(v, at(dst, 64*r))
		}
		for _, b := range bases {
			k.ADDQ(operand.U32(32), b)
		}
		k.ADDQ(operand.U32(uint32(64*L)), dst)
	})
	k.end()
}

// transposed turns a square of lanes: neighbours, then pairs, then halves.
func (k *kit) transposed(x []vec) []vec {
	two := func(f func(...op), a, b vec) vec { z := k.YMM(); f(b, a, z); return z }
	half := func(which uint8, a, b vec) vec {
		z := k.YMM()
		k.VPERM2F128(operand.U8(which), b, a, z)
		return z
	}
	if k.wide {
		a, b := two(k.VUNPCKLPD, x[0], x[1]), two(k.VUNPCKHPD, x[0], x[1])
		c, d := two(k.VUNPCKLPD, x[2], x[3]), two(k.VUNPCKHPD, x[2], x[3])
		return []vec{half(0x20, a, c), half(0x20, b, d), half(0x31, a, c), half(0x31, b, d)}
	}
	var lo, hi [4]vec // rows 0 and 1, rows 2 and 3 of pairs of columns
	for i := range 4 {
		lo[i], hi[i] = two(k.VUNPCKLPS, x[2*i], x[2*i+1]), two(k.VUNPCKHPS, x[2*i], x[2*i+1])
	}
	out := make([]vec, 8)
	for i, pair := range [2][4]vec{lo, hi} {
		a, b := two(k.VUNPCKLPD, pair[0], pair[1]), two(k.VUNPCKHPD, pair[0], pair[1])
		c, d := two(k.VUNPCKLPD, pair[2], pair[3]), two(k.VUNPCKHPD, pair[2], pair[3])
		out[2*i], out[2*i+1] = half(0x20, a, c), half(0x20, b, d)
		out[2*i+4], out[2*i+5] = half(0x31, a, c), half(0x31, b, d)
	}
	return out
}
