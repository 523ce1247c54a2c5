package complete

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"

	"harmonium/dsl/internal/docs"
)

// View is what completion sees of a session. All fields but Importer may be empty.
type View struct {
	// Objects are the names that a cell finds: words, then the session's own. A
	// later one hides an earlier one of the same name.
	Objects    []types.Object
	Importer   types.Importer
	Importable []string // import paths that the importer knows
	// Source returns the text of the user's declaration of a symbol ("f", "T",
	// "T.Method"), its comment included, "" when it is not the user's.
	Source func(symbol string) string
	// Word returns the documentation of a word of the DSL, "" when name is none.
	Word func(name string) string
	Docs *docs.Library
}

// path is the import path of the packages that cells are checked in: unexported
// names of earlier cells are visible only under the same path.
const path = "main"

// wordPath is the path of the package that declares the words (words.Path).
const wordPath = "harmonium/words"

// checked is a sketch with what the checker found out about it.
type checked struct {
	*sketch
	view *View
	file *ast.File
	tok  *token.File
	pkg  *types.Package
	info *types.Info
}

// check type-checks code as far as it goes; errors are expected and ignored.
func (v *View) check(code string) *checked {
	c := &checked{sketch: newSketch(code), view: v, pkg: types.NewPackage(path, "main")}
	fset := token.NewFileSet()
	c.file, _ = parser.ParseFile(fset, "cell.go", c.out.String(), parser.AllErrors|parser.SkipObjectResolution)
	if c.file == nil {
		return nil
	}
	c.tok = fset.File(c.file.Package)
	c.info = &types.Info{
		Types:      map[ast.Expr]types.TypeAndValue{},
		Defs:       map[*ast.Ident]types.Object{},
		Uses:       map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
		Implicits:  map[ast.Node]types.Object{},
	}
	v.fill(c.pkg, c.declared)
	conf := types.Config{Importer: v.Importer, Error: func(error) {}}
	_ = types.NewChecker(&conf, fset, c.pkg, c.info).Files([]*ast.File{c.file})
	return c
}

// fill puts the session's names into pkg, but for those the cell defines anew.
func (v *View) fill(pkg *types.Package, declared map[string]bool) {
	scope := pkg.Scope()
	for i := len(v.Objects) - 1; i >= 0; i-- {
		obj := v.Objects[i]
		if declared[obj.Name()] || scope.Lookup(obj.Name()) != nil {
			continue
		}
		if imported, ok := obj.(*types.PkgName); ok {
			obj = types.NewPkgName(token.NoPos, pkg, imported.Name(), imported.Imported())
		}
		scope.Insert(obj)
	}
}

// qualify writes package names as a cell does: its own names bare, words too.
func qualify(p *types.Package) string {
	if p.Path() == path || p.Path() == wordPath {
		return ""
	}
	return p.Name()
}
