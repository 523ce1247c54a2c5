package complete_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"

	"harmonium/dsl/internal/complete"
	"harmonium/dsl/internal/docs"
	"harmonium/dsl/internal/exportdata"
)

// earlier is what the session has declared in earlier cells.
const earlier = `package main

import ("strings"; "sort"; "math"; "time")

// Net is a net of spins.
type Net struct {
	Weights [][]float64 // the couplings
	Theta   []float64
	size    int
	inner
}

type inner struct{ Depth int }

func (i *inner) Dive() int { return i.Depth }

// Energy returns the energy of s.
func (n *Net) Energy(s []int8) float64 { return 0 }

func (n Net) Size() int { return n.size }

// Stack is generic.
type Stack[T any] struct{ items []T }

// Push puts x on top.
func (s *Stack[T]) Push(x T) { s.items = append(s.items, x) }
func (s *Stack[T]) Pop() (x T) { return }

// double doubles.
func double(x int) int { return 2 * x }

var net = &Net{}
var stack Stack[Net]
var builder strings.Builder
var sorter sort.Interface
const limit = 3
var energy, entropy float64
var table map[string][]Net
var start time.Time
var _ = math.Pi
`

func view(t testing.TB) *complete.View {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "earlier.go", earlier, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	imp, err := exportdata.New(false)
	if err != nil {
		t.Fatal(err)
	}
	info := &types.Info{Implicits: map[ast.Node]types.Object{}}
	pkg, err := (&types.Config{Importer: imp}).Check("main", fset, []*ast.File{file}, info)
	if err != nil {
		t.Fatal(err)
	}
	v := &complete.View{Importer: imp, Docs: &docs.Library{}, Importable: []string{"math", "math/rand/v2", "math/bits", "strings", "harmonium/stdlib/hopfield"}}
	for _, name := range pkg.Scope().Names() {
		v.Objects = append(v.Objects, pkg.Scope().Lookup(name))
	}
	for _, path := range []string{"strings", "math", "sort"} {
		p, err := imp.Import(path)
		if err != nil {
			t.Fatal(err)
		}
		v.Objects = append(v.Objects, types.NewPkgName(token.NoPos, pkg, p.Name(), p))
	}
	sources := map[string]string{}
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == "double" {
			sources["double"] = earlier[fset.Position(f.Doc.Pos()).Offset:fset.Position(f.End()).Offset]
		}
		if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == "Energy" {
			sources["Net.Energy"] = earlier[fset.Position(f.Doc.Pos()).Offset:fset.Position(f.End()).Offset]
		}
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.TYPE {
			start := g.Pos()
			if g.Doc != nil {
				start = g.Doc.Pos()
			}
			sources[g.Specs[0].(*ast.TypeSpec).Name.Name] = earlier[fset.Position(start).Offset:fset.Position(g.End()).Offset]
		}
	}
	v.Source = func(symbol string) string { return sources[symbol] }
	return v
}

