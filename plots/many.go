package plots

import (
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A line of more points than this for each column of dots is drawn by the extremes of
// its columns.
const pointsAColumn = 8

// envelope is a line of very many points: from the lowest to the highest of each of at
// most so many stretches, so that no spike is lost. A stretch without a finite point is
// a gap; smaller gaps cannot be seen.
type envelope struct {
	x, lo, hi []float64
	draw.LineStyle
}

func envelopeOf(l Line, columns int, sty draw.LineStyle) envelope {
	e := envelope{LineStyle: sty}
	n := len(l.Y)
	for c := range columns {
		a, b := c*n/columns, (c+1)*n/columns
		lo, hi := math.Inf(1), math.Inf(-1)
		for k := a; k < b; k++ {
			if v := l.Y[k]; isFinite(v) && isFinite(l.x(k)) {
				lo, hi = min(lo, v), max(hi, v)
			}
		}
		e.x, e.lo, e.hi = append(e.x, l.x(a)/2+l.x(b-1)/2), append(e.lo, lo), append(e.hi, hi)
	}
	return e
}

// Plot is called by gonum/plot.
func (e envelope) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	half := e.Width / 2
	var over, under []vg.Point
	flush := func() {
		if len(over) == 1 { // one column between gaps
			over = append(over, over[0].Add(vg.Point{X: e.Width}))
			under = append(under, under[0].Add(vg.Point{X: e.Width}))
		}
		slices.Reverse(under)
		c.FillPolygon(e.Color, append(over, under...))
		over, under = nil, nil
	}
	for k := range e.x {
		if !(e.lo[k] <= e.hi[k]) || !isFinite(e.x[k]) {
			flush()
			continue
		}
		over = append(over, vg.Point{X: x(e.x[k]), Y: y(e.hi[k]) + half})
		under = append(under, vg.Point{X: x(e.x[k]), Y: y(e.lo[k]) - half})
	}
	flush()
}

// DataRange is called by gonum/plot.
func (e envelope) DataRange() (xmin, xmax, ymin, ymax float64) {
	xmin, xmax = limits(e.x)
	ymin, _ = limits(e.lo)
	_, ymax = limits(e.hi)
	return xmin, xmax, ymin, ymax
}

// rising says whether x never falls, as far as it is finite.
func (l Line) rising() bool {
	last := math.Inf(-1)
	for _, x := range l.X {
		if isFinite(x) {
			if x < last {
				return false
			}
			last = x
		}
	}
	return true
}

// cloud is very many dots: on a raster they are stamped.
type cloud struct {
	plotter.XYs
	draw.GlyphStyle
	on *canvas
}

// fewDots are drawn as exact circles.
const fewDots = 1000

// Plot is called by gonum/plot.
func (d cloud) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	if d.on.dots == nil || len(d.XYs) <= fewDots {
		for _, q := range d.XYs {
			c.DrawGlyph(d.GlyphStyle, vg.Point{X: x(q.X), Y: y(q.Y)})
		}
		return
	}
	s := stampOf(float64(d.Radius)/0.75*2, asRGBA(d.Color))
	for _, q := range d.XYs {
		d.on.stamp(s, 2*float64(x(q.X))/0.75, float64(d.on.dots.Rect.Dy())-2*float64(y(q.Y))/0.75)
	}
}

// DataRange is called by gonum/plot.
func (d cloud) DataRange() (xmin, xmax, ymin, ymax float64) { return plotter.XYRange(d.XYs) }

// GlyphBoxes is called by gonum/plot, which makes room for dots at the edge.
func (d cloud) GlyphBoxes(p *plot.Plot) []plot.GlyphBox {
	return (&plotter.Scatter{XYs: d.XYs, GlyphStyle: d.GlyphStyle}).GlyphBoxes(p)
}

// stampSet is a disc: how much of each dot it covers, of 255.
type stampSet struct {
	side  int
	cover []int
	col   color.RGBA
}

func stampOf(radius float64, col color.RGBA) stampSet {
	r := int(math.Ceil(radius))
	s := stampSet{side: 2*r + 1, col: col}
	for y := -r; y <= r; y++ {
		for x := -r; x <= r; x++ {
			part := min(max(radius+0.5-math.Hypot(float64(x), float64(y)), 0), 1)
			s.cover = append(s.cover, int(math.Round(255*part)))
		}
	}
	return s
}

// stamp puts a disc around a place of the raster, to the nearest dot.
func (c *canvas) stamp(s stampSet, x, y float64) {
	left, top := int(math.Round(x))-s.side/2, int(math.Round(y))-s.side/2
	for i, a := range s.cover {
		px, py := left+i%s.side, top+i/s.side
		if a == 0 || px < 0 || py < 0 || px >= c.dots.Rect.Dx() || py >= c.dots.Rect.Dy() {
			continue
		}
		at := c.dots.PixOffset(px, py)
		pix := c.dots.Pix[at : at+3]
		for k, v := range [3]uint8{s.col.R, s.col.G, s.col.B} {
			pix[k] = uint8((int(pix[k])*(255-a) + int(v)*a + 127) / 255)
		}
	}
}

// thinCloud keeps one dot for each 2×2 pixels when there are very many.
func thinCloud(xy plotter.XYs) plotter.XYs {
	if len(xy) <= 20_000 {
		return xy
	}
	const across, down = 280, 160
	xmin, xmax, ymin, ymax := plotter.XYRange(xy)
	roomy(&xmin, &xmax)
	roomy(&ymin, &ymax)
	var seen [(across + 1) * (down + 1)]bool
	var out plotter.XYs
	for _, p := range xy {
		cell := int((p.X-xmin)/(xmax-xmin)*across) + (across+1)*int((p.Y-ymin)/(ymax-ymin)*down)
		if !seen[cell] {
			seen[cell] = true
			out = append(out, p)
		}
	}
	return out
}
