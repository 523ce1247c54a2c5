package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

func (f *fn) rangeStmt(s *ast.RangeStmt, label string) {
	t := f.typeOf(s.X)
	under := t.Underlying()
	if p, ok := under.(*types.Pointer); ok {
		under = p.Elem().Underlying()
	}
	if _, ok := under.(*types.Signature); ok {
		f.rangeFunc(s, label)
		return
	}
	f.line("{")
	f.indent++
	switch u := under.(type) {
	case *types.Basic:
		if u.Info()&types.IsString != 0 {
			f.rangeString(s, label)
		} else {
			f.rangeInt(s, label, t)
		}
	case *types.Slice:
		f.rangeIndexed(s, label, f.temp(f.expr(s.X), t), "", u.Elem())
	case *types.Array:
		f.rangeArray(s, label, t, u)
	case *types.Map:
		f.rangeMap(s, label, u)
	case *types.Chan:
		f.rangeChan(s, label, t, u)
	default:
		panic(f.l.unknown(s.Pos(), "range over "+t.String()))
	}
	f.indent--
	f.line("}")
}

func (f *fn) wants(e ast.Expr) bool {
	if e == nil {
		return false
	}
	id, ok := e.(*ast.Ident)
	return !ok || id.Name != "_"
}

// give assigns the iteration's values to what stands before range.
func (f *fn) give(s *ast.RangeStmt, e ast.Expr, value string, t types.Type) {
	if !f.wants(e) {
		return
	}
	if s.Tok == token.DEFINE {
		f.define(e.(*ast.Ident), value)
		return
	}
	f.store(f.place(e), f.l.convert(value, t, f.lhsType(e)))
}

// give2 assigns key and value in parallel.
func (f *fn) give2(s *ast.RangeStmt, key string, kt types.Type, value string, vt types.Type) {
	if s.Tok == token.DEFINE || !f.wants(s.Key) || !f.wants(s.Value) {
		if f.wants(s.Key) {
			f.give(s, s.Key, key, kt)
		}
		if f.wants(s.Value) {
			f.give(s, s.Value, value, vt)
		}
		return
	}
	kp, vp := f.place(s.Key), f.place(s.Value)
	f.store(kp, f.l.convert(key, kt, f.lhsType(s.Key)))
	f.store(vp, f.l.convert(value, vt, f.lhsType(s.Value)))
}

func (f *fn) loopBody(s *ast.RangeStmt, label, text string) {
	f.enter(breakable{label: label, text: text, loop: true})
	f.block(s.Body.List)
	f.exit()
	f.indent--
	f.line("}")
}

func (f *fn) rangeIndexed(s *ast.RangeStmt, label, x, n string, elem types.Type) {
	if n == "" {
		n = f.l.fresh("n")
		f.line("%s := len(%s)", n, x)
	}
	i := f.l.fresh("i")
	f.line("%s := 0", i)
	text := f.loopLabel(label)
	f.line("for ; %s < %s; %s = %s + 1 {", i, n, i, i)
	f.indent++
	f.poll()
	if f.wants(s.Value) {
		f.give2(s, i, types.Typ[types.Int], x+"["+i+"]", elem)
	} else {
		f.give(s, s.Key, i, types.Typ[types.Int])
	}
	f.loopBody(s, label, text)
}

func (f *fn) rangeArray(s *ast.RangeStmt, label string, t types.Type, a *types.Array) {
	n := fmt.Sprint(a.Len())
	x := ""
	_, isPtr := t.Underlying().(*types.Pointer)
	if f.wants(s.Value) || isPtr || has(s.X, isCall) {
		x = f.temp(f.expr(s.X), t)
	}
	if isPtr {
		x = "(*" + x + ")"
	}
	f.rangeIndexed(s, label, x, n, a.Elem())
}

func (f *fn) rangeInt(s *ast.RangeStmt, label string, t types.Type) {
	if isUntyped(t) {
		t = types.Typ[types.Int]
		if s.Key != nil && f.wants(s.Key) {
			t = f.lhsType(s.Key)
		}
	}
	n := f.temp(f.exprAs(s.X, t), t)
	i := f.temp(f.l.zero(t), t)
	text := f.loopLabel(label)
	f.line("for ; %s < %s; %s = %s + %s {", i, n, i, i, f.one(t))
	f.indent++
	f.poll()
	f.give(s, s.Key, i, t)
	f.loopBody(s, label, text)
}

func (f *fn) rangeString(s *ast.RangeStmt, label string) {
	x := f.temp(f.expr(s.X), types.Typ[types.String])
	i, r, w := f.l.fresh("i"), f.l.fresh("r"), f.l.fresh("w")
	f.line("%s := 0", i)
	f.line("%s := 0", w)
	f.line("var %s int32 = 0", r)
	text := f.loopLabel(label)
	f.line("for ; %s < len(%s); %s = %s + %s {", i, x, i, i, w)
	f.indent++
	f.poll()
	f.line("%s, %s = t_.Rune(%s, %s)", r, w, x, i)
	f.give2(s, i, types.Typ[types.Int], r, types.Typ[types.Rune])
	f.loopBody(s, label, text)
}

