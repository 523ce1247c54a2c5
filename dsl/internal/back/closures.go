package back

import (
	"reflect"
	"sync/atomic"
)

// closures has the function literal that generate generates make closures whose calls get
// their frames from a room.
func closures(generate func(*node)) func(*node) {
	return func(n *node) {
		generate(n)
		for _, t := range n.typ.arg {
			if isSourceInterface(t) {
				return
			}
		}
		c := closure{node: n, next: successor(n.tnext)}
		n.exec = c.make
	}
}

// closure is a function literal.
type closure struct {
	node *node
	next step
	room atomic.Pointer[room]
}

// make puts the closure of a frame's variables into the frame.
func (c *closure) make(f *frame) step {
	captured := clone(f)
	made := reflect.MakeFunc(typeOf(c.node.typ), func(in []reflect.Value) []reflect.Value { return c.call(captured, in) })
	f.mutex.Lock()
	ancestor(f, c.node.level).data[c.node.findex] = made
	f.mutex.Unlock()
	return c.next
}

func (c *closure) call(captured *frame, in []reflect.Value) []reflect.Value {
	r := c.room.Load()
	if r == nil {
		r = newRoom(c.node, len(c.node.typ.ret))
		c.room.Store(r)
	}
	g := r.enter(captured)
	out := make([]reflect.Value, r.results) // the caller reads them when the frame is another's
	for i := range out {
		out[i] = reflect.New(r.types[i]).Elem()
	}
	copy(g.data, out)
	for i, arg := range in[:min(len(in), len(r.types)-r.results)] {
		g.data[r.results+i].Set(arg)
	}
	run(c.node.child[3].start, &g.frame, c.node, c.node)
	copy(out, g.data)
	r.leave(g)
	return out
}
