package dsl

import (
	"context"
	"go/types"

	"harmonium/dsl/internal/complete"
	"harmonium/dsl/internal/directives"
	"harmonium/dsl/internal/words"
)

// look calls do with what can be seen of the session. Nothing of the session
// changes meanwhile; the worker is not asked, so a running cell does not matter.
func (s *Session) look(do func(v *complete.View)) {
	f := s.front
	v := &complete.View{Importer: f.Importer(), Importable: f.Importable(), Word: words.Doc, Docs: &s.docs}
	f.Read(func(objects []types.Object, source func(string) string) {
		v.Objects, v.Source = objects, source
		do(v)
	})
}

// Complete lists what may stand at the cursor, a byte offset into code.
func (s *Session) Complete(ctx context.Context, code string, cursor int) Completion {
	out := Completion{Start: cursor, End: cursor}
	s.look(func(v *complete.View) {
		found := v.Complete(code, cursor)
		out.Start, out.End = found.Start, found.End
		for _, m := range found.Matches {
			out.Matches = append(out.Matches, Match(m))
		}
	})
	return out
}

// Inspect explains the thing at the cursor; detail 1 adds source.
func (s *Session) Inspect(ctx context.Context, code string, cursor, detail int) (doc Bundle, found bool) {
	s.look(func(v *complete.View) { doc, found = v.Inspect(code, cursor, detail) })
	return doc, found
}

// Names lists what the cells have declared.
func (e *evaluation) Names() (names []directives.Name) {
	for _, n := range e.front.Names() {
		if n.Gone {
			n.Type += " (its value is gone)"
		}
		names = append(names, directives.Name{Name: n.Name, Kind: n.Kind, Type: n.Type, Cell: n.Cell})
	}
	return names
}
