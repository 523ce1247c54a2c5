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
