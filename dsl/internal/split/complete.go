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
	text, lines := golang(code)
	if n := len(lines); n > 0 && lines[n-1].Whole() {
		return bodyCompleteness(lines[n-1].Body)
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

// bodyCompleteness: a "%%" cell is finished by an empty line, as in a terminal.
func bodyCompleteness(body string) (Status, string) {
	if strings.TrimSpace(body) != "" || strings.HasPrefix(body, "\n") {
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
