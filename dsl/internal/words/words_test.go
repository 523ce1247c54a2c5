package words_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"go/types"
	"image"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	"gonum.org/v1/gonum/mat"

	"harmonium/dsl/internal/display"
	"harmonium/dsl/internal/exportdata"
	"harmonium/dsl/internal/host"
	"harmonium/dsl/internal/mime"
	"harmonium/dsl/internal/words"
	"harmonium/stdlib/rng"
)

// desk is a host that writes down what it is asked.
type desk struct {
	host.Host  // all else is not asked for
	log        []string
	seed       uint64
	restricted bool
	pages      []mime.Bundle
	run        *host.Run
	shows      []show
}

// show is one display.
type show struct {
	text, id string
	update   bool
}

func (d *desk) Display(b mime.Bundle, id string, update bool) {
	text := fmt.Sprint(b.Data["text/plain"])
	d.log, d.shows = append(d.log, text), append(d.shows, show{text, id, update})
}
func (d *desk) Run() *host.Run                     { return d.run }
func (d *desk) Clear(wait bool)                    { d.log = append(d.log, fmt.Sprint("clear ", wait)) }
func (d *desk) Input(string, bool) (string, error) { return "", errors.New("no input") }
func (d *desk) Page(b mime.Bundle)                 { d.pages = append(d.pages, b) }
func (d *desk) NextInput(string, bool)             {}
func (d *desk) Context() context.Context           { return context.Background() }
func (d *desk) Seed() uint64                       { return d.seed }
func (d *desk) SetSeed(seed uint64)                { d.seed = seed }
func (d *desk) Restricted() bool                   { return d.restricted }
func (d *desk) Stdin() io.Reader                   { return strings.NewReader("") }
func (d *desk) Stdout() io.Writer                  { return &bytes.Buffer{} }
func (d *desk) Stderr() io.Writer                  { return &bytes.Buffer{} }
func call[F any](d *desk, name string) F {
	return words.New(d, &display.Shower{}).Functions()[name].Interface().(F)
}

// fails returns the message of the Failure that f ends with.
func fails(t *testing.T, f func()) (text string) {
	t.Helper()
	defer func() {
		failure, ok := recover().(words.Failure)
		if !ok {
			t.Fatal("no Failure")
		}
		text = failure.Error()
	}()
	f()
	return ""
}

// Every row of the table has all that completion, ? and the manual need, and its
// declaration is that of its function.
func TestTable(t *testing.T) {
	importer, err := exportdata.New(false)
	if err != nil {
		t.Fatal(err)
	}
	objects, err := words.Objects(importer)
	if err != nil {
		t.Fatal(err)
	}
	functions := words.New(&desk{}, &display.Shower{}).Functions()
	seen := map[string]bool{}
	for _, w := range words.Table() {
		if seen[w.Name] {
			t.Errorf("%s stands twice in the table", w.Name)
		}
		seen[w.Name] = true
		if !strings.HasPrefix(w.Help, w.Name+" ") || !strings.HasSuffix(w.Help, ".") || strings.Contains(w.Help, "\n") {
			t.Errorf("%s: help is no sentence that starts with the name: %q", w.Name, w.Help)
		}
		if w.Example == "" || !strings.Contains(w.Example, w.Name) {
			t.Errorf("%s: no example", w.Name)
		}
		if w.Body != "" {
			continue
		}
		obj := objects[w.Name]
		if obj == nil {
			t.Errorf("%s is not declared", w.Name)
			continue
		}
		actual := strings.ReplaceAll(functions[w.Name].Type().String(), "interface {}", "any")
		if declared := unnamed(obj.Type()); declared != actual {
			t.Errorf("%s is declared as %s, its function is %s", w.Name, declared, actual)
		}
	}
	if len(functions) != len(objects) {
		t.Errorf("%d functions, %d declarations", len(functions), len(objects))
	}
}

// unnamed is a type without the names of parameters, as reflect writes it.
func unnamed(t types.Type) string {
	return types.TypeString(nameless(t), (*types.Package).Name)
}

