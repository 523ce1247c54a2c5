package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// endOf gives the label behind a labelled switch or select, where break goes.
func (f *fn) endOf(label string, body ast.Node) string {
	if label == "" || !breaksTo(body, label) {
		return ""
	}
	return f.endLabel(label)
}

func breaksTo(n ast.Node, label string) bool {
	return has(n, func(n ast.Node) bool {
		b, ok := n.(*ast.BranchStmt)
		return ok && b.Tok == token.BREAK && b.Label != nil && b.Label.Name == label
	})
}

func (f *fn) switchStmt(s *ast.SwitchStmt, label string) {
	f.line("{")
	f.indent++
	if s.Init != nil {
		f.stmt(s.Init)
	}
	tag, tagType := "", types.Type(nil)
	if s.Tag != nil {
		tagType = f.typeOf(s.Tag)
		if isUntyped(tagType) {
			tagType = types.Default(tagType)
		}
		tag = f.temp(f.exprAs(s.Tag, tagType), tagType)
	}
	var conds []string
	def := -1
	for i, c := range s.Body.List {
		cc := c.(*ast.CaseClause)
		var alts []string
		for _, e := range cc.List {
			alts = append(alts, f.matches(tag, tagType, e))
		}
		if cc.List == nil {
			def = i
		}
		conds = append(conds, strings.Join(alts, " || "))
	}
	end := f.endOf(label, s.Body)
	f.enter(breakable{label: label, end: end})
	if has(s.Body, isFallthrough) {
		f.stages(s, conds, def)
	} else {
		f.clauses(len(conds), def, func(i int) string { return conds[i] }, func(i int) {
			f.block(s.Body.List[i].(*ast.CaseClause).Body)
		})
	}
	f.exit()
	if end != "" {
		f.line("%s:", end)
		f.poll() // a label must not stand before another
	}
	f.indent--
	f.line("}")
}

func isFallthrough(n ast.Node) bool {
	b, ok := n.(*ast.BranchStmt)
	return ok && b.Tok == token.FALLTHROUGH
}

// clauses writes a switch without a tag, its default at the end: yaegi moves it
// there by an exchange, which changes the order of the others.
func (f *fn) clauses(n, def int, cond func(int) string, body func(int)) {
	f.line("switch {")
	for i := range n {
		if i != def {
			f.line("case %s:", cond(i))
			f.indent++
			body(i)
			f.indent--
		}
	}
	f.line("default:")
	if def >= 0 {
		f.indent++
		body(def)
		f.indent--
	}
	f.line("}")
}

// stages writes a switch with fallthrough: first find the clause, then run
// the bodies in order, each if it is that clause's turn.
func (f *fn) stages(s *ast.SwitchStmt, conds []string, def int) {
	stage := f.l.fresh("stage")
	f.line("%s := %d", stage, def)
	f.clauses(len(conds), def, func(i int) string { return conds[i] }, func(i int) { f.line("%s = %d", stage, i) })
	old := f.stage
	f.stage = stage
	f.line("switch {")
	f.line("default:")
	f.indent++
	for i, c := range s.Body.List {
		f.line("if %s == %d {", stage, i)
		f.nested(c.(*ast.CaseClause).Body)
		f.line("}")
	}
	f.indent--
	f.line("}")
	f.stage = old
}

// matches is the condition of one expression of a case.
func (f *fn) matches(tag string, t types.Type, e ast.Expr) string {
	if tag == "" {
		return f.condition(e)
	}
	et := f.typeOf(e)
	if f.info.Types[e].IsNil() {
		return tag + " == nil"
	}
	if types.IsInterface(et) && !types.IsInterface(t) {
		return f.l.rt("eq", et) + "(" + f.l.convert(tag, t, et) + ", " + f.expr(e) + ")"
	}
	switch t.Underlying().(type) {
	case *types.Interface, *types.Struct, *types.Array:
		return f.l.rt("eq", t) + "(" + tag + ", " + f.exprAs(e, t) + ")"
	}
	return tag + " == " + f.exprAs(e, t)
}

