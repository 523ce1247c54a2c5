package dsl

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"harmonium/dsl/internal/directives"
	"harmonium/dsl/internal/mime"
	"harmonium/dsl/internal/pipe"
	"harmonium/dsl/internal/supervise"
	"harmonium/dsl/internal/unit"
)

// evaluation is one cell on its way: Go and directives, one stretch after another.
type evaluation struct {
	*Session
	cell       Cell
	out        Outputs
	stop       context.CancelCauseFunc
	interrupts int  // under Session.mu
	asked      bool // the code is done, its Expressions follow: their values are wanted even of a silent cell
	result     Result
	aside      bool // what runs now is no part of the session's story: see record
}

// run evaluates the whole cell into e.result.
func (e *evaluation) run(ctx context.Context) {
	e.notify()
	e.remember()
	for _, seg := range directives.Split(e.cell.Code) {
		value, err := mime.Bundle{}, (*Error)(nil)
		if seg.Line != nil {
			err = e.directive(ctx, *seg.Line)
		} else {
			value, err = e.eval(ctx, seg.Code)
		}
		if !value.Empty() {
			e.result.Value = value
		}
		if err != nil {
			e.result.Value, e.result.Err = mime.Bundle{}, err
			return
		}
	}
	e.succeeded()
	e.expressions(ctx)
}

// expressions evaluates what the front end asks for beside the code.
func (e *evaluation) expressions(ctx context.Context) {
	if len(e.cell.Expressions) == 0 {
		return
	}
	e.aside = true
	e.result.Expressions = map[string]ExpressionResult{}
	e.asked = true
	for name, code := range e.cell.Expressions {
		value, err := e.eval(ctx, code)
		e.result.Expressions[name] = ExpressionResult{Value: value, Err: err}
	}
}

// eval compiles and runs Go. It has the session's turn until the worker has the
// unit compiled and its names are the session's.
func (e *evaluation) eval(ctx context.Context, code string) (mime.Bundle, *Error) {
	select {
	case <-e.turn:
	case <-ctx.Done():
		return mime.Bundle{}, interrupted()
	}
	pass := sync.OnceFunc(func() { e.turn <- struct{}{} })
	defer pass()
	if ctx.Err() != nil {
		return mime.Bundle{}, interrupted()
	}
	u, messages := e.front.Compile(code, e.cell.Count)
	if u == nil {
		return mime.Bundle{}, compileError(messages)
	}
	for _, n := range u.Notes {
		e.out.Stream("stderr", strings.Join(n.Lines(), "\n")+"\n")
	}
	value, err := e.exec(ctx, u, pass)
	e.record(code, err)
	return value, err
}

// exec runs a unit in the worker and makes its names the session's; then it calls loaded.
func (e *evaluation) exec(ctx context.Context, u *unit.Unit, loaded func()) (mime.Bundle, *Error) {
	e.mu.Lock()
	w := e.worker
	e.mu.Unlock()
	p, err := w.process(ctx)
	if err != nil {
		if ctx.Err() != nil {
			return mime.Bundle{}, interrupted()
		}
		e.bury(w) // the next cell finds another attempt
		return mime.Bundle{}, plainError("WorkerDied", err.Error())
	}
	e.learn(u)
	refusal := ""
	done, err := p.Exec(ctx, pipe.Exec{Unit: u, Stdin: e.cell.AllowStdin, Silent: e.cell.Silent && !e.asked}, e.out, func(why string) {
		if refusal = why; why == "" {
			e.front.Commit(u)
		}
		loaded()
	})
	if err != nil {
		return mime.Bundle{}, e.died(w, err)
	}
	if o := &done.Outcome; o.Interrupted && o.At.Line == 0 { // it was given up where it waits
		if at, known := e.place(p.Mark()); known && at.Func == "" && at.Cell == u.Cell {
			o.At = at
		}
	}
	e.front.Ended(u, done.Outcome)
	e.collect(&done)
	if refusal != "" {
		return mime.Bundle{}, plainError("CompileError", refusal)
	}
	return done.Value.Unpack(), e.failure(u, &done)
}

// died makes a death of the worker the cell's error, and says what is lost.
func (e *evaluation) died(w *standby, err error) *Error {
	e.bury(w)
	var d *supervise.Death
	if !errors.As(err, &d) {
		return plainError("WorkerDied", err.Error())
	}
	result := e.deathError(d)
	result.Traceback = append(result.Traceback, e.takeNotices()...)
	return result
}

// collect takes over what comes beside the value.
func (e *evaluation) collect(d *pipe.Done) {
	for _, p := range d.Pages {
		e.result.Pages = append(e.result.Pages, p.Unpack())
	}
	if d.Next != nil {
		e.result.NextInput = &NextInput{Text: d.Next.Text, Replace: d.Next.Replace}
	}
}

// notify passes on what happened between the cells.
func (e *evaluation) notify() {
	for _, n := range e.takeNotices() {
		e.out.Stream("stderr", n+"\n")
	}
}

func (s *Session) takeNotices() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.notices
	s.notices = nil
	return n
}

// remember puts the cell into the history; succeeded marks it.
func (e *evaluation) remember() {
	if e.cell.Silent {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.history = append(e.history, directives.Entry{Cell: e.cell.Count, Code: e.cell.Code})
}

func (e *evaluation) succeeded() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if n := len(e.history); n > 0 && !e.cell.Silent {
		e.history[n-1].OK = true
	}
}

// latePanic is a panic in a goroutine whose cell has ended.
func (s *Session) latePanic(sink supervise.Sink, p *unit.Panic) {
	sink.Stream("stderr", strings.Join(s.panicError(p).Traceback, "\n")+"\n")
}

// lostNotice says what a new worker does not have.
func lostNotice(lost []string) string {
	if len(lost) == 0 {
		return "The process that runs the cells was started again; imports and declarations are in place."
	}
	return fmt.Sprintf("The process that runs the cells was started again; imports, functions and types are in place, these variables are gone: %s", strings.Join(lost, ", "))
}
