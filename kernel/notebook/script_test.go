package notebook_test

import (
	"testing"

	"harmonium/kernel/notebook"
)

func script(t *testing.T, text string) *notebook.Script {
	t.Helper()
	s, err := notebook.ReadScript("x.go", text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestScriptCells(t *testing.T) {
	s := script(t, "#!/usr/bin/env harmonium\n\nx := 1\n\n// %% [markdown]\n// # Title\n//\n// text\n\n// %% second\nx++\nx\n// %%\n\n")
	want := []struct{ kind, source string }{{"code", "x := 1"}, {"markdown", "# Title\n\ntext"}, {"code", "x++\nx"}, {"code", ""}}
	if len(s.Notebook.Cells) != len(want) {
		t.Fatalf("%d cells, want %d", len(s.Notebook.Cells), len(want))
	}
	for i, c := range s.Notebook.Cells {
		if c.Type != want[i].kind || c.Source != want[i].source {
			t.Errorf("cell %d is %s %q, want %+v", i+1, c.Type, c.Source, want[i])
		}
	}
	if got := s.Line(1, 1); got != 3 {
		t.Errorf("cell 1 line 1 is line %d of the file, want 3", got)
	}
	if got := s.Line(2, 2); got != 12 {
		t.Errorf("cell 2 line 2 is line %d of the file, want 12", got)
	}
	if got := s.Line(9, 1); got != 0 {
		t.Errorf("no such cell is line %d", got)
	}
}

func TestScriptProgram(t *testing.T) {
	s := script(t, "// Package doc.\npackage main\n\nfunc main() {\n\tprintln(1)\n}\n")
	cells := s.Notebook.Cells
	if len(cells) != 2 || cells[0].Source != "// Package doc.\n            \n\nfunc main() {\n\tprintln(1)\n}" || cells[1].Source != "main()" {
		t.Errorf("cells %+v", cells)
	}
	if got := s.Line(1, 5); got != 5 {
		t.Errorf("line 5 becomes %d", got)
	}
	if s := script(t, ""); len(s.Notebook.Cells) != 0 {
		t.Errorf("an empty file has cells %+v", s.Notebook.Cells)
	}
}
