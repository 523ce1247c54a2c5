package rt

import (
	"sync"
	"unsafe"
)

// Frame is one call of a function that defers. Lowered code runs such a
// function's body through Frame.run, so that panics, deferred calls and
// recover work by Go's own means.
type Frame struct {
	deferred  []func()
	panicking bool
	value     any
	way       way // of the panic under way
}

func newFrame() *Frame { return new(Frame) }

func push(f *Frame, call func()) { f.deferred = append(f.deferred, call) }

// pushPlain defers a call of a function known not to recover: what it calls cannot either.
func pushPlain(f *Frame, call func()) {
	push(f, func() {
		handler()
		call()
	})
}

// run runs body, then the deferred calls, last first.
func run(f *Frame, body func()) {
	done := false
	defer func() {
		if !done {
			if p := recover(); p != nil {
				f.panicking, f.value, f.way = true, p, take()
			} // else: runtime.Goexit goes on when this returns
		}
		f.unwind()
	}()
	body()
	done = true
}

func (f *Frame) unwind() {
	for len(f.deferred) > 0 {
		last := len(f.deferred) - 1
		call := f.deferred[last]
		f.deferred = f.deferred[:last]
		f.call(call)
	}
	if f.panicking {
		f.way.resume()
		panic(f.value)
	}
}

// call runs one deferred call; if it panics, that panic takes the place of any other.
func (f *Frame) call(deferred func()) {
	done := false
	g := goroutine()
	defer func() {
		handlers.Delete(g)
		if !done {
			if p := recover(); p != nil {
				f.panicking, f.value, f.way = true, p, take()
			}
		}
	}()
	handlers.Store(g, f)
	deferred()
	done = true
}

// handlers holds, by goroutine, the frame whose deferred call is about to
// start: recover works only in a function that was deferred itself. An entry lives from the
// call to the first statement of a function that recovers.
var handlers sync.Map

// goroutine identifies the calling goroutine. It is written in assembly.
func goroutine() unsafe.Pointer

// handler is called first thing by every function that calls recover.
func handler() *Frame {
	f, ok := handlers.LoadAndDelete(goroutine())
	if !ok {
		return nil
	}
	return f.(*Frame)
}

// recovered is recover() in a function whose handler is f.
func recovered(f *Frame) any {
	if f == nil || !f.panicking || isStop(f.value) {
		return nil
	}
	f.panicking = false
	return Normal(f.value)
}

// raise is the built-in panic.
func raise(v any) { panic(v) }
