package main

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// multiSpin sweeps replicas on a graph of degree four, see ../multispin.go: 256 replicas of a site at a time, or
// 64 replicas of four sites that are not joined.
func multiSpin(k *kit) {
	k.multiFour(false)
	k.multiFour(true)
}

func (k *kit) multiFour(quads bool) {
	name, doc := "multiFourAVX2", "multiFourAVX2 makes a Metropolis update of n sites; first is the sweep times the number of sites."
	if quads {
		name, doc = "multiQuadsAVX2", "multiQuadsAVX2 does so for n times four sites of one word each: every index stands four times, once a site."
	}
	k.begin(name, "func(state *uint64, four *int32, n int, streams, masks *uint64, seed, first uint64)", doc)
	keys := k.roundKeys("seed", 7)
	state, four, n := k.ptr("state"), k.ptr("four"), k.ptr("n")
	masks := k.ptr("masks")
	sp := k.ptr("streams")
	stream := k.AllocLocal(64) // and its high half
	coin := k.AllocLocal(32)
	low := k.YMM()
	if quads {
		k.VPBROADCASTQ(at(sp, 0), low)
	} else {
		k.VMOVDQU(at(sp, 0), low)
	}
	k.store(low, stream)
	k.store(k.shift(k.VPSRLQ, 32, low), stream.Offset(32))
	k.Label("site")
	// The sites that differ from their neighbours.
	where, other := k.GP64(), k.GP64()
	word := func(i reg64) mem { return indexed(state, i, 8, 0) }
	read := func(n int) vec { // end n of the site's, its own being the first
		z := k.YMM()
		if !quads {
			k.MOVLQSX(at(four, 4*n), other)
			k.VMOVDQU(word(other), z)
			return z
		}
		var half [2]reg.VecVirtual
		for h := range half {
			half[h] = k.XMM()
			k.MOVLQSX(at(four, 16*n+8*h), other)
			k.VMOVQ(word(other), half[h])
			k.MOVLQSX(at(four, 16*n+8*h+4), other)
			k.VPINSRQ(operand.U8(1), word(other), half[h], half[h])
		}
		k.VINSERTI128(operand.U8(1), half[1], half[0].AsY(), z)
		return z
	}
	own := read(0)
	var x [4]vec
	for i := range x {
		x[i] = k.pxor(read(i+1), own)
	}
	and := func(a, b op) vec { z := k.YMM(); k.VPAND(a, b, z); return z }
	or := func(a, b op) vec { z := k.YMM(); k.VPOR(a, b, z); return z }
	andNot := func(a, b op) vec { z := k.YMM(); k.VPANDN(b, a, z); return z } // b and not a
	two := or(and(x[0], x[1]), and(x[2], x[3]))
	any := or(or(x[0], x[1]), or(x[2], x[3]))
	ones := k.YMM()
	k.VPCMPEQD(ones, ones, ones)
	none := andNot(any, ones)
	odd := k.pxor(k.pxor(x[0], x[1]), k.pxor(x[2], x[3]))
	one := andNot(two, odd)
	undecided := or(none, one)
	yes := andNot(undecided, ones)
	// Where two are unsatisfied a flip costs nothing; in a lazy sweep the first random bit is a coin for it.
	free := andNot(odd, andNot(and(and(x[0], x[1]), and(x[2], x[3])), any))
	mask := k.GP64()
	k.MOVQ(masks, mask)
	lazy := k.YMM()
	k.VPBROADCASTQ(at(mask, 64*16), lazy)
	k.store(and(lazy, free), coin)
	// The counter of a site: 32 blocks each; a site has twice its words in state.
	counter := k.YMM()
	if quads {
		f := k.YMM()
		k.VPMOVSXDQ(at(four, 0), counter)
		k.VPSRLQ(operand.U8(1), counter, counter)
		k.VPBROADCASTQ(k.addr("first"), f)
		k.VPADDQ(f, counter, counter)
		k.VPSLLQ(operand.U8(5), counter, counter)
	} else {
		block := k.GP64()
		k.MOVLQSX(at(four, 0), where)
		k.MOVQ(where, block)
		k.SHRQ(operand.U8(3), block)
		k.ADDQ(k.addr("first"), block)
		k.SHLQ(operand.U8(5), block)
		x0 := k.XMM()
		k.VMOVQ(block, x0)
		k.VPBROADCASTQ(x0, counter)
	}
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
			if s == 0 && h == 0 {
				heads := k.YMM()
				k.VPAND(coin, random, heads)
				k.VPANDN(yes, heads, yes)
				k.store(k.zero(), coin)
			}
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
	ones = k.YMM()
	k.VPCMPEQD(ones, ones, ones)
	if quads {
		own = read(0)
		k.VPXOR(yes, own, own)
		rest := k.pxor(own, ones)
		for h := range 2 {
			a, b := k.XMM(), k.XMM()
			k.VEXTRACTI128(operand.U8(uint8(h)), own, a)
			k.VEXTRACTI128(operand.U8(uint8(h)), rest, b)
			k.MOVLQSX(at(four, 8*h), other)
			k.VMOVQ(a, indexed(state, other, 8, 0))
			k.VMOVQ(b, indexed(state, other, 8, 8))
			k.MOVLQSX(at(four, 8*h+4), other)
			k.VPEXTRQ(operand.U8(1), a, indexed(state, other, 8, 0))
			k.VPEXTRQ(operand.U8(1), b, indexed(state, other, 8, 8))
		}
		k.ADDQ(operand.U32(80), four)
	} else {
		own = k.load(word(where))
		k.VPXOR(yes, own, own)
		k.VMOVDQU(own, word(where))
		k.VMOVDQU(k.pxor(own, ones), indexed(state, where, 8, 32))
		k.ADDQ(operand.U32(20), four)
	}
	k.DECQ(n)
	k.JNZ(operand.LabelRef("site"))
	k.end()
}

type reg64 = gp
