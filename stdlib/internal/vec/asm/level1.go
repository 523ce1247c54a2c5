package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/operand"
)

func level1(k *kit) {
	for _, k.wide = range []bool{false, true} {
		k.dot()
		k.axpy(1)
		k.axpy(4)
		k.symRows()
		k.addRows()
		k.scan("Metropolis")
		k.scan("Gibbs")
	}
}

// windows is 8 lanes of ones followed by 8 of zeros: read at lanes−r it masks the first r lanes.
func (k *kit) windows() mem {
	return k.global("windows", func(i int) {
		for h := range 2 {
			k.AddDatum(8*i+4*h, operand.U32(map[bool]uint32{true: 1<<32 - 1, false: 0}[i < 4]))
		}
	}, 8)
}

// firstLanes is a mask of the first r lanes, 0 ≤ r ≤ lanes; r is spoiled.
func (k *kit) firstLanes(r gp) vec {
	w := k.GP64()
	k.LEAQ(k.windows(), w)
	k.SHLQ(k.log2Size(), r)
	k.SUBQ(r, w)
	return k.load(at(w, 32))
}

func (k *kit) log2Size() op { return operand.U8(map[bool]uint8{false: 2, true: 3}[k.wide]) }

func (k *kit) maskedLoad(m mem, mask vec) vec {
	z := k.YMM()
	if k.wide {
		k.VMASKMOVPD(m, mask, z)
	} else {
		k.VMASKMOVPS(m, mask, z)
	}
	return z
}

func (k *kit) maskedStore(x, mask vec, m mem) {
	if k.wide {
		k.VMASKMOVPD(x, mask, m)
	} else {
		k.VMASKMOVPS(x, mask, m)
	}
}

func (k *kit) fname(name string) string { return fmt.Sprintf("%s%dAVX2", name, k.bits()) }

// dot keeps four vectors of sums, taken in turn; what is left over goes on in turn, masked at the end.
func (k *kit) dot() {
	T, L := k.float(), k.lanes()
	k.begin(k.fname("dot"), fmt.Sprintf("func(x, y *%s, n int) %s", T, T), "dot is the sum of x·y.")
	x, y, n := k.ptr("x"), k.ptr("y"), k.ptr("n")
	var sum [4]vec
	for i := range sum {
		sum[i] = k.zero()
	}
	k.loop("four", n, 4*L, func() {
		for i := range sum {
			k.fma(at(y, 32*i), k.load(at(x, 32*i)), sum[i])
		}
		k.ADDQ(operand.U32(128), x)
		k.ADDQ(operand.U32(128), y)
	})
	for i := range sum {
		last := fmt.Sprintf("last%d", i)
		k.CMPQ(n, operand.U32(uint32(L)))
		k.JLT(operand.LabelRef(last))
		k.fma(at(y, 32*i), k.load(at(x, 32*i)), sum[i])
		k.SUBQ(operand.U32(uint32(L)), n)
		if i == 3 {
			k.JMP(operand.LabelRef("reduce"))
		} else {
			k.JMP(operand.LabelRef(fmt.Sprintf("next%d", i)))
		}
		k.Label(last)
		k.TESTQ(n, n)
		k.JZ(operand.LabelRef("reduce"))
		r := k.GP64()
		k.MOVQ(n, r)
		mask := k.firstLanes(r)
		k.fma(k.maskedLoad(at(y, 32*i), mask), k.maskedLoad(at(x, 32*i), mask), sum[i])
		k.JMP(operand.LabelRef("reduce"))
		if i < 3 {
			k.Label(fmt.Sprintf("next%d", i))
		}
	}
	k.Label("reduce")
	k.reduce(sum, k.result())
	k.end()
}

// reduce adds four vectors, then halves of them until one number is left.
func (k *kit) reduce(sum [4]vec, out mem) {
	s := k.add(k.add(sum[0], sum[1]), k.add(sum[2], sum[3]))
	k.reduceOne(s, func(x reg128) { k.storeScalar(x, out) })
}

type reg128 = op

func (k *kit) storeScalar(x reg128, out mem) {
	if k.wide {
		k.VMOVSD(x, out)
	} else {
		k.VMOVSS(x, out)
	}
}

