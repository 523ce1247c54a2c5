package rt_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"testing"

	"harmonium/dsl/internal/rt"
	"harmonium/dsl/internal/unit"
)

var (
	intT    = &unit.Type{Kind: reflect.Int, Name: "int", Go: "int"}
	stringT = &unit.Type{Kind: reflect.String, Name: "string", Go: "string"}
)

func none(string, string) (reflect.Type, bool) { return nil, false }

// node is type N struct { v int; Next *N `json:"next"` } with methods Error on N and Set on *N.
func node() *unit.Type {
	n := &unit.Type{Kind: reflect.Struct, ID: "N#1", Name: "N", Path: "main", Pkg: "main", Go: "main.N"}
	n.Fields = []unit.Field{
		{Name: "v", Type: intT},
		{Name: "Next", Type: &unit.Type{Kind: reflect.Pointer, Elem: n, Go: "*main.N"}, Exported: true, Tag: `json:"next"`},
	}
	n.Methods = []unit.Method{{Name: "Error", Type: &unit.Type{Kind: reflect.Func, Results: []*unit.Type{stringT}}}}
	n.PtrMethods = []unit.Method{{Name: "Set", Type: &unit.Type{Kind: reflect.Func, Params: []*unit.Type{intT}}}}
	return n
}

func TestMadeTypeIsGo(t *testing.T) {
	r := rt.New(none)
	n := node()
	syms, err := r.Exports(unit.Types{n, {Kind: reflect.Interface, Name: "error", Go: "error"}}, []unit.Native{
		{Name: "N", Op: "type", Types: []int{0}},
		{Name: "MError", Op: "method", Types: []int{0}, Method: "Error"},
		{Name: "MSet", Op: "pmethod", Types: []int{0}, Method: "Set"},
		{Name: "C", Op: "conv", Types: []int{0, 1}},
	})
	if err != nil {
		t.Fatal(err)
	}
	view := syms["N"].Type().Elem()
	syms["MError"].Call([]reflect.Value{reflect.MakeFunc(syms["MError"].Type().In(0), func(in []reflect.Value) []reflect.Value {
		return []reflect.Value{reflect.ValueOf(fmt.Sprint("E", in[0].Field(0).Int()))}
	})})
	syms["MSet"].Call([]reflect.Value{reflect.MakeFunc(syms["MSet"].Type().In(0), func(in []reflect.Value) []reflect.Value {
		in[0].Elem().Field(0).SetInt(in[1].Int())
		return nil
	})})
	x := reflect.New(view).Elem()
	x.Field(0).SetInt(7)
	runtime.GC()
	e := syms["C"].Call([]reflect.Value{x})[0].Interface().(error)
	runtime.GC()
	if got := fmt.Sprintf("%v %T %s", e, e, e.Error()); got != "E7 main.N E7" {
		t.Error(got)
	}
	realT, _, _ := r.Types(n)
	p := reflect.New(realT)
	p.Interface().(interface{ Set(int) }).Set(9)
	if got := fmt.Sprintf("%+v", struct{ X any }{p.Interface()}); got != "{X:E9}" {
		t.Error(got)
	}
	target := reflect.New(realT)
	if !errors.As(fmt.Errorf("wrap: %w", e), target.Interface()) || fmt.Sprint(target.Elem().Interface()) != "E7" {
		t.Error("errors.As fails")
	}
	if !errors.Is(fmt.Errorf("wrap: %w", e), e) {
		t.Error("errors.Is fails")
	}
	b, err := json.Marshal(e)
	if string(b) != `{"next":null}` || err != nil {
		t.Errorf("%s, %v", b, err)
	}
	if got := fmt.Sprintf("%#v", reflect.New(reflect.SliceOf(realT)).Elem().Interface()); got != "[]main.N(nil)" {
		t.Error(got)
	}
	m := reflect.MakeMap(reflect.MapOf(realT, reflect.TypeFor[int]()))
	m.SetMapIndex(reflect.ValueOf(e), reflect.ValueOf(3))
	if v := m.MapIndex(reflect.ValueOf(e)); v.Int() != 3 {
		t.Error("as a map key")
	}
	mt := reflect.TypeOf(e).Method(0)
	if mt.Name != "Error" || reflect.TypeOf(e).Name() != "N" || reflect.TypeOf(e).PkgPath() != "main" {
		t.Error(mt, reflect.TypeOf(e).Name())
	}
}
