package main

import (
	"fmt"

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
	coin := k.AllocLocal(32)
	low := k.YMM()
	if quads {
		k.VPBROADCASTQ(at(sp, 0), low)
	} else {
		k.VMOVDQU(at(sp, 0), low)
	}
	k.foldStream(keys, low)
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
	var sets [2][4]vec
	sets[0] = k.firstRounds(counter, keys)
	sets[1] = k.firstRounds(k.int3(k.VPADDQ, k.bits64(1), counter), keys)
	for round := 3; round < 6; round++ {
		for s := range sets {
			sets[s] = k.philoxRound(sets[s], k.bits64(philoxMul0), k.bits64(philoxMul1), keys, round)
		}
	}
	words := [2][2]vec{k.lastRound(sets[0], keys), k.lastRound(sets[1], keys)}
	for s := range words {
		for h, random := range words[s] {
			if s == 0 && h == 0 {
				heads := k.YMM()
				k.VPAND(coin, random, heads)
				k.VPANDN(yes, heads, yes)
				k.store(k.zero(), coin)
			}
			// In the cold, the first bits of both thresholds are 0: a random 1 says no.
			some, next := fmt.Sprintf("some%d%d", s, h), fmt.Sprintf("next%d%d", s, h)
			bit := k.GP64()
			k.MOVQ(at(mask, 32*s+16*h), bit)
			k.ORQ(at(mask, 32*s+16*h+8), bit)
			k.JNZ(operand.LabelRef(some))
			k.VPANDN(undecided, random, undecided)
			k.JMP(operand.LabelRef(next))
			k.Label(some)
			a, b := k.YMM(), k.YMM()
			k.VPBROADCASTQ(at(mask, 32*s+16*h), a)
			k.VPBROADCASTQ(at(mask, 32*s+16*h+8), b)
			threshold := or(and(a, none), and(b, one))
			differ := and(k.pxor(random, threshold), undecided)
			k.VPOR(and(differ, threshold), yes, yes)
			k.VPANDN(undecided, differ, undecided)
			k.Label(next)
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

// foldStream takes what is the same for all blocks out of the first three rounds: the stream, and the upper half
// of the block's number, which must not change in a call. In the place of keys that it makes superfluous it puts
//
//	slot 1: S/2³² ⊕ key 1 of round 0            slot 2: lo(M1·S) ⊕ key 0 of round 1
//	slot 3: hi(M0·A) ⊕ key 1 of round 1         slot 5: lo(M0·A) ⊕ key 1 of round 2
//
// where A = hi(M1·S) ⊕ H ⊕ key 0 of round 0, S the stream and H the upper half.
func (k *kit) foldStream(keys mem, stream vec) {
	slot := func(i int) mem { return keys.Offset(32 * i) }
	put := func(i int, x vec) { k.store(k.pxor(slot(i), x), slot(i)) }
	high := k.GP64()
	k.MOVQ(k.addr("first"), high)
	k.SHRQ(operand.U8(27), high) // 32 blocks a site
	x, h := k.XMM(), k.YMM()
	k.VMOVQ(high, x)
	k.VPBROADCASTQ(x, h)
	p := k.int3(k.VPMULUDQ, k.bits64(philoxMul1), stream)
	a := k.pxor(slot(0), k.pxor(h, k.shift(k.VPSRLQ, 32, p)))
	q := k.int3(k.VPMULUDQ, k.bits64(philoxMul0), a)
	put(1, k.shift(k.VPSRLQ, 32, stream))
	put(2, p)
	put(3, k.shift(k.VPSRLQ, 32, q))
	put(5, q)
}

// firstRounds are three of Philox's, by the keys that foldStream made.
func (k *kit) firstRounds(block vec, keys mem) [4]vec {
	slot := func(i int) mem { return keys.Offset(32 * i) }
	m0, m1 := k.bits64(philoxMul0), k.bits64(philoxMul1)
	p0 := k.int3(k.VPMULUDQ, m0, block)
	p1 := k.int3(k.VPMULUDQ, m1, k.pxor(slot(1), k.shift(k.VPSRLQ, 32, p0)))
	c0, c2 := k.pxor(slot(2), k.shift(k.VPSRLQ, 32, p1)), k.pxor(slot(3), p0)
	q0, q1 := k.int3(k.VPMULUDQ, m0, c0), k.int3(k.VPMULUDQ, m1, c2)
	return [4]vec{
		k.pxor(k.pxor(slot(4), p1), k.shift(k.VPSRLQ, 32, q1)), q1,
		k.pxor(slot(5), k.shift(k.VPSRLQ, 32, q0)), q0,
	}
}

// lastRound gives the two words of each lane, their halves as the products have them.
func (k *kit) lastRound(c [4]vec, keys mem) [2]vec {
	p0, p1 := k.int3(k.VPMULUDQ, k.bits64(philoxMul0), c[0]), k.int3(k.VPMULUDQ, k.bits64(philoxMul1), c[2])
	a := k.pxor(keys.Offset(64*6), c[1])
	b := k.pxor(keys.Offset(64*6+32), c[3])
	return [2]vec{k.pxor(k.shift(k.VPSLLQ, 32, a), p1), k.pxor(k.shift(k.VPSLLQ, 32, b), p0)}
}
