package plots

import (
	"fmt"
	"math"
	"slices"
)

// Histogram draws how often values occur, with marks across it. There are 5 to 60
// bins, of Freedman and Diaconis's width; whole numbers close together get a bin
// each. Values that are NaN or infinite are left out and counted in words.
//
// Source: Freedman, Diaconis, Z. Wahrscheinlichkeitstheorie 57 (1981).
func Histogram(axis string, values []float64, marks ...Mark) *Figure {
	return histogram(Axes{axis, "count"}, values, nil, marks)
}

// histogram also takes a curve that is drawn over the counts.
func histogram(axes Axes, values []float64, lines []Line, marks []Mark) *Figure {
	finite := make([]float64, 0, len(values))
	for _, v := range values {
		if isFinite(v) {
			finite = append(finite, v)
		}
	}
	if len(finite) == 0 {
		return failed("there is no finite value to count")
	}
	slices.Sort(finite)
	lo, width, counts := bins(finite)
	g := chart{Axes: axes, lines: lines, marks: marks}
	most := float64(slices.Max(counts))
	g.ys = &span{0, most * 1.05}
	g.boxes = func(c *canvas) (boxes, []entry) {
		return c.steps(lo, width, counts), []entry{{}}
	}
	f := &Figure{Width: 560, Height: 320, words: histogramWords(axes.X, finite, len(values), width, counts, marks)}
	f.draw = func(c *canvas) error {
		c.chart(g)
		return nil
	}
	return f
}

// steps are the boxes of a histogram, a hair apart where they are wide enough.
func (c *canvas) steps(lo, width float64, counts []int) boxes {
	gap := 0.0
	if len(counts) <= 80 {
		gap = 0.04 * width
	}
	out := make(boxes, 0, len(counts))
	for i, n := range counts {
		x := lo + float64(i)*width
		out = append(out, box{x + gap, x + width - gap, 0, float64(n), c.colour(0)})
	}
	return out
}

// bins counts sorted values in bins of one width from lo on.
func bins(v []float64) (lo, width float64, counts []int) {
	n := len(v)
	lo, hi := v[0], v[n-1]
	roomy(&lo, &hi)
	whole := !slices.ContainsFunc(v, func(x float64) bool { return x != math.Trunc(x) })
	switch spread := v[(3*n)/4] - v[n/4]; {
	case whole && hi-lo <= 59:
		lo, hi, width = lo-0.5, hi+0.5, 1
	case spread > 0:
		width = 2 * spread / math.Cbrt(float64(n))
	default:
		width = (hi - lo) / 20
	}
	k := min(60, max(5, math.Ceil((hi-lo)/width-1e-9)))
	if width != 1 || !whole {
		width = (hi - lo) / k
	} else {
		k = hi - lo
	}
	counts = make([]int, int(k))
	for _, x := range v {
		counts[min(int((x-lo)/width), len(counts)-1)]++
	}
	return lo, width, counts
}

func histogramWords(axis string, v []float64, all int, width float64, counts []int, marks []Mark) string {
	s := fmt.Sprintf("Histogram of %d values of %s, from %s to %s, median %s, in %d bins of %s.",
		len(v), nameOr(axis, "x"), number(v[0]), number(v[len(v)-1]), number(v[len(v)/2]), len(counts), number(width))
	if odd := all - len(v); odd > 0 {
		s += fmt.Sprintf(" %d values are not finite and are left out.", odd)
	}
	return s + markWords(marks)
}

// markWords tells the first few places of each mark.
func markWords(marks []Mark) string {
	s := ""
	for _, m := range marks {
		if m.Label == "" || len(m.At) == 0 {
			continue
		}
		s += " Marked: " + m.Label + " at "
		for i, x := range m.At[:min(4, len(m.At))] {
			if i > 0 {
				s += ", "
			}
			s += number(x)
		}
		if len(m.At) > 4 {
			s += fmt.Sprintf(" and %d more", len(m.At)-4)
		}
		s += "."
	}
	return s
}
