package lower

import (
	"go/ast"
	"go/types"
	"strings"
)

// delayed makes a func() that will do the call, with the function and its arguments
// evaluated now, for go and defer.
func (f *fn) delayed(call *ast.CallExpr) string {
	fun := ast.Unparen(call.Fun)
	if lit, ok := fun.(*ast.FuncLit); ok && len(call.Args) == 0 && f.info.TypeOf(lit).(*types.Signature).Results().Len() == 0 {
		return f.literal(lit)
	}
	var ps, as []string
	hold := func(text, typ string) string {
		p := f.l.fresh("d")
		ps = append(ps, p+" "+typ)
		as = append(as, text)
		return p
	}
	text := f.delayedCall(call, fun, hold)
	maker := f.l.fresh("mk")
	f.l.decl("func %s(%s) func() {\n\treturn func() {\n\t\t%s\n\t}\n}\n", maker, strings.Join(ps, ", "), text)
	return maker + "(" + strings.Join(as, ", ") + ")"
}

func (f *fn) delayedCall(call *ast.CallExpr, fun ast.Expr, hold func(string, string) string) string {
	if id, ok := fun.(*ast.Ident); ok {
		if b, ok := f.info.Uses[id].(*types.Builtin); ok {
			return f.delayedBuiltin(call, b.Name(), hold)
		}
	}
	sig := f.typeOf(fun).Underlying().(*types.Signature)
	if f.info.Types[fun].IsType() {
		return "_ = 0"
	}
	name, _ := f.funcName(fun)
	native := name != "" && isNativeName(name)
	recv := ""
	var m *types.Func
	if sel, ok := fun.(*ast.SelectorExpr); ok && name == "" && !f.info.Types[sel.X].IsType() && f.info.Selections[sel] != nil {
		obj, index, _ := f.lookup(sel)
		if fn, ok := obj.(*types.Func); ok {
			m = fn
			r := f.receiverOf(sel.X, m, f.typeOf(sel.X), index)
			recv = hold(r, f.l.view(f.l.subst(m.Type().(*types.Signature).Recv().Type(), f.env)))
			native = f.isNativeMethod(m)
		}
	}
	callee := name
	if callee == "" && m == nil {
		callee = hold(f.expr(fun), f.l.view(sig))
	}
	var args []string
	n := sig.Params().Len()
	texts := f.args(call, sig, false)
	if len(call.Args) == 1 && n > 1 {
		if _, ok := f.typeOf(call.Args[0]).(*types.Tuple); ok {
			panic(f.l.refuse(call.Pos(), "go or defer of f(g()) where g has several results"))
		}
	}
	for i, text := range texts {
		p := hold(text, f.l.view(sig.Params().At(i).Type()))
		if native && sig.Variadic() && i == n-1 {
			p += "..."
		}
		args = append(args, p)
	}
	if m != nil {
		if w, ok := f.l.waits[m.FullName()]; ok {
			return w + "(" + strings.Join(append([]string{recv}, args...), ", ") + ")"
		}
		return f.invoke(recv, m, args)
	}
	return callee + "(" + strings.Join(args, ", ") + ")"
}

// cannotRecover reports whether the deferred function is known to hold no recover.
func (f *fn) cannotRecover(fun ast.Expr) bool {
	if lit, ok := ast.Unparen(fun).(*ast.FuncLit); ok {
		return !has(lit.Body, isRecover)
	}
	_, obj := f.funcName(fun)
	if obj == nil {
		return false
	}
	d, ok := f.l.funcDecls[obj.Origin()]
	return ok && d.decl.Body != nil && !has(d.decl.Body, isRecover)
}

func (f *fn) delayedBuiltin(call *ast.CallExpr, name string, hold func(string, string) string) string {
	switch name {
	case "close":
		return "close(" + hold(f.expr(call.Args[0]), f.l.view(f.typeOf(call.Args[0]))) + ")"
	case "panic":
		return "t_.Panic(" + hold(f.exprAs(call.Args[0], types.Universe.Lookup("any").Type()), "t_.Any") + ")"
	case "delete":
		m := f.typeOf(call.Args[0])
		key := m.Underlying().(*types.Map).Key()
		return "delete(" + hold(f.expr(call.Args[0]), f.l.view(m)) + ", " + hold(f.exprAs(call.Args[1], key), f.l.view(key)) + ")"
	case "recover":
		return "_ = 0"
	case "print", "println":
		var args []string
		for i := range call.Args {
			args = append(args, hold(f.exprAs(call.Args[i], types.Universe.Lookup("any").Type()), "t_.Any"))
		}
		return "t_." + strings.ToUpper(name[:1]) + name[1:] + "(" + strings.Join(args, ", ") + ")"
	}
	panic(f.l.refuse(call.Pos(), "go or defer of the built-in "+name))
}
