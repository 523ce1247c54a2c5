package plots

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// The largest matrix whose eigenvalues are found for a figure: a few seconds.
const spectrumSide = 1500

// Spectrum draws how many eigenvalues of a symmetric matrix lie where, or for any
// other matrix its singular values. Hebb's rule shows its patterns as a group
// away from the rest.
func Spectrum(m mat.Matrix) *Figure {
	if m == nil {
		return failed("there is no matrix to draw")
	}
	rows, cols := m.Dims()
	if rows == 0 || cols == 0 || max(rows, cols) > spectrumSide {
		return failed("the spectrum of a matrix of %d×%d, want 1 to %d a side", rows, cols, spectrumSide)
	}
	if _, _, odd := matrixLimits(m); odd > 0 {
		return failed("the spectrum of a matrix with %d entries that are not finite", odd)
	}
	values, name, err := spectrum(m)
	if err != nil {
		return &Figure{err: err}
	}
	f := Histogram(name, values)
	if f.err == nil {
		lo, hi := limits(values)
		f.words = fmt.Sprintf("Spectrum of a matrix of %d×%d: %d values of %s from %s to %s.", rows, cols, len(values), name, number(lo), number(hi))
	}
	return f
}

func spectrum(m mat.Matrix) (values []float64, name string, err error) {
	rows, cols := m.Dims()
	if rows == cols && symmetric(m) {
		s := mat.NewSymDense(rows, nil)
		for i := range rows {
			for j := i; j < rows; j++ {
				s.SetSym(i, j, m.At(i, j))
			}
		}
		var e mat.EigenSym
		if !e.Factorize(s, false) {
			return nil, "", fmt.Errorf("plots: the eigenvalues of a matrix of %d×%d were not found", rows, cols)
		}
		return e.Values(nil), "eigenvalue", nil
	}
	var d mat.SVD
	if !d.Factorize(m, mat.SVDNone) {
		return nil, "", fmt.Errorf("plots: the singular values of a matrix of %d×%d were not found", rows, cols)
	}
	return d.Values(nil), "singular value", nil
}

func symmetric(m mat.Matrix) bool {
	n, _ := m.Dims()
	for i := range n {
		for j := range i {
			if a, b := m.At(i, j), m.At(j, i); math.Abs(a-b) > 1e-12*max(math.Abs(a), math.Abs(b)) {
				return false
			}
		}
	}
	return true
}
