package lower

import (
	"fmt"
	"strings"
)

// bare drops parentheses around the whole of an expression: in some places yaegi takes what
// stands in them for a type.
func bare(s string) string {
	for strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") && balanced(s[1:len(s)-1]) {
		s = s[1 : len(s)-1]
	}
	return s
}

// balanced reports whether the parentheses of s match without its surroundings.
func balanced(s string) bool {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"':
			for i++; i < len(s) && s[i] != '"'; i++ {
				if s[i] == '\\' {
					i++
				}
			}
		case '(':
			depth++
		case ')':
			if depth--; depth < 0 {
				return false
			}
		}
	}
	return depth == 0
}

func (l *lowerer) decl(format string, args ...any) { fmt.Fprintf(&l.decls, format, args...) }
