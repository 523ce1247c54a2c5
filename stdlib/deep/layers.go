package deep

import (
	"fmt"
	"math"
	"runtime"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/tensors"
	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rbm"
	"harmonium/stdlib/rng"
)

// layers is the states (or means) of all layers, the lowest first: a matrix a layer,
// an example or a chain a row.
type layers []vec.Matrix[float32]

func matrix(rows, cols int) vec.Matrix[float32] {
	return vec.Dense(rows, cols, make([]float32, rows*cols))
}

// newLayers is n states of layers of the given sizes.
func newLayers(n int, sizes []int) layers {
	x := make(layers, len(sizes))
	for k, size := range sizes {
		x[k] = matrix(n, size)
	}
	return x
}

// first is the first n rows of every layer.
func (x layers) first(n int) layers {
	y := make(layers, len(x))
	for k, m := range x {
		y[k] = m.Part(0, n, 0, m.Cols)
	}
	return y
}

// side is the layers from number first on side by side, row by row.
func (x layers) side(first int) (all []float32) {
	for i := range x[0].Rows {
		for _, m := range x[first:] {
			all = append(all, m.Row(i)...)
		}
	}
	return all
}

// draws is a stream of random words that are used up in order.
type draws struct {
	src rng.Source
	at  uint64
}

// sample sets dst to 1 with probability σ(z), else to 0.
func (d *draws) sample(pool *vec.Pool, dst, z vec.Matrix[float32]) {
	vec.SampleRows(pool, dst, z, d.src.Seed(), d.src.Stream(), d.at)
	d.at += uint64(dst.Rows * dst.Cols)
}

// alone is the multiplications of a step that one core is quicker with: others would
// have to be woken for it.
const alone = 1 << 18

// team is a pool of all cores for one long call of steps on so many rows of layers of
// the given sizes; of one core where the steps are small. Results do not depend on it.
func team(rows int, sizes []int) *vec.Pool {
	work := 0
	for k := 1; k < len(sizes); k++ {
		work += rows * sizes[k-1] * sizes[k]
	}
	if work < alone {
		return nil
	}
	return vec.NewPool(runtime.GOMAXPROCS(0))
}

// maxUnits and maxWeights keep a net below 4 GB.
const (
	maxUnits   = 1 << 20
	maxWeights = 1 << 30
)

func checkSizes(what string, sizes []int) error {
	if len(sizes) < 2 {
		return fmt.Errorf("deep: %s of %d layers, want the visible one and at least one hidden", what, len(sizes))
	}
	weights := 0
	for k, size := range sizes {
		if size < 1 || size > maxUnits {
			return fmt.Errorf("deep: layer %d of %s has %d units, want 1 to %d", k, what, size, maxUnits)
		}
		if k > 0 {
			weights += size * sizes[k-1]
		}
	}
	if weights > maxWeights {
		return fmt.Errorf("deep: %s of sizes %v has %d couplings, want at most %d", what, sizes, weights, maxWeights)
	}
	return nil
}

func checkLayer(k, n int) error {
	if k < 0 || k >= n {
		return fmt.Errorf("deep: number %d of %d, counted from 0 at the bottom", k, n)
	}
	return nil
}

// fits says what is wrong with data, or patterns, for so many visible units.
func fits(d *rbm.Data, visible int) error {
	if d == nil || d.Len() == 0 {
		return fmt.Errorf("deep: there are no data")
	}
	if d.Units() != visible {
		return fmt.Errorf("deep: data have %d columns, the net has %d visible units", d.Units(), visible)
	}
	return nil
}

func fitsPattern(p stdlib.Pattern, units int) error {
	if len(p.Spins) != units {
		return fmt.Errorf("deep: pattern has %d units, the layer has %d", len(p.Spins), units)
	}
	return stdlib.CheckSpins(p.Spins)
}

// batches calls do with the data, so many examples at a time, an example a row.
func batches(d *rbm.Data, size int, do func(v vec.Matrix[float32]) error) error {
	for lo := 0; lo < d.Len(); lo += size {
		numbers := make([]int, min(size, d.Len()-lo))
		for i := range numbers {
			numbers[i] = lo + i
		}
		v := matrix(len(numbers), d.Units())
		if err := d.Batch(v.Data, numbers); err != nil {
			return err
		}
		if err := do(v); err != nil {
			return err
		}
	}
	return nil
}

// pattern is a row of 0 and 1 as a picture.
func pattern(row []float32, rows, cols int) stdlib.Pattern {
	p := stdlib.Pattern{Spins: make([]int8, len(row)), Rows: rows, Cols: cols}
	for i, x := range row {
		p.Spins[i] = 2*int8(x) - 1
	}
	return p
}

// bits writes a picture as a row of 0 and 1.
func bits(row []float32, p stdlib.Pattern) {
	for i, s := range p.Spins {
		row[i] = float32(s+1) / 2
	}
}

// shape is the picture nearest to a square that n units fill.
func shape(n int) (rows, cols int) {
	rows = int(math.Sqrt(float64(n)))
	for n%rows != 0 {
		rows--
	}
	return rows, n / rows
}

// filter is the couplings of hidden unit j with the visible units as a picture.
func filter(j, hidden, rows, cols int, at func(i int) float32) ([][]float64, error) {
	if j < 0 || j >= hidden {
		return nil, fmt.Errorf("deep: hidden unit %d, the first hidden layer has units 0 to %d", j, hidden-1)
	}
	picture := make([][]float64, rows)
	for r := range picture {
		picture[r] = make([]float64, cols)
		for c := range picture[r] {
			picture[r][c] = float64(at(r*cols + c))
		}
	}
	return picture, nil
}

func wide(x []float32) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = float64(v)
	}
	return y
}

// scatter is n normal numbers of the given standard deviation.
func scatter(src rng.Source, x []float32, deviation float64) error {
	if !(deviation >= 0) || math.IsInf(deviation, 0) {
		return fmt.Errorf("deep: couplings of standard deviation %v, want a finite number from 0", deviation)
	}
	src.Normal32(x, 0)
	for i := range x {
		x[i] *= float32(deviation)
	}
	return nil
}

// scatterAll scatters all couplings among parameters.
func scatterAll(src rng.Source, all []tensors.Tensor, deviation float64) error {
	for _, t := range all {
		if len(t.Shape) != 2 {
			continue
		}
		if err := scatter(src.Named(t.Name), t.F32, deviation); err != nil {
			return err
		}
	}
	return nil
}

// finite names the first number that is not finite.
func finite(all []tensors.Tensor) error {
	for _, t := range all {
		if err := t.Finite(); err != nil {
			return fmt.Errorf("deep: %w", err)
		}
	}
	return nil
}

func blank(x []float32) bool {
	for _, v := range x {
		if v != 0 {
			return false
		}
	}
	return true
}
