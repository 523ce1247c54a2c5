package lower

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strconv"
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
	panic(f.l.refuse(e.Pos(), fmt.Sprintf("this kind of expression (%T)", e)))
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
		return l.rt("conv", from, to) + "(" + text + ")"
	}
	if l.view(from) != l.view(to) {
		return l.rt("cast", from, to) + "(" + text + ")"
	}
	return text
}

// zero is the zero value of t.
func (l *lowerer) zero(t types.Type) string {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		switch {
		case u.Info()&types.IsBoolean != 0:
			return "false"
		case u.Info()&types.IsString != 0:
			return `""`
		case u.Info()&types.IsNumeric != 0 && u.Info()&types.IsComplex == 0:
			return l.view(t) + "(0)"
		}
	}
	return l.rt("zero", t) + "()"
}

// constant writes a constant of type t.
func (l *lowerer) constant(v constant.Value, t types.Type) string {
	if types.IsInterface(t) {
		panic(l.refuse(l.here, "a constant of interface type"))
	}
	b, ok := t.Underlying().(*types.Basic)
	if !ok {
		panic(l.refuse(l.here, "a constant of type "+t.String()))
	}
	b = types.Default(b).(*types.Basic)
	typ := l.view(t)
	switch {
	case b.Info()&types.IsBoolean != 0:
		return l.typed(strconv.FormatBool(constant.BoolVal(v)), typ, "bool")
	case b.Info()&types.IsString != 0:
		return l.typed(strconv.Quote(constant.StringVal(v)), typ, "string")
	case b.Info()&types.IsInteger != 0:
		return l.typed(constant.ToInt(v).ExactString(), typ, "int")
	case b.Info()&types.IsFloat != 0:
		return l.typed(float(constant.ToFloat(v), b.Kind() == types.Float32), typ, "float64")
	case b.Info()&types.IsComplex != 0:
		c := constant.ToComplex(v)
		re, im := float(constant.Real(c), b.Kind() == types.Complex64), float(constant.Imag(c), b.Kind() == types.Complex64)
		if b.Kind() == types.Complex64 {
			return fmt.Sprintf("t_.Complex64(%s, %s)", re, im)
		}
		return fmt.Sprintf("t_.Complex128(%s, %s)", re, im)
	}
	panic(l.refuse(l.here, "a constant of type "+t.String()))
}

// typed writes a literal so that yaegi gives it the type typ.
func (l *lowerer) typed(lit, typ, natural string) string {
	if typ == natural {
		if strings.HasPrefix(lit, "-") {
			return "(" + lit + ")"
		}
		return lit
	}
	return typ + "(" + lit + ")"
}

func float(v constant.Value, single bool) string {
	var s string
	if single {
		x, _ := constant.Float32Val(v)
		s = strconv.FormatFloat(float64(x), 'g', -1, 64)
	} else {
		x, _ := constant.Float64Val(v)
		s = strconv.FormatFloat(x, 'g', -1, 64)
	}
	if !strings.ContainsAny(s, ".e") {
		s += ".0"
	}
	return s
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
	panic(f.l.refuse(e.Pos(), "the use of "+e.Name))
}

// funcName is the name of the function that e denotes, if it is a declared one, with its
// instance made.
func (f *fn) funcName(e ast.Expr) (string, *types.Func) {
	var id *ast.Ident
	switch e := e.(type) {
	case *ast.Ident:
		id = e
	case *ast.SelectorExpr:
		id = e.Sel
	case *ast.IndexExpr:
		return f.funcName(e.X)
	case *ast.IndexListExpr:
		return f.funcName(e.X)
	case *ast.ParenExpr:
		return f.funcName(e.X)
	default:
		return "", nil
	}
	obj, ok := f.info.Uses[id].(*types.Func)
	if !ok || obj.Type().(*types.Signature).Recv() != nil {
		return "", nil
	}
	if args := f.typeArgs(id); args != nil {
		if obj.FullName() == "reflect.TypeFor" {
			return f.l.rt("typefor", args[0]), obj
		}
		if standardFuncs[obj.FullName()] {
			return f.l.standardFunc(obj.Origin(), args), obj
		}
		return f.l.instance(f.l.replacement(obj.Origin()), args), obj
	}
	if obj.Pkg().Path() == "main" || obj.Pkg().Path() == preludePath {
		return f.l.name(obj), obj
	}
	if n, ok := f.l.replaced[obj.FullName()]; ok {
		return n, obj
	}
	return f.l.pkg(obj.Pkg()) + "." + obj.Name(), obj
}

// funcValue makes a function value of a declared function: all function values
// are closures, of one kind, in yaegi.
func (f *fn) funcValue(e ast.Expr) string {
	name, _ := f.funcName(e)
	if name == "" {
		panic(f.l.refuse(e.Pos(), "this function value"))
	}
	return f.l.closure(name, f.typeOf(e).(*types.Signature), "", "", "")
}

// closure emits a maker of a closure with signature sig that calls callee, and gives the call of the
// maker. With a receiver, the maker takes it as parameter recv of type recvType.
func (l *lowerer) closure(callee string, sig *types.Signature, recv, recvType, arg string) string {
	maker := l.fresh("mk")
	var ps, as []string
	for i := range sig.Params().Len() {
		p := fmt.Sprintf("p%d", i)
		ps = append(ps, p+" "+l.view(sig.Params().At(i).Type()))
		as = append(as, p)
	}
	if sig.Variadic() && strings.Contains(callee, "_p") && !strings.HasPrefix(callee, "t_.") && isNativeName(callee) {
		as[len(as)-1] += "..."
	}
	full := l.viewSignature(sig)
	results := strings.TrimPrefix(l.viewSignature(types.NewSignatureType(nil, nil, nil, nil, sig.Results(), false)), "()")
	ret := ""
	if sig.Results().Len() > 0 {
		ret = "return "
	}
	param := ""
	if recv != "" {
		param = recv + " " + recvType
	}
	fmt.Fprintf(&l.decls, "func %s(%s) func%s {\n\treturn func(%s)%s {\n\t\t%s%s(%s)\n\t}\n}\n", maker, param, full, strings.Join(ps, ", "), results, ret, callee, strings.Join(as, ", "))
	return maker + "(" + arg + ")"
}

// isNativeName reports whether callee is a function of an imported package.
func isNativeName(callee string) bool {
	i := strings.IndexByte(callee, '.')
	return i > 0 && strings.Contains(callee[:i], "_p")
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
	return f.operate(f.exprAs(e.X, t), e.Op, f.exprAs(e.Y, t), t)
}

// operate writes an arithmetic operation.
func (f *fn) operate(x string, op token.Token, y string, t types.Type) string {
	return "(" + x + " " + op.String() + " " + y + ")"
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
			panic(f.l.refuse(e.Pos(), "nil == nil"))
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
		panic(f.l.refuse(e.Pos(), "this composite literal"))
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
