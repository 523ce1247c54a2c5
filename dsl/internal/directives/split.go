package directives

import (
	"go/scanner"
	"go/token"
	"strings"
)

// Line is a line of a cell that is not Go: "%name args", "%%name args", "!command", "?name", "name?".
type Line struct {
	Name       string // "%time", "%%time", "!", "?"
	Args       string // what follows the name, without surrounding blanks
	Body       string // for a %% directive: the lines below it
	Code       string // the Go that belongs to it, Args or Body, at its place in the cell
	Start, End int    // byte offsets of the line in the cell, without its newline
	ArgsAt     int    // offset of Args
}

// Segment is a directive or the Go between two of them.
type Segment struct {
	Line *Line  // nil: Go
	Code string // Go at its place: all else of the cell is blanks and newlines, so positions stay true
}

// Split cuts a cell into Go and directives, in order. A cell without directives
// is one segment. Only a line that starts a statement outside all brackets can be
// a directive, so one inside a raw string or a function is left alone.
func Split(code string) []Segment {
	lines := Find(code)
	var segments []Segment
	from := 0
	for i := range lines {
		segments = appendCode(segments, code, from, lines[i].Start)
		segments = append(segments, Segment{Line: &lines[i]})
		from = lines[i].End
		if lines[i].Whole() {
			return segments
		}
	}
	if len(lines) == 0 {
		return []Segment{{Code: code}}
	}
	return appendCode(segments, code, from, len(code))
}

func appendCode(segments []Segment, code string, from, to int) []Segment {
	if strings.TrimSpace(code[from:to]) == "" {
		return segments
	}
	return append(segments, Segment{Code: Blank(code[:from]) + code[from:to] + Blank(code[to:])})
}

// Whole reports whether the directive takes the rest of the cell.
func (l *Line) Whole() bool { return strings.HasPrefix(l.Name, "%%") }

// Find lists the directives of a cell.
func Find(code string) (lines []Line) {
	for at := 0; at < len(code); {
		start, ok := next(code, at)
		if !ok {
			return lines
		}
		line := parse(code, start)
		if line.Whole() {
			if below := line.End + 1; below < len(code) {
				line.Body = code[below:]
			}
			line.Code = Blank(code[:len(code)-len(line.Body)]) + line.Body
			return append(lines, line)
		}
		line.Code = Blank(code[:line.ArgsAt]) + line.Args
		lines = append(lines, line)
		at = line.End
	}
	return lines
}

// next finds the next line, from the statement that starts at or after at, that is a directive.
func next(code string, at int) (start int, found bool) {
	var s scanner.Scanner
	fset := token.NewFileSet()
	file := fset.AddFile("", fset.Base(), len(code)-at)
	s.Init(file, []byte(code[at:]), func(token.Position, string) {}, scanner.ScanComments)
	depth, begin := 0, true
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			return 0, false
		}
		offset := at + file.Offset(pos)
		if begin && tok != token.COMMENT && tok != token.SEMICOLON && startsDirective(code, offset, tok) {
			return offset, true
		}
		switch tok {
		case token.COMMENT:
			continue
		case token.LPAREN, token.LBRACK, token.LBRACE:
			depth++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			depth = max(0, depth-1)
		}
		begin = depth == 0 && tok == token.SEMICOLON && lit == "\n" || begin && tok == token.SEMICOLON
	}
}

func startsDirective(code string, offset int, tok token.Token) bool {
	if strings.TrimLeft(lineBefore(code, offset), " \t") != "" {
		return false
	}
	line := lineAfter(code, offset)
	switch tok {
	case token.REM, token.REM_ASSIGN:
		return true
	case token.NOT, token.NEQ:
		// A bare negation as a statement only makes sense to be shown; !(x) is its spelling.
		return !strings.HasPrefix(line, "!(")
	case token.ILLEGAL:
		return line[0] == '?'
	case token.IDENT:
		return isQuestion(line)
	}
	return false
}

// isQuestion recognises "name?" and "pkg.Name??".
func isQuestion(line string) bool {
	name := strings.TrimRight(strings.TrimRight(line, " \t"), "?")
	if len(name) == len(strings.TrimRight(line, " \t")) {
		return false
	}
	for part := range strings.SplitSeq(name, ".") {
		if !token.IsIdentifier(part) {
			return false
		}
	}
	return true
}

func lineBefore(code string, offset int) string {
	return code[strings.LastIndexByte(code[:offset], '\n')+1 : offset]
}

func lineAfter(code string, offset int) string {
	line, _, _ := strings.Cut(code[offset:], "\n")
	return strings.TrimSuffix(line, "\r")
}

// parse reads the directive that starts at start.
func parse(code string, start int) Line {
	text := lineAfter(code, start)
	line := Line{Start: start, End: start + len(text)}
	name := ""
	switch {
	case text[0] == '!' || text[0] == '?':
		name = text[:1]
		if strings.HasPrefix(text, "??") {
			name = "??"
		}
		line.Name = name
	case text[0] != '%':
		line.ArgsAt = start
		bare := strings.TrimRight(text, " \t")
		line.Args = strings.TrimRight(bare, "?")
		line.Name = "?"
		if len(bare)-len(line.Args) > 1 {
			line.Name = "??"
		}
		return line
	default:
		name = text
		if i := strings.IndexAny(text, " \t"); i >= 0 {
			name = text[:i]
		}
		line.Name = name
	}
	rest := text[len(name):]
	line.Args = strings.TrimSpace(rest)
	line.ArgsAt = start + len(name) + len(rest) - len(strings.TrimLeft(rest, " \t"))
	return line
}

// Blank replaces all but newlines by spaces, byte for byte.
func Blank(text string) string {
	return string(toSpaces([]byte(text)))
}

func toSpaces(b []byte) []byte {
	for i, c := range b {
		if c != '\n' {
			b[i] = ' '
		}
	}
	return b
}

// Mask is the Go of a cell at its place, that in the arguments of directives
// (%time f(x)) included: what completion and inspection look at.
func Mask(code string) string {
	out := []byte(code)
	for _, line := range Find(code) {
		from, to := line.Start, line.End
		d, known := Lookup(line.Name)
		switch {
		case known && d.Go && !line.Whole():
			to = line.ArgsAt
		case line.Whole() && !(known && d.Go):
			to = len(code)
		}
		toSpaces(out[from:to])
	}
	return string(out)
}
