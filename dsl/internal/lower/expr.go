package lower

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"
)

// expr gives Go for yaegi that evaluates e, as a value of e's own type.
func (f *fn) expr(e ast.Expr) string {
	f.l.here = e.Pos()
	if tv := f.info.Types[e]; tv.Value != nil {
		return f.l.constant(tv.Value, f.l.subst(tv.Type, f.env))
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return "(" + f.expr(e.X) + ")"
	case *ast.Ident:
		return f.ident(e)
	case *ast.FuncLit:
		return f.literal(e)
	case *ast.CompositeLit:
		return f.composite(e, f.typeOf(e))
	case *ast.SelectorExpr:
		return f.selector(e)
	case *ast.IndexExpr:
		return f.indexExpr(e)
	case *ast.IndexListExpr:
		return f.funcValue(e)
	case *ast.SliceExpr:
		return f.sliceExpr(e)
	case *ast.TypeAssertExpr:
		return f.l.rt("assert", f.typeOf(e.X), f.single(e)) + "(" + f.expr(e.X) + ")"
	case *ast.CallExpr:
		return f.call(e)
	case *ast.StarExpr:
		return "(*" + f.expr(e.X) + ")"
	case *ast.UnaryExpr:
		return f.unary(e)
	case *ast.BinaryExpr:
		return f.binary(e)
	}
	panic(f.l.unknown(e.Pos(), fmt.Sprintf("this kind of expression (%T)", e)))
}

// single is e's type, also where e stands in a comma-ok form.
func (f *fn) single(e ast.Expr) types.Type {
	t := f.typeOf(e)
	if tup, ok := t.(*types.Tuple); ok {
		return tup.At(0).Type()
	}
	return t
}

// exprAs evaluates e and converts it, as assignment does, to type t.
func (f *fn) exprAs(e ast.Expr, t types.Type) string {
	tv := f.info.Types[e]
	if tv.IsNil() {
		return f.l.zero(t)
	}
	if tv.Value != nil && !types.IsInterface(t) {
		return f.l.constant(tv.Value, t)
	}
	from := f.single(e)
	return f.l.convert(f.expr(e), from, t)
}

// convert turns the value text of type from into one of type to, to which it is
// assignable.
func (l *lowerer) convert(text string, from, to types.Type) string {
	if b, ok := from.(*types.Basic); ok && b.Info()&types.IsUntyped != 0 {
		from = types.Default(from)
		if b.Kind() == types.UntypedNil {
			return l.zero(to)
		}
		if !types.IsInterface(to) {
			return text
		}
	}
	if l.identical(from, to) {
		return text
	}
	if types.IsInterface(to) {
		if l.promotes(from, map[types.Type]bool{}) {
			panic(l.refuse(l.here, "an interface that holds a struct type without a name but with embedded methods"))
		}
		return l.rt("conv", from, to) + "(" + text + ")"
	}
	if l.view(from) != l.view(to) {
		return l.rt("cast", from, to) + "(" + text + ")"
	}
	return text
}

func (f *fn) ident(e *ast.Ident) string {
	switch obj := f.objectOf(e).(type) {
	case *types.Nil:
		return "nil"
	case *types.Var:
		if f.isGlobal(obj) {
			return f.l.name(obj)
		}
		if f.shared(obj) {
			return "(*" + f.local(obj) + ")"
		}
		return f.local(obj)
	case *types.Func:
		return f.funcValue(e)
	}
	panic(f.l.unknown(e.Pos(), "the use of "+e.Name))
}

func (f *fn) selector(e *ast.SelectorExpr) string {
	if id, ok := e.X.(*ast.Ident); ok {
		if _, ok := f.info.Uses[id].(*types.PkgName); ok {
			obj := f.info.Uses[e.Sel]
			if _, ok := obj.(*types.Func); ok {
				return f.funcValue(e)
			}
			return f.l.pkg(obj.Pkg()) + "." + obj.Name()
		}
	}
	if tv := f.info.Types[e.X]; tv.IsType() {
		return f.methodExpr(e)
	}
	obj, index, _ := f.lookup(e)
	if m, ok := obj.(*types.Func); ok {
		return f.methodValue(e, m)
	}
	text, _ := f.path(f.expr(e.X), f.typeOf(e.X), index)
	return text
}

