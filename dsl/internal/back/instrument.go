package back

import (
	"bytes"
	"go/ast"
	"go/token"
	"io"
	"strconv"

	"harmonium/dsl/internal/lower"
	"harmonium/dsl/internal/rt"
)

// tracePath is the import path of the functions that instrumented code calls.
const tracePath = "harmonium/trace"

const (
	traceName = "ᐧtrace"
	boardName = "ᐧb"
)

// instrument makes every function enter its call (rt.Enter) and turns line marks
// into stores to where that call keeps its mark. The entry also notes them on
// the worker's board, which is read when the process has died.
func instrument(file *ast.File, entry string) {
	imports := &ast.GenDecl{TokPos: file.Name.End(), Tok: token.IMPORT, Specs: []ast.Spec{&ast.ImportSpec{
		Name: &ast.Ident{NamePos: file.Name.End(), Name: traceName},
		Path: &ast.BasicLit{ValuePos: file.Name.End(), Kind: token.STRING, Value: strconv.Quote(tracePath)},
	}}}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Body != nil {
				enter(n.Body, n.Name.Name == entry)
			}
		case *ast.FuncLit:
			enter(n.Body, false)
		}
		return true
	})
	file.Decls = append([]ast.Decl{imports}, file.Decls...)
	if entry != "" {
		file.Decls = append(file.Decls, register(entry, file.Name.End()))
	}
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

func (m maker) define(name string, x ast.Expr) ast.Stmt {
	return &ast.AssignStmt{Lhs: []ast.Expr{m.ident(name)}, TokPos: token.Pos(m), Tok: token.DEFINE, Rhs: []ast.Expr{x}}
}

func (m maker) store(name, number string) ast.Stmt {
	to := &ast.StarExpr{Star: token.Pos(m), X: m.ident(name)}
	return &ast.AssignStmt{Lhs: []ast.Expr{to}, TokPos: token.Pos(m), Tok: token.ASSIGN, Rhs: []ast.Expr{m.number(number)}}
}

// enter rewrites one function's body, not those of function literals inside.
func enter(body *ast.BlockStmt, isEntry bool) {
	at := maker(body.Lbrace)
	var head []ast.Stmt
	switch first := rewrite(body, isEntry); {
	case first == "":
		head = []ast.Stmt{&ast.ExprStmt{X: at.call("Enter", at.number("0"))}}
	case isEntry:
		head = []ast.Stmt{at.define(lower.MarkName, at.call("Enter", at.number(first))), at.define(boardName, at.call("Board"))}
	default:
		head = []ast.Stmt{at.define(lower.MarkName, at.call("Enter", at.number(first)))}
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
			out = append(out, maker(s.Pos()).store(lower.MarkName, n))
			if isEntry {
				out = append(out, maker(s.Pos()).store(boardName, n))
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
				n.Stmt = maker(n.Stmt.Pos()).store(lower.MarkName, m)
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
// panic ends, and that is how the calls are counted; the line itself is not shown.
type counter struct{ to io.Writer }

func (c counter) Write(p []byte) (int, error) {
	if bytes.HasPrefix(p, []byte(filePrefix)) && bytes.Contains(p, []byte(": panic: ")) {
		rt.Unwound()
		return len(p), nil
	}
	return c.to.Write(p)
}