func nameless(t types.Type) types.Type {
	f, ok := t.(*types.Signature)
	if !ok {
		return t
	}
	plain := func(params *types.Tuple) *types.Tuple {
		var out []*types.Var
		for p := range params.Variables() {
			out = append(out, types.NewParam(0, nil, "", nameless(p.Type())))
		}
		return types.NewTuple(out...)
	}
	return types.NewSignatureType(nil, nil, nil, plain(f.Params()), plain(f.Results()), f.Variadic())
}

func TestPreludeParses(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "", "package main\n"+words.Prelude(), parser.ParseComments)
	if err != nil || len(file.Decls) < 3 {
		t.Fatal(err, words.Prelude())
	}
}

func TestShow(t *testing.T) {
	d := &desk{}
	call[func(...any)](d, "Show")(1, "a", nil, []int{2})
	if want := []string{"1", `"a"`, "nil", "[]int{2}"}; !reflect.DeepEqual(d.log, want) {
		t.Errorf("got %q, want %q", d.log, want)
	}
}

func TestRandomFollowsTheSeed(t *testing.T) {
	d := &desk{seed: 3}
	set := words.New(d, &display.Shower{}).Functions()
	random, seed := set["Random"].Interface().(func() rng.Source), set["Seed"].Interface().(func(uint64))
	first, second := random(), random()
	if first == second {
		t.Error("two calls give one stream")
	}
	seed(3)
	if random() != first {
		t.Error("the same seed gives other numbers")
	}
	seed(4)
	if random() == first {
		t.Error("another seed gives the same numbers")
	}
	d.seed = 5 // %seed 5
	fifth := random()
	seed(5)
	if random() != fifth {
		t.Error("the directive and the word disagree")
	}
}

func TestProgress(t *testing.T) {
	d := &desk{}
	sum := 0
	for i := range call[func(int, ...string) func(func(int) bool)](d, "Progress")(5, "counting") {
		sum += i
	}
	if sum != 10 || d.log[len(d.log)-1] != "counting: 5 of 5" {
		t.Errorf("sum %d, log %q", sum, d.log)
	}
	for i := range call[func(int, ...string) func(func(int) bool)](d, "Progress")(5) {
		if i == 2 {
			break
		}
	}
	if d.log[len(d.log)-1] != "progress: 2 of 5" {
		t.Errorf("after a break: %q", d.log)
	}
}

// Whether a long call shows how far it is depends on its size, not on the clock.
func TestFollow(t *testing.T) {
	d := &desk{}
	set := words.New(d, &display.Shower{})
	tell, done := words.Follow(set, "sampling", "sweeps", 10)
	tell(5, 10)
	done()
	if len(d.log) != 0 {
		t.Errorf("a short call shows %q", d.log)
	}
	const sweeps = 1 << 16
	tell, done = words.Follow(set, "sampling", "sweeps", 1<<14)
	var team sync.WaitGroup
	for k := range 4 {
		team.Go(func() {
			for i := range sweeps / 4 {
				tell(k*sweeps/4+i+1, sweeps)
			}
		})
	}
	team.Wait()
	done()
	if n := len(d.log); n < 2 || d.log[n-1] != "sampling: 65536 of 65536 sweeps" || !strings.HasPrefix(d.log[0], "sampling  ") {
		t.Errorf("a long call shows %q", d.log)
	}
}

// The kernel process pays this when a session opens.
func BenchmarkObjects(b *testing.B) {
	for b.Loop() {
		importer, err := exportdata.New(false)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := words.Objects(importer); err != nil {
			b.Fatal(err)
		}
	}
}

