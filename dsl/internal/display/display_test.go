package display_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"math/big"
	"reflect"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"

	"harmonium/dsl/internal/display"
	"harmonium/dsl/internal/mime"
	"harmonium/dsl/internal/unit"
)

type point struct{ X, Y int }

type celsius float64

type day int

func (d day) String() string { return [...]string{"Monday", "Tuesday"}[d] }

type node struct {
	Value int
	Next  *node
}

type event struct {
	Name string
	took time.Duration
	tags map[string]bool
}

type broken struct{ N int }

func (broken) String() string { panic("no") }

type card struct{ Title string }

func (c card) MIMEBundle() map[string]any {
	return map[string]any{"text/html": "<b>" + c.Title + "</b>", "text/plain": c.Title}
}

type pixels struct{}

func (*pixels) MIMEBundle() (map[string][]byte, map[string]any, error) {
	return map[string][]byte{"image/png": {1, 2}}, map[string]any{"image/png": 2}, nil
}

type failing struct{ A int }

func (failing) MIMEBundle() (map[string]string, error) { return nil, errors.New("out of ink") }

type html string

func (h html) HTML() string { return string(h) }

func cyclic() *node {
	n := &node{Value: 1}
	n.Next = n
	return n
}

func ints(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = i
	}
	return s
}

var greeting = "hi"

var plain = []struct {
	name  string
	value any
	want  string
}{
	{"int", 2, `2`},
	{"float", 0.1, `0.1`},
	{"whole float", 3.0, `3`},
	{"large float", 1e21, `1e+21`},
	{"float32", float32(0.1), `0.1`},
	{"not a number", math.NaN(), `NaN`},
	{"infinity", math.Inf(-1), `-Inf`},
	{"complex", complex(1, -2), `(1-2i)`},
	{"bool", true, `true`},
	{"string", "a\n\"b\"", `"a\n\"b\""`},
	{"rune", 'x', `120`},
	{"byte", byte(7), `7`},
	{"defined", celsius(3.5), `display_test.celsius(3.5)`},
	{"stringer", day(1), `Tuesday`},
	{"duration", 1500 * time.Millisecond, `1.5s`},
	{"big number", big.NewInt(1234567890123), `1234567890123`},
	{"error", fmt.Errorf("no %s", "way"), `no way`},
	{"struct", point{1, 2}, `display_test.point{X: 1, Y: 2}`},
	{"pointer", &point{1, 2}, `&display_test.point{X: 1, Y: 2}`},
	{"pointer to string", &greeting, `&"hi"`},
	{"nil pointer", (*point)(nil), `(*display_test.point)(nil)`},
	{"slice", []int{1, 2}, `[]int{1, 2}`},
	{"nil slice", []int(nil), `[]int(nil)`},
	{"empty slice", []int{}, `[]int{}`},
	{"slices", [][]int{{1}, {2, 3}}, `[][]int{{1}, {2, 3}}`},
	{"array", [3]bool{true}, `[3]bool{true, false, false}`},
	{"slice of any", []any{1, "a", nil, 2.5}, `[]any{1, "a", nil, 2.5}`},
	{"slice of pointers", []*point{{1, 2}, nil}, `[]*display_test.point{&display_test.point{X: 1, Y: 2}, (*display_test.point)(nil)}`},
	{"defined elements", []celsius{1, 2}, `[]display_test.celsius{1, 2}`},
	{"map", map[string]int{"b": 2, "a": 1}, `map[string]int{"a": 1, "b": 2}`},
	{"map by number", map[int]string{10: "x", 9: "y"}, `map[int]string{9: "y", 10: "x"}`},
	{"map of structs", map[point]bool{{2, 1}: true, {1, 5}: false}, `map[display_test.point]bool{{X: 1, Y: 5}: false, {X: 2, Y: 1}: true}`},
	{"map of any", map[any]int{"a": 1, 2: 2}, `map[any]int{"a": 1, 2: 2}`},
	{"nil map", map[string]int(nil), `map[string]int(nil)`},
	{"text bytes", []byte("abc"), `[]byte("abc")`},
	{"bytes", []byte{0, 255}, `[]byte{0, 255}`},
	{"func", math.Sqrt, `func(float64) float64`},
	{"nil func", (func())(nil), `nil`},
	{"chan", make(chan int, 3), `chan int (0 of 3)`},
	{"unexported fields of others", event{"a", time.Second, nil}, `display_test.event{Name: "a", …}`},
	{"list", &node{1, &node{2, nil}}, `&display_test.node{Value: 1, Next: &display_test.node{Value: 2, Next: (*display_test.node)(nil)}}`},
	{"cycle", cyclic(), `&display_test.node{Value: 1, Next: &display_test.node{… itself}}`},
	{"panic in String", broken{4}, `display_test.broken{N: 4}`},
	{"struct without a name", struct {
		A int
		b string
	}{1, "x"}, `struct { A int; b string }{A: 1, b: "x"}`},
	{"time", time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), `2026-01-02 03:04:05 +0000 UTC`},
	{"times", []time.Duration{time.Second}, `[]time.Duration{1s}`},
	{"long slice", ints(1000), "[]int{\n\t0, 1, 2, 3,"},
	{"long slice counts", ints(12345), "\n\t… 12,245 more\n}"},
	{"long string", strings.Repeat("x", 5000), `x"… 3,000 more bytes`},
	{"long text bytes", []byte(strings.Repeat("é", 3000)), `é"… 4,002 more bytes)`},
	{"foreign struct", struct{ M big.Float }{}, `struct { M big.Float }{M: `},
}

