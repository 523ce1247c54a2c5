package rbm

import (
	"fmt"
	"math"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rng"
)

// RBM is a restricted Boltzmann machine of V visible and H hidden units, all 0 or
// 1. Changing it while it samples is not safe; several samplings at once are.
type RBM struct {
	visible, hidden int
	w               []float32 // V×H, row by row
	b, c            []float32
	rows, cols      int // the shape of the examples
}

// maxUnits and maxWeights keep a machine below 4 GB.
const (
	maxUnits   = 1 << 20
	maxWeights = 1 << 30
)

// New is a machine whose parameters are all 0.
func New(visible, hidden int) (*RBM, error) {
	if visible < 1 || hidden < 0 || visible > maxUnits || hidden > maxUnits || visible*hidden > maxWeights {
		return nil, fmt.Errorf("rbm: %d visible and %d hidden units, want at least 1 and 0, at most %d each and %d couplings", visible, hidden, maxUnits, maxWeights)
	}
	return &RBM{visible, hidden, make([]float32, visible*hidden), make([]float32, visible), make([]float32, hidden), 1, visible}, nil
}

// Visible is V.
func (m *RBM) Visible() int { return m.visible }

// Hidden is H.
func (m *RBM) Hidden() int { return m.hidden }

// Weights is W itself, V×H row by row, not a copy.
func (m *RBM) Weights() []float32 { return m.w }

// VisibleBias is b itself, not a copy.
func (m *RBM) VisibleBias() []float32 { return m.b }

// HiddenBias is c itself, not a copy.
func (m *RBM) HiddenBias() []float32 { return m.c }

// Filter is what hidden unit j looks for: its couplings with the visible units, in
// the shape of the examples.
func (m *RBM) Filter(j int) ([][]float64, error) {
	if j < 0 || j >= m.hidden {
		return nil, fmt.Errorf("rbm: hidden unit %d, the machine has units 0 to %d", j, m.hidden-1)
	}
	picture := make([][]float64, m.rows)
	for r := range picture {
		picture[r] = make([]float64, m.cols)
		for c := range picture[r] {
			picture[r][c] = float64(m.w[(r*m.cols+c)*m.hidden+j])
		}
	}
	return picture, nil
}

// Scatter sets W to normal values of the given standard deviation; 0.01 is customary.
// Hidden units need it: where all are alike they stay alike.
func (m *RBM) Scatter(src rng.Source, deviation float64) error {
	if !(deviation >= 0) || math.IsInf(deviation, 0) {
		return fmt.Errorf("rbm: couplings of standard deviation %v, want a finite number from 0", deviation)
	}
	src.Normal32(m.w, 0)
	for i := range m.w {
		m.w[i] *= float32(deviation)
	}
	return nil
}

// StartFrom sets the visible biases to the log-odds of the data's units, kept within
// ±6: the best machine without hidden units.
func (m *RBM) StartFrom(d *Data) error {
	if err := m.fits(d); err != nil {
		return err
	}
	copy(m.b, logOdds(d))
	return nil
}

func logOdds(d *Data) []float32 {
	b := make([]float32, d.bits.Cols)
	for i, ones := range d.ones() {
		p := float64(ones) / float64(max(1, d.Len()))
		b[i] = float32(max(-6, min(6, math.Log(p/(1-p)))))
	}
	return b
}

// Check names the first parameter that is not a finite number.
func (m *RBM) Check() error {
	for _, part := range []struct {
		name string
		x    []float32
	}{{"weight", m.w}, {"visible bias", m.b}, {"hidden bias", m.c}} {
		for i, v := range part.x {
			if f := float64(v); math.IsNaN(f) || math.IsInf(f, 0) {
				return fmt.Errorf("rbm: %s %d is %v, want a finite number", part.name, i, v)
			}
		}
	}
	return nil
}

// Clone is a copy that shares nothing with m.
func (m *RBM) Clone() *RBM {
	c := *m
	c.w = append([]float32(nil), m.w...)
	c.b = append([]float32(nil), m.b...)
	c.c = append([]float32(nil), m.c...)
	return &c
}

// String says what the machine is, in words.
func (m *RBM) String() string {
	return fmt.Sprintf("RBM: %d visible and %d hidden units", m.visible, m.hidden)
}

func (m *RBM) weights() vec.Matrix[float32] { return vec.Dense(m.visible, m.hidden, m.w) }

func (m *RBM) fits(d *Data) error {
	if d == nil || d.Len() == 0 {
		return fmt.Errorf("rbm: there are no data")
	}
	if d.bits.Cols != m.visible {
		return fmt.Errorf("rbm: data have %d columns, the machine has %d visible units", d.bits.Cols, m.visible)
	}
	return nil
}

func (m *RBM) fitsPattern(p stdlib.Pattern) error {
	if len(p.Spins) != m.visible {
		return fmt.Errorf("rbm: pattern has %d units, the machine has %d visible ones", len(p.Spins), m.visible)
	}
	return stdlib.CheckSpins(p.Spins)
}
