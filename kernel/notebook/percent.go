package notebook

import (
	"fmt"
	"io"
	"maps"
	"strings"

	"harmonium/dsl/script"
)

// Percent writes the notebook as a Go file of cells, the format that jupytext
// calls go:percent: metadata in a header of YAML, each cell behind a line
// "// %%", prose as comments. Code, directives included, stands as it is. Outputs
// and attachments do not fit into it, and blank lines around a cell are not kept.
func (nb *Notebook) Percent(w io.Writer) error {
	var b strings.Builder
	writeHeader(&b, nb.Metadata)
	for i, c := range nb.Cells {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(c.mark().Line() + "\n")
		if source := trimBlankLines(c.Source); source != "" {
			for line := range strings.SplitSeq(source, "\n") {
				b.WriteString(c.percentLine(line) + "\n")
			}
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (c *Cell) mark() script.Mark {
	m := script.Mark{Kind: c.Type}
	if len(c.Metadata) > 0 {
		m.Metadata = maps.Clone(c.Metadata)
		if title, ok := m.Metadata["title"].(string); ok {
			m.Title = title
			delete(m.Metadata, "title")
		}
	}
	return m
}

func (c *Cell) percentLine(line string) string {
	switch {
	case c.Type == "code":
		return script.Escape(line)
	case line == "":
		return "//"
	}
	return script.Escape("// " + line)
}

func trimBlankLines(source string) string {
	lines := strings.Split(source, "\n")
	for len(lines) > 0 && strings.TrimSpace(lines[0]) == "" {
		lines = lines[1:]
	}
	for n := len(lines); n > 0 && strings.TrimSpace(lines[n-1]) == ""; n-- {
		lines = lines[:n-1]
	}
	return strings.Join(lines, "\n")
}

// KeepOutputs takes over from an older form of the notebook what a Go file does
// not hold: the ids, outputs and attachments of cells whose source is the same.
func (nb *Notebook) KeepOutputs(old *Notebook) {
	same := map[string][]*Cell{}
	for _, c := range old.Cells {
		key := c.Type + "\n" + trimBlankLines(c.Source)
		same[key] = append(same[key], c)
	}
	taken := map[string]bool{}
	var fresh []*Cell
	for _, c := range nb.Cells {
		key := c.Type + "\n" + trimBlankLines(c.Source)
		if len(same[key]) == 0 {
			fresh = append(fresh, c)
			continue
		}
		was := same[key][0]
		same[key] = same[key][1:]
		c.ID, c.Source, c.Outputs, c.Count, c.Attachments, c.extra = was.ID, was.Source, was.Outputs, was.Count, was.Attachments, was.extra
		taken[c.ID] = true
	}
	for i, c := range fresh {
		for n := i + 1; c.ID == "" || taken[c.ID]; n++ {
			c.ID = fmt.Sprintf("new-%d", n)
		}
		taken[c.ID] = true
	}
	nb.Major, nb.Minor, nb.extra = old.Major, old.Minor, old.extra
	if nb.Metadata == nil {
		nb.Metadata = map[string]any{}
	}
	if language, ok := old.Metadata["language_info"]; ok && nb.Metadata["language_info"] == nil {
		nb.Metadata["language_info"] = language
	}
}