func (f *fn) typeSwitch(s *ast.TypeSwitchStmt, label string) {
	f.line("{")
	f.indent++
	if s.Init != nil {
		f.stmt(s.Init)
	}
	var x ast.Expr
	switch a := s.Assign.(type) {
	case *ast.ExprStmt:
		x = a.X.(*ast.TypeAssertExpr).X
	case *ast.AssignStmt:
		x = a.Rhs[0].(*ast.TypeAssertExpr).X
	}
	t := f.typeOf(x)
	v := f.temp(f.expr(x), t)
	def := -1
	list := s.Body.List
	for i, c := range list {
		if c.(*ast.CaseClause).List == nil {
			def = i
		}
	}
	end := f.endOf(label, s.Body)
	f.enter(breakable{label: label, end: end})
	f.clauses(len(list), def, func(i int) string {
		var alts []string
		for _, e := range list[i].(*ast.CaseClause).List {
			if f.info.Types[e].IsNil() {
				alts = append(alts, v+" == nil")
				continue
			}
			alts = append(alts, f.l.rt("is", t, f.l.subst(f.info.TypeOf(e), f.env))+"("+v+")")
		}
		return strings.Join(alts, " || ")
	}, func(i int) {
		c := list[i].(*ast.CaseClause)
		if bound, ok := f.info.Implicits[c].(*types.Var); ok {
			value := v
			if len(c.List) == 1 && !f.info.Types[c.List[0]].IsNil() {
				bt := f.l.subst(bound.Type(), f.env)
				if !f.l.identical(bt, t) {
					value = f.l.rt("assert", t, bt) + "(" + v + ")"
				}
			}
			f.declare(bound, value)
		}
		f.block(c.Body)
	})
	f.exit()
	if end != "" {
		f.line("%s:", end)
		f.poll() // a label must not stand before another
	}
	f.indent--
	f.line("}")
}

func (f *fn) selectStmt(s *ast.SelectStmt, label string) {
	f.line("{")
	f.indent++
	ch := f.l.fresh("sel")
	f.line("%s := t_.NewChoice()", ch)
	def := -1
	n := 0
	numbers := make([]int, len(s.Body.List))
	for i, c := range s.Body.List {
		cc := c.(*ast.CommClause)
		if cc.Comm == nil {
			def = i
			continue
		}
		numbers[i] = n
		n++
		if send, ok := cc.Comm.(*ast.SendStmt); ok {
			c := f.typeOf(send.Chan)
			f.line("%s(%s, %s, %s)", f.l.rt("onsend", c), ch, f.expr(send.Chan), f.exprAs(send.Value, c.Underlying().(*types.Chan).Elem()))
			continue
		}
		f.line("t_.OnRecv(%s, %s)", ch, f.expr(received(cc.Comm)))
	}
	k := f.l.fresh("k")
	f.line("%s := t_.Choose(%s, %v)", k, ch, def >= 0)
	end := f.endOf(label, s.Body)
	f.enter(breakable{label: label, end: end})
	f.clauses(len(s.Body.List), def, func(i int) string { return fmt.Sprintf("%s == %d", k, numbers[i]) }, func(i int) {
		c := s.Body.List[i].(*ast.CommClause)
		f.receive(c.Comm, ch)
		f.block(c.Body)
	})
	f.exit()
	if end != "" {
		f.line("%s:", end)
		f.poll() // a label must not stand before another
	}
	f.indent--
	f.line("}")
}

// received is the channel of a receive clause.
func received(s ast.Stmt) ast.Expr {
	var x ast.Expr
	switch s := s.(type) {
	case *ast.ExprStmt:
		x = s.X
	case *ast.AssignStmt:
		x = s.Rhs[0]
	}
	return ast.Unparen(x).(*ast.UnaryExpr).X
}

// receive assigns what a receive clause got.
func (f *fn) receive(s ast.Stmt, ch string) {
	a, ok := s.(*ast.AssignStmt)
	if !ok {
		return
	}
	t := f.typeOf(received(s)).Underlying().(*types.Chan).Elem()
	values := []string{f.l.rt("from", t) + "(t_.Chosen(" + ch + "))", "t_.ChosenOK(" + ch + ")"}
	ts := []types.Type{t, types.Typ[types.Bool]}
	for i, e := range a.Lhs {
		if !f.wants(e) {
			continue
		}
		if a.Tok == token.DEFINE {
			f.define(e.(*ast.Ident), values[i])
		} else {
			f.store(f.place(e), f.l.convert(values[i], ts[i], f.lhsType(e)))
		}
	}
}
