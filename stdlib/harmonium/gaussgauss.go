package harmonium

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// sumGaussian is the sums of two Gaussian layers. With z = (v, h), Q from the
// precisions and −W, and c = (a, b),
//
//	ln Z = ½ (V+H) ln 2π − ½ ln det Q + ½ cᵀQ⁻¹c
//
// and z is normal with mean Q⁻¹c and covariance Q⁻¹.
func (m *Machine) sumGaussian(withMoments bool) (sums, error) {
	v, h := m.visible.Units(), m.hidden.Units()
	var chol mat.Cholesky
	if !chol.Factorize(m.quadratic(1)) {
		return sums{}, errUndecided
	}
	c := mat.NewVecDense(v+h, append(append([]float64(nil), m.a[:v]...), m.b[:h]...))
	var mean mat.VecDense
	if err := chol.SolveVecTo(&mean, c); err != nil {
		return sums{}, fmt.Errorf("harmonium: the couplings are too near to the border where Z is infinite: %w", err)
	}
	s := sums{logZ: float64(v+h)*logTwoPi/2 - chol.LogDet()/2 + mat.Dot(c, &mean)/2}
	if !withMoments {
		return s, nil
	}
	var cov mat.SymDense
	if err := chol.InverseTo(&cov); err != nil {
		return sums{}, fmt.Errorf("harmonium: the couplings are too near to the border where Z is infinite: %w", err)
	}
	second := func(i, j int) float64 { return cov.At(i, j) + mean.AtVec(i)*mean.AtVec(j) }
	layer := func(first, n, statistics int) []float64 {
		f := make([]float64, statistics)
		for i := range n {
			f[i] = mean.AtVec(first + i)
			if statistics > n {
				f[n+i] = -second(first+i, first+i) / 2
			}
		}
		return f
	}
	s.f, s.g = layer(0, v, len(m.a)), layer(v, h, len(m.b))
	for i := range v {
		for j := range h {
			s.both = append(s.both, second(i, v+j))
		}
	}
	return s, nil
}
