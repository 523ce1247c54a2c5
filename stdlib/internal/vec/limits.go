package vec

// The loops below are yardsticks for benchmarks: what no kernel can do faster on this processor.

// PeakFMA32 does n fused products and sums of float32 and says how many it did; 0 without assembly.
func PeakFMA32(n int) int {
	if !useAVX2 {
		return 0
	}
	rounds := n/(12*8) + 1
	fmaPeak32AVX2(rounds)
	return rounds * 12 * 8
}

// PeakFMA64 is PeakFMA32 of float64.
func PeakFMA64(n int) int {
	if !useAVX2 {
		return 0
	}
	rounds := n/(12*4) + 1
	fmaPeak64AVX2(rounds)
	return rounds * 12 * 4
}

// ReadAll reads b and says how many bytes it read; 0 without assembly.
func ReadAll(b []byte) int {
	n := len(b) &^ 255
	if !useAVX2 || n == 0 {
		return 0
	}
	readAVX2(&b[0], n)
	return n
}

// TileInner runs the largest tile of the matrix product once: c (6 rows) = a (6 rows of n) · b (n rows), the
// rows of b and c two vectors long. It says how many products and sums that takes.
func TileInner[T Float](c, a, b []T, n int) int {
	width := tileBytes / size[T]()
	tile(c, width, a, Matrix[T]{Rows: tileRows, Cols: n, RowStride: n, ColStride: 1}, b, width, tileRows, false)
	return tileRows * width * n
}
