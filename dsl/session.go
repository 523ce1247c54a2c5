package dsl

import (
	"context"
	"log/slog"
	"os"
	"sync"

	"harmonium/dsl/internal/directives"
	"harmonium/dsl/internal/docs"
	"harmonium/dsl/internal/front"
	"harmonium/dsl/internal/program"
	"harmonium/dsl/internal/split"
	"harmonium/dsl/internal/supervise"
	"harmonium/dsl/internal/words"
)

// Session evaluates cells. They are compiled one after another, and each sees
// the names of those before it; they run at the same time when calls of Run overlap,
// as goroutines do. What only reads names and types (Complete, Inspect, IsComplete)
// answers at once, also while a cell runs. All methods may be called from any
// goroutine.
type Session struct {
	cfg   Config
	front *front.Front  // checks and lowers cells; it knows names and types, never values
	turn  chan struct{} // holds one token: whoever has it may compile a cell

	mu      sync.Mutex
	runs    map[*evaluation]bool // under way, or waiting for their turn
	history []directives.Entry
	story   []program.Cell // all Go that compiled, in order, for %save
	seed    uint64
	dir     string
	env     []string
	worker  *standby
	marks   []markedUnit // what line marks mean, sorted
	notices []string     // for the next cell's standard error
	closed  bool

	docs docs.Library
}

// Open starts a session and its worker. The context bounds the start only.
func Open(ctx context.Context, c Config) (*Session, error) {
	if err := c.defaults(); err != nil {
		return nil, err
	}
	s := &Session{
		cfg: c, seed: c.Seed, dir: c.Dir,
		turn: make(chan struct{}, 1),
		runs: map[*evaluation]bool{},
	}
	s.turn <- struct{}{}
	f, err := front.New(front.Config{
		Restricted: c.Restricted, Words: words.Objects, Prelude: words.Prelude(),
	})
	if err != nil {
		return nil, err
	}
	s.front = f
	s.worker = s.hire(f.Units())
	if _, err := s.worker.process(ctx); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// defaults fills the zero fields in.
func (c *Config) defaults() error {
	if c.Worker == nil {
		exe, err := os.Executable()
		if err != nil {
			return err
		}
		c.Worker = []string{exe, "worker"}
	}
	if c.Memory == 0 {
		c.Memory = supervise.MachineMemory() / 4 * 3
	}
	if c.Seed == 0 {
		c.Seed = 1
	}
	if c.Dir == "" {
		dir, err := os.Getwd()
		if err != nil {
			return err
		}
		c.Dir = dir
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return nil
}

// Run evaluates a cell and returns when it has ended. Ending ctx interrupts it.
func (s *Session) Run(ctx context.Context, cell Cell, out Outputs) Result {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	e := &evaluation{Session: s, cell: cell, out: out, stop: cancel}
	s.mu.Lock()
	s.runs[e] = true
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.runs, e)
		s.mu.Unlock()
	}()
	e.run(ctx)
	return e.result
}

// Interrupt stops the running cells. When one has been interrupted before and
// still runs, or does not stop within 5 s, the worker is replaced.
func (s *Session) Interrupt() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for e := range s.runs {
		e.interrupts++
		if e.interrupts > 1 {
			s.worker.replace()
			continue
		}
		e.stop(errInterrupted)
	}
}

// Close ends the session and its worker.
func (s *Session) Close() error {
	s.mu.Lock()
	s.closed = true
	w := s.worker
	for e := range s.runs {
		e.stop(errInterrupted)
	}
	s.mu.Unlock()
	if w != nil {
		w.dismiss()
	}
	return nil
}

// IsComplete says whether code can run as it stands.
func (s *Session) IsComplete(code string) Completeness {
	status, indent := split.Completeness(code)
	return Completeness{Status: string(status), Indent: indent}
}
