package figures_test

import (
	"go/types"
	"maps"
	"slices"
	"strings"
	"testing"

	"harmonium/dsl/internal/exportdata"
	"harmonium/dsl/internal/figures"
)

// Whatever a function or method of stdlib gives is drawn, or said to be shown as text.
func TestEveryResultIsDrawn(t *testing.T) {
	importer, err := exportdata.New(false)
	if err != nil {
		t.Fatal(err)
	}
	var drawn []string
	for _, kind := range figures.New().Types() {
		drawn = append(drawn, strings.TrimLeft(kind.String(), "*"))
	}
	core, err := importer.Import("harmonium/stdlib")
	if err != nil {
		t.Fatal(err)
	}
	couplings := core.Scope().Lookup("Couplings").Type().Underlying().(*types.Interface)
	text := figures.Text()
	found := map[string]bool{}
	for _, p := range importer.Packages() {
		path := p.Path
		if path != "harmonium/stdlib" && !strings.HasPrefix(path, "harmonium/stdlib/") {
			continue
		}
		pkg, err := importer.Import(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, result := range results(pkg) {
			name := strings.TrimLeft(types.TypeString(result, (*types.Package).Name), "*")
			found[name] = true
			if !slices.Contains(drawn, name) && !types.Implements(result, couplings) && text[name] == "" {
				t.Errorf("%s has a result of type %s: give it a figure, or say in text.go why it has none", path, name)
			}
		}
	}
	for name := range text {
		if !found[name] {
			t.Errorf("text.go names %s, which is no result of stdlib", name)
		}
		if slices.Contains(drawn, name) {
			t.Errorf("text.go names %s, which has a figure", name)
		}
	}
}

// results are the types of our own, and lists of them, that the exported functions and
// methods of a package return.
func results(pkg *types.Package) []types.Type {
	seen := map[string]types.Type{}
	note := func(f types.Type) {
		for v := range f.(*types.Signature).Results().Variables() {
			of := v.Type()
			if s, ok := of.(*types.Slice); ok {
				of = s.Elem()
			}
			if p, ok := of.(*types.Pointer); ok {
				of = p.Elem()
			}
			if n, ok := of.(*types.Named); ok && n.Obj().Pkg() != nil && strings.HasPrefix(n.Obj().Pkg().Path(), "harmonium/") {
				seen[v.Type().String()] = v.Type()
			}
		}
	}
	for _, name := range pkg.Scope().Names() {
		switch obj := pkg.Scope().Lookup(name).(type) {
		case *types.Func:
			if obj.Exported() {
				note(obj.Type())
			}
		case *types.TypeName:
			if !obj.Exported() {
				continue
			}
			methods := types.NewMethodSet(types.NewPointer(obj.Type()))
			for m := range methods.Methods() {
				if m.Obj().Exported() {
					note(m.Type())
				}
			}
		}
	}
	return slices.Collect(maps.Values(seen))
}
