package lower

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

func (f *fn) call(e *ast.CallExpr) string {
	fun := ast.Unparen(e.Fun)
	if tv := f.info.Types[fun]; tv.IsType() {
		return f.conversion(e.Args[0], f.l.subst(tv.Type, f.env))
	}
	if id, ok := fun.(*ast.Ident); ok {
		if b, ok := f.info.Uses[id].(*types.Builtin); ok {
			return f.builtin(e, b.Name())
		}
	}
	if sel, ok := fun.(*ast.SelectorExpr); ok {
		if id, ok := sel.X.(*ast.Ident); ok {
			if p, ok := f.info.Uses[id].(*types.PkgName); ok && p.Imported().Path() == "unsafe" {
				return f.unsafeCall(e, sel.Sel.Name)
			}
		}
	}
	sig := f.typeOf(fun).Underlying().(*types.Signature)
	if len(e.Args) == 1 && sig.Params().Len()+b2i(sig.Variadic()) > 1 {
		if tup, ok := f.typeOf(e.Args[0]).(*types.Tuple); ok {
			return f.forward(e, fun, sig, tup)
		}
	}
	name, fn := f.funcName(fun)
	if name != "" {
		native := isNativeName(name)
		if r, ok := f.l.waits[name2(fn)]; ok && native {
			return r + "(" + strings.Join(f.args(e, sig, true), ", ") + ")"
		}
		return name + "(" + strings.Join(f.args(e, sig, native), ", ") + ")"
	}
	if sel, ok := fun.(*ast.SelectorExpr); ok {
		if tv := f.info.Types[sel.X]; !tv.IsType() && f.info.Selections[sel] != nil {
			obj, index, _ := f.lookup(sel)
			if m, ok := obj.(*types.Func); ok {
				return f.methodCall(e, sel, m, index, sig)
			}
		}
	}
	return f.callee(fun) + "(" + strings.Join(f.args(e, sig, false), ", ") + ")"
}

// callee evaluates a function value that is called.
func (f *fn) callee(fun ast.Expr) string {
	return f.expr(fun)
}

func name2(fn *types.Func) string { return fn.FullName() }

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// args converts arguments to the parameters' types. Calls of native functions keep
// the variadic form; all others get a slice.
func (f *fn) args(e *ast.CallExpr, sig *types.Signature, native bool) []string {
	var out []string
	n := sig.Params().Len()
	fixed := n - b2i(sig.Variadic())
	for i, a := range e.Args {
		if i >= fixed {
			break
		}
		out = append(out, f.argument(a, sig.Params().At(i).Type(), native))
	}
	if !sig.Variadic() {
		return out
	}
	last := sig.Params().At(n - 1).Type()
	if e.Ellipsis.IsValid() {
		text := f.exprAs(e.Args[fixed], last)
		if native {
			text += "..."
		}
		return append(out, text)
	}
	elem := last.Underlying().(*types.Slice).Elem()
	var rest []string
	for _, a := range e.Args[fixed:] {
		rest = append(rest, bare(f.argument(a, elem, native)))
	}
	if native {
		return append(out, rest...)
	}
	if len(rest) == 0 {
		return append(out, f.l.zero(last))
	}
	return append(out, f.l.view(last)+"{"+strings.Join(rest, ", ")+"}")
}

// argument converts one argument. A value whose two faces agree goes to a native function's
// interface parameter as it is: reflection copies it.
func (f *fn) argument(a ast.Expr, t types.Type, native bool) string {
	tv := f.info.Types[a]
	if native && types.IsInterface(t) && !tv.IsNil() {
		from := f.single(a)
		if isUntyped(from) {
			from = types.Default(from)
		}
		if f.l.plain(from) && !types.IsInterface(from) && t.Underlying().(*types.Interface).Empty() {
			if b, ok := from.Underlying().(*types.Basic); ok && b.Kind() != types.UnsafePointer {
				return f.exprAs(a, from)
			}
		}
	}
	return f.exprAs(a, t)
}

// forward calls f(g()) where g has several results.
func (f *fn) forward(e *ast.CallExpr, fun ast.Expr, sig *types.Signature, tup *types.Tuple) string {
	result := ""
	if sig.Results().Len() > 0 {
		result = strings.TrimPrefix(f.l.viewSignature(types.NewSignatureType(nil, nil, nil, nil, sig.Results(), false)), "()")
	}
	return f.lift(e, result, func(g *fn) {
		var names, args []string
		for range tup.Len() {
			names = append(names, g.l.fresh("t"))
		}
		// The callee is evaluated first, as Go does.
		callee, native := g.target(fun)
		g.line("%s := %s", strings.Join(names, ", "), g.expr(e.Args[0]))
		n := sig.Params().Len()
		fixed := n - b2i(sig.Variadic())
		for i := range fixed {
			args = append(args, g.l.convert(names[i], tup.At(i).Type(), sig.Params().At(i).Type()))
		}
		if sig.Variadic() {
			last := sig.Params().At(n - 1).Type()
			var rest []string
			for i := fixed; i < tup.Len(); i++ {
				rest = append(rest, g.l.convert(names[i], tup.At(i).Type(), last.Underlying().(*types.Slice).Elem()))
			}
			if native {
				args = append(args, rest...)
			} else {
				args = append(args, g.l.view(last)+"{"+strings.Join(rest, ", ")+"}")
			}
		}
		ret := ""
		if result != "" {
			ret = "return "
		}
		g.line("%s%s(%s)", ret, callee, strings.Join(args, ", "))
	})
}

