package plots

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/plot/plotter"
)

// Line is one curve. X may be nil: then it is 0, 1, 2, …
type Line struct {
	Label     string
	X, Y      []float64
	Low, High []float64 // what Y may be, drawn as a band; nil for none
	Points    bool      // dots instead of a line
	Dashed    bool      // as theory is drawn
	Bare      bool      // no dots even where there are few points

	dots bool // a dot on every point, however many
}

// Axes names the axes of a figure.
type Axes struct{ X, Y string }

// Lines draws curves on common axes. Values that are NaN or infinite leave a
// gap. A curve of very many points is thinned to the extremes of each column of
// dots, which draws the same picture.
func Lines(axes Axes, lines ...Line) *Figure {
	return curves(chart{Axes: axes, lines: lines})
}

// curves is a figure of one chart with at least one finite point.
func curves(g chart) *Figure {
	if err := checkLines(g.lines); err != nil {
		return &Figure{err: err}
	}
	return &Figure{Width: 560, Height: 320, words: lineWords(g.Axes, g.lines), draw: func(c *canvas) error {
		c.chart(g)
		return nil
	}}
}

func checkLines(lines []Line) error {
	finite := 0
	for i, l := range lines {
		if l.X != nil && len(l.X) != len(l.Y) {
			return fmt.Errorf("plots: curve %d has %d values of x and %d of y", i+1, len(l.X), len(l.Y))
		}
		if (l.Low != nil || l.High != nil) && (len(l.Low) != len(l.Y) || len(l.High) != len(l.Y)) {
			return fmt.Errorf("plots: curve %d has a band of %d and %d values for %d of y", i+1, len(l.Low), len(l.High), len(l.Y))
		}
		for k, y := range l.Y {
			if isFinite(y) && isFinite(l.x(k)) {
				finite++
			}
		}
	}
	if finite == 0 {
		return errors.New("plots: there is no finite point to draw")
	}
	return nil
}

// Energy draws how the energy falls: one curve a run, the energy after each step.
func Energy(runs ...[]float64) *Figure {
	lines := make([]Line, len(runs))
	for i, r := range runs {
		lines[i].Y = r
		if len(runs) > 1 && len(runs) <= 8 {
			lines[i].Label = fmt.Sprintf("run %d", i+1)
		}
	}
	f := Lines(Axes{"flips", "energy (kT)"}, lines...)
	if f.err == nil {
		f.words = energyWords(runs)
	}
	return f
}

func (l Line) x(k int) float64 {
	if l.X == nil {
		return float64(k)
	}
	return l.X[k]
}

// key names the curves in a row below the title, where it hides no data.
func (c *canvas) key(entries []entry) {
	x, y := 16.0, c.top+2
	for _, e := range entries {
		if e.label == "" {
			continue
		}
		sty := c.small()
		w := 22 + float64(sty.Width(legible(e.label))/0.75) + 16
		if x+w > c.w && x > 16 {
			x, y = 16, y+18
		}
		a, b := c.at(x, y+7), c.at(x+16, y+7)
		if e.width == 0 {
			c.dot(x+8, y+7, 3, e.col)
		}
		c.StrokeLine2(c.stroke(e.col, e.width, e.dashes), a.X, a.Y, b.X, b.Y)
		c.text(x+22, y, e.label, sty)
		x += w
		c.top = y + 22
	}
}

// roomy opens a range that has no width, or less than numbers of its size resolve.
func roomy(lo, hi *float64) {
	if *hi-*lo <= max(1e-300, 1e-11*max(math.Abs(*lo), math.Abs(*hi))) {
		d := max(1, math.Abs(*lo)/10)
		*lo, *hi = *lo-d, *hi+d
	}
}

// runs are the unbroken stretches of finite points.
func (l Line) runs() []plotter.XYs {
	var all []plotter.XYs
	var run plotter.XYs
	for k, y := range l.Y {
		if x := l.x(k); isFinite(x) && isFinite(y) {
			run = append(run, plotter.XY{X: x, Y: y})
		} else if run != nil {
			all, run = append(all, run), nil
		}
	}
	if run != nil {
		all = append(all, run)
	}
	return all
}

func lineWords(axes Axes, lines []Line) string {
	var parts []string
	for _, l := range lines {
		lo, hi := limits(l.Y)
		name := l.Label
		if name == "" {
			name = "a curve"
		}
		parts = append(parts, fmt.Sprintf("%s (%d points, from %s to %s)", name, len(l.Y), number(lo), number(hi)))
		if len(parts) == 8 && len(lines) > 8 {
			parts = append(parts, fmt.Sprintf("and %d more", len(lines)-8))
			break
		}
	}
	return fmt.Sprintf("%s against %s: %s.", axes.Y, axes.X, strings.Join(parts, ", "))
}

func energyWords(runs [][]float64) string {
	r := runs[0]
	if len(runs) > 1 || len(r) == 0 {
		return fmt.Sprintf("Energy of %d runs against the number of flips.", len(runs))
	}
	how := "never rising"
	for i := 1; i < len(r); i++ {
		if r[i] > r[i-1] {
			how = "not always falling"
			break
		}
	}
	return fmt.Sprintf("Energy over %d flips: from %s to %s, %s.", len(r)-1, number(r[0]), number(r[len(r)-1]), how)
}

// limits is the smallest and largest finite value.
func limits(y []float64) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, v := range y {
		if isFinite(v) {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	if lo > hi {
		return math.NaN(), math.NaN()
	}
	return lo, hi
}

// isFinite says whether x has a place on an axis. The width of an axis must be a
// number too, so that the very largest do not count.
func isFinite(x float64) bool { return math.Abs(x) <= 1e300 }
