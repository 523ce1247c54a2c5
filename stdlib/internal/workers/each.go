// Package workers shares equal pieces of work among all cores.
package workers

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Each calls do(0), …, do(n−1), each once, in any order, on all cores, and returns when all
// are done. What do(i) computes must not depend on the order; whether it still has
// anything to do when a context has ended is its own business. A panic of do is Each's own,
// once all have ended; with several it is one of them.
func Each(n int, do func(i int)) {
	var next atomic.Int64
	var team sync.WaitGroup
	var failure atomic.Pointer[any]
	for range min(n, runtime.GOMAXPROCS(0)) {
		team.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					failure.Store(&p)
					next.Store(int64(n)) // nobody begins anything more
				}
			}()
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	team.Wait()
	if p := failure.Load(); p != nil {
		panic(*p)
	}
}
