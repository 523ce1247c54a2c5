package complete

import (
	"slices"
	"strings"

	"harmonium/dsl/internal/docs"
)

// importPaths completes an import path whose text starts at start.
func (v *View) importPaths(code string, cursor, start int) Completion {
	prefix := code[start:cursor]
	found := Completion{Start: start, End: cursor}
	for _, path := range v.Importable {
		if strings.HasPrefix(path, prefix) || strings.HasPrefix(path[strings.LastIndexByte(path, '/')+1:], prefix) {
			match := Match{Text: path, Type: "package"}
			if strings.HasPrefix(path, "harmonium/") { // embedded; reading all others would take long
				match.Doc = docs.Line(v.Docs.Symbol(path, ""))
			}
			found.Matches = append(found.Matches, match)
		}
	}
	slices.SortFunc(found.Matches, func(a, b Match) int {
		aStarts, bStarts := strings.HasPrefix(a.Text, prefix), strings.HasPrefix(b.Text, prefix)
		if aStarts != bStarts {
			if aStarts {
				return -1
			}
			return 1
		}
		return strings.Compare(a.Text, b.Text)
	})
	return found
}

// document turns candidates into matches with one line of documentation each.
func (v *View) document(all []candidate) []Match {
	matches := make([]Match, len(all))
	for i, c := range all {
		matches[i] = c.Match
		matches[i].Doc = docs.Line(v.text(c.symbol))
	}
	return matches
}

// text finds the documentation of a symbol, the user's own and that of words included.
func (v *View) text(s symbol) string {
	if s.path == "" {
		return ""
	}
	if s.path == path && v.Source != nil {
		if source := v.Source(s.name); source != "" {
			return docs.Comment(source, s.name)
		}
		// A field is documented inside its type.
		if owner, _, ok := strings.Cut(s.name, "."); ok {
			return docs.Comment(v.Source(owner), s.name)
		}
	}
	if (s.path == path || s.path == wordPath) && v.Word != nil {
		return v.Word(s.name)
	}
	return v.Docs.Symbol(s.path, s.name)
}
