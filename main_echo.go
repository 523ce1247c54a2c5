package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"

	"harmonium/dsl"
	"harmonium/dsl/repl"
	"harmonium/kernel/notebook"
)

// echo prints a script's outputs: text as it is, figures by name, and what is live as
// it is when its cell has ended.
type echo struct {
	mu     sync.Mutex
	screen *repl.Screen
	stderr io.Writer
}

// follow has the runner tell of its outputs.
func (e *echo) follow(r *notebook.Runner) {
	r.Began = func(*notebook.Cell) { e.began() }
	r.Output = e.output
	r.Ended = func(notebook.Step) { e.ended() }
	if ask := r.Input; ask != nil {
		r.Input = func(ctx context.Context, text string, password bool) (string, error) {
			e.pause()
			return ask(ctx, text, password)
		}
	}
}

func (e *echo) began() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.screen.Begin()
}

func (e *echo) pause() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.screen.Hide()
}

func (e *echo) output(o notebook.Output) {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case o.Type == "stream" && o.Name == "stderr":
		e.screen.Aside(e.stderr, o.Text)
	case o.Type == "stream":
		e.screen.Text(o.Text)
	case o.Type == "error": // printed at the end, with its place
	case o.ID != "":
		e.screen.Live(o.ID, dsl.Bundle{Data: o.Data, Metadata: o.Metadata})
	default:
		if o.Type == "execute_result" && e.drawn(o) { // the cell has ended, and its value stands last
			return
		}
		e.print(o.Data)
	}
}

func (e *echo) ended() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.settle()
}

// drawn settles what is live, and tells whether a figure of it has said already what
// the value says: that of a run which showed its curve.
func (e *echo) drawn(value notebook.Output) bool {
	said := false
	for _, b := range e.settle() {
		said = said || b.Data["image/png"] != nil && b.Data["text/plain"] == value.Data["text/plain"]
	}
	return said
}

// settle prints what live displays have come to.
func (e *echo) settle() []dsl.Bundle {
	last := e.screen.End()
	for _, b := range last {
		e.print(b.Data)
	}
	return last
}

func (e *echo) print(data map[string]any) {
	if text, ok := data["text/plain"].(string); ok {
		e.screen.Block(func() { fmt.Fprintln(e.screen.Out, strings.TrimSuffix(text, "\n")) })
	}
}
