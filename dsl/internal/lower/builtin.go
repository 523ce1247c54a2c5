package lower

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"strings"
)

func (f *fn) builtin(e *ast.CallExpr, name string) string {
	arg := func(i int) string { return f.expr(e.Args[i]) }
	switch name {
	case "len", "cap":
		t := f.typeOf(e.Args[0])
		if p, ok := t.Underlying().(*types.Pointer); ok {
			if has(e.Args[0], isCall) {
				return name + "(*" + arg(0) + ")"
			}
			return fmt.Sprintf("%d", p.Elem().Underlying().(*types.Array).Len())
		}
		return name + "(" + arg(0) + ")"
	case "append":
		return f.append(e)
	case "copy":
		src := arg(1)
		if b, ok := f.typeOf(e.Args[1]).Underlying().(*types.Basic); ok && b.Info()&types.IsString != 0 {
			src = "[]byte(" + src + ")"
		}
		return "copy(" + arg(0) + ", " + src + ")"
	case "delete":
		m := f.typeOf(e.Args[0]).Underlying().(*types.Map)
		return "delete(" + arg(0) + ", " + f.exprAs(e.Args[1], m.Key()) + ")"
	case "close":
		return "close(" + arg(0) + ")"
	case "clear":
		return f.l.rt("clear", f.typeOf(e.Args[0])) + "(" + arg(0) + ")"
	case "new":
		if tv := f.info.Types[e.Args[0]]; !tv.IsType() {
			t := f.typeOf(e).(*types.Pointer).Elem()
			return f.newOf(f.exprAs(e.Args[0], t), t)
		}
		return "new(" + f.l.view(f.typeOf(e.Args[0])) + ")"
	case "make":
		return f.make(e)
	case "min", "max":
		return f.minMax(e, name)
	case "panic":
		return "t_.Panic(" + f.exprAs(e.Args[0], types.Universe.Lookup("any").Type()) + ")"
	case "recover":
		if f.handler == "" {
			return "t_.Recover(t_.Handler())"
		}
		return "t_.Recover(" + f.handler + ")"
	case "complex":
		t := f.typeOf(e)
		part := types.Typ[types.Float64]
		if t.Underlying().(*types.Basic).Kind() == types.Complex64 {
			part = types.Typ[types.Float32]
			return f.l.recast("t_.Complex64("+f.exprAs(e.Args[0], part)+", "+f.exprAs(e.Args[1], part)+")", types.Typ[types.Complex64], t)
		}
		return "t_.Complex128(" + f.exprAs(e.Args[0], part) + ", " + f.exprAs(e.Args[1], part) + ")"
	case "real", "imag":
		if f.typeOf(e.Args[0]).Underlying().(*types.Basic).Kind() == types.Complex64 {
			return "t_." + strings.ToUpper(name[:1]) + name[1:] + "64(" + arg(0) + ")"
		}
		return "t_." + strings.ToUpper(name[:1]) + name[1:] + "128(" + arg(0) + ")"
	case "print", "println":
		var args []string
		for i := range e.Args {
			args = append(args, f.exprAs(e.Args[i], types.Universe.Lookup("any").Type()))
		}
		return "t_." + strings.ToUpper(name[:1]) + name[1:] + "(" + strings.Join(args, ", ") + ")"
	}
	panic(f.l.unknown(e.Pos(), "the built-in "+name))
}

func (l *lowerer) recast(text string, from, to types.Type) string { return text }

func (f *fn) append(e *ast.CallExpr) string {
	t := f.typeOf(e)
	elem := t.Underlying().(*types.Slice).Elem()
	s := f.exprAs(e.Args[0], t)
	under := f.l.view(t.Underlying())
	named := under != f.l.view(t)
	if named {
		s = f.l.rt("cast", t, t.Underlying()) + "(" + s + ")"
	}
	args := []string{s}
	if e.Ellipsis.IsValid() {
		from := f.typeOf(e.Args[1])
		x := ""
		switch b, ok := from.Underlying().(*types.Basic); {
		case ok && b.Kind() == types.UntypedNil:
			x = f.l.zero(t.Underlying())
		case ok:
			x = "[]byte(" + f.expr(e.Args[1]) + ")"
		default:
			x = f.expr(e.Args[1])
			if f.l.view(from) != under {
				x = f.l.rt("cast", from, t.Underlying()) + "(" + x + ")"
			}
		}
		args = append(args, x+"...")
	} else {
		for _, a := range e.Args[1:] {
			args = append(args, f.exprAs(a, elem))
		}
	}
	if len(args) == 1 {
		return f.exprAs(e.Args[0], t)
	}
	text := "append(" + strings.Join(args, ", ") + ")"
	if named {
		return f.l.rt("cast", t.Underlying(), t) + "(" + text + ")"
	}
	return text
}

