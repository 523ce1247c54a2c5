package plots

import (
	"fmt"
	"image"
	"math"
	"strings"

	"gonum.org/v1/plot/vg/draw"

	"harmonium/stdlib"
)

// Patterns draws a sheet of pictures, row after row; units at +1 are ink. There
// may be fewer captions than patterns, or none.
func Patterns(patterns []stdlib.Pattern, captions ...string) *Figure {
	if len(patterns) == 0 {
		return failed("there is no pattern to draw")
	}
	tiles, err := patternTiles(patterns)
	if err != nil {
		return &Figure{err: err}
	}
	return sheetOf(tiles, captions, "pattern")
}

func patternTiles(patterns []stdlib.Pattern) ([]tile, error) {
	tiles := make([]tile, len(patterns))
	for i, p := range patterns {
		if p.Rows*p.Cols != len(p.Spins) || len(p.Spins) == 0 {
			return nil, fmt.Errorf("plots: pattern %d has %d units, which do not fill %d rows of %d", i+1, len(p.Spins), p.Rows, p.Cols)
		}
		tiles[i] = tile{p.Rows, p.Cols, func(c *canvas) image.Image { return c.picture(p) }}
	}
	return tiles, nil
}

// tile is one picture of a sheet.
type tile struct {
	rows, cols int
	picture    func(c *canvas) image.Image
}

// sheetOf is a figure of tiles; noun is what one of them is.
func sheetOf(tiles []tile, captions []string, noun string) *Figure {
	s := newSheet(tiles, captions)
	if s == nil {
		return failed("%d captions for %d %ss", len(captions), len(tiles), noun)
	}
	s.layOut(640)
	return &Figure{Width: s.width(), Height: s.height(), words: s.words(noun), draw: s.draw}
}

func newSheet(tiles []tile, captions []string) *sheet {
	if len(captions) > len(tiles) {
		return nil
	}
	s := &sheet{tiles: tiles, captions: captions}
	for _, t := range tiles {
		s.rows, s.cols = max(s.rows, t.rows), max(s.cols, t.cols)
	}
	return s
}

// sheet is tiles of one size, in rows of the same length.
type sheet struct {
	tiles      []tile
	captions   []string
	rows, cols int     // the largest picture
	unit       float64 // pixels a unit
	across     int     // tiles a row; 0 means as many as fit
	left       float64 // room for the names of rows
	names      []string
}

const sheetGap, captionRoom = 14.0, 20.0

func (s *sheet) layOut(room float64) {
	n := len(s.tiles)
	target := 120.0 // pixels of a tile's longer side
	if n > 6 {
		target = 84
	}
	if n > 24 {
		target = 48
	}
	s.unit = max(0.5, math.Floor(2*target/float64(max(s.rows, s.cols)))/2)
	if s.across > 0 {
		return
	}
	s.across = min(n, max(1, int(room/(s.tileWidth()+sheetGap))))
	if n > s.across { // as even as it goes
		down := (n + s.across - 1) / s.across
		s.across = (n + down - 1) / down
	}
}

func (s *sheet) tileWidth() float64 {
	w := s.unit * float64(s.cols)
	for _, c := range s.captions {
		w = max(w, 6.2*float64(len([]rune(c)))) // the mean width of a letter in captions
	}
	return math.Ceil(w)
}

func (s *sheet) tileHeight() float64 {
	h := s.unit * float64(s.rows)
	if len(s.captions) > 0 {
		h += captionRoom
	}
	return math.Ceil(h)
}

func (s *sheet) width() float64 {
	return max(160, 24+s.left+float64(s.across)*(s.tileWidth()+sheetGap)-sheetGap)
}

func (s *sheet) height() float64 {
	down := (len(s.tiles) + s.across - 1) / s.across
	return 32 + 12 + float64(down)*(s.tileHeight()+sheetGap) - sheetGap + 6
}

func (s *sheet) draw(c *canvas) error {
	for i, p := range s.tiles {
		x := 12 + s.left + float64(i%s.across)*(s.tileWidth()+sheetGap)
		y := c.top + 6 + float64(i/s.across)*(s.tileHeight()+sheetGap)
		left := x + half((s.tileWidth()-s.unit*float64(p.cols))/2)
		right, bottom := left+s.unit*float64(p.cols), y+s.unit*float64(p.rows)
		c.pixels(left, y, right, bottom, p.picture(c))
		c.frame(left, y, right, bottom, c.faint)
		if k := i / s.across; i%s.across == 0 && k < len(s.names) {
			c.text(12+s.left-10, (y+bottom)/2, s.names[k], aligned(c.small(), draw.XRight, draw.YCenter))
		}
		if i < len(s.captions) {
			c.text(x+s.tileWidth()/2, bottom+5, s.captions[i], aligned(c.small(), draw.XCenter, draw.YTop))
		}
	}
	return nil
}

func (c *canvas) picture(p stdlib.Pattern) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, p.Cols, p.Rows))
	for i, v := range p.Spins {
		col := c.off
		if v > 0 {
			col = c.on
		}
		img.SetRGBA(i%p.Cols, i/p.Cols, col)
	}
	return img
}

func (s *sheet) words(noun string) string {
	if len(s.tiles) != 1 {
		noun += "s"
	}
	w := fmt.Sprintf("Sheet of %d %s of %d×%d units", len(s.tiles), noun, s.rows, s.cols)
	if len(s.captions) > 0 {
		w += ": " + strings.Join(s.captions, ", ")
	}
	return w + "."
}
