package lower_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path"
	"regexp"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/traefik/yaegi/interp"

	"harmonium/dsl/internal/back"
	"harmonium/dsl/internal/exportdata"
	"harmonium/dsl/internal/lower"
	"harmonium/dsl/internal/rt"
	"harmonium/dsl/internal/symbols"
)

// program is one test program: declarations ending in func Case() string.
type program struct {
	name, code string
}

// paths are the packages a program may name, by their usual identifiers.
var paths = sync.OnceValue(func() map[string]string {
	out := map[string]string{"rand": "math/rand", "template": "text/template", "unsafe": "unsafe"}
	std, _ := os.ReadFile("testdata/packages.txt")
	for _, p := range strings.Fields(string(std)) {
		if name := path.Base(p); out[name] == "" {
			out[name] = p
		}
	}
	return out
})

var qualified = regexp.MustCompile(`\b([a-z][a-z0-9]*)\.[A-Z]`)

// file makes a whole file of a program.
func (p program) file() string {
	names := map[string]bool{}
	for _, m := range qualified.FindAllStringSubmatch(p.code, -1) {
		if paths()[m[1]] != "" {
			names[m[1]] = true
		}
	}
	var sorted []string
	for n := range names {
		sorted = append(sorted, n)
	}
	sort.Strings(sorted)
	var b strings.Builder
	b.WriteString("package main\n")
	for _, n := range sorted {
		fmt.Fprintf(&b, "import %s %q\n", n, paths()[n])
	}
	return b.String() + p.code + "\n"
}

var imports = sync.OnceValue(func() types.Importer {
	im, err := exportdata.New(false)
	if err != nil {
		panic(err)
	}
	return withUnsafe{im}
})

// withUnsafe adds package unsafe, of which a few things work.
type withUnsafe struct{ types.Importer }

func (w withUnsafe) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	return w.Importer.Import(path)
}

// check parses and type-checks a file.
func check(src string) (lower.Package, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", src, parser.SkipObjectResolution)
	if err != nil {
		return lower.Package{}, err
	}
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
		Instances: map[*ast.Ident]types.Instance{}, Scopes: map[ast.Node]*types.Scope{},
	}
	conf := types.Config{Importer: imports(), Error: func(error) {}}
	pkg, err := conf.Check("main", fset, []*ast.File{file}, info)
	if err != nil && !strings.Contains(err.Error(), "imported and not used") {
		return lower.Package{}, err
	}
	return lower.Package{Fset: fset, Files: []*ast.File{file}, Types: pkg, Info: info}, nil
}

// run lowers a program and runs it through yaegi.
func (p program) run() (got string, refused bool, err error) {
	pkg, err := check(p.file())
	if err != nil {
		return "", false, fmt.Errorf("check: %w", err)
	}
	type answer struct {
		got     string
		refused bool
		err     error
	}
	done := make(chan answer, 1)
	go func() {
		var a answer
		defer func() {
			if x := recover(); x != nil {
				a.err = fmt.Errorf("panic: %v", x)
			}
			done <- a
		}()
		a.got, a.refused, a.err = execute(pkg)
	}()
	select {
	case a := <-done:
		return a.got, a.refused, a.err
	case <-time.After(20 * time.Second):
		return "", false, fmt.Errorf("no answer in 20 s")
	}
}

var showSource = os.Getenv("SHOW") != ""

func execute(pkg lower.Package) (string, bool, error) {
	out, err := lower.Lower(pkg, lower.Options{Cell: 1})
	if err != nil {
		return err.Error(), true, nil
	}
	if showSource {
		fmt.Println(out.Source)
	}
	r := rt.New(symbols.Type)
	syms, err := r.Exports(out.Types, out.Natives)
	if err != nil {
		return "", false, err
	}
	i := interp.New(interp.Options{Stderr: discard{}})
	for _, im := range out.Imports {
		syms, ok := symbols.Lookup(im.Path)
		if !ok {
			return "", false, fmt.Errorf("no symbols of %s", im.Path)
		}
		if err := i.Use(interp.Exports{im.Path + "//" + path.Base(im.Path): syms}); err != nil {
			return "", false, err
		}
	}
	if err := i.Use(interp.Exports{rt.Path + "/rt": syms}); err != nil {
		return "", false, err
	}
	file, err := parser.ParseFile(i.FileSet(), "_.go", out.Source, parser.SkipObjectResolution)
	if err != nil {
		return "", false, err
	}
	compiled, err := i.CompileAST(file)
	if err != nil {
		return "", false, fmt.Errorf("yaegi: %w", err)
	}
	back.Mend(compiled)
	if _, err := i.Execute(compiled); err != nil {
		return "", false, fmt.Errorf("yaegi: %w", err)
	}
	if out.Entry != "" {
		v, err := i.Eval("main." + out.Entry)
		if err != nil {
			return "", false, err
		}
		v.Interface().(func())()
	}
	v, err := i.Eval("main.Case")
	if err != nil {
		return "", false, err
	}
	return answer(v.Interface().(func() string)), false, nil
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

// answer runs a case; a panic is an answer too.
func answer(f func() string) (s string) {
	defer func() {
		if p := recover(); p != nil {
			s = fmt.Sprint("panic: ", rt.Normal(p))
		}
	}()
	return f()
}
