package boltzmann

import (
	"context"
	"fmt"
	"math"

	"harmonium/stdlib"
	"harmonium/stdlib/exact"
	"harmonium/stdlib/rng"
)

// Machine is a Boltzmann machine of V visible and H hidden units. Changing it
// while it samples is not safe; several samplings at once are.
type Machine struct {
	visible, hidden int
	weights         *stdlib.Dense // J of all N = V+H units, visible ones first
	bias            []float64
	mask            []bool // N×N, true where a coupling may differ from 0; nil means everywhere
	temperature     float64
	rows, cols      int // the shape of the examples
}

// New is a machine with all couplings 0, at temperature 1.
func New(visible, hidden int) (*Machine, error) {
	if visible < 1 || hidden < 0 {
		return nil, fmt.Errorf("boltzmann: %d visible and %d hidden units, want at least 1 and 0", visible, hidden)
	}
	w, err := stdlib.NewDense(visible + hidden)
	if err != nil {
		return nil, err
	}
	return &Machine{visible: visible, hidden: hidden, weights: w, bias: make([]float64, visible+hidden),
		temperature: 1, rows: 1, cols: visible}, nil
}

// Of is the machine of a model whose first units are the visible ones. It copies
// the model; a constant in its energy is left out.
func Of(of stdlib.Model, visible int) (*Machine, error) {
	model, err := of.Ising()
	if err != nil {
		return nil, err
	}
	m, err := New(visible, model.Units()-visible)
	if err != nil {
		return nil, err
	}
	for i := range m.Units() {
		model.Couplings.Neighbours(i, func(j int, w float64) { m.weights.Row(i)[j] = w })
	}
	copy(m.bias, model.Bias)
	return m, m.weights.Check()
}

// Visible is V.
func (m *Machine) Visible() int { return m.visible }

// Hidden is H.
func (m *Machine) Hidden() int { return m.hidden }

// Units is N = V+H.
func (m *Machine) Units() int { return m.visible + m.hidden }

// Temperature is T.
func (m *Machine) Temperature() float64 { return m.temperature }

// SetTemperature sets T > 0. The couplings stay; the distribution changes.
func (m *Machine) SetTemperature(t float64) error {
	if !(t > 0) || math.IsInf(t, 0) {
		return fmt.Errorf("boltzmann: the temperature is %v, want a finite number above 0", t)
	}
	m.temperature = t
	return nil
}

// Weights is J itself, not a copy. Who changes it keeps it symmetric and its
// diagonal 0.
func (m *Machine) Weights() *stdlib.Dense { return m.weights }

// Bias is b itself, not a copy.
func (m *Machine) Bias() []float64 { return m.bias }

// Ising is the machine as a model that the samplers and the annealer take, visible
// units first. It shares the couplings, and leaves the temperature to them.
func (m *Machine) Ising() (*stdlib.Ising, error) { return m.ising(), m.ising().Check() }

func (m *Machine) ising() *stdlib.Ising { return &stdlib.Ising{Couplings: m.weights, Bias: m.bias} }

// SetMask lets only those pairs be coupled that c couples (with any weight but 0),
// and puts the other couplings to 0. See [Layers] for a restricted machine.
func (m *Machine) SetMask(c stdlib.Couplings) error {
	n := m.Units()
	if c.Units() != n {
		return fmt.Errorf("boltzmann: the mask has %d units, the machine has %d", c.Units(), n)
	}
	m.mask = make([]bool, n*n)
	for i := range n {
		c.Neighbours(i, func(j int, _ float64) { m.mask[i*n+j] = true })
	}
	for i := range n {
		for j := range m.weights.Row(i) {
			if !m.mask[i*n+j] {
				m.weights.Row(i)[j] = 0
			}
		}
	}
	return nil
}

// Layers is the mask of a layered machine: every unit is coupled with all units of
// the layers before and behind its own, and with no other. Layers(V, H) is the mask
// of a restricted Boltzmann machine.
func Layers(sizes ...int) (*stdlib.Sparse, error) {
	var edges []stdlib.Edge
	n := 0
	for k, size := range sizes {
		if size < 0 {
			return nil, fmt.Errorf("boltzmann: layer %d has %d units", k+1, size)
		}
		if k > 0 {
			for i := n - sizes[k-1]; i < n; i++ {
				for j := n; j < n+size; j++ {
					edges = append(edges, stdlib.Edge{I: i, J: j, Weight: 1})
				}
			}
		}
		n += size
	}
	return stdlib.NewSparse(n, edges)
}

// Scatter gives the couplings that the mask allows normal values of the given
// standard deviation. Hidden units need it: where all are alike they stay alike.
func (m *Machine) Scatter(src rng.Source, deviation float64) error {
	if !(deviation >= 0) || math.IsInf(deviation, 0) {
		return fmt.Errorf("boltzmann: couplings of standard deviation %v, want a finite number from 0", deviation)
	}
	n, r := m.Units(), src.Reader()
	for i := range n {
		for j := range i {
			w := deviation * r.NormFloat64()
			if m.allows(i, j) {
				m.couple(i, j, w)
			}
		}
	}
	return nil
}

// Parameters is a copy of everything that is learned, in one list: the couplings that the
// mask allows, unit 1 with 0, 2 with 0 and 1, and so on, then the biases. Two machines
// of one shape can be compared by it.
func (m *Machine) Parameters() []float64 {
	var all []float64
	for i := range m.Units() {
		for j := range i {
			if m.allows(i, j) {
				all = append(all, m.weights.At(i, j))
			}
		}
	}
	return append(all, m.bias...)
}

