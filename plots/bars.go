package plots

import (
	"fmt"
	"math"
	"strings"
)

// Group is bars of one colour, one for each name.
type Group struct {
	Label   string
	Heights []float64
	Errors  []float64 // half lengths of error bars; nil for none
}

// Bars draws for every name a bar of every group, side by side. Names may be nil:
// then they are 0, 1, 2, … A height that is NaN or infinite leaves a gap; of more
// bars than there are pixels the extremes are drawn.
func Bars(axes Axes, names []string, groups ...Group) *Figure {
	n := 0
	for i, g := range groups {
		if i > 0 && len(g.Heights) != n {
			return failed("group %d has %d bars, group 1 has %d", i+1, len(g.Heights), n)
		}
		if g.Errors != nil && len(g.Errors) != len(g.Heights) {
			return failed("group %d has %d errors for %d bars", i+1, len(g.Errors), len(g.Heights))
		}
		n = len(g.Heights)
	}
	if names != nil && len(names) != n {
		return failed("%d names for %d bars", len(names), n)
	}
	lo, hi := groupLimits(groups)
	if !(lo <= hi) {
		return failed("there is no finite bar to draw")
	}
	g := chart{Axes: axes, names: names, levels: []float64{0}, xs: &span{-0.6, float64(n) - 0.4}}
	g.ys = &span{min(0, lo), max(0, hi)}
	if d := 0.05 * (g.ys.hi - g.ys.lo); d > 0 {
		if lo < 0 {
			g.ys.lo -= d
		}
		if hi > 0 {
			g.ys.hi += d
		}
	} else {
		g.ys.hi = 1
	}
	g.boxes = func(c *canvas) (boxes, []entry) { return c.columns(groups, n, *g.ys) }
	f := &Figure{Width: 560, Height: 320, words: barWords(axes, names, groups, n)}
	f.draw = func(c *canvas) error {
		c.chart(g)
		return nil
	}
	return f
}

func groupLimits(groups []Group) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, g := range groups {
		for k, h := range g.Heights {
			if e := g.slack(k); isFinite(h) {
				lo, hi = min(lo, h-e), max(hi, h+e)
			}
		}
	}
	return lo, hi
}

// slack is half the error bar of bar k.
func (g Group) slack(k int) float64 {
	if g.Errors == nil || !isFinite(g.Errors[k]) {
		return 0
	}
	return math.Abs(g.Errors[k])
}

// columns is the boxes of all groups: 80 % of the room of a name, shared.
func (c *canvas) columns(groups []Group, n int, ys span) (out boxes, entries []entry) {
	wide := 0.8 / float64(len(groups))
	for i, g := range groups {
		col := c.colour(i)
		entries = append(entries, entry{g.Label, col, false, 8})
		if most := int(c.w); n*len(groups) > 2*most {
			out = append(out, g.extremes(most, col)...)
			continue
		}
		for k, h := range g.Heights {
			if !isFinite(h) {
				continue
			}
			x := float64(k) - 0.4 + float64(i)*wide
			out = append(out, box{x, x + wide*0.94, 0, h, col})
			if e := g.slack(k); e > 0 {
				thin, mid := 0.6/c.w*float64(n), x+wide*0.47
				out = append(out, box{mid - thin, mid + thin, h - e, h + e, c.faint})
			}
		}
	}
	return out, entries
}

// extremes is at most so many boxes, each from the lowest to the highest bar of
// its stretch and to zero.
func (g Group) extremes(most int, col interface{ RGBA() (r, g, b, a uint32) }) (out boxes) {
	n := len(g.Heights)
	for c := range most {
		a, b := c*n/most, (c+1)*n/most
		if lo, hi := limits(g.Heights[a:b]); lo <= hi {
			out = append(out, box{float64(a) - 0.5, float64(b) - 0.5, min(0, lo), max(0, hi), col})
		}
	}
	return out
}

func barWords(axes Axes, names []string, groups []Group, n int) string {
	var parts []string
	for _, g := range groups {
		top, at := math.Inf(-1), -1
		for k, h := range g.Heights {
			if isFinite(h) && h > top {
				top, at = h, k
			}
		}
		if at < 0 {
			continue
		}
		name := fmt.Sprint(at)
		if names != nil {
			name = names[at]
		}
		parts = append(parts, fmt.Sprintf("%s is highest at %s with %s", nameOr(g.Label, nameOr(axes.Y, "the height")), name, number(top)))
	}
	return fmt.Sprintf("Bars of %s for %d values of %s: %s.", nameOr(axes.Y, "height"), n, nameOr(axes.X, "x"), strings.Join(parts, "; "))
}