// target is what to call for fun, and whether it is native.
func (f *fn) target(fun ast.Expr) (string, bool) {
	if name, _ := f.funcName(fun); name != "" {
		return name, isNativeName(name)
	}
	sig := f.typeOf(fun).Underlying()
	return f.temp(f.expr(fun), sig), false
}

func (f *fn) methodCall(e *ast.CallExpr, sel *ast.SelectorExpr, m *types.Func, index []int, sig *types.Signature) string {
	t := f.typeOf(sel.X)
	recv := f.receiverOf(sel.X, m, t, index)
	native := f.isNativeMethod(m)
	if w, ok := f.l.waits[m.FullName()]; ok {
		return w + "(" + strings.Join(append([]string{recv}, f.args(e, sig, true)...), ", ") + ")"
	}
	args := f.args(e, sig, native)
	return f.invoke(recv, m, args)
}

// isNativeMethod reports whether m takes variadic arguments one by one: methods of
// compiled types do; an interface method does when its view is the compiled one.
func (f *fn) isNativeMethod(m *types.Func) bool {
	n := receiver(m)
	if n == nil {
		return false
	}
	return !isSession(n)
}

// receiverOf evaluates x, follows the embedded fields to where m is declared,
// and takes the address or follows the pointer as m wants it.
func (f *fn) receiverOf(x ast.Expr, m *types.Func, t types.Type, index []int) string {
	recv := m.Type().(*types.Signature).Recv()
	_, wantPtr := types.Unalias(recv.Type()).(*types.Pointer)
	if types.IsInterface(recv.Type()) {
		text, _ := f.path(f.expr(x), t, index[:len(index)-1])
		return text
	}
	path := index[:len(index)-1]
	var text string
	var at types.Type
	if len(path) == 0 {
		_, isPtr := t.Underlying().(*types.Pointer)
		switch {
		case wantPtr && !isPtr:
			return f.address(x)
		case !wantPtr && isPtr:
			return "(*" + f.expr(x) + ")"
		}
		return f.expr(x)
	}
	text, at = f.path(f.expr(x), t, path)
	return adjust(text, at, wantPtr)
}

func adjust(text string, at types.Type, wantPtr bool) string {
	_, isPtr := at.Underlying().(*types.Pointer)
	switch {
	case wantPtr && !isPtr:
		return "(&" + text + ")"
	case !wantPtr && isPtr:
		return "(*" + text + ")"
	}
	return text
}

// invoke calls method m of recv.
func (f *fn) invoke(recv string, m *types.Func, args []string) string {
	r := m.Type().(*types.Signature).Recv()
	n := receiver(m)
	if n == nil || types.IsInterface(r.Type()) || !isSession(n) {
		return recv + "." + m.Name() + "(" + strings.Join(args, ", ") + ")"
	}
	return f.l.methodName(m, n) + "(" + strings.Join(append([]string{recv}, args...), ", ") + ")"
}

// methodName is the function that a method of a cell's type has become.
func (l *lowerer) methodName(m *types.Func, n *types.Named) string {
	if n.TypeArgs().Len() == 0 {
		return l.name(m)
	}
	if isStandard(n) {
		return l.standardMethod(m, n)
	}
	var args []types.Type
	for t := range n.TypeArgs().Types() {
		args = append(args, t)
	}
	return l.instance(m.Origin(), args)
}

// promoted calls the named method of recv, a variable of type t, as native
// code would.
func (f *fn) promoted(recv string, t types.Type, name string, pkg *types.Package, args []string) string {
	obj, index, _ := types.LookupFieldOrMethod(t, true, pkg, name)
	m := obj.(*types.Func)
	text, at := f.path(recv, t, index[:len(index)-1])
	if !types.IsInterface(m.Type().(*types.Signature).Recv().Type()) {
		_, wantPtr := types.Unalias(m.Type().(*types.Signature).Recv().Type()).(*types.Pointer)
		text = adjust(text, at, wantPtr)
	}
	if m.Type().(*types.Signature).Variadic() && f.isNativeMethod(m) {
		args = append([]string(nil), args...)
		args[len(args)-1] += "..."
	}
	return f.invoke(text, m, args)
}

// methodValue binds a method to the value of x now.
func (f *fn) methodValue(e *ast.SelectorExpr, m *types.Func) string {
	t := f.typeOf(e.X)
	_, index, _ := f.lookup(e)
	r := m.Type().(*types.Signature).Recv()
	recv := f.receiverOf(e.X, m, t, index)
	sig := f.typeOf(e).(*types.Signature)
	rt := r.Type()
	n := receiver(m)
	callee := "recv." + m.Name()
	arg0 := ""
	if n != nil && !types.IsInterface(rt) && isSession(n) {
		callee, arg0 = f.l.methodName(m, n), "recv"
	}
	recvType := f.l.view(f.l.subst(rt, f.env))
	return f.l.bound(callee, arg0, sig, recvType, recv, f.isNativeMethod(m))
}

