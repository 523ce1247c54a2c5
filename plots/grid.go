package plots

import (
	"fmt"
	"strings"
)

// Grid composes figures, so many across, as one figure. Each keeps its size and
// title; all take the grid's theme. A grid may hold grids.
func Grid(across int, figures ...*Figure) *Figure {
	if across < 1 {
		return failed("a grid of %d figures across, want at least 1", across)
	}
	if len(figures) == 0 {
		return failed("there is no figure to compose")
	}
	across = min(across, len(figures))
	cols, rows := make([]float64, across), make([]float64, (len(figures)+across-1)/across)
	var words []string
	for i, f := range figures {
		if f == nil {
			return failed("figure %d of the grid is nil", i+1)
		}
		if f.err != nil {
			return failed("figure %d of the grid: %s", i+1, strings.TrimPrefix(f.err.Error(), "plots: "))
		}
		w, h := f.size()
		cols[i%across], rows[i/across] = max(cols[i%across], w), max(rows[i/across], h)
		words = append(words, fmt.Sprintf("(%d) %s", i+1, f.Words()))
	}
	g := &Figure{Width: sum(cols), Height: sum(rows) + 30, words: strings.Join(words, " ")}
	g.draw = func(c *canvas) error {
		y := c.h - sum(rows) // below the title, when there is one
		for i, f := range figures {
			x := sum(cols[:i%across])
			top := y + sum(rows[:i/across])
			if err := f.paint(c.part(x, top, f)); err != nil {
				return err
			}
		}
		return nil
	}
	return g
}

// part is a canvas for f with its top left corner at (x, y).
func (c *canvas) part(x, y float64, f *Figure) *canvas {
	w, h := f.size()
	return &canvas{Canvas: c.inside(x, y, x+w, y+h), style: c.style, w: w, h: h, dots: c.dots, left0: c.left0 + x, high0: c.high0 + y, widths: c.widths}
}

func sum(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s
}
