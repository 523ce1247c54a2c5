package complete

import (
	"go/ast"
	"go/scanner"
	"go/token"
	"strings"
	"unicode"
	"unicode/utf8"

	"harmonium/dsl/internal/directives"
)

// Completion lists what may stand at the cursor. Positions are byte offsets into the code.
type Completion struct {
	Start, End int // the stretch of code that a match replaces
	Matches    []Match
}

// Match is one completion.
type Match struct {
	Text      string // what is inserted
	Type      string // function, variable, field, method, type, package, keyword, directive, constant
	Signature string // type or signature, one line; may be empty
	Doc       string // one line; may be empty
}

// placeholder stands at the cursor while the cell is checked. No user writes it.
const placeholder = "ᐧcursorᐧ"

// Complete lists what may stand at cursor, a byte offset into code.
func (v *View) Complete(code string, cursor int) (found Completion) {
	cursor = min(max(cursor, 0), len(code))
	found = Completion{Start: cursor, End: cursor}
	// The checker is not made for half a program; a panic in it must not cost more than this answer.
	defer func() {
		if recover() != nil {
			found.Matches = nil
		}
	}()
	if c, ok := directiveAt(code, cursor); ok {
		return c
	}
	go_ := directives.Mask(code)
	start, end := wordAt(go_, cursor)
	switch where := context(go_, cursor); where.kind {
	case inText, inDirective:
		return found
	case inImport:
		return v.importPaths(go_, cursor, where.start)
	}
	prefix := go_[start:cursor]
	found.Start = start
	c := v.check(go_[:start] + placeholder + go_[end:])
	if c == nil {
		return found
	}
	found.Matches = v.document(filter(c.candidates(prefix), prefix))
	return found
}

// candidates finds the placeholder and lists what fits in its place.
func (c *checked) candidates(prefix string) []candidate {
	path := c.pathTo(func(id *ast.Ident) bool { return id.Name == placeholder })
	if len(path) == 0 {
		return nil
	}
	parent := func(n int) ast.Node {
		if n < len(path) {
			return path[n]
		}
		return nil
	}
	switch p := parent(1).(type) {
	case *ast.SelectorExpr:
		if p.Sel == path[0] {
			return c.members(p.X)
		}
	case *ast.BranchStmt:
		return labels(path)
	case *ast.KeyValueExpr:
		if lit, ok := parent(2).(*ast.CompositeLit); ok && p.Key == path[0] {
			if keys, isStruct := c.keys(lit); isStruct {
				return keys
			}
		}
	case *ast.CompositeLit:
		keys, _ := c.keys(p)
		if len(keys) > 0 && keyed(p) {
			return keys
		}
		return append(keys, c.names(path[0].Pos(), prefix)...)
	case *ast.FuncDecl, *ast.TypeSpec, *ast.LabeledStmt:
		if defines(p, path[0]) {
			return nil
		}
	}
	return c.names(path[0].Pos(), prefix)
}

// defines says whether id is the name that n gives to something new.
func defines(n, id ast.Node) bool {
	switch n := n.(type) {
	case *ast.FuncDecl:
		return n.Name == id
	case *ast.TypeSpec:
		return n.Name == id
	}
	return false
}

func keyed(lit *ast.CompositeLit) bool {
	for _, e := range lit.Elts {
		if _, ok := e.(*ast.KeyValueExpr); ok {
			return true
		}
	}
	return false
}

// pathTo returns the nodes from the identifier that is wanted up to the file.
func (c *checked) pathTo(wanted func(*ast.Ident) bool) (path []ast.Node) {
	var stack []ast.Node
	ast.Inspect(c.file, func(n ast.Node) bool {
		if path != nil {
			return false
		}
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		stack = append(stack, n)
		if id, ok := n.(*ast.Ident); ok && wanted(id) {
			for i := len(stack) - 1; i >= 0; i-- {
				path = append(path, stack[i])
			}
		}
		return true
	})
	return path
}

// wordAt is the identifier that the cursor stands in or behind.
func wordAt(code string, cursor int) (start, end int) {
	start, end = cursor, cursor
	for start > 0 {
		r, n := utf8.DecodeLastRuneInString(code[:start])
		if !letter(r) {
			break
		}
		start -= n
	}
	for end < len(code) {
		r, n := utf8.DecodeRuneInString(code[end:])
		if !letter(r) {
			break
		}
		end += n
	}
	for start < cursor { // 1e3 is a number, not a name
		r, n := utf8.DecodeRuneInString(code[start:])
		if !unicode.IsDigit(r) {
			break
		}
		start += n
	}
	return start, end
}

func letter(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// place says in what kind of text the cursor stands.
type place struct {
	kind  int
	start int // of an import path, behind its quote
}

const (
	inCode = iota
	inText // comment, string, number
	inImport
	inDirective
)

// context finds the token that the cursor stands in.
func context(code string, cursor int) place {
	var s scanner.Scanner
	fset := token.NewFileSet()
	file := fset.AddFile("", fset.Base(), len(code))
	s.Init(file, []byte(code), func(token.Position, string) {}, scanner.ScanComments)
	importing, group := false, false
	for {
		pos, tok, lit := s.Scan()
		at := file.Offset(pos)
		if tok == token.EOF || at >= cursor {
			return place{}
		}
		end := at + len(lit)
		switch tok {
		case token.IMPORT:
			importing = true
		case token.LPAREN:
			group = importing
		case token.SEMICOLON, token.RPAREN:
			importing = importing && group && tok == token.SEMICOLON
		case token.STRING:
			if cursor < end || cursor == end && !closed(lit) {
				if importing {
					return place{kind: inImport, start: at + 1}
				}
				return place{kind: inText}
			}
		case token.CHAR, token.INT, token.FLOAT, token.IMAG:
			if cursor < end || cursor == end && tok != token.CHAR {
				return place{kind: inText}
			}
		case token.COMMENT:
			if cursor < end || cursor == end && strings.HasPrefix(lit, "//") {
				return place{kind: inText}
			}
		}
	}
}

// closed says whether a string literal has its second quote.
func closed(lit string) bool {
	return len(lit) > 1 && lit[len(lit)-1] == lit[0] && !strings.HasSuffix(lit, `\"`)
}

// directiveAt completes the name of a directive, and a file name or such behind it.
func directiveAt(code string, cursor int) (Completion, bool) {
	for _, line := range directives.Find(code) {
		if cursor < line.Start || cursor > line.End {
			continue
		}
		if line.Name != "?" && line.Name != "??" && line.Name != "!" && cursor <= line.Start+len(line.Name) {
			found := Completion{Start: line.Start, End: cursor}
			for _, d := range directives.Table() {
				if strings.HasPrefix(d.Name, code[line.Start:cursor]) {
					found.Matches = append(found.Matches, Match{Text: d.Name, Type: "directive", Signature: d.Usage, Doc: d.Help})
				}
			}
			return found, true
		}
		if d, known := directives.Lookup(line.Name); known && d.Complete != nil {
			start, texts := d.Complete(code[line.ArgsAt:max(cursor, line.ArgsAt)])
			found := Completion{Start: line.ArgsAt + start, End: max(cursor, line.ArgsAt)}
			for _, text := range texts {
				found.Matches = append(found.Matches, Match{Text: text, Type: "directive"})
			}
			return found, true
		}
	}
	return Completion{}, false
}
