package lower

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

func (f *fn) block(list []ast.Stmt) {
	for _, s := range list {
		f.stmt(s)
	}
}

func (f *fn) nested(list []ast.Stmt) {
	f.indent++
	f.block(list)
	f.indent--
}

func (f *fn) stmt(s ast.Stmt) {
	f.l.here = s.Pos()
	f.mark(s)
	switch s := s.(type) {
	case *ast.EmptyStmt:
	case *ast.ExprStmt:
		f.exprStmt(s.X)
	case *ast.AssignStmt:
		f.assign(s)
	case *ast.IncDecStmt:
		op := token.ADD
		if s.Tok == token.DEC {
			op = token.SUB
		}
		f.update(s.X, op, nil)
	case *ast.DeclStmt:
		f.declStmt(s.Decl.(*ast.GenDecl))
	case *ast.BlockStmt:
		f.line("{")
		f.nested(s.List)
		f.line("}")
	case *ast.IfStmt:
		f.ifStmt(s)
	case *ast.ForStmt:
		f.forStmt(s, "")
	case *ast.RangeStmt:
		f.rangeStmt(s, "")
	case *ast.SwitchStmt:
		f.switchStmt(s, "")
	case *ast.TypeSwitchStmt:
		f.typeSwitch(s, "")
	case *ast.SelectStmt:
		f.selectStmt(s, "")
	case *ast.LabeledStmt:
		f.labeled(s)
	case *ast.BranchStmt:
		f.branch(s)
	case *ast.ReturnStmt:
		f.returnStmt(s)
	case *ast.GoStmt:
		f.line("t_.Go(%s)", f.delayed(s.Call))
	case *ast.DeferStmt:
		how := "Defer"
		if f.cannotRecover(s.Call.Fun) {
			how = "DeferPlain"
		}
		f.line("t_.%s(%s, %s)", how, f.frame, f.delayed(s.Call))
	case *ast.SendStmt:
		c := f.typeOf(s.Chan)
		f.line("%s(%s, %s)", f.l.rt("send", c), f.expr(s.Chan), f.exprAs(s.Value, c.Underlying().(*types.Chan).Elem()))
	default:
		panic(f.l.refuse(s.Pos(), "this kind of statement"))
	}
}

func (f *fn) exprStmt(x ast.Expr) {
	text := f.expr(x)
	if t, ok := f.typeOf(x).(*types.Tuple); ok && t.Len() == 0 {
		f.line("%s", text)
		return
	}
	if _, ok := ast.Unparen(x).(*ast.CallExpr); ok {
		f.line("%s", text)
		return
	}
	f.line("_ = %s", text)
}

func (f *fn) declStmt(d *ast.GenDecl) {
	if d.Tok != token.VAR {
		return
	}
	for _, spec := range d.Specs {
		vs := spec.(*ast.ValueSpec)
		if len(vs.Values) == 0 {
			for _, id := range vs.Names {
				f.define(id, "")
			}
			continue
		}
		var lhs []ast.Expr
		for _, id := range vs.Names {
			lhs = append(lhs, id)
		}
		f.assignList(lhs, vs.Values, true)
	}
}

// define gives a value to the variable that id declares, or to an existing one in a
// := of several.
func (f *fn) define(id *ast.Ident, value string) {
	v, _ := f.info.Defs[id].(*types.Var)
	switch {
	case v != nil && f.isGlobal(v):
		if value == "" {
			value = f.l.zero(v.Type())
		}
		f.set(f.l.name(v), value)
	case v != nil && v.Name() != "_":
		f.declare(v, value)
	case value == "":
	case id.Name == "_":
		f.line("_ = %s", value)
	default:
		f.set(unparen(f.ident(id)), value)
	}
}

func unparen(s string) string {
	if strings.HasPrefix(s, "(*") && strings.HasSuffix(s, ")") && isName(s[2:len(s)-1]) {
		return s[1 : len(s)-1]
	}
	return s
}

func (f *fn) assign(s *ast.AssignStmt) {
	switch s.Tok {
	case token.DEFINE:
		f.assignList(s.Lhs, s.Rhs, true)
	case token.ASSIGN:
		f.assignList(s.Lhs, s.Rhs, false)
	default:
		f.update(s.Lhs[0], s.Tok+(token.ADD-token.ADD_ASSIGN), s.Rhs[0])
	}
}

// target is the type a value gets in an assignment to lhs; nil for the blank identifier.
func (f *fn) lhsType(lhs ast.Expr) types.Type {
	if id, ok := lhs.(*ast.Ident); ok {
		if id.Name == "_" {
			return nil
		}
		return f.l.subst(f.objectOf(id).Type(), f.env)
	}
	return f.typeOf(lhs)
}

