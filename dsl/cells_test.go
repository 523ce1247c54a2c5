package dsl_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"harmonium/dsl"
)

var update = flag.Bool("update", false, "write what the cells of testdata/*.cells now show into their files")

// TestCells runs testdata/*.cells: session tests in the cell language itself.
//
// A file is one session, or several split by lines of "===". Its cells are
// split by lines of "---". What a cell shows (text printed, displays, pages, the
// value) stands behind it, indented by a tab. A failure stands behind the line
// at fault as ### "part of the message" or ### `part`; a cell with several compile
// errors has several. ### "any" at a line of its own leaves the place open.
// Lines "<<< text" answer the cell's questions. Run one file with -run
// 'TestCells/name', and see -update.
func TestCells(t *testing.T) {
	files, err := filepath.Glob("testdata/*.cells")
	if err != nil || len(files) == 0 {
		t.Fatal("no testdata/*.cells", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".cells"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			after := runSessions(t, file, string(text))
			if *update && after != string(text) {
				if err := os.WriteFile(file, []byte(after), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// runSessions returns the file as it would be if all that is shown were right.
func runSessions(t *testing.T, file, text string) string {
	line := 1
	var sessions []string
	for _, s := range splitLines(text, "===") {
		n := open(t, dsl.Config{})
		var cells []string
		for _, c := range splitLines(s, "---") {
			cells = append(cells, runCell(t, n, fmt.Sprintf("%s:%d", file, line), c))
			line += strings.Count(c, "\n") + 1
		}
		n.Close()
		sessions = append(sessions, strings.Join(cells, "---\n"))
	}
	return strings.Join(sessions, "===\n")
}

// splitLines splits at lines that consist of mark. Parts keep their final newline.
func splitLines(text, mark string) []string {
	var parts []string
	var part strings.Builder
	for l := range strings.Lines(text) {
		if strings.TrimSpace(l) == mark {
			parts = append(parts, part.String())
			part.Reset()
			continue
		}
		part.WriteString(l)
	}
	return append(parts, part.String())
}

// expectation is an error that the cell must fail with.
type expectation struct {
	line int // 0: anywhere
	text string
}

var expects = regexp.MustCompile("[ \t]*### (\"(?:[^\"\\\\]|\\\\.)*\"|`[^`]*`)$")

// runCell runs one cell and returns its text with what it really shows.
func runCell(t *testing.T, n *notebook, place, cell string) string {
	t.Helper()
	source, want := cutOutput(cell)
	code, expected, answers := cutMarks(t, place, source)
	n.count++
	rec := &recorder{lines: answers}
	res := n.Run(t.Context(), dsl.Cell{Code: code, Count: n.count, AllowStdin: answers != nil}, rec)
	checkError(t, place, res.Err, expected)
	got := shown(rec, res)
	if got != want {
		t.Errorf("%s: In[%d]\n%s\nshows\n%s\nwant\n%s", place, n.count, code, indent(got), indent(want))
	}
	return source + indent(got)
}

// cutOutput splits a cell before the tab-indented lines at its end.
func cutOutput(cell string) (source, output string) {
	lines := strings.SplitAfter(cell, "\n")
	at := len(lines)
	for i := len(lines) - 1; i >= 0; i-- {
		if strings.HasPrefix(lines[i], "\t") {
			at = i
		} else if strings.TrimSpace(lines[i]) != "" {
			break
		}
	}
	var out strings.Builder
	for _, l := range lines[at:] {
		out.WriteString(strings.TrimPrefix(l, "\t"))
	}
	return strings.Join(lines[:at], ""), trimmed(out.String())
}

// cutMarks takes expected errors and answers out of the code; lines keep their numbers.
func cutMarks(t *testing.T, place, source string) (code string, expected []expectation, answers []string) {
	t.Helper()
	var out []string
	for i, l := range strings.Split(strings.TrimRight(source, "\n"), "\n") {
		if a, ok := strings.CutPrefix(l, "<<< "); ok {
			answers = append(answers, a)
			continue
		}
		for m := expects.FindStringSubmatchIndex(l); m != nil; m = expects.FindStringSubmatchIndex(l) {
			text, err := strconv.Unquote(l[m[2]:m[3]])
			if err != nil {
				t.Fatalf("%s: %v", place, err)
			}
			e := expectation{line: i + 1, text: text}
			if l = l[:m[0]]; strings.TrimSpace(l) == "" {
				e.line = 0
			}
			expected = append(expected, e)
		}
		out = append(out, l)
	}
	return strings.Join(out, "\n"), expected, answers
}

func checkError(t *testing.T, place string, err *dsl.Error, expected []expectation) {
	t.Helper()
	if err == nil {
		if len(expected) > 0 {
			t.Errorf("%s: did not fail, want %v", place, expected)
		}
		return
	}
	trace := strings.Join(err.Traceback, "\n")
	if len(expected) == 0 {
		t.Errorf("%s: failed\n%s", place, trace)
	}
	for _, e := range expected {
		if len(expected) == 1 && e.line != 0 && err.Line != e.line {
			t.Errorf("%s: failed at line %d, want line %d\n%s", place, err.Line, e.line, trace)
		}
		if at := fmt.Sprintf(":%d:", e.line); len(expected) > 1 && e.line != 0 && !strings.Contains(trace, at) {
			t.Errorf("%s: no error at line %d\n%s", place, e.line, trace)
		}
		if !strings.Contains(trace, e.text) {
			t.Errorf("%s: failed with\n%s\nwant %q", place, trace, e.text)
		}
	}
}

// settled is events as they are stored in the end: a display is its last update, in
// which no time may stand.
func settled(events []event) (all []event) {
	at := map[string]int{}
	for _, e := range events {
		if e.kind == "update" {
			all[at[e.id]].text = e.text
			continue
		}
		at[e.id] = len(all)
		all = append(all, e)
	}
	return all
}

// shown is all that a person sees of a cell that did not fail, as plain text.
func shown(rec *recorder, res dsl.Result) string {
	var b strings.Builder
	put := func(s string) {
		if b.Len() > 0 && !strings.HasSuffix(b.String(), "\n") {
			b.WriteByte('\n')
		}
		b.WriteString(s)
	}
	for _, e := range settled(rec.all()) {
		if e.kind == "clear" {
			put("(clear)")
			continue
		}
		put(e.text)
	}
	for _, p := range res.Pages {
		put(plain(p))
	}
	if !res.Value.Empty() {
		put(plain(res.Value))
	}
	return trimmed(b.String())
}

// trimmed drops blanks at the ends of lines, and blank lines at the end.
func trimmed(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \t\r")
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

func indent(s string) string {
	if s == "" {
		return ""
	}
	return "\t" + strings.ReplaceAll(s, "\n", "\n\t") + "\n"
}
