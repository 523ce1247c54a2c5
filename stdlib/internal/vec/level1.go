package vec

import "math"

// vectorBytes is the size of a vector of the assembly; portable code sums in as many lanes.
const vectorBytes = 32

// Dot is Σ x[i]·y[i], summed in four vectors of lanes taken in turn.
func Dot[T Float](x, y []T) T {
	mustMatch("elements", len(x), len(y))
	if len(x) == 0 {
		return 0
	}
	if useAVX2 {
		if size[T]() == 4 {
			return T(dot32AVX2(p32(&x[0]), p32(&y[0]), len(x)))
		}
		return T(dot64AVX2(p64(&x[0]), p64(&y[0]), len(x)))
	}
	return dotGo(x, y)
}

func dotGo[T Float](x, y []T) T {
	lanes := vectorBytes / size[T]()
	var sum [4 * vectorBytes / 4]T
	for len(x) > 0 {
		n := min(len(x), 4*lanes)
		mulAddGo(sum[:n], x[:n], y[:n])
		x, y = x[n:], y[n:]
	}
	for l := range lanes {
		sum[l] = (sum[l] + sum[l+lanes]) + (sum[l+2*lanes] + sum[l+3*lanes])
	}
	return halve(sum[:lanes])
}

// halve adds the upper half of the lanes to the lower one until one is left.
func halve[T Float](s []T) T {
	for h := len(s) / 2; h > 0; h /= 2 {
		for l := range h {
			s[l] += s[l+h]
		}
	}
	return s[0]
}

// Axpy sets y[i] = fma(alpha, x[i], y[i]).
func Axpy[T Float](y []T, alpha T, x []T) {
	mustMatch("elements", len(y), len(x))
	if len(y) == 0 {
		return
	}
	if !useAVX2 {
		axpyGo(y, alpha, x)
		return
	}
	if size[T]() == 4 {
		a := float32(alpha)
		axpy32AVX2(p32(&y[0]), len(y), &a, p32(&x[0]), 0)
	} else {
		a := float64(alpha)
		axpy64AVX2(p64(&y[0]), len(y), &a, p64(&x[0]), 0)
	}
}

// AddRows sets y = y + Σ alpha[r]·(row r of a), row after row: it gives the bits of that many calls of Axpy.
func AddRows[T Float](y []T, alpha []T, a Matrix[T]) {
	a.check("a")
	mustMatch("coefficients", a.Rows, len(alpha))
	mustMatch("elements", a.Cols, len(y))
	r := 0
	if useAVX2 && len(y) > 0 && a.ColStride == 1 {
		for ; r+4 <= a.Rows; r += 4 {
			if size[T]() == 4 {
				axpy4x32AVX2(p32(&y[0]), len(y), p32(&alpha[r]), p32(&a.Data[r*a.RowStride]), a.RowStride)
			} else {
				axpy4x64AVX2(p64(&y[0]), len(y), p64(&alpha[r]), p64(&a.Data[r*a.RowStride]), a.RowStride)
			}
		}
	}
	for ; r < a.Rows; r++ {
		Axpy(y, alpha[r], a.Row(r))
	}
}

// MatVec sets y = a·x: row by row with Dot where the rows of a are contiguous, else column by column with
// AddRows. pool may be nil.
func MatVec[T Float](pool *Pool, y []T, a Matrix[T], x []T) {
	a.check("a")
	mustMatch("elements", a.Rows, len(y))
	mustMatch("elements", a.Cols, len(x))
	if float64(a.Rows)*float64(a.Cols) < smallWork {
		pool = nil
	}
	if a.ColStride == 1 {
		pool.Split(a.Rows, func(lo, hi int) {
			for i := lo; i < hi; i++ {
				y[i] = Dot(a.Row(i), x)
			}
		})
		return
	}
	pool.Split(a.Rows, func(lo, hi int) {
		clear(y[lo:hi])
		AddRows(y[lo:hi], x, a.Part(lo, hi-lo, 0, a.Cols).T())
	})
}

// axpyGo is y ← fma(alpha, x, y).
func axpyGo[T Float](y []T, alpha T, x []T) {
	if size[T]() == 4 {
		a, x, y := float32(alpha), s32(x)[:len(y)], s32(y)
		for i := range y {
			y[i] = fma32(a, x[i], y[i])
		}
	} else {
		a, x, y := float64(alpha), s64(x)[:len(y)], s64(y)
		for i := range y {
			y[i] = math.FMA(a, x[i], y[i])
		}
	}
}

// mulAddGo is s ← fma(x, y, s).
func mulAddGo[T Float](s, x, y []T) {
	if size[T]() == 4 {
		x, y, s := s32(x)[:len(s)], s32(y)[:len(s)], s32(s)
		for i := range s {
			s[i] = fma32(x[i], y[i], s[i])
		}
	} else {
		x, y, s := s64(x)[:len(s)], s64(y)[:len(s)], s64(s)
		for i := range s {
			s[i] = math.FMA(x[i], y[i], s[i])
		}
	}
}
