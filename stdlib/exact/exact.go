// Package exact answers by counting all 2ᴺ states: the truth that every sampler
// and every approximation is held against.
//
// For E(s) = −½ sᵀJs − bᵀs and T in the same units,
//
//	Z = Σ exp(−E/T)   P = exp(−E/T)/Z   U = ΣPE   H = −ΣP ln P   F = U − TH = −T ln Z   C = Var E / T²
//
// (The lecture's F = U + kT·H has the wrong sign: erratum 1.) T = 0 and T = +Inf
// are legal: at T = 0 the ground states share the probability.
//
// What to call first:
//
//	all, err := exact.Enumerate(ctx, model)     // N ≤ 24, at most 128 MB
//	points := all.Thermodynamics(0.5, 1, 2)     // ln Z, U, H, F, C
//	p := all.Probabilities(1)                   // of state x: bit i of x is 1 where unit i is +1
//	valleys := all.Minima()
package exact

import (
	"context"
	"fmt"
	"math"
	"math/bits"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/workers"
)

// MaxUnits is the largest model that is enumerated.
const MaxUnits = 24

// System is a model with the energies of all its states.
type System struct {
	model    *stdlib.Ising
	n        int
	energies []float64 // of state x: bit i of x is 1 where unit i is +1
	low      float64   // the ground energy
}

// block is how many states are walked from one exact start. It bounds the rounding
// that adding up flip costs collects; with integer couplings there is none.
const block = 1 << 12

// Enumerate computes the energy of every state, walking in Gray-code order so that
// each costs one flip, on all cores.
//
// Source: Gray, US patent 2,632,058 (1953).
func Enumerate(ctx context.Context, m *stdlib.Ising) (*System, error) {
	if err := m.Check(); err != nil {
		return nil, err
	}
	n := m.Units()
	if n > MaxUnits {
		return nil, fmt.Errorf("exact: the model has %d units, enumeration takes at most %d", n, MaxUnits)
	}
	s := &System{model: m, n: n, energies: make([]float64, 1<<n), low: math.Inf(1)}
	dense := &stdlib.Ising{Couplings: full(m.Couplings), Bias: m.Bias, Offset: m.Offset}
	workers.Each(s.blocks(), func(b int) {
		if ctx.Err() == nil {
			s.walk(dense, b)
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for _, e := range s.energies {
		s.low = min(s.low, e)
	}
	return s, nil
}

func full(c stdlib.Couplings) stdlib.Couplings {
	d, err := stdlib.NewDense(c.Units())
	if err != nil {
		return c
	}
	for i := range c.Units() {
		c.Neighbours(i, func(j int, w float64) { d.Row(i)[j] = w })
	}
	return d
}

func (s *System) blockSize() int { return min(block, len(s.energies)) }
func (s *System) blocks() int    { return len(s.energies) / s.blockSize() }

// walk visits the states of one block: the high bits are the block's number.
func (s *System) walk(m *stdlib.Ising, b int) {
	size := s.blockSize()
	x := b * size
	state := s.State(x).Spins
	fields := make([]float64, s.n)
	m.Fields(fields, state)
	e := m.EnergyOf(fields, state)
	s.energies[x] = e
	for k := 1; k < size; k++ {
		i := bits.TrailingZeros(uint(k))
		x ^= 1 << i
		e += 2 * float64(state[i]) * fields[i]
		state[i] = -state[i]
		m.Couplings.Push(fields, i, 2*float64(state[i]))
		s.energies[x] = e
	}
}

// String says what was counted, in words.
func (s *System) String() string {
	return fmt.Sprintf("all %d states of %d units: the lowest energy is %.6g", len(s.energies), s.Units(), s.GroundEnergy())
}

// Units is N.
func (s *System) Units() int { return s.n }

// Energies is E of every state; not a copy.
func (s *System) Energies() []float64 { return s.energies }

// State is state number x.
func (s *System) State(x int) stdlib.Pattern {
	spins := make([]int8, s.n)
	for i := range spins {
		spins[i] = int8(x>>i&1)*2 - 1
	}
	return stdlib.Row(spins)
}

// Index is the number of a state.
func Index(spins []int8) int {
	x := 0
	for i, v := range spins {
		if v > 0 {
			x |= 1 << i
		}
	}
	return x
}

// GroundEnergy is the lowest energy.
func (s *System) GroundEnergy() float64 { return s.low }

// slack is what energies may differ by and still count as equal: 0 where they
// are whole numbers, else rounding.
func (s *System) slack() float64 {
	high := math.Inf(-1)
	whole := true
	for _, e := range s.energies {
		high = max(high, e)
		whole = whole && e == math.Trunc(e)
	}
	if whole {
		return 0
	}
	return 1e-12 * max(high-s.low, math.Abs(high), math.Abs(s.low))
}

// GroundStates are the numbers of all states of the lowest energy.
func (s *System) GroundStates() []int {
	var all []int
	tie := s.low + s.slack()
	for x, e := range s.energies {
		if e <= tie {
			all = append(all, x)
		}
	}
	return all
}

// Probabilities is P of every state at temperature T ≥ 0.
func (s *System) Probabilities(t float64) ([]float64, error) {
	if err := checkTemperature(t); err != nil {
		return nil, err
	}
	p := make([]float64, len(s.energies))
	if t == 0 {
		ground := s.GroundStates()
		for _, x := range ground {
			p[x] = 1 / float64(len(ground))
		}
		return p, nil
	}
	sums := make([]float64, s.blocks())
	workers.Each(len(sums), func(b int) {
		lo := b * s.blockSize()
		for x := lo; x < lo+s.blockSize(); x++ {
			p[x] = math.Exp((s.low - s.energies[x]) / t)
			sums[b] += p[x]
		}
	})
	z := sum(sums)
	for x := range p {
		p[x] /= z
	}
	return p, nil
}

func sum(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s
}

func checkTemperature(t float64) error {
	if math.IsNaN(t) || t < 0 {
		return fmt.Errorf("exact: the temperature is %v, want 0 or more", t)
	}
	return nil
}
