package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

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
	if f.hasBoxedKey(lhs) {
		value = f.temp(value, f.typeOf(lhs))
		f.store(f.place(lhs), value)
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
			key := f.temp(f.exprAs(e.Index, m.Key()), m.Key())
			place := x + "[" + key + "]"
			if boxes(m.Key()) {
				f.hashes[place] = fmt.Sprintf("t_.Hash(%s == nil, %s)", x, f.l.convert(key, m.Key(), types.Universe.Lookup("any").Type()))
			}
			return place
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
	panic(f.l.unknown(e.Pos(), "this assignment"))
}

// update is x op= y, or x++ when y is nil.
func (f *fn) update(x ast.Expr, op token.Token, y ast.Expr) {
	t := f.typeOf(x)
	boxed := f.hasBoxedKey(x)
	var place string
	if !boxed && (f.simplePlace(x) != "" || !has(x, isCall)) {
		place = f.assignable(x)
	} else {
		place = f.place(x)
	}
	current := place
	if strings.HasPrefix(place, "*") {
		current = "(" + place + ")"
	}
	operand := ""
	if y != nil && op != token.SHL && op != token.SHR {
		operand = f.operand(y, op, t)
		if boxed {
			operand = f.temp(operand, t)
		}
	}
	f.hash(place)
	var value string
	switch {
	case y == nil:
		value = f.operate(current, op, f.one(t), t)
	case operand == "":
		value = f.shift(current, t, op, y)
	default:
		value = f.operate(current, op, operand, t)
	}
	if has2(y, isCall) {
		value = f.temp(value, t)
	}
	f.line("%s = %s", place, bare(value))
}

// hash has the key of a place looked at before something is stored there: yaegi looks into the map
// first, which panics with another text when the key cannot be hashed, and before the map is seen to be nil.
func (f *fn) hash(place string) {
	if h := f.hashes[place]; h != "" {
		f.line("%s", h)
	}
}

// hasBoxedKey reports whether x is an element of a map whose keys need not be hashable.
func (f *fn) hasBoxedKey(x ast.Expr) bool {
	e, ok := ast.Unparen(x).(*ast.IndexExpr)
	if !ok {
		return false
	}
	m, ok := f.typeOf(e.X).Underlying().(*types.Map)
	return ok && boxes(m.Key())
}

// boxes reports whether a value of type t holds one of an interface.
func boxes(t types.Type) bool {
	switch t := t.Underlying().(type) {
	case *types.Interface:
		return true
	case *types.Array:
		return boxes(t.Elem())
	case *types.Struct:
		for v := range t.Fields() {
			if boxes(v.Type()) {
				return true
			}
		}
	}
	return false
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
