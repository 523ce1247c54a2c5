package notebook_test

import (
	"fmt"
	"math/rand/v2"
	"os/exec"
	"reflect"
	"strings"
	"testing"

	"harmonium/kernel/notebook"
)

func percent(t *testing.T, nb *notebook.Notebook) string {
	t.Helper()
	var b strings.Builder
	if err := nb.Percent(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const percentFile = `// ---
// jupyter:
//   harmonium:
//     seed: 7
//     version: 0.1.0
//   jupytext:
//     text_representation:
//       extension: ".go"
//       format_name: percent
//   kernelspec:
//     display_name: Go (Harmonium)
//     language: go
//     name: harmonium
// ---

// %% [markdown]
// # Title
//
// Two spaces  
// end a line.
// \%% is text.

// %% Setup tags=["parameters"]
n := 64

// %% jupyter={"source_hidden":true} tags=["solution"]
%%time
!ls
?Show
// \%% no mark

// %% [raw] format="text/html"
// <b>
`

func TestPercentFormat(t *testing.T) {
	file := strings.Replace(percentFile, "version: 0.1.0", `version: "0.1.0"`, 1)
	s := script(t, file)
	nb := s.Notebook
	if got := percent(t, nb); got != file {
		t.Errorf("read and written again:\n%s\nwant\n%s", got, file)
	}
	want := []struct{ kind, source string }{
		{"markdown", "# Title\n\nTwo spaces  \nend a line.\n%% is text."}, {"code", "n := 64"}, {"code", "%%time\n!ls\n?Show\n// %% no mark"}, {"raw", "<b>"},
	}
	for i, c := range nb.Cells {
		if c.Type != want[i].kind || c.Source != want[i].source {
			t.Errorf("cell %d is %s %q, want %+v", i+1, c.Type, c.Source, want[i])
		}
	}
	if !nb.Cells[1].Tagged("parameters") || nb.Cells[1].Metadata["title"] != "Setup" || nb.Metadata["jupytext"] != nil {
		t.Errorf("metadata %v, of the notebook %v", nb.Cells[1].Metadata, nb.Metadata)
	}
	if o, ok := nb.Origin(); !ok || o.Seed != 7 {
		t.Errorf("origin %+v", o)
	}
	if got := s.Line(2, 1); got != 27 {
		t.Errorf("the second code cell begins at line %d", got)
	}
}

// What jupytext itself writes.
func TestHeaders(t *testing.T) {
	s := script(t, "// ---\n// jupyter:\n//   jupytext:\n//     formats: ipynb,go:percent\n//     text_representation:\n//       format_version: '1.3'\n//   authors:\n//   - name\n//   - 'it''s'\n//   empty:\n//   flag: true\n// ---\n\n// %%\n1\n")
	want := map[string]any{"jupytext": map[string]any{"formats": "ipynb,go:percent"}, "authors": []any{"name", "it's"}, "empty": nil, "flag": true}
	if !reflect.DeepEqual(s.Notebook.Metadata, want) {
		t.Errorf("metadata %v", s.Notebook.Metadata)
	}
	s = script(t, "// ---\n// title: A text\n// ---\n\n// %%\n1\n")
	if c := s.Notebook.Cells; len(c) != 2 || c[0].Type != "raw" || c[0].Source != "---\ntitle: A text\n---" {
		t.Errorf("another header: %+v", c)
	}
}

// Random notebooks survive the way into a Go file and back.
func TestPercentLosesNothing(t *testing.T) {
	for seed := range 2000 {
		roundTrip(t, randomNotebook(rand.New(rand.NewPCG(uint64(seed), 1))))
	}
}

func FuzzPercent(f *testing.F) {
	f.Add("x := 1", "# A\n\n%% b  ", "title=", "k k", "v")
	f.Fuzz(func(t *testing.T, code, prose, title, key, value string) {
		for _, s := range []string{code, prose, title, key, value} {
			if strings.ToValidUTF8(s, "") != s || strings.Contains(s, "\r") {
				t.Skip("notebooks are UTF-8, lines end with a newline")
			}
		}
		roundTrip(t, &notebook.Notebook{Major: 4, Minor: 5, Metadata: map[string]any{"m": map[string]any{key: value}}, Cells: []*notebook.Cell{
			{Type: "markdown", Source: prose, Metadata: map[string]any{"title": title}},
			{Type: "code", Source: code, Metadata: map[string]any{key: value}},
			{Type: "raw", Source: code},
		}})
	})
}

func roundTrip(t *testing.T, nb *notebook.Notebook) {
	t.Helper()
	file := percent(t, nb)
	s, err := notebook.ReadScript("f.go", file)
	if err != nil {
		t.Fatal(err)
	}
	back := s.Notebook
	if fmt.Sprint(back.Metadata) != fmt.Sprint(nb.Metadata) || len(back.Cells) != len(nb.Cells) {
		t.Fatalf("metadata %v and %d cells became %v and %d:\n%s", nb.Metadata, len(nb.Cells), back.Metadata, len(back.Cells), file)
	}
	for i, c := range nb.Cells {
		b := back.Cells[i]
		if c.Type != b.Type || trimmed(c.Source) != b.Source || len(c.Metadata) != len(b.Metadata) || len(c.Metadata) > 0 && !reflect.DeepEqual(c.Metadata, b.Metadata) {
			t.Fatalf("cell %d: %s %q %v became %s %q %v:\n%s", i+1, c.Type, c.Source, c.Metadata, b.Type, b.Source, b.Metadata, file)
		}
	}
}

// trimmed is without blank lines around it, which the format does not keep.
func trimmed(s string) string {
	lines := strings.Split(s, "\n")
	for len(lines) > 0 && strings.TrimSpace(lines[0]) == "" {
		lines = lines[1:]
	}
	for len(lines) > 0 && strings.TrimSpace(lines[len(lines)-1]) == "" {
		lines = lines[:len(lines)-1]
	}
	return strings.Join(lines, "\n")
}

func randomNotebook(r *rand.Rand) *notebook.Notebook {
	pieces := []string{"// %%", "%%", "//", "// ---", "\\", " ", "\n", "\t", "x := 1", "%time", "!ls", "# A", "[markdown]", "a=1", "{", "}", "tags=[", "\"", "é", "//%% x", "`", "---", ":", "'", "- "}
	text := func() string {
		var b strings.Builder
		for range r.IntN(9) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		return b.String()
	}
	metadata := func() map[string]any {
		m := map[string]any{}
		for range r.IntN(3) {
			m[text()] = []any{text(), map[string]any{text(): true}, nil, text()}[r.IntN(4)]
		}
		if r.IntN(3) == 0 {
			m["tags"] = []any{text()}
			m["title"] = "t" + text()
		}
		return m
	}
	nb := &notebook.Notebook{Major: 4, Minor: 5, Metadata: map[string]any{"inner": map[string]any{"x": "y"}, "z": metadata()}}
	for range 1 + r.IntN(4) {
		nb.Cells = append(nb.Cells, &notebook.Cell{Type: []string{"code", "markdown", "raw"}[r.IntN(3)], Source: text(), Metadata: metadata()})
	}
	return nb
}

func TestKeepOutputs(t *testing.T) {
	one := 1
	out := []notebook.Output{{Type: "stream", Name: "stdout", Text: "x"}}
	old := cells("a", "b", "a")
	for i, c := range old.Cells {
		c.ID, c.Outputs, c.Count = fmt.Sprintf("old-%d", i), out, &one
	}
	nb := script(t, "// %%\na\n// %%\nnew\n// %%\nb\n// %%\na\n// %%\na\n").Notebook
	nb.KeepOutputs(old)
	var got []string
	for _, c := range nb.Cells {
		got = append(got, fmt.Sprint(c.ID, len(c.Outputs)))
	}
	if want := "old-01 cell-20 old-11 old-21 cell-50"; strings.Join(got, " ") != want {
		t.Errorf("ids and outputs %v, want %s", got, want)
	}
}

// Debian has no jupytext; where one is installed it must read what we write.
func TestJupytextReadsOurs(t *testing.T) {
	if exec.Command("jupytext", "--version").Run() != nil {
		t.Skip("jupytext is not installed")
	}
	cmd := exec.Command("jupytext", "--from", "go:percent", "--to", "ipynb", "-o", "-", "-")
	cmd.Stdin = strings.NewReader(percentFile)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	nb := read(t, string(out))
	if len(nb.Cells) != 4 || !nb.Cells[1].Tagged("parameters") {
		t.Errorf("jupytext reads %s", out)
	}
}
