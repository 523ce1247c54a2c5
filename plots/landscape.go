package plots

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"strings"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot/vg/draw"
)

// Plane is the energies over a plane, and what lies on it.
type Plane struct {
	Axes
	X, Y   []float64  // where the columns and the rows of Energy lie; rising evenly
	Energy mat.Matrix // len(Y)×len(X); NaN where there is nothing
	Places []Place    // states, each a ring with its name
	Paths  []Line     // ways over the plane, from a dot to an arrow's head; of more than 5,000 points so many are drawn, evenly spaced

	basis *basis // set by PlaneThrough
}

// Place is a named point of a plane.
type Place struct {
	Name string
	X, Y float64
}

// Landscape draws the energy over a plane as colours and contours: the darker the
// lower.
func Landscape(p Plane) *Figure {
	if p.Energy == nil {
		return failed("there is no matrix to draw")
	}
	rows, cols := p.Energy.Dims()
	if rows < 2 || cols < 2 || len(p.X) != cols || len(p.Y) != rows {
		return failed("a landscape of %d×%d energies on %d values of x and %d of y, want at least 2×2 and as many values", rows, cols, len(p.X), len(p.Y))
	}
	for k, v := range [][]float64{p.X, p.Y} {
		for i := range v {
			if !isFinite(v[i]) || i > 0 && !(v[i] > v[i-1]) {
				return failed("value %d of %c is %v, want finite and rising ones", i, 'x'+rune(k), v[i])
			}
		}
	}
	if rows*cols > 1<<21 {
		return failed("a landscape of %d×%d energies, want at most %d", rows, cols, 1<<21)
	}
	lo, hi, odd := matrixLimits(p.Energy)
	if odd == rows*cols {
		return failed("there is no finite energy to draw")
	}
	for i, l := range p.Paths {
		if len(l.X) != len(l.Y) {
			return failed("path %d has %d values of x and %d of y", i+1, len(l.X), len(l.Y))
		}
	}
	f := &Figure{Width: 520, Height: 460, words: p.words(lo, hi)}
	f.draw = func(c *canvas) error {
		c.landscape(p, lo, hi)
		return nil
	}
	return f
}

func (c *canvas) landscape(p Plane, lo, hi float64) {
	rows, cols := p.Energy.Dims()
	x0, y0, x1, y1 := 64.0, c.top+10, c.w-92, c.h-46
	img := image.NewRGBA(image.Rect(0, 0, cols, rows))
	for i := range rows {
		for j := range cols {
			col := c.paper
			if v := p.Energy.At(i, j); isFinite(v) {
				col = c.height(v, lo, hi)
			}
			img.SetRGBA(j, rows-1-i, col)
		}
	}
	c.pixels(x0, y0, x1, y1, img)
	m := frameOf{x0, y0, x1, y1, edges(p.X), edges(p.Y)}
	for _, level := range multiples(lo, hi, tickStep(hi-lo, 14)) {
		c.contour(p, m, level)
	}
	c.frame(x0, y0, x1, y1, c.faint)
	c.scales(m, p.Axes)
	c.heights(x1+18, y0, x1+32, y1, lo, hi)
	for i, l := range p.Paths {
		c.path(l, m, c.colour(i+1))
	}
	for _, q := range p.Places {
		if !m.holds(q.X, q.Y) {
			continue
		}
		x, y := m.x(q.X), m.y(q.Y)
		c.dot(x, y, 6, c.paper)
		c.dot(x, y, 4.5, c.ink)
		c.tag(x, y, q.Name, m)
	}
}

// tag writes a name beside a point, on paper, inside the frame.
func (c *canvas) tag(x, y float64, name string, m frameOf) {
	sty := c.letters(12.5, c.ink)
	w := float64(sty.Width(legible(name))/0.75) + 8
	if w <= 8 {
		return
	}
	left := x + 9
	if left+w > m.x1 {
		left = x - 9 - w
	}
	top := min(max(y-9, m.y0+1), m.y1-19)
	c.fill(half(left), half(top), half(left+w), half(top+18), c.paper)
	c.text(left+4, top+2, name, sty)
}