// Each case is code with | at the cursor; want are matches that must be there,
// in this order, not those that must not.
var completions = []struct {
	name, code string
	want, not  []string
}{
	{"session variables", "ne|", []string{"net"}, []string{"limit"}},
	{"session functions", "x := dou|", []string{"double"}, nil},
	{"constants", "lim|", []string{"limit"}, nil},
	{"nothing typed", "x := |", []string{"double", "net"}, []string{"for", "append"}},
	{"package members", "strings.Conta|", []string{"Contains", "ContainsAny", "ContainsFunc", "ContainsRune"}, []string{"Builder"}},
	{"package members, nothing typed", "strings.|", []string{"Builder", "Contains"}, nil},
	{"import in the cell", "import \"bytes\"\nbytes.NewB|", []string{"NewBuffer", "NewBufferString"}, nil},
	{"renamed import", "import b \"bytes\"\nb.NewB|", []string{"NewBuffer", "NewBufferString"}, nil},
	{"fields through a pointer", "net.|", []string{"Energy", "Size", "Theta", "Weights", "inner", "size", "Depth", "Dive"}, nil},
	{"promoted field", "net.De|", []string{"Depth"}, nil},
	{"promoted method", "net.Di|", []string{"Dive"}, nil},
	{"unexported of another package", "builder.|", []string{"Cap", "Grow", "Len"}, []string{"buf", "addr", "grow"}},
	{"interface methods", "sorter.|", []string{"Len", "Less", "Swap"}, nil},
	{"generic value", "stack.|", []string{"Pop", "Push", "items"}, nil},
	{"call result", "stack.Pop().|", []string{"Size", "Weights"}, nil},
	{"index", "table[\"a\"][0].Th|", []string{"Theta"}, nil},
	{"method of a method's result", "start.Add(3).|", []string{"Year", "Zone"}, nil},
	{"inside a call", "double(net.Si|)", []string{"Size"}, nil},
	{"inside a call not closed", "double(net.Si|", []string{"Size"}, nil},
	{"call not closed, more lines", "double(net.Si|\nx := 3\ny := x", []string{"Size"}, nil},
	{"block not closed", "for i := range 3 {\n\tif i > 0 {\n\t\tnet.Si|", []string{"Size"}, nil},
	{"block not closed before a function", "if true {\n\tnet.Si|\n\nfunc f() int {\n\treturn 1\n}", []string{"Size"}, nil},
	{"local variables", "func f(alpha int) {\n\talphabet := alpha\n\talp|\n}", []string{"alpha", "alphabet"}, nil},
	{"locals are nearer than the session's", "func f() {\n\tnearby := 1\n\tn|\n}", []string{"nearby", "net"}, nil},
	{"not before its declaration", "func f() {\n\tlat|\n\tlater := 1\n\t_ = later\n}", nil, []string{"later"}},
	{"loop variable", "for index := range 3 {\n\tprintln(ind|)\n}", []string{"index"}, nil},
	{"of this cell", "weights := []float64{1}\nwei|", []string{"weights"}, nil},
	{"field of this cell's type", "type P struct{ X, Y int }\np := P{}\np.|", []string{"X", "Y"}, nil},
	{"function of this cell", "func triple(x int) int { return 3 * x }\ntri|", []string{"triple"}, nil},
	{"this cell's variable in a function above", "func f() int { return coun| }\ncounter := 3", []string{"counter"}, nil},
	{"redefined with another type", "net := strings.Builder{}\nnet.Writ|", []string{"Write", "WriteString"}, nil},
	{"redefined from itself", "net := *net\nnet.Th|", []string{"Theta"}, nil},
	{"redefined twice", "v := 1\nv := builder\nv.Le|", []string{"Len"}, nil},
	{"after redefinition", "v := 1\nv := builder\nw := v\nw.Le|", []string{"Len"}, nil},
	{"method on an earlier type", "func (n *Net) Recall() {\n\tn.|\n}", []string{"Energy", "Weights"}, nil},
	{"method on an earlier generic type", "func (s *Stack[E]) Top() (x E) {\n\ts.|\n}", []string{"Pop", "items"}, nil},
	{"method on this cell's type", "type Q struct{ a int }\nfunc (q Q) M() {\n\tq.|\n}", []string{"M", "a"}, nil},
	{"struct keys", "n := Net{|}", []string{"Theta", "Weights", "size"}, nil},
	{"struct keys with prefix", "n := Net{The|}", []string{"Theta"}, nil},
	{"struct keys that are left", "n := Net{Theta: nil, |}", []string{"Weights", "size"}, []string{"Theta", "double"}},
	{"struct keys, pointer", "n := &Net{Weights: nil, Th|", []string{"Theta"}, nil},
	{"struct keys in a slice", "n := []Net{{Th|}}", []string{"Theta"}, nil},
	{"struct keys of a package", "import \"net/http\"\nc := http.Client{Time|}", []string{"Timeout"}, nil},
	{"value of a key", "n := Net{size: dou|}", []string{"double"}, []string{"Theta"}},
	{"types", "var x Sta|", []string{"Stack"}, nil},
	{"parameter types", "func f(n *Ne|) {}", []string{"Net"}, nil},
	{"keywords", "fo|", []string{"for"}, nil},
	{"universe", "appe|", []string{"append"}, nil},
	{"case does not matter when nothing else fits", "net.energ|", []string{"Energy"}, nil},
	{"import path", "import \"mat|\"", []string{"math", "math/bits", "math/rand/v2"}, []string{"strings"}},
	{"import path not closed", "import \"math/ra|", []string{"math/rand/v2"}, nil},
	{"import path in a group", "import (\n\t\"strings\"\n\t\"hop|\"\n)", []string{"harmonium/stdlib/hopfield"}, nil},
	{"labels", "outer:\nfor {\n\tfor {\n\t\tbreak out|\n\t}\n}", []string{"outer"}, nil},
	{"no completion in strings", `x := "ne|"`, nil, []string{"net"}},
	{"no completion in comments", "// ne|", nil, []string{"net"}},
	{"no completion in numbers", "x := 12|", nil, []string{"net"}},
	{"no completion of a new name", "func doub|", nil, []string{"double"}},
	{"closures", "f := func(depth int) int { return dep| }", []string{"depth"}, nil},
	{"type switch", "switch v := any(net).(type) {\ncase *Net:\n\tv.Si|\n}", []string{"Size"}, nil},
	{"type parameters", "func f[T interface{ Size() int }](t T) {\n\tt.|\n}", []string{"Size"}, nil},
	{"errors elsewhere", "x := undefined + 1\ny := )\nnet.Si|", []string{"Size"}, nil},
	{"errors below", "net.Si|\nif {", []string{"Size"}, nil},
	{"directives", "%ti|", []string{"%time"}, nil},
	{"all directives", "%|", []string{"%time", "%%time", "%who", "%help"}, nil},
	{"cell directives", "%%|", []string{"%%time", "%%writefile"}, []string{"%who"}},
	{"Go behind a directive", "%time net.Si|", []string{"Size"}, nil},
	{"Go below a directive", "%%time\nnet.Si|", []string{"Size"}, nil},
	{"text below writefile is not Go", "%%writefile a.txt\nnet.Si|", nil, []string{"Size"}},
	{"question", "?strings.Build|", []string{"Builder"}, nil},
	{"cursor inside a word", "net.Si|ze()", []string{"Size"}, nil},
	{"Greek", "β := 1.0\nx := β|", []string{"β"}, nil},
	{"package constants", "math.MaxInt3|", []string{"MaxInt32"}, nil},
	{"range value", "for _, n := range table[\"x\"] {\n\tn.Th|\n}", []string{"Theta"}, nil},
	{"composite in call", "double(Net{Th|", []string{"Theta"}, nil},
	{"if statement", "if ok := net.Si|; ok {\n}", []string{"Size"}, nil},
	{"select on a channel", "ch := make(chan Net)\n(<-ch).Th|", []string{"Theta"}, nil},
	{"selector on the next line", "x := net.\n\tSi|", []string{"Size"}, nil},
	{"unknown name", "nothing.|", nil, []string{"Size"}},
}

