package rt

import (
	"fmt"
	"reflect"
	"sort"
	"unsafe"

	"harmonium/dsl/internal/unit"
)

// impl is the code of a method: a function of the cell whose first parameter
// is the receiver. It may be replaced.
type impl struct {
	fn  reflect.Value
	ptr bool // the receiver is *T
}

// extend adds the methods of t that n's tables do not have yet.
func (r *Runtime) extend(n *named, t *unit.Type) error {
	if t.Kind == reflect.Interface {
		return nil
	}
	for _, m := range t.Methods {
		if err := r.addMethod(n, m, false); err != nil {
			return err
		}
	}
	for _, m := range t.PtrMethods {
		if err := r.addMethod(n, m, true); err != nil {
			return err
		}
	}
	return nil
}

// addMethod puts m into the table of *T, and of T unless its receiver is a pointer.
func (r *Runtime) addMethod(n *named, m unit.Method, ptr bool) error {
	if _, ok := n.methods[m.Name]; ok {
		return nil
	}
	if n.seen.Load() && unit.Asserted(m.Name) {
		return fmt.Errorf("a method %s for the type %s, whose values have been printed or shown before: declare the type anew together with it, in one cell", m.Name, n.desc.Name)
	}
	code := &impl{ptr: ptr}
	n.methods[m.Name] = code
	mtyp, err := r.signature(m.Type, inner, nil)
	if err != nil {
		return err
	}
	call, err := r.signature(m.Type, inner, basics["Pointer"])
	if err != nil {
		return err
	}
	viewT, err := r.make(n.desc, outer)
	if err != nil {
		return err
	}
	add := func(t *rtype, receiver func(unsafe.Pointer) reflect.Value) error {
		stub, err := newStub(reflect.MakeFunc(call, func(in []reflect.Value) []reflect.Value {
			if !code.fn.IsValid() {
				panic(fmt.Sprintf("method %s.%s has no code", n.desc.Go, m.Name))
			}
			return code.call(receiver(in[0].UnsafePointer()), in[1:], call)
		}))
		if err != nil {
			return err
		}
		return insert(t, method{nameOff(newName(m.Name, "", exported(m.Name), false)), typeOff(of(mtyp)), stub, stub}, m.Name)
	}
	onPointer := func(p unsafe.Pointer) reflect.Value { return reflect.NewAt(viewT, p) }
	onValue := func(p unsafe.Pointer) reflect.Value {
		if p == nil {
			panic(nilPointer(n.desc.Go, m.Name, n.desc.Name))
		}
		return reflect.NewAt(viewT, p).Elem()
	}
	if ptr {
		return add(n.ptr, onPointer)
	}
	if err := add(n.ptr, onValue); err != nil {
		return err
	}
	if n.block[0].flag&flagDirectIface != 0 { // the word is the value
		return add(n.block[0], func(p unsafe.Pointer) reflect.Value {
			word := new(unsafe.Pointer)
			*word = p
			return reflect.NewAt(viewT, unsafe.Pointer(word)).Elem()
		})
	}
	return add(n.block[0], onValue)
}

// insert keeps the table sorted.
func insert(t *rtype, m method, name string) error {
	u, table := uncommonOf(t)
	if int(u.mcount) == room {
		return fmt.Errorf("a type with more than %d methods", room)
	}
	names := methodNames(asType(t), table[:u.mcount])
	at := sort.Search(len(names), func(i int) bool { return !methodLess(names[i], name) })
	copy(table[at+1:u.mcount+1], table[at:u.mcount])
	table[at] = m
	u.mcount++
	if exported(name) {
		u.xcount++
	}
	methodName[m.name] = name
	return nil
}

// methodName remembers what the numbers in method tables mean. Like the
// run-time's own table it is one per process.
var methodName = map[int32]string{}

func methodNames(_ reflect.Type, ms []method) []string {
	var out []string
	for _, m := range ms {
		out = append(out, methodName[m.name])
	}
	return out
}

// call runs the method's code: arguments of native code go in as views, results come out real.
func (c *impl) call(recv reflect.Value, args []reflect.Value, sig reflect.Type) []reflect.Value {
	defer func() { // native code may look at the panic
		if p := recover(); p != nil {
			panic(Normal(p))
		}
	}()
	ft := c.fn.Type()
	in := make([]reflect.Value, 0, len(args)+1)
	in = append(in, recv)
	for i, a := range args {
		in = append(in, cast(a, ft.In(i+1)))
	}
	out := c.fn.Call(in)
	for i := range out {
		out[i] = cast(out[i], sig.Out(i))
	}
	return out
}

// cast shows v's memory as a value of type to, which has the same layout.
func cast(v reflect.Value, to reflect.Type) reflect.Value {
	if v.Type() == to {
		return v
	}
	p := reflect.New(v.Type())
	p.Elem().Set(v)
	return reflect.NewAt(to, p.UnsafePointer()).Elem()
}
