package directives_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"harmonium/dsl/internal/directives"
	"harmonium/dsl/internal/mime"
)

// fake is a session that writes down what is asked of it.
type fake struct {
	out, err   strings.Builder
	evals      []string
	pages      []string
	seed       uint64
	dir        string
	env        []string
	restricted bool
	evalError  error
	resets     int
}

func (f *fake) Eval(_ context.Context, code string) error {
	f.evals = append(f.evals, code)
	if strings.Contains(code, "slow") {
		time.Sleep(time.Millisecond)
	}
	return f.evalError
}
func (f *fake) Names() []directives.Name {
	return []directives.Name{{"T", "type", "struct", 1}, {"x", "var", "int", 2}, {"f", "func", "func() int", 3}}
}
func (f *fake) Reset(context.Context) error                  { f.resets++; return nil }
func (f *fake) Seed() uint64                                 { return f.seed }
func (f *fake) SetSeed(_ context.Context, seed uint64) error { f.seed = seed; return nil }
func (f *fake) History() []directives.Entry {
	return []directives.Entry{{1, "x := 1", true}, {2, "y", false}, {3, "x", true}, {4, "%history", false}}
}
func (f *fake) Dir() string                               { return f.dir }
func (f *fake) Chdir(_ context.Context, dir string) error { f.dir = dir; return nil }
func (f *fake) Environ() []string                         { return f.env }
func (f *fake) Setenv(_ context.Context, name, v string) error {
	f.env = append(f.env, name+"="+v)
	return nil
}
func (f *fake) Print(stream, text string) {
	if stream == "stderr" {
		f.err.WriteString(text)
		return
	}
	f.out.WriteString(text)
}
func (f *fake) Page(b mime.Bundle) { f.pages = append(f.pages, fmt.Sprint(b.Data["text/plain"])) }
func (f *fake) Help(name string, detail int) (mime.Bundle, bool) {
	return mime.Text(fmt.Sprint("help on ", name, " ", detail)), name == "rbm.Training"
}
func (f *fake) Manual() string           { return "the manual" }
func (f *fake) Program() (string, error) { return "package main\n", nil }
func (f *fake) Commands() error {
	if f.restricted {
		return errors.New("commands are switched off")
	}
	return nil
}
func (f *fake) Restricted() bool { return f.restricted }

// run runs the directives of a cell; Go between them is left out.
func run(t *testing.T, f *fake, cell string) error {
	t.Helper()
	if f.dir == "" {
		f.dir = t.TempDir()
	}
	for _, seg := range directives.Split(cell) {
		if seg.Line == nil {
			continue
		}
		if err := directives.Run(t.Context(), f, *seg.Line); err != nil {
			return err
		}
	}
	return nil
}

func TestSplit(t *testing.T) {
	for _, tt := range []struct {
		cell string
		want []string // "go:…" or name:args
	}{
		{"x := 1", []string{"go:x := 1"}},
		{"%who", []string{"%who:"}},
		{"%time f(x)\ny", []string{"%time:f(x)", "go:y"}},
		{"x := 1\n%who\nx", []string{"go:x := 1", "%who:", "go:x"}},
		{"  %cd /tmp  ", []string{"%cd:/tmp"}},
		{"%%time\nx := 1\n%who", []string{"%%time:"}},
		{"!ls -l | wc", []string{"!:ls -l | wc"}},
		{"!(x > 1)", []string{"go:!(x > 1)"}},
		{"?strings.Builder", []string{"?:strings.Builder"}},
		{"??f", []string{"??:f"}},
		{"f?", []string{"?:f"}},
		{"strings.Builder??", []string{"??:strings.Builder"}},
		{"x := `\n%who\n`", []string{"go:x := ` %who `"}},
		{"f(\n%who\n)", []string{"go:f( %who )"}},
		{"func f() {\n\t%who\n}", []string{"go:func f() { %who }"}},
		{"y := x\n% 3", []string{"go:y := x", "%:3"}},
		{"y := x %\n3", []string{"go:y := x % 3"}},
		{"/* a */ %who", []string{"go:/* a */ %who"}},
		{"// a\n%who", []string{"go:// a", "%who:"}},
		{"!echo \"it's\n%who", []string{"!:echo \"it's", "%who:"}},
		{"s := \"%who\"\n%who", []string{"go:s := \"%who\"", "%who:"}},
		{"%cd it's\nx", []string{"%cd:it's", "go:x"}},
		{"", []string{"go:"}},
	} {
		var got []string
		for _, seg := range directives.Split(tt.cell) {
			if seg.Line != nil {
				got = append(got, seg.Line.Name+":"+seg.Line.Args)
				continue
			}
			got = append(got, "go:"+strings.Join(strings.Fields(seg.Code), " "))
			if len(seg.Code) != len(tt.cell) {
				t.Errorf("%q: the Go between directives has lost its place", tt.cell)
			}
		}
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%q: got %q, want %q", tt.cell, got, tt.want)
		}
	}
}

