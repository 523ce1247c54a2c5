package front

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"harmonium/dsl/internal/check"
	"harmonium/dsl/internal/exportdata"
)

// Name is a live name of the session, for %who.
type Name struct {
	Name, Kind, Type string // Kind: var, const, func, type, import
	Cell             int
	Gone             bool
}

// Names lists the live names, sorted.
func (f *Front) Names() []Name {
	f.mu.RLock()
	defer f.mu.RUnlock()
	var out []Name
	for _, name := range f.session.Names() {
		n, _ := f.session.Lookup(name)
		k, t := describe(n.Object)
		out = append(out, Name{Name: name, Kind: k, Type: t, Cell: n.Cell, Gone: n.Gone})
	}
	return out
}

func describe(obj types.Object) (kind, typ string) {
	typ = types.TypeString(obj.Type(), check.Qualify)
	switch obj := obj.(type) {
	case *types.Var:
		return "var", typ
	case *types.Const:
		return "const", typ
	case *types.Func:
		return "func", typ
	case *types.PkgName:
		return "import", obj.Imported().Path()
	case *types.TypeName:
		return "type", types.TypeString(obj.Type().Underlying(), check.Qualify)
	}
	return "", typ
}

// Read calls do while nothing changes the objects of the session: whoever looks
// into their types does so inside. source is Source for use inside.
func (f *Front) Read(do func(objects []types.Object, source func(symbol string) string)) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	do(f.objects(), f.source)
}

// objects are the names that a cell finds: words first, then the session's own.
func (f *Front) objects() []types.Object {
	var out []types.Object
	for _, name := range slices.Sorted(maps.Keys(f.session.Words)) {
		out = append(out, f.session.Words[name])
	}
	for _, name := range f.session.Names() {
		n, _ := f.session.Lookup(name)
		out = append(out, n.Object)
	}
	return out
}

// Importer imports what cells can import.
func (f *Front) Importer() *exportdata.Importer { return f.importer }

// Importable are the import paths, sorted.
func (f *Front) Importable() []string {
	var out []string
	for _, p := range f.importer.Packages() {
		out = append(out, p.Path)
	}
	return out
}

// Source is the user's declaration of a symbol ("f", "T", "T.Method"), its comment
// included; "" when it is not the user's.
func (f *Front) Source(symbol string) string {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.source(symbol)
}

func (f *Front) source(symbol string) string {
	name, method, isMethod := strings.Cut(symbol, ".")
	n, ok := f.session.Lookup(name)
	if !ok {
		return ""
	}
	d := n.Decl
	if isMethod {
		tn, ok := n.Object.(*types.TypeName)
		if !ok {
			return ""
		}
		d, _ = f.session.Method(tn, method)
	}
	if d == nil {
		return ""
	}
	return f.text(d.Node)
}

// text is a node's stretch of its cell.
func (f *Front) text(node ast.Decl) string {
	from := node.Pos()
	switch n := node.(type) {
	case *ast.FuncDecl:
		from = docStart(n.Doc, from)
	case *ast.GenDecl:
		from = docStart(n.Doc, from)
	}
	a, b := f.session.Fset.Position(from), f.session.Fset.Position(node.End())
	lines := strings.SplitAfter(f.codes.at(from), "\n")
	if a.Line < 1 || b.Line < a.Line || b.Line > len(lines) {
		return ""
	}
	lines = slices.Clone(lines[a.Line-1 : b.Line])
	last := len(lines) - 1
	lines[last] = lines[last][:min(b.Column-1, len(lines[last]))]
	lines[0] = lines[0][min(a.Column-1, len(lines[0])):]
	return strings.Join(lines, "")
}

// docStart is where a declaration's comment starts. The line directive that the
// splitter puts above a cell is none.
func docStart(doc *ast.CommentGroup, decl token.Pos) token.Pos {
	if doc != nil {
		for _, c := range doc.List {
			if !strings.HasPrefix(c.Text, "//line ") {
				return c.Pos()
			}
		}
	}
	return decl
}
