package dsl_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"harmonium/dsl"
)

// recorder is an Outputs that keeps what it receives.
type recorder struct {
	mu     sync.Mutex
	events []event
	lines  []string // answers to questions
	asked  chan string
}

// event is one call: its kind ("stdout", "stderr", "display", "update", "clear") and its text.
type event struct{ kind, text, id string }

func (r *recorder) add(e event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if n := len(r.events); n > 0 && r.events[n-1].kind == e.kind && strings.HasPrefix(e.kind, "std") {
		r.events[n-1].text += e.text
		return
	}
	r.events = append(r.events, e)
}

func (r *recorder) Stream(name, text string) { r.add(event{kind: name, text: text}) }

func (r *recorder) Display(b dsl.Bundle, id string, update bool) {
	kind := "display"
	if update {
		kind = "update"
	}
	r.add(event{kind, plain(b), id})
}

func (r *recorder) Clear(wait bool) { r.add(event{kind: "clear", text: fmt.Sprint(wait)}) }

func (r *recorder) Input(ctx context.Context, prompt string, _ bool) (string, error) {
	r.mu.Lock()
	if len(r.lines) > 0 {
		line := r.lines[0]
		r.lines = r.lines[1:]
		r.mu.Unlock()
		return line, nil
	}
	r.mu.Unlock()
	if r.asked != nil {
		r.asked <- prompt
		<-ctx.Done()
		return "", ctx.Err()
	}
	return "", errors.New("nobody answers")
}

// text is all that was printed on one stream.
func (r *recorder) text(kind string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var b strings.Builder
	for _, e := range r.events {
		if e.kind == kind {
			b.WriteString(e.text)
		}
	}
	return b.String()
}

// all is everything, in order.
func (r *recorder) all() []event {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]event(nil), r.events...)
}

// eventually waits until one stream's text contains want.
func (r *recorder) eventually(t *testing.T, kind, want string) {
	t.Helper()
	for range 200 {
		if strings.Contains(r.text(kind), want) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%s is %q, want it to contain %q", kind, r.text(kind), want)
}

func plain(b dsl.Bundle) string {
	s, _ := b.Data["text/plain"].(string)
	return s
}

// notebook runs cells one after another, counting them.
type notebook struct {
	*dsl.Session
	t     *testing.T
	count int
}

func open(t *testing.T, c dsl.Config) *notebook {
	t.Helper()
	s, err := dsl.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return &notebook{Session: s, t: t}
}

// run runs a cell, whatever comes of it.
func (n *notebook) run(ctx context.Context, code string) (dsl.Result, *recorder) {
	n.count++
	r := &recorder{}
	return n.Run(ctx, dsl.Cell{Code: code, Count: n.count}, r), r
}

// ok runs a cell that must succeed and returns its value's text.
func (n *notebook) ok(code string) string {
	n.t.Helper()
	res, rec := n.run(n.t.Context(), code)
	if res.Err != nil {
		n.t.Fatalf("In[%d] %s\n%s\nprinted %q", n.count, code, strings.Join(res.Err.Traceback, "\n"), rec.all())
	}
	return plain(res.Value)
}

// fails runs a cell that must fail.
func (n *notebook) fails(code string) *dsl.Error {
	n.t.Helper()
	res, rec := n.run(n.t.Context(), code)
	if res.Err == nil {
		n.t.Fatalf("In[%d] %s\ndid not fail; value %q, printed %q", n.count, code, plain(res.Value), rec.all())
	}
	return res.Err
}
