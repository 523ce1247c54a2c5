package exportdata_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"runtime"
	"strings"
	"testing"

	"harmonium/dsl/internal/exportdata"
)

func importer(t testing.TB, restricted bool) *exportdata.Importer {
	t.Helper()
	im, err := exportdata.New(restricted)
	if err != nil {
		t.Fatal(err)
	}
	return im
}

func TestEveryPackageImports(t *testing.T) {
	im := importer(t, false)
	all := im.Packages()
	if len(all) < 150 {
		t.Errorf("%d packages can be imported, want at least 150", len(all))
	}
	for _, p := range all {
		got, err := im.Import(p.Path)
		if err != nil {
			t.Errorf("%s: %v", p.Path, err)
		} else if got.Name() != p.Name || !got.Complete() {
			t.Errorf("%s: name %s, complete %v; want %s", p.Path, got.Name(), got.Complete(), p.Name)
		}
	}
}

func TestProgramChecks(t *testing.T) {
	const src = `package p
import ("fmt"; "slices"; "iter"; "maps"; "sync/atomic"; "math/rand/v2"; "gonum.org/v1/gonum/mat"; "gonum.org/v1/plot/plotter")
var m mat.Matrix = mat.NewDense(2, 2, nil).T()
var s = slices.Sorted(maps.Keys(map[string]int{}))
var q iter.Seq[int] = slices.Values([]int{1})
var a atomic.Pointer[int]
var r = rand.N(10)
var l, err = plotter.NewLine(plotter.XYs{})
func init() { fmt.Println(m, s, q, a.Load(), r, l.Color, err) }
`
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	conf := types.Config{Importer: importer(t, false)}
	if _, err := conf.Check("p", fset, []*ast.File{f}, nil); err != nil {
		t.Error(err)
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		path       string
		restricted bool
		want       string
	}{
		{"github.com/x/mat", false, "did you mean gonum.org/v1/gonum/mat"},
		{"nosuch", false, "can (%help imports lists all"},
		{"net/http", true, "it reaches the network"},
		{"os", true, "it reaches files"},
		{"os/exec", true, "it reaches other processes"},
		{"gonum.org/v1/plot", true, "it reaches files"},
	} {
		_, err := importer(t, c.restricted).Import(c.path)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("import %s: %v, want %q", c.path, err, c.want)
		}
	}
}

func TestUnsafeIsTheCheckersOwn(t *testing.T) {
	if p, err := importer(t, true).Import("unsafe"); err != nil || p != types.Unsafe {
		t.Errorf("import unsafe: %v, %v", p, err)
	}
}

// The data must describe the standard library that the binary is built with.
func TestReleaseIsTheBuilders(t *testing.T) {
	if r := exportdata.Release(); runtime.Version() != r && !strings.HasPrefix(runtime.Version(), r+".") {
		t.Errorf("the export data is of %s, this is %s: run \"make generate\"", r, runtime.Version())
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		importer(b, false)
	}
}

func BenchmarkImportFmt(b *testing.B) {
	for b.Loop() {
		if _, err := importer(b, false).Import("fmt"); err != nil {
			b.Fatal(err)
		}
	}
}