func (f *fn) valueFor(lhs, rhs ast.Expr) (string, types.Type) {
	t := f.lhsType(lhs)
	if t == nil {
		t = f.single(rhs)
		if isUntyped(t) {
			if f.info.Types[rhs].IsNil() {
				t = types.Universe.Lookup("any").Type()
			} else {
				t = types.Default(t)
			}
		}
	}
	return f.exprAs(rhs, t), t
}

func (f *fn) assignList(lhs, rhs []ast.Expr, define bool) {
	if len(lhs) > 1 && len(rhs) == 1 {
		f.assignFromOne(lhs, rhs[0], define)
		return
	}
	if len(lhs) == 1 {
		if place := lhs[0]; !define {
			if p := f.simplePlace(place); p != "" {
				value, _ := f.valueFor(place, rhs[0])
				f.store(p, value)
				return
			}
			if has(place, isCall) {
				p := f.place(place)
				value, _ := f.valueFor(place, rhs[0])
				f.store(p, value)
				return
			}
		}
		value, _ := f.valueFor(lhs[0], rhs[0])
		f.assignTo(lhs[0], value, define)
		return
	}
	// Operands of index expressions and pointers on the left first, then the values,
	// then the assignments from left to right.
	places := make([]string, len(lhs))
	if !define {
		for i, p := range lhs {
			places[i] = f.place(p)
		}
	}
	temps := make([]string, len(rhs))
	for i := range rhs {
		value, t := f.valueFor(lhs[i], rhs[i])
		temps[i] = f.temp(value, t)
	}
	for i := range lhs {
		if define {
			f.define(lhs[i].(*ast.Ident), temps[i])
		} else {
			f.store(places[i], temps[i])
		}
	}
}

func (f *fn) assignTo(lhs ast.Expr, value string, define bool) {
	if id, ok := lhs.(*ast.Ident); ok && define {
		f.define(id, value)
		return
	}
	f.store(f.assignable(lhs), value)
}

func (f *fn) store(place, value string) {
	if place == "_" {
		f.line("_ = %s", value)
		return
	}
	f.set(place, value)
}

// simplePlace is the text of an identifier on the left of an assignment.
func (f *fn) simplePlace(e ast.Expr) string {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return ""
	}
	if id.Name == "_" {
		return "_"
	}
	return unparen(f.ident(id))
}

// assignable is e as it stands on the left of an assignment.
func (f *fn) assignable(e ast.Expr) string {
	if p := f.simplePlace(e); p != "" {
		return p
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.StarExpr:
		return "*" + f.expr(e.X)
	}
	return f.expr(e)
}

// place evaluates the operands of e, a left side, so that what follows cannot change
// which variable it means.
func (f *fn) place(e ast.Expr) string {
	if p := f.simplePlace(e); p != "" {
		return p
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.StarExpr:
		return "*" + f.temp(f.expr(e.X), f.typeOf(e.X))
	case *ast.SelectorExpr:
		if _, global := f.info.Selections[e]; !global {
			return f.expr(e)
		}
		t := f.typeOf(e)
		_ = t
		_, index, _ := f.lookup(e)
		base := f.base(e.X)
		text, _ := f.path(base, f.typeOf(e.X), index)
		return text
	case *ast.IndexExpr:
		t := f.typeOf(e.X)
		if m, ok := t.Underlying().(*types.Map); ok {
			x := f.temp(f.expr(e.X), t)
			return x + "[" + f.temp(f.exprAs(e.Index, m.Key()), m.Key()) + "]"
		}
		x := f.base(e.X)
		if _, ok := t.Underlying().(*types.Pointer); ok {
			x = "(*" + x + ")"
		}
		i := f.index(e)
		if f.info.Types[e.Index].Value == nil {
			i = f.temp(i, types.Typ[types.Int])
		}
		return x + "[" + i + "]"
	}
	return f.expr(e)
}

// base fixes the container of a left side: a pointer, slice or map by its value, a struct or
// array in its place.
func (f *fn) base(e ast.Expr) string {
	switch f.typeOf(e).Underlying().(type) {
	case *types.Struct, *types.Array:
		if p := f.place(e); !strings.HasPrefix(p, "*") {
			return p
		} else {
			return "(" + p + ")"
		}
	}
	return f.temp(f.expr(e), f.typeOf(e))
}