// Step moves the machine by so much of a gradient: up the likelihood where by is above 0.
func (m *Machine) Step(g Gradient, by float64) error {
	n := m.Units()
	if g.Weights == nil || g.Weights.Units() != n || len(g.Bias) != n {
		return fmt.Errorf("boltzmann: the gradient is not of a machine of %d units", n)
	}
	if math.IsNaN(by) || math.IsInf(by, 0) {
		return fmt.Errorf("boltzmann: a step of %v times the gradient, want a finite number", by)
	}
	for i := range n {
		m.bias[i] += float64(by * g.Bias[i])
		for j := range i {
			if m.allows(i, j) {
				m.weights.Set(i, j, m.weights.At(i, j)+float64(by*g.Weights.At(i, j)))
			}
		}
	}
	return nil
}

func (m *Machine) allows(i, j int) bool { return m.mask == nil || m.mask[i*m.Units()+j] }

func (m *Machine) couple(i, j int, w float64) {
	m.weights.Row(i)[j], m.weights.Row(j)[i] = w, w
}

// Energy is E of a state of all V+H units.
func (m *Machine) Energy(p stdlib.Pattern) (float64, error) {
	if err := m.ising().CheckState(p.Spins); err != nil {
		return 0, fmt.Errorf("boltzmann: %w", err)
	}
	return m.ising().Energy(p.Spins), nil
}

// FreeEnergy is F(v) = −T ln Σ_h e^(−E(v,h)/T) of a state of the visible units. It
// is exact: the hidden units are enumerated (at most 24), or, where the mask lets no
// two of them be coupled, summed one by one.
func (m *Machine) FreeEnergy(ctx context.Context, v stdlib.Pattern) (float64, error) {
	if err := m.fits(v); err != nil {
		return 0, err
	}
	rest, err := m.given(m.extend(v.Spins), m.firstUnits())
	if err != nil {
		return 0, err
	}
	t := m.temperature
	if m.hiddenApart() {
		f := rest.model.Offset
		for _, b := range rest.model.Bias {
			f -= t * logTwoCosh(b/t)
		}
		return f, nil
	}
	all, err := exact.Enumerate(ctx, rest.model)
	if err != nil {
		return 0, fmt.Errorf("boltzmann: free energy: %w", err)
	}
	points, err := all.Thermodynamics(t)
	if err != nil {
		return 0, err
	}
	return points[0].F, nil
}

// logTwoCosh is ln(2 cosh x) without overflow.
func logTwoCosh(x float64) float64 { return math.Abs(x) + math.Log1p(math.Exp(-2*math.Abs(x))) }

// hiddenApart reports whether no two hidden units are coupled, so that given the
// visible ones they are independent.
func (m *Machine) hiddenApart() bool {
	for i := m.visible; i < m.Units(); i++ {
		for _, w := range m.weights.Row(i)[m.visible:] {
			if w != 0 {
				return false
			}
		}
	}
	return true
}

func (m *Machine) firstUnits() []int {
	units := make([]int, m.visible)
	for i := range units {
		units[i] = i
	}
	return units
}

// extend is v with hidden units, all −1, behind it.
func (m *Machine) extend(v []int8) []int8 {
	s := make([]int8, m.Units())
	for i := range s {
		s[i] = -1
	}
	copy(s, v)
	return s
}

func (m *Machine) fits(p stdlib.Pattern) error {
	if len(p.Spins) != m.visible {
		return fmt.Errorf("boltzmann: pattern has %d units, the machine has %d visible ones", len(p.Spins), m.visible)
	}
	return stdlib.CheckSpins(p.Spins)
}

// rest is the model of the units that are not clamped, given those that are.
type rest struct {
	model *stdlib.Ising // its energies are those of the whole machine
	free  []int         // its unit k is unit free[k] of the machine
}

func (m *Machine) given(s []int8, clamp []int) (rest, error) {
	held := make([]bool, m.Units())
	for _, i := range clamp {
		if i < 0 || i >= m.Units() {
			return rest{}, fmt.Errorf("boltzmann: clamped unit %d, the machine has units 0 to %d", i, m.Units()-1)
		}
		held[i] = true
	}
	var r rest
	only := make([]int8, len(s)) // 0 where free
	for i, v := range s {
		if held[i] {
			only[i] = v
		} else {
			r.free = append(r.free, i)
		}
	}
	fields := make([]float64, len(s))
	m.ising().Fields(fields, only)
	w, err := stdlib.NewDense(len(r.free))
	if err != nil {
		return rest{}, err
	}
	r.model = &stdlib.Ising{Couplings: w, Bias: make([]float64, len(r.free)), Offset: m.ising().EnergyOf(fields, only)}
	for k, i := range r.free {
		r.model.Bias[k] = fields[i]
		for l, j := range r.free {
			w.Row(k)[l] = m.weights.Row(i)[j]
		}
	}
	return r, nil
}

// Clone is a copy that shares nothing with m.
func (m *Machine) Clone() *Machine {
	c := *m
	c.weights, _ = stdlib.NewDense(m.Units())
	for i := range m.Units() {
		copy(c.weights.Row(i), m.weights.Row(i))
	}
	c.bias = append([]float64(nil), m.bias...)
	return &c
}

// String says what the machine is, in words.
func (m *Machine) String() string {
	return fmt.Sprintf("Boltzmann machine: %d visible and %d hidden units at T = %v", m.visible, m.hidden, m.temperature)
}
