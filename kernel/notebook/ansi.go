package notebook

import (
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"
)

var escape = regexp.MustCompile("\x1b\\[([0-9;]*)([A-Za-z])")

// ansiHTML turns terminal colours into spans of class ansi-…; other escape
// sequences are dropped.
func ansiHTML(s string) string {
	var b strings.Builder
	var style []string
	write := func(text string) {
		switch {
		case text == "":
		case len(style) == 0:
			b.WriteString(html.EscapeString(text))
		default:
			fmt.Fprintf(&b, `<span class="%s">%s</span>`, strings.Join(style, " "), html.EscapeString(text))
		}
	}
	at := 0
	for _, m := range escape.FindAllStringSubmatchIndex(s, -1) {
		write(s[at:m[0]])
		at = m[1]
		if s[m[4]:m[5]] == "m" {
			style = restyled(style, s[m[2]:m[3]])
		}
	}
	write(s[at:])
	return b.String()
}

// restyled applies one SGR sequence to the classes in force.
func restyled(style []string, codes string) []string {
	for _, code := range strings.Split(codes, ";") {
		n, _ := strconv.Atoi(code) // "" is 0, reset
		switch {
		case n == 0:
			style = nil
		case n == 1:
			style = append(without(style, "ansi-bold"), "ansi-bold")
		case n == 22:
			style = without(style, "ansi-bold")
		case n >= 30 && n <= 37:
			style = append(without(style, "ansi-fg"), fmt.Sprintf("ansi-fg%d", n-30))
		case n >= 90 && n <= 97:
			style = append(without(style, "ansi-fg"), fmt.Sprintf("ansi-fg%d", n-90))
		case n == 39:
			style = without(style, "ansi-fg")
		}
	}
	return style
}

func without(style []string, prefix string) []string {
	var kept []string
	for _, s := range style {
		if !strings.HasPrefix(s, prefix) {
			kept = append(kept, s)
		}
	}
	return kept
}

// Plain strips all escape sequences.
func Plain(s string) string { return escape.ReplaceAllString(s, "") }