// assignFromOne handles calls with several results and the comma-ok forms.
func (f *fn) assignFromOne(lhs []ast.Expr, rhs ast.Expr, define bool) {
	places := make([]string, len(lhs))
	if !define {
		for i, p := range lhs {
			places[i] = f.place(p)
		}
	}
	temps := make([]string, len(lhs))
	for i := range temps {
		temps[i] = f.l.fresh("t")
	}
	var ts []types.Type
	switch e := ast.Unparen(rhs).(type) {
	case *ast.CallExpr:
		tup := f.typeOf(e).(*types.Tuple)
		for v := range tup.Variables() {
			ts = append(ts, v.Type())
		}
		f.line("%s := %s", strings.Join(temps, ", "), f.expr(e))
	default:
		ts = []types.Type{f.commaOK(e, temps), types.Typ[types.Bool]}
	}
	for i, p := range lhs {
		value := temps[i]
		if t := f.lhsType(p); t != nil {
			value = f.l.convert(value, ts[i], t)
		}
		if define {
			f.define(p.(*ast.Ident), value)
		} else {
			f.store(places[i], value)
		}
	}
}

// commaOK evaluates v, ok = e into the temporaries and gives v's type.
func (f *fn) commaOK(e ast.Expr, temps []string) types.Type {
	to := temps[0] + ", " + temps[1]
	switch e := e.(type) {
	case *ast.TypeAssertExpr:
		t := f.l.subst(f.info.TypeOf(e.Type), f.env)
		f.line("%s := %s(%s)", to, f.l.rt("assert2", f.typeOf(e.X), t), f.expr(e.X))
		return t
	case *ast.IndexExpr:
		m := f.typeOf(e.X).Underlying().(*types.Map)
		f.line("%s := %s[%s]", to, f.expr(e.X), f.exprAs(e.Index, m.Key()))
		return m.Elem()
	case *ast.UnaryExpr:
		c := f.typeOf(e.X)
		f.line("%s := %s(%s)", to, f.l.rt("recv2", c), f.expr(e.X))
		return c.Underlying().(*types.Chan).Elem()
	}
	panic(f.l.refuse(e.Pos(), "this assignment"))
}

// update is x op= y, or x++ when y is nil.
func (f *fn) update(x ast.Expr, op token.Token, y ast.Expr) {
	t := f.typeOf(x)
	var place string
	if f.simplePlace(x) != "" || !has(x, isCall) {
		place = f.assignable(x)
	} else {
		place = f.place(x)
	}
	current := place
	if strings.HasPrefix(place, "*") {
		current = "(" + place + ")"
	}
	var value string
	switch {
	case y == nil:
		value = f.operate(current, op, f.one(t), t)
	case op == token.SHL || op == token.SHR:
		value = f.shift(current, t, op, y)
	default:
		value = f.operate(current, op, f.exprAs(y, t), t)
	}
	if has2(y, isCall) {
		value = f.temp(value, t)
	}
	f.line("%s = %s", place, bare(value))
}

func has2(n ast.Expr, is func(ast.Node) bool) bool { return n != nil && has(n, is) }

func (f *fn) one(t types.Type) string {
	b := t.Underlying().(*types.Basic)
	switch {
	case b.Info()&types.IsFloat != 0:
		return f.l.typed("1.0", f.l.view(t), "float64")
	case b.Info()&types.IsComplex != 0:
		if b.Kind() == types.Complex64 {
			return "t_.Complex64(1.0, 0.0)"
		}
		return "t_.Complex128(1.0, 0.0)"
	}
	return f.l.typed("1", f.l.view(t), "int")
}

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

// mark says where we are, for tracebacks.
func (f *fn) mark(s ast.Stmt) {
	if f.l.opt.Mark == nil || f.quiet || f.pkg.Types.Path() == preludePath {
		return
	}
	switch s.(type) {
	case *ast.BlockStmt, *ast.LabeledStmt, *ast.EmptyStmt, *ast.BranchStmt:
		return
	}
	f.line("%s = %d", MarkName, f.l.opt.Mark(s.Pos(), f.where))
}

// initialise sets package-level variables, in the order the checker found.
func (f *fn) initialise(init *types.Initializer) {
	var lhs []ast.Expr
	if len(init.Lhs) == 1 {
		v := init.Lhs[0]
		value := f.exprAs(init.Rhs, v.Type())
		if v.Name() == "_" {
			f.line("_ = %s", value)
			return
		}
		f.set(f.l.name(v), value)
		return
	}
	_ = lhs
	temps := make([]string, len(init.Lhs))
	for i := range temps {
		temps[i] = f.l.fresh("t")
	}
	var ts []types.Type
	if c, ok := ast.Unparen(init.Rhs).(*ast.CallExpr); ok {
		for v := range f.typeOf(c).(*types.Tuple).Variables() {
			ts = append(ts, v.Type())
		}
		f.line("%s := %s", strings.Join(temps, ", "), f.expr(c))
	} else {
		ts = []types.Type{f.commaOK(ast.Unparen(init.Rhs), temps), types.Typ[types.Bool]}
	}
	for i, v := range init.Lhs {
		if v.Name() != "_" {
			f.set(f.l.name(v), f.l.convert(temps[i], ts[i], v.Type()))
		}
	}
}
