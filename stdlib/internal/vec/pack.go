package vec

import "unsafe"

// pack copies b, times alpha, into panels.
func (p panels[T]) pack(b Matrix[T], alpha T) []T {
	out := unsafe.Slice((*T)(unsafe.Pointer(&p.data.b)), len(p.data.b)/size[T]())
	width := tileBytes / size[T]()
	used := 0
	for j := 0; j < b.Cols; j += width {
		panel := out[used : used+b.Rows*width]
		used += len(panel)
		part := b.Part(0, b.Rows, j, min(width, b.Cols-j))
		if part.Cols < width {
			clear(panel)
		}
		if b.ColStride == 1 {
			packRows(panel, part, width)
		} else {
			packCols(panel, part, width)
		}
	}
	out = out[:used]
	if alpha != 1 {
		for i := range out {
			out[i] *= alpha
		}
	}
	return out
}

func packRows[T Float](panel []T, b Matrix[T], width int) {
	if b.Cols < width {
		for k := range b.Rows {
			copy(panel[k*width:], b.Row(k))
		}
		return
	}
	if useAVX2 {
		packRowsAVX2((*byte)(unsafe.Pointer(&panel[0])), (*byte)(unsafe.Pointer(&b.Data[0])), b.RowStride*size[T](), b.Rows)
		return
	}
	for k := range b.Rows {
		copy(panel[k*width:(k+1)*width], b.Data[k*b.RowStride:])
	}
}

func packCols[T Float](panel []T, b Matrix[T], width int) {
	lanes := vectorBytes / size[T]()
	for j := 0; j < b.Cols; {
		if useAVX2 && b.RowStride == 1 && j+lanes <= b.Cols && b.Rows >= lanes {
			whole := b.Rows / lanes * lanes
			packSquares(panel[j:], b.Data[j*b.ColStride:], b.ColStride, whole)
			for c := range lanes {
				packCol(panel[j+c:], b, j+c, whole, width)
			}
			j += lanes
			continue
		}
		packCol(panel[j:], b, j, 0, width)
		j++
	}
}

// packCol copies column j from row first on.
func packCol[T Float](to []T, b Matrix[T], j, first, width int) {
	from := b.Data[j*b.ColStride:]
	for k := first; k < b.Rows; k++ {
		to[k*width] = from[k*b.RowStride]
	}
}

func packSquares[T Float](to, from []T, stride, n int) {
	if size[T]() == 4 {
		packCols32AVX2(p32(&to[0]), p32(&from[0]), stride, n)
	} else {
		packCols64AVX2(p64(&to[0]), p64(&from[0]), stride, n)
	}
}

const (
	spreadGap   = 16   // numbers between the rows of a copy of a
	badStride   = 1024 // rows a multiple of it apart fall on the same lines of the cache
	spreadAbove = 48   // columns of c from which the copy pays
)

// spread copies a block of a whose rows would drive each other out of the cache.
func (p panels[T]) spread(a Matrix[T], cols int) Matrix[T] {
	if a.RowStride*size[T]()%badStride != 0 || a.ColStride != 1 || a.Rows < tileRows || cols < spreadAbove {
		return a
	}
	out := a
	out.Data = unsafe.Slice((*T)(unsafe.Pointer(&p.data.a)), len(p.data.a)/8)
	out.RowStride = a.Cols + spreadGap
	for r := range a.Rows {
		copy(out.Row(r), a.Row(r))
	}
	return out
}
