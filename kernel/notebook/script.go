package notebook

import (
	"fmt"
	"strings"

	"harmonium/dsl/script"
)

// Script is a Go file as a notebook, and where its cells stood in it.
type Script struct {
	Notebook *Notebook
	first    []int // line of the file on which each code cell begins
}

// ReadScript makes a notebook of a Go file, cut into cells by dsl/script: the
// percent format that Percent writes, or a program. name is for errors only.
func ReadScript(name, text string) (*Script, error) {
	cells, err := script.Split(name, text)
	if err != nil {
		return nil, err
	}
	s := &Script{Notebook: &Notebook{Major: 4, Minor: 5}}
	s.header(strings.ReplaceAll(text, "\r\n", "\n"))
	for _, c := range cells {
		s.add(c)
	}
	return s, nil
}

// header reads the notebook's metadata. A header that is none of ours becomes a
// raw cell, as jupytext does it.
func (s *Script) header(text string) {
	yaml, n := script.Header(strings.TrimPrefix(text, "\ufeff"))
	if n == 0 {
		return
	}
	if metadata, ok := readHeader(yaml); ok {
		s.Notebook.Metadata = metadata
		return
	}
	s.append("raw", "---\n"+strings.Join(yaml, "\n")+"\n---", nil)
}

func (s *Script) append(kind, source string, metadata map[string]any) {
	nb := s.Notebook
	nb.Cells = append(nb.Cells, &Cell{Type: kind, ID: fmt.Sprintf("cell-%d", len(nb.Cells)+1), Source: source, Metadata: metadata})
}

// add takes the cell without the blank lines that keep its place in the file.
func (s *Script) add(c script.Cell) {
	lines := strings.Split(c.Code, "\n")
	from, to := 0, len(lines)
	for from < to && strings.TrimSpace(lines[from]) == "" {
		from++
	}
	for from < to && strings.TrimSpace(lines[to-1]) == "" {
		to--
	}
	kind, metadata := c.Kind, c.Metadata
	if kind == "" { // a file without marks
		if kind = "code"; from == to {
			return
		}
	}
	if kind == "code" {
		s.first = append(s.first, from+1)
	}
	if c.Title != "" {
		if metadata == nil {
			metadata = map[string]any{}
		}
		metadata["title"] = c.Title
	}
	s.append(kind, strings.Join(lines[from:to], "\n"), metadata)
}

// Line is the line of the file that a line of the nth code cell (from 1) is.
func (s *Script) Line(n, line int) int {
	if n < 1 || n > len(s.first) || line < 1 {
		return 0
	}
	return s.first[n-1] + line - 1
}
