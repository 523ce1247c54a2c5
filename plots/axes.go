package plots

import (
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"
)

// axes is an empty gonum plot in the theme's quiet style.
func (s style) axes(x, y string) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil // the figure's paper is there
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.Label.TextStyle = aligned(s.label(), draw.XCenter, a.Label.TextStyle.YAlign)
		a.Label.Padding = px(4)
		sty := s.small()
		a.Tick.Label = aligned(sty, a.Tick.Label.XAlign, a.Tick.Label.YAlign)
		a.LineStyle = draw.LineStyle{Color: s.faint, Width: px(1)}
		a.Tick.LineStyle = draw.LineStyle{Color: s.faint, Width: px(1)}
		a.Tick.Length = px(4)
		a.Padding = px(4)
		a.Tick.Marker = ticks{}
	}
	p.X.Label.Text, p.Y.Label.Text = legible(x), legible(y)
	grid := plotter.NewGrid()
	grid.Vertical.Color, grid.Horizontal.Color = nil, s.grid
	grid.Horizontal.Width = px(1)
	p.Add(grid)
	return p
}

// ticks are at multiples of 1, 2 or 5 times a power of ten, three to seven of
// them, and no closer than least.
type ticks struct{ least float64 }

// Ticks is called by gonum/plot.
func (t ticks) Ticks(lo, hi float64) []plot.Tick {
	step := max(t.least, tickStep(hi-lo, 6))
	if step == 0 {
		return []plot.Tick{{Value: lo, Label: number(lo)}}
	}
	var out []plot.Tick
	for _, v := range multiples(lo, hi, step) {
		out = append(out, plot.Tick{Value: v, Label: round(v, step)})
	}
	return out
}

// multiples are those of a step from lo to hi, give or take rounding, none when there
// is no step. Close together and far from zero, k and k+1 can be the same number:
// hence the counting.
func multiples(lo, hi, step float64) (all []float64) {
	if !(step > 0) {
		return nil
	}
	first := math.Ceil(lo/step - 1e-9)
	for k := range 100 {
		v := (first + float64(k)) * step
		if !(v <= hi+step*1e-9) {
			break
		}
		all = append(all, v)
	}
	return all
}

func tickStep(span float64, most int) float64 {
	if !(span > 0) || math.IsInf(span, 0) {
		return 0
	}
	unit := math.Pow(10, math.Floor(math.Log10(span/float64(most))))
	for _, m := range []float64{1, 2, 5, 10} {
		if span/(m*unit) <= float64(most) {
			return m * unit
		}
	}
	return 10 * unit
}

// round writes x with the digits that its step needs.
func round(x, step float64) string {
	if a := math.Abs(x); a >= 1e6 || step < 1e-5 {
		digits := 1
		if a >= step {
			digits = min(14, 1+int(math.Ceil(math.Log10(a/step)-1e-9)))
		}
		return minus(strconv.FormatFloat(x, 'g', digits, 64))
	}
	digits := max(0, int(math.Ceil(-math.Log10(step)-1e-9)))
	return minus(strconv.FormatFloat(x, 'f', digits, 64))
}

// number writes x with four significant digits and a true minus sign.
func number(x float64) string { return minus(strconv.FormatFloat(x, 'g', 4, 64)) }

func minus(s string) string {
	if strings.Trim(s, "-0.") == "" {
		return strings.TrimPrefix(s, "-")
	}
	return strings.ReplaceAll(s, "-", "−")
}
