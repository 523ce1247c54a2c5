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
	Code  string
	Title string // what follows // %%; may be empty
	Line  int    // line of the file where the cell starts, 1-based
	Text  bool   // a cell of prose, marked "// %% [markdown]"; Code is the Markdown
}

// Split cuts the text of a file into cells. name is for errors only.
func Split(name, text string) ([]Cell, error) {
	text = strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r\n", "\n")
	if strings.HasPrefix(text, "#!") {
		first, _, _ := strings.Cut(text, "\n")
		text = blank(first) + text[len(first):]
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

// percent cuts at lines "// %%"; nil when there are none.
func percent(text string) (cells []Cell) {
	lines := strings.SplitAfter(text, "\n")
	start, title, marked := 0, "", false
	flush := func(end int) {
		before, body := strings.Join(lines[:start], ""), strings.Join(lines[start:end], "")
		if c := cell(before, body, title, start+1); strings.TrimSpace(c.Code) != "" {
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
	for _, tag := range []string{"[markdown]", "[md]"} {
		if rest, ok := strings.CutPrefix(title, tag); ok {
			return Cell{Code: prose(body), Title: strings.TrimSpace(rest), Line: line, Text: true}
		}
	}
	if clause, ok := packageClause(body); ok {
		body = strings.Replace(body, clause, blank(clause), 1)
	}
	return Cell{Code: blank(before) + body, Title: title, Line: line}
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

// prose takes the comment marks off Markdown.
func prose(body string) string {
	lines := strings.Split(strings.Trim(body, "\n"), "\n")
	for i, l := range lines {
		l = strings.TrimPrefix(strings.TrimSpace(l), "//")
		lines[i] = strings.TrimPrefix(l, " ")
	}
	return strings.Join(lines, "\n")
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
