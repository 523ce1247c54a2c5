package plots

import (
	"fmt"
	"image"
	"image/color"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot/vg/draw"
)

// table is cells with a number in each: where its corner is, and the size of a cell.
type table struct{ x, y, wide, high float64 }

// shade is one cell, the fuller of colour the nearer v is to 1, with its text.
func (c *canvas) shade(t table, i, j int, v float64, s string) {
	left, top := t.x+float64(j)*t.wide, t.y+float64(i)*t.high
	c.fill(left, top, left+t.wide, top+t.high, mixed(c.paper, c.colour(0), v))
	sty := aligned(c.letters(min(11.5, t.wide*0.4), c.ink), draw.XCenter, draw.YCenter)
	if v > 0.5 {
		sty.Color = c.paper
	}
	if float64(sty.Width(s)/0.75) < t.wide && v > 0 {
		c.text(left+t.wide/2, top+t.high/2, s, sty)
	}
}

// columnNames are written below the last row; without names, their numbers.
func (c *canvas) columnNames(t table, rows, columns int, names []string) {
	for j := range columns {
		c.text(t.x+(float64(j)+0.5)*t.wide, t.y+float64(rows)*t.high+5, c.fitting(nameOf(names, j), t.wide, c.small()), aligned(c.small(), draw.XCenter, draw.YTop))
	}
	c.frame(t.x, t.y, t.x+t.wide*float64(columns), t.y+t.high*float64(rows), c.faint)
}

func nameOf(names []string, i int) string {
	if names == nil {
		return fmt.Sprint(i)
	}
	return names[i]
}

// box is a rectangle's outline of a width.
func (c *canvas) box(x0, y0, x1, y1, width float64, col color.Color) {
	c.line(x0, y0, x1, y0, width, col)
	c.line(x0, y1, x1, y1, width, col)
	c.line(x0, y0, x0, y1, width, col)
	c.line(x1, y0, x1, y1, width, col)
}

// shades is a matrix of numbers from 0 to 1 in shades of ink, row 0 on top.
func shades(m mat.Matrix, axes Axes) *Figure {
	rows, cols := m.Dims()
	w, h := cellArea(rows, cols)
	f := &Figure{Width: w + 90, Height: h + 84, words: fmt.Sprintf("%s of %d×%d.", axes.Y, rows, cols)}
	f.draw = func(c *canvas) error {
		x0, y0, x1, y1 := 64.0, c.top+8, c.w-26, c.h-44
		img := image.NewRGBA(image.Rect(0, 0, cols, rows))
		for i := range rows {
			for j := range cols {
				img.SetRGBA(j, i, c.shadeOf(m.At(i, j)))
			}
		}
		c.pixels(x0, y0, x1, y1, img)
		c.frame(x0, y0, x1, y1, c.faint)
		c.indices(x0, y0, x1, y1, rows, cols)
		c.sides(x0, y0, x1, y1, axes)
		return nil
	}
	return f
}

// shadeOf is a number from 0 to 1 as ink; what is not a number has a colour of its own.
func (s style) shadeOf(v float64) color.RGBA {
	if !isFinite(v) {
		return s.curves[1]
	}
	return scale([]color.RGBA{s.off, s.on}, 2*v-1)
}
