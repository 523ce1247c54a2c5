package plots

import (
	"fmt"
	"image"
)

// Quantised draws a sheet of pictures whose units take one of so many levels, 0 to
// levels−1: what a net of Potts or softmax units holds. The key below shows the levels.
func Quantised(rows, cols, levels int, pictures [][]int, captions ...string) *Figure {
	if len(pictures) == 0 {
		return failed("there is no picture to draw")
	}
	if levels < 2 || levels > 256 {
		return failed("%d levels, want 2 to 256", levels)
	}
	tiles := make([]tile, len(pictures))
	for k, p := range pictures {
		if rows < 1 || cols < 1 || len(p) != rows*cols {
			return failed("picture %d has %d units, which do not fill %d rows of %d", k+1, len(p), rows, cols)
		}
		for i, v := range p {
			if v < 0 || v >= levels {
				return failed("unit %d of picture %d has level %d, want 0 to %d", i, k+1, v, levels-1)
			}
		}
		tiles[k] = tile{rows, cols, func(c *canvas) image.Image {
			img := image.NewRGBA(image.Rect(0, 0, cols, rows))
			for i, v := range p {
				img.SetRGBA(i%cols, i/cols, c.shadeOf(float64(v)/float64(levels-1)))
			}
			return img
		}}
	}
	f := sheetOf(tiles, captions, "picture")
	if f.err != nil {
		return f
	}
	f.words += fmt.Sprintf(" Units have %d levels.", levels)
	sheet := f.draw
	f.Height += 36
	f.draw = func(c *canvas) error {
		if err := sheet(c); err != nil {
			return err
		}
		wide := half(min(18, (c.w-90)/float64(levels)))
		x, y := 12.0, c.h-28
		c.text(x, y+1, "levels", c.small())
		x += 50
		for k := range levels {
			c.fill(x, y, x+wide, y+16, c.shadeOf(float64(k)/float64(levels-1)))
			x += wide
		}
		c.frame(62, y, x, y+16, c.faint)
		return nil
	}
	return f
}
