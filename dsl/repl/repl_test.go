package repl_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"harmonium/dsl"
	"harmonium/dsl/repl"
)

// echo is a session that says what it was asked.
type echo struct{}

func (echo) Run(ctx context.Context, c dsl.Cell, out dsl.Outputs) dsl.Result {
	switch code := strings.TrimSpace(c.Code); {
	case code == "fail":
		return dsl.Result{Err: &dsl.Error{Name: "panic", Value: "no", Traceback: []string{"\x1b[31mpanic: no\x1b[0m", "In[1]:1"}}}
	case code == "figure":
		return dsl.Result{Value: dsl.Bundle{Data: map[string]any{"text/plain": "a curve", "image/png": picture()}}}
	case code == "progress":
		out.Display(dsl.Text("0%"), "p", false)
		out.Display(dsl.Text("50%"), "p", true)
		out.Display(dsl.Text("100%"), "p", true)
		return dsl.Result{}
	case code == "ask":
		line, err := out.Input(ctx, "name? ", false)
		return dsl.Result{Value: dsl.Text(fmt.Sprint(line, err))}
	case code == "print":
		out.Stream("stdout", "no newline")
		return dsl.Result{}
	default:
		return dsl.Result{Value: dsl.Text(code)}
	}
}

func (echo) Complete(context.Context, string, int) dsl.Completion { return dsl.Completion{} }
func (echo) Interrupt()                                           {}
func (echo) IsComplete(code string) dsl.Completeness {
	if strings.Count(code, "{") > strings.Count(code, "}") {
		return dsl.Completeness{Status: "incomplete", Indent: "\t"}
	}
	return dsl.Completeness{Status: "complete"}
}

func picture() string {
	img := image.NewRGBA(image.Rect(0, 0, 4, 7))
	img.Set(1, 1, color.RGBA{255, 0, 0, 255})
	var buf bytes.Buffer
	png.Encode(&buf, img)
	return base64.StdEncoding.EncodeToString(buf.Bytes())
}

// script is lines that were typed beforehand.
type script struct {
	lines   []string
	prompts []string
	kept    []string
}

func (s *script) Line(prompt, indent string) (string, error) {
	s.prompts = append(s.prompts, prompt+indent)
	if len(s.lines) == 0 {
		return "", io.EOF
	}
	line := s.lines[0]
	s.lines = s.lines[1:]
	if line == "^C" {
		return "", repl.ErrAborted
	}
	return line, nil
}
func (s *script) Password(prompt string) (string, error) { return s.Line(prompt, "") }
func (s *script) Remember(cell string)                   { s.kept = append(s.kept, cell) }
func (s *script) Close() error                           { return nil }

func run(t *testing.T, c repl.Config, lines ...string) (out string, typed *script) {
	t.Helper()
	var buf bytes.Buffer
	typed = &script{lines: lines}
	c.Lines, c.Out, c.Err = typed, &buf, &buf
	if err := repl.Run(context.Background(), echo{}, c); err != nil {
		t.Fatal(err)
	}
	return buf.String(), typed
}

func TestCells(t *testing.T) {
	out, typed := run(t, repl.Config{}, "1", "", "f {", "x", "}", "y {", "^C", "fail", "print", "ask", "Ada", "z {", "", "")
	want := "Out[1]: 1\nOut[2]:\nf {\nx\n}\npanic: no\nIn[1]:1\nno newline\nOut[5]: Ada<nil>\nOut[6]: z {\n\n"
	if out != want {
		t.Errorf("got %q, want %q", out, want)
	}
	if typed.prompts[3] != "  ...: \t" {
		t.Errorf("continued with %q", typed.prompts[3])
	}
	if len(typed.kept) != 6 || typed.kept[1] != "f {\nx\n}" {
		t.Errorf("history %q", typed.kept)
	}
}

func TestFiguresAsFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "figures")
	out, _ := run(t, repl.Config{Figures: dir}, "figure", "figure", "progress")
	for i := 1; i <= 2; i++ {
		path := filepath.Join(dir, fmt.Sprintf("figure-%d.png", i))
		if _, err := os.Stat(path); err != nil || !strings.Contains(out, "figure written to "+path) {
			t.Errorf("%v; output %q", err, out)
		}
	}
	if !strings.Contains(out, "Out[1]: a curve") || strings.Contains(out, "50%") {
		t.Errorf("output %q", out)
	}
}

func TestInline(t *testing.T) {
	for protocol, want := range map[repl.Protocol]string{
		repl.Kitty: "\x1b_Gf=100,a=T,q=2,m=0;" + picture() + "\x1b\\",
		repl.ITerm: ":" + picture() + "\a",
		repl.Sixel: "\x1bPq\"1;1;4;7",
	} {
		if out, _ := run(t, repl.Config{Inline: protocol}, "figure"); !strings.Contains(out, want) {
			t.Errorf("%s: %q", protocol, out)
		}
	}
	// The red pixel stands in row 1 of column 1: bit 1, which is 'A'.
	out, _ := run(t, repl.Config{Inline: repl.Sixel}, "figure")
	if !strings.Contains(out, "?A??$") {
		t.Errorf("no red pixel in %q", out)
	}
}

func TestDetect(t *testing.T) {
	for _, tt := range []struct {
		env  map[string]string
		want repl.Protocol
	}{
		{map[string]string{"TERM": "xterm-kitty"}, repl.Kitty},
		{map[string]string{"TERM_PROGRAM": "WezTerm", "TERM": "xterm-256color"}, repl.ITerm},
		{map[string]string{"TERM": "foot"}, repl.Sixel},
		{map[string]string{"TERM": "xterm-256color"}, repl.Files},
		{map[string]string{"TERM": "xterm-kitty", "TMUX": "/tmp/x"}, repl.Files},
	} {
		if got := repl.Detect(func(name string) string { return tt.env[name] }, true); got != tt.want {
			t.Errorf("%v: %s, want %s", tt.env, got, tt.want)
		}
		if got := repl.Detect(func(name string) string { return tt.env[name] }, false); got != repl.Files {
			t.Errorf("%v, not a terminal: %s", tt.env, got)
		}
	}
}
