package split

import (
	"go/scanner"
	"go/token"
)

// tok is one token with its byte offsets.
type tok struct {
	tok        token.Token
	lit        string
	start, end int
}

// tokens reads the tokens of a text.
type tokens struct {
	s    scanner.Scanner
	file *token.File
}

func newTokens(text string, fail func(*Error)) *tokens {
	t := &tokens{file: token.NewFileSet().AddFile("", -1, len(text))}
	t.s.Init(t.file, []byte(text), func(pos token.Position, msg string) {
		fail(&Error{pos.Line, pos.Column, msg})
	}, 0)
	return t
}

func (t *tokens) next() tok {
	pos, kind, lit := t.s.Scan()
	start := t.file.Offset(pos)
	end := start + len(lit)
	if lit == "" || kind == token.SEMICOLON {
		end = start + len(kind.String())
	}
	return tok{kind, lit, start, min(end, t.file.Size())}
}
