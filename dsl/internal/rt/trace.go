package rt

import (
	"slices"
	"sync"
	"unsafe"
)

// calls is the stack of a goroutine's calls of lowered functions, for tracebacks.
//
// Every lowered function enters (Enter) and marks its statements; none says when it
// leaves. The word now holds the call that marked last and its mark: when the next call
// enters, all calls above that one are over, and so are those that stand at the
// same or a lower depth of the machine's stack. What may be left of calls that are over
// is told apart when a panic has gone through those under way, one after
// another (Unwound).
type calls struct {
	now     int // index<<32 | mark; index -1 when there is no call
	entries []entry
	caught  []entry // the calls when a deferring function caught the panic under way
	ended   []int   // functions of the calls that the panic under way has ended, innermost first
}

// entry is one call: of which function, how deep the machine's stack was, and the
// statement it had reached when the next call came.
type entry struct {
	function int
	depth    uintptr
	mark     int
}

const markBits = 32

// traces holds every goroutine's calls, by the address of the run-time's g. An
// entry lives until the goroutine ends (Done), or the address is used again (Begin).
var traces sync.Map

func current() *calls {
	g := goroutine()
	if c, ok := traces.Load(g); ok {
		return c.(*calls)
	}
	c := &calls{now: -1 << markBits}
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

// Enter starts a call of a function. To set a mark is to store base+mark to now.
func Enter(function, mark int) (now *int, base int) {
	c, d := current(), depth()
	c.settle()
	for n := len(c.entries); n > 0 && c.entries[n-1].depth >= d; n-- {
		c.entries = c.entries[:n-1]
	}
	base = len(c.entries) << markBits
	c.entries = append(c.entries, entry{function, d, mark})
	c.now = base + mark
	return &c.now, base
}

// settle drops the calls above the one that marked last, and keeps its mark.
func (c *calls) settle() {
	i := c.now >> markBits
	if i < 0 || i >= len(c.entries) {
		return
	}
	c.entries = c.entries[:i+1]
	c.entries[i].mark = c.now & (1<<markBits - 1)
}

// Unwound says that the panic under way has ended a call of a function: one that
// entered, or, as -mark, one that has a single mark and does not enter.
func Unwound(function int) {
	c := current()
	c.ended = append(c.ended, function)
}

// way is how far a panic has come.
type way struct {
	caught []entry
	ended  []int
}

// take gives the way of the panic that has just been caught, and forgets it: deferred
// calls may panic and recover on their own.
func take() way {
	c := current()
	w := way{c.caught, c.ended}
	if w.caught == nil {
		c.settle()
		w.caught = append([]entry{}, c.entries...)
	}
	c.caught, c.ended = nil, nil
	return w
}

// resume goes on with a panic that was not recovered.
func (w way) resume() {
	c := current()
	c.caught, c.ended = w.caught, w.ended
}

// Begin starts the calling goroutine's calls anew.
func Begin() { *current() = calls{now: -1 << markBits} }

// Done forgets the calling goroutine's calls.
func Done() { traces.Delete(goroutine()) }

// Trace gives the marks of the panic that the caller has just recovered, innermost
// call first. Calls without marks are left out.
func Trace() []int {
	c := current()
	entries := c.caught
	if entries == nil {
		c.settle()
		entries = c.entries
	}
	var marks []int
	for i := len(c.ended) - 1; i >= 0; i-- { // outermost first
		if c.ended[i] < 0 {
			marks = append(marks, -c.ended[i])
			continue
		}
		for len(entries) > 0 && entries[0].function != c.ended[i] {
			entries = entries[1:] // over
		}
		if len(entries) == 0 {
			break
		}
		if entries[0].mark != 0 {
			marks = append(marks, entries[0].mark)
		}
		entries = entries[1:]
	}
	slices.Reverse(marks)
	return marks
}
