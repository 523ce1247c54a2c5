package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"harmonium/dsl/internal/back"
	"harmonium/dsl/internal/front"
	"harmonium/dsl/internal/host"
	"harmonium/dsl/internal/lower"
	"harmonium/dsl/internal/mime"
	"harmonium/dsl/internal/unit"
)

// timing is where the time of one cell went.
type timing struct{ check, lower, load, run time.Duration }

// session is a front end and a back end in one process, without a pipe between.
type session struct {
	front        *front.Front
	machine      *back.Machine
	n            int
	lowering     time.Duration // of the cell under way
	start, first time.Duration
	values       []unit.Value
}

func newSession() (*session, error) {
	s := &session{}
	t := time.Now()
	var err error
	s.front, err = front.New(front.Config{Lower: func(p lower.Package, o lower.Options) (*lower.Output, error) {
		t := time.Now()
		defer func() { s.lowering = time.Since(t) }()
		return lower.Lower(p, o)
	}})
	if err != nil {
		return nil, err
	}
	if s.machine, err = back.New(nobody{}, nil); err != nil {
		return nil, err
	}
	s.start = time.Since(t)
	t = time.Now()
	_, err = s.cell("import \"fmt\"\nfmt.Sprint(1)")
	s.first = time.Since(t)
	return s, err
}

// cell compiles and runs one cell.
func (s *session) cell(code string) (timing, error) {
	s.n++
	t0 := time.Now()
	u, diags := s.front.Compile(code, s.n)
	if u == nil {
		return timing{}, fmt.Errorf("%v", diags)
	}
	t1 := time.Now()
	if err := s.machine.Load(u); err != nil {
		return timing{}, err
	}
	s.front.Commit(u)
	t2 := time.Now()
	run := host.NewRun(context.Background(), uint64(s.n), s.n)
	var out unit.Outcome
	run.Do(func() { s.values, out = s.machine.Run(run.Context(), u) })
	if out.Panic != nil {
		return timing{}, errors.New(out.Panic.Text)
	}
	return timing{check: t1.Sub(t0) - s.lowering, lower: s.lowering, load: t2.Sub(t1), run: time.Since(t2)}, nil
}

// nobody is a host to whom nothing is shown.
type nobody struct{}

func (nobody) Display(mime.Bundle, string, bool)  {}
func (nobody) Clear(bool)                         {}
func (nobody) Input(string, bool) (string, error) { return "", io.EOF }
func (nobody) Page(mime.Bundle)                   {}
func (nobody) NextInput(string, bool)             {}
func (nobody) Panic(*unit.Panic)                  {}
func (nobody) Context() context.Context           { return context.Background() }
func (nobody) Run() *host.Run                     { return nil }
func (nobody) Seed() uint64                       { return 1 }
func (nobody) SetSeed(uint64)                     {}
func (nobody) Restricted() bool                   { return false }
func (nobody) Mark() *int                         { return nil }
func (nobody) Stdin() io.Reader                   { return strings.NewReader("") }
func (nobody) Stdout() io.Writer                  { return io.Discard }
func (nobody) Stderr() io.Writer                  { return os.Stderr }
