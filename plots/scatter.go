package plots

// Scatter draws clouds of dots. Of very many dots it draws one for every 2×2 pixels.
func Scatter(axes Axes, clouds ...Line) *Figure {
	dots := append([]Line(nil), clouds...)
	for i := range dots {
		dots[i].Points = true
	}
	return Lines(axes, dots...)
}
