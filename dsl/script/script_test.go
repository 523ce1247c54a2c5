package script_test

import (
	"reflect"
	"strings"
	"testing"

	"harmonium/dsl/script"
)

// show writes cells compactly: line, title and the code without blank lines.
func show(cells []script.Cell) string {
	var out []string
	for _, c := range cells {
		kind := "cell"
		if c.Prose() {
			kind = "text"
		}
		out = append(out, kind+" "+c.Title+": "+strings.Join(strings.Fields(c.Code), " "))
	}
	return strings.Join(out, "\n")
}

func TestSplit(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"statements", "x := 1\nx\n", "cell : x := 1 x"},
		{"empty", "", "cell : "},
		{"program", "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(1) }\n", "cell : import \"fmt\" func main() { fmt.Println(1) }\ncell : main()"},
		{"program without main", "package main\n\nvar x = 1\n", "cell : var x = 1"},
		{"with #!", "#!/usr/bin/env -S harmonium run\nx := 1\n", "cell : x := 1"},
		{"program with #!", "#!/usr/bin/harmonium\npackage main\nfunc main() {}\n", "cell : func main() {}\ncell : main()"},
		{"comment before the clause", "// A program.\npackage main\nfunc main() {}\n", "cell : // A program. func main() {}\ncell : main()"},
		{"cells", "// %%\nx := 1\n// %% show it\nx\n", "cell : x := 1\ncell show it: x"},
		{"code before the first mark", "import \"fmt\"\n//%%\nfmt.Println()\n", "cell : import \"fmt\"\ncell : fmt.Println()"},
		{"prose", "// %% [markdown] Intro\n// # Title\n//\n// Text.\n// %%\n1\n", "text Intro: # Title Text.\ncell : 1"},
		{"jupytext's header", "// ---\n// jupyter:\n//   kernelspec: {}\n// ---\n\n// %%\nx := 1\n", "cell : x := 1"},
		{"metadata", "// %% Show it tags=[\"a\"] n=1\nx\n// %% [raw] {\"k\": 2}\n// text", "cell Show it: x\ntext : text"},
		{"a title that is no metadata", "// %% a = 2\nx\n", "cell a = 2: x"},
		{"an escaped mark", "// %%\nx := 1\n// \\%% no mark\n", "cell : x := 1 // %% no mark"},
		{"an empty cell", "// %%\n// %%\nx\n", "cell : \ncell : x"},
		{"cells with a clause", "package main\n// %%\nx := 1\n", "cell : x := 1"},
		{"windows", "// %%\r\nx := 1\r\n", "cell : x := 1"},
		{"byte order mark", "\ufeffx := 1", "cell : x := 1"},
		{"a percent format is no mark", "// %%d is a verb\nx := 1\n", "cell : // %%d is a verb x := 1"},
		{"broken program", "package main\nfunc main( {\n", "cell : func main( {"},
	} {
		cells, err := script.Split("f.go", tt.text)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		} else if got := show(cells); got != tt.want {
			t.Errorf("%s:\n got %q\nwant %q", tt.name, got, tt.want)
		}
	}
	if _, err := script.Split("lib.go", "package lib\n"); err == nil || !strings.Contains(err.Error(), "package lib") {
		t.Errorf("a library: %v", err)
	}
}

// Line and column of a cell's code are those of the file.
func TestPositions(t *testing.T) {
	text := "#! harmonium\n// %% one\nx := 1\n// %% two\n\n  needle\n"
	cells, err := script.Split("f.go", text)
	if err != nil || len(cells) != 2 {
		t.Fatal(cells, err)
	}
	at := strings.Index(cells[1].Code, "needle")
	if at != strings.Index(text, "needle") || strings.Count(cells[1].Code[:at], "\n") != 5 || cells[1].Line != 5 {
		t.Errorf("needle at byte %d of %q, cell starts at line %d", at, cells[1].Code, cells[1].Line)
	}
	cells, _ = script.Split("f.go", "/* a\nb */ package main; var needle = 1\n")
	if got := strings.Index(cells[0].Code, "needle"); got != 28 {
		t.Errorf("needle at byte %d of %q", got, cells[0].Code)
	}
}

func TestMarks(t *testing.T) {
	for _, m := range []script.Mark{
		{Kind: "code"},
		{Kind: "markdown", Title: "A title, with (signs)"},
		{Kind: "raw", Metadata: map[string]any{"format": "text/html"}},
		{Kind: "code", Title: "a = [2] {", Metadata: map[string]any{"tags": []any{"a", "b=1"}}},
		{Kind: "code", Metadata: map[string]any{"a key": "x", "n": nil}},
		{Kind: "markdown", Title: " [raw]\n", Metadata: map[string]any{"jupyter": map[string]any{"source_hidden": true}}},
	} {
		line := m.Line()
		got := script.ParseMark(strings.TrimPrefix(line, "// %%"))
		if !reflect.DeepEqual(got, m) || strings.Contains(line, "\n") {
			t.Errorf("%+v is written %q and read %+v", m, line, got)
		}
	}
	for _, line := range []string{"// %%", " // %% x\n", `// \%%`, `//\\%% a`, "// %%d", "x // %%", ""} {
		cells, err := script.Split("f.go", "// %%\n"+script.Escape(line)+"\nend")
		if err != nil || len(cells) != 1 || strings.TrimLeft(cells[0].Code, " \n") != strings.TrimLeft(line+"\nend", " \n") {
			t.Errorf("%q is escaped as %q and read as %+v", line, script.Escape(line), cells)
		}
	}
}
