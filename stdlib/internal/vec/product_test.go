package vec_test

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"harmonium/stdlib/internal/vec"
)

// sizes of a product: every edge of tiles (6×16, 6×8) and blocks (256 inner, 192 rows, 512 columns).
func productSizes(r *rand.Rand) [][3]int {
	s := [][3]int{{0, 0, 0}, {0, 3, 4}, {3, 0, 4}, {3, 4, 0}, {1, 1, 1}, {1, 300, 1}, {7, 257, 17}, {6, 16, 16},
		{193, 5, 13}, {2, 3, 521}, {5, 7, 33}, {6, 256, 512}, {13, 300, 530}, {200, 256, 64}, {7, 512, 100}}
	for range 40 {
		s = append(s, [3]int{r.IntN(30), r.IntN(40), r.IntN(70)})
	}
	return s
}

func TestProduct(t *testing.T) {
	t.Run("float32", func(t *testing.T) { testProduct[float32](t, 1.2e-7, same32) })
	t.Run("float64", func(t *testing.T) { testProduct[float64](t, 2.3e-16, same64) })
}

func testProduct[T vec.Float](t *testing.T, eps float64, same func(x, y T) bool) {
	r := generator(3)
	pool := vec.NewPool(3)
	defer pool.Close()
	for i, s := range productSizes(r) {
		m, k, n := s[0], s[1], s[2]
		seed := r.Uint64()
		what := fmt.Sprintf("%d×%d·%d×%d, variant %d", m, k, k, n, i%8)
		f := func(pool *vec.Pool) func(a *arena) []T {
			return func(mem *arena) []T {
				r := generator(seed)
				a := randomMatrix[T](mem, r, m, k, i&1 == 1)
				b := randomMatrix[T](mem, r, k, n, i&2 == 2)
				c := randomMatrix[T](mem, r, m, n, false)
				before := append([]T(nil), c.Data...)
				alpha := T(1)
				keep := i&4 == 4
				if keep {
					if i%3 == 0 {
						alpha = 0.37
					}
					vec.MulAdd(pool, c, alpha, a, b)
				} else {
					for i := range c.Rows {
						for j := range c.Cols {
							c.Row(i)[j] = T(math.NaN())
						}
					}
					vec.Mul(pool, c, a, b)
				}
				checkProduct(t, what, c, alpha, a, b, before, keep, eps)
				return c.Data
			}
		}
		samePaths(t, what, f(nil), same)
		samePaths(t, what+" by three", f(pool), same)
		one, three := f(nil)(&arena{}), f(pool)(&arena{})
		for i := range one {
			if !same(one[i], three[i]) {
				t.Fatalf("%s: entry %d depends on the number of workers", what, i)
			}
		}
	}
}

// randomMatrix has rows that are further apart than they are long, or is the transpose of such a one.
func randomMatrix[T vec.Float](a *arena, r *rand.Rand, rows, cols int, transposed bool) vec.Matrix[T] {
	if transposed {
		return randomMatrix[T](a, r, cols, rows, false).T()
	}
	stride := cols + r.IntN(4)
	if cols%256 == 0 {
		stride = cols // rows that share lines of the cache
	}
	need := 0
	if rows > 0 && cols > 0 {
		need = (rows-1)*stride + cols
	}
	return vec.Matrix[T]{Data: fill(r, guarded[T](a, need)), Rows: rows, Cols: cols, RowStride: stride, ColStride: 1}
}

// checkProduct compares with sums in float64: the error of a chain of k steps is at most (k+1)·eps of the
// sum of magnitudes.
func checkProduct[T vec.Float](t *testing.T, what string, c vec.Matrix[T], alpha T, a, b vec.Matrix[T], before []T, keep bool, eps float64) {
	t.Helper()
	for i := range c.Rows {
		for j := range c.Cols {
			sum, size := 0.0, 0.0
			if keep {
				sum = float64(before[i*c.RowStride+j])
				size = math.Abs(sum)
			}
			for k := range a.Cols {
				p := float64(a.At(i, k)) * float64(b.At(k, j)) * float64(alpha)
				sum += p
				size += math.Abs(p)
			}
			if d := math.Abs(float64(c.At(i, j)) - sum); !(d <= eps*size*float64(a.Cols+3)) {
				t.Fatalf("%s: entry (%d,%d) is %v, want %v", what, i, j, c.At(i, j), sum)
			}
		}
	}
}

func TestProductSizesAreChecked(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a 2×3 times 4×2 product was accepted")
		}
	}()
	vec.Mul(nil, vec.Dense(2, 2, make([]float32, 4)), vec.Dense(2, 3, make([]float32, 6)), vec.Dense(4, 2, make([]float32, 8)))
}

// The portable fused product and sum against exact arithmetic, where rounding twice would show.
func TestFMA32(t *testing.T) {
	r := generator(4)
	value := func() float32 {
		for {
			v := math.Float32frombits(r.Uint32())
			switch r.IntN(4) {
			case 0:
				v = math.Float32frombits(r.Uint32() & 0x807FF000) // near or below the normal numbers
			case 1:
				v = float32(r.IntN(1<<12)) * float32(math.Ldexp(1, r.IntN(60)-30))
			}
			if v-v == 0 {
				return v
			}
		}
	}
	for range 400_000 {
		x, y, z := value(), value(), value()
		if r.IntN(2) == 0 { // make the sum end near a tie
			z = math.Float32frombits(math.Float32bits(float32(float64(x)*float64(y)))&0x7F800000 + uint32(r.IntN(2)))
			if r.IntN(2) == 0 {
				z = float32(math.Ldexp(float64(x)*float64(y), 24+r.IntN(3)-1))
			}
		}
		if z-z != 0 {
			continue
		}
		exact := new(big.Float).SetPrec(2000).SetFloat64(float64(x) * float64(y))
		exact.Add(exact, new(big.Float).SetFloat64(float64(z)))
		want, _ := exact.Float32()
		if got := vec.FMA32(x, y, z); got != want {
			t.Fatalf("fma(%x, %x, %x) = %x, want %x", x, y, z, got, want)
		}
	}
	inf := float32(math.Inf(1))
	if got := vec.FMA32(inf, 1, 1); got != inf {
		t.Errorf("fma(∞,1,1) = %v", got)
	}
	if got := vec.FMA32(inf, 1, -inf); got == got {
		t.Errorf("fma(∞,1,−∞) = %v", got)
	}
}
