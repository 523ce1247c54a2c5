// Package split takes a cell apart: imports, declarations and statements, which
// a Go file does not allow side by side; the lines that are not Go at all
// (package directives finds them) are left out. Every piece keeps its place in the cell.
//
// The pieces are parsed from copies of the cell in which everything else is
// blanked out, so line and column need no translation. It is complete.go that
// tells whether a cell is finished.
package split

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"sort"
	"strings"
)

// Cell is a cell taken apart.
type Cell struct {
	Number int
	Code   string

	Imports *ast.File     // import declarations alone; nil when there are none
	Decls   *ast.File     // const, type and func, and var before the first statement
	Body    *ast.FuncDecl // the statements, as the body of a function without parameters; nil when there are none
	Main    bool          // the cell has a package clause: it is a program, and main is to be called
	Quiet   bool          // the last statement ends in a semicolon: do not show its value
}

// Kind of a piece of a cell.
type kind int

const (
	imports kind = iota
	decl
	variable
	statement
	clause // package main
)

// piece is a stretch of the cell between two top-level semicolons.
type piece struct {
	kind       kind
	start, end int
	semicolon  bool // ended by a written semicolon, not by a line's end
}

// Error is a syntax error, at a place in the cell.
type Error struct {
	Line, Column int
	Message      string
}

func (e *Error) Error() string { return fmt.Sprintf("%d:%d: %s", e.Line, e.Column, e.Message) }

// FileName is what positions in cell n carry.
func FileName(n int) string { return fmt.Sprintf("In[%d]", n) }

// BodyName is the name of the function that holds the statements.
const BodyName = "ᐧcell"

// Split takes the cell apart. The syntax errors come sorted by place, the first
// of each line; the Cell holds what could be parsed all the same.
func Split(fset *token.FileSet, number int, code string) (*Cell, []*Error) {
	c := &Cell{Number: number, Code: code}
	text, _ := golang(code)
	pieces, errs := cut(text)
	for i := range pieces {
		c.Main = c.Main || pieces[i].kind == clause
		if pieces[i].kind == variable && !statementBefore(pieces[:i]) {
			pieces[i].kind = decl
		}
	}
	return c, dedupe(append(errs, c.parse(fset, text, pieces)...))
}

func statementBefore(pieces []piece) bool {
	for _, p := range pieces {
		if p.kind == statement {
			return true
		}
	}
	return false
}

// cut finds the pieces with the scanner alone: it needs no more than brackets and
// semicolons.
func cut(text string) ([]piece, []*Error) {
	var pieces []piece
	var errs []*Error
	s := newTokens(text, func(e *Error) { errs = append(errs, e) })
	depth := 0
	var toks []tok
	flush := func(semicolon bool) {
		if len(toks) > 0 {
			last := toks[len(toks)-1]
			pieces = append(pieces, piece{classify(toks), toks[0].start, last.end, semicolon})
		}
		toks = toks[:0]
	}
	for {
		t := s.next()
		switch t.tok {
		case token.EOF:
			flush(false)
			return pieces, errs
		case token.LPAREN, token.LBRACK, token.LBRACE:
			depth++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			if depth == 0 {
				line, col := place(text, t.start)
				errs = append(errs, &Error{line, col, "unexpected " + t.tok.String()})
				return pieces, errs
			}
			depth--
		case token.SEMICOLON:
			if depth == 0 {
				flush(t.lit == ";")
				continue
			}
		}
		toks = append(toks, t)
	}
}

// classify says what a piece is by its first tokens.
func classify(toks []tok) kind {
	switch toks[0].tok {
	case token.IMPORT:
		return imports
	case token.PACKAGE:
		return clause
	case token.CONST, token.TYPE:
		return decl
	case token.VAR:
		return variable
	case token.FUNC:
		if declaresFunc(toks[1:]) {
			return decl
		}
	}
	return statement
}

// declaresFunc tells "func f(" and "func (t T) m(" from a function literal.
func declaresFunc(toks []tok) bool {
	if len(toks) == 0 {
		return true // an unfinished one; the parser says so
	}
	if toks[0].tok == token.IDENT {
		return true
	}
	depth := 0
	for i, t := range toks {
		switch t.tok {
		case token.LPAREN:
			depth++
		case token.RPAREN:
			depth--
		}
		if depth == 0 {
			rest := toks[i+1:]
			return len(rest) >= 2 && rest[0].tok == token.IDENT && rest[1].tok == token.LPAREN
		}
	}
	return false
}

// parse parses imports, declarations and statements, each from its own copy of the text.
func (c *Cell) parse(fset *token.FileSet, text string, pieces []piece) []*Error {
	var errs []*Error
	collect := func(err error) {
		list, _ := err.(scanner.ErrorList)
		for _, e := range list {
			errs = append(errs, c.moved(text, e))
		}
	}
	name := FileName(c.Number)
	file := func(keep kind, head, tail string) *ast.File {
		masked, any := mask(text, pieces, keep)
		if !any {
			return nil
		}
		src := head + "//line " + name + ":1:1\n" + masked + tail
		f, err := parser.ParseFile(fset, name, src, parser.ParseComments|parser.SkipObjectResolution|parser.AllErrors)
		collect(err)
		return f
	}
	c.Imports = file(imports, "package main\n", "\n")
	c.Decls = file(decl, "package main\n", "\n")
	if f := file(statement, "package main\nfunc "+BodyName+"() {\n", "\n}\n"); f != nil && len(f.Decls) > 0 {
		c.Body, _ = f.Decls[0].(*ast.FuncDecl)
	}
	if n := len(pieces); n > 0 {
		c.Quiet = pieces[n-1].semicolon && pieces[n-1].kind == statement
	}
	return errs
}

// moved gives an error the place it has in the cell. Behind the last line are the
// braces that parse has added: an error there is one at the cell's end.
func (c *Cell) moved(text string, e *scanner.Error) *Error {
	line, col := e.Pos.Line, e.Pos.Column
	if lines := strings.Count(text, "\n") + 1; line > lines {
		line, col = place(text, len(strings.TrimRight(text, " \t\n")))
		e.Msg = strings.Replace(e.Msg, "found '}'", "found 'EOF'", 1)
	}
	return &Error{line, col, e.Msg}
}

// mask blanks every piece that is not of the wanted kind; comments stay. A var
// after the first statement is one.
func mask(text string, pieces []piece, keep kind) (string, bool) {
	out := []byte(text)
	any := false
	for _, p := range pieces {
		k := p.kind
		if k == variable {
			k = statement
		}
		if k == keep {
			any = true
			continue
		}
		end := p.end
		if p.semicolon {
			end = p.end + strings.IndexByte(text[p.end:], ';') + 1
		}
		blank(out[p.start:end])
	}
	return string(out), any
}

func blank(b []byte) {
	for i := range b {
		if b[i] != '\n' {
			b[i] = ' '
		}
	}
}

// place is the line and column, both from 1, of an offset.
func place(text string, offset int) (line, col int) {
	before := text[:offset]
	return strings.Count(before, "\n") + 1, offset - strings.LastIndexByte(before, '\n')
}

// dedupe sorts and keeps the first error of each line, as the parser does.
func dedupe(errs []*Error) []*Error {
	sort.SliceStable(errs, func(i, j int) bool {
		return errs[i].Line < errs[j].Line || errs[i].Line == errs[j].Line && errs[i].Column < errs[j].Column
	})
	var out []*Error
	for _, e := range errs {
		if len(out) == 0 || out[len(out)-1].Line != e.Line {
			out = append(out, e)
		}
	}
	return out
}
