package plots

import (
	"fmt"
	"image"
	"image/color"

	"harmonium/stdlib"
)

// Triptych draws what was given, what was recalled and what was wanted. Units
// that differ from the wanted pattern are tinted.
func Triptych(corrupted, recalled, target stdlib.Pattern) *Figure {
	panels := []stdlib.Pattern{corrupted, recalled, target}
	tiles, err := patternTiles(panels)
	if err != nil {
		return &Figure{err: err}
	}
	for i, p := range panels[:2] {
		if p.Rows != target.Rows || p.Cols != target.Cols {
			return failed("pattern %d has %d×%d units, the target has %d×%d", i+1, p.Rows, p.Cols, target.Rows, target.Cols)
		}
		tiles[i].picture = func(c *canvas) image.Image { return c.tinted(p, target) }
	}
	f := sheetOf(tiles, []string{
		fmt.Sprintf("given, %d wrong", corrupted.Hamming(target)),
		fmt.Sprintf("recalled, %d wrong", recalled.Hamming(target)),
		"wanted",
	}, "pattern")
	f.words = fmt.Sprintf("A pattern of %d units as given (%d wrong, overlap %s), as recalled (%d wrong, overlap %s) and as wanted.", target.Units(),
		corrupted.Hamming(target), number(corrupted.Overlap(target)), recalled.Hamming(target), number(recalled.Overlap(target)))
	return f
}

// tinted is a picture with the units that are not as wanted in a colour.
func (c *canvas) tinted(p, want stdlib.Pattern) image.Image {
	img := c.picture(p).(*image.RGBA)
	warn := c.curves[1]
	for i, v := range p.Spins {
		if v == want.Spins[i] {
			continue
		}
		tint := warn
		if v < 0 { // a missing unit is paler than one too many
			tint = mixed(warn, c.off, 0.6)
		}
		img.SetRGBA(i%p.Cols, i/p.Cols, tint)
	}
	return img
}

// mixed is a with a part of b.
func mixed(a, b color.RGBA, part float64) color.RGBA {
	return scale([]color.RGBA{a, b}, 2*part-1)
}
