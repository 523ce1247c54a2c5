package boltzmann

import "harmonium/stdlib/internal/vec"

// moments are ⟨s⟩ and ⟨ssᵀ⟩ of all units, the diagonal of no meaning.
type moments struct {
	mean, corr []float64
}

func newMoments(n int) moments { return moments{make([]float64, n), make([]float64, n*n)} }

func (m moments) clear() {
	clear(m.mean)
	clear(m.corr)
}

// tally adds up moments of states, or of means where units are independent.
type tally[T vec.Float] struct {
	rows   vec.Matrix[T] // states to be added
	scaled vec.Matrix[T]
	mean   []T
	corr   vec.Matrix[T]
}

func newTally[T vec.Float](rows, n int) *tally[T] {
	return &tally[T]{vec.Dense(rows, n, make([]T, rows*n)), vec.Dense(rows, n, make([]T, rows*n)), make([]T, n), vec.Dense(n, n, make([]T, n*n))}
}

// add adds to dst the moments of the rows, each with its share of the whole, in the
// columns from first on: before them they are known.
func (t *tally[T]) add(pool *vec.Pool, dst moments, share func(k int) float64, first int) {
	rows, n := t.rows, t.rows.Cols
	clear(t.mean)
	for k := range rows.Rows {
		row := t.scaled.Row(k)
		clear(row)
		vec.Axpy(row, T(share(k)), rows.Row(k))
		vec.Axpy(t.mean, 1, row)
	}
	width := n - first
	vec.Mul(pool, t.corr.Part(0, n, first, width), t.scaled.T(), rows.Part(0, rows.Rows, first, width))
	for i := first; i < n; i++ {
		dst.mean[i] += float64(t.mean[i])
	}
	for i := range n {
		row := t.corr.Row(i)
		for j := max(first, i+1); j < n; j++ {
			dst.corr[i*n+j] += float64(row[j])
			dst.corr[j*n+i] = dst.corr[i*n+j]
		}
	}
}
