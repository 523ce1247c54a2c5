package back

import (
	"bytes"
	"go/ast"
	"go/token"
	"io"
	"path"
	"slices"
	"strconv"

	"harmonium/dsl/internal/lower"
	"harmonium/dsl/internal/rt"
)

// tracePath is the import path of the functions that instrumented code calls.
const tracePath = "harmonium/trace"

const (
	traceName = "ᐧtrace"
	boardName = "ᐧb" // the session's pointer to the board
	baseName  = "ᐧi"
	stopName  = "ᐧstop" // the session's pointer to the stop flag
)

// instrumenter makes the functions of a file enter their call (rt.Enter) and turns
// line marks into stores. The entry also notes them on the worker's board, which is
// read when the process has died.
type instrumenter struct {
	file      *ast.File
	entry     string
	functions func(pos token.Pos, mark int) int // see Machine.function
}

func (in *instrumenter) run() {
	at := maker(in.file.Name.End())
	in.share()
	imports := &ast.GenDecl{TokPos: token.Pos(at), Tok: token.IMPORT, Specs: []ast.Spec{&ast.ImportSpec{
		Name: at.ident(traceName), Path: &ast.BasicLit{ValuePos: token.Pos(at), Kind: token.STRING, Value: strconv.Quote(tracePath)},
	}}}
	ast.Inspect(in.file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Body != nil {
				in.enter(n.Body, n.Name.Name == in.entry)
			}
		case *ast.FuncLit:
			in.enter(n.Body, false)
		}
		return true
	})
	in.file.Decls = append([]ast.Decl{imports}, in.file.Decls...)
	if in.entry != "" {
		in.file.Decls = append(in.file.Decls, register(in.entry, token.Pos(at)))
	}
}

// passing are the names that yaegi keeps for the file, and that no other file can use.
func (in *instrumenter) passing(fileName string) []string {
	names := []string{in.entry}
	for _, d := range in.file.Decls {
		d, ok := d.(*ast.GenDecl)
		if !ok || d.Tok != token.IMPORT {
			continue
		}
		for _, s := range d.Specs {
			if s := s.(*ast.ImportSpec); s.Name != nil {
				names = append(names, path.Join(s.Name.Name, fileName))
			}
		}
	}
	return names
}

// share makes the file use the session's pointer to the stop flag in place of a variable of
// its own: variables are never given back.
func (in *instrumenter) share() {
	own := ""
	in.file.Decls = slices.DeleteFunc(in.file.Decls, func(d ast.Decl) bool {
		name := stopVariable(d)
		if name == "" || name == stopName {
			return false
		}
		own = name
		return true
	})
	if own == "" {
		return
	}
	ast.Inspect(in.file, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && id.Name == own {
			id.Name = stopName
		}
		return true
	})
}

// stopVariable is the name in "var name = ….StopFlag()"; "" for any other declaration.
func stopVariable(d ast.Decl) string {
	g, ok := d.(*ast.GenDecl)
	if !ok || g.Tok != token.VAR || len(g.Specs) != 1 {
		return ""
	}
	v := g.Specs[0].(*ast.ValueSpec)
	if len(v.Names) != 1 || len(v.Values) != 1 {
		return ""
	}
	call, ok := v.Values[0].(*ast.CallExpr)
	if !ok {
		return ""
	}
	if f, ok := call.Fun.(*ast.SelectorExpr); !ok || f.Sel.Name != "StopFlag" {
		return ""
	}
	return v.Names[0].Name
}

// register is "func init() { trace.Entry(entry) }": it hands the entry over.
func register(entry string, pos token.Pos) *ast.FuncDecl {
	at := maker(pos)
	return &ast.FuncDecl{
		Name: at.ident("init"), Type: &ast.FuncType{Func: pos, Params: &ast.FieldList{Opening: pos, Closing: pos}},
		Body: &ast.BlockStmt{Lbrace: pos, List: []ast.Stmt{&ast.ExprStmt{X: at.call("Entry", at.ident(entry))}}, Rbrace: pos},
	}
}

// maker makes nodes at one position: yaegi finds imports by it.
type maker token.Pos

func (m maker) ident(name string) *ast.Ident { return &ast.Ident{NamePos: token.Pos(m), Name: name} }

func (m maker) number(value string) *ast.BasicLit {
	return &ast.BasicLit{ValuePos: token.Pos(m), Kind: token.INT, Value: value}
}

func (m maker) call(function string, args ...ast.Expr) *ast.CallExpr {
	return &ast.CallExpr{
		Fun:    &ast.SelectorExpr{X: m.ident(traceName), Sel: m.ident(function)},
		Lparen: token.Pos(m), Args: args, Rparen: token.Pos(m),
	}
}

// mark is "*ᐧm = ᐧi + N".
func (m maker) mark(number string) ast.Stmt {
	sum := &ast.BinaryExpr{X: m.ident(baseName), OpPos: token.Pos(m), Op: token.ADD, Y: m.number(number)}
	return m.store(lower.MarkName, sum)
}

func (m maker) store(name string, x ast.Expr) ast.Stmt {
	to := &ast.StarExpr{Star: token.Pos(m), X: m.ident(name)}
	return &ast.AssignStmt{Lhs: []ast.Expr{to}, TokPos: token.Pos(m), Tok: token.ASSIGN, Rhs: []ast.Expr{x}}
}

func (m maker) define(x ast.Expr, names ...string) ast.Stmt {
	out := &ast.AssignStmt{TokPos: token.Pos(m), Tok: token.DEFINE, Rhs: []ast.Expr{x}}
	for _, name := range names {
		out.Lhs = append(out.Lhs, m.ident(name))
	}
	return out
}

