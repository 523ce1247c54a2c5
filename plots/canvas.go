package plots

import (
	"image"
	"image/color"
	"math"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// px is CSS pixels in the unit of gonum/plot.
func px(x float64) vg.Length { return vg.Length(x) * 0.75 }

// canvas is a drawing area measured in CSS pixels from its top left corner.
type canvas struct {
	draw.Canvas
	style
	w, h float64
	top  float64 // where the title ends

	widths map[int]bool // of the images drawn so far; nil on raster canvases
}

func (c *canvas) at(x, y float64) vg.Point {
	return vg.Point{X: c.Min.X + px(x), Y: c.Max.Y - px(y)}
}

// inside is the part of the canvas between two corners, for gonum/plot to draw in.
func (c *canvas) inside(x0, y0, x1, y1 float64) draw.Canvas {
	a, b := c.at(x0, y1), c.at(x1, y0)
	return draw.Canvas{Canvas: c.Canvas.Canvas, Rectangle: vg.Rectangle{Min: a, Max: b}}
}

func (c *canvas) fill(x0, y0, x1, y1 float64, col color.Color) {
	c.FillPolygon(col, []vg.Point{c.at(x0, y0), c.at(x1, y0), c.at(x1, y1), c.at(x0, y1)})
}

func (c *canvas) line(x0, y0, x1, y1, width float64, col color.Color) {
	c.StrokeLine2(draw.LineStyle{Color: col, Width: px(width)}, c.at(x0, y0).X, c.at(x0, y0).Y, c.at(x1, y1).X, c.at(x1, y1).Y)
}

func (c *canvas) frame(x0, y0, x1, y1 float64, col color.Color) {
	c.line(x0, y0, x1, y0, 1, col)
	c.line(x0, y1, x1, y1, 1, col)
	c.line(x0, y0, x0, y1, 1, col)
	c.line(x1, y0, x1, y1, 1, col)
}

// text writes s with its anchor, as the style aligns it, at (x, y).
func (c *canvas) text(x, y float64, s string, sty text.Style) {
	if s != "" {
		c.FillText(sty, c.at(x, y), legible(s))
	}
}

// legible replaces the signs that the embedded font lacks by near ones.
func legible(s string) string { return signs.Replace(s) }

var signs = strings.NewReplacer("⟨", "‹", "⟩", "›", "ᵢ", "i", "ⱼ", "j", "ₖ", "k", "⌊", "[", "⌋", "]")

// fitting is s, cut to a width in pixels with … at its end where it is longer.
func (c *canvas) fitting(s string, width float64, sty text.Style) string {
	cut := s
	for r := []rune(s); len(r) > 1 && float64(sty.Width(cut)/0.75) > width; cut = string(r) + "…" {
		r = r[:len(r)-1]
	}
	return cut
}

// pixels puts an image, magnified without smoothing, between two corners. On a
// raster canvas the corners fall on dots, so that edges stay sharp.
func (c *canvas) pixels(x0, y0, x1, y1 float64, img image.Image) {
	x0, y0, x1, y1 = half(x0), half(y0), half(x1), half(y1)
	w, h := int(2*(x1-x0)), int(2*(y1-y0))
	if w < 1 || h < 1 {
		return
	}
	if c.widths != nil { // fpdf writes images in order of width, and equal ones in any order
		for c.widths[w] {
			w++
		}
		c.widths[w] = true
	}
	c.DrawImage(vg.Rectangle{Min: c.at(x0, y1), Max: c.at(x1, y0)}, magnify(img, w, h))
}

func half(x float64) float64 { return math.Round(2*x) / 2 }

// magnify is img with w×h dots: each takes the colour of the cell it falls in.
func magnify(img image.Image, w, h int) *image.RGBA {
	b := img.Bounds()
	cells := make([]color.RGBA, b.Dx())
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	last := -1
	for y := range h {
		row := out.Pix[y*out.Stride : y*out.Stride+4*w]
		if r := y * b.Dy() / h; r == last {
			copy(row, out.Pix[(y-1)*out.Stride:])
			continue
		} else {
			last = r
		}
		for i := range cells {
			cells[i] = color.RGBAModel.Convert(img.At(b.Min.X+i, b.Min.Y+last)).(color.RGBA)
		}
		for x := range w {
			p := cells[x*b.Dx()/w]
			row[4*x], row[4*x+1], row[4*x+2], row[4*x+3] = p.R, p.G, p.B, p.A
		}
	}
	return out
}

func (s style) letters(size float64, col color.Color) text.Style {
	return text.Style{
		Color:   col,
		Font:    font.From(font.Font{Typeface: "Liberation", Variant: "Sans"}, px(size)),
		Handler: plot.DefaultTextHandler,
		XAlign:  draw.XLeft, YAlign: draw.YTop,
	}
}

func (s style) heading() text.Style { return s.letters(15, s.ink) }
func (s style) label() text.Style   { return s.letters(13, s.ink) }
func (s style) small() text.Style   { return s.letters(11.5, s.faint) }

func aligned(sty text.Style, x text.XAlignment, y text.YAlignment) text.Style {
	sty.XAlign, sty.YAlign = x, y
	return sty
}
