package rt

import (
	"fmt"
	"reflect"
	"unsafe"

	"harmonium/dsl/internal/unit"
)

// Path is the import path under which Source finds what Exports returns.
const Path = "harmonium/rt"

// Exports makes the symbols that a unit uses: the types it declares or
// mentions, the functions between them, and the fixed ones of this package.
func (r *Runtime) Exports(types unit.Types, natives []unit.Native) (syms map[string]reflect.Value, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("rt: %v", p)
		}
	}()
	syms = r.fixed()
	for _, n := range natives {
		op, ok := ops[n.Op]
		if !ok {
			op, ok = loopOps[n.Op]
		}
		if !ok {
			return nil, fmt.Errorf("rt: no operation %q", n.Op)
		}
		args := make([]operand, len(n.Types))
		for i, id := range n.Types {
			if args[i], err = r.operand(types[id]); err != nil {
				return nil, err
			}
		}
		if syms[n.Name], err = op(r, n, args); err != nil {
			return nil, err
		}
	}
	return syms, nil
}

// operand is a type with both its faces.
type operand struct {
	desc       *unit.Type
	real, view reflect.Type
}

func (r *Runtime) operand(t *unit.Type) (o operand, err error) {
	o.desc = t
	if o.real, err = r.make(t, inner); err == nil {
		o.view, err = r.make(t, outer)
	}
	return o, err
}

// Types gives the real and the view face of t.
func (r *Runtime) Types(t *unit.Type) (realT, viewT reflect.Type, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	o, err := r.operand(t)
	return o.real, o.view, err
}

// Real gives v, a value of the view face of t, as native code should see it.
func (r *Runtime) Real(v reflect.Value, t *unit.Type) (reflect.Value, error) {
	realT, viewT, err := r.Types(t)
	if err != nil || v.Type() != viewT {
		return v, err
	}
	return cast(v, realT), nil
}

var (
	boolType = reflect.TypeFor[bool]()
	anyType  = reflect.TypeFor[any]()
)

type operation = func(*Runtime, unit.Native, []operand) (reflect.Value, error)

// ops are the operations a Native can name. T, I stand for its types in order.
var ops = map[string]operation{
	"type":    typeSymbol, // the type T itself
	"method":  methodOp,   // func(func(T, …) …): gives a method of T its code
	"pmethod": methodOp,   // the same, receiver *T
	"zero": func(_ *Runtime, _ unit.Native, a []operand) (reflect.Value, error) { // func() T
		return fn(nil, outs(a[0].view), func([]reflect.Value) []reflect.Value {
			return vals(reflect.New(a[0].view).Elem())
		}), nil
	},
	"conv": func(r *Runtime, _ unit.Native, a []operand) (reflect.Value, error) { // func(T) I
		inside := r.inside(a[0].desc)
		return fn(outs(a[0].view), outs(a[1].view), func(in []reflect.Value) []reflect.Value {
			see(inside)
			return vals(toInterface(in[0], a[0], a[1]))
		}), nil
	},
	"assert": func(_ *Runtime, _ unit.Native, a []operand) (reflect.Value, error) { // func(I) T
		return fn(outs(a[0].view), outs(a[1].view), func(in []reflect.Value) []reflect.Value {
			v, ok := assert(in[0], a[1])
			if !ok {
				panic(assertionError(in[0], a[0], a[1]))
			}
			return vals(v)
		}), nil
	},
	"assert2": func(_ *Runtime, _ unit.Native, a []operand) (reflect.Value, error) { // func(I) (T, bool)
		return fn(outs(a[0].view), outs(a[1].view, boolType), func(in []reflect.Value) []reflect.Value {
			v, ok := assert(in[0], a[1])
			return vals(v, reflect.ValueOf(ok))
		}), nil
	},
	"is": func(_ *Runtime, _ unit.Native, a []operand) (reflect.Value, error) { // func(I) bool: holds a T
		return fn(outs(a[0].view), outs(boolType), func(in []reflect.Value) []reflect.Value {
			_, ok := assert(in[0], a[1])
			return vals(reflect.ValueOf(ok))
		}), nil
	},
	"eq": func(_ *Runtime, _ unit.Native, a []operand) (reflect.Value, error) { // func(T, T) bool
		return fn(outs(a[0].view, a[0].view), outs(boolType), func(in []reflect.Value) []reflect.Value {
			return vals(reflect.ValueOf(cast(in[0], a[0].real).Interface() == cast(in[1], a[0].real).Interface()))
		}), nil
	},
	"cast": func(_ *Runtime, _ unit.Native, a []operand) (reflect.Value, error) { // func(T) U of the same layout
		return fn(outs(a[0].view), outs(a[1].view), func(in []reflect.Value) []reflect.Value {
			if a[0].view.ConvertibleTo(a[1].view) {
				return vals(in[0].Convert(a[1].view))
			}
			return vals(cast(in[0], a[1].view))
		}), nil
	},
	"from": func(_ *Runtime, _ unit.Native, a []operand) (reflect.Value, error) { // func(any) T: a view value handed over as any
		return fn(outs(anyType), outs(a[0].view), func(in []reflect.Value) []reflect.Value {
			v := reflect.New(a[0].view).Elem()
			if e := in[0].Elem(); e.IsValid() {
				v.Set(e)
			}
			return vals(v)
		}), nil
	},
	"send": func(r *Runtime, _ unit.Native, a []operand) (reflect.Value, error) { // func(chan T, T)
		return fn(outs(a[0].view, a[0].view.Elem()), nil, func(in []reflect.Value) []reflect.Value {
			r.send(in[0], in[1])
			return nil
		}), nil
	},
	"recv": func(r *Runtime, _ unit.Native, a []operand) (reflect.Value, error) { // func(chan T) T
		return fn(outs(a[0].view), outs(a[0].view.Elem()), func(in []reflect.Value) []reflect.Value {
			v, _ := r.recv(in[0])
			return vals(v)
		}), nil
	},
	"recv2": func(r *Runtime, _ unit.Native, a []operand) (reflect.Value, error) { // func(chan T) (T, bool)
		return fn(outs(a[0].view), outs(a[0].view.Elem(), boolType), func(in []reflect.Value) []reflect.Value {
			v, ok := r.recv(in[0])
			return vals(v, reflect.ValueOf(ok))
		}), nil
	},
	"toarray": func(_ *Runtime, _ unit.Native, a []operand) (reflect.Value, error) { // func([]T) [N]T or *[N]T
		return fn(outs(a[0].view), outs(a[1].view), func(in []reflect.Value) []reflect.Value {
			want := a[1].view
			if want.Kind() == reflect.Pointer {
				want = want.Elem()
			}
			if in[0].Len() < want.Len() {
				panic(caught(func() { _ = [8]int(make([]int, 0)) }, in[0].Len(), want.Len()))
			}
			return vals(in[0].Convert(a[1].view))
		}), nil
	},
	"typefor": func(_ *Runtime, _ unit.Native, a []operand) (reflect.Value, error) { // func() reflect.Type: reflect.TypeFor[T]
		return reflect.ValueOf(func() reflect.Type { return a[0].real }), nil
	},
	"std": std, // a generic function of the standard library, by Method; T is its signature
	"sizeof": func(_ *Runtime, _ unit.Native, a []operand) (reflect.Value, error) { // func() uintptr
		return reflect.ValueOf(func() uintptr { return a[0].real.Size() }), nil
	},
}

