package plots

import (
	"image"
	"image/color"
	stddraw "image/draw"
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

	dots         *image.RGBA  // the whole picture on raster canvases, else nil
	left0, high0 float64      // where in it this canvas has its top left corner, in CSS pixels
	widths       map[int]bool // of the images drawn so far; nil on raster canvases
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
	if r, whole := c.wholeDots(x0, y0, x1, y1); whole {
		stddraw.Draw(c.dots, r, image.NewUniform(col), image.Point{}, stddraw.Over) // Go's own is quick where col is opaque
		return
	}
	c.FillPolygon(col, []vg.Point{c.at(x0, y0), c.at(x1, y0), c.at(x1, y1), c.at(x0, y1)})
}

// wholeDots is a rectangle of the raster, when its corners fall on dots.
func (c *canvas) wholeDots(x0, y0, x1, y1 float64) (r image.Rectangle, whole bool) {
	if c.dots == nil {
		return r, false
	}
	at := [4]float64{2 * (c.left0 + x0), 2 * (c.high0 + y0), 2 * (c.left0 + x1), 2 * (c.high0 + y1)}
	var on [4]int
	for i, v := range at {
		on[i] = int(math.Round(v))
		if math.Abs(v-float64(on[i])) > 1e-6 {
			return r, false
		}
	}
	return image.Rect(on[0], on[1], on[2], on[3]), true
}

func (c *canvas) line(x0, y0, x1, y1, width float64, col color.Color) {
	w := width / 2
	switch {
	case c.dots != nil && y0 == y1:
		if _, whole := c.wholeDots(x0, y0-w, x1, y1+w); whole {
			c.fill(x0, y0-w, x1, y1+w, col)
			return
		}
	case c.dots != nil && x0 == x1:
		if _, whole := c.wholeDots(x0-w, y0, x1+w, y1); whole {
			c.fill(x0-w, y0, x1+w, y1, col)
			return
		}
	}
	c.StrokeLine2(draw.LineStyle{Color: col, Width: px(width)}, c.at(x0, y0).X, c.at(x0, y0).Y, c.at(x1, y1).X, c.at(x1, y1).Y)
}

// frame is a thin line around a rectangle, which hides nothing of it.
func (c *canvas) frame(x0, y0, x1, y1 float64, col color.Color) {
	c.box(x0-0.5, y0-0.5, x1+0.5, y1+0.5, 1, col)
}

// text writes s with its anchor, as the style aligns it, at (x, y).
func (c *canvas) text(x, y float64, s string, sty text.Style) {
	if s != "" {
		c.FillText(sty, c.at(x, y), legible(s))
	}
}

// legible replaces the signs that the embedded font lacks by near ones.
func legible(s string) string { return signs.Replace(s) }

var signs = strings.NewReplacer("⟨", "‹", "⟩", "›", "ᵢ", "i", "ⱼ", "j", "ₖ", "k", "⌊", "[", "⌋", "]", "R̂", "R-hat")

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
	if r, whole := c.wholeDots(x0, y0, x1, y1); whole {
		magnify(c.dots, r, img)
		return
	}
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
	large := image.NewRGBA(image.Rect(0, 0, w, h))
	magnify(large, large.Rect, img)
	c.DrawImage(vg.Rectangle{Min: c.at(x0, y1), Max: c.at(x1, y0)}, large)
}

func half(x float64) float64 { return math.Round(2*x) / 2 }

// magnify draws img over an area of a raster: each dot takes the colour of the cell
// it falls in.
func magnify(on *image.RGBA, area image.Rectangle, img image.Image) {
	b, part := img.Bounds(), area.Intersect(on.Rect)
	w, h := area.Dx(), area.Dy()
	line := image.NewRGBA(image.Rect(area.Min.X, 0, area.Max.X, 1))
	last, opaque := -1, true
	for y := part.Min.Y; y < part.Max.Y; y++ {
		if r := (y - area.Min.Y) * b.Dy() / h; r != last {
			last, opaque = r, true
			for i, x := 0, 0; i < b.Dx(); i++ {
				p := cell(img, b.Min.X+i, b.Min.Y+r)
				opaque = opaque && p.A == 255
				for end := ((i+1)*w + b.Dx() - 1) / b.Dx(); x < end; x++ {
					copy(line.Pix[4*x:4*x+4], []byte{p.R, p.G, p.B, p.A})
				}
			}
		}
		row := image.Rect(part.Min.X, y, part.Max.X, y+1)
		if opaque {
			copy(dotRow(on, row, 0), line.Pix[line.PixOffset(part.Min.X, 0):])
			continue
		}
		stddraw.Draw(on, row, line, image.Pt(part.Min.X, 0), stddraw.Over)
	}
}

// cell is the colour of a dot of any picture.
func cell(img image.Image, x, y int) color.RGBA {
	if rgba, ok := img.(*image.RGBA); ok {
		return rgba.RGBAAt(x, y)
	}
	return asRGBA(img.At(x, y))
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
