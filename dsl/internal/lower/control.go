package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

func (f *fn) ifStmt(s *ast.IfStmt) {
	if s.Init != nil {
		f.line("{")
		f.indent++
		f.stmt(s.Init)
	}
	f.line("if %s {", f.condition(s.Cond))
	f.nested(s.Body.List)
	if s.Else != nil {
		f.line("} else {")
		if b, ok := s.Else.(*ast.BlockStmt); ok {
			f.nested(b.List)
		} else {
			f.nested([]ast.Stmt{s.Else})
		}
	}
	f.line("}")
	if s.Init != nil {
		f.indent--
		f.line("}")
	}
}

func (f *fn) condition(e ast.Expr) string {
	text := bare(f.expr(e))
	if strings.Contains(text, "{") { // a composite literal would end the statement's head
		return "(" + text + ")"
	}
	return text
}

// bare drops parentheses around the whole of an expression: in some places yaegi takes what
// stands in them for a type.
func bare(s string) string {
	for strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") && balanced(s[1:len(s)-1]) {
		s = s[1 : len(s)-1]
	}
	return s
}

// balanced reports whether the parentheses of s match without its surroundings.
func balanced(s string) bool {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"':
			for i++; i < len(s) && s[i] != '"'; i++ {
				if s[i] == '\\' {
					i++
				}
			}
		case '(':
			depth++
		case ')':
			if depth--; depth < 0 {
				return false
			}
		}
	}
	return depth == 0
}

func (f *fn) labeled(s *ast.LabeledStmt) {
	name := s.Label.Name
	f.l.counter++
	target := fmt.Sprintf("%s_%d", name, f.l.counter)
	f.labels[name] = target
	if f.gotos[name] {
		f.line("%s:", f.gotoLabel(name))
		f.poll() // goto can loop
	}
	switch inner := s.Stmt.(type) {
	case *ast.ForStmt:
		f.forStmt(inner, name)
	case *ast.RangeStmt:
		f.rangeStmt(inner, name)
	case *ast.SwitchStmt:
		f.switchStmt(inner, name)
	case *ast.TypeSwitchStmt:
		f.typeSwitch(inner, name)
	case *ast.SelectStmt:
		f.selectStmt(inner, name)
	default:
		f.stmt(inner)
	}
}

func (f *fn) gotoLabel(name string) string { return "g_" + name }
func (f *fn) endLabel(name string) string  { return "e_" + f.labels[name] }

func (f *fn) branch(s *ast.BranchStmt) {
	label := ""
	if s.Label != nil {
		label = s.Label.Name
	}
	switch s.Tok {
	case token.GOTO:
		f.goTo(label)
	case token.FALLTHROUGH:
		f.line("%s = %s + 1", f.stage, f.stage)
		f.fell = true
	case token.BREAK, token.CONTINUE:
		f.leave(s.Tok, label)
	}
}

// goTo is goto, possibly out of bodies of range-over-func.
func (f *fn) goTo(label string) {
	if n := len(f.loops); n > 0 && f.retOuter && !has(f.loops[n-1].body, func(n ast.Node) bool {
		s, ok := n.(*ast.LabeledStmt)
		return ok && s.Label.Name == label
	}) {
		f.jump(jump{tok: token.GOTO, label: label})
		return
	}
	f.line("goto %s", f.gotoLabel(label))
}

// leave is break or continue, possibly out of bodies of range-over-func.
func (f *fn) leave(tok token.Token, label string) {
	depth := len(f.targets) - 1
	for ; depth >= 0; depth-- {
		t := f.targets[depth]
		if label != "" && t.label == label || label == "" && (tok == token.BREAK || t.loop) {
			break
		}
	}
	if depth < 0 {
		panic(f.l.refuse(f.l.here, "this "+tok.String()))
	}
	t := f.targets[depth]
	if t.crossing == f.crossing && !t.body {
		// In the same function as the target.
		switch {
		case label != "" && t.end != "" && tok == token.BREAK:
			f.line("goto %s", t.end)
		case label != "" && t.loop:
			f.line("%s %s", tok, t.text)
		default:
			f.line("%s", tok)
		}
		return
	}
	if t.body && t.crossing == f.crossing {
		// The body of a range over a function, itself.
		if tok == token.CONTINUE {
			f.line("*%s = 0", f.loops[len(f.loops)-1].ctl)
			f.line("return true")
		} else {
			f.line("*%s = 1", f.loops[len(f.loops)-1].ctl)
			f.line("return false")
		}
		return
	}
	// Leave every body in between, then do it outside.
	f.jump(jump{tok: tok, label: label, depth: depth})
}

// jump is what must be done after an iterator has returned.
type jump struct {
	tok   token.Token // BREAK, CONTINUE, GOTO, RETURN
	label string
	depth int
}

// jump leaves the body of a range over a function for what lies outside.
func (f *fn) jump(j jump) {
	lp := f.loops[len(f.loops)-1]
	code := -1
	for i, old := range *lp.jumps {
		if old == j {
			code = i
		}
	}
	if code < 0 {
		code = len(*lp.jumps)
		*lp.jumps = append(*lp.jumps, j)
	}
	f.line("*%s = %d", lp.ctl, code+2)
	f.line("return false")
}

