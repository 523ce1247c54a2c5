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
		panic(f.l.unknown(s.Pos(), "this kind of statement"))
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

func unparen(s string) string {
	if strings.HasPrefix(s, "(*") && strings.HasSuffix(s, ")") && isName(s[2:len(s)-1]) {
		return s[1 : len(s)-1]
	}
	return s
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
