package rbm

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rng"
)

// Data is examples of visible states, a bit a unit: 60,000 pictures of 784 are 6 MB.
type Data struct {
	bits       vec.Bits
	rows, cols int // the shape of an example
}

// FromPatterns packs patterns of one shape: +1 becomes 1, −1 becomes 0.
func FromPatterns(patterns []stdlib.Pattern) (*Data, error) {
	if len(patterns) == 0 {
		return nil, fmt.Errorf("rbm: there are no patterns")
	}
	first := patterns[0]
	d := newData(len(patterns), first.Rows, first.Cols)
	for k, p := range patterns {
		if p.Rows != first.Rows || p.Cols != first.Cols || len(p.Spins) != d.bits.Cols {
			return nil, fmt.Errorf("rbm: pattern %d is %d×%d with %d units, pattern 1 is %d×%d", k+1, p.Rows, p.Cols, len(p.Spins), first.Rows, first.Cols)
		}
		if err := stdlib.CheckSpins(p.Spins); err != nil {
			return nil, fmt.Errorf("pattern %d: %w", k+1, err)
		}
		setSpins(d.bits, k, p.Spins)
	}
	return d, nil
}

// FromIDX packs the pictures of an IDX file: a unit is 1 where its byte is at least
// the threshold (128 is customary).
func FromIDX(x stdlib.IDX, threshold byte) (*Data, error) {
	if len(x.Size) != 3 || x.Size[0] < 1 || x.Size[0]*x.Size[1]*x.Size[2] != len(x.Data) {
		return nil, fmt.Errorf("rbm: IDX of sizes %v and %d bytes, want items of rows and columns", x.Size, len(x.Data))
	}
	d := newData(x.Size[0], x.Size[1], x.Size[2])
	n := d.bits.Cols
	for k := range x.Size[0] {
		for i, v := range x.Data[k*n : (k+1)*n] {
			if v >= threshold {
				d.bits.Set(k, i)
			}
		}
	}
	return d, nil
}

// FromRows draws examples from a matrix of probabilities, one a row: unit i of row k
// is 1 with probability x(k, i), so rows of 0 and 1 are taken as they are.
func FromRows(src rng.Source, x mat.Matrix) (*Data, error) {
	n, v := x.Dims()
	if n == 0 || v == 0 {
		return nil, fmt.Errorf("rbm: a matrix of %d rows and %d columns has no examples", n, v)
	}
	d := newData(n, 1, v)
	u := make([]float64, v)
	for k := range n {
		src.Uniform64(u, uint64(k)*uint64(v))
		for i := range v {
			p := x.At(k, i)
			if !(p >= 0 && p <= 1) {
				return nil, fmt.Errorf("rbm: entry (%d, %d) of the data is %v, want 0 to 1", k, i, p)
			}
			if u[i] < p {
				d.bits.Set(k, i)
			}
		}
	}
	return d, nil
}

func newData(n, rows, cols int) *Data { return &Data{vec.NewBits(n, rows*cols), rows, cols} }

// Len is the number of examples.
func (d *Data) Len() int { return d.bits.Rows }

// Units is V.
func (d *Data) Units() int { return d.bits.Cols }

// Pattern is example k, counted from 0.
func (d *Data) Pattern(k int) (stdlib.Pattern, error) {
	if k < 0 || k >= d.Len() {
		return stdlib.Pattern{}, fmt.Errorf("rbm: example %d, the data have 0 to %d", k, d.Len()-1)
	}
	return stdlib.Pattern{Spins: spins(d.bits, k), Rows: d.rows, Cols: d.cols}, nil
}

// Split parts the data: the first n examples, and the others. They share memory.
func (d *Data) Split(n int) (first, others *Data, err error) {
	if n < 0 || n > d.Len() {
		return nil, nil, fmt.Errorf("rbm: the first %d of %d examples", n, d.Len())
	}
	part := func(lo, hi int) *Data {
		return &Data{rows(d.bits, lo, hi-lo), d.rows, d.cols}
	}
	return part(0, n), part(n, d.Len()), nil
}

// ones counts, for every unit, the examples in which it is 1.
func (d *Data) ones() []int {
	count := make([]int, d.bits.Cols)
	for k := range d.Len() {
		each(d.bits.Row(k), func(i int) { count[i]++ })
	}
	return count
}

// take copies the examples of the given numbers.
func (d *Data) take(dst vec.Bits, numbers []int) {
	for k, from := range numbers {
		copy(dst.Row(k), d.bits.Row(from))
	}
}

// floats writes bits out as 0 and 1.
func floats(dst vec.Matrix[float32], b vec.Bits) {
	for k := range b.Rows {
		row := dst.Row(k)
		clear(row)
		each(b.Row(k), func(i int) { row[i] = 1 })
	}
}

// Batch writes the examples of the given numbers, counted from 0, into dst as numbers
// 0 and 1, row by row.
func (d *Data) Batch(dst []float32, numbers []int) error {
	if len(dst) != len(numbers)*d.bits.Cols {
		return fmt.Errorf("rbm: a batch of %d numbers, want %d examples of %d", len(dst), len(numbers), d.bits.Cols)
	}
	for _, k := range numbers {
		if k < 0 || k >= d.Len() {
			return fmt.Errorf("rbm: example %d, the data have 0 to %d", k, d.Len()-1)
		}
	}
	chosen := vec.NewBits(len(numbers), d.bits.Cols)
	d.take(chosen, numbers)
	floats(vec.Dense(len(numbers), d.bits.Cols, dst), chosen)
	return nil
}

// Shape is the rows and columns of an example.
func (d *Data) Shape() (rows, cols int) { return d.rows, d.cols }

// Rows is the examples as numbers 0 and 1: N×V, row by row.
func (d *Data) Rows() []float32 {
	x := vec.Dense(d.Len(), d.bits.Cols, make([]float32, d.Len()*d.bits.Cols))
	floats(x, d.bits)
	return x.Data
}
