package deep

import (
	"fmt"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rbm"
	"harmonium/stdlib/rng"
)

// DBM is a deep Boltzmann machine: layers of units 0 and 1, each coupled with the
// layers next to it and with no other. Layer 0 is the visible one. Changing it while
// it samples is not safe; several samplings at once are.
type DBM struct {
	sizes      []int
	w          [][]float32 // w[k] couples layers k and k+1: sizes[k]×sizes[k+1], row by row
	b          [][]float32 // b[k] is the biases of layer k
	mask       [][]float32 // 1 where a coupling of w[k] may differ from 0, else 0; mask[k] nil means everywhere
	rows, cols int         // the shape of the examples
}

// NewDBM is a machine whose parameters are all 0: so many visible units, then those of
// each hidden layer from the bottom up.
func NewDBM(sizes ...int) (*DBM, error) {
	if err := checkSizes("a deep Boltzmann machine", sizes); err != nil {
		return nil, err
	}
	m := &DBM{sizes: append([]int(nil), sizes...), mask: make([][]float32, len(sizes)-1), rows: 1, cols: sizes[0]}
	for k, size := range sizes {
		m.b = append(m.b, make([]float32, size))
		if k > 0 {
			m.w = append(m.w, make([]float32, sizes[k-1]*size))
		}
	}
	return m, nil
}

// Sizes is the units of every layer, the visible one first.
func (m *DBM) Sizes() []int { return append([]int(nil), m.sizes...) }

// Visible is V.
func (m *DBM) Visible() int { return m.sizes[0] }

// top is the number of the topmost layer.
func (m *DBM) top() int { return len(m.sizes) - 1 }

// Weights is the couplings of layer k with layer k+1 themselves, row by row: a row for
// each unit of layer k, counted from 0. Not a copy; nil if there are none.
func (m *DBM) Weights(k int) []float32 {
	if k < 0 || k >= len(m.w) {
		return nil
	}
	return m.w[k]
}

// Bias is the biases of layer k themselves, not a copy; nil if there is no such layer.
func (m *DBM) Bias(k int) []float32 {
	if k < 0 || k >= len(m.b) {
		return nil
	}
	return m.b[k]
}

// Filter is what unit j of the first hidden layer looks for: its couplings with the
// visible units, in the shape of the examples.
func (m *DBM) Filter(j int) ([][]float64, error) {
	return filter(j, m.sizes[1], m.rows, m.cols, func(i int) float32 { return m.w[0][i*m.sizes[1]+j] })
}

// SetMask lets layers k and k+1 be coupled only where allowed, which has the order of
// Weights, and puts the other couplings to 0: they stay 0 in training. See [Local].
func (m *DBM) SetMask(k int, allowed []bool) error {
	if err := checkLayer(k, len(m.w)); err != nil {
		return fmt.Errorf("mask: %w", err)
	}
	if len(allowed) != len(m.w[k]) {
		return fmt.Errorf("deep: a mask of %d entries for the %d couplings of layers %d and %d", len(allowed), len(m.w[k]), k, k+1)
	}
	m.mask[k] = make([]float32, len(allowed))
	for i, yes := range allowed {
		if yes {
			m.mask[k][i] = 1
		}
	}
	m.hold(k)
	return nil
}

// hold puts the couplings that the mask forbids back to 0.
func (m *DBM) hold(k int) {
	for i, yes := range m.mask[k] {
		m.w[k][i] *= yes
	}
}

// Local is a mask of local receptive fields: the units of the layer below are a picture
// of rows×cols, those above one of up×across laid over it, and a unit above sees those
// below that are at most radius rows and columns from the point it lies on.
func Local(rows, cols, up, across int, radius float64) ([]bool, error) {
	if rows < 1 || cols < 1 || up < 1 || across < 1 || !(radius >= 0) || rows*cols > maxUnits || up*across > maxUnits {
		return nil, fmt.Errorf("deep: a mask of %d×%d units under %d×%d with radius %v, want positive sizes and a radius from 0", rows, cols, up, across, radius)
	}
	allowed := make([]bool, 0, rows*cols*up*across)
	near := func(i, n, j, above int) bool { // in units of the layer below, from the middle of the first
		d := (float64(j)+.5)*float64(n)/float64(above) - .5 - float64(i)
		return d <= radius && -d <= radius
	}
	for i := range rows * cols {
		for j := range up * across {
			allowed = append(allowed, near(i/cols, rows, j/across, up) && near(i%cols, cols, j%across, across))
		}
	}
	return allowed, nil
}

