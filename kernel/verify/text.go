package verify

import (
	"fmt"
	"strings"
)

// context is how many equal lines stand around a change; longest is how many
// lines a diff may have, for a cell that prints a book.
const (
	around  = 2
	longest = 60
)

// textDiff is a unified diff from stored to fresh; "" when they are equal.
func textDiff(stored, fresh string) string {
	if stored == fresh {
		return ""
	}
	edits := diffLines(strings.SplitAfter(stored, "\n"), strings.SplitAfter(fresh, "\n"))
	out := []string{"--- stored", "+++ now"}
	for _, h := range hunks(edits) {
		out = append(out, h.header())
		for _, e := range h.edits {
			out = append(out, string(e.op)+visible(e.line))
		}
	}
	if n := len(out); n > longest {
		out = append(out[:longest], fmt.Sprintf("… %d more lines", n-longest))
	}
	return strings.Join(out, "\n")
}

// visible shows what a screen would hide: a missing last newline, control characters.
func visible(line string) string {
	body, whole := strings.CutSuffix(line, "\n")
	var b strings.Builder
	for _, r := range body {
		if r < ' ' && r != '\t' || r == 0x7f {
			fmt.Fprintf(&b, `\x%02x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	if !whole && body != "" {
		b.WriteString(`⏎̸`)
	}
	return b.String()
}

// edit is a line that stays (' '), goes ('-') or comes ('+').
type edit struct {
	op   byte
	line string
}

// diffLines is the shortest list of edits from a to b, by the longest common
// subsequence of what is left between their equal ends.
func diffLines(a, b []string) []edit {
	var head, tail []edit
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		head, a, b = append(head, edit{' ', a[0]}), a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		tail, a, b = append([]edit{{' ', a[len(a)-1]}}, tail...), a[:len(a)-1], b[:len(b)-1]
	}
	return append(append(head, middle(a, b)...), tail...)
}

func middle(a, b []string) []edit {
	const most = 4 << 20 // entries of the table; beyond it the whole block is replaced
	var out []edit
	if len(a)*len(b) > most {
		return append(all('-', a), all('+', b)...)
	}
	common := commonLengths(a, b)
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			out, i, j = append(out, edit{' ', a[i]}), i+1, j+1
		case common[i+1][j] >= common[i][j+1]:
			out, i = append(out, edit{'-', a[i]}), i+1
		default:
			out, j = append(out, edit{'+', b[j]}), j+1
		}
	}
	return append(append(out, all('-', a[i:])...), all('+', b[j:])...)
}

// commonLengths[i][j] is the length of the longest common subsequence of a[i:] and b[j:].
func commonLengths(a, b []string) [][]int {
	table := make([][]int, len(a)+1)
	for i := range table {
		table[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				table[i][j] = table[i+1][j+1] + 1
			} else {
				table[i][j] = max(table[i+1][j], table[i][j+1])
			}
		}
	}
	return table
}

func all(op byte, lines []string) (out []edit) {
	for _, l := range lines {
		out = append(out, edit{op, l})
	}
	return out
}

// hunk is a run of edits with what stands around them.
type hunk struct {
	edits    []edit
	from, to int // first line of the hunk in the stored and in the fresh text, from 1
}

func (h hunk) header() string {
	var a, b int
	for _, e := range h.edits {
		if e.op != '+' {
			a++
		}
		if e.op != '-' {
			b++
		}
	}
	return fmt.Sprintf("@@ -%d,%d +%d,%d @@", h.from, a, h.to, b)
}

func hunks(edits []edit) (list []hunk) {
	near := make([]bool, len(edits))
	for i, e := range edits {
		if e.op != ' ' {
			for k := max(0, i-around); k <= min(len(edits)-1, i+around); k++ {
				near[k] = true
			}
		}
	}
	from, to := 1, 1
	for i, e := range edits {
		if near[i] && (i == 0 || !near[i-1]) {
			list = append(list, hunk{from: from, to: to})
		}
		if near[i] && e.line != "" { // the empty piece behind a last newline
			last := &list[len(list)-1]
			last.edits = append(last.edits, e)
		}
		if e.op != '+' {
			from++
		}
		if e.op != '-' {
			to++
		}
	}
	return list
}