// path follows field indices from text, of type t.
func (f *fn) path(text string, t types.Type, index []int) (string, types.Type) {
	for _, i := range index {
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
		} else {
			text = trim(text)
		}
		field := t.Underlying().(*types.Struct).Field(i)
		text += "." + field.Name()
		t = field.Type()
	}
	return text, t
}

// trim drops the star of a cell: yaegi follows pointers to fields itself.
func trim(text string) string {
	if strings.HasPrefix(text, "(*") && strings.HasSuffix(text, ")") && isName(text[2:len(text)-1]) {
		return text[2 : len(text)-1]
	}
	return text
}

func isName(s string) bool {
	for i, r := range s {
		if !(r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 127 || i > 0 && r >= '0' && r <= '9') {
			return false
		}
	}
	return s != ""
}

func (f *fn) indexExpr(e *ast.IndexExpr) string {
	if f.info.Types[e.Index].IsType() {
		return f.funcValue(e)
	}
	t := f.typeOf(e.X)
	x := f.expr(e.X)
	switch u := t.Underlying().(type) {
	case *types.Map:
		return x + "[" + f.exprAs(e.Index, u.Key()) + "]"
	case *types.Pointer:
		x = "(*" + x + ")"
	}
	return x + "[" + f.index(e) + "]"
}

// index gives the index of e as an int.
func (f *fn) index(e *ast.IndexExpr) string {
	if tv := f.info.Types[e.Index]; tv.Value != nil {
		return constant.ToInt(tv.Value).ExactString()
	}
	i := f.expr(e.Index)
	if b, ok := f.typeOf(e.Index).Underlying().(*types.Basic); !ok || b.Kind() != types.Int {
		i = "int(" + i + ")"
	}
	return i
}

func isCall(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.CallExpr:
		return true
	case *ast.UnaryExpr:
		return n.Op == token.ARROW
	}
	return false
}

func deref(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

func (f *fn) sliceExpr(e *ast.SliceExpr) string {
	t := f.typeOf(e.X)
	x := f.expr(e.X)
	if _, ok := t.Underlying().(*types.Pointer); ok {
		x = "(*" + x + ")"
	}
	at := func(i ast.Expr) string {
		if i == nil {
			return ""
		}
		if tv := f.info.Types[i]; tv.Value != nil {
			return constant.ToInt(tv.Value).ExactString()
		}
		s := f.expr(i)
		if b, ok := f.typeOf(i).Underlying().(*types.Basic); !ok || b.Kind() != types.Int {
			s = "int(" + s + ")"
		}
		return s
	}
	text := x + "[" + at(e.Low) + ":" + at(e.High)
	if e.Slice3 {
		text += ":" + at(e.Max)
	}
	return text + "]"
}

func (f *fn) unary(e *ast.UnaryExpr) string {
	switch e.Op {
	case token.AND:
		return f.address(e.X)
	case token.ARROW:
		return f.l.rt("recv", f.typeOf(e.X)) + "(" + f.expr(e.X) + ")"
	}
	return "(" + e.Op.String() + f.expr(e.X) + ")"
}

// address gives a pointer to e.
func (f *fn) address(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return f.address(e.X)
	case *ast.CompositeLit:
		t := f.typeOf(e)
		return f.newOf(f.composite(e, t), t)
	case *ast.StarExpr:
		return f.expr(e.X)
	case *ast.Ident:
		if v, ok := f.objectOf(e).(*types.Var); ok && !f.isGlobal(v) {
			return f.local(v)
		}
	}
	return "(&" + f.expr(e) + ")"
}