// path is a way over the plane.
func (c *canvas) path(l Line, m frameOf, col color.RGBA) {
	const most = 5000
	last, end := -1, min(len(l.Y), most)
	for i := range end {
		k := i
		if end == most {
			k = i * (len(l.Y) - 1) / (most - 1)
		}
		if !m.holds(l.X[k], l.Y[k]) {
			continue
		}
		x, y := m.x(l.X[k]), m.y(l.Y[k])
		if last < 0 {
			c.dot(x, y, 4, col)
		} else if a, b := m.x(l.X[last]), m.y(l.Y[last]); k == len(l.Y)-1 {
			c.arrow(a, b, x, y, 0, col)
		} else {
			c.line(a, b, x, y, 2, col)
		}
		last = k
	}
}

// height is the colour of an energy: the darker the lower.
func (s style) height(v, lo, hi float64) color.RGBA {
	if !(hi > lo) {
		return scale(s.sequential, 0)
	}
	return scale(s.sequential, 2*((v/2-lo/2)/(hi/2-lo/2))-1)
}

// heights is the key of these colours.
func (c *canvas) heights(x0, y0, x1, y1, lo, hi float64) {
	img := image.NewRGBA(image.Rect(0, 0, 1, 256))
	for i := range 256 {
		img.SetRGBA(0, i, scale(c.sequential, 1-float64(i)/127.5))
	}
	c.pixels(x0, y0, x1, y1, img)
	c.frame(x0, y0, x1, y1, c.grid)
	roomy(&lo, &hi)
	for _, t := range (ticks{}).Ticks(lo, hi) {
		y := y1 - (t.Value-lo)/(hi-lo)*(y1-y0)
		c.line(x1, half(y), x1+4, half(y), 1, c.faint)
		c.text(x1+7, y, t.Label, aligned(c.small(), draw.XLeft, draw.YCenter))
	}
}

// contour draws where the energy crosses a level, by marching squares.
func (c *canvas) contour(p Plane, m frameOf, level float64) {
	rows, cols := p.Energy.Dims()
	if rows*cols > 1<<16 { // finer than dots
		return
	}
	col := color.NRGBA{0, 0, 0, 70}
	for i := range rows - 1 {
		for j := range cols - 1 {
			var cross [][2]float64
			corner := [4][2]int{{i, j}, {i, j + 1}, {i + 1, j + 1}, {i + 1, j}}
			for k := range corner {
				a, b := corner[k], corner[(k+1)%4]
				u, v := p.Energy.At(a[0], a[1])-level, p.Energy.At(b[0], b[1])-level
				if !isFinite(u) || !isFinite(v) {
					cross = nil
					break
				}
				if (u < 0) == (v < 0) {
					continue
				}
				f := u / (u - v)
				cross = append(cross, [2]float64{
					m.x(p.X[a[1]] + f*(p.X[b[1]]-p.X[a[1]])), m.y(p.Y[a[0]] + f*(p.Y[b[0]]-p.Y[a[0]])),
				})
			}
			for k := 0; k+1 < len(cross); k += 2 {
				c.line(cross[k][0], cross[k][1], cross[k+1][0], cross[k+1][1], 0.8, col)
			}
		}
	}
}

func (p Plane) words(lo, hi float64) string {
	rows, cols := p.Energy.Dims()
	at, where := math.Inf(1), [2]int{}
	for i := range rows {
		for j := range cols {
			if v := p.Energy.At(i, j); isFinite(v) && v < at {
				at, where = v, [2]int{i, j}
			}
		}
	}
	s := fmt.Sprintf("Energy over a plane, from %s to %s; lowest where %s is %s and %s is %s.", number(lo), number(hi),
		nameOr(p.Axes.X, "x"), number(p.X[where[1]]), nameOr(p.Axes.Y, "y"), number(p.Y[where[0]]))
	var names []string
	for _, q := range p.Places {
		names = append(names, q.Name)
	}
	if len(names) > 0 {
		s += " Marked: " + strings.Join(names, ", ") + "."
	}
	if n := len(p.Paths); n > 0 {
		s += " Drawn: " + counted(n, "way") + "."
	}
	return s
}
