package front

import (
	"go/token"
	"sort"
	"strings"
)

// codes are the cells so far, to quote from. Positions of a cell start at its base.
type codes []struct {
	base int
	code string
}

func (c *codes) add(base int, code string) {
	*c = append(*c, struct {
		base int
		code string
	}{base, code})
}

// at is the cell that holds a position.
func (c codes) at(pos token.Pos) string {
	i := sort.Search(len(c), func(i int) bool { return c[i].base > int(pos) })
	if i == 0 {
		return ""
	}
	return c[i-1].code
}

// line is the line of code at a position.
func (c codes) line(fset *token.FileSet, pos token.Pos) string {
	return lineOf(c.at(pos), fset.Position(pos).Line)
}

func lineOf(code string, line int) string {
	lines := strings.Split(code, "\n")
	if line < 1 || line > len(lines) {
		return ""
	}
	return lines[line-1]
}
