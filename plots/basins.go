package plots

import (
	"fmt"
	"image/color"
	"math"
	"math/bits"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// The largest net whose states are all drawn.
const basinUnits = 6

// Basins draws the states of a small net at their energies, each with an arrow to
// the neighbour that steepest descent goes to. Colours are basins; rings are local
// minima, with their units written below, unit 0 first. Bit i of x is unit i of
// state x; there are 2, 4, … 64 states.
func Basins(energies []float64) *Figure {
	g, err := forestOf(energies)
	if err != nil {
		return &Figure{err: err}
	}
	f := &Figure{Width: max(420, min(900, 90+22*g.width)), Height: 420, words: g.words()}
	f.draw = func(c *canvas) error {
		c.descent(g)
		return nil
	}
	return f
}

// forest is the states as trees that hang from their minima.
type forest struct {
	n        int
	energies []float64
	next     []int // where descent goes; itself at a minimum
	children [][]int
	roots    []int     // the minima, the lowest first
	root     []int     // of each state: its place in roots
	at       []float64 // where it stands from left to right, in columns
	width    float64
}

// forestOf checks the energies of all states and follows steepest descent.
func forestOf(energies []float64) (*forest, error) {
	n := bits.Len(uint(len(energies))) - 1
	if n < 1 || n > basinUnits || 1<<n != len(energies) {
		return nil, fmt.Errorf("plots: %d energies, want those of the 2ᴺ states of 1 to %d units", len(energies), basinUnits)
	}
	for x, e := range energies {
		if !isFinite(e) {
			return nil, fmt.Errorf("plots: state %d has the energy %v", x, e)
		}
	}
	return descend(energies, n), nil
}

func descend(energies []float64, n int) *forest {
	size := len(energies)
	g := &forest{n: n, energies: energies, next: make([]int, size), children: make([][]int, size), root: make([]int, size), at: make([]float64, size)}
	slack := 1e-12 * (slices.Max(energies) - slices.Min(energies))
	for x, e := range energies {
		best, to := e, x
		for i := range n {
			if y := x ^ 1<<i; energies[y] < best-slack {
				best, to = energies[y], y
			}
		}
		g.next[x] = to
		if to == x {
			g.roots = append(g.roots, x)
		} else {
			g.children[to] = append(g.children[to], x)
		}
	}
	slices.SortStableFunc(g.roots, func(a, b int) int {
		if energies[a] < energies[b] {
			return -1
		} else if energies[a] > energies[b] {
			return 1
		}
		return a - b
	})
	for k, r := range g.roots {
		g.place(r, k)
		g.width += 0.6
	}
	return g
}

// place gives a state its column: a leaf the next free one, any other the middle of
// those that lead to it.
func (g *forest) place(x, root int) {
	g.root[x] = root
	if len(g.children[x]) == 0 {
		g.at[x] = g.width
		g.width++
		return
	}
	for _, y := range g.children[x] {
		g.place(y, root)
	}
	g.at[x] = (g.at[g.children[x][0]] + g.at[g.children[x][len(g.children[x])-1]]) / 2
}

func (c *canvas) descent(g *forest) {
	lo, hi := slices.Min(g.energies), slices.Max(g.energies)
	roomy(&lo, &hi)
	x0, x1, y0, y1 := 72.0, c.w-28, c.top+14, c.h-34
	y := func(e float64) float64 { return y1 - (e-lo)/(hi-lo)*(y1-y0) }
	slot := (x1 - x0) / g.width
	x := func(s int) float64 { return x0 + (g.at[s]+0.5)*slot }
	for _, t := range (ticks{}).Ticks(lo, hi) {
		c.line(x0-10, y(t.Value), x1, y(t.Value), 1, c.grid)
		c.text(x0-16, y(t.Value), t.Label, aligned(c.small(), draw.XRight, draw.YCenter))
	}
	up := aligned(c.label(), draw.XCenter, draw.YTop)
	up.Rotation = upwards
	c.text(10, (y0+y1)/2, "energy (kT)", up)
	for s, t := range g.next {
		if s != t {
			c.arrow(x(s), y(g.energies[s]), x(t), y(g.energies[t]), 6, mixed(c.colour(g.root[s]), c.paper, 0.35))
		}
	}
	for s, t := range g.next {
		col := c.colour(g.root[s])
		c.state(x(s), y(g.energies[s]), s == t, col)
		name := g.name(s)
		room := slot
		if s == t {
			room *= g.columns(g.root[s])
		}
		if w := float64(c.small().Width(name) / 0.75); w+4 < room {
			c.text(x(s), y(g.energies[s])+10, name, aligned(c.small(), draw.XCenter, draw.YTop))
		}
	}
}

// columns is how many columns a basin has.
func (g *forest) columns(root int) float64 {
	lo, hi := math.Inf(1), math.Inf(-1)
	for s, r := range g.root {
		if r == root {
			lo, hi = min(lo, g.at[s]), max(hi, g.at[s])
		}
	}
	return hi - lo + 1.6
}

// name is the units of a state as + and −.
func (g *forest) name(s int) string {
	out := ""
	for i := range g.n {
		if s>>i&1 == 1 {
			out += "+"
		} else {
			out += "−"
		}
	}
	return out
}

// arrow goes from one point to another and stops short of it by a radius.
func (c *canvas) arrow(x0, y0, x1, y1, short float64, col color.Color) {
	c.thickArrow(x0, y0, x1, y1, short, 1.2, col)
}

func (c *canvas) thickArrow(x0, y0, x1, y1, short, width float64, col color.Color) {
	d := math.Hypot(x1-x0, y1-y0)
	if d < max(2*short, 1) {
		c.line(x0, y0, x1, y1, width, col)
		return
	}
	ux, uy := (x1-x0)/d, (y1-y0)/d
	x1, y1 = x1-ux*short, y1-uy*short
	c.line(x0, y0, x1-5*ux, y1-5*uy, width, col)
	c.FillPolygon(col, []vg.Point{c.at(x1, y1), c.at(x1-6*ux+3*uy, y1-6*uy-3*ux), c.at(x1-6*ux-3*uy, y1-6*uy+3*ux)})
}

// dot is a filled circle.
func (c *canvas) dot(x, y, r float64, col color.Color) {
	c.DrawGlyph(draw.GlyphStyle{Color: col, Radius: px(r), Shape: draw.CircleGlyph{}}, c.at(x, y))
}

func (g *forest) words() string {
	return fmt.Sprintf("The %d states of %d units and where steepest descent takes them: %s", len(g.energies), g.n, g.basinWords())
}

// basinWords tells the minima and how many states they draw in.
func (g *forest) basinWords() string {
	s := fmt.Sprintf("%d local minima.", len(g.roots))
	for k, r := range g.roots[:min(6, len(g.roots))] {
		size := 0
		for _, b := range g.root {
			if b == k {
				size++
			}
		}
		s += fmt.Sprintf(" %s at %s draws in %d.", g.name(r), number(g.energies[r]), size)
	}
	return s
}
