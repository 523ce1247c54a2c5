package kernel_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"harmonium/dsl"
)

// fake is a session for a language of one command a line:
//
//	print TEXT   warn TEXT            to stdout, to stderr
//	show TEXT    display a value      show#ID, update#ID: with a display id
//	value TEXT   the cell's value     fail TEXT: the cell's error
//	sleep 20ms   block                until interrupted
//	ask PROMPT   secret PROMPT        prints what the person answers
//	clear        clear wait
//	page TEXT    next TEXT            over TEXT: replaces the cell
//	panic        of the session itself
type fake struct {
	mu          sync.Mutex
	stop        chan struct{} // closed by an interrupt
	interrupts  int
	closed      bool
	cells       []dsl.Cell
	stubborn    bool // ignores interrupts and ends of context, as a hung worker would
	inspections []int
}

func newFake() *fake { return &fake{stop: make(chan struct{})} }

func (f *fake) Run(ctx context.Context, cell dsl.Cell, out dsl.Outputs) dsl.Result {
	f.mu.Lock()
	f.cells = append(f.cells, cell)
	stop := f.stop
	f.mu.Unlock()
	r := dsl.Result{Expressions: map[string]dsl.ExpressionResult{}}
	for line := range strings.SplitSeq(cell.Code, "\n") {
		if err := f.do(ctx, stop, line, cell, out, &r); err != nil {
			r.Err = err
			return r
		}
	}
	for name, e := range cell.Expressions {
		if e == "bad" {
			r.Expressions[name] = dsl.ExpressionResult{Err: fault("CompileError", "undefined: bad")}
		} else {
			r.Expressions[name] = dsl.ExpressionResult{Value: dsl.Text(e)}
		}
	}
	return r
}

func fault(name, value string) *dsl.Error {
	return &dsl.Error{Name: name, Value: value, Traceback: []string{name + ": " + value}}
}

func (f *fake) do(ctx context.Context, stop chan struct{}, line string, cell dsl.Cell, out dsl.Outputs, r *dsl.Result) *dsl.Error {
	command, text, _ := strings.Cut(line, " ")
	command, id, _ := strings.Cut(command, "#")
	switch command {
	case "print":
		out.Stream("stdout", text+"\n")
	case "warn":
		out.Stream("stderr", text+"\n")
	case "show", "update":
		out.Display(dsl.Text(text), id, command == "update")
	case "clear":
		out.Clear(text == "wait")
	case "value":
		r.Value = dsl.Text(text)
	case "fail":
		return fault("panic", text)
	case "page":
		r.Pages = append(r.Pages, dsl.Bundle{Data: map[string]any{"text/html": text}})
	case "next", "over":
		r.NextInput = &dsl.NextInput{Text: text, Replace: command == "over"}
	case "panic":
		panic("the session is broken")
	case "ask", "secret":
		line, err := out.Input(ctx, text, command == "secret")
		if err != nil {
			return fault("InputError", err.Error())
		}
		out.Stream("stdout", line+"\n")
	case "sleep", "block":
		return f.wait(ctx, stop, text)
	}
	return nil
}

func (f *fake) wait(ctx context.Context, stop chan struct{}, text string) *dsl.Error {
	d, err := time.ParseDuration(text)
	if err != nil {
		d = time.Minute
	}
	if f.stubborn {
		time.Sleep(d)
		return nil
	}
	select {
	case <-time.After(d):
		return nil
	case <-stop:
	case <-ctx.Done():
	}
	return fault("Interrupted", "interrupted")
}

func (f *fake) Complete(_ context.Context, code string, cursor int) dsl.Completion {
	start := strings.LastIndexAny(code[:cursor], " .") + 1
	if code[start:cursor] == "none" {
		return dsl.Completion{Start: cursor, End: cursor}
	}
	return dsl.Completion{Start: start, End: cursor, Matches: []dsl.Match{
		{Text: "Energy", Type: "method", Signature: "func() float64"}, {Text: "Entropy", Type: "method"},
	}}
}

func (f *fake) Inspect(_ context.Context, code string, cursor, detail int) (dsl.Bundle, bool) {
	return dsl.Text(fmt.Sprintf("%q|%q at %d", code[:cursor], code[cursor:], detail)), code != "nothing"
}

func (f *fake) IsComplete(code string) dsl.Completeness {
	switch code {
	case "if x {":
		return dsl.Completeness{Status: "incomplete", Indent: "\t"}
	case ")":
		return dsl.Completeness{Status: "invalid"}
	}
	return dsl.Completeness{Status: "complete"}
}

func (f *fake) Interrupt() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.interrupts++
	close(f.stop)
	f.stop = make(chan struct{})
}

func (f *fake) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return errors.New("closed twice")
	}
	f.closed = true
	return nil
}