func (k *kit) reduceOne(s vec, use func(reg128)) {
	h := k.XMM()
	k.VEXTRACTF128(operand.U8(1), s, h)
	if k.wide {
		k.VADDPD(h, s.AsX(), h)
		t := k.XMM()
		k.VPERMILPD(operand.U8(1), h, t)
		k.VADDSD(t, h, h)
	} else {
		k.VADDPS(h, s.AsX(), h)
		t := k.XMM()
		k.VPERMILPS(operand.U8(0x4E), h, t)
		k.VADDPS(t, h, h)
		k.VPERMILPS(operand.U8(0xB1), h, t)
		k.VADDSS(t, h, h)
	}
	use(h)
}

// axpy adds rows·alpha to y, row after row.
func (k *kit) axpy(rows int) {
	T, L := k.float(), k.lanes()
	name := k.fname("axpy")
	if rows > 1 {
		name = k.fname(fmt.Sprintf("axpy%dx", rows))
	}
	k.begin(name, fmt.Sprintf("func(y *%s, n int, alpha *%s, x *%s, stride int)", T, T, T),
		name+" adds alpha[r]·x[r·stride+i] to y[i], r ascending.")
	y, n, x, stride := k.ptr("y"), k.ptr("n"), k.ptr("x"), k.ptr("stride")
	alpha := k.ptr("alpha")
	k.SHLQ(k.log2Size(), stride)
	third := k.GP64()
	if rows > 1 {
		k.LEAQ(indexed(x, stride, 2, 0), third)
	}
	scale := make([]vec, rows)
	for r := range scale {
		scale[r] = k.broadcast(at(alpha, r*k.size()))
	}
	row := func(r, disp int) mem {
		base := x
		if r >= 2 {
			base = third
		}
		if r%2 == 0 {
			return at(base, disp)
		}
		return indexed(base, stride, 1, disp)
	}
	forward := func(bytes int) {
		for _, p := range []gp{x, y} {
			k.ADDQ(operand.U32(uint32(bytes)), p)
		}
		if rows > 1 {
			k.ADDQ(operand.U32(uint32(bytes)), third)
		}
	}
	k.loop("four", n, 4*L, func() {
		var s [4]vec
		for i := range s {
			s[i] = k.load(at(y, 32*i))
		}
		for r := range rows {
			for i := range s {
				k.fma(row(r, 32*i), scale[r], s[i])
			}
		}
		for i := range s {
			k.store(s[i], at(y, 32*i))
		}
		forward(128)
	})
	k.loop("one", n, L, func() {
		s := k.load(at(y, 0))
		for r := range rows {
			k.fma(row(r, 0), scale[r], s)
		}
		k.store(s, at(y, 0))
		forward(32)
	})
	k.TESTQ(n, n)
	k.JZ(operand.LabelRef("done"))
	mask := k.firstLanes(n)
	s := k.maskedLoad(at(y, 0), mask)
	for r := range rows {
		k.fma(k.maskedLoad(row(r, 0), mask), scale[r], s)
	}
	k.maskedStore(s, mask, at(y, 0))
	k.Label("done")
	k.end()
}

// symRows uses each entry of four rows twice, for y = a·x and its transpose.
func (k *kit) symRows() {
	T, L := k.float(), k.lanes()
	k.begin(k.fname("symRows"), fmt.Sprintf("func(sums, y *%s, n int, a *%s, stride int, left, x *%s)", T, T, T),
		"symRows adds left[r]·a[r,i] to y[i], r ascending, and sets sums[r] to the sum of a[r,i]·x[i];",
		"r < 4, n a multiple of the lanes.")
	y, n, a, stride := k.ptr("y"), k.ptr("n"), k.ptr("a"), k.ptr("stride")
	left, x := k.ptr("left"), k.ptr("x")
	k.SHLQ(k.log2Size(), stride)
	third := k.GP64()
	k.LEAQ(indexed(a, stride, 2, 0), third)
	rows := []func(int) mem{
		func(d int) mem { return at(a, d) }, func(d int) mem { return indexed(a, stride, 1, d) },
		func(d int) mem { return at(third, d) }, func(d int) mem { return indexed(third, stride, 1, d) },
	}
	var scale, sum [4]vec
	for r := range rows {
		scale[r], sum[r] = k.broadcast(at(left, r*k.size())), k.zero()
	}
	step := func(d int) {
		xv, yv := k.load(at(x, d)), k.load(at(y, d))
		for r, row := range rows {
			e := k.load(row(d))
			k.fma(e, xv, sum[r])
			k.fma(e, scale[r], yv)
		}
		k.store(yv, at(y, d))
	}
	forward := func(bytes int) {
		for _, p := range []gp{a, third, x, y} {
			k.ADDQ(operand.U32(uint32(bytes)), p)
		}
	}
	k.loop("two", n, 2*L, func() {
		for r, row := range rows {
			_ = r
			k.PREFETCHT0(row(768))
		}
		step(0)
		step(32)
		forward(64)
	})
	k.loop("one", n, L, func() { step(0); forward(32) })
	sums := k.ptr("sums")
	for r := range rows {
		k.reduceOne(sum[r], func(x reg128) { k.storeScalar(x, at(sums, r*k.size())) })
	}
	k.end()
}

