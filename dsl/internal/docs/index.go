package docs

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"strings"
)

// Index is the documentation of one package, by symbol.
type Index map[string]string

// Read indexes the package whose Go files stand in dir: those for this machine, without tests.
func Read(dir string) (Index, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("docs: %w", err)
	}
	index := Index{}
	fset := token.NewFileSet()
	for _, entry := range entries {
		name := entry.Name()
		if entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		if match, err := build.Default.MatchFile(dir, name); err != nil || !match {
			continue
		}
		file, err := parser.ParseFile(fset, filepath.Join(dir, name), nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			continue // half a package's documentation is better than none
		}
		index.Add(file)
	}
	maps.DeleteFunc(index, func(symbol, _ string) bool { return !nameable(symbol) })
	return index, nil
}

// nameable says whether a cell can name the symbol of another package.
func nameable(symbol string) bool {
	for part := range strings.SplitSeq(symbol, ".") {
		if symbol != "" && !ast.IsExported(part) {
			return false
		}
	}
	return true
}

// Equation is the first block of a documentation that is set as it stands: in a
// package of models, the equation. "" when there is none.
func Equation(text string) string {
	var block []string
	for line := range strings.SplitSeq(text, "\n") {
		switch {
		case strings.HasPrefix(line, "\t"):
			block = append(block, line)
		case len(block) > 0 && strings.TrimSpace(line) != "":
			return strings.Join(block, "\n")
		}
	}
	return strings.Join(block, "\n")
}

// Comment finds the documentation of a symbol in the text of declarations, as in a cell.
func Comment(source, symbol string) string {
	file, _ := parser.ParseFile(token.NewFileSet(), "", "package main\n\n"+source, parser.ParseComments|parser.SkipObjectResolution)
	if file == nil {
		return ""
	}
	index := Index{}
	index.Add(file)
	return index[symbol]
}

// Add indexes one more file of the package.
func (x Index) Add(file *ast.File) {
	x.put("", file.Doc)
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			x.put(funcSymbol(d), d.Doc)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				x.spec(d, spec)
			}
		}
	}
}

func funcSymbol(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return d.Name.Name
	}
	return BaseName(d.Recv.List[0].Type) + "." + d.Name.Name
}

// BaseName is the name of the type that expr mentions, without pointer, package and type arguments.
func BaseName(expr ast.Expr) string {
	switch e := expr.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.StarExpr:
		return BaseName(e.X)
	case *ast.ParenExpr:
		return BaseName(e.X)
	case *ast.IndexExpr:
		return BaseName(e.X)
	case *ast.IndexListExpr:
		return BaseName(e.X)
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

func (x Index) spec(d *ast.GenDecl, spec ast.Spec) {
	switch s := spec.(type) {
	case *ast.TypeSpec:
		x.put(s.Name.Name, s.Doc, s.Comment, d.Doc)
		switch t := s.Type.(type) {
		case *ast.StructType:
			x.fields(s.Name.Name, t.Fields)
		case *ast.InterfaceType:
			x.fields(s.Name.Name, t.Methods)
		}
	case *ast.ValueSpec:
		for _, name := range s.Names {
			x.put(name.Name, s.Doc, s.Comment, d.Doc)
		}
	}
}

func (x Index) fields(owner string, list *ast.FieldList) {
	for _, field := range list.List {
		for _, name := range field.Names {
			x.put(owner+"."+name.Name, field.Doc, field.Comment)
		}
	}
}

// put stores the first comment that says something.
func (x Index) put(symbol string, comments ...*ast.CommentGroup) {
	for _, c := range comments {
		if text := strings.TrimSpace(c.Text()); text != "" && x[symbol] == "" {
			x[symbol] = text
		}
	}
}

// Line is the first sentence of a documentation text, on one line.
func Line(text string) string {
	text, _, _ = strings.Cut(text, "\n\n")
	text = strings.Join(strings.Fields(text), " ")
	for i := 0; i < len(text); i++ {
		if text[i] != '.' || (i+1 < len(text) && text[i+1] != ' ') {
			continue
		}
		if !abbreviation(text[:i]) {
			return text[:i+1]
		}
	}
	return text
}

// abbreviation says whether the dot after text belongs to a word such as "e.g.".
func abbreviation(text string) bool {
	for _, a := range []string{"e.g", "i.e", "cf", "vs", "et al", "resp", "approx", "Fig", "Eq"} {
		if text == a || strings.HasSuffix(text, " "+a) || strings.HasSuffix(text, "("+a) {
			return true
		}
	}
	return false
}

// Plain renders a doc comment for a terminal or a tooltip.
func Plain(text string) string {
	var p comment.Printer
	p.TextWidth = 80
	return strings.TrimRight(string(p.Text(new(comment.Parser).Parse(text))), "\n")
}

// Markdown renders a doc comment as Markdown.
func Markdown(text string) string {
	p := comment.Printer{
		HeadingLevel: 4,
		HeadingID:    func(*comment.Heading) string { return "" },
	}
	return strings.TrimRight(string(p.Markdown(new(comment.Parser).Parse(text))), "\n")
}
