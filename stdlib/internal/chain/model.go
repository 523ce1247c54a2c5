package chain

import (
	"math"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/vec"
)

// Model is a model with its couplings in the form that chains are fastest with. Chains share it.
type Model struct {
	*stdlib.Ising
	whole  *whole
	single *rows[float32]
	double *rows[float64]
}

// Fast prepares a model for chains whose energies are good to double precision.
func Fast(m *stdlib.Ising) *Model {
	f := prepare(m)
	if f.whole == nil {
		f.double = rowsOf[float64](f.Couplings)
	}
	return f
}

// Single prepares a model for chains that may keep their fields in single precision, where no field can be
// larger than 2¹⁵ of the smallest typical coupling of a unit: rounding is then far below any temperature of use.
func Single(m *stdlib.Ising) *Model {
	f := prepare(m)
	switch {
	case f.whole != nil:
	case f.spread() < 1<<15:
		f.single = rowsOf[float32](f.Couplings)
	default:
		f.double = rowsOf[float64](f.Couplings)
	}
	return f
}

func prepare(m *stdlib.Ising) *Model {
	if _, ok := m.Couplings.(*stdlib.Dense); !ok {
		m = &stdlib.Ising{Couplings: stdlib.SparseOf(m.Couplings), Bias: m.Bias, Offset: m.Offset}
	}
	return &Model{Ising: m, whole: wholeOf(m)}
}

func (m *Model) fields() fields {
	switch {
	case m.whole != nil:
		return newBytes(m.whole)
	case m.single != nil:
		return newFloats(m.single, m.Units())
	}
	return newFloats(m.double, m.Units())
}

// spread is the largest Σ|J| + |b| of a unit over the smallest root mean square of a unit's couplings.
func (m *Model) spread() float64 {
	largest, smallest := 0.0, math.Inf(1)
	for i := range m.Units() {
		sum, square, count := 0.0, 0.0, 0.0
		add := func(_ int, w float64) { sum, square, count = sum+math.Abs(w), square+w*w, count+1 }
		if d, ok := m.Couplings.(*stdlib.Dense); ok {
			for _, w := range d.Row(i) {
				if w != 0 {
					add(0, w)
				}
			}
		} else {
			m.Couplings.Neighbours(i, add)
		}
		if count > 0 {
			smallest = min(smallest, math.Sqrt(square/count))
		}
		if m.Bias != nil {
			sum += math.Abs(m.Bias[i])
		}
		largest = max(largest, sum)
	}
	if largest > 1e30 || smallest < 1e-30 { // out of float32's range, or nearly
		return math.Inf(1)
	}
	return largest / smallest
}

// rows are couplings, dense or as lists of neighbours.
type rows[T vec.Float] struct {
	dense  [][]T
	start  []int32
	to     []int32
	weight []T
}

func rowsOf[T vec.Float](c stdlib.Couplings) *rows[T] {
	r := &rows[T]{}
	if d, ok := c.(*stdlib.Dense); ok {
		for i := range d.Units() {
			r.dense = append(r.dense, converted[T](d.Row(i)))
		}
		return r
	}
	r.start = append(r.start, 0)
	for i := range c.Units() {
		c.Neighbours(i, func(j int, w float64) { r.to, r.weight = append(r.to, int32(j)), append(r.weight, T(w)) })
		r.start = append(r.start, int32(len(r.to)))
	}
	return r
}

// converted is x itself in double precision.
func converted[T vec.Float](x []float64) []T {
	if same, ok := any(x).([]T); ok {
		return same
	}
	y := make([]T, len(x))
	for i, v := range x {
		y[i] = T(v)
	}
	return y
}
