package plots

import (
	"image"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	plotfont "gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgpdf"
)

// page is a PDF on which vgpdf's two slips are mended: its fonts have the 256 letters of
// a western code page, in which − and β are not, and it turns pictures upside down,
// since its axis of y points up. Letters are drawn as their outlines.
type page struct{ *vgpdf.Canvas }

// DrawImage is called by gonum/plot.
func (p page) DrawImage(r vg.Rectangle, img image.Image) {
	b := img.Bounds()
	turned := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	for y := range b.Dy() {
		for x := range b.Dx() {
			turned.SetRGBA(x, b.Dy()-1-y, cell(img, b.Min.X+x, b.Min.Y+y))
		}
	}
	p.Canvas.DrawImage(r, turned)
}

// FillString is called by gonum/plot.
func (p page) FillString(f plotfont.Face, at vg.Point, s string) {
	em := f.Face.UnitsPerEm()
	scale := f.Font.Size / vg.Length(em)
	var b sfnt.Buffer
	var last sfnt.GlyphIndex
	for k, r := range s {
		i, err := f.Face.GlyphIndex(&b, r)
		if err != nil {
			continue // as gonum's own canvases do: a letter that cannot be had has no width
		}
		if k > 0 {
			if kern, err := f.Face.Kern(&b, last, i, fixed.Int26_6(em), font.HintingNone); err == nil {
				at.X += vg.Length(kern) * scale
			}
		}
		last = i
		if outline, err := f.Face.LoadGlyph(&b, i, fixed.Int26_6(em), nil); err == nil {
			p.Fill(pathOf(outline, at, scale))
		}
		if wide, err := f.Face.GlyphAdvance(&b, i, fixed.Int26_6(em), font.HintingNone); err == nil {
			at.X += vg.Length(wide) * scale
		}
	}
}

// pathOf is a letter's outline, whose y points down, at a place.
func pathOf(outline sfnt.Segments, at vg.Point, scale vg.Length) (path vg.Path) {
	point := func(q fixed.Point26_6) vg.Point {
		return vg.Point{X: at.X + vg.Length(q.X)*scale, Y: at.Y - vg.Length(q.Y)*scale}
	}
	for k, s := range outline {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if k > 0 {
				path.Close()
			}
			path.Move(point(s.Args[0]))
		case sfnt.SegmentOpLineTo:
			path.Line(point(s.Args[0]))
		case sfnt.SegmentOpQuadTo:
			path.QuadTo(point(s.Args[0]), point(s.Args[1]))
		case sfnt.SegmentOpCubeTo:
			path.CubeTo(point(s.Args[0]), point(s.Args[1]), point(s.Args[2]))
		}
	}
	if len(path) > 0 {
		path.Close()
	}
	return path
}
