package complete

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"harmonium/dsl/internal/directives"
	"harmonium/dsl/internal/docs"
	"harmonium/dsl/internal/mime"
)

// Inspect explains what stands at cursor, a byte offset into code: the name
// there, or the function whose arguments are being written. Detail 1 adds the
// source of what the user wrote.
func (v *View) Inspect(code string, cursor, detail int) (doc mime.Bundle, found bool) {
	defer func() {
		if recover() != nil {
			doc, found = mime.Bundle{}, false
		}
	}()
	cursor = min(max(cursor, 0), len(code))
	for _, line := range directives.Find(code) {
		d, known := directives.Lookup(line.Name)
		if known && strings.HasPrefix(d.Name, "%") && line.Start <= cursor && cursor <= line.Start+len(line.Name) {
			return mime.Bundle{Data: map[string]any{"text/plain": d.Manual(), "text/markdown": d.Markdown()}}, true
		}
	}
	masked := directives.Mask(code)
	for _, at := range subjects(masked, cursor) {
		if p, ok := v.page(masked, at, detail); ok {
			return p.bundle(), true
		}
	}
	return mime.Bundle{}, false
}

// subjects lists the offsets of the names that a question at cursor may be
// about: the one under it, then the called function around it, inside out.
func subjects(code string, cursor int) (offsets []int) {
	toks := tokens(code)
	depth := 0
	for i := len(toks) - 1; i >= 0; i-- {
		t := toks[i]
		if t.tok == token.IDENT && t.pos <= cursor && cursor <= t.pos+len(t.lit) {
			offsets = append(offsets, t.pos)
		}
		if t.pos >= cursor {
			continue
		}
		switch t.tok {
		case token.RPAREN, token.RBRACE, token.RBRACK:
			depth++
		case token.LPAREN, token.LBRACE, token.LBRACK:
			if depth--; depth < 0 {
				if i > 0 && toks[i-1].tok == token.IDENT && t.tok != token.LBRACK {
					offsets = append(offsets, toks[i-1].pos)
				}
				depth = 0
			}
		}
	}
	return offsets
}

// page is what is known about one object.
type page struct {
	declaration string // Go
	doc         string // in the syntax of doc comments
	source      string // Go
	link        string
}

// page describes the object whose name stands at offset at of code.
func (v *View) page(code string, at, detail int) (page, bool) {
	c := v.check(code)
	if c == nil {
		return page{}, false
	}
	out := c.at(at)
	if out < 0 {
		return page{}, false
	}
	path := c.pathTo(func(id *ast.Ident) bool { return c.tok.Offset(id.Pos()) == out })
	if len(path) == 0 {
		return page{}, false
	}
	id := path[0].(*ast.Ident)
	obj := c.info.ObjectOf(id)
	if obj == nil {
		obj = c.member(path)
	}
	if obj == nil {
		return page{}, false
	}
	if named, ok := obj.(*types.PkgName); ok && named.Imported() == nil {
		return page{}, false
	}
	p := c.describe(obj, c.ownerOf(path))
	if detail > 0 {
		p.source = c.sourceOf(obj, path)
	}
	return p, true
}

// member is the field or method in Type.Name, which is no expression of Go
// unless it is a method of the value.
func (c *checked) member(path []ast.Node) types.Object {
	if len(path) < 2 {
		return nil
	}
	s, ok := path[1].(*ast.SelectorExpr)
	if !ok || s.Sel != path[0] {
		return nil
	}
	tv, ok := c.info.Types[s.X]
	if !ok || !tv.IsType() {
		return nil
	}
	var pkg *types.Package
	if n, ok := types.Unalias(tv.Type).(*types.Named); ok {
		pkg = n.Obj().Pkg()
	}
	obj, _, _ := types.LookupFieldOrMethod(tv.Type, true, pkg, s.Sel.Name)
	return obj
}

// ownerOf is the type that declares the field or method selected in path.
func (c *checked) ownerOf(path []ast.Node) string {
	if len(path) < 2 {
		return ""
	}
	switch p := path[1].(type) {
	case *ast.SelectorExpr:
		tv, ok := c.info.Types[p.X]
		if !ok {
			return ""
		}
		names := map[string]string{}
		collect(tv.Type, names, map[types.Type]bool{})
		return names[p.Sel.Name]
	case *ast.KeyValueExpr:
		if lit, ok := path[2].(*ast.CompositeLit); ok {
			return ownerName(c.info.TypeOf(lit))
		}
	}
	return ""
}

func (c *checked) describe(obj types.Object, owner string) page {
	s := symbolOf(obj, owner)
	p := page{declaration: c.declaration(obj), doc: c.text(s)}
	if t, isVar := obj.(*types.Var); isVar && p.doc == "" {
		if n, ok := types.Unalias(deref(t.Type())).(*types.Named); ok && n.Obj().Pkg() != nil { // what a variable holds says what it is for
			p.doc = c.text(symbol{n.Obj().Pkg().Path(), n.Obj().Name()})
		}
	}
	if ours := s.path == path || s.path == wordPath || s.path == ""; !ours && p.doc == "" && obj.Pkg() != nil || isPackage(obj) {
		p.link = docs.Link(s.path, s.name)
	}
	if equation := docs.Equation(c.text(symbol{s.path, ""})); equation != "" && s.name != "" && strings.HasPrefix(s.path, "harmonium/stdlib/") {
		p.doc += "\n\nOf package " + s.path[strings.LastIndexByte(s.path, '/')+1:] + ":\n\n" + equation
	}
	return p
}

