package plots

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"image"
	"image/color"
	"maps"
	"slices"
	"time"
)

// encodeAPNG writes frames of one size as a PNG with animation chunks. After the
// first a frame holds only the rectangle that changed.
//
// Source: W3C, Portable Network Graphics (third edition), 2025, section 11.3.6.
func encodeAPNG(frames []*image.RGBA, delays []time.Duration) []byte {
	var out bytes.Buffer
	k := inksOf(frames...)
	k.header(&out, frames[0].Rect.Dx(), frames[0].Rect.Dy(), func() {
		chunk(&out, "acTL", numbers(uint32(len(frames)), 0))
	})
	sequence := uint32(0)
	for i, img := range frames {
		area := img.Bounds()
		if i > 0 {
			area = changed(frames[i-1], img)
		}
		control := numbers(sequence, uint32(area.Dx()), uint32(area.Dy()), uint32(area.Min.X), uint32(area.Min.Y))
		control = binary.BigEndian.AppendUint16(control, uint16(delays[i].Milliseconds()))
		control = binary.BigEndian.AppendUint16(control, 1000)
		chunk(&out, "fcTL", append(control, 0, 0)) // leave the frame, write over it
		sequence++
		data := k.deflated(img, area)
		if i == 0 {
			chunk(&out, "IDAT", data)
			continue
		}
		chunk(&out, "fdAT", append(numbers(sequence), data...))
		sequence++
	}
	chunk(&out, "IEND", nil)
	return out.Bytes()
}

// changed is the smallest rectangle outside which two pictures are equal, one dot at
// least.
func changed(a, b *image.RGBA) image.Rectangle {
	r := b.Bounds()
	row := func(y int) bool {
		return bytes.Equal(a.Pix[(y-r.Min.Y)*a.Stride:][:4*r.Dx()], b.Pix[(y-r.Min.Y)*b.Stride:][:4*r.Dx()])
	}
	column := func(x int) bool {
		for y := r.Min.Y; y < r.Max.Y; y++ {
			if a.RGBAAt(x, y) != b.RGBAAt(x, y) {
				return false
			}
		}
		return true
	}
	for r.Dy() > 1 && row(r.Max.Y-1) {
		r.Max.Y--
	}
	top := r
	for top.Dy() > 1 && row(top.Min.Y) {
		top.Min.Y++
	}
	for top.Dx() > 1 && column(top.Max.X-1) {
		top.Max.X--
	}
	for top.Dx() > 1 && column(top.Min.X) {
		top.Min.X++
	}
	return top
}

// commonColours is the 256 commonest colours of all frames, in a fixed order.
func commonColours(frames []*image.RGBA) color.Palette {
	count := map[color.RGBA]int{}
	for _, f := range frames {
		for i := 0; i+3 < len(f.Pix); i += 4 {
			count[color.RGBA{f.Pix[i], f.Pix[i+1], f.Pix[i+2], 255}]++
		}
	}
	all := slices.SortedFunc(maps.Keys(count), func(a, b color.RGBA) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a.R, b.R), cmp.Compare(a.G, b.G), cmp.Compare(a.B, b.B))
	})
	var p color.Palette
	for _, c := range all[:min(256, len(all))] {
		p = append(p, c)
	}
	return p
}

// paint is a picture in the colours of a palette.
func paint(img *image.RGBA, p color.Palette) *image.Paletted {
	out := image.NewPaletted(img.Bounds(), p)
	index := map[color.RGBA]uint8{}
	for i := range out.Pix {
		c := color.RGBA{img.Pix[4*i], img.Pix[4*i+1], img.Pix[4*i+2], 255}
		k, ok := index[c]
		if !ok {
			k = uint8(p.Index(c))
			index[c] = k
		}
		out.Pix[i] = k
	}
	return out
}