func (f *fn) rangeMap(s *ast.RangeStmt, label string, m *types.Map) {
	iter := f.l.fresh("it")
	f.line("%s := t_.Iterate(%s)", iter, f.expr(s.X))
	text := f.loopLabel(label)
	f.line("for t_.Next(%s) {", iter)
	f.indent++
	f.poll()
	f.give2(s, f.l.rt("key", m)+"("+iter+")", m.Key(), f.l.rt("value", m)+"("+iter+")", m.Elem())
	f.loopBody(s, label, text)
}

func (f *fn) rangeChan(s *ast.RangeStmt, label string, t types.Type, c *types.Chan) {
	x := f.temp(f.expr(s.X), t)
	text := f.loopLabel(label)
	f.line("for {")
	f.indent++
	f.poll()
	v, ok := f.l.fresh("v"), f.l.fresh("ok")
	f.line("%s, %s := %s(%s)", v, ok, f.l.rt("recv2", t), x)
	f.line("if !%s { break }", ok)
	f.give(s, s.Key, v, c.Elem())
	f.loopBody(s, label, text)
}

// rangeFunc makes the body a function that the iterator calls. Why the body ended is
// kept in a cell: 0 the iterator ended, 1 break, n+2 the jump n, done when the iterator has returned; -1 while the body runs.
func (f *fn) rangeFunc(s *ast.RangeStmt, label string) {
	sig := f.typeOf(s.X).Underlying().(*types.Signature)
	yield := sig.Params().At(0).Type().Underlying().(*types.Signature)
	ctl := f.l.fresh("ctl")
	outerCells := f.cells
	f.line("%s := new(int)", ctl)
	retCells := false
	if !f.inBody && !f.retOuter && len(f.cells) == 0 && f.sig != nil && f.sig.Results().Len() > 0 && has(s.Body, isReturn) {
		// return in the body stores its values here.
		retCells = true
		for v := range f.sig.Results().Variables() {
			c := f.l.fresh("r")
			f.line("%s := new(%s)", c, f.l.view(f.l.subst(v.Type(), f.env)))
			f.cells = append(append([]string(nil), f.cells...), c)
		}
	}
	jumps := &[]jump{}
	lp := loop{label: label, body: s.Body, ctl: ctl, jumps: jumps}
	g := f.inner()
	g.indent = 2
	g.loops = append(append([]loop(nil), f.loops...), lp)
	g.targets = append([]breakable(nil), f.targets...)
	g.crossing++
	g.enter(breakable{label: label, loop: true, body: true})
	g.line("if *%s != 0 { t_.Finished(*%s) }", ctl, ctl)
	g.poll()
	g.line("*%s = -1", ctl)
	var params []string
	for i, e := range []ast.Expr{s.Key, s.Value} {
		if i >= yield.Params().Len() {
			break
		}
		p := f.l.fresh("y")
		t := yield.Params().At(i).Type()
		params = append(params, p+" "+f.l.view(t))
		g.give(s, e, p, t)
	}
	g.retOuter = true
	g.block(s.Body.List)
	g.line("*%s = 0", ctl)
	g.line("return true")
	maker := f.l.fresh("mk")
	h := *f
	h.loops = g.loops
	ps, as := h.captured(s, nil)
	body := g.take()
	f.l.decl("func %s(%s) %s {\n\treturn func(%s) bool {\n%s\t}\n}\n", maker, ps, f.l.view(yield), strings.Join(params, ", "), body)
	f.line("%s(%s(%s))", f.callee(s.X), maker, as)
	f.line("if *%s == -1 { t_.Finished(-1) }", ctl)
	for i, j := range *jumps {
		f.line("if *%s == %d {", ctl, i+2)
		f.indent++
		f.land(j, retCells)
		f.indent--
		f.line("}")
	}
	f.line("*%s = -2", ctl)
	f.cells = outerCells
}

// land does outside what a body asked for.
func (f *fn) land(j jump, retCells bool) {
	if j.tok == token.GOTO {
		f.goTo(j.label)
		return
	}
	if j.tok != token.RETURN {
		f.leave(j.tok, j.label)
		return
	}
	if len(f.loops) > 0 && f.retOuter { // still inside another body
		f.jump(jump{tok: token.RETURN})
		return
	}
	if f.inBody {
		f.line("return")
		return
	}
	var out []string
	for _, c := range f.cells {
		out = append(out, "*"+c)
	}
	f.line("return %s", strings.Join(out, ", "))
}
