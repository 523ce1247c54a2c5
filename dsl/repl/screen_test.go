package repl_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"harmonium/dsl"
	"harmonium/dsl/repl"
)

// tty is a terminal of 40 columns that knows what Screen makes use of.
type tty struct {
	rows     [][]rune
	row, col int
	cut      bool
}

func (*tty) IsTerminal() bool { return true }

var piece = regexp.MustCompile("\x1b\\[(\\??[0-9]*)([A-Za-z])|(?s:.)")

func (t *tty) Write(p []byte) (int, error) {
	for _, m := range piece.FindAllStringSubmatch(string(p), -1) {
		for len(t.rows) <= t.row {
			t.rows = append(t.rows, nil)
		}
		switch {
		case m[2] == "A":
			n, _ := strconv.Atoi(m[1])
			t.row = max(0, t.row-n)
		case m[2] == "J":
			t.rows[t.row] = t.rows[t.row][:min(t.col, len(t.rows[t.row]))]
			t.rows = t.rows[:t.row+1]
		case m[1] == "?7":
			t.cut = m[2] == "l"
		case m[0] == "\r":
			t.col = 0
		case m[0] == "\n":
			t.row, t.col = t.row+1, 0
		default:
			t.put([]rune(m[0])[0])
		}
	}
	return len(p), nil
}

func (t *tty) put(r rune) {
	if t.col == 40 {
		if t.cut {
			t.col--
		} else {
			t.rows = append(t.rows, nil)
			t.row, t.col = t.row+1, 0
		}
	}
	t.rows[t.row] = append(t.rows[t.row][:t.col], r)
	t.col++
}

