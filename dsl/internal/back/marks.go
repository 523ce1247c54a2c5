package back

import (
	"go/ast"
	"go/token"

	"harmonium/dsl/internal/lower"
)

// Not every mark is worth its store: a statement that can neither panic, nor call, nor be
// stopped is never where a cell ends.

// needless reports whether what follows a mark, up to the next one, cannot fail.
func needless(after []ast.Stmt) bool {
	for _, s := range after {
		if markOf(s) != "" {
			return true
		}
		if !harmless(s) {
			return false
		}
	}
	return true
}

// harmless reports whether a statement cannot fail before it comes to a mark of its own.
func harmless(s ast.Stmt) bool {
	switch s := s.(type) {
	case nil, *ast.EmptyStmt:
		return true
	case *ast.BranchStmt:
		return s.Tok == token.BREAK || s.Tok == token.CONTINUE
	case *ast.ReturnStmt:
		return allPlain(s.Results)
	case *ast.IncDecStmt:
		return plain(s.X)
	case *ast.AssignStmt:
		for _, to := range s.Lhs {
			if _, ok := to.(*ast.Ident); !ok {
				return false
			}
		}
		switch s.Tok {
		case token.ASSIGN, token.DEFINE, token.ADD_ASSIGN, token.SUB_ASSIGN, token.MUL_ASSIGN:
			return allPlain(s.Rhs)
		}
	case *ast.DeclStmt:
		for _, spec := range s.Decl.(*ast.GenDecl).Specs {
			if v, ok := spec.(*ast.ValueSpec); !ok || !allPlain(v.Values) {
				return false
			}
		}
		return true
	case *ast.BlockStmt:
		return needless(s.List)
	case *ast.IfStmt:
		return harmless(s.Init) && plain(s.Cond) && needless(s.Body.List) && harmless(s.Else)
	}
	return false
}

func allPlain(xs []ast.Expr) bool {
	for _, x := range xs {
		if !plain(x) {
			return false
		}
	}
	return true
}

// plain reports whether x is made of names and literals by operations that cannot panic.
func plain(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.Ident, *ast.BasicLit:
		return true
	case *ast.ParenExpr:
		return plain(x.X)
	case *ast.UnaryExpr:
		return x.Op != token.ARROW && x.Op != token.AND && plain(x.X)
	case *ast.BinaryExpr:
		return safe(x.Op, x.X, x.Y) && plain(x.X) && plain(x.Y)
	case *ast.CallExpr:
		f, ok := x.Fun.(*ast.Ident)
		return ok && len(x.Args) == 1 && numbers[f.Name] && plain(x.Args[0])
	}
	return false
}

// safe reports whether an operation cannot panic: division by zero, a negative shift and the
// comparison of interfaces can.
func safe(op token.Token, x, y ast.Expr) bool {
	switch op {
	case token.SHL, token.SHR:
		return literal(y)
	case token.QUO, token.REM:
		return literal(y) && y.(*ast.BasicLit).Value != "0"
	case token.EQL, token.NEQ:
		return literal(x) || literal(y)
	}
	return true
}

func literal(x ast.Expr) bool {
	_, ok := x.(*ast.BasicLit)
	return ok
}

// numbers are the types whose conversions cannot panic.
var numbers = map[string]bool{
	"int": true, "int8": true, "int16": true, "int32": true, "int64": true, "float32": true, "float64": true,
	"uint": true, "uint8": true, "uint16": true, "uint32": true, "uint64": true, "uintptr": true,
}

// loops reports whether a function's own code, without that of function literals inside, can go back.
func loops(body *ast.BlockStmt) (found bool) {
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ForStmt, *ast.RangeStmt:
			found = true
		case *ast.BranchStmt:
			found = found || n.Tok == token.GOTO
		}
		return true
	})
	return found
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
