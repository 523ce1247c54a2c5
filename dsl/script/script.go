// Package script turns a file into cells. A file is a Go program, with or
// without "package main", or a script of cells split by "// %%" as editors and
// jupytext do; it may start with "#!".
package script

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
)

// Cell is one cell of a file. Its code keeps the file's lines: everything that
// is not part of the cell is blank, so line 7 of the code is line 7 of the file.
type Cell struct {
	Code string
	Line int // line of the file where the cell starts, 1-based
	Mark     // what the line "// %%" says; the zero Mark's kind is code
}

// Prose reports whether the cell is no code: Markdown, or raw text.
func (c Cell) Prose() bool { return c.Kind == "markdown" || c.Kind == "raw" }

// Split cuts the text of a file into cells. name is for errors only.
func Split(name, text string) ([]Cell, error) {
	text = strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r\n", "\n")
	if strings.HasPrefix(text, "#!") {
		first, _, _ := strings.Cut(text, "\n")
		text = blank(first) + text[len(first):]
	}
	if _, n := Header(text); n > 0 {
		text = blankLines(text, n)
	}
	if cells := percent(text); cells != nil {
		return cells, nil
	}
	return program(name, text)
}

// program is a file without marks: one cell, and a call of main if it has one.
func program(name, text string) ([]Cell, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, text, parser.PackageClauseOnly)
	if err != nil {
		return []Cell{{Code: text, Line: 1}}, nil // statements, or not Go: the checker will say
	}
	if file.Name.Name != "main" {
		return nil, fmt.Errorf("%s: package %s cannot be run; only package main can", name, file.Name.Name)
	}
	at, end := fset.Position(file.Package).Offset, fset.Position(file.Name.End()).Offset
	cell := Cell{Code: text[:at] + blank(text[at:end]) + text[end:], Line: 1}
	file, err = parser.ParseFile(fset, name, text, parser.SkipObjectResolution)
	if err != nil || !hasMain(file) {
		return []Cell{cell}, nil
	}
	call := Cell{Code: "main()", Line: 1}
	return []Cell{cell, call}, nil
}

func hasMain(file *ast.File) bool {
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "main" {
			return true
		}
	}
	return false
}

// percent cuts at lines "// %%"; nil when there are none. An empty cell counts
// when it has a mark.
func percent(text string) (cells []Cell) {
	lines := strings.SplitAfter(text, "\n")
	start, title, marked := 0, "", false
	flush := func(end int) {
		before, body := strings.Join(lines[:start], ""), strings.Join(lines[start:end], "")
		if c := cell(before, body, title, start+1); marked || strings.TrimSpace(c.Code) != "" {
			cells = append(cells, c)
		}
	}
	for i, line := range lines {
		if rest, ok := mark(line); ok {
			if marked || start < i {
				flush(i)
			}
			start, title, marked = i+1, rest, true
		}
	}
	if !marked {
		return nil
	}
	flush(len(lines))
	return cells
}

// mark recognises "// %%" and "//%%" and returns what follows.
func mark(line string) (rest string, ok bool) {
	line, ok = strings.CutPrefix(strings.TrimSpace(line), "//")
	if !ok {
		return "", false
	}
	line, ok = strings.CutPrefix(strings.TrimLeft(line, " "), "%%")
	if !ok || line != "" && line[0] != ' ' && line[0] != '\t' {
		return "", false
	}
	return strings.TrimSpace(line), true
}

func cell(before, body, title string, line int) Cell {
	m := ParseMark(title)
	body = unescape(body)
	if m.Kind != "code" {
		return Cell{Code: prose(body), Line: line, Mark: m}
	}
	if clause, ok := packageClause(body); ok {
		body = strings.Replace(body, clause, blank(clause), 1)
	}
	return Cell{Code: blank(before) + body, Line: line, Mark: m}
}

// packageClause finds a "package main" that starts a cell.
func packageClause(body string) (clause string, ok bool) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", body, parser.PackageClauseOnly)
	if err != nil {
		return "", false
	}
	return body[fset.Position(file.Package).Offset:fset.Position(file.Name.End()).Offset], true
}

// prose takes the comment marks off Markdown. Spaces at the end of a line mean
// something there.
func prose(body string) string {
	lines := strings.Split(strings.Trim(body, "\n"), "\n")
	for i, l := range lines {
		if text, ok := strings.CutPrefix(strings.TrimLeft(l, " \t"), "//"); ok {
			lines[i] = strings.TrimPrefix(text, " ")
		}
	}
	return strings.Join(lines, "\n")
}

// blankLines blanks the first n lines.
func blankLines(text string, n int) string {
	lines := strings.SplitAfter(text, "\n")
	n = min(n, len(lines))
	return blank(strings.Join(lines[:n], "")) + strings.Join(lines[n:], "")
}

// blank keeps newlines only, and as many bytes.
func blank(text string) string {
	out := []byte(text)
	for i, c := range out {
		if c != '\n' {
			out[i] = ' '
		}
	}
	return string(out)
}
