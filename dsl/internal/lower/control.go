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

func (f *fn) endLabel(name string) string { return "e_" + f.labels[name] }

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
		panic(f.l.unknown(f.l.here, "this "+tok.String()))
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
