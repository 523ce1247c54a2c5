package plots

import (
	"fmt"
	"image"

	"gonum.org/v1/plot/vg"
)

// Image draws a picture as it is. A small one is magnified without smoothing, one
// larger than a notebook is wide is made smaller.
func Image(img image.Image) *Figure {
	if img == nil {
		return failed("there is no picture to draw")
	}
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	if w < 1 || h < 1 {
		return failed("a picture of %d×%d dots has nothing to draw", w, h)
	}
	side := float64(max(w, h))
	by := 640 / side
	if by >= 1 {
		by = max(1, float64(int(320/side)))
	}
	width, height := max(1, by*float64(w)), max(1, by*float64(h))
	f := &Figure{Width: max(120, width+24), Height: height + 44, words: fmt.Sprintf("A picture of %d×%d dots.", w, h)}
	f.draw = func(c *canvas) error {
		x := half((c.w - width) / 2)
		if by >= 1 {
			c.pixels(x, c.top+4, x+width, c.top+4+height, img)
			return nil
		}
		c.DrawImage(vg.Rectangle{Min: c.at(x, c.top+4+height), Max: c.at(x+width, c.top+4)}, img)
		return nil
	}
	return f
}
