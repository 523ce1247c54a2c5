package plots

import (
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot/vg/draw"
)

// Step is a way from one state to another, with its probability in one update.
type Step struct {
	From, To    int
	Probability float64
}

// Transitions draws the states of a small net as the corners of a hypercube seen
// from aside, and the steps between them: the likelier the thicker; those below a
// hundredth of the likeliest are left out. Colours are basins of steepest descent,
// rings are local minima. Bit i of x is unit i of state x; there are 2, 4, … 64 states.
func Transitions(energies []float64, steps []Step) *Figure {
	g, err := forestOf(energies)
	if err != nil {
		return &Figure{err: err}
	}
	most := 0.0
	for k, s := range steps {
		if s.From < 0 || s.From >= len(energies) || s.To < 0 || s.To >= len(energies) {
			return failed("step %d goes from state %d to state %d, want 0 to %d", k+1, s.From, s.To, len(energies)-1)
		}
		if !(s.Probability >= 0 && s.Probability <= 1) {
			return failed("step %d has probability %v, want 0 to 1", k+1, s.Probability)
		}
		if s.From != s.To {
			most = max(most, s.Probability)
		}
	}
	f := &Figure{Width: 520, Height: 480}
	f.words = fmt.Sprintf("State-transition graph of %d units: %d states, %d steps. %s", g.n, len(energies), len(steps), g.basinWords())
	f.draw = func(c *canvas) error {
		c.hypercube(g, steps, most)
		return nil
	}
	return f
}

func (c *canvas) hypercube(g *forest, steps []Step, most float64) {
	x, y := g.corners(30, c.top+16, c.w-30, c.h-40)
	for s := range g.energies { // the cube's own edges
		for i := range g.n {
			if t := s ^ 1<<i; s < t {
				c.line(x[s], y[s], x[t], y[t], 1, c.grid)
			}
		}
	}
	for _, s := range steps {
		p := ratio(s.Probability, most)
		if s.From == s.To || p < 0.01 {
			continue
		}
		c.step(x[s.From], y[s.From], x[s.To], y[s.To], p, mixed(c.colour(g.root[s.From]), c.paper, 0.6-0.6*p))
	}
	for s, t := range g.next {
		c.state(x[s], y[s], s == t, c.colour(g.root[s]))
		if g.n <= 4 || s == t {
			sty := aligned(c.small(), draw.XCenter, draw.YTop)
			w := half(float64(sty.Width(g.name(s))/0.75)/2 + 2)
			at := half(y[s] + 9)
			c.fill(half(x[s])-w, at, half(x[s])+w, at+13, c.paper)
			c.text(x[s], at, g.name(s), sty)
		}
	}
}

// corners is where the corners of a hypercube stand in a rectangle: flipping unit i
// moves by a vector of its own, so that all corners differ.
func (g *forest) corners(x0, y0, x1, y1 float64) (x, y []float64) {
	x, y = make([]float64, len(g.energies)), make([]float64, len(g.energies))
	var w, h float64
	for i := range g.n {
		angle := math.Pi * (float64(i) + 0.5) / float64(g.n)
		long := 1 + 0.3*float64(i%3)
		dx, dy := -long*math.Cos(angle), -long*math.Sin(angle)
		w, h = w+math.Abs(dx), h+math.Abs(dy)
		for s := range x {
			side := float64(s>>i&1)*2 - 1
			x[s] += side * dx
			y[s] += side * dy
		}
	}
	for s := range x {
		x[s] = (x0+x1)/2 + x[s]/max(w, 0.5)*(x1-x0)/2
		y[s] = (y0+y1)/2 + y[s]/max(h, 0.5)*(y1-y0)/2
	}
	return x, y
}

// step is an arrow a little to the right of the line, so that the way back has room.
func (c *canvas) step(x0, y0, x1, y1, p float64, col color.Color) {
	d := math.Hypot(x1-x0, y1-y0)
	if d < 24 {
		return
	}
	ux, uy := (x1-x0)/d, (y1-y0)/d
	ox, oy := -uy*2.5, ux*2.5
	c.thickArrow(x0+ox+9*ux, y0+oy+9*uy, x1+ox, y1+oy, 9, 0.8+2.2*p, col)
}

// state is a dot, with a ring around a local minimum.
func (c *canvas) state(x, y float64, minimum bool, col color.Color) {
	c.dot(x, y, 4, col)
	if minimum {
		c.dot(x, y, 7, col)
		c.dot(x, y, 4.5, c.paper)
		c.dot(x, y, 3, col)
	}
}
