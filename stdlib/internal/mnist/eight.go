package main

import (
	"gonum.org/v1/gonum/mat"

	"harmonium/stdlib/rbm"
	"harmonium/stdlib/rng"
)

// eight is 1,797 digits, as many as scikit-learn has, of 8×8: the pictures' inner 24×24
// in squares of 3×3.
func (d *digits) eight() (*rbm.Data, error) {
	const count, side, square, edge = 1797, 8, 3, 2
	x := mat.NewDense(count, side*side, nil)
	for k := range count {
		for r := range side * square {
			for c := range side * square {
				v := float64(d.images.Data[k*784+(r+edge)*28+c+edge]) / 255
				at := r/square*side + c/square
				x.Set(k, at, min(1, x.At(k, at)+v/(square*square)))
			}
		}
	}
	return rbm.FromRows(rng.New(1), x)
}
