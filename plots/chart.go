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

// Mark is upright dashed lines across a figure, named once in its key.
type Mark struct {
	Label string
	At    []float64
}

// chart is curves, boxes and marks on a pair of axes: what most figures are made of.
type chart struct {
	Axes
	lines  []Line
	boxes  func(c *canvas) (boxes, []entry)
	marks  []Mark
	levels []float64 // faint lines across, such as zero
	xs, ys *span     // nil: as the data need
	names  []string  // in place of numbers at x = 0, 1, 2, …
}

type span struct{ lo, hi float64 }

// entry is one line of a figure's key.
type entry struct {
	label  string
	col    color.RGBA
	dashes bool
	width  float64 // 0 for dots
}

func (c *canvas) chart(g chart) {
	p := c.axes(g.X, g.Y)
	var under boxes
	var entries []entry
	if g.boxes != nil {
		under, entries = g.boxes(c)
	}
	first := len(entries)
	for i, l := range g.lines {
		width := 2.5
		if l.Points {
			width = 0
		}
		entries = append(entries, entry{l.Label, c.colour(first + i), l.Dashed, width})
	}
	from := first + len(g.lines)
	for i, m := range g.marks {
		entries = append(entries, entry{m.Label, c.colour(from + i), true, 1.6})
	}
	c.key(entries)
	for _, y := range g.levels {
		p.Add(level{y, draw.LineStyle{Color: c.faint, Width: px(1)}})
	}
	if under != nil {
		p.Add(under)
	}
	for i, l := range g.lines {
		c.addBand(p, l, c.colour(first+i))
	}
	for i, l := range g.lines {
		c.addLine(p, l, c.colour(first+i))
	}
	for i, m := range g.marks {
		p.Add(upright{m.At, c.stroke(c.colour(from+i), 1.6, true)})
	}
	g.limit(p)
	if g.names != nil {
		c.nameTicks(p, g.names)
	} else if g.counted() {
		p.X.Tick.Marker = ticks{least: 1}
	}
	p.Draw(c.inside(12, c.top+4, c.w-16, c.h-8))
}

// counted says whether x is 0, 1, 2, … for all curves.
func (g chart) counted() bool {
	for _, l := range g.lines {
		if l.X != nil {
			return false
		}
	}
	return len(g.lines) > 0
}

// limit sets the ranges of the axes, and opens those that have no width.
func (g chart) limit(p *plot.Plot) {
	if g.xs != nil {
		p.X.Min, p.X.Max = g.xs.lo, g.xs.hi
	}
	if g.ys != nil {
		p.Y.Min, p.Y.Max = g.ys.lo, g.ys.hi
	}
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		if !(a.Min <= a.Max) || math.IsInf(a.Min, 0) || math.IsInf(a.Max, 0) {
			a.Min, a.Max = 0, 1
		}
		roomy(&a.Min, &a.Max)
	}
}

// colour is the i-th colour of the curves, around again when there are more.
func (s style) colour(i int) color.RGBA { return s.curves[i%len(s.curves)] }

func (s style) stroke(col color.Color, width float64, dashes bool) draw.LineStyle {
	l := draw.LineStyle{Color: col, Width: px(width)}
	if dashes {
		l.Dashes = []vg.Length{px(5), px(3)}
	}
	return l
}

func (c *canvas) addLine(p *plot.Plot, l Line, col color.RGBA) {
	columns := int(2 * c.w)
	many := len(l.Y) > pointsAColumn*columns
	if many && !l.Points && l.rising() {
		p.Add(envelopeOf(l, columns, c.stroke(col, 1.6, false)))
		return
	}
	if l.Points || l.dots || many || (len(l.Y) <= 40 && !l.Dashed && !l.Bare) {
		p.Add(c.cloud(slices.Concat(l.runs()...), col))
	}
	if l.Points || many {
		return
	}
	for _, run := range l.runs() {
		if len(run) == 1 && !l.dots {
			p.Add(c.cloud(run, col))
			continue
		}
		for _, part := range stretches(run, l.Dashed) {
			p.Add(&plotter.Line{XYs: part, LineStyle: c.stroke(col, 1.6, l.Dashed)})
		}
	}
}

func (c *canvas) cloud(xy plotter.XYs, col color.RGBA) cloud {
	return cloud{thinCloud(xy), draw.GlyphStyle{Color: col, Radius: px(2.5), Shape: draw.CircleGlyph{}}, c}
}

// stretches cuts a long line into pieces that share their ends: the time to stroke
// a line grows with the square of how often it crosses a row of dots.
func stretches(xy plotter.XYs, whole bool) (all []plotter.XYs) {
	const most = 128
	for !whole && len(xy) > 2*most {
		all = append(all, xy[:most+1])
		xy = xy[most:]
	}
	return append(all, xy)
}

