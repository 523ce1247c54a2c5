package split

import (
	"strings"

	"harmonium/dsl/internal/directives"
)

// golang is the Go of a cell at its place, and the lines of it that are not Go: those and a first
// line "#!" are blank, and comments that would move positions are hidden.
func golang(code string) (string, []directives.Line) {
	text := []byte(code)
	if strings.HasPrefix(code, "#!") {
		line, _, _ := strings.Cut(code, "\n")
		blank(text[:len(line)])
	}
	lines := directives.Find(string(text))
	for _, l := range lines {
		if l.Whole() {
			l.End = len(text)
		}
		blank(text[l.Start:l.End])
	}
	return lineDirectives(string(text)), lines
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
