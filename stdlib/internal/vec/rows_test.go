package vec_test

import (
	"slices"
	"testing"

	"harmonium/stdlib/internal/vec"
)

// Every kernel on rows does to each row what its namesake does to a slice.
func TestRows(t *testing.T) {
	z := []float32{-3, 0, 2, 1, -.5, 4}
	rows := func(x []float32) vec.Matrix[float32] { return vec.Dense(2, 3, slices.Clone(x)) }
	want, got := make([]float32, 6), rows(z)
	vec.Sigmoid32(want, z)
	vec.SigmoidRows(got)
	if !slices.Equal(got.Data, want) {
		t.Errorf("σ of rows %v, want %v", got.Data, want)
	}
	vec.Sample32(want, z, 7, 8, 5)
	pool := vec.NewPool(2)
	defer pool.Close()
	vec.SampleRows(pool, got, rows(z), 7, 8, 5)
	if !slices.Equal(got.Data, want) {
		t.Errorf("drawn %v, want %v", got.Data, want)
	}
	got = rows(z)
	vec.AddToRows(got, []float32{1, 2, 3})
	if want := []float32{-2, 2, 5, 2, 1.5, 7}; !slices.Equal(got.Data, want) {
		t.Errorf("rows plus a row: %v, want %v", got.Data, want)
	}
	sum := []float32{1, 0, 0}
	vec.SumRows(sum, 2, rows(z))
	if want := []float32{-3, -1, 12}; !slices.Equal(sum, want) {
		t.Errorf("sum of rows %v, want %v", sum, want)
	}
}