func typeSymbol(_ *Runtime, _ unit.Native, a []operand) (reflect.Value, error) {
	return reflect.Zero(reflect.PointerTo(a[0].view)), nil
}

func methodOp(r *Runtime, n unit.Native, a []operand) (reflect.Value, error) {
	t, ok := r.named[a[0].desc.ID]
	if !ok {
		return reflect.Value{}, fmt.Errorf("rt: %s is not a type of a cell", a[0].desc.Go)
	}
	code, ok := t.methods[n.Method]
	if !ok {
		return reflect.Value{}, fmt.Errorf("rt: %s has no method %s", a[0].desc.Go, n.Method)
	}
	recv := a[0].view
	if n.Op == "pmethod" {
		recv = reflect.PointerTo(recv)
	}
	var m unit.Method
	for _, x := range append(append([]unit.Method(nil), a[0].desc.Methods...), a[0].desc.PtrMethods...) {
		if x.Name == n.Method {
			m = x
		}
	}
	sig, err := r.signature(m.Type, outer, recv)
	if err != nil {
		return reflect.Value{}, err
	}
	return fn(outs(sig), nil, func(in []reflect.Value) []reflect.Value {
		code.fn = in[0]
		return nil
	}), nil
}

func fn(in, out []reflect.Type, do func([]reflect.Value) []reflect.Value) reflect.Value {
	return reflect.MakeFunc(reflect.FuncOf(in, out, false), do)
}

func outs(ts ...reflect.Type) []reflect.Type   { return ts }
func vals(vs ...reflect.Value) []reflect.Value { return vs }

// toInterface converts v, a view of t, to the interface type i.
func toInterface(v reflect.Value, t, i operand) reflect.Value {
	out := reflect.New(i.real).Elem()
	if t.view.Kind() == reflect.Interface {
		if e := v.Elem(); e.IsValid() {
			out.Set(e)
		}
	} else {
		out.Set(cast(v, t.real))
	}
	return cast(out, i.view)
}

// assert gives the value in v, an interface, as a view of t.
func assert(v reflect.Value, t operand) (reflect.Value, bool) {
	out := reflect.New(t.real).Elem()
	e := v.Elem()
	ok := e.IsValid()
	if ok && t.real.Kind() == reflect.Interface {
		ok = e.Type().Implements(t.real)
	} else if ok {
		ok = e.Type() == t.real
	}
	if ok {
		out.Set(e)
	}
	return cast(out, t.view), ok
}

// assertionError is the run-time's own error for a failed assertion.
func assertionError(v reflect.Value, i, t operand) error {
	var concrete *rtype
	missing := ""
	if e := v.Elem(); e.IsValid() {
		concrete = of(e.Type())
		if t.real.Kind() == reflect.Interface {
			missing = missingMethod(e.Type(), t.real)
		}
	}
	from := of(i.real)
	if concrete == nil && t.real.Kind() == reflect.Interface {
		from = nil // the run-time does not say of which interface the nil was
	}
	return typeAssertionError(from, concrete, of(t.real), missing)
}

func missingMethod(have, want reflect.Type) string {
	for i := range want.NumMethod() {
		name := want.Method(i).Name
		if m, ok := have.MethodByName(name); !ok || !sameMethod(m, want.Method(i)) {
			return name
		}
	}
	return ""
}

// sameMethod compares a method with its receiver to one without.
func sameMethod(m, want reflect.Method) bool {
	a, b := m.Type, want.Type
	if a.NumIn() != b.NumIn()+1 || a.NumOut() != b.NumOut() {
		return false
	}
	for i := range b.NumIn() {
		if a.In(i+1) != b.In(i) {
			return false
		}
	}
	for i := range b.NumOut() {
		if a.Out(i) != b.Out(i) {
			return false
		}
	}
	return true
}

var _ = unsafe.Pointer(nil)
