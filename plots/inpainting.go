package plots

import (
	"fmt"
	"image"

	"harmonium/stdlib"
)

// Hole is a picture of which only some units are known, and ways to fill in the rest.
type Hole struct {
	Name   string
	Given  stdlib.Pattern
	Known  []int // numbers of the known units; the others of Given do not count
	Filled []stdlib.Pattern
}

// Inpainting draws a row for each picture: what was given, with its unknown part
// blank, then how it was filled in. Units that were filled in are tinted.
func Inpainting(holes ...Hole) *Figure {
	if len(holes) == 0 {
		return failed("there is no picture to draw")
	}
	across := len(holes[0].Filled)
	var all []stdlib.Pattern
	var names []string
	for k, h := range holes {
		if len(h.Filled) != across {
			return failed("picture %d has %d ways to fill it in, picture 1 has %d", k+1, len(h.Filled), across)
		}
		for _, i := range h.Known {
			if i < 0 || i >= h.Given.Units() {
				return failed("picture %d has %d units, unit %d cannot be known", k+1, h.Given.Units(), i)
			}
		}
		for j, p := range h.Filled {
			if p.Rows != h.Given.Rows || p.Cols != h.Given.Cols {
				return failed("way %d to fill in picture %d has %d×%d units, want %d×%d", j+1, k+1, p.Rows, p.Cols, h.Given.Rows, h.Given.Cols)
			}
		}
		all, names = append(append(all, h.Given), h.Filled...), append(names, h.Name)
	}
	tiles, err := patternTiles(all)
	if err != nil {
		return &Figure{err: err}
	}
	for k, h := range holes {
		known := make([]bool, h.Given.Units())
		for _, i := range h.Known {
			known[i] = true
		}
		for j := range across + 1 {
			p, blank := all[k*(across+1)+j], j == 0
			tiles[k*(across+1)+j].picture = func(c *canvas) image.Image { return c.holed(p, known, blank) }
		}
	}
	f := rowsOf(tiles, across+1, names, []string{"given"})
	known := len(holes[0].Known)
	f.words = fmt.Sprintf("In-painting of %d pictures, each filled in %d times; %d of %d units were known of the first.", len(holes), across, known, holes[0].Given.Units())
	return f
}

// holed is a picture whose unknown units are blank or tinted.
func (c *canvas) holed(p stdlib.Pattern, known []bool, blank bool) image.Image {
	img := c.picture(p).(*image.RGBA)
	for i, v := range p.Spins {
		if known[i] {
			continue
		}
		col := mixed(c.faint, c.paper, 0.6)
		switch {
		case blank:
		case v > 0:
			col = c.curves[0]
		default:
			col = mixed(c.curves[0], c.off, 0.85)
		}
		img.SetRGBA(i%p.Cols, i/p.Cols, col)
	}
	return img
}
