package plots

import "image"

// Greys draws a sheet of pictures of rows×cols numbers between 0 and 1, such as
// probabilities and pixels; 1 is ink. Numbers outside take the nearer end.
func Greys(rows, cols int, pictures [][]float64, captions ...string) *Figure {
	if len(pictures) == 0 {
		return failed("there is no picture to draw")
	}
	tiles := make([]tile, len(pictures))
	for k, p := range pictures {
		if rows < 1 || cols < 1 || len(p) != rows*cols {
			return failed("picture %d has %d numbers, which do not fill %d rows of %d", k+1, len(p), rows, cols)
		}
		tiles[k] = tile{rows, cols, func(c *canvas) image.Image {
			img := image.NewRGBA(image.Rect(0, 0, cols, rows))
			for i, v := range p {
				img.SetRGBA(i%cols, i/cols, c.shadeOf(v))
			}
			return img
		}}
	}
	return sheetOf(tiles, captions, "picture")
}
