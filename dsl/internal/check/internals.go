package check

import (
	"fmt"
	"go/types"
	"reflect"
	"unsafe"
)

// go/types lets nobody take a name out of a scope or a method off a type. A cell
// that defines a name again, or gives a type of an earlier cell a method, needs
// both, and all cells must share one *types.Package, for go/types compares
// packages by address where a struct literal names no fields. The functions below
// reach the fields by name; Usable says at start whether this Go release has them.

// elems is the map inside s.
func elems(s *types.Scope) map[string]types.Object {
	s.Insert(types.NewTypeName(0, nil, "_", nil)) // makes the map; a blank name is not kept
	return *(*map[string]types.Object)(field(reflect.ValueOf(s), "elems"))
}

// empty makes s as it was when new.
func empty(s *types.Scope) {
	clear(elems(s))
	*(*[]*types.Scope)(field(reflect.ValueOf(s), "children")) = nil
}

// methods is the method list inside n, which is no instance.
func methods(n *types.Named) *[]*types.Func {
	n.NumMethods() // a type is completed when it is first looked at
	return (*[]*types.Func)(field(reflect.ValueOf(n), "methods"))
}

// move says that obj belongs to pkg.
func move(obj *types.TypeName, pkg *types.Package) {
	*(**types.Package)(field(reflect.ValueOf(obj), "pkg")) = pkg
}

func field(pointer reflect.Value, name string) unsafe.Pointer {
	return unsafe.Pointer(pointer.Elem().FieldByName(name).UnsafeAddr())
}

// Usable reports how go/types differs from what this package expects of it.
func Usable() error {
	for _, c := range []struct {
		in    reflect.Type
		field string
		want  reflect.Type
	}{
		{reflect.TypeFor[types.Scope](), "elems", reflect.TypeFor[map[string]types.Object]()},
		{reflect.TypeFor[types.Scope](), "children", reflect.TypeFor[[]*types.Scope]()},
		{reflect.TypeFor[types.TypeName](), "pkg", reflect.TypeFor[*types.Package]()},
		{reflect.TypeFor[types.Named](), "methods", reflect.TypeFor[[]*types.Func]()},
	} {
		f, ok := c.in.FieldByName(c.field)
		if !ok || f.Type != c.want {
			return fmt.Errorf("check: %v.%s is not a %v in this Go release: dsl/internal/check/internals.go must follow it", c.in, c.field, c.want)
		}
	}
	return nil
}
