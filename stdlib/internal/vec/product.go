package vec

import (
	"fmt"
	"sync"
)

// The matrix product after Goto and van de Geijn (ACM TOMS 34, 2008): b is packed into panels as wide as a
// tile of registers, a is read where it lies.
//
// Every entry of c is one chain, c ← fma(a[i,k], b[k,j], c) for k = 0, 1, …, starting at 0 or at c. It does
// not depend on blocks, tiles, workers or the processor, and so the bits do not either.

const (
	tileRows   = 6
	blockInner = 256 // inner steps that are packed at a time: a panel is 16 kB
	blockRows  = 192 // rows of a that stay in the second-level cache while a panel is used
	blockCols  = 512 // columns of b that are packed at a time
	smallWork  = 1e5 // products below it run on one worker
	tileBytes  = 64  // a tile is two vectors wide
	directRows = 6   // up to here b is not worth packing
	maxTile    = 6 * 16
)

// Mul sets c = a·b. The rows of c are contiguous and share no memory with a or b. pool may be nil.
func Mul[T Float](pool *Pool, c, a, b Matrix[T]) { product(pool, c, 1, a, b, false) }

// MulAdd sets c = c + a·(αb).
func MulAdd[T Float](pool *Pool, c Matrix[T], alpha T, a, b Matrix[T]) {
	product(pool, c, alpha, a, b, true)
}

func product[T Float](pool *Pool, c Matrix[T], alpha T, a, b Matrix[T], keep bool) {
	checkProduct(c, a, b)
	work := float64(c.Rows) * float64(c.Cols) * float64(a.Cols)
	if pool.Workers() == 1 || work < smallWork {
		block(c, alpha, a, b, keep)
		return
	}
	// Columns are shared out, so that each worker packs its own part of b; a narrow product shares rows.
	width := tileBytes / size[T]()
	if panels := (c.Cols + width - 1) / width; panels >= 2*pool.Workers() {
		pool.Split(panels, func(lo, hi int) {
			lo, hi = lo*width, min(hi*width, c.Cols)
			block(c.Part(0, c.Rows, lo, hi-lo), alpha, a, b.Part(0, b.Rows, lo, hi-lo), keep)
		})
		return
	}
	pool.Split((c.Rows+tileRows-1)/tileRows, func(lo, hi int) {
		lo, hi = lo*tileRows, min(hi*tileRows, c.Rows)
		block(c.Part(lo, hi-lo, 0, c.Cols), alpha, a.Part(lo, hi-lo, 0, a.Cols), b, keep)
	})
}

func checkProduct[T Float](c, a, b Matrix[T]) {
	c.check("c")
	a.check("a")
	b.check("b")
	if c.Rows != a.Rows || c.Cols != b.Cols || a.Cols != b.Rows {
		panic(fmt.Sprintf("vec: product of %d×%d and %d×%d into %d×%d", a.Rows, a.Cols, b.Rows, b.Cols, c.Rows, c.Cols))
	}
	if c.ColStride != 1 {
		panic("vec: the rows of a product must be contiguous")
	}
}

// packed are buffers for a block of b and one of a.
var packed = sync.Pool{New: func() any { return new(packBuffer) }}

type packBuffer struct {
	b [blockInner * blockCols * 4]byte
	a [blockRows * (blockInner + spreadGap) * 8]byte
}

