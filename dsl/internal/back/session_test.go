package back_test

import (
	"fmt"
	"strings"
	"testing"

	"harmonium/dsl/internal/host"
	"harmonium/dsl/internal/unit"
)

// answer runs a cell through front and back end and says what came of it: what it
// printed, its values, its panic with the places, its errors and notes.
func (s *session) answer(code string) string {
	s.n++
	s.d.out.Reset()
	u, diags := s.f.Compile(code, s.n)
	var out []string
	for _, d := range diags {
		out = append(out, d.String())
	}
	if u == nil {
		return strings.Join(out, "\n")
	}
	for _, d := range u.Notes {
		out = append(out, "note "+d.String())
	}
	if err := s.m.Load(u); err != nil {
		return strings.Join(append(out, "LOAD "+err.Error()+"\n"+u.Source), "\n")
	}
	s.f.Commit(u)
	r := host.NewRun(s.t.Context(), uint64(s.n), s.n)
	var vs []unit.Value
	var outcome unit.Outcome
	r.Do(func() { vs, outcome = s.m.Run(r.Context(), u) })
	s.f.Ended(u, outcome)
	if text := strings.TrimSuffix(s.d.out.String(), "\n"); text != "" {
		out = append(out, text)
	}
	if u.Silent {
		vs = nil
	}
	if len(vs) > 0 {
		var texts []string
		for _, v := range vs {
			text := "nil"
			if v.V.IsValid() {
				text = fmt.Sprintf("%v", v.V)
			}
			texts = append(texts, text)
		}
		out = append(out, strings.Join(texts, ", "))
	}
	if p := outcome.Panic; p != nil {
		text := "panic: " + p.Text
		for _, f := range p.Frames {
			text += fmt.Sprintf(" | %s In[%d]:%d:%d", f.Func, f.Cell, f.Line, f.Column)
		}
		out = append(out, text)
	}
	return strings.Join(out, "\n")
}

func TestScenarios(t *testing.T) {
	for name, text := range scenarios {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			for i, cell := range strings.Split(text, "\n---\n") {
				code, want, checked := strings.Cut(cell, "\n### ")
				got := s.answer(code)
				if checked && got != want {
					t.Errorf("cell %d:\ngot  %s\nwant %s", i+1, got, want)
				} else if !checked && got != "" {
					t.Errorf("cell %d: %s", i+1, got)
				}
			}
		})
	}
}