func TestPlain(t *testing.T) {
	var s display.Shower
	for _, tt := range plain {
		t.Run(tt.name, func(t *testing.T) {
			got, _ := s.Show(reflect.ValueOf(tt.value), nil).Data["text/plain"].(string)
			if strings.HasPrefix(tt.name, "long") || tt.name == "foreign struct" {
				if !strings.Contains(got, tt.want) {
					t.Errorf("no %q in %q", tt.want, got)
				}
			} else if got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// Interpreted values have neither names nor unexported fields of their own.
func TestInterpretedNames(t *testing.T) {
	intType := &unit.Type{Kind: reflect.Int, Name: "int", Go: "int"}
	typ := &unit.Type{Kind: reflect.Struct, Name: "P", Path: "main", Pkg: "main", Go: "main.P",
		Fields: []unit.Field{{Name: "X", Type: intType, Exported: true}, {Name: "next"}}}
	ptr := &unit.Type{Kind: reflect.Pointer, Go: "*main.P", Elem: typ}
	typ.Fields[1].Type = ptr
	type raw = struct {
		X     int
		Xnext *struct{ X int }
	}
	var s display.Shower
	got := s.Show(reflect.ValueOf(raw{X: 3}), typ).Data["text/plain"]
	if want := "P{X: 3, next: (*P)(nil)}"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	list := &unit.Type{Kind: reflect.Slice, Go: "[]main.P", Elem: typ}
	b := s.Show(reflect.ValueOf([]raw{{X: 1}, {X: 2}}), list)
	if want := "[]P{{X: 1, next: (*P)(nil)}, {X: 2, next: (*P)(nil)}}"; b.Data["text/plain"] != want {
		t.Errorf("got %s, want %s", b.Data["text/plain"], want)
	}
	if table := fmt.Sprint(b.Data["text/html"]); !strings.Contains(table, "<th>X</th><th>next</th>") {
		t.Errorf("table without the real names: %s", table)
	}
	kelvin := &unit.Type{Kind: reflect.Float64, Name: "Kelvin", Path: "main", Pkg: "main", Go: "main.Kelvin"}
	if got := s.Show(reflect.ValueOf(3.5), kelvin).Data["text/plain"]; got != "Kelvin(3.5)" {
		t.Errorf("got %s", got)
	}
}

// Methods of interpreted types are called through Call.
func TestInterpretedMethods(t *testing.T) {
	str := &unit.Type{Kind: reflect.String, Go: "string"}
	typ := &unit.Type{Kind: reflect.Int, Name: "Day", Path: "main", Go: "main.Day",
		Methods: []unit.Method{{Name: "String", Type: &unit.Type{Kind: reflect.Func, Results: []*unit.Type{str}}}}}
	s := display.Shower{Call: func(v reflect.Value, _ *unit.Type, name string) ([]reflect.Value, bool) {
		return []reflect.Value{reflect.ValueOf(fmt.Sprint("day ", v.Int()))}, name == "String"
	}}
	if got := s.Show(reflect.ValueOf(3), typ).Data["text/plain"]; got != "day 3" {
		t.Errorf("got %v", got)
	}
}

func TestOwnBundles(t *testing.T) {
	var s display.Shower
	b := s.Show(reflect.ValueOf(card{"ace"}), nil)
	if b.Data["text/html"] != "<b>ace</b>" || b.Data["text/plain"] != "ace" {
		t.Errorf("card: %v", b.Data)
	}
	b = s.Show(reflect.ValueOf(&pixels{}), nil)
	if b.Data["image/png"] != "AQI=" || b.Metadata["image/png"] != 2 {
		t.Errorf("pixels: %v %v", b.Data, b.Metadata)
	}
	b = s.Show(reflect.ValueOf(failing{3}), nil)
	if text := fmt.Sprint(b.Data["text/plain"]); !strings.Contains(text, "out of ink") || !strings.Contains(text, "failing{A: 3}") {
		t.Errorf("failing: %v", text)
	}
	b = s.Show(reflect.ValueOf(html("<i>x</i>")), nil)
	if b.Data["text/html"] != "<i>x</i>" {
		t.Errorf("html: %v", b.Data)
	}
	b = s.Show(reflect.ValueOf(mime.Text("as is")), nil)
	if b.Data["text/plain"] != "as is" {
		t.Errorf("bundle: %v", b.Data)
	}
	if b := s.Show(reflect.Value{}, nil); !b.Empty() {
		t.Errorf("void shows %v", b)
	}
}

func TestMatrix(t *testing.T) {
	var s display.Shower
	b := s.Show(reflect.ValueOf(mat.NewDense(2, 2, []float64{1, -0.5, 1.0 / 3, 4})), nil)
	if want := "mat.Dense, 2×2\n      1  -0.5\n0.33333     4"; b.Data["text/plain"] != want {
		t.Errorf("got %q, want %q", b.Data["text/plain"], want)
	}
	table := fmt.Sprint(b.Data["text/html"])
	for _, want := range []string{"<table", "<td>0.33333</td>", "mat.Dense, 2×2"} {
		if !strings.Contains(table, want) {
			t.Errorf("no %s in %s", want, table)
		}
	}
	for _, bad := range []string{"<style", "<script", "style="} {
		if strings.Contains(table, bad) {
			t.Errorf("a sanitiser would drop %s", bad)
		}
	}
	b = s.Show(reflect.ValueOf(mat.NewDense(784, 500, nil)), nil)
	if text := fmt.Sprint(b.Data["text/plain"]); !strings.Contains(text, "754 more rows, 480 more columns") {
		t.Errorf("a large matrix: %s", text)
	}
	b = s.Show(reflect.ValueOf(mat.NewVecDense(3, []float64{1, 2, 3})), nil)
	if text := fmt.Sprint(b.Data["text/plain"]); text != "mat.VecDense, 3×1\n1\n2\n3" {
		t.Errorf("a vector: %q", text)
	}
	if b := s.Show(reflect.ValueOf(&mat.Dense{}), nil); b.Empty() {
		t.Error("an empty matrix shows nothing")
	}
	if got := s.Show(reflect.ValueOf((*mat.Dense)(nil)), nil).Data["text/plain"]; got != "(*mat.Dense)(nil)" {
		t.Errorf("a nil matrix: %v", got)
	}
}

func TestRecords(t *testing.T) {
	var s display.Shower
	typ := &unit.Type{Kind: reflect.Struct, Name: "Event", Path: "main", Go: "main.Event"}
	if got := s.Show(reflect.ValueOf(event{"a", time.Second, nil}), typ).Data["text/plain"]; got != `Event{Name: "a", took: 1s, tags: map[string]bool(nil)}` {
		t.Errorf("unexported fields of the session: %s", got)
	}
	b := s.Show(reflect.ValueOf([]event{{"<b>", time.Second, nil}, {"c", 0, nil}}), &unit.Type{Kind: reflect.Slice, Go: "[]main.Event", Elem: typ})
	table := fmt.Sprint(b.Data["text/html"])
	for _, want := range []string{"<th>Name</th><th>took</th><th>tags</th>", "<td>&lt;b&gt;</td><td>1s</td>", "2 rows"} {
		if !strings.Contains(table, want) {
			t.Errorf("no %s in %s", want, table)
		}
	}
	many := make([]point, 500)
	if table := fmt.Sprint(s.Show(reflect.ValueOf(many), nil).Data["text/html"]); !strings.Contains(table, "470 more rows") {
		t.Errorf("many rows: %s", table)
	}
	if b := s.Show(reflect.ValueOf([]time.Time{{}}), nil); b.Data["text/html"] != nil {
		t.Error("times are values, not records")
	}
	if b := s.Show(reflect.ValueOf([]*point{{1, 2}, nil}), nil); !strings.Contains(fmt.Sprint(b.Data["text/html"]), "<td>nil</td>") {
		t.Errorf("nil rows: %v", b.Data["text/html"])
	}
}

func TestImage(t *testing.T) {
	var s display.Shower
	img := image.NewGray(image.Rect(0, 0, 28, 14))
	img.SetGray(1, 0, color.Gray{200})
	b := s.Show(reflect.ValueOf(img), nil)
	data, err := base64.StdEncoding.DecodeString(b.Data["image/png"].(string))
	if err != nil {
		t.Fatal(err)
	}
	got, err := png.Decode(strings.NewReader(string(data)))
	if err != nil {
		t.Fatal(err)
	}
	if size := got.Bounds().Size(); size != image.Pt(280, 140) {
		t.Errorf("shown as %v", size)
	}
	if r, _, _, _ := got.At(15, 5).RGBA(); r>>8 != 200 {
		t.Errorf("pixel (1,0) is %d", r>>8)
	}
	if meta := b.Metadata["image/png"].(map[string]any); meta["width"] != 280 {
		t.Errorf("metadata %v", meta)
	}
	if b.Data["text/plain"] != "image of 28×14 pixels" {
		t.Errorf("words %v", b.Data["text/plain"])
	}
	if b := s.Show(reflect.ValueOf(image.NewGray(image.Rectangle{})), nil); b.Data["image/png"] != nil || b.Empty() {
		t.Errorf("an empty image: %v", b.Data)
	}
}

func TestFigures(t *testing.T) {
	var r display.Registry
	display.Register(&r, func(p point) (any, error) { return html(fmt.Sprint("<p>", p.X)), nil })
	display.Register(&r, func(d day) (any, error) { return nil, errors.New("no figure today") })
	s := display.Shower{Figures: &r}
	for _, v := range []any{point{7, 1}, &point{7, 1}} {
		if b := s.Show(reflect.ValueOf(v), nil); b.Data["text/html"] != "<p>7" {
			t.Errorf("%T: %v", v, b.Data)
		}
	}
	if text := fmt.Sprint(s.Show(reflect.ValueOf(day(0)), nil).Data["text/plain"]); !strings.Contains(text, "Monday") || !strings.Contains(text, "no figure today") {
		t.Errorf("a figure that fails: %s", text)
	}
}

func values(vs ...any) (out []unit.Value) {
	for _, v := range vs {
		if err, ok := v.(error); ok || v == nil {
			out = append(out, unit.Value{V: reflect.ValueOf(&err).Elem(), Go: unit.ResultType{IsError: true}})
			continue
		}
		out = append(out, unit.Value{V: reflect.ValueOf(v)})
	}
	return out
}

func TestValues(t *testing.T) {
	var s display.Shower
	for _, tt := range []struct {
		name  string
		in    []unit.Value
		shown []string
		err   string
	}{
		{"void", nil, nil, ""},
		{"one", values(3), []string{"3"}, ""},
		{"two", values(3, "a"), []string{`3, "a"`}, ""},
		{"no error", values(3, nil), []string{"3"}, ""},
		{"error", values(3, errors.New("bad")), nil, "bad"},
		{"only an error", values(errors.New("bad")), nil, "bad"},
		{"only no error", values(nil), nil, ""},
		{"rich and plain", values(card{"a"}, 3), []string{"a", "3"}, ""},
	} {
		shown, err := s.Values(tt.in)
		var got []string
		for _, b := range shown {
			got = append(got, fmt.Sprint(b.Data["text/plain"]))
		}
		if !reflect.DeepEqual(got, tt.shown) || (err == nil) != (tt.err == "") || err != nil && err.Error() != tt.err {
			t.Errorf("%s: got %q, %v; want %q, %q", tt.name, got, err, tt.shown, tt.err)
		}
	}
}

// Random data twice: the same bytes.
func TestDeterministic(t *testing.T) {
	var s display.Shower
	m := map[string]map[int]bool{}
	for i := range 50 {
		m[fmt.Sprint(i*7919%101)] = map[int]bool{i: true, -i: false, i * i: true}
	}
	first := s.Show(reflect.ValueOf(m), nil).Data["text/plain"]
	for range 20 {
		if again := s.Show(reflect.ValueOf(m), nil).Data["text/plain"]; again != first {
			t.Fatalf("%s\n%s", first, again)
		}
	}
}

func BenchmarkShow(b *testing.B) {
	var s display.Shower
	for _, n := range []int{1, 100, 10_000} {
		v := reflect.ValueOf(ints(n))
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				s.Show(v, nil)
			}
		})
	}
}
