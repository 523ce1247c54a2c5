package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/operand"
)

// philox keeps four blocks in 64-bit lanes: only the low halves count, and a product leaves both of its
// halves where the next round wants them.
func philox(k *kit) {
	k.begin("philoxAVX2", "func(dst *uint32, n int, seed, stream, block uint64)",
		"philoxAVX2 writes n blocks, n a multiple of 4.")
	dst, n := k.ptr("dst"), k.ptr("n")
	g := k.generator()
	m0, m1 := k.load(k.bits64(philoxMul0)), k.load(k.bits64(philoxMul1))
	for _, count := range []int{3, 1} { // sets of four blocks at a time: one waits on its products
		k.loop(fmt.Sprintf("sets%d", count), n, 4*count, func() {
			sets := g.start(count)
			for round := 1; round < 10; round++ {
				for s := range sets {
					sets[s] = k.philoxRound(sets[s], m0, m1, g.keys, round)
				}
			}
			for s, c := range sets {
				lo, hi := k.philoxOutput(c)
				k.VMOVDQU(lo, at(dst, 64*s))
				k.VMOVDQU(hi, at(dst, 64*s+32))
			}
			k.ADDQ(operand.U32(uint32(64*count)), dst)
		})
	}
	k.end()
}

const (
	philoxMul0 = 0xD2511F53
	philoxMul1 = 0xCD9E8D57
)

// philoxState is what a loop over blocks keeps on the stack: the keys, the counter, and what the first round
// makes of the stream, which is the same for every block.
type philoxState struct {
	*kit
	keys, counter        mem
	product, left, right mem // m1·stream, its upper half ⊕ the key, the stream's upper half ⊕ the key
}

// generator sets up the state from the parameters seed, stream and block.
func (k *kit) generator() philoxState {
	g := philoxState{kit: k, keys: k.roundKeys("seed", 10)}
	local := k.AllocLocal(64)
	g.counter, g.product = local, local.Offset(32)
	g.left, g.right = g.keys, g.keys.Offset(32) // in the place of the keys of the first round
	x := k.YMM()
	k.VPBROADCASTQ(k.addr("block"), x)
	k.store(k.int3(k.VPADDQ, k.lanes64("blocks_0213", 0, 2, 1, 3), x), g.counter)
	k.VPBROADCASTQ(k.addr("stream"), x)
	p := k.int3(k.VPMULUDQ, k.bits64(philoxMul1), x)
	k.store(p, g.product)
	k.store(k.pxor(g.keys, k.shift(k.VPSRLQ, 32, p)), g.left)
	k.store(k.pxor(g.keys.Offset(32), k.shift(k.VPSRLQ, 32, x)), g.right)
	return g
}

// start takes the next sets of four blocks through the first round.
func (g philoxState) start(count int) [][4]vec {
	k := g.kit
	sets := make([][4]vec, count)
	for s := range sets {
		c := k.load(g.counter)
		if s > 0 {
			c = k.int3(k.VPADDQ, k.bits64(uint64(4*s)), c)
		}
		p := k.int3(k.VPMULUDQ, k.bits64(philoxMul0), c)
		sets[s] = [4]vec{
			k.pxor(g.left, k.shift(k.VPSRLQ, 32, c)), k.load(g.product),
			k.pxor(g.right, k.shift(k.VPSRLQ, 32, p)), p,
		}
	}
	k.store(k.int3(k.VPADDQ, k.bits64(uint64(4*count)), k.load(g.counter)), g.counter)
	return sets
}

// roundKeys puts the pairs of keys, each a vector of 64-bit lanes, on the stack, where no vector crosses a
// line of the cache.
func (k *kit) roundKeys(param string, rounds int) mem {
	local := k.AllocLocal(rounds*64 + 32)
	base := k.GP64()
	k.LEAQ(local.Offset(31), base)
	k.ANDQ(operand.I32(-32), base)
	keys := at(base, 0)
	seed := k.ptr(param)
	k0, k1 := k.YMM(), k.YMM()
	x := k.XMM()
	k.VMOVQ(seed, x)
	k.VPBROADCASTQ(x, k0)
	k.VPSRLQ(operand.U8(32), k0, k1)
	k.VPAND(k.bits64(0xFFFFFFFF), k0, k0)
	for r := range rounds {
		k.VMOVDQU(k0, keys.Offset(64*r))
		k.VMOVDQU(k1, keys.Offset(64*r+32))
		k.VPADDD(k.bits64(0x9E3779B9), k0, k0)
		k.VPADDD(k.bits64(0xBB67AE85), k1, k1)
	}
	return keys
}

func (k *kit) philoxRound(c [4]vec, m0, m1 op, keys mem, round int) [4]vec {
	p0, p1 := k.int3(k.VPMULUDQ, m0, c[0]), k.int3(k.VPMULUDQ, m1, c[2])
	a := k.pxor(keys.Offset(64*round), c[1])
	b := k.pxor(keys.Offset(64*round+32), c[3])
	return [4]vec{
		k.pxor(k.shift(k.VPSRLQ, 32, p1), a), p1,
		k.pxor(k.shift(k.VPSRLQ, 32, p0), b), p0,
	}
}

// philoxOutput joins the halves: the counters of lanes 0, 2, 1, 3 ascend, so the blocks come out in order.
func (k *kit) philoxOutput(c [4]vec) (lo, hi vec) {
	x, y := k.YMM(), k.YMM()
	k.VPBLENDD(operand.U8(0xAA), k.shift(k.VPSLLQ, 32, c[1]), c[0], x)
	k.VPBLENDD(operand.U8(0xAA), k.shift(k.VPSLLQ, 32, c[3]), c[2], y)
	return k.int3(k.VPUNPCKLQDQ, y, x), k.int3(k.VPUNPCKHQDQ, y, x)
}

func (k *kit) lanes64(name string, v ...uint64) mem {
	return k.global(name, func(i int) { k.AddDatum(8*i, operand.U64(v[i])) }, 4)
}
