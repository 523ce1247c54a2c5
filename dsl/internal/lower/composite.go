package lower

import (
	"go/ast"
	"go/constant"
	"go/types"
	"strings"
)

func (f *fn) composite(e *ast.CompositeLit, t types.Type) string {
	if p, ok := t.Underlying().(*types.Pointer); ok { // an elided &T in a list
		return f.newOf(f.composite(e, p.Elem()), p.Elem())
	}
	elem := func(x ast.Expr, t types.Type) string {
		if lit, ok := x.(*ast.CompositeLit); ok && lit.Type == nil {
			return f.composite(lit, t)
		}
		return bare(f.exprAs(x, t))
	}
	var parts []string
	typ := ""
	switch u := t.Underlying().(type) {
	case *types.Struct:
		typ = f.l.view(t)
		for i, x := range e.Elts {
			field := u.Field(min(i, u.NumFields()-1))
			if kv, ok := x.(*ast.KeyValueExpr); ok {
				x = kv.Value
				for j := range u.NumFields() {
					if u.Field(j).Name() == kv.Key.(*ast.Ident).Name {
						field = u.Field(j)
					}
				}
			}
			if field.Name() == "_" {
				continue
			}
			parts = append(parts, field.Name()+": "+elem(x, field.Type()))
		}
	case *types.Map:
		typ = f.l.view(u)
		for _, x := range e.Elts {
			kv := x.(*ast.KeyValueExpr)
			parts = append(parts, elem(kv.Key, u.Key())+": "+elem(kv.Value, u.Elem()))
		}
	case *types.Slice:
		typ, parts = f.l.view(u), f.elements(e, u.Elem(), elem)
	case *types.Array:
		typ, parts = f.l.view(u), f.elements(e, u.Elem(), elem)
	default:
		panic(f.l.unknown(e.Pos(), "this composite literal"))
	}
	text := typ + "{" + strings.Join(parts, ", ") + "}"
	if typ != f.l.view(t) {
		return f.l.rt("cast", t.Underlying(), t) + "(" + text + ")"
	}
	return text
}

func (f *fn) elements(e *ast.CompositeLit, t types.Type, elem func(ast.Expr, types.Type) string) []string {
	var parts []string
	for _, x := range e.Elts {
		key := ""
		if kv, ok := x.(*ast.KeyValueExpr); ok {
			key = constant.ToInt(f.info.Types[kv.Key].Value).ExactString() + ": "
			x = kv.Value
		}
		parts = append(parts, key+elem(x, t))
	}
	return parts
}
