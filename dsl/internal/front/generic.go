package front

import (
	"go/ast"
	"go/types"

	"harmonium/dsl/internal/check"
	"harmonium/dsl/internal/lower"
)

// declared is a generic declaration as the lowering wants it.
func (f *Front) declared(d *check.Decl, obj types.Object) lower.Generic {
	src := d.Source
	if src == nil {
		return lower.Generic{}
	}
	g := lower.Generic{Package: lower.Package{Fset: f.session.Fset, Files: src.Files, Types: src.Pkg, Info: src.Info}}
	switch node := d.Node.(type) {
	case *ast.FuncDecl:
		g.Func = node
	case *ast.GenDecl:
		g.Type = node.Specs[0].(*ast.TypeSpec)
		if tn, ok := obj.(*types.TypeName); ok {
			for _, m := range f.session.Methods(tn) {
				g.Methods = append(g.Methods, m.Node.(*ast.FuncDecl))
			}
		}
	}
	return g
}

// oldGeneric finds a generic that a later cell has defined anew: values of
// its instances are still there.
func (f *Front) oldGeneric(obj types.Object) (lower.Generic, bool) {
	d := f.session.Superseded(obj)
	if d == nil || d.Source == nil {
		return lower.Generic{}, false
	}
	return f.declared(d, obj), true
}