// newOf puts a value into new memory.
func (f *fn) newOf(text string, t types.Type) string {
	key := "new|" + f.l.key(t)
	name, ok := f.l.helpers[key]
	if !ok {
		name = f.l.fresh("new")
		f.l.helpers[key] = name
		v := f.l.view(t)
		fmt.Fprintf(&f.l.decls, "func %s(x %s) *%s {\n\tp := new(%s)\n\t*p = x\n\treturn p\n}\n", name, v, v, v)
	}
	return name + "(" + text + ")"
}

func (f *fn) binary(e *ast.BinaryExpr) string {
	switch e.Op {
	case token.EQL, token.NEQ:
		return f.compare(e)
	case token.SHL, token.SHR:
		return f.shift(f.expr(e.X), f.typeOf(e.X), e.Op, e.Y)
	case token.LAND, token.LOR:
		return "(" + f.expr(e.X) + " " + e.Op.String() + " " + f.expr(e.Y) + ")"
	}
	t := f.typeOf(e.X)
	if isUntyped(t) {
		t = f.typeOf(e.Y)
	}
	return f.operate(f.exprAs(e.X, t), e.Op, f.operand(e.Y, e.Op, t), t)
}

// operate writes an arithmetic operation.
func (f *fn) operate(x string, op token.Token, y string, t types.Type) string {
	return "(" + x + " " + op.String() + " " + y + ")"
}

// operand is y in x op y. yaegi refuses a float that is divided by a constant 0, which is ±Inf or NaN
// in Go: that 0 is computed.
func (f *fn) operand(y ast.Expr, op token.Token, t types.Type) string {
	v := f.info.Types[y].Value
	if b, ok := t.Underlying().(*types.Basic); ok && op == token.QUO && b.Info()&types.IsFloat != 0 && v != nil && constant.Sign(v) == 0 {
		return f.l.view(t) + "(t_.Max(0.0, 0.0))"
	}
	return f.exprAs(y, t)
}

func isUntyped(t types.Type) bool {
	b, ok := t.(*types.Basic)
	return ok && b.Info()&types.IsUntyped != 0
}

func (f *fn) shift(x string, t types.Type, op token.Token, y ast.Expr) string {
	if tv := f.info.Types[y]; tv.Value != nil {
		n := constant.ToInt(tv.Value).ExactString()
		return "(" + x + " " + op.String() + " " + n + ")"
	}
	count := f.expr(y)
	if b, ok := f.typeOf(y).Underlying().(*types.Basic); ok && b.Info()&types.IsUnsigned == 0 {
		return "(" + x + " " + op.String() + " t_.Shift(int64(" + count + ")))"
	}
	return "(" + x + " " + op.String() + " uint64(" + count + "))"
}

func (f *fn) compare(e *ast.BinaryExpr) string {
	x, y := e.X, e.Y
	if f.info.Types[x].IsNil() {
		x, y = y, x
	}
	tx, ty := f.typeOf(x), f.typeOf(y)
	not := ""
	if e.Op == token.NEQ {
		not = "!"
	}
	if f.info.Types[y].IsNil() {
		if f.info.Types[x].IsNil() {
			panic(f.l.unknown(e.Pos(), "nil == nil"))
		}
		return "(" + f.expr(x) + " " + e.Op.String() + " nil)"
	}
	t := tx
	if isUntyped(t) || types.IsInterface(ty) && !types.IsInterface(tx) {
		t = ty
	}
	switch t.Underlying().(type) {
	case *types.Interface, *types.Struct, *types.Array:
		if types.IsInterface(t) && types.IsInterface(tx) && types.IsInterface(ty) && !f.l.identical(tx, ty) {
			t = types.Universe.Lookup("any").Type()
		}
		return "(" + not + f.l.rt("eq", t) + "(" + f.exprAs(x, t) + ", " + f.exprAs(y, t) + "))"
	}
	return "(" + f.exprAs(x, t) + " " + e.Op.String() + " " + f.exprAs(y, t) + ")"
}
