package back_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"harmonium/dsl/internal/back"
	"harmonium/dsl/internal/front"
	"harmonium/dsl/internal/host"
	"harmonium/dsl/internal/mime"
	"harmonium/dsl/internal/unit"
)

// desk is a host that keeps what is printed.
type desk struct {
	out    bytes.Buffer
	panics chan *unit.Panic
}

func (d *desk) Display(mime.Bundle, string, bool)  {}
func (d *desk) Clear(bool)                         {}
func (d *desk) Input(string, bool) (string, error) { return "", io.EOF }
func (d *desk) Page(mime.Bundle)                   {}
func (d *desk) NextInput(string, bool)             {}
func (d *desk) Panic(p *unit.Panic)                { d.panics <- p }
func (d *desk) Context() context.Context           { return context.Background() }
func (d *desk) Run() *host.Run                     { return nil }
func (d *desk) Seed() uint64                       { return 1 }
func (d *desk) SetSeed(uint64)                     {}
func (d *desk) Restricted() bool                   { return false }
func (d *desk) Mark() *int                         { return nil }
func (d *desk) Stdin() io.Reader                   { return strings.NewReader("7 8\n") }
func (d *desk) Stdout() io.Writer                  { return &d.out }
func (d *desk) Stderr() io.Writer                  { return os.Stderr }

type session struct {
	t testing.TB
	f *front.Front
	m *back.Machine
	d *desk
	n int
}

func open(t testing.TB) *session {
	f, err := front.New(front.Config{})
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{panics: make(chan *unit.Panic, 1)}
	m, err := back.New(d, nil)
	if err != nil {
		t.Fatal(err)
	}
	return &session{t: t, f: f, m: m, d: d}
}

func (s *session) run(ctx context.Context, code string) ([]unit.Value, unit.Outcome) {
	s.t.Helper()
	s.n++
	u, diags := s.f.Compile(code, s.n)
	if u == nil {
		s.t.Fatal(diags)
	}
	if err := s.m.Load(u); err != nil {
		s.t.Fatal(err, u.Source)
	}
	s.f.Commit(u)
	r := host.NewRun(ctx, uint64(s.n), s.n)
	var vs []unit.Value
	var out unit.Outcome
	r.Do(func() { vs, out = s.m.Run(r.Context(), u) })
	s.f.Ended(u, out)
	return vs, out
}

func TestValueAndOutput(t *testing.T) {
	s := open(t)
	vs, out := s.run(t.Context(), "import \"fmt\"\nx := 41\nfmt.Println(\"hi\")\nx + 1")
	if len(vs) != 1 || vs[0].V.Interface() != 42 || out.Panic != nil || s.d.out.String() != "hi\n" {
		t.Errorf("values %v, outcome %+v, output %q", vs, out, &s.d.out)
	}
	if vs, _ = s.run(t.Context(), "x"); vs[0].V.Interface() != 41 {
		t.Errorf("x is %v", vs[0].V)
	}
}

func TestTracebackIsExact(t *testing.T) {
	s := open(t)
	s.run(t.Context(), "func f(i int) int {\n\ta := []int{1}\n\tb := g(0)\n\treturn a[i] + b\n}\nfunc g(i int) int {\n\treturn i\n}")
	_, out := s.run(t.Context(), "y := f(0)\nz := f(\n\t5)\ny + z")
	if out.Panic == nil || !out.Panic.Runtime {
		t.Fatalf("outcome %+v", out)
	}
	var got []string
	for _, f := range out.Panic.Frames {
		got = append(got, fmt.Sprintf("%s In[%d]:%d:%d", f.Func, f.Cell, f.Line, f.Column))
	}
	if want := "[f In[1]:4:2  In[2]:2:1]"; fmt.Sprint(got) != want {
		t.Errorf("frames %q, want %s", got, want)
	}
	if out.At.Line != 2 {
		t.Errorf("stopped at %+v", out.At)
	}
	for _, n := range s.f.Names() {
		if n.Name == "z" {
			t.Error("z exists although it was never assigned")
		}
	}
}

func TestExitEndsTheCell(t *testing.T) {
	s := open(t)
	_, out := s.run(t.Context(), "import \"os\"\nos.Exit(3)")
	if out.Exit == nil || *out.Exit != 3 {
		t.Errorf("outcome %+v", out)
	}
	if vs, _ := s.run(t.Context(), "1"); len(vs) != 1 {
		t.Error("the session has ended too")
	}
}

func BenchmarkTrivialCell(b *testing.B) {
	s := open(b)
	s.run(b.Context(), "1+1")
	var check, load, run time.Duration
	for b.Loop() {
		t0 := time.Now()
		u, _ := s.f.Compile("1+1", 1)
		t1 := time.Now()
		s.m.Load(u)
		s.f.Commit(u)
		t2 := time.Now()
		r := host.NewRun(b.Context(), 1, 1)
		r.Do(func() { s.m.Run(r.Context(), u) })
		check, load, run = check+t1.Sub(t0), load+t2.Sub(t1), run+time.Since(t2)
	}
	b.ReportMetric(float64(check.Microseconds())/float64(b.N), "µs/check")
	b.ReportMetric(float64(load.Microseconds())/float64(b.N), "µs/load")
	b.ReportMetric(float64(run.Microseconds())/float64(b.N), "µs/run")
}

// try compiles a cell that is expected to fail.
func (s *session) try(code string) string {
	s.t.Helper()
	s.n++
	u, diags := s.f.Compile(code, s.n)
	if u != nil || len(diags) == 0 {
		s.t.Fatalf("%q compiles", code)
	}
	return strings.Join(diags[0].Lines(), "\n")
}

func TestNewWorkerKnowsDeclarations(t *testing.T) {
	s := open(t)
	s.run(t.Context(), "func double(i int) int { return 2 * i }")
	s.run(t.Context(), "base := 10\nfunc above(i int) int { return base + i }")
	s.run(t.Context(), "above(1)")
	units, lost := s.f.Replay()
	if fmt.Sprint(lost) != "[base]" || len(units) != 2 {
		t.Fatalf("%d units, lost %v; want 2 units, and base lost", len(units), lost)
	}
	m, err := back.New(s.d, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.m = m
	for _, u := range units {
		if err := s.m.Load(u); err != nil {
			t.Fatal(err)
		}
	}
	if vs, _ := s.run(t.Context(), "double(4)"); vs[0].V.Interface() != 8 {
		t.Errorf("double(4) is %v", vs[0].V)
	}
	want := "In[5]:1:1: above uses base, which is gone: the worker that held it ended; run the cell that defines it again\n    above(2)\n    ^"
	if got := s.try("above(2)"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	s.run(t.Context(), "base := 20")
	if vs, _ := s.run(t.Context(), "above(2)"); vs[0].V.Interface() != 22 {
		t.Errorf("above(2) is %v", vs[0].V)
	}
}

func TestSourceOfDeclarations(t *testing.T) {
	s := open(t)
	s.run(t.Context(), "x := 1\n// double doubles.\nfunc double(i int) int {\n\treturn 2 * i\n}\nx")
	if got, want := s.f.Source("double"), "// double doubles.\nfunc double(i int) int {\n\treturn 2 * i\n}"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSmallCellsDoNotAccumulate(t *testing.T) {
	s := open(t)
	s.run(t.Context(), "x := 1")
	for i := range 300 {
		s.run(t.Context(), fmt.Sprintf("x = %d", i))
	}
	if units, _ := s.f.Replay(); len(units) != 1 {
		t.Errorf("%d units are kept for a new worker, want 1", len(units))
	}
}