// addBand shades between Low and High; around single dots it becomes a bar.
func (c *canvas) addBand(p *plot.Plot, l Line, col color.RGBA) {
	if l.Low == nil {
		return
	}
	if l.Points {
		p.Add(errorBars{l, c.stroke(col, 1.2, false)})
		return
	}
	low, high := Line{X: l.X, Y: slices.Clone(l.Low)}, Line{X: l.X, Y: slices.Clone(l.High)}
	for k := range l.Low { // a gap in one is a gap in both
		if !isFinite(l.Low[k]) || !isFinite(l.High[k]) {
			low.Y[k], high.Y[k] = math.NaN(), math.NaN()
		}
	}
	pale := color.NRGBA{col.R, col.G, col.B, 56}
	if columns := int(2 * c.w); len(l.Y) > pointsAColumn*columns {
		if l.rising() {
			e := envelopeOf(low, columns, draw.LineStyle{Color: pale})
			e.hi = envelopeOf(high, columns, e.LineStyle).hi
			p.Add(e)
		}
		return
	}
	a, b := low.runs(), high.runs()
	for i := range a {
		ring := slices.Clone(b[i])
		slices.Reverse(ring)
		if poly, err := plotter.NewPolygon(slices.Concat(a[i], ring)); err == nil {
			poly.Color, poly.LineStyle.Width = pale, 0
			p.Add(poly)
		}
	}
}

const mostBars = 2000

// errorBars are upright lines from Low to High.
type errorBars struct {
	Line
	draw.LineStyle
}

// Plot is called by gonum/plot.
func (e errorBars) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	bars := min(len(e.Y), mostBars) // of more, the extremes of neighbours
	for b := range bars {
		from, to := b*len(e.Y)/bars, (b+1)*len(e.Y)/bars
		lo, hi := math.Inf(1), math.Inf(-1)
		for k := from; k < to; k++ {
			if isFinite(e.x(k)) && isFinite(e.Low[k]) && isFinite(e.High[k]) {
				lo, hi = min(lo, e.Low[k]), max(hi, e.High[k])
			}
		}
		if v := e.x(from); lo <= hi && isFinite(v) {
			c.StrokeLine2(e.LineStyle, x(v), y(lo), x(v), y(hi))
		}
	}
}

// DataRange is called by gonum/plot.
func (e errorBars) DataRange() (xmin, xmax, ymin, ymax float64) {
	lo, _ := limits(e.Low)
	_, hi := limits(e.High)
	xs := make([]float64, len(e.Y))
	for k := range xs {
		xs[k] = e.x(k)
	}
	a, b := limits(xs)
	return a, b, lo, hi
}

// level is a line across the whole figure.
type level struct {
	at float64
	draw.LineStyle
}

// Plot is called by gonum/plot.
func (l level) Plot(c draw.Canvas, p *plot.Plot) {
	_, y := p.Transforms(&c)
	if l.at >= p.Y.Min && l.at <= p.Y.Max {
		c.StrokeLine2(l.LineStyle, c.Min.X, y(l.at), c.Max.X, y(l.at))
	}
}

// upright is lines from the bottom to the top.
type upright struct {
	at []float64
	draw.LineStyle
}

// Plot is called by gonum/plot.
func (u upright) Plot(c draw.Canvas, p *plot.Plot) {
	x, _ := p.Transforms(&c)
	drawn := map[int]bool{} // by half pixels: more lines would hide one another
	for _, v := range u.at {
		if at := int(x(v) / px(0.5)); v >= p.X.Min && v <= p.X.Max && !drawn[at] {
			drawn[at] = true
			c.StrokeLine2(u.LineStyle, x(v), c.Min.Y, x(v), c.Max.Y)
		}
	}
}

// DataRange is called by gonum/plot.
func (u upright) DataRange() (xmin, xmax, ymin, ymax float64) {
	xmin, xmax = math.Inf(1), math.Inf(-1)
	for _, v := range u.at {
		if isFinite(v) {
			xmin, xmax = min(xmin, v), max(xmax, v)
		}
	}
	return xmin, xmax, math.Inf(1), math.Inf(-1)
}

// box is an upright rectangle.
type box struct {
	x0, x1, y0, y1 float64
	col            color.Color
}

type boxes []box

// Plot is called by gonum/plot.
func (b boxes) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for _, r := range b {
		c.FillPolygon(r.col, []vg.Point{{X: x(r.x0), Y: y(r.y0)}, {X: x(r.x1), Y: y(r.y0)}, {X: x(r.x1), Y: y(r.y1)}, {X: x(r.x0), Y: y(r.y1)}})
	}
}

// DataRange is called by gonum/plot.
func (b boxes) DataRange() (xmin, xmax, ymin, ymax float64) {
	xmin, xmax, ymin, ymax = math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, r := range b {
		xmin, xmax = min(xmin, r.x0), max(xmax, r.x1)
		ymin, ymax = min(ymin, r.y0, r.y1), max(ymax, r.y0, r.y1)
	}
	return xmin, xmax, ymin, ymax
}

// nameTicks writes names at 0, 1, 2, …: across where they fit, else upright,
// and where even that does not fit only every second, third, …
func (c *canvas) nameTicks(p *plot.Plot, names []string) {
	slot := (c.w - 100) / max(1, p.X.Max-p.X.Min)
	sty := p.X.Tick.Label
	widest := 0.0
	for _, s := range names {
		widest = max(widest, float64(sty.Width(s)/0.75))
	}
	need := widest + 8
	if need > slot && widest > 16 {
		p.X.Tick.Label.Rotation = math.Pi / 2
		p.X.Tick.Label.XAlign, p.X.Tick.Label.YAlign = draw.XRight, draw.YCenter
		need = 15
	}
	every := max(1, int(math.Ceil(need/slot)))
	var t plot.ConstantTicks
	for i := 0; i < len(names); i += every {
		t = append(t, plot.Tick{Value: float64(i), Label: legible(names[i])})
	}
	p.X.Tick.Marker = t
	p.X.Tick.Length = 0
}