func (t *tty) String() string {
	var lines []string
	for _, row := range t.rows {
		lines = append(lines, string(row))
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

// acts is a session whose cells are functions.
type acts struct {
	echo
	cells []func(out dsl.Outputs)
	run   int
}

func (a *acts) Run(_ context.Context, _ dsl.Cell, out dsl.Outputs) dsl.Result {
	a.cells[a.run](out)
	a.run++
	return dsl.Result{}
}

func drawing(text string, picture []byte) dsl.Bundle {
	return dsl.Bundle{Data: map[string]any{"text/plain": text, "image/png": base64.StdEncoding.EncodeToString(picture)}}
}

// On a terminal what is live changes below the other outputs, however they come, and
// stays as it was last: a line of text, and one picture.
func TestLiveOnATerminal(t *testing.T) {
	t.Setenv("TERM", "xterm")
	screen := &tty{}
	t.Chdir(t.TempDir())
	see := func(want string) {
		t.Helper()
		if got := screen.String(); got != want {
			t.Errorf("the terminal shows\n%s\nwant\n%s", got, want)
		}
	}
	var late dsl.Outputs
	s := &acts{cells: []func(dsl.Outputs){
		func(out dsl.Outputs) {
			out.Stream("stdout", "begin ")
			out.Display(dsl.Text("0%"), "p", false)
			see("begin \n0%")
			out.Display(dsl.Text("50%, "+strings.Repeat("long ", 9)), "p", true)
			see("begin \n50%, long long long long long long long ")
			screen.Write([]byte("^C")) // as the terminal echoes it
			out.Stream("stdout", "ten\n")
			out.Display(drawing("curve 1", []byte("first")), "f", false)
			out.Display(drawing("curve 2", []byte("second")), "f", true)
			out.Display(dsl.Text("60%"), "p", true)
			see("begin \nten\n60%\ncurve 2")
			out.Display(dsl.Text("shown"), "", false)
			out.Stream("stderr", "a warning\n")
			see("begin \nten\nshown\na warning\n60%\ncurve 2")
			out.Stream("stdout", "half")
			see("begin \nten\nshown\na warning\nhalf")
			out.Display(dsl.Text("100%"), "p", true)
			see("begin \nten\nshown\na warning\nhalf\n100%\ncurve 2")
			if files, _ := os.ReadDir("pictures"); len(files) > 0 {
				t.Errorf("%d files while the cell runs", len(files))
			}
			if answer, err := out.Input(context.Background(), "name? ", false); answer != "Ada" || err != nil {
				t.Error(answer, err)
			}
			see("begin \nten\nshown\na warning\nhalf")
			out.Display(drawing("curve 3", []byte("third")), "f", true)
			late = out
		},
		func(out dsl.Outputs) {
			see("begin \nten\nshown\na warning\nhalf\n100%\ncurve 3\nfigure written to pictures/figure-1.png\n101%")
		},
		func(dsl.Outputs) {},
	}}
	between := &script{lines: []string{"a", "Ada", "b", "c"}}
	c := repl.Config{Out: screen, Err: screen, Inline: repl.Files, Figures: "pictures", Lines: lines{between, func() {
		if late != nil { // from a goroutine that has outlived its cell: the person types now
			before := screen.String()
			late.Display(dsl.Text("101%"), "p", true)
			see(before)
			late = nil
		}
	}}}
	if err := repl.Run(context.Background(), s, c); err != nil {
		t.Fatal(err)
	}
	see("begin \nten\nshown\na warning\nhalf\n100%\ncurve 3\nfigure written to pictures/figure-1.png\n101%")
	if files, _ := filepath.Glob("pictures/*"); len(files) != 1 {
		t.Errorf("files %v", files)
	} else if raw, _ := os.ReadFile(files[0]); string(raw) != "third" {
		t.Errorf("the file holds %q", raw)
	}
}

// lines are typed beforehand; before each something happens.
type lines struct {
	*script
	before func()
}

func (l lines) Line(prompt, indent string) (string, error) {
	l.before()
	return l.script.Line(prompt, indent)
}

// A pipe gets every live display once, as it was last, in the order in which they began.
func TestLiveInAPipe(t *testing.T) {
	var out bytes.Buffer
	s := &acts{cells: []func(dsl.Outputs){func(o dsl.Outputs) {
		o.Display(dsl.Text("0%"), "p", false)
		o.Display(dsl.Text("first\nframe"), "f", false)
		o.Stream("stdout", "printed\n")
		o.Display(dsl.Text("last\nframe"), "f", true)
		o.Display(dsl.Text("100%"), "p", true)
	}}}
	if err := repl.Run(context.Background(), s, repl.Config{Out: &out, Err: &out, Lines: &script{lines: []string{"a"}}}); err != nil {
		t.Fatal(err)
	}
	if want := "printed\n100%\nlast\nframe\n\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

// A terminal that shows pictures gets the last one, once.
func TestLiveInline(t *testing.T) {
	var out bytes.Buffer
	s := &acts{cells: []func(dsl.Outputs){func(o dsl.Outputs) {
		for i := range 3 {
			o.Display(drawing("curve", fmt.Append(nil, "frame ", i)), "f", i > 0)
		}
	}}}
	if err := repl.Run(context.Background(), s, repl.Config{Out: &out, Err: &out, Inline: repl.Kitty, Lines: &script{lines: []string{"a"}}}); err != nil {
		t.Fatal(err)
	}
	last := base64.StdEncoding.EncodeToString([]byte("frame 2"))
	if strings.Count(out.String(), "\x1b_G") != 1 || !strings.Contains(out.String(), last) {
		t.Errorf("sent %q", out.String())
	}
}

// More lines than may change in place are not shown while they change, but in the end.
func TestLiveLong(t *testing.T) {
	t.Setenv("TERM", "xterm")
	screen := &tty{}
	s := repl.NewScreen(screen)
	long := dsl.Text(strings.Repeat("line\n", 50))
	s.Live("a", long)
	if got := screen.String(); strings.Count(got, "\n") != 19 || !strings.HasSuffix(got, "…") {
		t.Errorf("%q", got)
	}
	if last := s.End(); len(last) != 1 || last[0].Data["text/plain"] != long.Data["text/plain"] || screen.String() != "" {
		t.Errorf("left %v, on the terminal %q", last, screen)
	}
}

// A line that another stream begins is none of a pipe's lines.
func TestAsideOfAPipe(t *testing.T) {
	var out, errs bytes.Buffer
	s := repl.NewScreen(&out)
	s.Aside(&errs, "a warning")
	s.Block(func() { fmt.Fprintln(&out, 42) })
	if out.String() != "42\n" || errs.String() != "a warning" {
		t.Errorf("%q and %q", out.String(), errs.String())
	}
}
