package vec

// symChunks is how many parts a large symmetric product is cut into, whoever computes them.
const symChunks = 8

// symLarge is the size from which the parts are worth their own sums.
const symLarge = 512

// SymVec sets y = a·x for a symmetric a, of which it reads only the entries on and above the diagonal: half
// of the memory that MatVec reads. y and x must not overlap; the rows of a are contiguous.
func SymVec[T Float](pool *Pool, y []T, a Matrix[T], x []T) {
	a.check("a")
	n := a.Rows
	mustMatch("columns", n, a.Cols)
	mustMatch("elements", n, len(x), len(y))
	clear(y)
	if n < symLarge {
		symRange(y, a, x, 0, n)
		return
	}
	parts := make([]T, symChunks*n)
	pool.Do(symChunks, func(p int) {
		symRange(parts[p*n:(p+1)*n], a, x, symCut(p, n), symCut(p+1, n))
	})
	for p := range symChunks {
		for i, v := range parts[p*n : (p+1)*n] {
			y[i] += v
		}
	}
}

// symCut is where part p of the triangle starts: the first of the rows that are left over when p/symChunks
// of its area are taken, a multiple of 4.
func symCut(p, n int) int {
	if p == symChunks {
		return n
	}
	lo, hi := 0, n // area above row r is r·(2n−r)/2
	for lo < hi {
		if r := (lo + hi) / 2; int64(r)*int64(2*n-r)*symChunks >= int64(p)*int64(n)*int64(n) {
			hi = r
		} else {
			lo = r + 1
		}
	}
	return min(lo&^3, n)
}

// symRange adds what rows lo to hi contribute, four at a time.
func symRange[T Float](y []T, a Matrix[T], x []T, lo, hi int) {
	lanes := vectorBytes / size[T]()
	n := a.Rows
	for i := lo; i < hi; i += 4 {
		rows := min(4, n-i)
		right := min(i+4, n)
		whole := (n - right) / lanes * lanes
		var sums [4]T
		if whole > 0 {
			symRows(&sums, y[right:right+whole], a.Data[i*a.RowStride+right:], a.RowStride, x[i:i+4], x[right:right+whole])
		}
		for r := range rows {
			row := a.Data[(i+r)*a.RowStride:][:n]
			for j := right + whole; j < n; j++ {
				y[j] = fma(x[i+r], row[j], y[j])
				sums[r] = fma(row[j], x[j], sums[r])
			}
			y[i+r] = fma(row[i+r], x[i+r], y[i+r])
			for j := i + r + 1; j < right; j++ {
				y[i+r] = fma(row[j], x[j], y[i+r])
				y[j] = fma(row[j], x[i+r], y[j])
			}
		}
		for r := range rows {
			y[i+r] += sums[r]
		}
	}
}

func symRows[T Float](sums *[4]T, y, a []T, stride int, left, x []T) {
	if useAVX2 {
		if size[T]() == 4 {
			symRows32AVX2(p32(&sums[0]), p32(&y[0]), len(y), p32(&a[0]), stride,
				p32(&left[0]), p32(&x[0]))
		} else {
			symRows64AVX2(p64(&sums[0]), p64(&y[0]), len(y), p64(&a[0]), stride,
				p64(&left[0]), p64(&x[0]))
		}
		return
	}
	lanes := vectorBytes / size[T]()
	for r := range 4 {
		var s [vectorBytes / 4]T
		row := a[r*stride:][:len(y)]
		axpyGo(y, left[r], row)
		for j := 0; j < len(y); j += lanes {
			mulAddGo(s[:lanes], row[j:j+lanes], x[j:j+lanes])
		}
		sums[r] = halve(s[:lanes])
	}
}

// rankBlock is the side of the blocks that a symmetric product is made of.
const rankBlock = 96

// RankK sets c = c + α a·aᵀ for a symmetric c: the blocks on and above the diagonal are computed, the rest is
// their mirror image. The rows of c are contiguous and share no memory with a.
func RankK[T Float](pool *Pool, c Matrix[T], alpha T, a Matrix[T]) {
	checkProduct(c, a, a.T())
	blocks := (c.Rows + rankBlock - 1) / rankBlock
	pool.Do(blocks, func(p int) {
		i := p * rankBlock
		rows := min(rankBlock, c.Rows-i)
		MulAdd(nil, c.Part(i, rows, i, c.Cols-i), alpha, a.Part(i, rows, 0, a.Cols), a.Part(i, c.Rows-i, 0, a.Cols).T())
	})
	pool.Do(blocks, func(p int) {
		for i := p * rankBlock; i < min((p+1)*rankBlock, c.Rows); i++ {
			row := c.Row(i)
			for j := range i {
				row[j] = c.Data[j*c.RowStride+i]
			}
		}
	})
}
