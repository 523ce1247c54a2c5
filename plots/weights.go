package plots

import (
	"fmt"
	"image"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Weights draws how often the entries of a matrix occur; of a square one without
// its diagonal, which holds no weights.
func Weights(m mat.Matrix) *Figure {
	if m == nil {
		return failed("there is no matrix to draw")
	}
	rows, cols := m.Dims()
	var all []float64
	for i := range rows {
		for j := range cols {
			if rows != cols || i != j || rows == 1 {
				all = append(all, m.At(i, j))
			}
		}
	}
	return Histogram("weight", all, Mark{At: []float64{0}})
}

// ReceptiveFields draws what each hidden unit looks for: column j of the V×H
// matrix as a picture of rows×cols = V pixels, blue below and red above zero, all on
// one scale.
func ReceptiveFields(weights mat.Matrix, rows, cols int) *Figure {
	if weights == nil {
		return failed("there is no matrix to draw")
	}
	v, h := weights.Dims()
	if h == 0 || rows < 1 || cols < 1 || rows*cols != v {
		return failed("%d weights a hidden unit (of %d) do not fill %d rows of %d", v, h, rows, cols)
	}
	lo, hi, _ := matrixLimits(weights)
	most := max(math.Abs(lo), math.Abs(hi))
	tiles := make([]tile, h)
	for j := range tiles {
		tiles[j] = tile{rows, cols, func(c *canvas) image.Image {
			img := image.NewRGBA(image.Rect(0, 0, cols, rows))
			for i := range v {
				col := c.faint
				if w := weights.At(i, j); isFinite(w) {
					col = scale(c.diverging, ratio(w, most))
				}
				img.SetRGBA(i%cols, i/cols, col)
			}
			return img
		}}
	}
	f := sheetOf(tiles, nil, "receptive field")
	f.words += fmt.Sprintf(" Weights from %s to %s; blue is negative, red is positive.", number(lo), number(hi))
	return f
}

// ratio is v/most, 0 where there is nothing to compare with.
func ratio(v, most float64) float64 {
	if !(most > 0) {
		return 0
	}
	return v / most
}
