package display

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// node is a printed value: a leaf (text), or a composite between open and close.
type node struct {
	text        string
	open, close string
	items       []item
	more        int  // elements that were left out
	hidden      bool // fields that were left out
	fill        bool // short items share lines
}

type item struct {
	key   string // "Name: ", "3: " or nothing
	value *node
}

// layout writes n on one line if that fits, else broken over lines as gofmt would.
func layout(n *node) string {
	var out strings.Builder
	write(&out, n, 0, 0)
	return out.String()
}

const tab = 4 // columns that an indent takes

func write(out *strings.Builder, n *node, indent, column int) {
	if line := flat(n); n.open == "" || column+utf8.RuneCountInString(line) <= lineWidth {
		out.WriteString(line)
		return
	}
	out.WriteString(n.open + "\n")
	pad := strings.Repeat("\t", indent+1)
	if n.fill && leaves(n) {
		fill(out, n, pad, (indent+1)*tab)
	} else {
		for _, it := range n.items {
			out.WriteString(pad + it.key)
			write(out, it.value, indent+1, (indent+1)*tab+utf8.RuneCountInString(it.key)+1)
			out.WriteString(",\n")
		}
	}
	if rest := n.rest(); rest != "" {
		out.WriteString(pad + rest + "\n")
	}
	out.WriteString(strings.Repeat("\t", indent) + n.close)
}

// fill puts as many items on a line as fit.
func fill(out *strings.Builder, n *node, pad string, indent int) {
	column := 0
	for _, it := range n.items {
		text := it.key + flat(it.value) + ","
		width := utf8.RuneCountInString(text)
		switch {
		case column == 0:
			out.WriteString(pad)
			column = indent
		case column+1+width > lineWidth:
			out.WriteString("\n" + pad)
			column = indent
		default:
			out.WriteByte(' ')
			column++
		}
		out.WriteString(text)
		column += width
	}
	if column > 0 {
		out.WriteByte('\n')
	}
}

func leaves(n *node) bool {
	for _, it := range n.items {
		if it.value.open != "" {
			return false
		}
	}
	return true
}

func flat(n *node) string {
	if n.open == "" {
		return n.text
	}
	parts := make([]string, 0, len(n.items)+1)
	for _, it := range n.items {
		parts = append(parts, it.key+flat(it.value))
	}
	if rest := n.rest(); rest != "" {
		parts = append(parts, rest)
	}
	return n.open + strings.Join(parts, ", ") + n.close
}

// rest says what was left out.
func (n *node) rest() string {
	switch {
	case n.more > 0:
		return fmt.Sprintf("… %s more", count(n.more))
	case n.hidden:
		return "…"
	}
	return ""
}