// breakable is a statement that break or continue can mean.
type breakable struct {
	label    string
	text     string // the label in the output
	end      string // where break with a label goes, when it is not a loop
	loop     bool
	body     bool // the body of a range over a function
	crossing int  // how many such bodies were around the statement's inside
}

func (f *fn) enter(b breakable) {
	b.crossing = f.crossing
	f.targets = append(f.targets, b)
}

func (f *fn) exit() { f.targets = f.targets[:len(f.targets)-1] }

func (f *fn) forStmt(s *ast.ForStmt, label string) {
	f.line("{")
	f.indent++
	if s.Init != nil {
		f.stmt(s.Init)
	}
	shared := f.loopCells(s)
	post := ""
	if s.Post != nil {
		g := *f
		g.buf = strings.Builder{}
		g.indent = 0
		g.quiet = true
		g.stmt(s.Post)
		post = strings.TrimSuffix(g.buf.String(), "\n")
	}
	simple := len(shared) == 0 && !strings.Contains(post, "\n")
	first := ""
	if !simple {
		first = f.l.fresh("first")
		f.line("%s := true", first)
	}
	text := f.loopLabel(label)
	cond := ""
	if s.Cond != nil {
		cond = f.condition(s.Cond)
	}
	if simple {
		f.line("for ; %s; %s {", cond, post)
	} else {
		f.line("for {")
	}
	f.indent++
	f.poll()
	if !simple {
		f.line("if !%s {", first)
		f.indent++
		for _, v := range shared {
			n := f.l.fresh("c")
			f.line("%s := new(%s)", n, f.l.view(f.l.subst(v.Type(), f.env)))
			f.line("*%s = *%s", n, f.local(v))
			f.line("%s = %s", f.local(v), n)
		}
		if s.Post != nil {
			f.stmt(s.Post)
		}
		f.indent--
		f.line("}")
		f.line("%s = false", first)
		if cond != "" {
			f.line("if !(%s) { break }", cond)
		}
	}
	f.enter(breakable{label: label, text: text, loop: true})
	f.block(s.Body.List)
	f.exit()
	f.indent--
	f.line("}")
	f.indent--
	f.line("}")
}

// loopLabel emits the label of a loop.
func (f *fn) loopLabel(label string) string {
	if label == "" {
		return ""
	}
	f.line("%s:", f.labels[label])
	return f.labels[label]
}

// loopCells are the variables of a for clause that live in cells: each
// iteration has its own.
func (f *fn) loopCells(s *ast.ForStmt) []*types.Var {
	a, ok := s.Init.(*ast.AssignStmt)
	if !ok || a.Tok != token.DEFINE {
		return nil
	}
	var out []*types.Var
	for _, e := range a.Lhs {
		if v, ok := f.info.Defs[e.(*ast.Ident)].(*types.Var); ok && f.shared(v) && !f.isGlobal(v) {
			out = append(out, v)
		}
	}
	return out
}

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
		panic(f.l.refuse(s.Pos(), "range over "+t.String()))
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

func isReturn(n ast.Node) bool {
	_, ok := n.(*ast.ReturnStmt)
	return ok
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

func (f *fn) returnStmt(s *ast.ReturnStmt) {
	values := f.returned(s)
	if len(f.cells) > 0 || f.inBody || f.retOuter {
		for i, v := range values {
			if f.cells[i] != v {
				f.set("*"+f.cells[i], v)
			}
		}
		if f.retOuter {
			f.jump(jump{tok: token.RETURN})
		} else {
			f.line("return")
		}
		return
	}
	f.line("return %s", strings.Join(values, ", "))
}

// returned evaluates the values of a return statement, as the results' types.
func (f *fn) returned(s *ast.ReturnStmt) []string {
	if f.sig == nil {
		return nil
	}
	n := f.sig.Results().Len()
	at := func(i int) types.Type { return f.l.subst(f.sig.Results().At(i).Type(), f.env) }
	var out []string
	switch {
	case n == 0:
	case len(s.Results) == 0:
		for i, v := range f.results {
			if v.Name() == "_" && len(f.cells) == 0 {
				out = append(out, f.l.zero(at(i)))
				continue
			}
			text := f.local(v)
			if f.shared(v) {
				if len(f.cells) > i && f.cells[i] == text {
					out = append(out, text) // in its place already
					continue
				}
				text = "*" + text
			}
			out = append(out, text)
		}
	case len(s.Results) == 1 && n > 1:
		var temps []string
		for range n {
			temps = append(temps, f.l.fresh("t"))
		}
		tup := f.typeOf(s.Results[0]).(*types.Tuple)
		f.line("%s := %s", strings.Join(temps, ", "), f.expr(s.Results[0]))
		for i := range n {
			out = append(out, f.l.convert(temps[i], tup.At(i).Type(), at(i)))
		}
	default:
		for i, e := range s.Results {
			v := f.exprAs(e, at(i))
			if n > 1 {
				v = f.temp(v, at(i))
			} else if strings.ContainsAny(v, "{") {
				v = f.temp(v, at(i))
			}
			out = append(out, v)
		}
	}
	return out
}

func (l *lowerer) decl(format string, args ...any) { fmt.Fprintf(&l.decls, format, args...) }
