package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/operand"
)

// gemm makes the tiles of the matrix product: rows × 2 vectors, one for each height from 1 to 6.
func gemm(k *kit) {
	for _, k.wide = range []bool{false, true} {
		for rows := 1; rows <= 6; rows++ {
			k.tile(rows)
		}
	}
}

// tile keeps the sums of rows × 2 vectors in registers while it runs along the inner dimension.
func (k *kit) tile(rows int) {
	name := fmt.Sprintf("tile%dx%dAVX2", rows, 2*k.lanes())
	T := k.float()
	k.begin(name, fmt.Sprintf("func(c *%s, ldc int, a *%s, rsa, csa int, b *%s, ldb, n int, keep bool)", T, T, T),
		name+" adds a·b to c, or sets c if not keep; strides are in elements.")
	c, ldc := k.ptr("c"), k.ptr("ldc")
	a, rsa, csa := k.ptr("a"), k.ptr("rsa"), k.ptr("csa")
	b, ldb, n := k.ptr("b"), k.ptr("ldb"), k.ptr("n")
	keep := k.GP8()
	k.Load(k.Param("keep"), keep)
	shift := operand.U8(map[bool]uint8{false: 2, true: 3}[k.wide])
	for _, stride := range []gp{ldc, rsa, csa, ldb} {
		k.SHLQ(shift, stride)
	}
	lower := k.GP64() // the fourth row, so that two addresses reach all six
	k.LEAQ(indexed(a, rsa, 2, 0), lower)
	k.ADDQ(rsa, lower)
	left := func(row int) mem {
		base := a
		if row >= 3 {
			base = lower
		}
		if row%3 == 0 {
			return at(base, 0)
		}
		return indexed(base, rsa, uint8(row%3), 0)
	}
	var sum [6][2]vec
	p := k.GP64()
	k.MOVQ(c, p)
	for r := range rows {
		sum[r] = [2]vec{k.zero(), k.zero()}
	}
	k.TESTB(keep, keep)
	k.JZ(operand.LabelRef("start"))
	for r := range rows {
		for h := range 2 {
			if k.wide {
				k.VMOVUPD(at(p, 32*h), sum[r][h])
			} else {
				k.VMOVUPS(at(p, 32*h), sum[r][h])
			}
		}
		k.ADDQ(ldc, p)
	}
	k.Label("start")
	step := func() {
		b0, b1 := k.load(at(b, 0)), k.load(at(b, 32))
		k.ADDQ(ldb, b)
		for r := range rows {
			x := k.broadcast(left(r))
			k.fma(b0, x, sum[r][0])
			k.fma(b1, x, sum[r][1])
		}
		k.ADDQ(csa, a)
		if rows > 3 {
			k.ADDQ(csa, lower)
		}
	}
	k.loop("four", n, 4, func() {
		for range 4 {
			step()
		}
	})
	k.loop("one", n, 1, step)
	for r := range rows {
		k.store(sum[r][0], at(c, 0))
		k.store(sum[r][1], at(c, 32))
		k.ADDQ(ldc, c)
	}
	k.end()
}
