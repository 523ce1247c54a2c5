package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"sort"
	"strings"
)

// fn is one function of the output while it is being written.
type fn struct {
	l    *lowerer
	pkg  Package
	info *types.Info
	env  env

	use    map[*types.Var]*usage
	names  map[types.Object]string // local variables
	hashes map[string]string       // what comes before a store, by the place: see hash

	buf    strings.Builder
	indent int
	where  string // what tracebacks call the function: "f", "(*T).M", "f.func1"
	lits   *int   // function literals in it so far

	sig      *types.Signature
	results  []*types.Var // named results
	cells    []string     // where results go, when the body runs inside another function
	frame    string       // the rt.Frame, when the function defers
	handler  string       // what recover needs, when the function recovers
	loops    []loop       // range-over-func bodies around us, outermost first
	labels   map[string]string
	targets  []breakable
	crossing int             // how many range-over-func bodies are around us
	gotos    map[string]bool // labels that goto names
	stage    string          // the clause whose turn it is, in a switch with fallthrough
	fell     bool
	quiet    bool
	retOuter bool // we are in the body of a range over a function: return leaves through its jumps

	inBody bool // the text is a func() run by Run or an iterator: return goes through cells
}

// loop is a range-over-func statement whose body is being written.
type loop struct {
	label string
	body  *ast.BlockStmt
	ctl   string // cell that says why the body ended
	jumps *[]jump
}

func (l *lowerer) newFunc(p Package, e env) *fn {
	return &fn{l: l, pkg: p, info: p.Info, env: e, use: map[*types.Var]*usage{}, names: map[types.Object]string{}, hashes: map[string]string{}, labels: map[string]string{}, indent: 1, lits: new(int)}
}

func (f *fn) line(format string, args ...any) {
	f.buf.WriteString(strings.Repeat("\t", f.indent))
	fmt.Fprintf(&f.buf, format, args...)
	f.buf.WriteByte('\n')
}

// take gives what was written, and starts afresh.
func (f *fn) take() string {
	s := f.buf.String()
	f.buf.Reset()
	return s
}

func (f *fn) typeOf(e ast.Expr) types.Type { return f.l.subst(f.info.TypeOf(e), f.env) }

func (f *fn) objectOf(id *ast.Ident) types.Object {
	if o := f.info.Uses[id]; o != nil {
		return o
	}
	return f.info.Defs[id]
}

// lookup finds what a selector selects, in the instance at hand.
func (f *fn) lookup(e *ast.SelectorExpr) (types.Object, []int, bool) {
	return types.LookupFieldOrMethod(f.typeOf(e.X), true, f.info.ObjectOf(e.Sel).Pkg(), e.Sel.Name)
}

func (f *fn) analyse(files []*ast.File, entry *ast.FuncDecl) {
	for _, file := range files {
		for _, d := range file.Decls {
			if g, ok := d.(*ast.GenDecl); ok {
				f.scan(g)
			}
		}
	}
	if entry != nil {
		f.scan(entry)
	}
}

// isGlobal reports whether v lives in a package-level slot.
func (f *fn) isGlobal(v *types.Var) bool {
	if _, ok := f.l.opt.Vars[v]; ok {
		return true
	}
	return v.Pkg() != nil && packageLevel(v)
}

// shared reports whether the local variable v is kept in a cell.
func (f *fn) shared(v *types.Var) bool {
	u := f.use[v]
	return u != nil && u.shared()
}

// local names a variable.
func (f *fn) local(obj types.Object) string {
	if n, ok := f.names[obj]; ok {
		return n
	}
	f.l.counter++
	base := obj.Name()
	if base == "_" {
		base = "blank"
	}
	n := fmt.Sprintf("%s_%d", base, f.l.counter)
	f.names[obj] = n
	return n
}

