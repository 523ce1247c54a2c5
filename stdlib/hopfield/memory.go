package hopfield

import (
	"harmonium/stdlib"
	"harmonium/stdlib/internal/vec"
)

// memory is Hebb's weights in factors: P patterns ξ in N units, by which a field is
//
//	fᵢ = (Σₚ ξᵖᵢ mₚ − P sᵢ)/N + bᵢ,   mₚ = Σⱼ ξᵖⱼ sⱼ,
//
// for P steps in place of the N that a row of J takes, and without the N² of the first fields. All sums are
// whole numbers below 2²⁴, which single precision holds exactly.
type memory struct {
	units, patterns int
	rows            []float32 // of a unit: its value in every pattern
}

// with is the memory of further patterns too; nil where factors are no faster, or not exact.
func (m *memory) with(patterns []stdlib.Pattern) *memory {
	if m == nil {
		return nil
	}
	all := m.patterns + len(patterns)
	if 16*all > m.units || all*m.units >= 1<<24 {
		return nil
	}
	out := &memory{m.units, all, make([]float32, all*m.units)}
	for i := range m.units {
		row := out.row(i)
		copy(row, m.row(i))
		for k, p := range patterns {
			row[m.patterns+k] = float32(p.Spins[i])
		}
	}
	return out
}

func (m *memory) row(i int) []float32 { return m.rows[i*m.patterns : (i+1)*m.patterns] }

// overlaps are mₚ.
func (m *memory) overlaps(s []int8) []float32 {
	sums := make([]float32, m.patterns)
	for i, v := range s {
		vec.Axpy(sums, float32(v), m.row(i))
	}
	return sums
}

// field is fᵢ without the bias.
func (m *memory) field(sums []float32, i int, s int8) float64 {
	return float64(vec.Dot(m.row(i), sums)-float32(m.patterns)*float32(s)) / float64(m.units)
}
