package vec

// Philox4x32-10 of Salmon et al. (SC 2011): ten rounds of two 32×32→64 bit products and four exclusive ors.
const (
	philoxMul0 = 0xD2511F53
	philoxMul1 = 0xCD9E8D57
	philoxKey0 = 0x9E3779B9 // added to the key after each round: the golden ratio
	philoxKey1 = 0xBB67AE85 // and √3 − 1
)

// Philox is the block of four words at counter (block, stream) under the key seed.
func Philox(seed, stream, block uint64) [4]uint32 {
	c0, c1 := uint32(block), uint32(block>>32)
	c2, c3 := uint32(stream), uint32(stream>>32)
	k0, k1 := uint32(seed), uint32(seed>>32)
	for range 10 {
		p0, p1 := philoxMul0*uint64(c0), philoxMul1*uint64(c2)
		c0, c1 = uint32(p1>>32)^c1^k0, uint32(p1)
		c2, c3 = uint32(p0>>32)^c3^k1, uint32(p0)
		k0 += philoxKey0
		k1 += philoxKey1
	}
	return [4]uint32{c0, c1, c2, c3}
}

// philoxKeys are the keys of the seven rounds of Philox4x32-7, the fewest that pass BigCrush (Salmon et al.,
// table 2). The multi-spin kernels, whose time goes into random bits, use it.
type philoxKeys [14]uint64

func newPhiloxKeys(seed uint64) (k philoxKeys) {
	k0, k1 := uint32(seed), uint32(seed>>32)
	for r := 0; r < len(k); r += 2 {
		k[r], k[r+1] = uint64(k0), uint64(k1)
		k0 += philoxKey0
		k1 += philoxKey1
	}
	return k
}

// block is a block of Philox4x32-7, as two words of 64 bits: word 1 below word 0 and word 3 below word 2.
func (k *philoxKeys) block(stream, block uint64) (lo, hi uint64) {
	c0, c1, c2, c3 := philoxRound(block, block>>32, stream, stream>>32, k[0], k[1])
	c0, c1, c2, c3 = philoxRound(c0, c1, c2, c3, k[2], k[3])
	c0, c1, c2, c3 = philoxRound(c0, c1, c2, c3, k[4], k[5])
	c0, c1, c2, c3 = philoxRound(c0, c1, c2, c3, k[6], k[7])
	c0, c1, c2, c3 = philoxRound(c0, c1, c2, c3, k[8], k[9])
	c0, c1, c2, c3 = philoxRound(c0, c1, c2, c3, k[10], k[11])
	c0, c1, c2, c3 = philoxRound(c0, c1, c2, c3, k[12], k[13])
	return uint64(uint32(c1)) | c0<<32, uint64(uint32(c3)) | c2<<32 // halves as the last products have them
}

// philoxRound leaves rubbish in the upper halves, which nothing reads.
func philoxRound(c0, c1, c2, c3, k0, k1 uint64) (d0, d1, d2, d3 uint64) {
	p0, p1 := philoxMul0*uint64(uint32(c0)), philoxMul1*uint64(uint32(c2))
	return p1>>32 ^ c1 ^ k0, p1, p0>>32 ^ c3 ^ k1, p0
}

// PhiloxFill sets dst[i] to word at+i of the stream: lane (at+i) mod 4 of block (at+i)/4.
func PhiloxFill(dst []uint32, seed, stream, at uint64) {
	for len(dst) > 0 && at%4 != 0 {
		b := Philox(seed, stream, at/4)
		n := copy(dst, b[at%4:])
		dst, at = dst[n:], at+uint64(n)
	}
	if n := len(dst) / 4; n > 0 {
		philoxBlocks(dst[:4*n], seed, stream, at/4)
		dst, at = dst[4*n:], at+uint64(4*n)
	}
	if len(dst) > 0 {
		b := Philox(seed, stream, at/4)
		copy(dst, b[:])
	}
}

// philoxBlocksGo fills dst, a whole number of blocks, from block on.
func philoxBlocksGo(dst []uint32, seed, stream, block uint64) {
	for ; len(dst) >= 4; dst, block = dst[4:], block+1 {
		*(*[4]uint32)(dst) = Philox(seed, stream, block)
	}
}

func philoxBlocks(dst []uint32, seed, stream, block uint64) {
	n := 0
	if useAVX2 {
		for whole := len(dst) / 4 &^ 3; n < whole; n = min(n+longest, whole) {
			philoxAVX2(&dst[4*n], min(longest, whole-n), seed, stream, block+uint64(n))
		}
	}
	philoxBlocksGo(dst[4*n:], seed, stream, block+uint64(n))
}
