package notebook

import (
	"fmt"
	"go/scanner"
	"go/token"
	"html"
	"strings"
)

// highlight marks up Go for the page: keywords, strings, numbers and comments.
// What the scanner cannot read (directives, broken code) stays plain.
func highlight(code string) string {
	fset := token.NewFileSet()
	file := fset.AddFile("", fset.Base(), len(code))
	var s scanner.Scanner
	s.Init(file, []byte(code), func(token.Position, string) {}, scanner.ScanComments)
	var b strings.Builder
	at := 0
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			break
		}
		class := tokenClass(tok)
		start := file.Offset(pos)
		if class == "" || start < at || start+len(lit) > len(code) {
			continue
		}
		b.WriteString(html.EscapeString(code[at:start]))
		at = start + len(lit)
		fmt.Fprintf(&b, `<span class="%s">%s</span>`, class, html.EscapeString(code[start:at]))
	}
	b.WriteString(html.EscapeString(code[at:]))
	return b.String()
}

func tokenClass(t token.Token) string {
	switch {
	case t.IsKeyword():
		return "go-k"
	case t == token.STRING || t == token.CHAR:
		return "go-s"
	case t == token.INT || t == token.FLOAT || t == token.IMAG:
		return "go-n"
	case t == token.COMMENT:
		return "go-c"
	}
	return ""
}
