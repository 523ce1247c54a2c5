package words

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"

	"harmonium/dsl/internal/directives"
	"harmonium/dsl/internal/display"
	"harmonium/dsl/internal/docs"
	"harmonium/dsl/internal/host"
	"harmonium/dsl/internal/mime"
	"harmonium/plots"
	"harmonium/stdlib/rng"
)

// Set is the words of one session, in the worker.
type Set struct {
	host   host.Host
	shower *display.Shower

	mu     sync.Mutex
	given  uint64 // the session's seed when the numbers started
	seed   uint64
	stream uint64 // how many streams were handed out

	lives    lives
	drawn    drawn
	followed int // see the constant
}

// New binds the words to a session.
func New(h host.Host, s *display.Shower) *Set {
	set := &Set{host: h, shower: s, given: h.Seed(), seed: h.Seed(), followed: followed}
	s.Drawn = func(v reflect.Value) bool { return set.drawn.has(h.Run(), v) }
	return set
}

// Functions are the words that are not generic, by name.
func (s *Set) Functions() map[string]reflect.Value {
	functions := map[string]reflect.Value{}
	for _, w := range Table() {
		if w.Bind != nil {
			functions[w.Name] = reflect.ValueOf(w.Bind(s))
		}
	}
	return functions
}

// Failure is what a word panics with: an error that is to be the cell's, without
// a traceback through the word.
type Failure struct {
	Word string
	Err  error
}

func (f Failure) Error() string { return f.Err.Error() }

// EndsCell tells the back end that this is no panic of the user's.
func (f Failure) EndsCell() {}

// Unwrap returns the error that the word met.
func (f Failure) Unwrap() error { return f.Err }

// show shows values; a kind of figure behind a value says how it is drawn.
func (s *Set) show(values ...any) {
	for i, v := range values {
		if _, ok := v.(plots.As); ok && i > 0 {
			continue
		}
		if i+1 < len(values) {
			if kind, ok := values[i+1].(plots.As); ok {
				figure, err := s.shower.Figures.As(v, string(kind))
				if err != nil {
					panic(Failure{Word: "Show", Err: fmt.Errorf("Show: %w", err)})
				}
				v = figure
			}
		}
		s.host.Display(s.bundle(v), "", false)
	}
}

func (s *Set) fail(err error) {
	if err != nil {
		panic(Failure{Word: "Fail", Err: err})
	}
}

func (s *Set) setSeed(seed uint64) {
	s.host.SetSeed(seed)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seed, s.stream, s.given = seed, 0, s.host.Seed()
}

// random numbers its streams in the order of the calls, so that a session with
// the same seed and the same cells has the same numbers.
func (s *Set) random() rng.Source {
	now := s.host.Seed()
	s.mu.Lock()
	defer s.mu.Unlock()
	if now != s.given { // %seed
		s.given, s.seed, s.stream = now, now, 0
	}
	s.stream++
	return rng.New(s.seed).Numbered(s.stream)
}

func (s *Set) context() context.Context { return s.host.Context() }

func (s *Set) clear() { s.host.Clear(true) }

func (s *Set) help(topic ...string) {
	name := strings.Join(topic, " ")
	if name == "" {
		s.host.Page(mime.Text(Overview()))
		return
	}
	if w, ok := Lookup(name); ok {
		s.host.Page(mime.Bundle{Data: map[string]any{
			"text/plain":    w.Decl + "\n\n" + docs.Plain(w.Doc()),
			"text/markdown": "```go\n" + w.Decl + "\n```\n\n" + docs.Markdown(w.Doc()),
		}})
		return
	}
	for _, prefix := range []string{"", "%", "%%"} {
		if d, ok := directives.Lookup(prefix + name); ok {
			s.host.Page(mime.Text(d.Manual()))
			return
		}
	}
	panic(Failure{Word: "Help", Err: fmt.Errorf("no word and no directive is called %q; ?%s asks about any other name", name, name)})
}

// Overview lists the words and the directives, a line each.
func Overview() string {
	var out strings.Builder
	out.WriteString("Words\n\n")
	for _, w := range Table() {
		fmt.Fprintf(&out, "  %s\n      %s\n", strings.TrimPrefix(w.Decl, "func "), w.Help)
	}
	out.WriteString("\nDirectives\n\n")
	for _, d := range directives.Table() {
		fmt.Fprintf(&out, "  %s\n      %s\n", d.Usage, d.Help)
	}
	return out.String()
}
