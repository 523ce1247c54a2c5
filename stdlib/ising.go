package stdlib

import (
	"fmt"
	"math"
)

// Ising is couplings and biases: the energy
//
//	E(s) = −½ sᵀJs − bᵀs + Offset,   s in {−1,+1}ᴺ
//
// in units of kT. Offset is a constant that takes no part in any dynamics; it
// keeps energies equal when a problem was stated in another encoding.
type Ising struct {
	Couplings Couplings
	Bias      []float64 // b; nil means 0
	Offset    float64
}

// NewIsing checks that the biases fit the couplings and are finite.
func NewIsing(c Couplings, bias []float64) (*Ising, error) {
	m := &Ising{Couplings: c, Bias: bias}
	return m, m.Check()
}

// Check names what is wrong with the biases: their number, or one that is not finite.
func (m *Ising) Check() error {
	if m.Couplings == nil {
		return fmt.Errorf("stdlib: an Ising model needs couplings")
	}
	if n := m.Units(); m.Bias != nil && len(m.Bias) != n {
		return fmt.Errorf("stdlib: %d biases for %d units", len(m.Bias), n)
	}
	for i, b := range m.Bias {
		if math.IsNaN(b) || math.IsInf(b, 0) {
			return fmt.Errorf("stdlib: bias %d is %v, want a finite number", i, b)
		}
	}
	return nil
}

// CheckState names what is wrong with a state for m: its length or a value.
func (m *Ising) CheckState(s []int8) error {
	if len(s) != m.Units() {
		return fmt.Errorf("stdlib: the state has %d units, the model has %d", len(s), m.Units())
	}
	return CheckSpins(s)
}

// Units is N.
func (m *Ising) Units() int { return m.Couplings.Units() }

// Fields sets dst to f = Js + b.
func (m *Ising) Fields(dst []float64, s []int8) {
	m.Couplings.Fields(dst, s)
	for i, b := range m.Bias {
		dst[i] += b
	}
}

// Field is fᵢ = Σⱼ Jᵢⱼsⱼ + bᵢ.
func (m *Ising) Field(s []int8, i int) float64 {
	f := m.bias(i)
	m.Couplings.Neighbours(i, func(j int, w float64) { f += float64(w * float64(s[j])) })
	return f
}

// FlipCost is what flipping unit i adds to the energy: 2 sᵢfᵢ.
func (m *Ising) FlipCost(s []int8, i int) float64 { return 2 * float64(s[i]) * m.Field(s, i) }

// Energy is E(s). Where the couplings and biases are integers it is exact.
func (m *Ising) Energy(s []int8) float64 {
	f := make([]float64, m.Units())
	m.Fields(f, s)
	return m.EnergyOf(f, s)
}

// EnergyOf is E(s) from the fields of s: −½ Σ sᵢ(fᵢ + bᵢ). (−½ Σ sᵢfᵢ, which the
// lecture writes, counts half of the bias.)
func (m *Ising) EnergyOf(fields []float64, s []int8) float64 {
	sum := 0.0
	for i, f := range fields {
		sum += float64(float64(s[i]) * (f + m.bias(i)))
	}
	return m.Offset - sum/2
}

func (m *Ising) bias(i int) float64 {
	if m.Bias == nil {
		return 0
	}
	return m.Bias[i]
}