func (c *checked) text(s symbol) string {
	if s.path == path { // the cell's own declarations come before the session's
		if text := docs.Comment(c.declarations(), s.name); text != "" {
			return text
		}
	}
	return c.view.text(s)
}

// declarations is the part of the sketch that stands outside functions made for it.
func (c *checked) declarations() string {
	return strings.TrimPrefix(c.out.String(), "package main\n")
}

func isPackage(obj types.Object) bool { _, ok := obj.(*types.PkgName); return ok }

func deref(t types.Type) types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// sourceOf is the text of the user's own function, method, type or constant.
func (c *checked) sourceOf(obj types.Object, path []ast.Node) string {
	s := symbolOf(obj, c.ownerOf(path))
	if s.path != "main" {
		return ""
	}
	if decl := c.declaredHere(obj); decl != "" {
		return decl
	}
	if c.view.Source == nil {
		return ""
	}
	return strings.TrimSpace(c.view.Source(s.name))
}

// declaredHere is the text of a function or type that the cell itself declares.
func (c *checked) declaredHere(obj types.Object) string {
	for _, d := range c.file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if c.info.Defs[d.Name] == obj {
				return c.slice(d)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if t, ok := spec.(*ast.TypeSpec); ok && c.info.Defs[t.Name] == obj {
					return c.slice(d)
				}
			}
		}
	}
	return ""
}

func (c *checked) slice(n ast.Node) string {
	return c.out.String()[c.tok.Offset(n.Pos()):c.tok.Offset(n.End())]
}

// declaration writes obj as its declaration, types with their fields and methods.
func (c *checked) declaration(obj types.Object) string {
	switch o := obj.(type) {
	case *types.PkgName:
		return fmt.Sprintf("package %s // import %q", o.Imported().Name(), o.Imported().Path())
	case *types.Builtin:
		return "func " + o.Name() + " // built in"
	case *types.TypeName:
		return c.typeDeclaration(o)
	case *types.Const:
		return types.ObjectString(o, qualify) + " = " + o.Val().String()
	case *types.Nil:
		return "nil"
	}
	text := types.ObjectString(obj, qualify)
	if f, ok := obj.(*types.Func); ok && f.Signature().Recv() != nil {
		return methodDeclaration(f)
	}
	return text
}

func methodDeclaration(f *types.Func) string {
	recv := f.Signature().Recv()
	name := recv.Name()
	if name != "" && name != "_" {
		name += " "
	} else {
		name = ""
	}
	return "func (" + name + types.TypeString(recv.Type(), qualify) + ") " + f.Name() +
		strings.TrimPrefix(types.TypeString(f.Type(), qualify), "func")
}

// typeDeclaration is "type T struct {…}" with exported fields, then the methods.
func (c *checked) typeDeclaration(o *types.TypeName) string {
	var out strings.Builder
	named, ok := o.Type().(*types.Named)
	if !ok {
		return types.ObjectString(o, qualify)
	}
	head, _, _ := strings.Cut(types.ObjectString(o, qualify), " struct{")
	st, isStruct := named.Underlying().(*types.Struct)
	if !isStruct {
		out.WriteString(types.ObjectString(o, qualify))
	} else {
		out.WriteString(head + " struct {\n")
		hidden := false
		for i := range st.NumFields() {
			f := st.Field(i)
			if !f.Exported() && o.Pkg().Path() != path {
				hidden = true
				continue
			}
			name := f.Name() + " "
			if f.Embedded() {
				name = ""
			}
			before, after := fieldComment(c.text(symbol{o.Pkg().Path(), o.Name() + "." + f.Name()}))
			fmt.Fprintf(&out, "%s\t%s%s%s\n", before, name, types.TypeString(f.Type(), qualify), after)
		}
		if hidden {
			out.WriteString("\t// … and unexported fields\n")
		}
		out.WriteString("}")
	}
	var methods []string
	for i := range named.NumMethods() {
		if m := named.Method(i); m.Exported() || o.Pkg() != nil && o.Pkg().Path() == path {
			methods = append(methods, methodDeclaration(m))
		}
	}
	slices.Sort(methods)
	for _, m := range methods {
		out.WriteString("\n\n" + m)
	}
	return tidy(out.String())
}

// fieldComment puts what is said of a field behind it, or above it when it is long.
func fieldComment(text string) (before, after string) {
	switch {
	case text == "":
		return "", ""
	case !strings.Contains(text, "\n"):
		return "", " // " + text
	}
	return "\t// " + strings.ReplaceAll(text, "\n", "\n\t// ") + "\n", ""
}

// tidy aligns Go as gofmt does, when it is whole.
func tidy(text string) string {
	if out, err := format.Source([]byte(text)); err == nil {
		text = string(out)
	}
	return strings.ReplaceAll(strings.TrimSpace(text), "\n\nfunc (", "\nfunc (")
}

func (p page) bundle() mime.Bundle {
	plain := []string{p.declaration}
	marked := []string{"```go\n" + p.declaration + "\n```"}
	if p.doc != "" {
		plain = append(plain, docs.Plain(p.doc))
		marked = append(marked, docs.Markdown(p.doc))
	}
	if p.source != "" {
		plain = append(plain, p.source)
		marked = append(marked, "```go\n"+p.source+"\n```")
	}
	if p.link != "" {
		plain = append(plain, p.link)
		marked = append(marked, "<"+p.link+">")
	}
	return mime.Bundle{Data: map[string]any{
		"text/plain":    strings.Join(plain, "\n\n"),
		"text/markdown": strings.Join(marked, "\n\n"),
	}}
}
