package plots

import (
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/gonum/mat"
)

// The largest side of a Hinton diagram: more squares would be dots.
const hintonSide = 64

// Hinton draws a matrix as squares whose areas are the sizes of its entries:
// those above zero are light, those below dark. Entries that are not finite are
// left out.
//
// Source: Hinton, Sejnowski, in Parallel Distributed Processing 1 (1986), ch. 7.
func Hinton(m mat.Matrix) *Figure {
	if m == nil {
		return failed("there is no matrix to draw")
	}
	rows, cols := m.Dims()
	if rows == 0 || cols == 0 || rows > hintonSide || cols > hintonSide {
		return failed("a matrix of %d×%d as a Hinton diagram, want 1 to %d a side; Heatmap draws larger ones", rows, cols, hintonSide)
	}
	lo, hi, odd := matrixLimits(m)
	most := max(math.Abs(lo), math.Abs(hi))
	cell := math.Floor(min(36, 400/float64(max(rows, cols))))
	w, h := cell*float64(cols), cell*float64(rows)
	f := &Figure{Width: max(140, w+24), Height: h + 48}
	f.words = fmt.Sprintf("Hinton diagram of a matrix of %d rows and %d columns: areas are sizes, the largest is %s; light squares are positive, dark ones negative.", rows, cols, number(most))
	if odd > 0 {
		f.words += fmt.Sprintf(" %d entries are not finite and are left out.", odd)
	}
	f.draw = func(c *canvas) error {
		x, y := half((c.w-w)/2), c.h-h-10
		c.fill(x, y, x+w, y+h, color.RGBA{128, 128, 128, 255})
		for i := range rows {
			for j := range cols {
				c.square(x+(float64(j)+0.5)*cell, y+(float64(i)+0.5)*cell, cell-1, m.At(i, j)/most)
			}
		}
		return nil
	}
	return f
}

// square is one entry, −1 to 1, around (x, y) in a cell with a side.
func (c *canvas) square(x, y, side, v float64) {
	if !isFinite(v) || v == 0 {
		return
	}
	col := grey(250)
	if v < 0 {
		col = grey(16)
	}
	r := max(0.5, side*math.Sqrt(math.Abs(v))) / 2
	c.fill(x-r, y-r, x+r, y+r, col)
}
