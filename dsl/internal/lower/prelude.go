package lower

import (
	"embed"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"sync"
)

// preludePath is the path of the package that holds our own generic functions in
// place of the standard library's, which yaegi does not have.
const preludePath = "harmonium/prelude"

//go:embed prelude/*.go
var preludeFiles embed.FS

// prelude parses and checks package prelude, once per process: it never changes.
var prelude = sync.OnceValue(func() Package {
	fset := token.NewFileSet()
	var files []*ast.File
	entries, _ := preludeFiles.ReadDir("prelude")
	for _, e := range entries {
		text, _ := preludeFiles.ReadFile("prelude/" + e.Name())
		file, err := parser.ParseFile(fset, e.Name(), text, parser.SkipObjectResolution)
		if err != nil {
			panic(err)
		}
		files = append(files, file)
	}
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{}, Instances: map[*ast.Ident]types.Instance{},
	}
	pkg, err := (&types.Config{}).Check(preludePath, fset, files, info)
	if err != nil {
		panic(err)
	}
	return Package{Fset: fset, Files: files, Types: pkg, Info: info}
})

// replacement gives the function to instantiate for a generic one: itself, or
// the prelude's.
func (l *lowerer) replacement(f *types.Func) *types.Func {
	if f.Pkg().Path() == "main" || f.Pkg().Path() == preludePath {
		return f
	}
	p := prelude()
	obj, ok := p.Types.Scope().Lookup(preludeName(f)).(*types.Func)
	if !ok {
		panic(l.refuse(l.here, "the generic function "+f.Pkg().Name()+"."+f.Name()))
	}
	if _, known := l.funcDecls[obj]; !known {
		for _, file := range p.Files {
			for _, d := range file.Decls {
				if d, ok := d.(*ast.FuncDecl); ok {
					l.funcDecls[p.Info.Defs[d.Name]] = declared{d, p}
				}
			}
		}
	}
	return obj
}

// preludeName is SlicesIndex for slices.Index.
func preludeName(f *types.Func) string {
	n := f.Pkg().Name()
	return strings.ToUpper(n[:1]) + n[1:] + f.Name()
}

// isNative reports whether package rt does the work of a function of the prelude.
func isNative(d *ast.FuncDecl) bool {
	if d.Body == nil || len(d.Body.List) == 0 {
		return false
	}
	s, ok := d.Body.List[0].(*ast.ExprStmt)
	if !ok {
		return false
	}
	c, ok := s.X.(*ast.CallExpr)
	if !ok {
		return false
	}
	id, ok := c.Fun.(*ast.Ident)
	return ok && id.Name == "native"
}
