package rbm

import "harmonium/stdlib/internal/vec"

// fast is the weights that drive the chains of fast PCD: they learn as the machine does
// but quickly, and forget. Where the chains have stayed the energy rises under them, and
// they move on even when the machine itself learns slowly.
//
// Source: Tieleman and Hinton, ICML (2009).
type fast struct {
	weights *RBM
	driver  *RBM // the machine plus the weights
}

const forgetting = 1.0 / 20 // of the fast weights, at every update

func newFast(m *RBM) *fast { return &fast{m.zero(), m.zero()} }

// step goes along the slope, at the fast rate.
func (f *fast) step(m, slope *RBM, rate float32) {
	for k, x := range f.weights.parts() {
		vec.Axpy(x, -forgetting, x)
		vec.Axpy(x, rate, slope.parts()[k])
	}
	f.drive(m)
}

// drive sets the driver.
func (f *fast) drive(m *RBM) {
	for k, x := range f.driver.parts() {
		copy(x, m.parts()[k])
		vec.Axpy(x, 1, f.weights.parts()[k])
	}
}
