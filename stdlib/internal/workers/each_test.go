package workers_test

import (
	"sync/atomic"
	"testing"

	"harmonium/stdlib/internal/workers"
)

func TestEachOnce(t *testing.T) {
	for _, n := range []int{0, 1, 2, 1000} {
		count, all := make([]int32, n), atomic.Int32{}
		workers.Each(n, func(i int) {
			atomic.AddInt32(&count[i], 1)
			all.Add(1)
		})
		for i, c := range count {
			if c != 1 {
				t.Errorf("piece %d of %d is done %d times", i, n, c)
			}
		}
		if int(all.Load()) != n {
			t.Errorf("%d of %d pieces are done on return", all.Load(), n)
		}
	}
}

func TestPanicIsTheCallers(t *testing.T) {
	defer func() {
		if p := recover(); p != "third" {
			t.Errorf("panicked with %v", p)
		}
	}()
	workers.Each(100, func(i int) {
		if i == 3 {
			panic("third")
		}
	})
	t.Error("Each returned")
}
