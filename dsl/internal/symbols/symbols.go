// Package symbols gives the back end the native packages that a cell can
// import: their functions, variables, constants and types as reflect values.
//
// Nothing is built until a cell imports the package, so that the worker starts
// fast. Generic functions and types have no reflect value: the lowering
// instantiates them.
package symbols

import (
	"reflect"

	"harmonium/dsl/internal/symbols/gonum"
	"harmonium/dsl/internal/symbols/own"
	"harmonium/dsl/internal/symbols/std"
)

//go:generate go run harmonium/dsl/internal/symbols/gen

// Package maps the exported names of one package to their values. A type T
// stands as a nil *T; an interface I has a second entry _I, a struct of
// functions that implements it.
type Package map[string]reflect.Value

// Lookup builds the symbols of one package.
func Lookup(path string) (Package, bool) {
	for _, lookup := range []func(string) map[string]reflect.Value{std.Lookup, gonum.Lookup, own.Lookup} {
		if p := lookup(path); p != nil {
			return p, true
		}
	}
	return nil, false
}

// Type finds a type of a package by its name. One that is not exported is found where an exported
// variable has it, or an exported function gives it: binary.LittleEndian is such a variable.
func Type(path, name string) (reflect.Type, bool) {
	p, ok := Lookup(path)
	if !ok {
		return nil, false
	}
	if v, ok := p[name]; ok {
		if v.Kind() != reflect.Pointer || !v.IsNil() {
			return nil, false
		}
		return v.Type().Elem(), true
	}
	for _, v := range p {
		t := v.Type()
		from := []reflect.Type{t}
		if t.Kind() == reflect.Func {
			from = nil
			for i := range t.NumOut() {
				from = append(from, t.Out(i))
			}
		}
		for _, t := range from {
			if t.Kind() == reflect.Pointer {
				t = t.Elem()
			}
			if t.Name() == name && t.PkgPath() == path {
				return t, true
			}
		}
	}
	return nil, false
}
