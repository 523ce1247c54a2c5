package rt

import (
	"sync"
	"unsafe"
)

// calls is the stack of a goroutine's calls of lowered functions, for tracebacks.
//
// Every lowered function enters (Enter) and sets marks; none says when it leaves.
// An entry is over when a call comes that stands at the same or a lower depth of the
// machine's stack. So when a panic begins, the calls under way are the first entries, and
// above them there may be some that are over. How many are under way is known
// when the panic has gone through them, one after another (Unwound).
type calls struct {
	entries []*entry
	n       int
	caught  []int // all marks, outermost first, when a deferring function caught the panic under way
	unwound int   // calls that the panic under way has ended
}

// entry is one call: how deep the machine's stack was, and the statement it has reached.
type entry struct {
	depth uintptr
	mark  int
}

// traces holds every goroutine's calls, by the address of the run-time's g. An
// entry lives until the goroutine ends (Done), or the address is used again (Begin).
var traces sync.Map

func current() *calls {
	g := goroutine()
	if c, ok := traces.Load(g); ok {
		return c.(*calls)
	}
	c := new(calls)
	traces.Store(g, c)
	return c
}

// depth is how much of the goroutine's stack is in use: the stack may move, its
// depth stays. The bounds of the stack are the first fields of a g.
//
//go:noinline
func depth() uintptr {
	var here byte
	high := *(*uintptr)(unsafe.Add(goroutine(), unsafe.Sizeof(uintptr(0))))
	return high - uintptr(unsafe.Pointer(&here))
}

// Enter starts a call and returns where it keeps its mark.
func Enter(mark int) *int {
	c, d := current(), depth()
	for c.n > 0 && c.entries[c.n-1].depth >= d {
		c.n--
	}
	if c.n == len(c.entries) {
		c.entries = append(c.entries, new(entry))
	}
	e := c.entries[c.n]
	c.n++
	e.depth, e.mark = d, mark
	return &e.mark
}

// Unwound counts one more call that the panic under way has ended.
func Unwound() { current().unwound++ }

// catch keeps the marks of a panic before deferred calls add theirs.
func catch() {
	if c := current(); c.caught == nil {
		c.caught = c.marks()
	}
}

// forget ends a panic: it was recovered.
func forget() {
	c := current()
	c.caught, c.unwound = nil, 0
}

func (c *calls) marks() []int {
	out := make([]int, c.n)
	for i := range out {
		out[i] = c.entries[i].mark
	}
	return out
}

// Begin starts the calling goroutine's calls anew.
func Begin() { *current() = calls{} }

// Done forgets the calling goroutine's calls.
func Done() { traces.Delete(goroutine()) }

// Trace gives the marks of the panic that the caller has just recovered, innermost
// call first. Calls without marks are left out.
func Trace() []int {
	c := current()
	marks := c.caught
	if marks == nil {
		marks = c.marks()
	}
	var out []int
	for i := min(c.unwound, len(marks)) - 1; i >= 0; i-- {
		if marks[i] != 0 {
			out = append(out, marks[i])
		}
	}
	return out
}
