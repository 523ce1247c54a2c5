package vec_test

import (
	"sync/atomic"
	"testing"

	"harmonium/stdlib/internal/vec"
)

func TestPoolDoesEachOnce(t *testing.T) {
	for workers := range 5 {
		pool := vec.NewPool(workers)
		for _, n := range []int{0, 1, 2, 3, 100} {
			var count [100]atomic.Int32
			pool.Do(n, func(i int) { count[i].Add(1) })
			for i := range count {
				if want := int32(0); i < n {
					want = 1
					if count[i].Load() != want {
						t.Fatalf("%d workers: %d of %d done %d times", workers, i, n, count[i].Load())
					}
				}
			}
			covered := make([]int, n)
			pool.Split(n, func(lo, hi int) {
				for i := lo; i < hi; i++ {
					covered[i]++
				}
			})
			for i, c := range covered {
				if c != 1 {
					t.Fatalf("%d workers: index %d of %d covered %d times", workers, i, n, c)
				}
			}
		}
		pool.Close()
	}
	var none *vec.Pool
	none.Do(3, func(int) {})
	none.Close()
}

func TestPoolPassesPanicsOn(t *testing.T) {
	pool := vec.NewPool(3)
	defer pool.Close()
	for range 20 {
		func() {
			defer func() {
				if r := recover(); r != "seven" {
					t.Fatalf("recovered %v", r)
				}
			}()
			pool.Do(10, func(i int) {
				if i == 7 {
					panic("seven")
				}
			})
		}()
	}
	var n atomic.Int32
	pool.Do(5, func(int) { n.Add(1) })
	if n.Load() != 5 {
		t.Error("the pool does not work after a panic")
	}
}

// A worker may ask for work itself.
func TestPoolNests(t *testing.T) {
	pool := vec.NewPool(3)
	defer pool.Close()
	var n atomic.Int32
	for range 50 {
		pool.Do(6, func(int) {
			pool.Do(5, func(int) {
				pool.Do(4, func(int) { n.Add(1) })
			})
		})
	}
	if n.Load() != 50*6*5*4 {
		t.Errorf("%d of %d done", n.Load(), 50*6*5*4)
	}
}
