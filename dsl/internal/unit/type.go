package unit

import (
	"encoding/json"
	"fmt"
	"reflect"
)

// Type describes a type as the checker knows it. The back end's own reflection
// knows neither the real names of interpreted types nor their methods.
// Recursive types are cyclic through Elem, Key, Fields and the like.
type Type struct {
	Kind reflect.Kind // of the underlying type
	ID   string       // identity of a type declared in a cell, across units; "" for all others
	Bare bool         // the back end does not know the type's name: its view is the underlying type
	Name string       // "P", "Set[int]"; a basic type's name; "" for a type without a name
	Path string       // import path of the package that declares Name; "main" in cells
	Pkg  string       // its name: "main", "time"; "" for basic types
	Go   string       // the whole type in Go syntax, qualified by package names: "[]main.P"

	Len        int   // array
	Elem       *Type // array, slice, map, pointer, channel
	Key        *Type // map
	Dir        reflect.ChanDir
	Fields     []Field  // struct
	Methods    []Method // method set of the type itself; of an interface, its methods
	PtrMethods []Method // methods that only a pointer to the type has
	Params     []*Type  // function
	Results    []*Type  // function
	Variadic   bool
}

// Field is one field of a struct.
type Field struct {
	Name     string
	Type     *Type
	Tag      string
	Embedded bool
	Exported bool
}

// Method is a method and its type, without the receiver.
type Method struct {
	Name string
	Type *Type
}

// Session reports whether t was declared in a cell.
func (t *Type) Session() bool { return t != nil && t.Path == "main" }

// Method finds a method of t's own method set.
func (t *Type) Method(name string) (Method, bool) {
	for _, m := range t.Methods {
		if m.Name == name {
			return m, true
		}
	}
	return Method{}, false
}

func (t *Type) String() string { return t.Go }

// Types is a table of types that gob can send although they may be cyclic.
type Types []*Type

// flat is a Type with indices in place of pointers; 0 is nil, i+1 is entry i.
type flat struct {
	Type
	ElemID, KeyID       int
	FieldIDs            []int
	MethodIDs, PtrIDs   []int
	ParamIDs, ResultIDs []int
}

type flatTable struct {
	Roots []int
	All   []flat
}

// GobEncode flattens the graph. The table is JSON: a gob of its own would bring
// its description, and a decoder built for it, with every cell.
func (ts Types) GobEncode() ([]byte, error) {
	f := flattener{ids: map[*Type]int{}}
	roots := f.list(ts)
	return json.Marshal(flatTable{Roots: roots, All: f.all})
}

type flattener struct {
	ids map[*Type]int
	all []flat
}

func (f *flattener) id(t *Type) int {
	if t == nil {
		return 0
	}
	if id, ok := f.ids[t]; ok {
		return id
	}
	f.all = append(f.all, flat{})
	id := len(f.all)
	f.ids[t] = id
	e := flat{Type: *t, ElemID: f.id(t.Elem), KeyID: f.id(t.Key), ParamIDs: f.list(t.Params), ResultIDs: f.list(t.Results)}
	e.Elem, e.Key, e.Params, e.Results = nil, nil, nil, nil
	e.Fields, e.FieldIDs = f.fields(t.Fields)
	e.Methods, e.MethodIDs = f.methods(t.Methods)
	e.PtrMethods, e.PtrIDs = f.methods(t.PtrMethods)
	f.all[id-1] = e
	return id
}

func (f *flattener) list(ts []*Type) []int {
	var ids []int
	for _, t := range ts {
		ids = append(ids, f.id(t))
	}
	return ids
}

func (f *flattener) fields(in []Field) (out []Field, ids []int) {
	for _, x := range in {
		ids = append(ids, f.id(x.Type))
		x.Type = nil
		out = append(out, x)
	}
	return out, ids
}

func (f *flattener) methods(in []Method) (out []Method, ids []int) {
	for _, m := range in {
		ids = append(ids, f.id(m.Type))
		out = append(out, Method{Name: m.Name})
	}
	return out, ids
}

// GobDecode rebuilds the graph.
func (ts *Types) GobDecode(data []byte) error {
	var table flatTable
	if err := json.Unmarshal(data, &table); err != nil {
		return err
	}
	all := make([]*Type, len(table.All))
	for i := range table.All {
		all[i] = &table.All[i].Type
	}
	at := func(id int) (*Type, error) {
		if id < 0 || id > len(all) {
			return nil, fmt.Errorf("unit: type %d of %d", id, len(all))
		}
		if id == 0 {
			return nil, nil
		}
		return all[id-1], nil
	}
	for i := range table.All {
		if err := table.All[i].link(all[i], at); err != nil {
			return err
		}
	}
	var err error
	*ts, err = lookup(table.Roots, at)
	return err
}

// link sets t's pointers from the indices of f.
func (f *flat) link(t *Type, at func(int) (*Type, error)) (err error) {
	set := func(to **Type, id int) {
		if err == nil {
			*to, err = at(id)
		}
	}
	set(&t.Elem, f.ElemID)
	set(&t.Key, f.KeyID)
	if len(f.FieldIDs) != len(t.Fields) || len(f.MethodIDs) != len(t.Methods) || len(f.PtrIDs) != len(t.PtrMethods) {
		return fmt.Errorf("unit: type %s: damaged table", t.Go)
	}
	for i, id := range f.FieldIDs {
		set(&t.Fields[i].Type, id)
	}
	for i, id := range f.MethodIDs {
		set(&t.Methods[i].Type, id)
	}
	for i, id := range f.PtrIDs {
		set(&t.PtrMethods[i].Type, id)
	}
	if err == nil {
		t.Params, err = lookup(f.ParamIDs, at)
	}
	if err == nil {
		t.Results, err = lookup(f.ResultIDs, at)
	}
	return err
}

func lookup(ids []int, at func(int) (*Type, error)) ([]*Type, error) {
	var out []*Type
	for _, id := range ids {
		t, err := at(id)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}
