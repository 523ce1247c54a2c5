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
		x, y := 72.0, c.h-side-52
		for i := range n {
			for j := range n {
				v := ratio(counts.At(i, j), most)
				left, top := x+float64(j)*cell, y+float64(i)*cell
				c.fill(left, top, left+cell, top+cell, mixed(c.paper, c.colour(0), v))
				sty := aligned(c.letters(min(11.5, cell*0.4), c.ink), draw.XCenter, draw.YCenter)
				if v > 0.5 {
					sty.Color = c.paper
				}
				if s := number(counts.At(i, j)); float64(sty.Width(s)/0.75) < cell && v > 0 {
					c.text(left+cell/2, top+cell/2, s, sty)
				}
			}
			name := fmt.Sprint(i)
			if names != nil {
				name = names[i]
			}
			mid := (float64(i) + 0.5) * cell
			c.text(x-6, y+mid, c.fitting(name, 44, c.small()), aligned(c.small(), draw.XRight, draw.YCenter))
			c.text(x+mid, y+side+5, c.fitting(name, cell, c.small()), aligned(c.small(), draw.XCenter, draw.YTop))
		}
		c.frame(x, y, x+side, y+side, c.faint)
		c.text(x+side/2, c.h-26, "taken for", aligned(c.label(), draw.XCenter, draw.YTop))
		up := aligned(c.label(), draw.XCenter, draw.YTop)
		up.Rotation = upwards
		c.text(8, y+side/2, "class", up)
		return nil
	}
	return f
}