// addRows sums chosen rows of a strip of eight vectors.
func (k *kit) addRows() {
	T := k.float()
	for _, width := range []int{8} {
		name := k.fname(fmt.Sprintf("addRows%dx", width))
		k.begin(name, fmt.Sprintf("func(c *%s, b *%s, offsets *int32, n int)", T, T),
			fmt.Sprintf("%s adds to the %d vectors at c those at b + offsets[i] bytes, i ascending.", name, width))
		c, b, offsets, n := k.ptr("c"), k.ptr("b"), k.ptr("offsets"), k.ptr("n")
		sum := make([]vec, width)
		for i := range sum {
			sum[i] = k.load(at(c, 32*i))
		}
		step := func(j int) {
			o := k.GP64()
			k.MOVLQSX(at(offsets, 4*j), o)
			for i := range sum {
				if k.wide {
					k.VADDPD(indexed(b, o, 1, 32*i), sum[i], sum[i])
				} else {
					k.VADDPS(indexed(b, o, 1, 32*i), sum[i], sum[i])
				}
			}
		}
		k.loop("two", n, 2, func() {
			step(0)
			step(1)
			k.ADDQ(operand.U32(8), offsets)
		})
		k.loop("one", n, 1, func() { step(0); k.ADDQ(operand.U32(4), offsets) })
		for i := range sum {
			k.store(sum[i], at(c, 32*i))
		}
		k.end()
	}
}

// scan finds the first unit that flips.
func (k *kit) scan(rule string) {
	T, L := k.float(), k.lanes()
	k.begin(k.fname("scan"+rule), fmt.Sprintf("func(s, f, e *%s, n int, scale %s) int", T, T),
		"scan"+rule+" is the index of the first lane that flips, or n; n is a multiple of the lanes.")
	s, f, e, n := k.ptr("s"), k.ptr("f"), k.ptr("e"), k.ptr("n")
	scale := k.broadcast(k.addr("scale"))
	i, mask := k.GP64(), k.GP32()
	k.XORQ(i, i)
	flips := func(d int) vec {
		m := func(p gp) mem { return indexed(p, i, uint8(k.size()), d) }
		if rule == "Metropolis" {
			cost := k.mul(k.mul(k.load(m(f)), m(s)), scale)
			return k.cmp(2, cost, m(e))
		}
		up := k.cmp(14, k.mul(scale, m(f)), m(e))
		return k.xor(up, k.cmp(14, k.load(m(s)), k.zero()))
	}
	moveMask := func(v vec) {
		if k.wide {
			k.VMOVMSKPD(v, mask)
		} else {
			k.VMOVMSKPS(v, mask)
		}
	}
	k.loop("two", n, 2*L, func() {
		a, b := flips(0), flips(32)
		moveMask(k.or(a, b))
		k.TESTL(mask, mask)
		k.JZ(operand.LabelRef("on"))
		high := k.GP32()
		moveMask(a)
		k.MOVL(mask, high)
		moveMask(b)
		k.SHLL(operand.U8(uint8(L)), mask)
		k.ORL(high, mask)
		k.JMP(operand.LabelRef("found"))
		k.Label("on")
		k.ADDQ(operand.U32(uint32(2*L)), i)
	})
	k.loop("one", n, L, func() {
		moveMask(flips(0))
		k.TESTL(mask, mask)
		k.JNZ(operand.LabelRef("found"))
		k.ADDQ(operand.U32(uint32(L)), i)
	})
	k.JMP(operand.LabelRef("none"))
	k.Label("found")
	k.BSFL(mask, mask)
	k.ADDQ(mask.As64(), i)
	k.Label("none")
	k.MOVQ(i, k.result())
	k.end()
}
