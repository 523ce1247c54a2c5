package notebook

import (
	"fmt"
	"regexp"
	"strings"
)

// Script is a Go file as a notebook, and where its cells stood in it.
type Script struct {
	Notebook *Notebook
	first    []int // line of the file on which each code cell begins
}

// marker begins a cell in jupytext's percent format: // %% title, or
// // %% [markdown], whose lines are comments.
var marker = regexp.MustCompile(`^//\s*%%(?:\s+(.*))?$`)

// ReadScript makes a notebook of a Go file. The file is one cell, or several,
// begun by lines "// %%" as jupytext writes them. A package clause is left
// out, and if the file declares main, it is called at the end: so a script may
// also be a program that the Go compiler takes.
func ReadScript(text string) *Script {
	s := &Script{Notebook: &Notebook{Major: 4, Minor: 5}}
	lines := strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n")
	if strings.HasPrefix(lines[0], "#!") {
		lines[0] = ""
	}
	program := dropPackage(lines)
	begin, kind := 0, "code"
	for i, line := range lines {
		if m := marker.FindStringSubmatch(strings.TrimRight(line, "\r")); m != nil {
			s.add(kind, lines[begin:i], begin)
			begin, kind = i+1, "code"
			if strings.HasPrefix(m[1], "[markdown]") || strings.HasPrefix(m[1], "[md]") {
				kind = "markdown"
			}
		}
	}
	s.add(kind, lines[begin:], begin)
	if program {
		s.add("code", []string{"main()"}, len(lines)-1)
	}
	return s
}

var (
	packageClause = regexp.MustCompile(`^\s*package\s+\w+\s*(//.*)?$`)
	mainFunction  = regexp.MustCompile(`^func\s+main\s*\(\s*\)`)
)

// dropPackage blanks the package clause and reports whether the file is a
// program: it has a package clause and a function main.
func dropPackage(lines []string) (program bool) {
	clause := false
	for i, line := range lines {
		if !clause && packageClause.MatchString(line) {
			lines[i], clause = "", true
		}
		if clause && mainFunction.MatchString(line) {
			program = true
		}
	}
	return program
}

func (s *Script) add(kind string, lines []string, at int) {
	from, to := 0, len(lines)
	for from < to && strings.TrimSpace(lines[from]) == "" {
		from++
	}
	for from < to && strings.TrimSpace(lines[to-1]) == "" {
		to--
	}
	if from == to {
		return
	}
	lines = append([]string(nil), lines[from:to]...)
	if kind == "markdown" {
		for i, l := range lines {
			lines[i] = strings.TrimPrefix(strings.TrimPrefix(l, "//"), " ")
		}
	} else {
		s.first = append(s.first, at+from+1)
	}
	nb := s.Notebook
	nb.Cells = append(nb.Cells, &Cell{Type: kind, ID: fmt.Sprintf("cell-%d", len(nb.Cells)+1), Source: strings.Join(lines, "\n")})
}

// Line is the line of the file that a line of the nth code cell (from 1) is.
func (s *Script) Line(n, line int) int {
	if n < 1 || n > len(s.first) || line < 1 {
		return 0
	}
	return s.first[n-1] + line - 1
}
