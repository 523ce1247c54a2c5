package front

import (
	"errors"
	"fmt"
	"go/token"
	"go/types"
	"maps"
	"strings"
	"sync"

	"harmonium/dsl/internal/check"
	"harmonium/dsl/internal/exportdata"
	"harmonium/dsl/internal/lower"
	"harmonium/dsl/internal/split"
	"harmonium/dsl/internal/unit"
)

// Config says what a front end is made of. Zero fields take the stated default.
type Config struct {
	Restricted bool
	Words      func(types.Importer) (map[string]types.Object, error)     // names that every cell knows; nil means none
	Prelude    string                                                    // Go whose functions are words too: generic ones
	Lower      func(lower.Package, lower.Options) (*lower.Output, error) // nil means lower.Lower
}

// Front is the front end of one session. Its methods may be called from any
// goroutine.
type Front struct {
	cfg      Config
	importer *exportdata.Importer
	native   map[string]types.Object

	mu        sync.RWMutex
	session   *check.Session
	codes     codes
	serial    int // units so far
	instances map[string]bool
	marks     int // given out so far
	pending   map[*unit.Unit]*compiled
	running   map[*unit.Unit]*compiled // committed, and not yet Ended
	records   []*record
	commits   int
}

// compiled is a unit that is not yet the session's.
type compiled struct {
	unit      *unit.Unit
	result    *check.Result
	instances []string
}

// New makes the front end of a new session.
func New(cfg Config) (*Front, error) {
	if err := check.Usable(); err != nil {
		return nil, err
	}
	im, err := exportdata.New(cfg.Restricted)
	if err != nil {
		return nil, err
	}
	if cfg.Lower == nil {
		cfg.Lower = lower.Lower
	}
	f := &Front{cfg: cfg, importer: im, native: map[string]types.Object{}}
	if cfg.Words != nil {
		if f.native, err = cfg.Words(im); err != nil {
			return nil, err
		}
	}
	return f, f.Reset()
}

// Reset forgets everything that the cells have declared.
func (f *Front) Reset() error {
	f.mu.Lock()
	f.codes, f.records = nil, nil
	f.running = map[*unit.Unit]*compiled{}
	f.instances = map[string]bool{}
	f.pending = map[*unit.Unit]*compiled{}
	f.session = check.NewSession(token.NewFileSet(), f.importer, maps.Clone(f.native))
	f.session.Line = func(pos token.Pos) string { return f.codes.line(f.session.Fset, pos) }
	f.mu.Unlock()
	return f.prelude()
}

// prelude compiles the generic words. They hide as words do.
func (f *Front) prelude() error {
	if f.cfg.Prelude == "" {
		return nil
	}
	u, diags := f.Compile(f.cfg.Prelude, 0)
	if u == nil {
		return fmt.Errorf("front: the prelude does not compile: %v", diags)
	}
	f.Commit(u)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.records[len(f.records)-1].keep = true
	f.session.MakeWords()
	return nil
}

// Compile turns a cell into a unit. The diagnostics are the cell's errors; then
// there is no unit. The session is as before until Commit.
func (f *Front) Compile(code string, count int) (u *unit.Unit, diags []unit.Diagnostic) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.codes.add(f.session.Fset.Base(), code)
	defer func() {
		if r := recover(); r != nil {
			u, diags = nil, []unit.Diagnostic{{Kind: unit.Unsupported, Cell: count, Message: fmt.Sprintf("not supported in a cell yet: the compiler failed: %v", r)}}
		}
	}()
	cell, errs := split.Split(f.session.Fset, count, code)
	for _, e := range errs {
		diags = append(diags, unit.Diagnostic{Cell: count, Line: e.Line, Column: e.Column, Message: e.Message, Source: lineOf(code, e.Line)})
	}
	if len(diags) > 0 {
		return nil, diags
	}
	r, diags := f.session.Check(cell)
	if r == nil {
		return nil, diags
	}
	return f.lower(r)
}

