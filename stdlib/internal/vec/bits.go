package vec

import (
	"fmt"
	"math/bits"
	"unsafe"
)

// Bits is a matrix of bits, a row in Stride words: entry (i, j) is bit j mod 64 of Words[i·Stride + j/64].
// Bits beyond the last column are 0. A bit stands for 0 or 1, or for −1 or +1.
type Bits struct {
	Words      []uint64
	Rows, Cols int
	Stride     int
}

// NewBits is a matrix of zeros.
func NewBits(rows, cols int) Bits {
	stride := (cols + 63) / 64
	return Bits{make([]uint64, rows*stride), rows, cols, stride}
}

// Row is the words of row i.
func (b Bits) Row(i int) []uint64 { return b.Words[i*b.Stride:][:(b.Cols+63)/64] }

// rows are n rows of b, on the same memory.
func (b Bits) rows(first, n int) Bits {
	b.Words, b.Rows = b.Words[first*b.Stride:], n
	return b
}

// At is entry (i, j).
func (b Bits) At(i, j int) bool { return b.Words[i*b.Stride+j/64]>>(j%64)&1 == 1 }

// Set makes entry (i, j) a one.
func (b Bits) Set(i, j int) { b.Words[i*b.Stride+j/64] |= 1 << (j % 64) }

// Count is the number of ones.
func (b Bits) Count() (n int) {
	for i := range b.Rows {
		for _, w := range b.Row(i) {
			n += bits.OnesCount64(w)
		}
	}
	return n
}

func (b Bits) check() {
	if b.Rows < 0 || b.Cols < 0 || b.Stride < (b.Cols+63)/64 {
		panic(fmt.Sprintf("vec: bits are %d×%d with %d words a row", b.Rows, b.Cols, b.Stride))
	}
	if b.Rows > 0 {
		mustHave("words of bits", (b.Rows-1)*b.Stride+(b.Cols+63)/64, len(b.Words))
	}
}

// SetRow makes entry (i, j) a one where x[j] > 0, else a zero.
func (b Bits) SetRow(i int, x []float32) {
	mustMatch("elements", b.Cols, len(x))
	row := b.Row(i)
	clear(row)
	n := 0
	if useAVX2 {
		if n = len(x) &^ 7; n > 0 {
			positiveAVX2((*uint8)(unsafe.Pointer(&row[0])), &x[0], n)
		}
	}
	for j := n; j < len(x); j++ {
		if x[j] > 0 {
			row[j/64] |= 1 << (j % 64)
		}
	}
}

// Overlap is Σ xᵢyᵢ of two rows of n bits that stand for ±1: n − 2·(where they differ).
func Overlap(x, y []uint64, n int) int {
	mustMatch("words", (n+63)/64, len(x), len(y))
	return n - 2*differences(x, y)
}

func differences(x, y []uint64) (d int) {
	i := 0
	if useAVX2 {
		if i = len(x) &^ 3; i > 0 {
			d = differencesAVX2(&x[0], &y[0], i)
		}
	}
	for ; i < len(x); i++ {
		d += bits.OnesCount64(x[i] ^ y[i])
	}
	return d
}

// AddOuter adds Σ_p ξᵖᵢ ξᵖⱼ to dst[i·n+j] for all i and j: the patterns ξᵖ are the rows of p, bits that stand
// for ±1, n = p.Cols. The diagonal gets the number of patterns.
func AddOuter(pool *Pool, dst []int32, p Bits) {
	p.check()
	n := p.Cols
	mustMatch("couplings", n*n, len(dst))
	// In slices of up to 31·64 patterns: a byte counts no further than 255.
	for first := 0; first < p.Rows; first += 31 * 64 {
		rows := min(31*64, p.Rows-first)
		words := (rows + 63) / 64
		units := p.turned(first, rows) // word w of unit j at w·n + j
		pool.Do((n+15)/16, func(c int) {
			own := make([]uint64, words)
			for i := c * 16; i < min(c*16+16, n); i++ {
				for w := range own {
					own[w] = units[w*n+i]
				}
				addOverlaps(dst[i*n:(i+1)*n], own, units, n, rows)
			}
		})
	}
}

// addOverlaps adds patterns − 2·(differences of own and unit j) to dst[j].
func addOverlaps(dst []int32, own, units []uint64, stride, patterns int) {
	j := 0
	if useAVX2 {
		if j = len(dst) &^ 7; j > 0 {
			addOverlapsAVX2(&dst[0], &own[0], &units[0], stride, len(own), j, patterns)
		}
	}
	for ; j < len(dst); j++ {
		d := 0
		for w, o := range own {
			d += bits.OnesCount64(o ^ units[w*stride+j])
		}
		dst[j] += int32(patterns - 2*d)
	}
}

// turned transposes rows of patterns: bit p of the words of unit j is unit j of pattern first+p.
func (b Bits) turned(first, rows int) []uint64 {
	words := (rows + 63) / 64
	out := make([]uint64, words*b.Cols)
	for w := range words {
		for c := 0; c < b.Cols; c += 64 {
			block := b.turnedBlock(first+64*w, min(64, rows-64*w), c/64)
			copy(out[w*b.Cols+c:(w+1)*b.Cols], block[:])
		}
	}
	return out
}

// turnedBlock is the transpose of up to 64 rows of one word.
func (b Bits) turnedBlock(first, rows, word int) (block [64]uint64) {
	for r := range rows {
		block[r] = b.Words[(first+r)*b.Stride+word]
	}
	transpose64(&block)
	return block
}

// Transpose sets dst, which is b.Cols×b.Rows, to the transpose of b.
func (b Bits) Transpose(dst Bits) {
	b.check()
	dst.check()
	mustMatch("rows", b.Cols, dst.Rows)
	mustMatch("columns", b.Rows, dst.Cols)
	for first := 0; first < b.Rows; first += 64 {
		for c := 0; c < b.Cols; c += 64 {
			block := b.turnedBlock(first, min(64, b.Rows-first), c/64)
			for k := range min(64, b.Cols-c) {
				dst.Words[(c+k)*dst.Stride+first/64] = block[k]
			}
		}
	}
}

// transpose64 turns a 64×64 block of bits by swapping ever smaller halves (Warren, Hacker's Delight, 7-3).
func transpose64(m *[64]uint64) {
	mask := uint64(0x00000000FFFFFFFF)
	for h := 32; h > 0; h, mask = h/2, mask^mask<<(h/2) {
		for i := 0; i < 64; i = (i + h + 1) &^ h {
			t := (m[i]>>h ^ m[i+h]) & mask
			m[i] ^= t << h
			m[i+h] ^= t
		}
	}
}
