package install

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
)

// The logo is a small Hopfield net: six units on a ring, every pair coupled, one
// unit flipped. Lengths are in units of the picture's side.
const (
	ring  = 0.36  // radius of the ring
	unit  = 0.098 // radius of a unit
	edge  = 0.016 // half width of a coupling
	units = 6
)

var (
	plusInk  = color.NRGBA{0x1f, 0x5f, 0x8b, 0xff}
	minusInk = color.NRGBA{0xd1, 0x5b, 0x2a, 0xff}
	edgeInk  = color.NRGBA{0x8f, 0xa9, 0xbc, 0xff}
)

func unitAt(i int) (x, y float64) {
	a := 2*math.Pi*float64(i)/units - math.Pi/2
	return 0.5 + ring*math.Cos(a), 0.5 + ring*math.Sin(a)
}

func unitInk(i int) color.NRGBA {
	if i == 1 {
		return minusInk
	}
	return plusInk
}

// LogoSVG is the logo as a vector picture.
func LogoSVG() []byte {
	var b bytes.Buffer
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">` + "\n")
	for i := range units {
		for j := range i {
			x1, y1 := unitAt(i)
			x2, y2 := unitAt(j)
			fmt.Fprintf(&b, `<line x1="%.2f" y1="%.2f" x2="%.2f" y2="%.2f" stroke="%s" stroke-width="%.1f"/>`+"\n", 100*x1, 100*y1, 100*x2, 100*y2, hex(edgeInk), 200*edge)
		}
	}
	for i := range units {
		x, y := unitAt(i)
		fmt.Fprintf(&b, `<circle cx="%.2f" cy="%.2f" r="%.1f" fill="%s"/>`+"\n", 100*x, 100*y, 100*unit, hex(unitInk(i)))
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

func hex(c color.NRGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// LogoPNG is the logo at size×size pixels on a transparent ground.
func LogoPNG(size int) ([]byte, error) {
	const fine = 8 // samples a side of a pixel
	img := image.NewNRGBA(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			var r, g, b, hits int
			for s := range fine * fine {
				c, ok := inkAt((float64(x)+(float64(s%fine)+0.5)/fine)/float64(size), (float64(y)+(float64(s/fine)+0.5)/fine)/float64(size))
				if ok {
					r, g, b, hits = r+int(c.R), g+int(c.G), b+int(c.B), hits+1
				}
			}
			if hits > 0 {
				img.SetNRGBA(x, y, color.NRGBA{uint8(r / hits), uint8(g / hits), uint8(b / hits), uint8(255 * hits / (fine * fine))})
			}
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		return nil, fmt.Errorf("install: %w", err)
	}
	return out.Bytes(), nil
}

// inkAt is the colour at a point of the unit square, if there is any.
func inkAt(x, y float64) (color.NRGBA, bool) {
	for i := range units {
		if ux, uy := unitAt(i); math.Hypot(x-ux, y-uy) <= unit {
			return unitInk(i), true
		}
	}
	for i := range units {
		for j := range i {
			if distanceToCoupling(x, y, i, j) <= edge {
				return edgeInk, true
			}
		}
	}
	return color.NRGBA{}, false
}

func distanceToCoupling(x, y float64, i, j int) float64 {
	x1, y1 := unitAt(i)
	x2, y2 := unitAt(j)
	dx, dy := x2-x1, y2-y1
	t := ((x-x1)*dx + (y-y1)*dy) / (dx*dx + dy*dy)
	t = math.Max(0, math.Min(1, t))
	return math.Hypot(x-x1-t*dx, y-y1-t*dy)
}
