package hopfield

import (
	"context"
	"runtime"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/vec"
)

// Store adds patterns to the net's memory by Hebb's rule,
//
//	Jᵢⱼ += (1/N) Σ ξᵢξⱼ   for i ≠ j,
//
// so patterns stored together or one after another make the same net. It
// refuses a pattern of another length before anything changes. For nets of
// thousands of units, which take longer, [Net.Learn] does the same and can be stopped.
//
// Source: Hopfield, PNAS 79 (1982).
func (n *Net) Store(patterns ...stdlib.Pattern) error {
	return n.hebb(context.Background(), patterns, 1)
}

// Unlearn takes patterns out again, each with the given strength: 1 undoes
// Store, small values of about 0.01 weaken a spurious state.
//
// Source: Hopfield, Feinstein and Palmer, Nature 304 (1983).
func (n *Net) Unlearn(strength float64, patterns ...stdlib.Pattern) error {
	return n.hebb(context.Background(), patterns, -strength)
}

// hebb adds whole numbers up first and divides once, so that the order in which
// patterns are stored together does not show in the last bit. Until all are added up
// nothing changes, and when ctx ends nothing will have.
func (n *Net) hebb(ctx context.Context, patterns []stdlib.Pattern, strength float64) error {
	if err := n.fitAll(patterns); err != nil {
		return err
	}
	w, err := n.matrix()
	if err != nil || len(patterns) == 0 {
		return err
	}
	if n.units <= 1<<14 {
		err = n.outer(ctx, w, patterns, strength)
	} else { // the table of whole numbers would be as large as J
		err = n.outerRows(ctx, w, patterns, strength)
	}
	if err != nil {
		return err
	}
	n.largest = w.Largest()
	n.memory = n.memory.with(patterns)
	if strength != 1 {
		n.memory = nil
	}
	if strength > 0 {
		n.stored += len(patterns)
	}
	n.shapeOf(patterns)
	return nil
}

// together is how many patterns are added up between two looks at the context.
const together = 256

func (n *Net) outer(ctx context.Context, w *stdlib.Dense, patterns []stdlib.Pattern, strength float64) error {
	pool := vec.NewPool(runtime.GOMAXPROCS(0))
	defer pool.Close()
	sums := make([]int32, n.units*n.units)
	for lo := 0; lo < len(patterns); lo += together {
		if err := ctx.Err(); err != nil {
			return err
		}
		part := patterns[lo:min(len(patterns), lo+together)]
		bits := vec.NewBits(len(part), n.units)
		for k, p := range part {
			row := bits.Row(k)
			for i, s := range p.Spins {
				row[i/64] |= uint64(s+1) >> 1 << (i % 64)
			}
		}
		vec.AddOuter(pool, sums, bits)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	pool.Do(n.units, func(i int) {
		n.addRow(w.Row(i), sums[i*n.units:(i+1)*n.units], i, strength)
	})
	return nil
}

// outerRows changes J row by row, so it looks at ctx only before: half of the rows
// would be no net.
func (n *Net) outerRows(ctx context.Context, w *stdlib.Dense, patterns []stdlib.Pattern, strength float64) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	sums := make([]int32, n.units)
	for i := range n.units {
		clear(sums)
		for _, p := range patterns {
			s := p.Spins[i]
			for j, t := range p.Spins {
				sums[j] += int32(s * t)
			}
		}
		n.addRow(w.Row(i), sums, i, strength)
	}
	return nil
}

func (n *Net) addRow(row []float64, sums []int32, i int, strength float64) {
	sums[i] = 0
	for j, c := range sums {
		row[j] += float64(strength * (float64(c) / float64(n.units)))
	}
}

// shapeOf makes the first patterns' shape the net's own.
func (n *Net) shapeOf(patterns []stdlib.Pattern) {
	if n.rows*n.cols != n.units {
		n.rows, n.cols = patterns[0].Rows, patterns[0].Cols
	}
}
