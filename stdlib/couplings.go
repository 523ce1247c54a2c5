package stdlib

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"harmonium/stdlib/internal/vec"
)

// Couplings is what the samplers need to know of an interaction: a symmetric
// N×N matrix J with a zero diagonal, however it is stored. It does not change
// while a sampler uses it, and may be read by several goroutines.
type Couplings interface {
	// Units is N.
	Units() int
	// At is Jᵢⱼ.
	At(i, j int) float64
	// Fields sets dst to Js, without biases.
	Fields(dst []float64, s []int8)
	// Push adds by·Jᵢⱼ to every fields[j]: when unit i flips to s, by is 2s.
	Push(fields []float64, i int, by float64)
	// Neighbours calls visit for every j with Jᵢⱼ ≠ 0, in rising order.
	Neighbours(i int, visit func(j int, w float64))
}

// Dense is couplings stored as a full matrix, row by row. It is also a
// mat.Symmetric of gonum.
type Dense struct {
	n int
	j []float64
}

// MaxUnits is the largest number of units of a dense matrix (12.8 GB).
const MaxUnits = 40_000

// NewDense is N×N couplings, all 0.
func NewDense(n int) (*Dense, error) {
	if n < 0 || n > MaxUnits {
		return nil, fmt.Errorf("stdlib: dense couplings for %d units, want 0 to %d", n, MaxUnits)
	}
	return &Dense{n, make([]float64, n*n)}, nil
}

// DenseOf copies couplings from rows. It refuses rows that do not make a square,
// an entry that is NaN or infinite, a diagonal that is not 0, and asymmetry.
func DenseOf(rows [][]float64) (*Dense, error) {
	d, err := NewDense(len(rows))
	if err != nil {
		return nil, err
	}
	for i, row := range rows {
		if len(row) != d.n {
			return nil, fmt.Errorf("stdlib: row %d of the couplings has %d entries, want %d", i, len(row), d.n)
		}
		copy(d.Row(i), row)
	}
	return d, d.Check()
}

// Check names the first entry that couplings must not have: NaN or infinite, off
// zero on the diagonal, or different from its mirror image.
func (d *Dense) Check() error {
	for i := range d.n {
		for j, w := range d.Row(i) {
			switch {
			case math.IsNaN(w) || math.IsInf(w, 0):
				return fmt.Errorf("stdlib: coupling (%d, %d) is %v, want a finite number", i, j, w)
			case i == j && w != 0:
				return fmt.Errorf("stdlib: coupling (%d, %d) is %v, want 0 on the diagonal", i, j, w)
			case w != d.j[j*d.n+i]:
				return fmt.Errorf("stdlib: couplings are not symmetric: (%d, %d) is %v, (%d, %d) is %v; only (J + Jᵀ)/2 enters the energy", i, j, w, j, i, d.j[j*d.n+i])
			}
		}
	}
	return nil
}

// Row is row i itself, not a copy. Whoever writes to it keeps J symmetric.
func (d *Dense) Row(i int) []float64 { return d.j[i*d.n : (i+1)*d.n : (i+1)*d.n] }

// Entries is J row by row, not a copy. Whoever writes to it keeps J symmetric.
func (d *Dense) Entries() []float64 { return d.j }

// Set puts Jᵢⱼ and Jⱼᵢ to w.
func (d *Dense) Set(i, j int, w float64) error {
	switch {
	case i < 0 || i >= d.n || j < 0 || j >= d.n:
		return fmt.Errorf("stdlib: coupling (%d, %d) of %d units", i, j, d.n)
	case i == j && w != 0:
		return fmt.Errorf("stdlib: coupling (%d, %d) is %v, want 0 on the diagonal", i, j, w)
	case math.IsNaN(w) || math.IsInf(w, 0):
		return fmt.Errorf("stdlib: coupling (%d, %d) is %v, want a finite number", i, j, w)
	}
	d.j[i*d.n+j], d.j[j*d.n+i] = w, w
	return nil
}

// Largest is the largest |Jᵢⱼ|; 0 when there are no couplings.
func (d *Dense) Largest() float64 {
	m := 0.0
	for _, w := range d.j {
		m = max(m, math.Abs(w))
	}
	return m
}

// Units is N.
func (d *Dense) Units() int { return d.n }

// At is Jᵢⱼ.
func (d *Dense) At(i, j int) float64 { return d.j[i*d.n+j] }

// Dims, SymmetricDim and T make Dense a mat.Symmetric of gonum.
func (d *Dense) Dims() (r, c int) { return d.n, d.n }

// SymmetricDim is N.
func (d *Dense) SymmetricDim() int { return d.n }

// T is J itself, which is symmetric.
func (d *Dense) T() mat.Matrix { return d }

// Fields sets dst to Js.
func (d *Dense) Fields(dst []float64, s []int8) {
	for i := range dst {
		dst[i] = 0
	}
	for i := range d.n { // by columns, which are the rows: additions in one order, whatever the machine
		vec.Axpy(dst, float64(s[i]), d.Row(i))
	}
}

// Push adds by·Jᵢⱼ to every fields[j].
func (d *Dense) Push(fields []float64, i int, by float64) {
	vec.Axpy(fields[:d.n], by, d.Row(i))
}

// Neighbours calls visit for every j with Jᵢⱼ ≠ 0.
func (d *Dense) Neighbours(i int, visit func(j int, w float64)) {
	for j, w := range d.Row(i) {
		if w != 0 {
			visit(j, w)
		}
	}
}
