package stdlib

// Model is whatever can be seen as an Ising model: couplings of any kind, an
// Ising, Binary or QUBO problem, a Hopfield net. Samplers and annealers that
// take a Model call Ising once; what it returns may share memory with the model.
type Model interface {
	Ising() (*Ising, error)
}

// Ising is m itself, checked.
func (m *Ising) Ising() (*Ising, error) { return m, m.Check() }

// Ising is the model with these couplings and no biases.
func (d *Dense) Ising() (*Ising, error) { return NewIsing(d, nil) }

// Ising is the model with these couplings and no biases.
func (s *Sparse) Ising() (*Ising, error) { return NewIsing(s, nil) }

// Ising is the model with these couplings and no biases.
func (l *Lattice) Ising() (*Ising, error) { return NewIsing(l, nil) }
