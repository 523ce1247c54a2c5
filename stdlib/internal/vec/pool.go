package vec

import (
	"sync"
	"sync/atomic"
)

// Pool is a team of workers that stay between the phases of a long call. A nil Pool is a team of one: the
// caller. The caller always works along, so a Pool of n holds n−1 goroutines until Close. Any goroutine may
// give it work, a worker in the middle of a task too: who finds nobody free does it alone.
type Pool struct {
	tasks chan *task
	count int
}

// NewPool makes a team of n workers, at least 1.
func NewPool(n int) *Pool {
	p := &Pool{count: max(1, n)}
	if p.count > 1 {
		p.tasks = make(chan *task, p.count-1)
		for range p.count - 1 {
			go p.work()
		}
	}
	return p
}

// Workers is the size of the team.
func (p *Pool) Workers() int {
	if p == nil {
		return 1
	}
	return p.count
}

// Close sends the workers home. The pool must not be used again.
func (p *Pool) Close() {
	if p != nil && p.tasks != nil {
		close(p.tasks)
	}
}

// task is a range of indices that workers take one after the other. Those that come late find none left.
type task struct {
	do      func(i int)
	n       int64
	next    atomic.Int64
	pending sync.WaitGroup
	err     atomic.Pointer[any] // the first panic, to be raised where the work was asked for
}

func (p *Pool) work() {
	for t := range p.tasks {
		t.run()
	}
}

func (t *task) run() {
	for i := t.next.Add(1) - 1; i < t.n; i = t.next.Add(1) - 1 {
		t.one(int(i))
	}
}

func (t *task) one(i int) {
	defer t.pending.Done()
	defer func() {
		if r := recover(); r != nil {
			t.err.CompareAndSwap(nil, &r)
		}
	}()
	t.do(i)
}

// Do calls do(0), …, do(n−1), each once, in any order, and returns when all are done. What do(i) computes
// must not depend on the order. A panic in one of them is raised again here.
func (p *Pool) Do(n int, do func(i int)) {
	if p.Workers() == 1 || n <= 1 {
		for i := range n {
			do(i)
		}
		return
	}
	t := &task{do: do, n: int64(n)}
	t.pending.Add(n)
	for range min(n, p.count) - 1 {
		select {
		case p.tasks <- t:
		default: // as many tasks wait as there are workers
		}
	}
	t.run()
	t.pending.Wait()
	if r := t.err.Load(); r != nil {
		panic(*r)
	}
}

// Split cuts 0 ≤ i < n into one range for each worker and calls do on the ranges.
func (p *Pool) Split(n int, do func(lo, hi int)) {
	w := min(p.Workers(), max(n, 1))
	p.Do(w, func(i int) { do(i*n/w, (i+1)*n/w) })
}
