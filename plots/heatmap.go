package plots

import (
	"fmt"
	"image"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot/vg/draw"
)

// Heatmap draws a matrix, row 0 on top: blue is negative, red is positive, and
// zero has the palest colour. Entries that are NaN or infinite are grey.
func Heatmap(m mat.Matrix) *Figure {
	if m == nil {
		return failed("there is no matrix to draw")
	}
	rows, cols := m.Dims()
	if rows == 0 || cols == 0 {
		return failed("a matrix of %d×%d has nothing to draw", rows, cols)
	}
	lo, hi, odd := matrixLimits(m)
	f := &Figure{words: heatmapWords(rows, cols, lo, hi, odd)}
	w, h := cellArea(rows, cols)
	f.Width, f.Height = w+heatmapSides, h+heatmapEnds
	f.draw = func(c *canvas) error {
		c.heatmap(m, lo, hi)
		return nil
	}
	return f
}

// upwards writes from the bottom up.
const upwards = math.Pi / 2

// The room around a heatmap for ticks, colour bar and title.
const heatmapSides, heatmapEnds = 150, 84

// cellArea is the size of the cells: about 360 pixels on the longer side, up to 500
// when there are many, and whole numbers of dots a cell as long as there are enough.
func cellArea(rows, cols int) (w, h float64) {
	most := float64(max(rows, cols))
	cell := max(0.5, math.Floor(2*360/most)/2)
	if cell*most > 500 {
		cell = 500 / most
	}
	return max(20, cell*float64(cols)), max(20, cell*float64(rows))
}

func (c *canvas) heatmap(m mat.Matrix, lo, hi float64) {
	rows, cols := m.Dims()
	most := max(math.Abs(lo), math.Abs(hi))
	if !(most > 0) {
		most = 1
	}
	x0, y0 := 58.0, c.top+8
	x1, y1 := c.w-92, c.h-44
	c.pixels(x0, y0, x1, y1, c.cells(coarse(m, int(2*(y1-y0)), int(2*(x1-x0))), most))
	c.frame(x0, y0, x1, y1, c.grid)
	c.indices(x0, y0, x1, y1, rows, cols)
	c.sides(x0, y0, x1, y1, Axes{"column", "row"})
	c.bar(x1+18, y0, x1+32, y1, most)
}

// coarse is a matrix of at most so many rows and columns: of the entries that fall
// together the one farthest from zero remains.
func coarse(m mat.Matrix, rows, cols int) mat.Matrix {
	r, k := m.Dims()
	rows, cols = min(rows, r), min(cols, k)
	if rows == r && cols == k || rows < 1 || cols < 1 {
		return m
	}
	out := mat.NewDense(rows, cols, nil)
	for i := range r {
		for j := range k {
			a, b := i*rows/r, j*cols/k
			if v := m.At(i, j); !(math.Abs(v) <= math.Abs(out.At(a, b))) { // NaN stays
				out.Set(a, b, v)
			}
		}
	}
	return out
}

func (c *canvas) cells(m mat.Matrix, most float64) image.Image {
	rows, cols := m.Dims()
	img := image.NewRGBA(image.Rect(0, 0, cols, rows))
	for i := range rows {
		for j := range cols {
			v := m.At(i, j)
			col := c.faint
			if isFinite(v) {
				col = scale(c.diverging, v/most)
			}
			img.SetRGBA(j, i, col)
		}
	}
	return img
}

// indices numbers the columns below and the rows at the left of a matrix.
func (c *canvas) indices(x0, y0, x1, y1 float64, rows, cols int) {
	for _, k := range indexTicks(cols) {
		x := x0 + (float64(k)+0.5)*(x1-x0)/float64(cols)
		c.line(x, y1, x, y1+4, 1, c.faint)
		c.text(x, y1+6, fmt.Sprint(k), aligned(c.small(), draw.XCenter, draw.YTop))
	}
	for _, k := range indexTicks(rows) {
		y := y0 + (float64(k)+0.5)*(y1-y0)/float64(rows)
		c.line(x0-4, y, x0, y, 1, c.faint)
		c.text(x0-7, y, fmt.Sprint(k), aligned(c.small(), draw.XRight, draw.YCenter))
	}
}

// bar is the key of the colours.
func (c *canvas) bar(x0, y0, x1, y1, most float64) {
	img := image.NewRGBA(image.Rect(0, 0, 1, 256))
	for i := range 256 {
		img.SetRGBA(0, i, scale(c.diverging, 1-float64(i)/127.5))
	}
	c.pixels(x0, y0, x1, y1, img)
	c.frame(x0, y0, x1, y1, c.grid)
	step := tickStep(2*most, 5)
	for _, v := range multiples(-most, most, step) {
		y := y1 - (v/most+1)/2*(y1-y0)
		c.line(x1, y, x1+4, y, 1, c.faint)
		c.text(x1+7, y, round(v, step), aligned(c.small(), draw.XLeft, draw.YCenter))
	}
}

// indexTicks are at most six whole numbers of 0 … n−1.
func indexTicks(n int) []int {
	step := max(1, int(tickStep(float64(n-1), 6)))
	var out []int
	for k := 0; k < n; k += step {
		out = append(out, k)
	}
	return out
}

func matrixLimits(m mat.Matrix) (lo, hi float64, odd int) {
	rows, cols := m.Dims()
	lo, hi = math.Inf(1), math.Inf(-1)
	for i := range rows {
		for j := range cols {
			if v := m.At(i, j); isFinite(v) {
				lo, hi = min(lo, v), max(hi, v)
			} else {
				odd++
			}
		}
	}
	if odd == rows*cols {
		lo, hi = 0, 0
	}
	return lo, hi, odd
}

func heatmapWords(rows, cols int, lo, hi float64, odd int) string {
	s := fmt.Sprintf("Heatmap of a matrix of %d rows and %d columns, from %s to %s; blue is negative, red is positive.", rows, cols, number(lo), number(hi))
	if odd > 0 {
		s += fmt.Sprintf(" %d entries are not finite and are grey.", odd)
	}
	return s
}
