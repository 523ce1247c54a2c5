package vec

import "unsafe"

// pack copies b, times alpha, into panels.
func (p panels[T]) pack(b Matrix[T], alpha T) []T {
	out := unsafe.Slice((*T)(unsafe.Pointer(p.data)), len(p.data)/size[T]())
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
	for k := range b.Rows {
		*(*[tileBytes]byte)(unsafe.Pointer(&panel[k*width])) = *(*[tileBytes]byte)(unsafe.Pointer(&b.Data[k*b.RowStride]))
	}
}

func packCols[T Float](panel []T, b Matrix[T], width int) {
	for j := range b.Cols {
		from := b.Data[j*b.ColStride:]
		for k := range b.Rows {
			panel[k*width+j] = from[k*b.RowStride]
		}
	}
}
