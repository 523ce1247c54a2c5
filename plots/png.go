package plots

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"sync"
)

// inks is how the dots of pictures are stored in a PNG: as numbers of colours
// when there are at most 256, which is the rule for figures, else as red, green and
// blue. Dots count as opaque.
//
// Source: W3C, Portable Network Graphics (third edition), 2025.
type inks struct {
	colours []uint32 // in the order in which they appear; nil when there are too many
	depth   int      // bits a dot: 1, 2, 4 or 8 as numbers of colours, else 24
	table   []slot   // from colour to number, open addressing
}

// slot is free where its colour is 0: every opaque colour is above.
type slot struct {
	colour uint32
	number uint8
}

const opaque, inkSlots = 0xff000000, 2048

// inksOf gathers the colours of all pictures.
func inksOf(pictures ...*image.RGBA) *inks {
	k := &inks{table: make([]slot, inkSlots)}
	for _, img := range pictures {
		var last []byte
		for y := range img.Rect.Dy() {
			row := dotRow(img, img.Rect, y)
			if bytes.Equal(row, last) {
				continue
			}
			last = row
			if !k.gather(row) {
				return &inks{depth: 24}
			}
		}
	}
	k.depth = 8
	for _, d := range []int{4, 2, 1} {
		if len(k.colours) <= 1<<d {
			k.depth = d
		}
	}
	return k
}

// gather adds the colours of a row; false when there are more than 256.
func (k *inks) gather(row []byte) bool {
	last := uint32(0)
	for ; len(row) >= 4; row = row[4:] {
		c := binary.LittleEndian.Uint32(row) | opaque
		if c == last {
			continue
		}
		last = c
		s := k.find(c)
		if s.colour == c {
			continue
		}
		if len(k.colours) == 256 {
			return false
		}
		*s = slot{c, uint8(len(k.colours))}
		k.colours = append(k.colours, c)
	}
	return true
}

// find is the slot of a colour, or the free one where it belongs.
func (k *inks) find(c uint32) *slot {
	for at := c * 2654435761 >> 21; ; at = (at + 1) % inkSlots {
		if s := &k.table[at]; s.colour == c || s.colour == 0 {
			return s
		}
	}
}

// dotRow is row y of an area of a picture, four bytes a dot.
func dotRow(img *image.RGBA, area image.Rectangle, y int) []byte {
	at := img.PixOffset(area.Min.X, area.Min.Y+y)
	return img.Pix[at : at+4*area.Dx()]
}

// header is the chunks that come before the dots: their number and form, and the
// palette.
func (k *inks) header(out *bytes.Buffer, w, h int, between func()) {
	out.WriteString("\x89PNG\r\n\x1a\n")
	depth, kind := byte(k.depth), byte(3)
	if k.colours == nil {
		depth, kind = 8, 2
	}
	chunk(out, "IHDR", append(numbers(uint32(w), uint32(h)), depth, kind, 0, 0, 0))
	between()
	if k.colours == nil {
		return
	}
	var palette []byte
	for _, c := range k.colours {
		palette = append(palette, byte(c), byte(c>>8), byte(c>>16))
	}
	chunk(out, "PLTE", palette)
}

// deflated is the dots of an area, filtered and compressed. A row that repeats the
// one above is stored as its difference, which is nothing; other rows of colour
// numbers as they are, since a difference of numbers means nothing.
func (k *inks) deflated(img *image.RGBA, area image.Rectangle) []byte {
	var out bytes.Buffer
	z := deflaters.Get().(*zlib.Writer)
	defer deflaters.Put(z)
	z.Reset(&out)
	n := (area.Dx()*k.depth + 7) / 8
	zero := make([]byte, 1+n)
	zero[0] = up
	line, above := make([]byte, 1+n), make([]byte, 1+n)
	rest := make([]byte, 1+n)
	var last []byte
	for y := range area.Dy() {
		row := dotRow(img, area, y)
		if bytes.Equal(row, last) {
			z.Write(zero)
			continue
		}
		last = row
		k.pack(line[1:], row)
		if k.depth == 24 {
			z.Write(filtered(line, above, rest))
		} else {
			z.Write(line)
		}
		line, above = above, line
	}
	z.Close() // a bytes.Buffer takes everything
	return out.Bytes()
}

// The deflate level for a notebook: most of a figure is flat colour, which the
// fastest level packs nearly as small. A compressor is a megabyte, so it is kept.
var deflaters = sync.Pool{New: func() any {
	z, _ := zlib.NewWriterLevel(nil, zlib.BestSpeed) // the level exists
	return z
}}

// Filters of PNG, and the bytes of a dot in red, green and blue.
const sub, up, rgb = 1, 2, 3

// filtered is the line, or its difference to the left or upwards, whichever has the
// smallest bytes: they pack best. Every third dot is asked. The first byte of a line
// names its filter, 0 in line.
func filtered(line, above, rest []byte) []byte {
	var sizes [3]int
	for i := 1 + rgb; i < len(line); i += 3*rgb - 1 {
		sizes[0] += size(line[i])
		sizes[sub] += size(line[i] - line[i-rgb])
		sizes[up] += size(line[i] - above[i])
	}
	switch min(sizes[0], sizes[sub], sizes[up]) {
	case sizes[up]:
		rest[0] = up
		for i := 1; i < len(line); i++ {
			rest[i] = line[i] - above[i]
		}
	case sizes[sub]:
		rest[0] = sub
		copy(rest[1:1+rgb], line[1:])
		for i := 1 + rgb; i < len(line); i++ {
			rest[i] = line[i] - line[i-rgb]
		}
	default:
		return line
	}
	return rest
}

// size is how far a byte is from 0, counted in a circle.
func size(b byte) int { return int(min(b, -b)) }

// pack writes a row of dots in k's form.
func (k *inks) pack(line, row []byte) {
	if k.depth == 24 {
		for x := 0; 4*x < len(row); x++ {
			copy(line[rgb*x:rgb*x+rgb], row[4*x:])
		}
		return
	}
	per := 8 / k.depth
	clear(line)
	last, number := uint32(0), byte(0)
	for x := 0; 4*x < len(row); x++ {
		if c := binary.LittleEndian.Uint32(row[4*x:]) | opaque; c != last {
			last, number = c, k.find(c).number
		}
		line[x/per] |= number << (8 - k.depth - x%per*k.depth)
	}
}

// encodePNG writes a picture as a PNG.
func encodePNG(img *image.RGBA) []byte {
	k := inksOf(img)
	var out bytes.Buffer
	k.header(&out, img.Rect.Dx(), img.Rect.Dy(), func() {})
	chunk(&out, "IDAT", k.deflated(img, img.Rect))
	chunk(&out, "IEND", nil)
	return out.Bytes()
}

func numbers(v ...uint32) (b []byte) {
	for _, x := range v {
		b = binary.BigEndian.AppendUint32(b, x)
	}
	return b
}

// chunk is length, type, data and a checksum of type and data.
func chunk(out *bytes.Buffer, kind string, data []byte) {
	out.Write(numbers(uint32(len(data))))
	start := out.Len()
	out.WriteString(kind)
	out.Write(data)
	out.Write(numbers(crc32.ChecksumIEEE(out.Bytes()[start:])))
}

// asRGBA is a colour in the form of a raster.
func asRGBA(c color.Color) color.RGBA { return color.RGBAModel.Convert(c).(color.RGBA) }