// declare emits the declaration of v with the given value; "" means zero.
func (f *fn) declare(v *types.Var, value string) {
	t := f.l.view(f.l.subst(v.Type(), f.env))
	n := f.local(v)
	if f.shared(v) {
		f.line("%s := new(%s)", n, t)
		if value != "" {
			f.set("*"+n, value)
		}
		return
	}
	if value == "" {
		f.line("var %s %s", n, t)
		return
	}
	f.line("var %s %s = %s", n, t, bare(value))
}

// set emits an assignment. yaegi builds a composite literal or a call's result in
// place, which cuts the variable off from pointers to it: so those go through a temporary.
func (f *fn) set(place, value string) {
	value = bare(value)
	if strings.ContainsAny(value, "({") {
		t := f.l.fresh("t")
		f.line("%s := %s", t, value)
		value = t
	}
	f.hash(place)
	f.line("%s = %s", place, value)
}

// temp stores a value of type t in a new variable.
func (f *fn) temp(value string, t types.Type) string {
	n := f.l.fresh("t")
	f.line("var %s %s = %s", n, f.l.view(t), bare(value))
	return n
}

// function lowers a declared function or method under the given name.
func (l *lowerer) function(name string, d *ast.FuncDecl, p Package, e env) {
	f := l.newFunc(p, e)
	f.where = shownName(d)
	f.scan(d)
	sig := p.Info.Defs[d.Name].Type().(*types.Signature)
	var params []*types.Var
	if sig.Recv() != nil {
		params = append(params, sig.Recv())
	}
	for v := range sig.Params().Variables() {
		params = append(params, v)
	}
	l.here = d.Pos()
	text := f.signature(params, sig)
	body := f.body(params, sig, d.Body)
	fmt.Fprintf(&l.decls, "func %s%s {\n%s}\n", name, text, body)
}

// signature writes parameters and results; body must follow.
func (f *fn) signature(params []*types.Var, sig *types.Signature) string {
	var in, out []string
	for _, v := range params {
		in = append(in, f.param(v)+" "+f.l.view(f.l.subst(v.Type(), f.env)))
	}
	for v := range sig.Results().Variables() {
		out = append(out, f.l.view(f.l.subst(v.Type(), f.env)))
	}
	return signatureText(in, out)
}

// param names a parameter: one that lives in a cell arrives under another name.
func (f *fn) param(v *types.Var) string {
	if v.Name() == "" || v.Name() == "_" {
		if _, ok := f.names[v]; !ok {
			f.names[v] = f.l.fresh("p")
		}
		return f.names[v]
	}
	n := f.local(v)
	if f.shared(v) || f.use[v] != nil && f.use[v].assigned && f.defers() {
		return n + "_in"
	}
	return n
}

func (f *fn) defers() bool { return f.frame != "" }

// body writes a function's body, without the enclosing braces.
func (f *fn) body(params []*types.Var, sig *types.Signature, block *ast.BlockStmt) string {
	f.sig = sig
	f.findGotos(block)
	if has(block, isDefer) {
		return f.deferringBody(params, sig, block)
	}
	f.prologue(params, block)
	for v := range sig.Results().Variables() {
		if v.Name() != "" {
			f.results = append(f.results, v)
			f.declare(v, "")
		}
	}
	f.block(block.List)
	f.ending(sig, block)
	return f.take()
}

// ending satisfies yaegi, which wants a value even where the code cannot come to.
func (f *fn) ending(*types.Signature, *ast.BlockStmt) {}

// prologue polls the stop flag and moves shared parameters into their cells.
func (f *fn) prologue(params []*types.Var, block *ast.BlockStmt) {
	f.poll()
	if has(block, isRecover) {
		f.handler = f.l.fresh("h")
		f.line("%s := t_.Handler()", f.handler)
	}
	for _, v := range params {
		if f.shared(v) && v.Name() != "_" && v.Name() != "" {
			f.line("%s := new(%s)", f.local(v), f.l.view(f.l.subst(v.Type(), f.env)))
			f.line("*%s = %s_in", f.local(v), f.local(v))
		}
	}
}

