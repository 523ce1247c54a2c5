package split

import (
	"go/scanner"
	"go/token"
	"regexp"
	"strings"
)

// Directive is a line of a cell that is not Go: "%time f()", "?name", "name?", "!ls".
// "%%name" at the head of a cell takes the whole cell.
type Directive struct {
	Mark string // "%", "%%", "?", "??" or "!"
	Text string // what follows the mark, without surrounding space
	Line int    // 1-based
	// Body is the rest of the cell after a "%%" line. It begins with as many
	// newlines as stand before it in the cell, so that its lines keep their numbers.
	Body string
}

// asks matches "name?" and "name??".
var asks = regexp.MustCompile(`^([\pL_][\pL\pN_.]*)(\?\??)$`)

// directives takes the lines that are not Go out of the code and returns the
// code with those lines blank.
func directives(code string) (string, []Directive) {
	text := []byte(code)
	if strings.HasPrefix(code, "#!") {
		blank(text[:lineEnd(code, 0)])
	}
	if d, ok := cellDirective(string(text)); ok {
		blank(text)
		return string(text), []Directive{d}
	}
	if !strings.ContainsAny(code, "%?!") {
		return lineDirectives(string(text)), nil
	}
	var out []Directive
	for at := 0; at < len(text); {
		end := lineEnd(string(text), at)
		if d, ok := lineDirective(strings.TrimSpace(string(text[at:end]))); ok {
			d.Line, _ = place(code, at)
			out = append(out, d)
			blank(text[at:end])
			at = end + 1
			continue
		}
		at = statementEnd(string(text), at)
	}
	return lineDirectives(string(text)), out
}

// lineDirectives hides comments that would move positions.
func lineDirectives(text string) string {
	if !strings.Contains(text, "line ") {
		return text
	}
	text = strings.ReplaceAll(text, "\n//line ", "\n// ine ")
	if strings.HasPrefix(text, "//line ") {
		text = "// ine " + text[len("//line "):]
	}
	return strings.ReplaceAll(text, "/*line ", "/* ine ")
}

func cellDirective(text string) (Directive, bool) {
	trimmed := strings.TrimLeft(text, " \t\n")
	if !strings.HasPrefix(trimmed, "%%") {
		return Directive{}, false
	}
	start := len(text) - len(trimmed)
	end := lineEnd(text, start)
	line, _ := place(text, start)
	d := Directive{Mark: "%%", Text: strings.TrimSpace(text[start+2 : end]), Line: line}
	if end < len(text) {
		d.Body = strings.Repeat("\n", line) + text[end+1:]
	}
	return d, true
}

func lineDirective(line string) (Directive, bool) {
	switch {
	case strings.HasPrefix(line, "%"):
		return Directive{Mark: "%", Text: strings.TrimSpace(line[1:])}, true
	case strings.HasPrefix(line, "??"):
		return Directive{Mark: "??", Text: strings.TrimSpace(line[2:])}, true
	case strings.HasPrefix(line, "?"):
		return Directive{Mark: "?", Text: strings.TrimSpace(line[1:])}, true
	case strings.HasPrefix(line, "!") && !strings.HasPrefix(line, "!("): // that is Go's negation
		return Directive{Mark: "!", Text: strings.TrimSpace(line[1:])}, true
	}
	if m := asks.FindStringSubmatch(line); m != nil {
		return Directive{Mark: m[2], Text: m[1]}, true
	}
	return Directive{}, false
}

func lineEnd(text string, at int) int {
	if i := strings.IndexByte(text[at:], '\n'); i >= 0 {
		return at + i
	}
	return len(text)
}

// statementEnd is the offset of the first line, after at, that starts a new
// piece at the top level.
func statementEnd(text string, at int) int {
	file := token.NewFileSet().AddFile("", -1, len(text)-at)
	var s scanner.Scanner
	s.Init(file, []byte(text[at:]), nil, 0)
	depth := 0
	for {
		pos, tok, _ := s.Scan()
		switch tok {
		case token.EOF:
			return len(text)
		case token.LPAREN, token.LBRACK, token.LBRACE:
			depth++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			depth--
		case token.SEMICOLON:
			// A comment before the line's end may itself hold newlines.
			if end := at + file.Offset(pos); depth <= 0 {
				return min(lineEnd(text, end)+1, len(text))
			}
		}
	}
}
