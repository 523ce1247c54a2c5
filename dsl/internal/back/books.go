package back

import (
	"reflect"
	"slices"

	"github.com/traefik/yaegi/interp"
)

// books are the parts of yaegi's bookkeeping that would grow with every cell although
// nothing reads them again: syntax trees kept for its debugger, the scopes inside functions,
// the names of each file's imports. yaegi has no way to give them back, so they are reached by
// reflection, and left alone where yaegi is not as expected.
type books struct {
	roots  reflect.Value    // []*node
	scopes reflect.Value    // map[string]*scope
	types  *[]reflect.Type  // of the session's variables
	data   *[]reflect.Value // the session's variables
}

func openBooks(in *interp.Interpreter) *books {
	b := &books{}
	top := reflect.ValueOf(in).Elem()
	b.roots = field(top, "roots", reflect.Slice)
	b.scopes = field(top, "scopes", reflect.Map)
	if universe := field(top, "universe", reflect.Pointer); universe.IsValid() {
		b.types, _ = pointer[[]reflect.Type](field(universe.Elem(), "types", reflect.Slice))
	}
	if frame := field(top, "frame", reflect.Pointer); frame.IsValid() {
		b.data, _ = pointer[[]reflect.Value](field(frame.Elem(), "data", reflect.Slice))
	}
	return b
}

// field is a field of an addressable struct, also one that is not exported.
func field(of reflect.Value, name string, kind reflect.Kind) reflect.Value {
	if of.Kind() != reflect.Struct {
		return reflect.Value{}
	}
	f := of.FieldByName(name)
	if !f.IsValid() || f.Kind() != kind {
		return reflect.Value{}
	}
	return reflect.NewAt(f.Type(), f.Addr().UnsafePointer()).Elem()
}

func pointer[T any](v reflect.Value) (*T, bool) {
	if !v.IsValid() {
		return nil, false
	}
	p, ok := v.Addr().Interface().(*T)
	return p, ok
}

// compiled takes over from yaegi what it does at too great a cost before it runs a unit.
func (b *books) compiled() {
	b.grow()
	b.eachRoot(func(root, declarations reflect.Value) {
		for i := range declarations.Len() {
			cut(declarations.Index(i), "tnext", reflect.Pointer)
		}
	})
}

// grow makes room for the variables of a unit. yaegi would copy them all for each unit, so
// that a session's cells would become slower and slower.
func (b *books) grow() {
	if b.types == nil || b.data == nil || len(*b.types) <= len(*b.data) {
		return
	}
	more := (*b.types)[len(*b.data):]
	data := slices.Grow(*b.data, len(more))
	for _, t := range more {
		data = append(data, reflect.New(t).Elem())
	}
	*b.data = data
}

// forget drops the names, which only the unit that has been run used, and takes its tree apart.
func (b *books) forget(names []string) {
	b.eachRoot(func(root, declarations reflect.Value) {
		cut(root, "start", reflect.Pointer)
		declarations.SetZero()
	})
	if b.roots.IsValid() {
		b.roots.SetZero()
	}
	if !b.scopes.IsValid() {
		return
	}
	scope := b.scopes.MapIndex(reflect.ValueOf("main"))
	if !scope.IsValid() {
		return
	}
	if files := field(scope.Elem(), "child", reflect.Slice); files.IsValid() {
		for i := range files.Len() {
			cut(files.Index(i), "child", reflect.Slice) // the scopes of a file's functions
		}
		files.SetZero()
	}
	if sym := field(scope.Elem(), "sym", reflect.Map); sym.IsValid() {
		for _, name := range names {
			key := reflect.ValueOf(name)
			if s := sym.MapIndex(key); s.IsValid() {
				untie(s)
			}
			sym.SetMapIndex(key, reflect.Value{})
		}
	}
}

// eachRoot calls f for the trees of files that have not been forgotten. A declaration knows
// the file's root and the declaration that follows: a function that is still called would
// keep the whole file. Between declarations nothing is executed.
func (b *books) eachRoot(f func(root, declarations reflect.Value)) {
	if !b.roots.IsValid() {
		return
	}
	for i := range b.roots.Len() {
		root := b.roots.Index(i)
		if child := field(root.Elem(), "child", reflect.Slice); child.IsValid() {
			f(root, child)
		}
	}
}

// untie makes the type of a file's import forget where in the file it was used last.
func untie(symbol reflect.Value) {
	if t := field(symbol.Elem(), "typ", reflect.Pointer); t.IsValid() && !t.IsNil() {
		cut(t, "node", reflect.Pointer)
	}
}

// cut clears a field of what node points to.
func cut(node reflect.Value, name string, kind reflect.Kind) {
	if f := field(node.Elem(), name, kind); f.IsValid() {
		f.SetZero()
	}
}