// lower makes the unit of a cell that checks.
func (f *Front) lower(r *check.Result) (*unit.Unit, []unit.Diagnostic) {
	f.serial++
	r.Install()
	defer r.Uninstall()
	m := &marker{front: f, first: f.marks + 1}
	out, err := f.cfg.Lower(
		lower.Package{Fset: f.session.Fset, Files: r.Files, Types: r.Pkg, Info: r.Info},
		lower.Options{
			Cell: f.serial, Entry: r.Entry, Result: f.shown(r), Vars: r.Vars, Name: f.session.Back,
			Replaces: r.Replaces, Generic: f.generic, Instances: f.instances, Mark: m.mark,
		})
	if err != nil {
		return nil, []unit.Diagnostic{f.refused(r, err)}
	}
	u := &unit.Unit{
		Cell: r.Cell.Number, Name: split.FileName(r.Cell.Number), Source: out.Source, Entry: out.Entry,
		Imports: out.Imports, Types: out.Types, Natives: out.Natives,
		FirstMark: m.first, Marks: m.places, Results: out.Results, Notes: r.Notes,
	}
	for i := range u.Results {
		u.Results[i].IsError = i < len(f.resultTypes(r)) && isError(f.resultTypes(r)[i])
	}
	u.Silent = r.Cell.Quiet || silent(r)
	f.marks += len(m.places)
	f.pending[u] = &compiled{unit: u, result: r, instances: out.Instances}
	return u, nil
}

// refused is the diagnostic for a cell that cannot be lowered.
func (f *Front) refused(r *check.Result, err error) unit.Diagnostic {
	var no *lower.Refusal
	if !errors.As(err, &no) {
		return unit.Diagnostic{Kind: unit.Unsupported, Cell: r.Cell.Number, Message: "not supported in a cell yet: " + err.Error()}
	}
	d := f.session.Diagnostic(no.Pos, no.Error())
	d.Kind = unit.Unsupported
	return d
}

// generic finds the declaration of a generic function or type of an earlier cell.
func (f *Front) generic(obj types.Object) (lower.Generic, bool) {
	n, ok := f.session.Lookup(obj.Name())
	if !ok || n.Object != obj || n.Decl == nil {
		return f.oldGeneric(obj)
	}
	return f.declared(n.Decl, obj), n.Decl.Source != nil
}

// Commit makes the names of a unit the session's.
func (f *Front) Commit(u *unit.Unit) {
	f.mu.Lock()
	defer f.mu.Unlock()
	c := f.pending[u]
	if c == nil {
		return
	}
	clear(f.pending) // whatever else was compiled has come to nothing
	c.result.Commit()
	for _, name := range c.instances {
		f.instances[name] = true
	}
	f.running[u] = c
	f.remember(c)
}

// Ended tells how the run of a committed unit went. Variables that
// it would have made in statements that were not reached do not exist.
func (f *Front) Ended(u *unit.Unit, out unit.Outcome) {
	f.mu.Lock()
	defer f.mu.Unlock()
	c := f.running[u]
	delete(f.running, u)
	if c == nil || out.At.Line == 0 {
		return
	}
	for _, step := range c.result.Steps {
		p := f.session.Fset.Position(step.Pos)
		if p.Line > out.At.Line || p.Line == out.At.Line && p.Column >= out.At.Column {
			c.result.Undo(step.Names)
		}
	}
}

// marker numbers places.
type marker struct {
	front  *Front
	first  int
	places []unit.Place
}

func (m *marker) mark(pos token.Pos, function string) int {
	p := m.front.session.Fset.Position(pos)
	place := unit.Place{Func: strings.TrimPrefix(function, "."), Line: p.Line, Column: p.Column}
	fmt.Sscanf(p.Filename, "In[%d]", &place.Cell)
	m.places = append(m.places, place)
	return m.first + len(m.places) - 1
}
