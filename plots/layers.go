package plots

import (
	"fmt"
	"image"
	"strings"

	"gonum.org/v1/plot/vg/draw"
)

// Layer is the units of a layer as a picture of numbers from 0 to 1.
type Layer struct {
	Name       string
	Rows, Cols int
	Values     []float64 // Rows×Cols, row by row
}

// Layers draws the state of a deep model, the first layer, the visible one, at the
// bottom and the last on top; lines join neighbours.
func Layers(layers ...Layer) *Figure {
	if len(layers) == 0 {
		return failed("there is no layer to draw")
	}
	wide, high := make([]float64, len(layers)), make([]float64, len(layers))
	height := 0.0
	var parts []string
	for k, l := range layers {
		if l.Rows < 1 || l.Cols < 1 || len(l.Values) != l.Rows*l.Cols {
			return failed("layer %d has %d values, which do not fill %d rows of %d", k+1, len(l.Values), l.Rows, l.Cols)
		}
		unit := max(0.5, half(min(12, 300/float64(l.Cols), 150/float64(l.Rows))))
		wide[k], high[k] = unit*float64(l.Cols), unit*float64(l.Rows)
		height += high[k] + layerGap
		parts = append(parts, fmt.Sprintf("%s of %d units, on average %s", nameOr(l.Name, fmt.Sprint("layer ", k+1)), l.Rows*l.Cols, number(mean(l.Values))))
	}
	room := 0.0
	for _, w := range wide {
		room = max(room, w)
	}
	f := &Figure{Width: max(360, room+200), Height: height + 36, words: fmt.Sprintf("%d layers, from the bottom up: %s.", len(layers), strings.Join(parts, "; "))}
	f.draw = func(c *canvas) error {
		y, mid := c.h-14, half(140+(c.w-160)/2)
		for k, l := range layers {
			x := half(mid - wide[k]/2)
			top := half(y - high[k])
			img := image.NewRGBA(image.Rect(0, 0, l.Cols, l.Rows))
			for i, v := range l.Values {
				img.SetRGBA(i%l.Cols, i/l.Cols, c.shadeOf(v))
			}
			c.pixels(x, top, x+wide[k], top+high[k], img)
			c.frame(x, top, x+wide[k], top+high[k], c.faint)
			c.text(16, top+high[k]/2, c.fitting(nameOr(l.Name, fmt.Sprint("layer ", k+1)), 116, c.small()), aligned(c.small(), draw.XLeft, draw.YCenter))
			if k+1 < len(layers) {
				a := half(mid - wide[k+1]/2)
				c.line(x, top-3, a, top-layerGap+3, 1, c.faint)
				c.line(x+wide[k], top-3, a+wide[k+1], top-layerGap+3, 1, c.faint)
			}
			y = top - layerGap
		}
		return nil
	}
	return f
}

const layerGap = 34.0