func TestSaveAndLoad(t *testing.T) {
	t.Chdir(t.TempDir())
	set := words.New(&desk{}, &display.Shower{}).Functions()
	save, load := set["Save"].Interface().(func(string, any)), set["LoadInto"].Interface().(func(string, any))

	save("a.json", map[string][]float64{"x": {1, 2.5}})
	var m map[string][]float64
	if load("a.json", &m); m["x"][1] != 2.5 {
		t.Errorf("JSON: %v", m)
	}
	save("a.csv", mat.NewDense(2, 2, []float64{1, 2, 3, 0.25}))
	var rows [][]float64
	if load("a.csv", &rows); !reflect.DeepEqual(rows, [][]float64{{1, 2}, {3, 0.25}}) {
		t.Errorf("CSV: %v", rows)
	}
	var dense *mat.Dense
	if load("a.csv", &dense); dense.At(1, 1) != 0.25 {
		t.Errorf("CSV as a matrix: %v", dense)
	}
	save("b.csv", [][]string{{"a,b", "c"}})
	var texts [][]string
	if load("b.csv", &texts); texts[0][0] != "a,b" {
		t.Errorf("CSV of texts: %v", texts)
	}
	save("v.csv", []int{1, 2})
	if load("v.csv", &rows); rows[1][0] != 2 {
		t.Errorf("CSV of a list: %v", rows)
	}
	save("a.txt", "text")
	var text string
	if load("a.txt", &text); text != "text" {
		t.Errorf("text: %q", text)
	}
	save("a.bin", []byte{1})
	var raw []byte
	if load("a.bin", &raw); raw[0] != 1 {
		t.Errorf("bytes: %v", raw)
	}
	save("a.png", image.NewGray(image.Rect(0, 0, 200, 3)))
	var img image.Image
	if load("a.png", &img); img.Bounds().Dx() != 200 {
		t.Errorf("picture: %v", img.Bounds())
	}
	for _, tt := range []struct {
		want string
		f    func()
	}{
		{`ending ".xyz"`, func() { save("a.xyz", 3) }},
		{"int has no picture", func() { save("a.png", 3) }},
		{"no such file", func() { load("absent.json", &m) }},
		{`"a,b" is not a number`, func() { load("b.csv", &rows) }},
		{"CSV cannot fill a int", func() { var n int; load("a.csv", &n) }},
		{"not a table", func() { save("x.csv", 3) }},
	} {
		if got := fails(t, tt.f); !strings.Contains(got, tt.want) {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

func TestRestrictedFilesStayInside(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	outside := filepath.Join(t.TempDir(), "a.txt")
	if err := os.WriteFile(outside, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, "link.txt"); err != nil {
		t.Skip(err)
	}
	set := words.New(&desk{restricted: true}, &display.Shower{}).Functions()
	save, load := set["Save"].Interface().(func(string, any)), set["LoadInto"].Interface().(func(string, any))
	save("in.txt", "fine")
	var text string
	if load("in.txt", &text); text != "fine" {
		t.Errorf("inside: %q", text)
	}
	for _, file := range []string{outside, "../a.txt", "link.txt"} {
		fails(t, func() { load(file, &text) })
		fails(t, func() { save(file, "gone") })
	}
	if got, _ := os.ReadFile(outside); string(got) != "x" {
		t.Errorf("the file outside is now %q", got)
	}
}

func TestHelp(t *testing.T) {
	d := &desk{}
	help := call[func(...string)](d, "Help")
	help()
	help("Seed")
	help("time")
	for i, want := range []string{"Progress(n int", "func Seed(seed uint64)", "%time CODE"} {
		if text := fmt.Sprint(d.pages[i].Data["text/plain"]); !strings.Contains(text, want) {
			t.Errorf("no %q in %s", want, text)
		}
	}
	if got := fails(t, func() { help("nonsense") }); !strings.Contains(got, `"nonsense"`) {
		t.Error(got)
	}
}

func TestRich(t *testing.T) {
	var s display.Shower
	for name, want := range map[string]string{"HTML": "text/html", "Markdown": "text/markdown", "LaTeX": "text/latex", "SVG": "image/svg+xml"} {
		b := s.Show(reflect.ValueOf(call[func(string) any](&desk{}, name)("x")), nil)
		if b.Data[want] == nil || b.Data["text/plain"] == nil {
			t.Errorf("%s: %v", name, b.Data)
		}
	}
	b := s.Show(reflect.ValueOf(call[func(any) any](&desk{}, "JSON")(`{"a": [1]}`)), nil)
	if b.Data["text/plain"] != "{\n  \"a\": [\n    1\n  ]\n}" {
		t.Errorf("JSON: %v", b.Data)
	}
}
