package worker

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"harmonium/dsl/internal/host"
	"harmonium/dsl/internal/mime"
	"harmonium/dsl/internal/pipe"
	"harmonium/dsl/internal/unit"
)

// patience is how long an interrupted run may take to stop before it is given
// up: its goroutine is left where it waits, and stops when it next runs code
// of a cell.
const patience = 70 * time.Millisecond

var errInterrupted = errors.New("interrupted")

// task is one run of a cell.
type task struct {
	*server
	exec  *pipe.Exec
	run   *host.Run
	begun bool // these under server.mu
	ended bool

	pages []pipe.Bundle
	next  *pipe.Next
	fatal *unit.Panic // a goroutine of the cell panicked
}

// execute runs t to its end, or gives it up, and reports that.
func (t *task) execute() {
	finished := make(chan pipe.Done, 1)
	go t.run.Do(func() { finished <- t.whole() })
	var d pipe.Done
	select {
	case d = <-finished:
	case <-t.run.Context().Done():
		d = t.stopping(finished)
	}
	t.mu.Lock()
	t.ended = true
	delete(t.tasks, t.run.ID)
	switch context.Cause(t.run.Context()) {
	case errNoStdin:
		d.Failed, d.Error, d.Outcome.Interrupted = true, errNoStdin.Error(), false
	case errInterrupted: // also when a call returned early and the cell went on to its end
		if d.Outcome.Panic == nil {
			d = pipe.Done{Outcome: unit.Outcome{Interrupted: true, At: d.Outcome.At}}
		}
	}
	if t.fatal != nil {
		d = pipe.Done{Outcome: unit.Outcome{Panic: t.fatal}}
	}
	d.Pages, d.Next = t.pages, t.next
	t.mu.Unlock()
	t.leave(&d)
}

// leave reports the end. When another run goes on, plain prints belong to that one
// from now on.
func (t *task) leave(d *pipe.Done) {
	e := &pipe.Event{Run: t.run.ID, Done: d}
	other := t.newest()
	if other == nil || t.latest.Load() != t {
		t.conn.Send(e)
		return
	}
	t.print.Lock()
	defer t.print.Unlock()
	d.Front = other.run.ID
	t.call(e)
	t.latest.Store(other)
}

// newest is the run that began last of those that go on.
func (s *server) newest() (found *task) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.tasks {
		if t.begun && (found == nil || t.run.ID > found.run.ID) {
			found = t
		}
	}
	return found
}

// stopping waits a little for a run that has been told to stop.
func (t *task) stopping(finished <-chan pipe.Done) pipe.Done {
	select {
	case d := <-finished:
		return d
	case <-time.After(patience):
		return pipe.Done{Outcome: unit.Outcome{Interrupted: true}}
	}
}

// whole loads, runs and shows.
func (t *task) whole() (d pipe.Done) {
	defer func() {
		if r := recover(); r != nil { // the machine recovers what cells do: this is a fault of ours
			d = pipe.Done{Outcome: unit.Outcome{Panic: &unit.Panic{Text: fmt.Sprintf("internal error: %v", r)}}}
		}
	}()
	if t.run.Context().Err() != nil {
		return pipe.Done{Outcome: unit.Outcome{Interrupted: true}}
	}
	if !t.load() || t.exec.Unit.Replay {
		return d
	}
	values, outcome := t.machine.Run(t.run.Context(), t.exec.Unit)
	t.run.End()
	d.Outcome = outcome
	if outcome.Panic == nil && !outcome.Interrupted && outcome.Exit == nil {
		t.shown(&d, values)
	}
	return d
}

// load compiles the unit; false when it is refused.
func (t *task) load() bool {
	t.loading.Lock()
	defer t.loading.Unlock()
	if err := t.machine.Load(t.exec.Unit); err != nil {
		t.conn.Send(&pipe.Event{Run: t.run.ID, Loaded: &pipe.Loaded{Err: err.Error()}})
		return false
	}
	t.begin()
	return true
}

// begin makes t the run that plain prints belong to, in step with the kernel process.
func (t *task) begin() {
	t.print.Lock()
	defer t.print.Unlock()
	t.call(&pipe.Event{Run: t.run.ID, Loaded: &pipe.Loaded{}})
	t.hold(func() { t.begun = true })
	t.latest.Store(t)
	*t.board.Mark() = 0
}

// shown puts the values of the last expression into d. Several that cannot share
// a bundle are displays, but for the last. Of a silent cell only an error counts.
func (t *task) shown(d *pipe.Done, values []unit.Value) {
	if len(values) == 0 {
		return
	}
	bundles, err := t.show(values)
	if err != nil {
		d.Failed, d.Error = true, err.Error()
		return
	}
	if t.exec.Unit.Silent || t.exec.Silent {
		return
	}
	for i, b := range bundles {
		if i == len(bundles)-1 {
			d.Value = pipe.Pack(b)
		} else {
			t.Display(b, "", false)
		}
	}
}

// interrupt stops a run; it has ended within patience, as the kernel process sees it.
func (s *server) interrupt(id uint64) {
	s.mu.Lock()
	t := s.tasks[id]
	s.mu.Unlock()
	if t == nil {
		return
	}
	t.stop(errInterrupted)
}

func (t *task) stop(cause error) {
	t.run.Stop(cause)
	t.machine.Interrupt()
	if hasChildren() {
		unix.Kill(0, unix.SIGINT)
	}
}

// hold keeps what a run adds to its result; false when it has ended.
func (t *task) hold(f func()) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended {
		return false
	}
	f()
	return true
}

func (t *task) page(b mime.Bundle) {
	t.hold(func() { t.pages = append(t.pages, pipe.Pack(b)) })
}
