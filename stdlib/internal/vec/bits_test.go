package vec_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"harmonium/stdlib/internal/vec"
)

func randomBits(a *arena, r *rand.Rand, rows, cols int, density float64) vec.Bits {
	b := vec.Bits{Rows: rows, Cols: cols, Stride: (cols+63)/64 + r.IntN(2)}
	b.Words = guarded[uint64](a, max(0, (rows-1)*b.Stride+(cols+63)/64))
	clear(b.Words)
	for i := range rows {
		for j := range cols {
			if r.Float64() < density {
				b.Set(i, j)
			}
		}
	}
	return b
}

func TestMulBits(t *testing.T) {
	t.Run("float32", func(t *testing.T) { testMulBits[float32](t, same32) })
	t.Run("float64", func(t *testing.T) { testMulBits[float64](t, same64) })
}

func testMulBits[T vec.Float](t *testing.T, same func(x, y T) bool) {
	r := generator(6)
	pool := vec.NewPool(2)
	defer pool.Close()
	sizes := productSizes(r)
	sizes = append(sizes, [3]int{5, 70, 64}, [3]int{5, 70, 65}, [3]int{130, 100, 200}, [3]int{100, 300, 141})
	for i, s := range sizes {
		m, k, n := s[0], s[1], s[2]
		density := []float64{0, .03, .2, .6, 1}[i%5]
		seed := r.Uint64()
		keep := i%2 == 0
		multiply := func(pool *vec.Pool) func(*arena) []T {
			return func(mem *arena) []T {
				r := generator(seed)
				a := randomBits(mem, r, m, k, density)
				b := randomMatrix[T](mem, r, k, n, i%7 == 3)
				c := randomMatrix[T](mem, r, m, n, false)
				dense := vec.Dense(m, k, make([]T, m*k))
				for i := range m {
					for j := range k {
						if a.At(i, j) {
							dense.Row(i)[j] = 1
						}
					}
				}
				want := c
				want.Data = append([]T(nil), c.Data...)
				vec.MulBits(pool, c, a, b, keep)
				if keep {
					vec.MulAdd(nil, want, 1, dense, b)
				} else {
					vec.Mul(nil, want, dense, b)
				}
				for i := range m {
					for j := range n {
						if c.At(i, j) != want.At(i, j) {
							t.Fatalf("%d×%d·%d×%d at density %v: entry (%d,%d) is %v, the dense product %v", m, k, k, n, density, i, j, c.At(i, j), want.At(i, j))
						}
					}
				}
				return c.Data
			}
		}
		what := fmt.Sprintf("MulBits of %d×%d·%d×%d at density %v", m, k, k, n, density)
		samePaths(t, what, multiply(nil), same)
		samePaths(t, what+" by two", multiply(pool), same)
	}
}

func TestOverlap(t *testing.T) {
	for _, n := range lengths {
		samePaths(t, fmt.Sprint("Overlap of ", n), func(a *arena) []int {
			r := generator(uint64(n))
			x, y := randomBits(a, r, 1, n, .5), randomBits(a, r, 1, n, .5)
			want := 0
			for j := range n {
				if x.At(0, j) == y.At(0, j) {
					want++
				} else {
					want--
				}
			}
			got := vec.Overlap(x.Row(0), y.Row(0), n)
			if got != want {
				t.Fatalf("Overlap of %d bits is %d, want %d", n, got, want)
			}
			return []int{got}
		}, equal)
	}
}

func TestAddOuter(t *testing.T) {
	pool := vec.NewPool(2)
	defer pool.Close()
	for _, s := range [][2]int{{0, 5}, {1, 1}, {3, 7}, {64, 8}, {65, 64}, {130, 67}, {2000, 19}, {31 * 64, 9}, {1, 131}} {
		p, n := s[0], s[1]
		samePaths(t, fmt.Sprintf("AddOuter of %d patterns of %d", p, n), func(a *arena) []int32 {
			r := generator(7)
			m := randomBits(a, r, p, n, .4)
			dst := guarded[int32](a, n*n)
			for i := range dst {
				dst[i] = int32(i)
			}
			vec.AddOuter(pool, dst, m)
			for i := range n {
				for j := range n {
					want := int32(i*n + j)
					for q := range p {
						if m.At(q, i) == m.At(q, j) {
							want++
						} else {
							want--
						}
					}
					if dst[i*n+j] != want {
						t.Fatalf("%d patterns of %d: coupling (%d,%d) is %d, want %d", p, n, i, j, dst[i*n+j], want)
					}
				}
			}
			return dst
		}, equal)
	}
}

func TestSetRow(t *testing.T) {
	for _, n := range lengths {
		samePaths(t, fmt.Sprint("SetRow of ", n), func(a *arena) []uint64 {
			x := fill(generator(1), guarded[float32](a, n))
			b := vec.Bits{Words: guarded[uint64](a, (n+63)/64), Rows: 1, Cols: n, Stride: (n + 63) / 64}
			b.SetRow(0, x)
			for j := range n {
				if b.At(0, j) != (x[j] > 0) {
					t.Fatalf("bit %d of %d is %v for %v", j, n, b.At(0, j), x[j])
				}
			}
			return b.Words
		}, equal)
	}
}

func TestTranspose(t *testing.T) {
	r := generator(16)
	for range 60 {
		rows, cols := r.IntN(150), r.IntN(150)
		var mem arena
		b, turned := randomBits(&mem, r, rows, cols, .4), randomBits(&mem, r, cols, rows, 1)
		b.Transpose(turned)
		for i := range rows {
			for j := range cols {
				if b.At(i, j) != turned.At(j, i) {
					t.Fatalf("%d×%d: entry (%d, %d) is not entry (%d, %d) of the transpose", rows, cols, i, j, j, i)
				}
			}
		}
		if turned.Count() != b.Count() || !mem.free() {
			t.Fatalf("%d×%d: %d ones, %d in the transpose", rows, cols, b.Count(), turned.Count())
		}
	}
}
