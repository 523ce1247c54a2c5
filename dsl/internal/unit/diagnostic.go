package unit

import (
	"fmt"
	"strings"
)

// Diagnostic is a message about a place in the user's code.
type Diagnostic struct {
	Kind    Kind
	Cell    int
	Line    int // 1-based; 0 when the message has no place
	Column  int // 1-based, in bytes
	Message string
	Source  string // the line of code, for the caret; may be empty
}

// Kind says what a Diagnostic means for the cell.
type Kind int

// The kinds of diagnostics.
const (
	CompileError Kind = iota // Go's own message: the cell does not compile
	Unsupported              // valid Go that a cell cannot run yet
	Note                     // the cell compiles; the user should know
)

// String is "In[n]:line:col: message".
func (d Diagnostic) String() string {
	if d.Line == 0 {
		return d.Message
	}
	return fmt.Sprintf("In[%d]:%d:%d: %s", d.Cell, d.Line, d.Column, d.Message)
}

// Lines is String, then the line of code and a caret below the column.
func (d Diagnostic) Lines() []string {
	if d.Source == "" || d.Line == 0 {
		return []string{d.String()}
	}
	before := d.Source[:min(max(d.Column-1, 0), len(d.Source))]
	pad := strings.Map(func(r rune) rune {
		if r == '\t' {
			return '\t'
		}
		return ' '
	}, before)
	return []string{d.String(), "    " + d.Source, "    " + pad + "^"}
}