// enter rewrites one function's body, not those of function literals inside. A
// function that can fail in one statement only need not say where it is.
func (in *instrumenter) enter(body *ast.BlockStmt, isEntry bool) {
	at := maker(body.Lbrace)
	first, kept := prune(body)
	if first == "" {
		return // not the user's
	}
	if len(kept) == 0 {
		kept = []string{first}
	}
	if !isEntry && len(kept) == 1 && !loops(body) && at.moved(body) {
		in.single(body, kept[0])
		return
	}
	entered := rewrite(body, first, isEntry)
	call := at.call("Enter", at.number(strconv.Itoa(in.functions(body.Lbrace, 0))), at.number(first))
	head := []ast.Stmt{&ast.ExprStmt{X: call}}
	if entered {
		head = []ast.Stmt{at.define(call, lower.MarkName, baseName)}
	}
	body.List = append(head, body.List...)
}

// single notes on the board that the function has been called; its one mark goes by its place.
func (in *instrumenter) single(body *ast.BlockStmt, mark string) {
	n, err := strconv.Atoi(mark)
	if err != nil {
		return
	}
	in.functions(body.Lbrace, n)
	eachList(body, func(stmts []ast.Stmt) []ast.Stmt {
		return slices.DeleteFunc(stmts, func(s ast.Stmt) bool { return markOf(s) != "" })
	})
	note := maker(body.List[0].End()).store(boardName, maker(body.List[0].End()).number(mark))
	body.List = slices.Insert(body.List, 1, note)
}

// moved gives the statement that a function begins with, the look at the stop flag, the
// function's place, by which yaegi names it; false when it begins with another.
func (m maker) moved(body *ast.BlockStmt) bool {
	if len(body.List) == 0 {
		return false
	}
	poll, ok := body.List[0].(*ast.IfStmt)
	if !ok || poll.Init != nil {
		return false
	}
	star, ok := poll.Cond.(*ast.StarExpr)
	if !ok {
		return false
	}
	flag, ok := star.X.(*ast.Ident)
	if !ok || flag.Name != stopName {
		return false
	}
	poll.If, star.Star, flag.NamePos = token.Pos(m), token.Pos(m), token.Pos(m)
	return true
}

// prune drops the needless marks of a function; first is its first mark, dropped or not.
func prune(body *ast.BlockStmt) (first string, kept []string) {
	eachList(body, func(stmts []ast.Stmt) []ast.Stmt {
		var out []ast.Stmt
		for i, s := range stmts {
			n := markOf(s)
			if n != "" && first == "" {
				first = n
			}
			if n != "" && len(stmts) > 1 && needless(stmts[i+1:]) { // alone, it may be a label's
				continue
			}
			if n != "" && !slices.Contains(kept, n) {
				kept = append(kept, n)
			}
			out = append(out, s)
		}
		return out
	})
	return first, kept
}

// rewrite turns the marks of a function into stores; false when none is left to store.
func rewrite(body *ast.BlockStmt, first string, isEntry bool) (stored bool) {
	if len(body.List) > 1 && markOf(body.List[1]) == first { // it stands behind the look at the flag: Enter sets it
		body.List = slices.Delete(body.List, 1, 2)
	}
	eachList(body, func(stmts []ast.Stmt) []ast.Stmt {
		var out []ast.Stmt
		for _, s := range stmts {
			n := markOf(s)
			if n == "" {
				out = append(out, s)
				continue
			}
			stored = true
			at := maker(s.Pos())
			out = append(out, at.mark(n))
			if isEntry {
				out = append(out, at.store(boardName, at.number(n)))
			}
		}
		return out
	})
	return stored
}

// eachList gives every list of statements of a function, without those of function literals
// inside, to f and puts the answer in its place.
func eachList(body *ast.BlockStmt, f func([]ast.Stmt) []ast.Stmt) {
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.BlockStmt:
			n.List = f(n.List)
		case *ast.CaseClause:
			n.Body = f(n.Body)
		case *ast.CommClause:
			n.Body = f(n.Body)
		case *ast.LabeledStmt:
			if markOf(n.Stmt) != "" {
				one := f([]ast.Stmt{n.Stmt})
				n.Stmt = &ast.BlockStmt{Lbrace: n.Stmt.Pos(), List: one, Rbrace: n.Stmt.End()}
				return false
			}
		}
		return true
	})
}

// counter is yaegi's standard error. yaegi writes a line there for each call that a
// panic ends, "unit3:7:12: panic: main.f(...)", and that is how the calls are
// known; the line itself is not shown.
type counter struct {
	to io.Writer
	m  *Machine
}

func (c counter) Write(p []byte) (int, error) {
	if place, _, ok := bytes.Cut(p, []byte(": panic: ")); ok && bytes.HasPrefix(p, []byte(filePrefix)) {
		c.m.unwound(string(place))
		return len(p), nil
	}
	return c.to.Write(p)
}

// function numbers functions by their place. mark is the one mark of a function that does not
// enter, 0 for one that does.
func (m *Machine) function(place string, mark int) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	n, ok := m.functions[place]
	if !ok {
		n = len(m.functions) + 1
		if mark != 0 {
			n = -mark
		}
		m.functions[place] = n
	}
	return n
}

// unwound says that a panic has ended a call of the function at place.
func (m *Machine) unwound(place string) {
	m.mu.Lock()
	n := m.functions[place]
	m.mu.Unlock()
	if n != 0 { // not a helper
		rt.Unwound(n)
	}
}