// bound emits a maker of a closure that calls callee with the receiver it was made with.
func (l *lowerer) bound(callee, first string, sig *types.Signature, recvType, recv string, native bool) string {
	maker := l.fresh("mv")
	var ps, as []string
	if first != "" {
		as = append(as, first)
	}
	for i := range sig.Params().Len() {
		p := fmt.Sprintf("p%d", i)
		ps = append(ps, p+" "+l.view(sig.Params().At(i).Type()))
		as = append(as, p)
	}
	if sig.Variadic() && native {
		as[len(as)-1] += "..."
	}
	results := strings.TrimPrefix(l.viewSignature(types.NewSignatureType(nil, nil, nil, nil, sig.Results(), false)), "()")
	ret := ""
	if sig.Results().Len() > 0 {
		ret = "return "
	}
	fmt.Fprintf(&l.decls, "func %s(recv %s) func%s {\n\treturn func(%s)%s {\n\t\t%s%s(%s)\n\t}\n}\n", maker, recvType, l.viewSignature(sig), strings.Join(ps, ", "), results, ret, callee, strings.Join(as, ", "))
	return maker + "(" + recv + ")"
}

// methodExpr is T.m: a function whose first parameter is the receiver.
func (f *fn) methodExpr(e *ast.SelectorExpr) string {
	sig := f.typeOf(e).(*types.Signature)
	recv := f.l.subst(f.info.TypeOf(e.X), f.env)
	maker := f.l.fresh("mx")
	var ps, as []string
	for i := range sig.Params().Len() {
		p := fmt.Sprintf("p%d", i)
		ps = append(ps, p+" "+f.l.view(sig.Params().At(i).Type()))
		as = append(as, p)
	}
	call := f.promoted("p0", recv, e.Sel.Name, f.info.ObjectOf(e.Sel).Pkg(), as[1:])
	ret := ""
	if sig.Results().Len() > 0 {
		ret = "return "
	}
	results := strings.TrimPrefix(f.l.viewSignature(types.NewSignatureType(nil, nil, nil, nil, sig.Results(), false)), "()")
	fmt.Fprintf(&f.l.decls, "func %s() func%s {\n\treturn func(%s)%s {\n\t\t%s%s\n\t}\n}\n", maker, f.l.viewSignature(sig), strings.Join(ps, ", "), results, ret, call)
	return maker + "()"
}

func (f *fn) conversion(x ast.Expr, t types.Type) string {
	tv := f.info.Types[x]
	if tv.IsNil() {
		return f.l.zero(t)
	}
	from := f.typeOf(x)
	if types.IsInterface(t) {
		return f.exprAs(x, t)
	}
	if isUntyped(from) {
		if tv.Value != nil {
			if b, ok := t.Underlying().(*types.Basic); ok && (b.Info()&types.IsString != 0) == (from.(*types.Basic).Info()&types.IsString != 0) {
				return f.l.constant(tv.Value, t)
			}
		}
		from = types.Default(from)
	}
	text := f.exprAs(x, from)
	a, b := from.Underlying(), t.Underlying()
	if types.IdenticalIgnoreTags(a, b) || f.l.identical(a, b) {
		return f.l.convert(text, from, t)
	}
	if _, ok := b.(*types.Array); ok {
		return f.l.rt("toarray", from, t) + "(" + text + ")"
	}
	if p, ok := b.(*types.Pointer); ok {
		if _, ok := p.Elem().Underlying().(*types.Array); ok {
			if _, ok := a.(*types.Slice); ok {
				return f.l.rt("toarray", from, t) + "(" + text + ")"
			}
		}
	}
	to, basic := b.(*types.Basic)
	if basic && to.Kind() != types.UnsafePointer || f.simpleSlice(a, b) {
		if fb, ok := a.(*types.Basic); ok && fb.Info()&types.IsComplex != 0 {
			return f.l.rt("cast", from, t) + "(" + text + ")"
		}
		return f.l.view(t) + "(" + text + ")"
	}
	if k, ok := a.(*types.Basic); ok && k.Kind() == types.UnsafePointer || basic {
		panic(f.l.refuse(x.Pos(), "unsafe.Pointer"))
	}
	return f.l.rt("cast", from, t) + "(" + text + ")"
}

// simpleSlice: string to []byte or []rune.
func (f *fn) simpleSlice(a, b types.Type) bool {
	s, ok := b.(*types.Slice)
	if !ok {
		return false
	}
	e, ok := s.Elem().Underlying().(*types.Basic)
	from, isBasic := a.(*types.Basic)
	return ok && isBasic && from.Info()&types.IsString != 0 && (e.Kind() == types.Uint8 || e.Kind() == types.Int32)
}
