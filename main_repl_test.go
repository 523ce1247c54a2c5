package main

import (
	"strings"
	"testing"
)

func TestREPL(t *testing.T) {
	cells := "x := 20\nfunc f() int {\nreturn x + 1\n}\nf()\nundefined\n"
	stdout, stderr, err := harmonium(t, cells, "repl", "--history", "-")
	if err != nil || !strings.Contains(stdout, "Out[3]: 21") || !strings.Contains(stderr, "undefined: undefined") {
		t.Errorf("%v\n%s\n%s", err, stdout, stderr)
	}
}

func TestDoc(t *testing.T) {
	stdout, _, err := harmonium(t, "", "doc")
	if err != nil || !strings.Contains(stdout, "# What differs from a Go file") || !strings.Contains(stdout, "%bench CODE") {
		t.Errorf("%v\n%s", err, stdout)
	}
}
