package main

import "github.com/mmcloughlin/avo/operand"

// multiFour sweeps 256 replicas on a graph of degree four: see ../multispin.go.
func multiFour(k *kit) {
	k.begin("multiFourAVX2", "func(state *uint64, four *int32, n int, streams, masks *uint64, seed, first uint64)",
		"multiFourAVX2 makes a Metropolis update of n sites; first is the sweep times the number of sites.")
	keys := k.roundKeys("seed", 7)
	state, four, n := k.ptr("state"), k.ptr("four"), k.ptr("n")
	masks, first := k.ptr("masks"), k.ptr("first")
	sp := k.ptr("streams")
	stream := k.AllocLocal(64) // and its high half
	low := k.load(at(sp, 0))
	k.store(low, stream)
	k.store(k.shift(k.VPSRLQ, 32, low), stream.Offset(32))
	k.Label("site")
	// The sites that differ from their neighbours.
	where, other := k.GP64(), k.GP64()
	k.MOVLQSX(at(four, 0), where)
	word := func(i reg64) mem { return indexed(state, i, 8, 0) }
	own := k.load(word(where))
	var x [4]vec
	for i := range x {
		k.MOVLQSX(at(four, 4*i+4), other)
		x[i] = k.pxor(word(other), own)
	}
	and := func(a, b op) vec { z := k.YMM(); k.VPAND(a, b, z); return z }
	or := func(a, b op) vec { z := k.YMM(); k.VPOR(a, b, z); return z }
	andNot := func(a, b op) vec { z := k.YMM(); k.VPANDN(b, a, z); return z } // b and not a
	two := or(and(x[0], x[1]), and(x[2], x[3]))
	any := or(or(x[0], x[1]), or(x[2], x[3]))
	ones := k.YMM()
	k.VPCMPEQD(ones, ones, ones)
	none := andNot(any, ones)
	one := andNot(two, k.pxor(k.pxor(x[0], x[1]), k.pxor(x[2], x[3])))
	undecided := or(none, one)
	yes := andNot(undecided, ones)
	// The counter of a site: 32 blocks each; where is 8 words a site, of which we count 1.
	counter := k.YMM()
	block := k.GP64()
	k.MOVQ(where, block)
	k.SHRQ(operand.U8(3), block)
	k.ADDQ(first, block)
	k.SHLQ(operand.U8(5), block)
	x0 := k.XMM()
	k.VMOVQ(block, x0)
	k.VPBROADCASTQ(x0, counter)
	mask := k.GP64()
	k.MOVQ(masks, mask)
	left := k.GP64()
	k.MOVQ(operand.U32(16), left)
	k.Label("levels")
	second := k.int3(k.VPADDQ, k.bits64(1), counter)
	sets := [2][4]vec{
		{counter, k.shift(k.VPSRLQ, 32, counter), k.load(stream), k.load(stream.Offset(32))},
		{second, k.shift(k.VPSRLQ, 32, second), k.load(stream), k.load(stream.Offset(32))},
	}
	for round := range 7 {
		for s := range sets {
			sets[s] = k.philoxRound(sets[s], k.bits64(0xD2511F53), k.bits64(0xCD9E8D57), keys, round)
		}
	}
	for s, c := range sets {
		for h := range 2 {
			random := k.YMM()
			k.VPBLENDD(operand.U8(0xAA), k.shift(k.VPSLLQ, 32, c[2*h+1]), c[2*h], random)
			a, b := k.YMM(), k.YMM()
			k.VPBROADCASTQ(at(mask, 32*s+16*h), a)
			k.VPBROADCASTQ(at(mask, 32*s+16*h+8), b)
			threshold := or(and(a, none), and(b, one))
			differ := and(k.pxor(random, threshold), undecided)
			k.VPOR(and(differ, threshold), yes, yes)
			k.VPANDN(undecided, differ, undecided)
		}
	}
	k.VPTEST(undecided, undecided)
	k.JZ(operand.LabelRef("decided"))
	k.VPADDQ(k.bits64(2), counter, counter)
	k.ADDQ(operand.U32(64), mask)
	k.DECQ(left)
	k.JNZ(operand.LabelRef("levels"))
	k.Label("decided")
	own = k.load(word(where))
	k.VPXOR(yes, own, own)
	k.VMOVDQU(own, word(where))
	ones = k.YMM()
	k.VPCMPEQD(ones, ones, ones)
	k.VMOVDQU(k.pxor(own, ones), indexed(state, where, 8, 32))
	k.ADDQ(operand.U32(20), four)
	k.DECQ(n)
	k.JNZ(operand.LabelRef("site"))
	k.end()
}

type reg64 = gp
