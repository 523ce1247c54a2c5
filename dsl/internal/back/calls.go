package back

import (
	"reflect"
	"sync/atomic"
)

// call is a call of an interpreted function by an interpreted one. yaegi leaves out
// arguments that compare equal to zero, so that -0 would arrive as 0, and makes every
// variable of the callee apart, which is most of what a call costs. So calls are made here;
// what is not such a call goes on to yaegi.
type call struct {
	callee  *node
	args    []func(*frame) reflect.Value
	results []func(*frame) reflect.Value // nil for one that is dropped
	node    *node
	next    step
	no      step // where a false result leads; nil when nobody asks
	room    atomic.Pointer[room]
}

// calls has the call that generate generates made by us.
func calls(generate func(*node)) func(*node) {
	return func(n *node) {
		generate(n)
		if c := newCall(n); c != nil {
			n.exec = c.do
		}
	}
}

// newCall is nil for calls that yaegi has to make.
func newCall(n *node) *call {
	parent, typ := kindName(n.anc.kind), n.child[0].typ
	if parent == "goStmt" || parent == "deferStmt" || variadic(n) >= 0 || len(n.child)-1 > len(typ.arg) {
		return nil
	}
	c := &call{callee: declared(n.child[0]), node: n, next: successor(n.tnext), no: successor(n.fnext)}
	if c.callee == nil {
		return nil
	}
	for i, arg := range n.child[1:] {
		if isSourceInterface(typ.arg[i]) {
			return nil
		}
		switch {
		case isNative(arg, arg.scope), isRegular(arg):
			if calleeResults(arg) != 1 {
				return nil
			}
			c.args = append(c.args, slot(arg.findex))
		case isNativeInterface(typ.arg[i]):
			c.args = append(c.args, wrapped(arg, typ.arg[i].rtype))
		case isFunction(typ.arg[i]):
			c.args = append(c.args, functionOf(arg))
		default:
			c.args = append(c.args, valueOf(arg))
		}
	}
	for i := range typ.ret {
		switch parent {
		case "defineXStmt", "assignXStmt":
			to := n.anc.child[i]
			if isSourceInterface(to.typ) {
				return nil
			}
			if to.ident == "_" {
				c.results = append(c.results, nil)
				continue
			}
			c.results = append(c.results, outer(n.level, n.findex+i))
		case "returnStmt":
			c.results = append(c.results, slot(n.findex+i))
		default:
			c.results = append(c.results, outer(n.level, n.findex+i))
		}
	}
	return c
}

func calleeResults(n *node) int {
	if t := n.child[0].typ; t.rtype != nil && t.rtype.Kind() == reflect.Func {
		return t.rtype.NumOut()
	}
	return len(n.child[0].typ.ret)
}

func slot(i int) func(*frame) reflect.Value {
	return func(f *frame) reflect.Value { return f.data[i] }
}

// outer is slot i of the frame that is level frames further out.
func outer(level, i int) func(*frame) reflect.Value {
	if level == 0 {
		return slot(i)
	}
	return func(f *frame) reflect.Value { return ancestor(f, level).data[i] }
}

// declared is the function that n names; nil when it is a variable, or native.
func declared(n *node) (def *node) {
	defer func() {
		if recover() != nil { // it has looked for a variable in the frame
			def = nil
		}
	}()
	v := valueOf(n)(nil)
	if v.Kind() != reflect.Pointer || v.Type() != nodeType() {
		return nil
	}
	return (*node)(v.UnsafePointer())
}

func (c *call) do(f *frame) step {
	def := c.callee
	r := c.room.Load()
	if r == nil {
		r = newRoom(def, len(c.results))
		c.room.Store(r)
	}
	g := r.enter(f)
	for i, result := range c.results {
		if result != nil {
			g.data[i] = result(f)
		} else {
			g.data[i] = reflect.New(def.types[i]).Elem()
		}
	}
	params := g.data[len(c.results):]
	for i, arg := range c.args {
		params[i].Set(arg(f))
	}
	run(def.child[3].start, &g.frame, def, c.node)
	yes := c.no == nil || g.data[0].Bool()
	r.leave(g)
	if yes {
		return c.next
	}
	return c.no
}
