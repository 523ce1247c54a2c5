package vec

import "fmt"

// Matrix is a view of numbers: entry (i, j) is Data[i·RowStride + j·ColStride].
type Matrix[T Float] struct {
	Data                 []T
	Rows, Cols           int
	RowStride, ColStride int
}

// Dense is the rows×cols matrix whose rows follow one another in data.
func Dense[T Float](rows, cols int, data []T) Matrix[T] {
	m := Matrix[T]{data, rows, cols, cols, 1}
	m.check("matrix")
	return m
}

// T is the transpose, on the same memory.
func (m Matrix[T]) T() Matrix[T] {
	return Matrix[T]{m.Data, m.Cols, m.Rows, m.ColStride, m.RowStride}
}

// At is entry (i, j).
func (m Matrix[T]) At(i, j int) T { return m.Data[i*m.RowStride+j*m.ColStride] }

// Part is the block of rows i ≤ r < i+rows and columns j ≤ c < j+cols, on the same memory.
func (m Matrix[T]) Part(i, rows, j, cols int) Matrix[T] {
	if i < 0 || j < 0 || rows < 0 || cols < 0 || i+rows > m.Rows || j+cols > m.Cols {
		panic(fmt.Sprintf("vec: part %d+%d × %d+%d of a %d×%d matrix", i, rows, j, cols, m.Rows, m.Cols))
	}
	m.Rows, m.Cols = rows, cols
	if rows > 0 && cols > 0 {
		m.Data = m.Data[i*m.RowStride+j*m.ColStride:]
	}
	return m
}

// Row is row i of a matrix whose rows are contiguous.
func (m Matrix[T]) Row(i int) []T {
	if m.ColStride != 1 {
		panic("vec: the rows are not contiguous")
	}
	if m.Cols == 0 {
		return nil
	}
	return m.Data[i*m.RowStride : i*m.RowStride+m.Cols]
}

func (m Matrix[T]) check(name string) {
	if m.Rows < 0 || m.Cols < 0 || m.RowStride < 0 || m.ColStride < 0 {
		panic(fmt.Sprintf("vec: %s is %d×%d with strides %d and %d", name, m.Rows, m.Cols, m.RowStride, m.ColStride))
	}
	if m.Rows == 0 || m.Cols == 0 {
		return
	}
	mustHave("numbers in "+name, (m.Rows-1)*m.RowStride+(m.Cols-1)*m.ColStride+1, len(m.Data))
}