// block computes one worker's part of the product.
func block[T Float](c Matrix[T], alpha T, a, b Matrix[T], keep bool) {
	if c.Rows == 0 || c.Cols == 0 {
		return
	}
	if a.Cols == 0 {
		if !keep {
			for i := range c.Rows {
				clear(c.Row(i))
			}
		}
		return
	}
	buffer := panels[T]{data: packed.Get().(*packBuffer)}
	defer packed.Put(buffer.data)
	width := tileBytes / size[T]()
	step := blockCols * 4 / size[T]()
	direct := c.Rows <= directRows && b.ColStride == 1 && alpha == 1
	for j := 0; j < c.Cols; j += step {
		cols := min(step, c.Cols-j)
		if direct {
			full := cols / width * width
			multiply(c.Part(0, c.Rows, j, full), a, b.Part(0, b.Rows, j, full).Data, width, b.RowStride, keep)
			if full == cols {
				continue
			}
			j, cols = j+full, cols-full
		}
		parts := (a.Cols + blockInner - 1) / blockInner // of one size, as nearly as can be
		for part := range parts {
			k := part * a.Cols / parts
			inner := (part+1)*a.Cols/parts - k
			p := buffer.pack(b.Part(k, inner, j, cols), alpha)
			left := a.Part(0, a.Rows, k, inner)
			for i := 0; i < c.Rows; i += blockRows {
				rows := min(blockRows, c.Rows-i)
				multiply(c.Part(i, rows, j, cols), buffer.spread(left.Part(i, rows, 0, inner), cols), p, inner*width, width, keep || k > 0)
			}
		}
	}
}

// multiply runs the tiles of c: panel p of b starts at p·panel, and its rows are ldb apart.
func multiply[T Float](c, a Matrix[T], b []T, panel, ldb int, keep bool) {
	width := tileBytes / size[T]()
	for j := 0; j < c.Cols; j += width {
		p := b[j/width*panel:]
		for r := 0; r < c.Rows; r += tileRows {
			rows, cols := min(tileRows, c.Rows-r), min(width, c.Cols-j)
			left := a.Data[r*a.RowStride:]
			if cols == width {
				tile(c.Data[r*c.RowStride+j:], c.RowStride, left, a, p, ldb, rows, keep)
				continue
			}
			edge(c.Part(r, rows, j, cols), left, a, p, ldb, keep)
		}
	}
}

// edge runs a tile that c has not the columns for on a copy.
func edge[T Float](c Matrix[T], left []T, a Matrix[T], b []T, ldb int, keep bool) {
	var copied [maxTile]T
	width := tileBytes / size[T]()
	if keep {
		for r := range c.Rows {
			copy(copied[r*width:], c.Row(r))
		}
	}
	tile(copied[:], width, left, a, b, ldb, c.Rows, keep)
	for r := range c.Rows {
		copy(c.Row(r), copied[r*width:])
	}
}

// tile adds rows of a times a panel of b to c; a gives the strides of left and the inner dimension.
func tile[T Float](c []T, ldc int, left []T, a Matrix[T], b []T, ldb, rows int, keep bool) {
	if !useAVX2 {
		tileGo(c, ldc, left, a, b, ldb, rows, keep)
		return
	}
	if size[T]() == 4 {
		tile32[rows-1](p32(&c[0]), ldc, p32(&left[0]), a.RowStride, a.ColStride, p32(&b[0]), ldb, a.Cols, keep)
	} else {
		tile64[rows-1](p64(&c[0]), ldc, p64(&left[0]), a.RowStride, a.ColStride, p64(&b[0]), ldb, a.Cols, keep)
	}
}

type tileFunc[T Float] func(c *T, ldc int, a *T, rsa, csa int, b *T, ldb, n int, keep bool)

var (
	tile32 = [tileRows]tileFunc[float32]{tile1x16AVX2, tile2x16AVX2, tile3x16AVX2, tile4x16AVX2, tile5x16AVX2, tile6x16AVX2}
	tile64 = [tileRows]tileFunc[float64]{tile1x8AVX2, tile2x8AVX2, tile3x8AVX2, tile4x8AVX2, tile5x8AVX2, tile6x8AVX2}
)

func tileGo[T Float](c []T, ldc int, left []T, a Matrix[T], b []T, ldb, rows int, keep bool) {
	width := tileBytes / size[T]()
	for r := range rows {
		sum := c[r*ldc:][:width]
		if !keep {
			clear(sum)
		}
		for k := range a.Cols {
			axpyGo(sum, left[r*a.RowStride+k*a.ColStride], b[k*ldb:][:width])
		}
	}
}

// panels are the packed parts of b: panel after panel, each row as wide as a tile, padded with zeros.
type panels[T Float] struct{ data *packBuffer }
