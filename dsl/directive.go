package dsl

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"harmonium/dsl/internal/directives"
	"harmonium/dsl/internal/mime"
	"harmonium/dsl/internal/pipe"
	"harmonium/dsl/internal/program"
)

// An evaluation is what the handlers of directives see of the session.
var _ directives.Session = (*evaluation)(nil)

// directive runs one line that is not Go.
func (e *evaluation) directive(ctx context.Context, line directives.Line) *Error {
	e.aside = line.Name == "%bench" // a thousand loops are no part of a program
	err := directives.Run(ctx, e, line)
	e.aside = false
	var ours *Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &ours):
		return ours
	case ctx.Err() != nil:
		return interrupted()
	}
	result := plainError("DirectiveError", err.Error())
	result.Cell, result.Line, result.Column = e.cell.Count, strings.Count(e.cell.Code[:line.Start], "\n")+1, 1
	return result
}

func (e *evaluation) Eval(ctx context.Context, code string) error {
	value, err := e.eval(ctx, code)
	if err != nil {
		return err
	}
	if !value.Empty() {
		e.result.Value = value
	}
	return nil
}

func (e *evaluation) Reset(ctx context.Context) error {
	if err := e.front.Reset(); err != nil {
		return err
	}
	e.mu.Lock()
	e.story = nil
	e.mu.Unlock()
	return e.renew(ctx)
}

func (e *evaluation) Seed() uint64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.seed
}

func (e *evaluation) SetSeed(ctx context.Context, seed uint64) error {
	e.mu.Lock()
	e.seed = seed
	e.mu.Unlock()
	return e.change(ctx, pipe.Change{Seed: &seed})
}

// noteSeed is told when a cell sets the seed.
func (s *Session) noteSeed(seed uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seed = seed
}

// renew ends the worker and waits for a new one.
func (e *evaluation) renew(ctx context.Context) error {
	e.mu.Lock()
	old := e.worker
	e.mu.Unlock()
	old.once.Do(func() {}) // its end is no news to anybody
	next := e.hire(e.front.Units())
	e.mu.Lock()
	e.worker = next
	e.mu.Unlock()
	old.dismiss()
	_, err := next.process(ctx)
	return err
}

// change tells the worker about a new setup; the next worker gets it from the start.
func (e *evaluation) change(ctx context.Context, c pipe.Change) error {
	e.mu.Lock()
	w := e.worker
	e.mu.Unlock()
	p, err := w.process(ctx)
	if err != nil {
		return err
	}
	p.Change(c)
	return nil
}

func (e *evaluation) History() []directives.Entry {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.history)
}

// record keeps Go that has run, however it ended, until %reset.
func (e *evaluation) record(code string, err *Error) {
	if e.aside || e.cell.Silent {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.story = append(e.story, program.Cell{Number: e.cell.Count, Code: code, Failed: err != nil})
}

// Program writes what the cells have declared and done.
func (e *evaluation) Program() (string, error) {
	e.mu.Lock()
	story := slices.Clone(e.story)
	e.mu.Unlock()
	return program.Write(story, e.front.Importer())
}

func (e *evaluation) Dir() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.dir
}

func (e *evaluation) Chdir(ctx context.Context, dir string) error {
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(e.Dir(), dir)
	}
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%s is not a folder", dir)
	}
	e.mu.Lock()
	e.dir = dir
	e.mu.Unlock()
	return e.change(ctx, pipe.Change{Dir: dir})
}

func (e *evaluation) Environ() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append(os.Environ(), e.env...)
}

func (e *evaluation) Setenv(ctx context.Context, name, value string) error {
	entry := name + "=" + value
	e.mu.Lock()
	e.env = append(slices.DeleteFunc(e.env, func(s string) bool { return strings.HasPrefix(s, name+"=") }), entry)
	e.mu.Unlock()
	return e.change(ctx, pipe.Change{Env: []string{entry}})
}

func (e *evaluation) Print(stream, text string) { e.out.Stream(stream, text) }

func (e *evaluation) Page(b mime.Bundle) { e.result.Pages = append(e.result.Pages, b) }

func (e *evaluation) Help(name string, detail int) (mime.Bundle, bool) {
	if name == "imports" {
		return Text("A cell can import\n\n" + strings.Join(e.front.Importable(), "\n")), true
	}
	if name == "topics" {
		return Text(e.topics()), true
	}
	if c, ok := chapterOn(name); ok {
		return Text(c.text), true
	}
	if page, found := e.Inspect(context.Background(), name, len(name), detail); found {
		return page, true
	}
	return e.packagePage(name)
}

func (e *evaluation) Manual() string { return Manual() }

func (e *evaluation) Commands() error {
	if e.cfg.Restricted {
		return errors.New("commands are switched off (--restricted)")
	}
	return nil
}

func (e *evaluation) Restricted() bool { return e.cfg.Restricted }
