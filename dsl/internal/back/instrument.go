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
	boardName = "ᐧb"
	baseName  = "ᐧi"
	stopName  = "ᐧstop" // the session's pointer to the stop flag
)

// instrumenter makes every function of a file enter its call (rt.Enter) and turns
// line marks into stores. The entry also notes them on the worker's board, which is
// read when the process has died.
type instrumenter struct {
	file      *ast.File
	entry     string
	functions func(token.Pos) int // numbers functions by the place that yaegi names them by
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

// enter rewrites one function's body, not those of function literals inside.
func (in *instrumenter) enter(body *ast.BlockStmt, isEntry bool) {
	at := maker(body.Lbrace)
	first := rewrite(body, isEntry)
	function := at.number(strconv.Itoa(in.functions(body.Lbrace)))
	var head []ast.Stmt
	if first == "" {
		head = []ast.Stmt{&ast.ExprStmt{X: at.call("Enter", function, at.number("0"))}}
	} else {
		head = []ast.Stmt{at.define(at.call("Enter", function, at.number(first)), lower.MarkName, baseName)}
	}
	if isEntry && first != "" {
		head = append(head, at.define(at.call("Board"), boardName))
	}
	body.List = append(head, body.List...)
}

// rewrite turns the marks of a function into stores; it returns the first mark.
func rewrite(body *ast.BlockStmt, isEntry bool) (first string) {
	list := func(stmts []ast.Stmt) []ast.Stmt {
		var out []ast.Stmt
		for _, s := range stmts {
			n := markOf(s)
			if n == "" {
				out = append(out, s)
				continue
			}
			if first == "" {
				first = n
			}
			at := maker(s.Pos())
			out = append(out, at.mark(n))
			if isEntry {
				out = append(out, at.store(boardName, at.number(n)))
			}
		}
		return out
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.BlockStmt:
			n.List = list(n.List)
		case *ast.CaseClause:
			n.Body = list(n.Body)
		case *ast.CommClause:
			n.Body = list(n.Body)
		case *ast.LabeledStmt:
			if m := markOf(n.Stmt); m != "" {
				n.Stmt = maker(n.Stmt.Pos()).mark(m)
			}
		}
		return true
	})
	return first
}

// markOf is the number in "ᐧm = N"; "" for any other statement.
func markOf(s ast.Stmt) string {
	a, ok := s.(*ast.AssignStmt)
	if !ok || len(a.Lhs) != 1 || len(a.Rhs) != 1 {
		return ""
	}
	id, ok := a.Lhs[0].(*ast.Ident)
	n, isNumber := a.Rhs[0].(*ast.BasicLit)
	if !ok || !isNumber || id.Name != lower.MarkName {
		return ""
	}
	return n.Value
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
		rt.Unwound(c.m.function(string(place)))
		return len(p), nil
	}
	return c.to.Write(p)
}

// function numbers functions by their place.
func (m *Machine) function(place string) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	n, ok := m.functions[place]
	if !ok {
		n = len(m.functions) + 1
		m.functions[place] = n
	}
	return n
}
