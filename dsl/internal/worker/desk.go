package worker

import (
	"context"
	"errors"
	"io"

	"harmonium/dsl/internal/host"
	"harmonium/dsl/internal/mime"
	"harmonium/dsl/internal/pipe"
	"harmonium/dsl/internal/unit"
)

// server is the host.Host that code inside sees.
var _ host.Host = (*server)(nil)

// id is the run that the calling goroutine's output belongs to.
func (s *server) id() uint64 {
	if t := s.task(); t != nil {
		return t.run.ID
	}
	return 0
}

func (s *server) Display(b mime.Bundle, id string, update bool) {
	s.call(&pipe.Event{Run: s.id(), Show: &pipe.Show{Bundle: pipe.Pack(b), ID: id, Update: update}})
}

func (s *server) Clear(wait bool) {
	s.call(&pipe.Event{Run: s.id(), Clear: &pipe.Clear{Wait: wait}})
}

func (s *server) Page(b mime.Bundle) {
	if t := s.task(); t != nil {
		t.page(b)
	}
}

func (s *server) NextInput(text string, replace bool) {
	if t := s.task(); t != nil {
		t.hold(func() { t.next = &pipe.Next{Text: text, Replace: replace} })
	}
}

func (s *server) Panic(p *unit.Panic) {
	t := s.task()
	if t == nil {
		return
	}
	if t.hold(func() { t.fatal = p }) {
		t.stop(errInterrupted)
		return
	}
	s.conn.Send(&pipe.Event{Run: t.run.ID, Panic: p})
}

func (s *server) Context() context.Context {
	if t := s.task(); t != nil {
		return t.run.Context()
	}
	return s.root
}

func (s *server) Run() *host.Run {
	if t := s.task(); t != nil {
		return t.run
	}
	return nil
}

func (s *server) Seed() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.setup.Seed
}

func (s *server) SetSeed(seed uint64) {
	s.mu.Lock()
	s.setup.Seed = seed
	s.mu.Unlock()
	s.conn.Send(&pipe.Event{Run: s.id(), Seed: &seed})
}

func (s *server) Mark() *int        { return s.board.Mark() }
func (s *server) Restricted() bool  { return s.setup.Restricted }
func (s *server) Stdin() io.Reader  { return &s.stdin }
func (s *server) Stdout() io.Writer { return printer{s, false} }
func (s *server) Stderr() io.Writer { return printer{s, true} }

var errNoStdin = errors.New("standard input cannot be read here: the front end does not allow it")

func (s *server) Input(prompt string, password bool) (string, error) {
	t := s.task()
	if t == nil || !t.running() {
		return "", errNoStdin
	}
	if !t.exec.Stdin {
		t.stop(errNoStdin) // the cell's error, even if it does not look at Scan's
		return "", errNoStdin
	}
	return t.ask(prompt, password)
}

// ask puts a question to the person and waits for the line, or the end of the run.
func (t *task) ask(prompt string, password bool) (string, error) {
	answer := make(chan pipe.Line, 1)
	t.mu.Lock()
	t.seq++
	id := t.seq
	t.lines[id] = answer
	t.mu.Unlock()
	defer func() {
		t.mu.Lock()
		delete(t.lines, id)
		t.mu.Unlock()
	}()
	if err := t.conn.Send(&pipe.Event{Run: t.run.ID, Ask: &pipe.Ask{ID: id, Prompt: prompt, Password: password}}); err != nil {
		return "", err
	}
	select {
	case l := <-answer:
		if l.Err != "" {
			return "", errors.New(l.Err)
		}
		return l.Text, nil
	case <-t.run.Context().Done():
		return "", context.Cause(t.run.Context())
	}
}

func (s *server) answered(l pipe.Line) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.lines[l.Ask]; c != nil {
		c <- l
	}
}
