package plots

import "gonum.org/v1/plot/vg/draw"

// frameOf is a rectangle of the canvas with numbers along its sides, from the left
// and from the bottom.
type frameOf struct {
	x0, y0, x1, y1 float64
	xs, ys         span
}

func (m frameOf) x(v float64) float64 { return m.x0 + (v-m.xs.lo)/(m.xs.hi-m.xs.lo)*(m.x1-m.x0) }
func (m frameOf) y(v float64) float64 { return m.y1 - (v-m.ys.lo)/(m.ys.hi-m.ys.lo)*(m.y1-m.y0) }

// holds says whether a point lies inside.
func (m frameOf) holds(x, y float64) bool {
	return x >= m.xs.lo && x <= m.xs.hi && y >= m.ys.lo && y <= m.ys.hi
}

// edges is the range of cells around evenly rising values.
func edges(v []float64) span {
	n := len(v)
	d := (v[n-1] - v[0]) / float64(n-1) / 2
	return span{v[0] - d, v[n-1] + d}
}

// scales writes ticks and names along the lower and the left side.
func (c *canvas) scales(m frameOf, axes Axes) {
	for _, t := range (ticks{}).Ticks(m.xs.lo, m.xs.hi) {
		x := half(m.x(t.Value))
		c.line(x, m.y1, x, m.y1+4, 1, c.faint)
		c.text(x, m.y1+6, t.Label, aligned(c.small(), draw.XCenter, draw.YTop))
	}
	for _, t := range (ticks{}).Ticks(m.ys.lo, m.ys.hi) {
		y := half(m.y(t.Value))
		c.line(m.x0-4, y, m.x0, y, 1, c.faint)
		c.text(m.x0-7, y, t.Label, aligned(c.small(), draw.XRight, draw.YCenter))
	}
	c.sides(m.x0, m.y0, m.x1, m.y1, axes)
}

// sides names the lower and the left side of a rectangle.
func (c *canvas) sides(x0, y0, x1, y1 float64, axes Axes) {
	c.text((x0+x1)/2, y1+22, axes.X, aligned(c.label(), draw.XCenter, draw.YTop))
	up := aligned(c.label(), draw.XCenter, draw.YTop)
	up.Rotation = upwards
	c.text(12, (y0+y1)/2, axes.Y, up)
}