func (f *fn) make(e *ast.CallExpr) string {
	t := f.typeOf(e)
	made := t.Underlying()
	if c, ok := made.(*types.Chan); ok {
		made = types.NewChan(types.SendRecv, c.Elem()) // yaegi makes no others
	}
	args := []string{f.l.view(made)}
	for _, a := range e.Args[1:] {
		n := f.exprAs(a, types.Typ[types.Int])
		if b, ok := f.typeOf(a).Underlying().(*types.Basic); ok && f.info.Types[a].Value == nil && b.Kind() != types.Int {
			n = "int(" + f.expr(a) + ")"
		}
		if f.mayBeHuge(a, made) {
			n = f.room(made) + "(" + n + ")"
		}
		args = append(args, n)
	}
	text := "make(" + strings.Join(args, ", ") + ")"
	if args[0] != f.l.view(t) {
		return f.l.rt("cast", made, t) + "(" + text + ")"
	}
	return text
}

// freely is how many bytes make may ask for without a look at the memory limit.
const freely = 16 << 20

// mayBeHuge reports whether the length or capacity n of what is made is not known to be small.
func (f *fn) mayBeHuge(n ast.Expr, made types.Type) bool {
	v := f.info.Types[n].Value
	if v == nil {
		return true
	}
	count, exact := constant.Int64Val(constant.ToInt(v))
	return !exact || count > freely/footprint(made)
}

// room is a helper that gives its argument, a number of elements, back, and panics when there is no
// memory for them: asking the Go runtime for them would end the process.
func (f *fn) room(made types.Type) string {
	size := footprint(made)
	key := fmt.Sprint("room|", size)
	helper, ok := f.l.helpers[key]
	if !ok {
		helper = f.l.fresh("room")
		f.l.helpers[key] = helper
		fmt.Fprintf(&f.l.decls, "func %s(n int) int {\n\tif n > %d {\n\t\tt_.Room(n, %d)\n\t}\n\treturn n\n}\n", helper, freely/size, size)
	}
	return helper
}

// footprint is the least number of bytes that each element takes; at least 1.
func footprint(made types.Type) int64 {
	sizes := types.SizesFor("gc", "amd64")
	n := int64(0)
	switch t := made.(type) {
	case *types.Slice:
		n = sizes.Sizeof(t.Elem())
	case *types.Chan:
		n = sizes.Sizeof(t.Elem())
	case *types.Map:
		n = sizes.Sizeof(t.Key()) + sizes.Sizeof(t.Elem())
	}
	return min(max(n, 1), freely)
}

// minMax folds from the left through a helper of two arguments.
func (f *fn) minMax(e *ast.CallExpr, name string) string {
	t := f.typeOf(e)
	b := t.Underlying().(*types.Basic)
	if b.Info()&types.IsFloat != 0 {
		return f.minMaxFloat(e, t, strings.ToUpper(name[:1])+name[1:])
	}
	key := name + "|" + f.l.key(t)
	helper, ok := f.l.helpers[key]
	if !ok {
		helper = f.l.fresh(name)
		f.l.helpers[key] = helper
		v := f.l.view(t)
		op := map[string]string{"min": "<", "max": ">"}[name]
		fmt.Fprintf(&f.l.decls, "func %s(a, b %s) %s {\n\tif b %s a {\n\t\treturn b\n\t}\n\treturn a\n}\n", helper, v, v, op)
	}
	text := f.exprAs(e.Args[0], t)
	for _, a := range e.Args[1:] {
		text = helper + "(" + text + ", " + f.exprAs(a, t) + ")"
	}
	return text
}

// minMaxFloat uses functions that know NaN and the two zeros; those of package math prefer an
// infinity to NaN.
func (f *fn) minMaxFloat(e *ast.CallExpr, t types.Type, name string) string {
	text := "float64(" + f.exprAs(e.Args[0], t) + ")"
	for _, a := range e.Args[1:] {
		text = "t_." + name + "(" + text + ", float64(" + f.exprAs(a, t) + "))"
	}
	return f.l.view(t) + "(" + text + ")"
}

func (f *fn) unsafeCall(e *ast.CallExpr, name string) string {
	panic(f.l.refuse(e.Pos(), "unsafe."+name+" of something that is not constant"))
}
