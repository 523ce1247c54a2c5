package rbm

import "harmonium/stdlib/internal/vec"

// sparsity pushes the hidden units towards a target of how often they are on: it adds
// the gradient of −cost · (cross-entropy of the target p and the mean activity q), which is
// cost·(p − q) for every hidden field. q follows the minibatches.
//
// Sources: Lee, Ekanadham and Ng, NIPS (2008); Hinton, A practical guide to training
// restricted Boltzmann machines (2010).
type sparsity struct {
	target, cost float32
	often        []float32 // q
}

const remembering = 0.1 // how fast the mean activity follows

func newSparsity(m *RBM, how Training) *sparsity {
	s := &sparsity{float32(how.Sparsity), float32(how.SparsityCost), make([]float32, m.hidden)}
	for j := range s.often {
		s.often[j] = s.target
	}
	return s
}

func (s *sparsity) push(slope *RBM, data gibbs) {
	follow(s.often, remembering, hiddenMeans(data))
	by := make([]float32, len(s.often))
	for j, q := range s.often {
		by[j] = s.cost * (s.target - q)
	}
	vec.Axpy(slope.c, 1, by)
	for i, v := range visibleMeans(data) {
		vec.Axpy(slope.w[i*len(by):(i+1)*len(by)], v, by)
	}
}
