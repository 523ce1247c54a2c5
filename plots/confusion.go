package plots

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot/vg/draw"
)

// Confusion draws how often class i (row) was taken for class j (column); names are
// of the classes, and may be nil.
func Confusion(names []string, counts mat.Matrix) *Figure {
	if counts == nil {
		return failed("there is no matrix to draw")
	}
	n, cols := counts.Dims()
	if n != cols || n == 0 || n > 40 {
		return failed("a confusion matrix of %d×%d, want 1 to 40 classes on both sides", n, cols)
	}
	if names != nil && len(names) != n {
		return failed("%d names for %d classes", len(names), n)
	}
	right, all, most := 0.0, 0.0, 0.0
	for i := range n {
		for j := range n {
			v := counts.At(i, j)
			if !isFinite(v) || v < 0 {
				return failed("class %d was taken for class %d %v times", i, j, v)
			}
			all += v
			most = max(most, v)
			if i == j {
				right += v
			}
		}
	}
	cell := max(16, min(40, float64(int(400/n))))
	side := cell * float64(n)
	f := &Figure{Width: side + 120, Height: side + 92}
	f.words = fmt.Sprintf("Confusion matrix of %d classes: %s of %s cases are right.", n, number(right), number(all))
	f.draw = func(c *canvas) error {
		t := table{72, c.h - side - 52, cell, cell}
		for i := range n {
			for j := range n {
				v := counts.At(i, j)
				c.shade(t, i, j, ratio(v, most), number(v))
			}
			c.text(t.x-6, t.y+(float64(i)+0.5)*cell, c.fitting(nameOf(names, i), 44, c.small()), aligned(c.small(), draw.XRight, draw.YCenter))
		}
		c.columnNames(t, n, n, names)
		c.sides(t.x, t.y, t.x+side, t.y+side, Axes{"taken for", "class"})
		return nil
	}
	return f
}
