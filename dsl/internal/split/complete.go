package split

import (
	"go/token"
	"strings"
)

// Status says whether a cell can run as it stands.
type Status string

// The answers to "is this finished?", in Jupyter's words.
const (
	Complete   Status = "complete"
	Incomplete Status = "incomplete"
	Invalid    Status = "invalid"
)

// Completeness tells whether the code is finished, and when it is not, what the
// next line should start with.
func Completeness(code string) (Status, string) {
	text, dirs := directives(code)
	if len(dirs) == 1 && dirs[0].Mark == "%%" {
		return cellCompleteness(dirs[0])
	}
	depth, open := brackets(text)
	if open || depth > 0 {
		return Incomplete, strings.Repeat("\t", max(depth, 0))
	}
	_, errs := Split(token.NewFileSet(), 1, code)
	if len(errs) == 0 {
		return Complete, ""
	}
	line, col := place(text, len(strings.TrimRight(text, " \t\n")))
	first := errs[0]
	if first.Line > line || first.Line == line && first.Column >= col {
		return Incomplete, ""
	}
	return Invalid, ""
}

// cellCompleteness: a "%%" cell is finished by an empty line, as in a terminal.
func cellCompleteness(d Directive) (Status, string) {
	if strings.TrimSpace(d.Body) != "" || strings.HasSuffix(d.Body, "\n\n") {
		return Complete, ""
	}
	return Incomplete, ""
}

// brackets counts those left open; open means that a raw string or a comment is
// not closed either.
func brackets(text string) (depth int, open bool) {
	s := newTokens(text, func(e *Error) {
		open = open || strings.Contains(e.Message, "raw string literal not terminated") || strings.Contains(e.Message, "comment not terminated")
	})
	for {
		switch s.next().tok {
		case token.EOF:
			return depth, open
		case token.LPAREN, token.LBRACK, token.LBRACE:
			depth++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			depth--
		}
	}
}
