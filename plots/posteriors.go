package plots

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot/vg/draw"
)

// The most cases and classes of a table of posteriors.
const posteriorCases, posteriorClasses = 32, 40

// Posteriors draws P(class | case), a case a row and a class a column: the darker the
// surer. The true classes are framed; truth may be nil, and so may the names of the
// classes. Of more than 32 cases the first are drawn.
func Posteriors(names []string, p mat.Matrix, truth []int) *Figure {
	if p == nil {
		return failed("there is no matrix to draw")
	}
	n, classes := p.Dims()
	if n == 0 || classes == 0 || classes > posteriorClasses {
		return failed("posteriors of %d cases and %d classes, want at least 1 and 1 to %d", n, classes, posteriorClasses)
	}
	if names != nil && len(names) != classes || truth != nil && len(truth) != n {
		return failed("%d names and %d true classes for %d cases of %d classes", len(names), len(truth), n, classes)
	}
	right := 0
	for i := range n {
		if truth != nil && (truth[i] < 0 || truth[i] >= classes) {
			return failed("case %d is of class %d, want 0 to %d", i, truth[i], classes-1)
		}
		best := 0
		for j := range classes {
			v := p.At(i, j)
			if !(v >= -1e-9 && v <= 1+1e-9) {
				return failed("case %d has probability %v of class %d, want 0 to 1", i, v, j)
			}
			if v > p.At(i, best) {
				best = j
			}
		}
		if truth != nil && truth[i] == best {
			right++
		}
	}
	drawn := min(n, posteriorCases)
	f := &Figure{words: fmt.Sprintf("Probabilities of %d classes for %d cases.", classes, n)}
	if truth != nil {
		f.words += fmt.Sprintf(" The likeliest class is the true one in %d.", right)
	}
	if drawn < n {
		f.words += fmt.Sprintf(" The first %d are drawn.", drawn)
	}
	wide, high := max(18, min(44, float64(int(440/classes)))), 22.0
	f.Width, f.Height = max(240, wide*float64(classes)+96), high*float64(drawn)+92
	f.draw = func(c *canvas) error {
		t := table{72, c.h - high*float64(drawn) - 52, wide, high}
		for i := range drawn {
			for j := range classes {
				c.shade(t, i, j, p.At(i, j), percent(p.At(i, j)))
			}
			c.text(t.x-6, t.y+(float64(i)+0.5)*high, fmt.Sprint(i), aligned(c.small(), draw.XRight, draw.YCenter))
		}
		for i := range drawn {
			if truth != nil {
				x, y := t.x+float64(truth[i])*wide, t.y+float64(i)*high
				c.box(x+1, y+1, x+wide-1, y+high-1, 2, c.colour(1))
			}
		}
		c.columnNames(t, drawn, classes, names)
		c.sides(t.x, t.y, t.x+wide*float64(classes), t.y+high*float64(drawn), Axes{"class", "case"})
		return nil
	}
	return f
}

// percent is a probability in whole percent; less than one is not written.
func percent(p float64) string {
	if p < 0.005 {
		return ""
	}
	return fmt.Sprintf("%.0f", 100*p)
}
