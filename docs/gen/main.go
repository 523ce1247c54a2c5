// Command gen writes the pages that are made of the program: the cell language
// from its manual, one page a package from the packages' own documentation, and
// the picture in the README. So nothing is told twice.
package main

import (
	"fmt"
	"go/ast"
	"go/doc"
	"go/doc/comment"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"harmonium/dsl"
)

func main() {
	if err := write(); err != nil {
		fmt.Fprintln(os.Stderr, "docs/gen:", err)
		os.Exit(1)
	}
}

func write() error {
	language := "# The cell language\n\nMade of the manual in [dsl/doc.go](../dsl/doc.go) by `make generate`; `%help` and `harmonium doc` print it too.\n\n"
	if err := os.WriteFile("docs/language.md", []byte(language+chapters(dsl.ManualMarkdown())), 0o644); err != nil {
		return err
	}
	png, err := picture()
	if err != nil {
		return err
	}
	if err := os.WriteFile("docs/recall.png", png, 0o644); err != nil {
		return err
	}
	folders, err := packages()
	if err != nil {
		return err
	}
	if err := os.RemoveAll("docs/library"); err != nil {
		return err
	}
	if err := os.MkdirAll("docs/library", 0o755); err != nil {
		return err
	}
	index := "# The library\n\nEach package is plain Go and can be used without Jupyter. Made of the packages' documentation by `make generate`.\n\n"
	for _, folder := range folders {
		p, err := load(folder)
		if err != nil {
			return err
		}
		index += fmt.Sprintf("- [%s](%s.md): %s\n", p.ImportPath, pageName(folder), p.Synopsis(p.Doc))
		if err := os.WriteFile("docs/library/"+pageName(folder)+".md", []byte(page(p, folder)), 0o644); err != nil {
			return err
		}
	}
	return os.WriteFile("docs/library/README.md", []byte(index), 0o644)
}

// packages are the folders of the library that others can import.
func packages() (list []string, err error) {
	for _, root := range []string{"stdlib", "plots"} {
		err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil || !d.IsDir():
				return err
			case d.Name() == "internal" || d.Name() == "testdata":
				return fs.SkipDir
			}
			if files, _ := filepath.Glob(path + "/*.go"); len(files) > 0 {
				list = append(list, path)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(list)
	return list, nil
}

func pageName(folder string) string { return filepath.Base(folder) }

// pkg is a package with what writes it.
type pkg struct {
	*doc.Package
	fset *token.FileSet
}

func load(folder string) (pkg, error) {
	fset := token.NewFileSet()
	paths, err := filepath.Glob(folder + "/*.go")
	if err != nil {
		return pkg{}, err
	}
	var files []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_arm64.go") || strings.HasSuffix(path, "_amd64.go") {
			continue
		}
		file, err := parser.ParseFile(fset, path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return pkg{}, err
		}
		files = append(files, file)
	}
	p, err := doc.NewFromFiles(fset, files, "harmonium/"+filepath.ToSlash(folder))
	return pkg{p, fset}, err
}

func page(p pkg, folder string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n```go\nimport %q\n```\n\n", p.Name, p.ImportPath)
	b.WriteString(p.text(p.Doc))
	fmt.Fprintf(&b, "\nSource: [%s](../../%s). In a cell, `?%s.Name` shows all of what is said here in short.\n", folder, folder, p.Name)
	p.examples(&b, p.Examples)
	if len(p.Funcs) > 0 {
		b.WriteString("\n## Functions\n")
	}
	for _, f := range p.Funcs {
		p.function(&b, f)
	}
	for _, t := range p.Types {
		fmt.Fprintf(&b, "\n## %s\n\n%s", t.Name, p.text(t.Doc))
		p.fields(&b, t)
		p.values(&b, t.Consts)
		p.examples(&b, t.Examples)
		for _, f := range append(t.Funcs, t.Methods...) {
			p.function(&b, f)
		}
	}
	return b.String()
}

// text is a doc comment as Markdown, its headings below the page's own.
func (p pkg) text(words string) string {
	pr := p.Printer()
	pr.HeadingLevel = 3
	pr.HeadingID = nil
	pr.DocLinkURL = linkTo
	return string(pr.Markdown(p.Parser().Parse(words)))
}

// linkTo is where a name in square brackets leads: to another of these pages, or
// out to the page of another project's package.
func linkTo(l *comment.DocLink) string {
	name := l.Name
	if l.Recv != "" {
		name = l.Recv
	}
	switch {
	case l.ImportPath == "":
		return "#" + strings.ToLower(name)
	case strings.HasPrefix(l.ImportPath, "harmonium/"):
		return pageName(l.ImportPath) + ".md"
	}
	return "https://pkg.go.dev/" + l.ImportPath + "#" + name
}

func (p pkg) function(b *strings.Builder, f *doc.Func) {
	f.Decl.Body = nil
	fmt.Fprintf(b, "\n```go\n%s\n```\n\n%s", p.source(f.Decl), p.text(f.Doc))
	p.examples(b, f.Examples)
}

// fields lists a struct as it is declared, or the declaration of another type.
func (p pkg) fields(b *strings.Builder, t *doc.Type) {
	fmt.Fprintf(b, "\n```go\n%s\n```\n", p.source(t.Decl))
}

func (p pkg) values(b *strings.Builder, list []*doc.Value) {
	for _, v := range list {
		fmt.Fprintf(b, "\n```go\n%s\n```\n", p.source(v.Decl))
	}
}

func (p pkg) examples(b *strings.Builder, list []*doc.Example) {
	for _, e := range list {
		fmt.Fprintf(b, "\nExample:\n\n```go\n%s\n```\n", strings.TrimSpace(p.source(e.Code)))
		if e.Output != "" {
			fmt.Fprintf(b, "\nprints\n\n```\n%s\n```\n", strings.TrimSpace(e.Output))
		}
	}
}

// source is a piece of Go without the comments that are set above it as text.
func (p pkg) source(node ast.Node) string {
	if d, ok := node.(*ast.GenDecl); ok {
		d.Doc = nil
		for _, s := range d.Specs {
			if t, ok := s.(*ast.TypeSpec); ok {
				t.Doc = nil
			}
		}
	}
	if f, ok := node.(*ast.FuncDecl); ok {
		f.Doc = nil
	}
	var b strings.Builder
	if err := format.Node(&b, p.fset, node); err != nil {
		return err.Error()
	}
	text := b.String()
	if inner, ok := strings.CutPrefix(text, "{\n"); ok { // the body of an example
		text = strings.ReplaceAll("\n"+strings.TrimSuffix(strings.TrimSpace(inner), "}"), "\n\t", "\n")
	}
	return strings.TrimSpace(text)
}

// chapters puts the headings of the manual right below the page's title.
func chapters(text string) string { return strings.ReplaceAll(text, "\n#### ", "\n## ") }
