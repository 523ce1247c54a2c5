package dsl

import (
	"context"
	"errors"
	"slices"
	"sync"

	"harmonium/dsl/internal/mime"
	"harmonium/dsl/internal/pipe"
	"harmonium/dsl/internal/supervise"
	"harmonium/dsl/internal/unit"
)

// standby is a worker that is being made ready, or is.
type standby struct {
	ready  chan struct{} // closed when p or err is set
	p      *supervise.Process
	err    error
	cancel context.CancelFunc // gives the start up
	once   sync.Once
}

// startTries is how often a worker is started until it is given up.
const startTries = 3

// hire starts a worker in the background and replays declarations into it.
func (s *Session) hire(replay []*unit.Unit) *standby {
	ctx, cancel := context.WithCancel(context.Background())
	w := &standby{ready: make(chan struct{}), cancel: cancel}
	s.mu.Lock()
	setup := pipe.Setup{Memory: s.cfg.Memory, Seed: s.seed, Dir: s.dir, Restricted: s.cfg.Restricted, Env: slices.Clone(s.env)}
	s.mu.Unlock()
	go func() {
		defer close(w.ready)
		// What kills a worker while it starts must not cost the next cell.
		for range startTries {
			w.p, w.err = supervise.Start(ctx, supervise.Options{
				Command: s.cfg.Worker, Setup: setup, Log: s.cfg.Log, Panic: s.latePanic, Seed: s.noteSeed,
			})
			if w.err == nil || ctx.Err() != nil {
				break
			}
			s.cfg.Log.Warn("starting a worker", "err", w.err)
		}
		if w.err != nil {
			return
		}
		for _, u := range replay {
			s.replay(ctx, w.p, u)
		}
		go s.watch(w)
	}()
	return w
}

// replay loads the declarations of one earlier cell.
func (s *Session) replay(ctx context.Context, p *supervise.Process, u *unit.Unit) {
	_, err := p.Exec(ctx, pipe.Exec{Unit: u}, nowhere{}, func(refusal string) {
		if refusal != "" {
			s.cfg.Log.Error("replay", "cell", u.Cell, "error", refusal)
		}
	})
	if err != nil {
		s.cfg.Log.Error("replay", "cell", u.Cell, "error", err)
	}
}

// process waits until the worker is ready.
func (w *standby) process(ctx context.Context) (*supervise.Process, error) {
	select {
	case <-w.ready:
		return w.p, w.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// watch hires the next worker when w dies.
func (s *Session) watch(w *standby) {
	<-w.p.Gone()
	s.bury(w)
}

// bury replaces a dead worker, once, and says what went with it.
func (s *Session) bury(w *standby) {
	w.once.Do(func() {
		s.mu.Lock()
		closed := s.closed
		s.mu.Unlock()
		if closed {
			return
		}
		replay, lost := s.front.Replay()
		next := s.hire(replay)
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.closed {
			go next.dismiss()
			return
		}
		s.worker = next
		s.notices = append(s.notices, lostNotice(lost))
	})
}

// replace ends the process, because a cell does not stop.
func (w *standby) replace() {
	select {
	case <-w.ready:
		if w.p != nil {
			w.p.Replace()
		}
	default: // nothing runs there yet
	}
}

// dismiss ends the worker for good.
func (w *standby) dismiss() {
	w.cancel()
	<-w.ready
	if w.p != nil {
		w.p.Close()
	}
}

// nowhere is the sink of what nobody is to see.
type nowhere struct{}

func (nowhere) Stream(string, string)             {}
func (nowhere) Display(mime.Bundle, string, bool) {}
func (nowhere) Clear(bool)                        {}
func (nowhere) Input(context.Context, string, bool) (string, error) {
	return "", errors.New("nobody to ask")
}
