package lower

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"

	"harmonium/dsl/internal/unit"
)

// entryBody writes the function that runs a cell's statements and returns the values of
// the last expression.
func (f *fn) entryBody(d *ast.FuncDecl, head string) {
	l := f.l
	f.sig = types.NewSignatureType(nil, nil, nil, nil, nil, false)
	list := d.Body.List
	var tail func(*fn)
	results := ""
	if l.opt.Result != nil && len(list) > 0 {
		list = list[:len(list)-1]
		results, tail = f.shown(l.opt.Result)
	}
	if tail != nil && has(d.Body, isReturn) {
		panic(l.refuse(d.Pos(), "return outside of a function, in a cell that shows a value"))
	}
	if has(d.Body, isDefer) {
		f.deferringEntry(d, head, results)
		return
	}
	f.findGotos(d.Body)
	f.poll()
	if has(d.Body, isRecover) {
		f.handler = l.fresh("h")
		f.line("%s := t_.Handler()", f.handler)
	}
	f.block(list)
	if tail != nil {
		f.mark(d.Body.List[len(list)])
		tail(f)
	}
	fmt.Fprintf(&l.decls, "func %s() %s {\n%s%s}\n", l.out.Entry, results, head, f.take())
}

// deferringEntry writes an entry that defers: it is a function like others, and its last
// statement returns what is shown.
func (f *fn) deferringEntry(d *ast.FuncDecl, head, results string) {
	block := *d.Body
	sig := f.sig
	if e := f.l.opt.Result; e != nil {
		block.List = slices.Clone(block.List)
		block.List[len(block.List)-1] = &ast.ReturnStmt{Return: e.Pos(), Results: []ast.Expr{e}}
		var ts []types.Type
		if tup, ok := f.typeOf(e).(*types.Tuple); ok {
			for v := range tup.Variables() {
				ts = append(ts, v.Type())
			}
		} else {
			ts = []types.Type{f.typeOf(e)}
		}
		sig = types.NewSignatureType(nil, nil, nil, nil, tuple(ts), false)
	}
	fmt.Fprintf(&f.l.decls, "func %s() %s {\n%s%s}\n", f.l.out.Entry, results, head, f.body(nil, sig, &block))
}

// shown prepares the return of the cell's last expression.
func (f *fn) shown(e ast.Expr) (string, func(*fn)) {
	t := f.typeOf(e)
	var ts []types.Type
	if tup, ok := t.(*types.Tuple); ok {
		for v := range tup.Variables() {
			ts = append(ts, v.Type())
		}
	} else {
		if isUntyped(t) {
			t = types.Default(t)
		}
		ts = []types.Type{t}
	}
	if len(ts) == 0 {
		return "", func(f *fn) { f.exprStmt(e) }
	}
	res := types.NewSignatureType(nil, nil, nil, nil, tuple(ts), false)
	for _, t := range ts {
		f.l.out.Results = append(f.l.out.Results, unit.ResultType{
			Type:    f.l.index(t),
			GoType:  types.TypeString(t, func(p *types.Package) string { return pkgShown(p) }),
			IsError: types.Identical(t, types.Universe.Lookup("error").Type()),
		})
	}
	text := f.l.viewSignature(res)[2:]
	return text, func(f *fn) {
		if len(ts) == 1 {
			if f.info.Types[e].IsNil() {
				f.line("return %s", f.l.zero(types.Universe.Lookup("any").Type()))
				return
			}
			f.line("return %s", f.temp(f.exprAs(e, ts[0]), ts[0]))
			return
		}
		f.line("return %s", f.expr(e))
	}
}

func pkgShown(p *types.Package) string {
	if p.Path() == "main" {
		return ""
	}
	return p.Name()
}

func tuple(ts []types.Type) *types.Tuple {
	var vs []*types.Var
	for _, t := range ts {
		vs = append(vs, types.NewParam(0, nil, "", t))
	}
	return types.NewTuple(vs...)
}