func TestMask(t *testing.T) {
	for cell, want := range map[string]string{
		"%time f(x)\ny":          "      f(x)\ny",
		"!ls\ny":                 "   \ny",
		"?f":                     " f",
		"%%time\nf(x)":           "      \nf(x)",
		"%%writefile a\nnot go!": "             \n       ",
	} {
		if got := directives.Mask(cell); got != want {
			t.Errorf("%q: got %q, want %q", cell, got, want)
		}
	}
}

func TestTableIsWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, d := range directives.Table() {
		if seen[d.Name] || d.Run == nil || !strings.HasSuffix(d.Help, ".") || !strings.HasPrefix(d.Usage, d.Name) {
			t.Errorf("%+v", d)
		}
		seen[d.Name] = true
	}
	for _, name := range strings.Fields("%time %%time %bench %who %reset %seed %history %run %save %cd %env %%writefile %help ! ?") {
		if !seen[name] {
			t.Errorf("no %s", name)
		}
	}
}

func TestHandlers(t *testing.T) {
	for _, tt := range []struct {
		cell string
		out  string // part of what is printed or paged
		err  string // part of the error
	}{
		{"%who", "var   x  int         In[2]\nfunc  f  func() int  In[3]\ntype  T  struct      In[1]\n", ""},
		{"%who f", "func  f  func() int  In[3]\n", ""},
		{"%who zzz", "nothing", ""},
		{"%seed", "seed 0", ""},
		{"%seed 17\n%seed", "seed 17", ""},
		{"%seed x", "", `"x" is not a number`},
		{"%history", "// In[1]\nx := 1\n\n// In[2] // failed\ny\n\n// In[3]\nx\n", ""},
		{"%history 1", "// In[3]\nx\n", ""},
		{"%history 2-3", "// In[2]", ""},
		{"%history 3-2", "", "range such as 2-5"},
		{"%env A=b c\n%env A", "b c", ""},
		{"%env NONE", "", "NONE is not set"},
		{"%env =x", "", "no name"},
		{"%help", "the manual", ""},
		{"%help time", "how long it took", ""},
		{"%help rbm.Training", "help on rbm.Training 0", ""},
		{"?rbm.Training", "help on rbm.Training 0", ""},
		{"rbm.Training??", "help on rbm.Training 1", ""},
		{"?nothing", "", `nothing is known about "nothing"`},
		{"%tim f()", "", "no directive is called %tim; there is %time and %%time"},
		{"%xyz", "", "%help lists them"},
		{"%time", "", "needs Go behind it"},
		{"%time slow()", "took ", ""},
		{"%%time\nslow()", "took ", ""},
		{"%cd nowhere", "", "no such file"},
		{"%cd", "/", ""},
		{"%run", "", "needs a file"},
		{"%run absent.go", "", "no such file"},
		{"%save x.txt", "", "name of a Go file"},
		{"%save x.go", "wrote x.go", ""},
		{"!echo hello", "hello\n", ""},
		{"!exit 3", "", "exit status 3"},
		{"!", "", "needs a command"},
	} {
		f := &fake{}
		err := run(t, f, tt.cell)
		got := f.out.String() + strings.Join(f.pages, "\n")
		if !strings.Contains(got, tt.out) {
			t.Errorf("%s: printed %q, want %q", tt.cell, got, tt.out)
		}
		if (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
			t.Errorf("%s: error %v, want %q", tt.cell, err, tt.err)
		}
	}
}

