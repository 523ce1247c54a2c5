package split_test

import (
	"fmt"
	"go/token"
	"strings"
	"testing"

	"harmonium/dsl/internal/split"
)

// summary is "I1 D2 S3 main quiet": how many imports, declarations, statements.
func summary(c *split.Cell) string {
	var b strings.Builder
	if c.Imports != nil {
		fmt.Fprintf(&b, "I%d", len(c.Imports.Imports))
	}
	if c.Decls != nil {
		fmt.Fprintf(&b, "D%d", len(c.Decls.Decls))
	}
	if c.Body != nil {
		fmt.Fprintf(&b, "S%d", len(c.Body.Body.List))
	}
	if c.Main {
		b.WriteString(" main")
	}
	if c.Quiet {
		b.WriteString(" quiet")
	}
	return b.String()
}

func TestSplit(t *testing.T) {
	for _, c := range []struct{ code, want string }{
		{"", ""},
		{"1+1", "S1"},
		{"x := 1; x", "S2"},
		{"x := 1\nx;", "S2 quiet"},
		{"import \"fmt\"; fmt.Println(1)", "I1S1"},
		{"import (\n\"fmt\"\n\"os\"\n)\nfunc f() {}\nf()", "I2D1S1"},
		{"func(){}()", "S1"},
		{"func(x int) int { return x }(3)", "S1"},
		{"func(x int) fmt.Stringer { return nil }(3)", "S1"},
		{"func (p *P) M() {}", "D1"},
		{"func (l List[T]) M() {}", "D1"},
		{"var a = b\nvar b = 1", "D2"},
		{"x := 1\nvar y = x", "S2"},
		{"package main\nimport \"fmt\"\nfunc main() { fmt.Println() }", "I1D1 main"},
		{"type P struct{ x int }; P{1}", "D1S1"},
		{"[]int{1,\n2}", "S1"},
		{"L: for { break L }", "S1"},
		{"if true {\n} else {\n}\nswitch { case true: }", "S2"},
		{"?fmt.Println", ""},
		{"x := 1\nx?", "S1"},
		{"x := 5 %\n3", "S1"},
		{"x := `\n%time\n`", "S1"},
		{"f(\n!ok)", "S1"},
		{"%time f()\n1+1\n!ls -l", "S1"},
		{"%%time\nx := 1", ""},
		{"#!/usr/bin/env harmonium\n1", "S1"},
		{"// a comment\n\nx := 1 // more\n/* and\nmore */ y := 2", "S2"},
		{"const a = iota // c\nfunc f() {}; x := 3", "D2S1"},
	} {
		cell, errs := split.Split(token.NewFileSet(), 1, c.code)
		if got := summary(cell); got != c.want || len(errs) > 0 {
			t.Errorf("%q: %q %v, want %q", c.code, got, errs, c.want)
		}
	}
}

func TestPositionsAreTheCells(t *testing.T) {
	fset := token.NewFileSet()
	cell, errs := split.Split(fset, 7, "x := 1; func f() {}\n\n  y := 2; z := 3")
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	for i, want := range []string{"In[7]:1:1", "In[7]:3:3", "In[7]:3:11"} {
		if got := fset.Position(cell.Body.Body.List[i].Pos()).String(); got != want {
			t.Errorf("statement %d is at %s, want %s", i, got, want)
		}
	}
	if got := fset.Position(cell.Decls.Decls[0].Pos()).String(); got != "In[7]:1:9" {
		t.Errorf("f is at %s, want In[7]:1:9", got)
	}
}

func TestSyntaxErrors(t *testing.T) {
	for _, c := range []struct{ code, want string }{
		{"x := ", "[1:5: expected operand, found 'EOF']"},
		{"1 +", "[1:4: expected operand, found 'EOF']"},
		{"x = = 1", "[1:5: expected operand, found '=']"},
		{"func f( {}", ""},
		{"}", "[1:1: unexpected }]"},
		{"x := \"abc", "[1:6: string literal not terminated]"},
	} {
		_, errs := split.Split(token.NewFileSet(), 1, c.code)
		if got := fmt.Sprint(errs); c.want != "" && got != c.want || len(errs) == 0 {
			t.Errorf("%q: %s, want %s", c.code, got, c.want)
		}
	}
}

func TestCompleteness(t *testing.T) {
	for _, c := range []struct {
		code   string
		want   split.Status
		indent string
	}{
		{"", "complete", ""},
		{"1+1", "complete", ""},
		{"for i := range 3 {", "incomplete", "\t"},
		{"for i := range 3 {\n\tif i > 0 {\n", "incomplete", "\t\t"},
		{"f(1,", "incomplete", "\t"},
		{"x :=", "incomplete", ""},
		{"1 +", "incomplete", ""},
		{"x := `abc", "incomplete", ""},
		{"/* abc", "incomplete", ""},
		{"x := 'ab'", "invalid", ""},
		{"x = = 1\ny", "invalid", ""},
		{"}", "invalid", ""},
		{"for i := range 3 {\n}", "complete", ""},
		{"%time f()", "complete", ""},
		{"%%writefile a.txt", "incomplete", ""},
		{"%%writefile a.txt\n", "incomplete", ""},
		{"\n%%writefile a.txt\n", "incomplete", ""},
		{"%%writefile a.txt\n\n", "complete", ""},
		{"%%writefile a.txt\nhello", "complete", ""},
		{"x := 1\n%%writefile a.txt\nif {", "complete", ""},
	} {
		status, indent := split.Completeness(c.code)
		if status != c.want || indent != c.indent {
			t.Errorf("%q: %s %q, want %s %q", c.code, status, indent, c.want, c.indent)
		}
	}
}

func FuzzSplit(f *testing.F) {
	f.Add("x := 1; func f() {}")
	f.Fuzz(func(t *testing.T, code string) {
		split.Split(token.NewFileSet(), 1, code)
		split.Completeness(code)
	})
}
