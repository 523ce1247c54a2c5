package dsl

import (
	"errors"
	"fmt"
	"sort"
	"strings"

	"harmonium/dsl/internal/pipe"
	"harmonium/dsl/internal/supervise"
	"harmonium/dsl/internal/unit"
)

var errInterrupted = errors.New("interrupted")

// The colours of tracebacks.
const (
	red   = "\x1b[31m"
	bold  = "\x1b[1m"
	green = "\x1b[32m"
	reset = "\x1b[0m"
)

func plainError(name, value string) *Error {
	return &Error{Name: name, Value: value, Traceback: []string{headline(name, value)}}
}

func headline(name, value string) string { return red + name + reset + ": " + value }

func interrupted() *Error { return plainError("Interrupted", "the cell was interrupted") }

// compileError is all that the compiler has to say about a cell.
func compileError(messages []unit.Diagnostic) *Error {
	if len(messages) == 0 {
		return plainError("CompileError", "the cell does not compile")
	}
	first := messages[0]
	e := &Error{Name: "CompileError", Value: first.String(), Cell: first.Cell, Line: first.Line, Column: first.Column}
	e.Traceback = []string{headline(e.Name, e.Value)}
	for i, m := range messages {
		lines := m.Lines()
		if i == 0 {
			lines = lines[1:]
		}
		e.Traceback = append(e.Traceback, lines...)
	}
	return e
}

// failure is how a run ended; nil for well.
func (s *Session) failure(u *unit.Unit, d *pipe.Done) *Error {
	o := d.Outcome
	switch {
	case o.Panic != nil:
		return s.panicError(o.Panic)
	case d.Failed:
		return s.at(lastStatement(u), plainError("error", oneLine(d.Error)))
	case o.Interrupted:
		return s.at(o.At, interrupted())
	case o.Exit != nil:
		return s.at(o.At, plainError("Exit", fmt.Sprintf("os.Exit(%d) was called; in a cell it ends the cell", *o.Exit)))
	}
	return nil
}

// at adds a place to e, when it is known.
func (s *Session) at(p unit.Place, e *Error) *Error {
	if p.Line > 0 {
		e.Cell, e.Line, e.Column = p.Cell, p.Line, p.Column
		e.Traceback = append(e.Traceback, s.frame(unit.Frame{Place: p})...)
	}
	return e
}

// lastStatement is where the last statement of a cell stands.
func lastStatement(u *unit.Unit) (last unit.Place) {
	for _, p := range u.Marks {
		if p.Func == "" && p.Line >= last.Line {
			last = p
		}
	}
	return last
}

// panicError is a panic with a traceback through the user's functions.
func (s *Session) panicError(p *unit.Panic) *Error {
	name := "panic"
	if p.Failure {
		name = "error"
	}
	e := plainError(name, oneLine(p.Text))
	if p.Goroutine {
		e.Traceback = append(e.Traceback, "in a goroutine that a cell started")
	}
	for _, f := range p.Frames {
		if f.Cell == 0 { // inside a word
			continue
		}
		if e.Cell == 0 {
			e.Cell, e.Line, e.Column = f.Cell, f.Line, f.Column
		}
		e.Traceback = append(e.Traceback, s.frame(f)...)
	}
	return e
}

// frame is one line of a traceback, and the line of code that it names.
func (s *Session) frame(f unit.Frame) []string {
	at := fmt.Sprintf("  %sIn[%d]:%d%s", green, f.Cell, f.Line, reset)
	if f.Func != "" {
		at += " in " + bold + f.Func + reset
	}
	if code := s.line(f.Cell, f.Line); code != "" {
		return []string{at, "    " + code}
	}
	return []string{at}
}

// line finds a line of an earlier cell.
func (s *Session) line(cell, line int) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := len(s.history) - 1; i >= 0; i-- {
		if h := s.history[i]; h.Cell == cell {
			if lines := strings.Split(h.Code, "\n"); line >= 1 && line <= len(lines) {
				return strings.TrimSpace(lines[line-1])
			}
			return ""
		}
	}
	return ""
}

// deathError is the cell's error when its process has died.
func (s *Session) deathError(d *supervise.Death) *Error {
	at, _ := s.place(d.Mark)
	return s.at(at, plainError(d.Name, d.Text))
}

// markedUnit is what the marks of one unit mean.
type markedUnit struct {
	first  int
	places []unit.Place
}

// learn keeps what the marks of u mean: a later cell may call what u declares, and die in it.
func (s *Session) learn(u *unit.Unit) {
	if len(u.Marks) == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.marks = append(s.marks, markedUnit{u.FirstMark, u.Marks})
}

// place is where a mark stands.
func (s *Session) place(mark int) (unit.Place, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := sort.Search(len(s.marks), func(i int) bool { return s.marks[i].first > mark }) - 1
	if i < 0 || mark >= s.marks[i].first+len(s.marks[i].places) {
		return unit.Place{}, false
	}
	return s.marks[i].places[mark-s.marks[i].first], true
}

func oneLine(s string) string {
	first, rest, more := strings.Cut(s, "\n")
	if more && rest != "" {
		return first + " …"
	}
	return first
}
