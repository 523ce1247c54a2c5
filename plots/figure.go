package plots

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"io"
	"sync"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"git.sr.ht/~sbinet/gg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgpdf"
	"gonum.org/v1/plot/vg/vgsvg"
)

// Figure is a picture that can draw itself. Its fields may be changed until it
// is drawn.
type Figure struct {
	Title         string
	Width, Height float64 // CSS pixels
	Theme         Theme   // the zero Theme is Light

	words string // what the figure shows
	err   error  // why it cannot be drawn
	draw  func(c *canvas) error
}

// The largest figure, in CSS pixels a side.
const maxSide = 8192

// Titled gives the figure a title and returns it.
func (f *Figure) Titled(title string) *Figure {
	f.Title = title
	return f
}

// Sized gives the figure a width and height in CSS pixels and returns it.
func (f *Figure) Sized(width, height float64) *Figure {
	f.Width, f.Height = width, height
	return f
}

// Dark gives the figure the dark theme and returns it.
func (f *Figure) Dark() *Figure {
	f.Theme = Dark
	return f
}

// Words says what the figure shows, for a terminal or a screen reader.
func (f *Figure) Words() string {
	switch {
	case f.err != nil:
		return "No figure: " + f.err.Error()
	case f.Title != "":
		return f.Title + ". " + f.words
	}
	return f.words
}

// String is Words.
func (f *Figure) String() string { return f.Words() }

// Err is why the figure cannot be drawn; nil when it can.
func (f *Figure) Err() error { return f.err }

// PNG draws the figure with two dots to a CSS pixel.
func (f *Figure) PNG() ([]byte, error) {
	img, err := f.raster()
	if err != nil {
		return nil, err
	}
	return encodePNG(img), nil
}

// Image draws the figure with two dots to a CSS pixel.
func (f *Figure) Image() (image.Image, error) {
	img, err := f.raster()
	if err != nil {
		return nil, err // and no image: a nil *image.RGBA would not be nil
	}
	return img, nil
}

// raster draws the figure on dots. What lies on whole dots is written straight
// into the picture, everything else by vgimg, whose own picture is the same one.
func (f *Figure) raster() (img *image.RGBA, err error) {
	err = f.onto(func() *canvas {
		w, h := f.size()
		img = image.NewRGBA(image.Rect(0, 0, int(2*w), int(2*h)))
		brush := gg.NewContextForRGBA(img)
		brush.SetLineCapButt()
		brush.InvertY()
		c := vgimg.NewWith(vgimg.UseDPI(2*96), vgimg.UseImageWithContext(img, brush))
		return &canvas{Canvas: draw.New(c), dots: img}
	})
	return img, err
}

// SVG draws the figure as vectors; heatmaps and patterns stay rasters.
func (f *Figure) SVG() ([]byte, error) {
	return f.file(func(w, h float64) (io.WriterTo, draw.Canvas) {
		c := vgsvg.New(px(w), px(h))
		return c, draw.New(c)
	})
}

// PDF draws the figure as a page of its own size; letters are outlines.
func (f *Figure) PDF() ([]byte, error) {
	plainPDF()
	return f.file(func(w, h float64) (io.WriterTo, draw.Canvas) {
		c := vgpdf.New(px(w), px(h))
		return c, draw.New(page{c})
	})
}

// plainPDF keeps clock and map order out of a PDF's bytes. vgpdf does not hand
// out its document, so the library's defaults are the only way in.
var plainPDF = sync.OnceFunc(func() {
	fpdf.SetDefaultCatalogSort(true)
	fpdf.SetDefaultCreationDate(time.Unix(0, 0).UTC())
	fpdf.SetDefaultModificationDate(time.Unix(0, 0).UTC())
})

func (f *Figure) file(open func(w, h float64) (io.WriterTo, draw.Canvas)) ([]byte, error) {
	var out io.WriterTo
	err := f.onto(func() *canvas {
		c := &canvas{widths: map[int]bool{}}
		out, c.Canvas = open(f.size())
		return c
	})
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	_, err = out.WriteTo(&b)
	return b.Bytes(), err
}

// MIMEBundle is the figure as PNG (base64) and in words, keyed by MIME type, with
// the size in CSS pixels as metadata: what a notebook wants.
func (f *Figure) MIMEBundle() (data, metadata map[string]any, err error) {
	b, err := f.PNG()
	if err != nil {
		return nil, nil, err
	}
	w, h := f.size()
	data = map[string]any{"image/png": base64.StdEncoding.EncodeToString(b), "text/plain": f.Words()}
	metadata = map[string]any{"image/png": map[string]any{"width": int(w), "height": int(h)}}
	return data, metadata, nil
}

// size is whole pixels, so that a PNG has exactly twice as many.
func (f *Figure) size() (w, h float64) { return float64(int(f.Width)), float64(int(f.Height)) }

// onto draws on the canvas that open makes. gonum/plot panics where it cannot
// draw: that stops here and becomes an error.
func (f *Figure) onto(open func() *canvas) (err error) {
	if f.err != nil {
		return f.err
	}
	w, h := f.size()
	if !(w >= 1 && h >= 1 && w <= maxSide && h <= maxSide) {
		return fmt.Errorf("plots: a figure of %v×%v pixels, want 1 to %d a side", f.Width, f.Height, maxSide)
	}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("plots: %v", r)
		}
	}()
	c := open()
	c.style, c.w, c.h = f.Theme.style(), w, h
	c.fill(0, 0, w, h, c.paper)
	return f.paint(c)
}

// paint draws title and figure on a canvas of its size.
func (f *Figure) paint(c *canvas) error {
	c.top = 8
	if f.Title != "" {
		c.text(12, 10, c.fitting(f.Title, c.w-20, c.heading()), c.heading())
		c.top = 32
	}
	return f.draw(c)
}

// failed is a figure that cannot be drawn.
func failed(format string, a ...any) *Figure {
	return &Figure{err: fmt.Errorf("plots: "+format, a...)}
}
