package repl

import (
	"bufio"
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/png"
	"io"
)

// sixel sends a picture in bands six pixels high, one pass a colour.
func sixel(w io.Writer, data []byte, width int) error {
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return err
	}
	p := paletted(img, width)
	out := bufio.NewWriter(w)
	size := p.Bounds().Size()
	fmt.Fprintf(out, "\x1bPq\"1;1;%d;%d", size.X, size.Y)
	for i, c := range p.Palette {
		r, g, b, _ := c.RGBA()
		fmt.Fprintf(out, "#%d;2;%d;%d;%d", i, r*100/0xffff, g*100/0xffff, b*100/0xffff)
	}
	for top := 0; top < size.Y; top += 6 {
		band(out, p, top)
		out.WriteByte('-')
	}
	out.WriteString("\x1b\\")
	return out.Flush()
}

// paletted brings img to width columns by leaving pixels out, and to 216
// colours, on white.
func paletted(img image.Image, width int) *image.Paletted {
	b := img.Bounds()
	step := 1
	if width > 0 && b.Dx() > width {
		step = b.Dx() / width
	}
	flat := image.NewRGBA(image.Rect(0, 0, (b.Dx()+step-1)/step, (b.Dy()+step-1)/step))
	for y := range flat.Rect.Dy() {
		for x := range flat.Rect.Dx() {
			flat.Set(x, y, over(img.At(b.Min.X+x*step, b.Min.Y+y*step)))
		}
	}
	p := image.NewPaletted(flat.Rect, palette.WebSafe)
	draw.Draw(p, p.Rect, flat, image.Point{}, draw.Src)
	return p
}

// over puts a colour that may be transparent on white.
func over(c color.Color) color.Color {
	r, g, b, a := c.RGBA()
	rest := 0xffff - a
	return color.RGBA64{R: uint16(r + rest), G: uint16(g + rest), B: uint16(b + rest), A: 0xffff}
}

// band writes six rows: for every colour in them a line of bits, with runs shortened.
func band(out *bufio.Writer, p *image.Paletted, top int) {
	width := p.Rect.Dx()
	used := map[uint8][]byte{}
	var order []uint8
	for y := top; y < min(top+6, p.Rect.Dy()); y++ {
		for x := range width {
			c := p.ColorIndexAt(x, y)
			bits := used[c]
			if bits == nil {
				bits = make([]byte, width)
				used[c] = bits
				order = append(order, c)
			}
			bits[x] |= 1 << (y - top)
		}
	}
	for _, c := range order {
		fmt.Fprintf(out, "#%d", c)
		runs(out, used[c])
		out.WriteByte('$')
	}
}

func runs(out *bufio.Writer, bits []byte) {
	for i := 0; i < len(bits); {
		j := i
		for j < len(bits) && bits[j] == bits[i] {
			j++
		}
		if n := j - i; n > 3 {
			fmt.Fprintf(out, "!%d%c", n, bits[i]+63)
		} else {
			for range n {
				out.WriteByte(bits[i] + 63)
			}
		}
		i = j
	}
}
