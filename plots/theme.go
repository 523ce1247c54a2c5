package plots

import (
	"image/color"

	"gonum.org/v1/plot/palette/brewer"
)

// Theme is the look of a figure.
type Theme int

const (
	Light Theme = iota
	Dark
)

// style is the colours of a theme. Curves take Okabe and Ito's colours, which
// colour-blind people tell apart (Okabe and Ito, Color Universal Design, 2008);
// matrices take ColorBrewer's blue to red through the paper's own tone.
type style struct {
	paper, ink, faint, grid color.RGBA
	on, off                 color.RGBA   // units at +1 and −1
	curves                  []color.RGBA // one after the other
	diverging               []color.RGBA // from −1 to +1
	sequential              []color.RGBA // from the lowest to the highest
}

func (t Theme) style() style {
	s := style{
		paper: grey(255), ink: grey(34), faint: grey(96), grid: grey(232),
		on: color.RGBA{31, 42, 68, 255}, off: color.RGBA{243, 241, 235, 255},
		curves: []color.RGBA{
			{0, 114, 178, 255}, {213, 94, 0, 255}, {0, 158, 115, 255},
			{204, 121, 167, 255}, {230, 159, 0, 255}, {86, 180, 233, 255},
		},
	}
	// The error is for palettes that do not exist; these do. The outermost colours
	// of blue to red are left out: nearly black, they look alike.
	low, _ := brewer.GetPalette(brewer.TypeSequential, "YlGnBu", 9)
	s.sequential = between(low.Colors(), 8, 0)
	if t == Dark {
		s.paper, s.ink, s.faint, s.grid = color.RGBA{24, 25, 29, 255}, grey(232), grey(168), grey(58)
		s.on, s.off = color.RGBA{240, 228, 188, 255}, color.RGBA{44, 47, 56, 255}
		s.curves[0], s.curves[5] = s.curves[5], s.curves[0]
		s.diverging = []color.RGBA{{122, 186, 255, 255}, {52, 110, 190, 255}, {38, 40, 46, 255}, {196, 72, 62, 255}, {255, 160, 140, 255}}
		return s
	}
	p, _ := brewer.GetPalette(brewer.TypeDiverging, "RdBu", 11)
	s.diverging = between(p.Colors(), 9, 1)
	return s
}

// between is the colours of a palette from one place down to another.
func between(colours []color.Color, from, to int) (some []color.RGBA) {
	for i := from; i >= to; i-- {
		some = append(some, asRGBA(colours[i]))
	}
	return some
}

func grey(v uint8) color.RGBA { return color.RGBA{v, v, v, 255} }

// scale is the colour of x in [−1, 1] on a list of colours with equal steps.
func scale(colours []color.RGBA, x float64) color.RGBA {
	at := (min(max(x, -1), 1) + 1) / 2 * float64(len(colours)-1)
	i := min(int(at), len(colours)-2)
	f := at - float64(i)
	a, b := colours[i], colours[i+1]
	mix := func(p, q uint8) uint8 { return uint8(float64(float64(p)*(1-f)) + float64(float64(q)*f) + 0.5) }
	return color.RGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 255}
}