func (f *fn) poll() { f.line("if *stop_%d { t_.Raise() }", f.l.opt.Cell) }

// deferringBody writes the body of a function that defers: its results live in cells,
// and its statements in a literal that Run calls.
func (f *fn) deferringBody(params []*types.Var, sig *types.Signature, block *ast.BlockStmt) string {
	f.prologue(params, block)
	f.frame = f.l.fresh("fr")
	f.line("%s := t_.NewFrame()", f.frame)
	for v := range sig.Results().Variables() {
		cell := f.l.fresh("r")
		if v.Name() != "" && v.Name() != "_" {
			if f.use[v] == nil {
				f.use[v] = &usage{}
			}
			f.use[v].addressed = true
			f.results = append(f.results, v)
			cell = f.local(v)
		} else if v.Name() == "_" {
			f.results = append(f.results, v)
			f.names[v] = cell
			f.use[v] = &usage{addressed: true}
		}
		f.line("%s := new(%s)", cell, f.l.view(f.l.subst(v.Type(), f.env)))
		f.cells = append(f.cells, cell)
	}
	head := f.take()
	inner := f.inner()
	inner.inBody = true
	inner.indent = 2
	// The literal changes copies of parameters that are not shared.
	for _, v := range params {
		if v.Name() == "" || v.Name() == "_" || f.shared(v) || f.use[v] == nil || !f.use[v].assigned {
			continue
		}
		outer := f.local(v)
		f.l.counter++
		n := fmt.Sprintf("%s_%d", v.Name(), f.l.counter)
		inner.names[v] = n
		inner.line("var %s %s = %s", n, f.l.view(f.l.subst(v.Type(), f.env)), outer)
	}
	inner.block(block.List)
	maker := f.l.fresh("mk")
	params2, args := f.captured(block, params)
	fmt.Fprintf(&f.l.decls, "func %s(%s) func() {\n\treturn func() {\n%s\t}\n}\n", maker, params2, inner.take())
	f.buf.WriteString(head)
	f.line("t_.Run(%s, %s(%s))", f.frame, maker, args)
	if len(f.cells) > 0 {
		var out []string
		for _, c := range f.cells {
			out = append(out, "*"+c)
		}
		f.line("return %s", strings.Join(out, ", "))
	}
	return f.take()
}

// inner is a context for text that stands in another function but means
// the same variables.
func (f *fn) inner() *fn {
	g := *f
	g.buf = strings.Builder{}
	g.names = map[types.Object]string{}
	for k, v := range f.names {
		g.names[k] = v
	}
	return &g
}

// captured lists the variables of f that node uses, as parameters of a maker and as
// arguments for it. own are variables that always go along.
func (f *fn) captured(node ast.Node, own []*types.Var) (params, args string) {
	seen := map[*types.Var]bool{}
	var vars []*types.Var
	add := func(v *types.Var) {
		if !seen[v] && !f.isGlobal(v) && !v.IsField() {
			seen[v] = true
			vars = append(vars, v)
		}
	}
	for _, v := range own {
		if v.Name() != "" && v.Name() != "_" {
			add(v)
		}
	}
	ast.Inspect(node, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		if v, ok := f.info.Uses[id].(*types.Var); ok && !v.IsField() {
			if _, known := f.names[v]; known {
				add(v)
			}
		}
		return true
	})
	for _, v := range f.results {
		if f.inBody || f.frame != "" {
			add(v)
		}
	}
	sort.SliceStable(vars, func(i, j int) bool { return f.names[vars[i]] < f.names[vars[j]] })
	var ps, as []string
	for _, v := range vars {
		star := ""
		if f.shared(v) {
			star = "*"
		}
		ps = append(ps, f.local(v)+" "+star+f.l.view(f.l.subst(v.Type(), f.env)))
		as = append(as, f.local(v))
	}
	extra := func(name, typ string) {
		for _, a := range as {
			if a == name {
				return
			}
		}
		ps = append(ps, name+" "+typ)
		as = append(as, name)
	}
	if f.frame != "" {
		extra(f.frame, "*t_.Frame")
	}
	if f.handler != "" {
		extra(f.handler, "*t_.Frame")
	}
	for i, c := range f.cells {
		extra(c, "*"+f.l.view(f.l.subst(f.sig.Results().At(i).Type(), f.env)))
	}
	for _, lp := range f.loops {
		extra(lp.ctl, "*int")
	}
	return strings.Join(ps, ", "), strings.Join(as, ", ")
}