func TestComplete(t *testing.T) {
	v := view(t)
	for _, tt := range completions {
		t.Run(tt.name, func(t *testing.T) {
			cursor := strings.Index(tt.code, "|")
			code := tt.code[:cursor] + tt.code[cursor+1:]
			found := v.Complete(code, cursor)
			var texts []string
			for _, m := range found.Matches {
				texts = append(texts, m.Text)
				if m.Type == "" {
					t.Errorf("%s has no type", m.Text)
				}
			}
			at := -1
			for _, want := range tt.want {
				i := slices.Index(texts, want)
				if i < 0 {
					t.Fatalf("%q: no %s among %q", tt.code, want, texts)
				}
				if i < at {
					t.Errorf("%q: %s stands too early in %q", tt.code, want, texts)
				}
				at = i
			}
			for _, not := range tt.not {
				if slices.Contains(texts, not) {
					t.Errorf("%q: %s among %q", tt.code, not, texts)
				}
			}
			if found.Start > cursor || found.End < cursor && found.End != cursor {
				t.Errorf("%q: replaces [%d,%d) around %d", tt.code, found.Start, found.End, cursor)
			}
		})
	}
}

// Whatever is cut off or left out of a program, completion answers and does not panic.
func TestCompleteAnywhere(t *testing.T) {
	v := view(t)
	code := "import \"bytes\"\ntype P struct{ X []int }\nfunc (p *P) M(f func(int) (a, b int)) { for i := range 3 { p.X = append(p.X, i) } }\np := P{X: []int{1}}\nswitch x := any(p).(type) { case P: _ = x.X[0:1] }\n%time p.M(nil)\nbytes.NewBufferString(`a\nb`).String()"
	for cursor := range len(code) + 1 {
		v.Complete(code[:cursor], cursor)
		v.Complete(code, cursor)
		v.Inspect(code[:cursor], cursor, 1)
		v.Complete(code[cursor:], 0)
	}
}

