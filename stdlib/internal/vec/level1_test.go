package vec_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"harmonium/stdlib/internal/vec"
)

func TestLevelOne(t *testing.T) {
	t.Run("float32", func(t *testing.T) { testLevelOne[float32](t, 1.2e-7, same32) })
	t.Run("float64", func(t *testing.T) { testLevelOne[float64](t, 2.3e-16, same64) })
}

func testLevelOne[T vec.Float](t *testing.T, eps float64, same func(x, y T) bool) {
	for _, n := range lengths {
		r := generator(uint64(n))
		x0, y0 := fill(r, make([]T, n)), fill(r, make([]T, n))
		two := func(a *arena) (x, y []T) {
			x, y = guarded[T](a, n), guarded[T](a, n)
			copy(x, x0)
			copy(y, y0)
			return x, y
		}
		samePaths(t, fmt.Sprint("Dot of ", n), func(a *arena) []T {
			x, y := two(a)
			got, want, size := vec.Dot(x, y), 0.0, 0.0
			for i := range x {
				want += float64(x[i]) * float64(y[i])
				size += math.Abs(float64(x[i]) * float64(y[i]))
			}
			if d := math.Abs(float64(got) - want); !(d <= eps*size*float64(n/16+8)) {
				t.Fatalf("Dot of %d = %v, want %v", n, got, want)
			}
			return []T{got}
		}, same)
		samePaths(t, fmt.Sprint("Axpy of ", n), func(a *arena) []T {
			x, y := two(a)
			vec.Axpy(y, .7, x)
			for i := range y {
				want := float64(T(.7))*float64(x0[i]) + float64(y0[i])
				if d := math.Abs(float64(y[i]) - want); !(d <= eps*4) && !(d <= eps*math.Abs(want)) {
					t.Fatalf("Axpy of %d: element %d is %v, want %v", n, i, y[i], want)
				}
			}
			return y
		}, same)
		for _, rows := range []int{0, 1, 3, 4, 5, 9} {
			alpha := fill(generator(9), make([]T, rows))
			samePaths(t, fmt.Sprintf("AddRows of %d×%d", rows, n), func(a *arena) []T {
				m := randomMatrix[T](a, generator(8), rows, n, false)
				_, y := two(a)
				once := slices.Clone(y)
				vec.AddRows(y, alpha, m)
				for r := range rows {
					vec.Axpy(once, alpha[r], m.Row(r))
				}
				if !slices.Equal(once, y) {
					t.Fatal("AddRows differs from Axpy, row after row")
				}
				return y
			}, same)
			for _, transposed := range []bool{false, true} {
				samePaths(t, fmt.Sprintf("MatVec of %d×%d, transposed %v", n, rows, transposed), func(a *arena) []T {
					m := randomMatrix[T](a, generator(8), n, rows, transposed)
					y := guarded[T](a, n)
					vec.MatVec(nil, y, m, alpha)
					checkMatVec(t, y, m, alpha, eps)
					return y
				}, same)
			}
		}
	}
}

func checkMatVec[T vec.Float](t *testing.T, y []T, m vec.Matrix[T], x []T, eps float64) {
	t.Helper()
	for i := range y {
		want, size := 0.0, 0.0
		for j := range x {
			p := float64(m.At(i, j)) * float64(x[j])
			want += p
			size += math.Abs(p)
		}
		if d := math.Abs(float64(y[i]) - want); !(d <= eps*size*float64(len(x)+2)) {
			t.Fatalf("%d×%d: element %d is %v, want %v", m.Rows, m.Cols, i, y[i], want)
		}
	}
}

func TestSymmetric(t *testing.T) {
	t.Run("float32", func(t *testing.T) { testSymmetric[float32](t, 1.2e-7, same32) })
	t.Run("float64", func(t *testing.T) { testSymmetric[float64](t, 2.3e-16, same64) })
}