// literal makes a closure and gives the expression for it.
func (f *fn) literal(e *ast.FuncLit) string {
	g := f.inner()
	g.results, g.cells, g.frame, g.handler, g.loops, g.inBody = nil, nil, "", "", nil, false
	g.labels = map[string]string{}
	g.targets, g.crossing, g.stage, g.retOuter = nil, 0, "", false
	g.indent = 2
	*f.lits++
	g.where, g.lits = fmt.Sprintf("%s.func%d", f.where, *f.lits), new(int)
	sig := f.info.TypeOf(e).(*types.Signature)
	var params []*types.Var
	for v := range sig.Params().Variables() {
		params = append(params, v)
	}
	clean := *f
	clean.results, clean.cells, clean.frame, clean.handler, clean.loops, clean.inBody = nil, nil, "", "", nil, false
	ps, as := clean.captured(e, nil)
	maker := f.l.fresh("mk")
	text := g.signature(params, sig)
	body := g.body(params, sig, e.Body)
	full := "func" + g.l.viewSignature(f.l.subst(sig, f.env).(*types.Signature))
	fmt.Fprintf(&f.l.decls, "func %s(%s) %s {\n\treturn func%s {\n%s\t}\n}\n", maker, ps, full, text, body)
	return maker + "(" + as + ")"
}

// lift puts the evaluation of e into a function of its own, to which the variables that e
// uses are passed. write emits its body.
func (f *fn) lift(e ast.Node, result string, write func(g *fn)) string {
	g := f.inner()
	g.indent = 1
	ps, as := f.captured(e, nil)
	write(g)
	name := f.l.fresh("ex")
	fmt.Fprintf(&f.l.decls, "func %s(%s) %s {\n%s}\n", name, ps, result, g.take())
	return name + "(" + as + ")"
}

func has(n ast.Node, is func(ast.Node) bool) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if _, lit := n.(*ast.FuncLit); lit || found {
			return false
		}
		if n != nil && is(n) {
			found = true
		}
		return true
	})
	return found
}

func isDefer(n ast.Node) bool {
	_, ok := n.(*ast.DeferStmt)
	return ok
}

func isRecover(n ast.Node) bool {
	c, ok := n.(*ast.CallExpr)
	if !ok {
		return false
	}
	id, ok := c.Fun.(*ast.Ident)
	return ok && id.Name == "recover" // a user's own recover costs a call of Handler, no more
}

func sortStrings(s []string) { sort.Strings(s) }

// findGotos lists the labels that goto statements name.
func (f *fn) findGotos(block ast.Node) {
	f.gotos = map[string]bool{}
	has(block, func(n ast.Node) bool {
		if b, ok := n.(*ast.BranchStmt); ok && b.Tok == token.GOTO {
			f.gotos[b.Label.Name] = true
		}
		return false
	})
}

// shownName is what Go's tracebacks call a function.
func shownName(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return d.Name.Name
	}
	t := d.Recv.List[0].Type
	star := false
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			star, t = true, x.X
			continue
		case *ast.ParenExpr:
			t = x.X
			continue
		case *ast.IndexExpr:
			t = x.X
			continue
		case *ast.IndexListExpr:
			t = x.X
			continue
		}
		break
	}
	name := types.ExprString(t)
	if star {
		return "(*" + name + ")." + d.Name.Name
	}
	return name + "." + d.Name.Name
}
