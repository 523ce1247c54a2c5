package symbols_test

import (
	"go/types"
	"testing"

	"harmonium/dsl/internal/exportdata"
	"harmonium/dsl/internal/symbols"
)

// Every function, variable and type that the checker accepts must be known to the back
// end, or a cell would compile and then fail.
func TestSymbolsAreComplete(t *testing.T) {
	im, err := exportdata.New(false)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range im.Packages() {
		pkg, err := im.Import(p.Path)
		if err != nil {
			t.Fatal(err)
		}
		syms, ok := symbols.Lookup(p.Path)
		if !ok {
			t.Errorf("%s has no symbols", p.Path)
		}
		for _, name := range pkg.Scope().Names() {
			obj := pkg.Scope().Lookup(name)
			if _, ok := syms[name]; !ok && obj.Exported() && !generic(obj) {
				t.Errorf("%s.%s is missing", p.Path, name)
			}
		}
	}
}

func generic(obj types.Object) bool {
	switch t := obj.Type().(type) {
	case *types.Signature:
		return t.TypeParams() != nil
	case *types.Alias:
		return t.TypeParams() != nil && t.TypeArgs() == nil
	case *types.Named:
		i, ok := t.Underlying().(*types.Interface)
		return t.TypeParams() != nil && t.TypeArgs() == nil || ok && !i.IsMethodSet()
	}
	i, ok := obj.Type().Underlying().(*types.Interface)
	return ok && !i.IsMethodSet()
}
