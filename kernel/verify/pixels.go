package verify

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"strings"
)

// pixelDiff compares two PNG files, given in base64.
func pixelDiff(stored, fresh string) Difference {
	a, b := decoded(stored), decoded(fresh)
	d := bytesDiff(a, b)
	if d.Detail == "" {
		return d
	}
	old, err1 := png.Decode(bytes.NewReader(a))
	now, err2 := png.Decode(bytes.NewReader(b))
	if err1 != nil || err2 != nil {
		return d
	}
	p := compared(old, now)
	if p.differ == 0 && p.old.Rect == p.now.Rect {
		d.Detail = "the pixels are equal (of an animation: of its first frame), the files are not: " + d.Detail
		return d
	}
	d.Detail = p.String()
	d.Picture = p.picture()
	return d
}

// decoded undoes base64; what is none stays as it is, so that it can still be compared.
func decoded(s string) []byte {
	raw, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(s), ""))
	if err != nil {
		return []byte(s)
	}
	return raw
}

// pixels is where two pictures differ.
type pixels struct {
	old, now *image.NRGBA
	differ   int
	most     int // largest difference of a channel, of 255
	at       image.Point
	where    image.Rectangle
}

func compared(old, now image.Image) pixels {
	p := pixels{old: plain(old), now: plain(now)}
	common := p.old.Rect.Intersect(p.now.Rect)
	for y := range common.Dy() {
		for x := range common.Dx() {
			n := distance(p.old.NRGBAAt(x, y), p.now.NRGBAAt(x, y))
			if n == 0 {
				continue
			}
			p.differ++
			p.where = p.where.Union(image.Rect(x, y, x+1, y+1))
			if n > p.most {
				p.most, p.at = n, image.Pt(x, y)
			}
		}
	}
	return p
}

// plain is the picture with its corner at the origin.
func plain(m image.Image) *image.NRGBA {
	out := image.NewNRGBA(image.Rectangle{Max: m.Bounds().Size()})
	draw.Draw(out, out.Rect, m, m.Bounds().Min, draw.Src)
	return out
}

func distance(a, b color.NRGBA) int {
	return max(apart(a.R, b.R), apart(a.G, b.G), apart(a.B, b.B), apart(a.A, b.A))
}

func apart(a, b uint8) int { return max(int(a)-int(b), int(b)-int(a)) }

func (p pixels) String() string {
	a, b := p.old.Rect.Size(), p.now.Rect.Size()
	size := ""
	if a != b {
		size = fmt.Sprintf("%d×%d pixels stored, %d×%d now; in what both have, ", a.X, a.Y, b.X, b.Y)
	}
	if p.differ == 0 {
		return size + "no pixel differs"
	}
	of := p.old.Rect.Intersect(p.now.Rect).Size()
	return size + fmt.Sprintf("%d of %d pixels differ (%.2g %%), between (%d,%d) and (%d,%d), by up to %d of 255, at (%d,%d)",
		p.differ, of.X*of.Y, 100*float64(p.differ)/float64(of.X*of.Y), p.where.Min.X, p.where.Min.Y, p.where.Max.X-1, p.where.Max.Y-1, p.most, p.at.X, p.at.Y)
}

// picture is stored, now and their difference, side by side: what differs is
// red, what is equal is pale.
func (p pixels) picture() []byte {
	const gap = 8
	a, b := p.old.Rect, p.now.Rect
	both := a.Union(b)
	out := image.NewNRGBA(image.Rect(0, 0, a.Dx()+b.Dx()+both.Dx()+2*gap, both.Dy()))
	draw.Draw(out, out.Rect, image.NewUniform(color.Gray{0x80}), image.Point{}, draw.Src)
	draw.Draw(out, a, p.old, image.Point{}, draw.Src)
	draw.Draw(out, b.Add(image.Pt(a.Dx()+gap, 0)), p.now, image.Point{}, draw.Src)
	left := a.Dx() + b.Dx() + 2*gap
	for y := range both.Dy() {
		for x := range both.Dx() {
			out.SetNRGBA(left+x, y, p.marked(x, y))
		}
	}
	var file bytes.Buffer
	if err := png.Encode(&file, out); err != nil {
		return nil // a picture without pixels
	}
	return file.Bytes()
}

func (p pixels) marked(x, y int) color.NRGBA {
	red := color.NRGBA{0xd0, 0x10, 0x10, 0xff}
	at := image.Pt(x, y)
	if !at.In(p.old.Rect) || !at.In(p.now.Rect) || p.old.NRGBAAt(x, y) != p.now.NRGBAAt(x, y) {
		return red
	}
	c := p.old.NRGBAAt(x, y)
	grey := 0xc0 + (int(c.R)+int(c.G)+int(c.B))/12
	return color.NRGBA{uint8(grey), uint8(grey), uint8(grey), 0xff}
}
