package vec

import (
	"fmt"
	"math/bits"
	"slices"
	"sync"
	"unsafe"
)

// denseAbove is the share of ones above which MulBits multiplies by zeros too. It was measured: see the rows
// "binary" of the benchmark.
const denseAbove = 0.33

const (
	stripVectors = 8  // vectors of columns that are summed in registers at a time
	listRows     = 64 // rows whose ones are listed at a time
)

// MulBits sets c = a·b, or c + a·b if keep, where the bits of a stand for 0 and 1. It adds only the rows of b
// that a has ones for; where a is dense it multiplies. For finite b both give the same bits, those of Mul
// and MulAdd.
func MulBits[T Float](pool *Pool, c Matrix[T], a Bits, b Matrix[T], keep bool) {
	a.check()
	c.check("c")
	b.check("b")
	if c.Rows != a.Rows || c.Cols != b.Cols || a.Cols != b.Rows {
		panic(fmt.Sprintf("vec: product of %d×%d bits and %d×%d into %d×%d", a.Rows, a.Cols, b.Rows, b.Cols, c.Rows, c.Cols))
	}
	cells := float64(a.Rows) * float64(a.Cols)
	ones := float64(a.Count())
	if b.ColStride != 1 || ones > denseAbove*cells || int64(b.Rows)*int64(b.RowStride)*int64(size[T]()) >= 1<<31 {
		buffer := numbers.Get().(*[]float64)
		defer numbers.Put(buffer)
		product(pool, c, 1, floats[T](a, buffer), b, keep)
		return
	}
	if ones*float64(c.Cols) < smallWork {
		pool = nil
	}
	pool.Split(c.Rows, func(lo, hi int) {
		for i := lo; i < hi; i += listRows {
			last := min(hi, i+listRows)
			addOnes(c.Part(i, last-i, 0, c.Cols), a, i, b, keep)
		}
	})
}

// numbers and lists are buffers that outlive a call: products are made by the thousand.
var (
	numbers = sync.Pool{New: func() any { return new([]float64) }}
	lists   = sync.Pool{New: func() any { return new([]int32) }}
)

// floats writes the bits out, into the buffer.
func floats[T Float](a Bits, buffer *[]float64) Matrix[T] {
	n := a.Rows * a.Cols
	*buffer = slices.Grow((*buffer)[:0], n)
	m := Dense(a.Rows, a.Cols, unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(*buffer))), n))
	for i := range a.Rows {
		row := m.Row(i)
		clear(row)
		for w, word := range a.Row(i) {
			for ; word != 0; word &= word - 1 {
				row[64*w+bits.TrailingZeros64(word)] = 1
			}
		}
	}
	return m
}

// addOnes does the rows of c, which are those of a from first on, strip by strip of columns, so that a strip
// of b stays in the cache.
func addOnes[T Float](c Matrix[T], a Bits, first int, b Matrix[T], keep bool) {
	if !keep {
		for i := range c.Rows {
			clear(c.Row(i))
		}
	}
	var start [listRows + 1]int
	buffer := lists.Get().(*[]int32)
	defer lists.Put(buffer)
	list := (*buffer)[:0] // where the rows of b begin, in bytes
	bytes := int32(b.RowStride * size[T]())
	for i := range c.Rows {
		for w, word := range a.Row(first + i) {
			for ; word != 0; word &= word - 1 {
				list = append(list, int32(64*w+bits.TrailingZeros64(word))*bytes)
			}
		}
		start[i+1] = len(list)
	}
	*buffer = list
	if len(list) == 0 {
		return
	}
	width := stripVectors * vectorBytes / size[T]()
	if !useAVX2 || c.Cols < width {
		for i := range c.Rows {
			for _, o := range list[start[i]:start[i+1]] {
				addGo(c.Row(i), b.Data[int(o)/size[T]():])
			}
		}
		return
	}
	j := 0
	for ; j+width <= c.Cols; j += width {
		for i := range c.Rows {
			addStrip(c.Data[i*c.RowStride+j:], b.Data[j:], list[start[i]:start[i+1]])
		}
	}
	if j == c.Cols {
		return
	}
	// The last strip ends with the columns: what it shares with the one before is not stored.
	var strip [stripVectors * vectorBytes / 4]T
	last := c.Cols - width
	for i := range c.Rows {
		row := c.Row(i)
		copy(strip[:width], row[last:])
		addStrip(strip[:], b.Data[last:], list[start[i]:start[i+1]])
		copy(row[j:], strip[j-last:width])
	}
}

func addStrip[T Float](c, b []T, offsets []int32) {
	if len(offsets) == 0 {
		return
	}
	if size[T]() == 4 {
		addRows8x32AVX2(p32(&c[0]), p32(&b[0]), &offsets[0], len(offsets))
	} else {
		addRows8x64AVX2(p64(&c[0]), p64(&b[0]), &offsets[0], len(offsets))
	}
}

func addGo[T Float](y, x []T) {
	x = x[:len(y)]
	for i := range y {
		y[i] += x[i]
	}
}