func TestMatchesSayWhatTheyAre(t *testing.T) {
	v := view(t)
	for code, want := range map[string]complete.Match{
		"dou":          {"double", "function", "func(x int) int", "double doubles."},
		"net.Ener":     {"Energy", "method", "func(s []int8) float64", "Energy returns the energy of s."},
		"net.Weig":     {"Weights", "field", "[][]float64", "the couplings"},
		"limi":         {"limit", "constant", "int = 3", ""},
		"entro":        {"entropy", "variable", "float64", ""},
		"var x Net":    {"Net", "type", "struct", "Net is a net of spins."},
		"strin":        {"strings", "package", "strings", "Package strings implements simple functions to manipulate UTF-8 encoded strings."},
		"strings.Titl": {"Title", "function", "func(s string) string", "Title returns a copy of the string s with all Unicode letters that begin words mapped to their Unicode title case."},
	} {
		found := v.Complete(code, len(code))
		if len(found.Matches) == 0 {
			t.Errorf("%q: nothing", code)
			continue
		}
		if got := found.Matches[0]; got != want {
			t.Errorf("%q:\n got %+v\nwant %+v", code, got, want)
		}
	}
}

var inspections = []struct {
	name, code string
	detail     int
	want       []string
}{
	{"function of the session", "doub|le(3)", 0, []string{"func double(x int) int", "double doubles."}},
	{"with source", "doub|le(3)", 1, []string{"return 2 * x"}},
	{"method", "net.Ener|gy(nil)", 0, []string{"func (n *Net) Energy(s []int8) float64", "energy of s"}},
	{"method with source", "net.Energy|(nil)", 1, []string{"{ return 0 }"}},
	{"inside the arguments", "double(3|", 0, []string{"func double(x int) int"}},
	{"inside the arguments of a method", "net.Energy([]int8{1}, |)", 0, []string{"func (n *Net) Energy"}},
	{"type", "var x N|et", 0, []string{"type Net struct {", "Weights [][]float64", "func (n *Net) Energy", "Net is a net of spins."}},
	{"variable", "n|et", 0, []string{"var net *Net", "Net is a net of spins."}},
	{"field", "net.Wei|ghts", 0, []string{"field Weights [][]float64", "the couplings"}},
	{"package", "stri|ngs.Contains", 0, []string{"package strings", "https://pkg.go.dev/strings"}},
	{"package member", "strings.Conta|ins", 0, []string{"func strings.Contains(s string, substr string) bool", "Contains reports whether substr is within s"}},
	{"keyed field", "Net{Wei|ghts: nil}", 0, []string{"Weights [][]float64", "the couplings"}},
	{"of this cell", "// triple triples.\nfunc triple(x int) int { return 3 * x }\ntri|ple(1)", 1, []string{"func triple(x int) int", "return 3 * x"}},
	{"directive", "%ti|me f()", 0, []string{"how long it took"}},
	{"builtin", "appe|nd(nil)", 0, []string{"func append"}},
	{"in broken code", "if net.Ener|gy( {", 0, []string{"func (n *Net) Energy"}},
	{"constant", "lim|it", 0, []string{"const limit untyped int = 3"}},
}

func TestInspect(t *testing.T) {
	v := view(t)
	for _, tt := range inspections {
		t.Run(tt.name, func(t *testing.T) {
			cursor := strings.Index(tt.code, "|")
			doc, found := v.Inspect(tt.code[:cursor]+tt.code[cursor+1:], cursor, tt.detail)
			if !found {
				t.Fatalf("%q: not found", tt.code)
			}
			plain, _ := doc.Data["text/plain"].(string)
			for _, want := range tt.want {
				if !strings.Contains(plain, want) {
					t.Errorf("%q: no %q in\n%s", tt.code, want, plain)
				}
			}
			if doc.Data["text/markdown"] == nil {
				t.Error("no Markdown")
			}
		})
	}
	for _, code := range []string{"|", "x := 3 |", "nothing|", "\"net|\""} {
		cursor := strings.Index(code, "|")
		if _, found := v.Inspect(code[:cursor]+code[cursor+1:], cursor, 0); found {
			t.Errorf("%q: found something", code)
		}
	}
}

func BenchmarkComplete(b *testing.B) {
	v := view(b)
	code := strings.Repeat("x := 1\nfor i := range 3 {\n\tprintln(i, net.Size())\n}\n", 5) + "strings."
	for b.Loop() {
		v.Complete(code, len(code))
	}
}
