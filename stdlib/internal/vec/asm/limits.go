package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/operand"
)

// limits are loops that do nothing but what a kernel cannot do faster.
func limits(k *kit) {
	for _, k.wide = range []bool{false, true} {
		k.begin(k.fname("fmaPeak"), "func(n int)", fmt.Sprintf("fmaPeak does 12·n fused products of %d lanes.", k.lanes()))
		n := k.ptr("n")
		x, y := k.zero(), k.zero()
		var sum [12]vec
		for i := range sum {
			sum[i] = k.zero()
		}
		k.Label("again")
		for i := range sum {
			k.fma(y, x, sum[i])
		}
		k.DECQ(n)
		k.JNZ(operand.LabelRef("again"))
		k.end()
	}
	k.begin("readAVX2", "func(p *byte, n int)", "readAVX2 reads n bytes, a multiple of 256, and nothing else.")
	p, n := k.ptr("p"), k.ptr("n")
	var sum [4]vec
	for i := range sum {
		sum[i] = k.zero()
	}
	k.loop("read", n, 256, func() {
		for i := range 4 {
			k.PREFETCHT0(at(p, 1024+64*i))
		}
		for i := range 8 {
			k.VPXOR(at(p, 32*i), sum[i%4], sum[i%4])
		}
		k.ADDQ(operand.U32(256), p)
	})
	k.end()
}
