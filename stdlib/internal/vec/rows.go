package vec

// SampleRows sets dst to 1 with probability σ(z), else to 0, from the words from index at on of a Philox
// stream: the words of row k begin at + k·Cols, so nothing depends on the number of workers.
func SampleRows(pool *Pool, dst, z Matrix[float32], seed, stream, at uint64) {
	pool.Split(dst.Rows, func(lo, hi int) {
		for k := lo; k < hi; k++ {
			Sample32(dst.Row(k), z.Row(k), seed, stream, at+uint64(k*dst.Cols))
		}
	})
}

// SigmoidRows sets x to σ(x).
func SigmoidRows(x Matrix[float32]) {
	for k := range x.Rows {
		Sigmoid32(x.Row(k), x.Row(k))
	}
}

// AddToRows adds y to every row of x.
func AddToRows[T Float](x Matrix[T], y []T) {
	for k := range x.Rows {
		Axpy(x.Row(k), 1, y)
	}
}

// SumRows adds α times every row of x to dst.
func SumRows[T Float](dst []T, alpha T, x Matrix[T]) {
	for k := range x.Rows {
		Axpy(dst, alpha, x.Row(k))
	}
}
