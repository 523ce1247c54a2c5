package rbm

import "harmonium/stdlib"

// Ising is the machine as a model of spins, visible units first, with the same
// energies: what the annealer, the tempering and the enumeration of all states take.
// Its couplings are those between the layers, J = W/4.
func (m *RBM) Ising() (*stdlib.Ising, error) {
	var edges []stdlib.Edge
	for i := range m.visible {
		for j := range m.hidden {
			if w := m.w[i*m.hidden+j]; w != 0 {
				edges = append(edges, stdlib.Edge{I: i, J: m.visible + j, Weight: float64(w)})
			}
		}
	}
	w, err := stdlib.NewSparse(m.visible+m.hidden, edges)
	if err != nil {
		return nil, err
	}
	bits := stdlib.Binary{Weights: w, Bias: append(wide(m.b), wide(m.c)...)}
	return bits.Ising()
}