func testSymmetric[T vec.Float](t *testing.T, eps float64, same func(x, y T) bool) {
	pool := vec.NewPool(3)
	defer pool.Close()
	for _, n := range []int{0, 1, 2, 3, 4, 5, 7, 8, 11, 12, 13, 17, 31, 64, 97, 131, 511, 512, 601} {
		x := fill(generator(3), make([]T, n))
		multiply := func(pool *vec.Pool) func(*arena) []T {
			return func(a *arena) []T {
				m := randomMatrix[T](a, generator(2), n, n, false)
				whole := vec.Dense(n, n, make([]T, n*n))
				for i := range n {
					for j := i; j < n; j++ {
						whole.Row(i)[j], whole.Row(j)[i] = m.At(i, j), m.At(i, j)
					}
					for j := range i {
						m.Row(i)[j] = T(math.NaN()) // must not be read
					}
				}
				xs, y := guarded[T](a, n), guarded[T](a, n)
				copy(xs, x)
				vec.SymVec(pool, y, m, xs)
				checkMatVec(t, y, whole, x, eps)
				return y
			}
		}
		what := fmt.Sprintf("SymVec of %d", n)
		samePaths(t, what, multiply(nil), same)
		one, three := multiply(nil)(&arena{}), multiply(pool)(&arena{})
		for i := range one {
			if !same(one[i], three[i]) {
				t.Fatalf("%s depends on the number of workers", what)
			}
		}
	}
	for _, s := range [][2]int{{0, 3}, {1, 0}, {5, 3}, {95, 7}, {97, 20}, {200, 3}} {
		n, k := s[0], s[1]
		rank := func(pool *vec.Pool) func(*arena) []T {
			return func(mem *arena) []T {
				a := randomMatrix[T](mem, generator(2), n, k, n%2 == 0)
				c := randomMatrix[T](mem, generator(3), n, n, false)
				for i := range n {
					for j := range i {
						c.Row(i)[j] = c.Row(j)[i]
					}
				}
				before := slices.Clone(c.Data)
				vec.RankK(pool, c, 0.5, a)
				checkProduct(t, "RankK", c, 0.5, a, a.T(), before, true, eps)
				for i := range n {
					for j := range i {
						if c.At(i, j) != c.At(j, i) {
							t.Fatalf("RankK of %d: entry (%d,%d) is not its mirror", n, i, j)
						}
					}
				}
				return c.Data
			}
		}
		samePaths(t, fmt.Sprint("RankK of ", s), rank(nil), same)
		if one, three := rank(nil)(&arena{}), rank(pool)(&arena{}); !slices.EqualFunc(one, three, same) {
			t.Errorf("RankK of %v depends on the number of workers", s)
		}
	}
}

func TestScans(t *testing.T) {
	t.Run("float32", func(t *testing.T) { testScans[float32](t) })
	t.Run("float64", func(t *testing.T) { testScans[float64](t) })
}

func testScans[T vec.Float](t *testing.T) {
	for _, n := range lengths {
		for trial := range 12 {
			r := generator(uint64(100*n + trial))
			s0, f0, e0 := make([]T, n), fill(r, make([]T, n)), fill(r, make([]T, n))
			for i := range s0 {
				s0[i] = T(2*r.IntN(2) - 1)
				if r.Float64() < 1-3/float64(n+1) { // most units stay
					e0[i] = -100
					if trial%2 == 1 {
						e0[i] = -100 * s0[i]
					}
				}
			}
			from := r.IntN(n + 1)
			samePaths(t, fmt.Sprintf("scan of %d from %d", n, from), func(a *arena) []int {
				s, f, e := guarded[T](a, n), guarded[T](a, n), guarded[T](a, n)
				copy(s, s0)
				copy(f, f0)
				copy(e, e0)
				want, got := from, 0
				if trial%2 == 0 {
					for want < n && !(2*1.5*float64(s[want])*float64(f[want]) <= float64(e[want])) {
						want++
					}
					got = vec.ScanMetropolis(s, f, e, 3, from)
				} else {
					for want < n && (3*float64(f[want]) > float64(e[want])) == (s[want] > 0) {
						want++
					}
					got = vec.ScanGibbs(s, f, e, 3, from)
				}
				if got != want {
					t.Fatalf("scan of %d from %d, trial %d: %d, want %d", n, from, trial, got, want)
				}
				return []int{got}
			}, equal)
		}
	}
}