// Scatter sets the couplings that the masks allow to normal values of the given
// standard deviation; 0.01 is customary. Hidden units need it: where all are alike
// they stay alike.
func (m *DBM) Scatter(src rng.Source, deviation float64) error {
	for k := range m.w {
		if err := scatter(src.Numbered(uint64(k)), m.w[k], deviation); err != nil {
			return err
		}
		m.hold(k)
	}
	return nil
}

// StartFrom sets the visible biases to the log-odds of the data's units.
func (m *DBM) StartFrom(d *rbm.Data) error {
	r, err := rbm.New(m.Visible(), 0)
	if err != nil {
		return err
	}
	if err := r.StartFrom(d); err != nil {
		return err
	}
	copy(m.b[0], r.VisibleBias())
	return nil
}

// Energy is E of the states of all layers, the visible one first.
func (m *DBM) Energy(states ...stdlib.Pattern) (float64, error) {
	if len(states) != len(m.sizes) {
		return 0, fmt.Errorf("deep: states of %d layers, the machine has %d", len(states), len(m.sizes))
	}
	e := 0.0
	var below []uint8
	for k, p := range states {
		if err := fitsPattern(p, m.sizes[k]); err != nil {
			return 0, fmt.Errorf("layer %d: %w", k, err)
		}
		x := p.Bits()
		for j, on := range x {
			e -= float64(on) * float64(m.b[k][j])
		}
		for i, on := range below {
			for j, too := range x {
				e -= float64(on&too) * float64(m.w[k-1][i*len(x)+j])
			}
		}
		below = x
	}
	return e, nil
}

// Ising is the machine as a model of spins, layer after layer, with the same energies.
func (m *DBM) Ising() (*stdlib.Ising, error) { return m.spins(0, wide(m.b[0])) }

// spins is the layers from number first on as a model of spins; bias is that of the first.
func (m *DBM) spins(first int, bias []float64) (*stdlib.Ising, error) {
	var edges []stdlib.Edge
	bias = append([]float64(nil), bias...)
	for k := first + 1; k <= m.top(); k++ {
		from, size := len(bias)-m.sizes[k-1], m.sizes[k]
		for i, w := range m.w[k-1] {
			if w != 0 {
				edges = append(edges, stdlib.Edge{I: from + i/size, J: len(bias) + i%size, Weight: float64(w)})
			}
		}
		bias = append(bias, wide(m.b[k])...)
	}
	w, err := stdlib.NewSparse(len(bias), edges)
	if err != nil {
		return nil, err
	}
	return (&stdlib.Binary{Weights: w, Bias: bias}).Ising()
}

// Check names the first parameter that is not a finite number.
func (m *DBM) Check() error { return finite(m.tensors()) }

// Clone is a copy that shares nothing with m.
func (m *DBM) Clone() *DBM {
	c, _ := NewDBM(m.sizes...)
	c.rows, c.cols = m.rows, m.cols
	for k := range m.b {
		copy(c.b[k], m.b[k])
	}
	for k := range m.w {
		copy(c.w[k], m.w[k])
		c.mask[k] = append([]float32(nil), m.mask[k]...)
	}
	return c
}

// String says what the machine is, in words.
func (m *DBM) String() string {
	return "deep Boltzmann machine of " + dashed(m.sizes) + " units"
}

func dashed(sizes []int) (text string) {
	for k, size := range sizes {
		if k > 0 {
			text += "–"
		}
		text += fmt.Sprint(size)
	}
	return text
}

func (m *DBM) weights(k int) vec.Matrix[float32] {
	return vec.Dense(m.sizes[k], m.sizes[k+1], m.w[k])
}

// fields sets z to the fields of layer k: b + Wᵀ·(the layer below) + W·(the layer above).
func (m *DBM) fields(pool *vec.Pool, z vec.Matrix[float32], x layers, k int) {
	switch {
	case k == 0:
		vec.Mul(pool, z, x[1], m.weights(0).T())
	default:
		vec.Mul(pool, z, x[k-1], m.weights(k-1))
		if k < m.top() {
			vec.MulAdd(pool, z, 1, x[k+1], m.weights(k).T())
		}
	}
	vec.AddToRows(z, m.b[k])
}
