package plots

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"maps"
	"slices"
	"time"
)

// encodeAPNG writes frames of one size as a PNG with animation chunks. After the
// first a frame holds only the rectangle that changed.
//
// Source: W3C, Portable Network Graphics (third edition), 2025, section 11.3.6.
func encodeAPNG(frames []*image.RGBA, delays []time.Duration) ([]byte, error) {
	var out bytes.Buffer
	sequence := uint32(0)
	for i, img := range frames {
		area := img.Bounds()
		if i > 0 {
			area = changed(frames[i-1], img)
		}
		head, data, err := opaquePNG(img, area)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			out.WriteString("\x89PNG\r\n\x1a\n")
			chunk(&out, "IHDR", head)
			chunk(&out, "acTL", numbers(uint32(len(frames)), 0))
		}
		control := numbers(sequence, uint32(area.Dx()), uint32(area.Dy()), uint32(area.Min.X), uint32(area.Min.Y))
		control = binary.BigEndian.AppendUint16(control, uint16(delays[i].Milliseconds()))
		control = binary.BigEndian.AppendUint16(control, 1000)
		chunk(&out, "fcTL", append(control, 0, 0)) // leave the frame, write over it
		sequence++
		if i == 0 {
			chunk(&out, "IDAT", data)
			continue
		}
		chunk(&out, "fdAT", append(numbers(sequence), data...))
		sequence++
	}
	chunk(&out, "IEND", nil)
	return out.Bytes(), nil
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
	body := append([]byte(kind), data...)
	out.Write(body)
	out.Write(numbers(crc32.ChecksumIEEE(body)))
}

// opaquePNG is header and compressed data of a part of a picture. Figures have no
// transparent dots, so that all frames get the same colour type.
func opaquePNG(img *image.RGBA, area image.Rectangle) (head, data []byte, err error) {
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, img.SubImage(area)); err != nil {
		return nil, nil, err
	}
	for p := b.Bytes()[8:]; len(p) >= 12; {
		n := int(binary.BigEndian.Uint32(p))
		switch string(p[4:8]) {
		case "IHDR":
			head = p[8 : 8+n]
		case "IDAT":
			data = append(data, p[8:8+n]...)
		}
		p = p[12+n:]
	}
	return head, data, nil
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
