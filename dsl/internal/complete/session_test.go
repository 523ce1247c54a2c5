package complete_test

import (
	"go/types"
	"strings"
	"testing"

	"harmonium/dsl/internal/complete"
	"harmonium/dsl/internal/docs"
	"harmonium/dsl/internal/front"
	"harmonium/dsl/internal/lower"
	"harmonium/dsl/internal/words"
)

// session runs cells through the real front end, without a worker.
func session(t testing.TB, cells ...string) func(do func(v *complete.View)) {
	t.Helper()
	f, err := front.New(front.Config{
		Words: words.Objects, Prelude: words.Prelude(),
		Lower: func(lower.Package, lower.Options) (*lower.Output, error) { return &lower.Output{}, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, cell := range cells {
		u, diags := f.Compile(cell, i+1)
		if u == nil {
			t.Fatalf("cell %d: %v", i+1, diags)
		}
		f.Commit(u)
	}
	lib := &docs.Library{}
	return func(do func(v *complete.View)) {
		f.Read(func(objects []types.Object, source func(string) string) {
			do(&complete.View{Objects: objects, Source: source, Importer: f.Importer(), Importable: f.Importable(), Word: words.Doc, Docs: lib})
		})
	}
}

func TestInASession(t *testing.T) {
	look := session(t,
		"import (\"strings\"; \"gonum.org/v1/gonum/mat\"; \"harmonium/stdlib/hopfield\")\n\n// Spin is ±1.\ntype Spin int8\n\n// Flip turns the spin.\nfunc (s Spin) Flip() Spin { return -s }",
		"s := Spin(1)\nm := mat.NewDense(2, 2, nil)\nvar b strings.Builder",
		"func (s Spin) Up() bool { return s > 0 }",
		"s := []Spin{1, -1}",
	)
	for _, tt := range []struct{ code, want, signature, doc string }{
		{"s[0].Fl|", "Flip", "func() Spin", "Flip turns the spin."},
		{"s[0].U|", "Up", "func() bool", ""},
		{"m.RawM|", "RawMatrix", "func() blas64.General", ""},
		{"b.WriteS|", "WriteString", "func(s string) (int, error)", ""},
		{"mat.NewVec|", "NewVecDense", "func(n int, data []float64) *mat.VecDense", ""},
		{"import \"harmonium/st|\"", "harmonium/stdlib", "", ""},
		{"Sho|", "Show", "func(values ...any)", "Show shows values at once, each as the last expression of a cell would be shown; a kind of figure behind a value, such as plots.AsHinton, has it drawn so."},
		{"Mus|", "Must", "func[T any](value T, err error) T", "Must returns the value of a call that may fail; its error becomes the cell's error."},
		{"Rando|", "Random", "func() rng.Source", ""},
		{"Random().Nam|", "Named", "func(name string) rng.Source", ""},
		{"Must(strings.NewReader(\"\"), nil).Rea|", "Read", "func(b []byte) (n int, err error)", ""},
	} {
		cursor := strings.Index(tt.code, "|")
		look(func(v *complete.View) {
			found := v.Complete(tt.code[:cursor]+tt.code[cursor+1:], cursor)
			if len(found.Matches) == 0 {
				t.Errorf("%s: nothing", tt.code)
				return
			}
			m := found.Matches[0]
			if m.Text != tt.want || m.Signature != tt.signature || tt.doc != "" && m.Doc != tt.doc {
				t.Errorf("%s: got %+v", tt.code, m)
			}
		})
	}
	for _, tt := range []struct{ code, want string }{
		{"Spi|n", "Spin is ±1."},
		{"s[0].Fl|ip()", "func (s Spin) Flip() Spin { return -s }"},
		{"Sho|w", "Example:"},
		{"Sho|w", "func Show(values ...any)"},
		{"Mus|t", "Must returns the value of a call that may fail"},
		{"hop|field", "Package hopfield"},
	} {
		cursor := strings.Index(tt.code, "|")
		look(func(v *complete.View) {
			doc, _ := v.Inspect(tt.code[:cursor]+tt.code[cursor+1:], cursor, 1)
			if plain, _ := doc.Data["text/plain"].(string); !strings.Contains(plain, tt.want) {
				t.Errorf("%s: no %q in\n%s", tt.code, tt.want, plain)
			}
		})
	}
}