func TestTimeKeepsThePlace(t *testing.T) {
	f := &fake{evalError: errors.New("broken")}
	if err := run(t, f, "// a comment\n%time boom()"); err == nil || err.Error() != "broken" {
		t.Errorf("error %v", err)
	}
	if len(f.evals) != 1 || f.evals[0] != "            \n      boom()" {
		t.Errorf("evaluated %q", f.evals)
	}
}

func TestBench(t *testing.T) {
	f := &fake{}
	if err := run(t, f, "%bench slow(1)"); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(f.evals[0], "for range 1 { slow(1) }") || !strings.Contains(f.out.String(), "a run (") {
		t.Errorf("%q, printed %q", f.evals[0], f.out.String())
	}
	f = &fake{evalError: errors.New("no")}
	if err := run(t, f, "%bench a + b"); err == nil || !strings.Contains(f.evals[0], "{ _ = a + b }") {
		t.Errorf("%q, %v", f.evals, err)
	}
}

func TestFiles(t *testing.T) {
	f := &fake{dir: t.TempDir()}
	if err := run(t, f, "%%writefile a.go\n// %%\nx := 1\n// %% [markdown]\n// Prose.\n// %%\nx"); err != nil {
		t.Fatal(err)
	}
	if err := run(t, f, "%%writefile -a a.go\n// %%\ny"); err != nil {
		t.Fatal(err)
	}
	if err := run(t, f, "%run a.go"); err != nil {
		t.Fatal(err)
	}
	var cells []string
	for _, e := range f.evals {
		cells = append(cells, strings.TrimSpace(e))
	}
	if want := []string{"x := 1", "x", "y"}; !reflect.DeepEqual(cells, want) {
		t.Errorf("ran %q, want %q", cells, want)
	}
	if err := os.Mkdir(filepath.Join(f.dir, "sub"), 0o755); err != nil {
		t.Fatal(err)
	}
	before := f.dir
	if err := run(t, f, "%cd sub"); err != nil || f.dir != filepath.Join(before, "sub") {
		t.Errorf("in %s: %v", f.dir, err)
	}
}

func TestRestricted(t *testing.T) {
	dir := t.TempDir()
	f := &fake{dir: filepath.Join(dir, "in"), restricted: true}
	if err := os.Mkdir(f.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(dir, filepath.Join(f.dir, "out")); err != nil {
		t.Skip(err)
	}
	for _, cell := range []string{"!ls", "%cd ..", "%cd /", "%cd out", "%run ../a.go", "%run /etc/passwd", "%%writefile ../a\nx", "%%writefile out/a\nx", "%save out/a.go", "%%writefile new/../../a\nx"} {
		if err := run(t, f, cell); err == nil || !strings.Contains(err.Error(), "outside") && !strings.Contains(err.Error(), "switched off") && !strings.Contains(err.Error(), "no such") {
			t.Errorf("%s: %v", cell, err)
		}
	}
	if err := run(t, f, "%%writefile fine.txt\nx"); err != nil {
		t.Error(err)
	}
}

// An interrupt ends the command and what it started.
func TestCommandStops(t *testing.T) {
	f := &fake{dir: t.TempDir()}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	start := time.Now()
	if err := directives.Run(ctx, f, directives.Line{Name: "!", Args: "sleep 60 | cat"}); err == nil {
		t.Error("no error")
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
}

func ExampleRound() {
	fmt.Println(directives.Round(1234*time.Microsecond), directives.Round(999*time.Nanosecond), directives.Round(time.Minute))
	// Output: 1.23 ms 999 ns 60 s
}
