// Package plain is a stand-in for front and back: cells go to yaegi as they
// are. It lets the rest of the system run before those two are finished.
package plain

import (
	"context"
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/traefik/yaegi/interp"

	"harmonium/dsl/internal/host"
	"harmonium/dsl/internal/mime"
	"harmonium/dsl/internal/split"
	"harmonium/dsl/internal/symbols"
	"harmonium/dsl/internal/unit"
)

// Front passes cells on unchecked.
type Front struct{}

func (Front) Compile(code string, count int) (*unit.Unit, []unit.Diagnostic) {
	fset := token.NewFileSet()
	_, errs := split.Split(fset, count, code)
	var ds []unit.Diagnostic
	lines := strings.Split(code, "\n")
	for _, e := range errs {
		ds = append(ds, unit.Diagnostic{Cell: count, Line: e.Line, Column: e.Column, Message: e.Message, Source: lines[min(e.Line, len(lines))-1]})
	}
	if len(ds) > 0 {
		return nil, ds
	}
	return &unit.Unit{Cell: count, Name: split.FileName(count), Source: code}, nil
}

func (Front) Commit(*unit.Unit)                {}
func (Front) Replay() ([]*unit.Unit, []string) { return nil, nil }

// Machine is yaegi.
type Machine struct {
	in     *interp.Interpreter
	host   host.Host
	used   map[string]bool
	cancel chan context.CancelFunc
}

// New makes the machine.
func New(h host.Host) (unit.Machine, error) {
	m := &Machine{host: h, used: map[string]bool{}, cancel: make(chan context.CancelFunc, 1)}
	m.in = interp.New(interp.Options{Stdin: h.Stdin(), Stdout: h.Stdout(), Stderr: h.Stderr(), Unrestricted: true})
	words := interp.Exports{"harmonium/words/words": {
		"Show": reflect.ValueOf(func(vs ...any) {
			for _, v := range vs {
				h.Display(mime.Text(fmt.Sprint(v)), "", false)
			}
		}),
		"ClearOutput": reflect.ValueOf(func() { h.Clear(false) }),
	}}
	if err := m.in.Use(words); err != nil {
		return nil, err
	}
	_, err := m.in.Eval(`import . "harmonium/words"`)
	return m, err
}

func (m *Machine) Load(u *unit.Unit) error {
	for _, p := range []string{"fmt", "os", "log", "time"} {
		m.use(p)
	}
	return nil
}

func (m *Machine) use(p string) bool {
	if m.used[p] {
		return true
	}
	s, ok := symbols.Lookup(p)
	if ok {
		m.used[p] = true
		m.in.Use(interp.Exports{p + "/" + path.Base(p): s})
	}
	return ok
}

// Run evaluates imports, declarations and statements one after another.
func (m *Machine) Run(ctx context.Context, u *unit.Unit) (vs []unit.Value, out unit.Outcome) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer func() {
		if r := recover(); r != nil {
			out.Panic = &unit.Panic{Text: fmt.Sprint(r), Frames: []unit.Frame{{Place: unit.Place{Cell: u.Cell, Line: 1}}}}
		}
	}()
	fset := token.NewFileSet()
	c, _ := split.Split(fset, u.Cell, u.Source)
	if c.Imports != nil {
		for _, spec := range c.Imports.Imports {
			p, _ := strconv.Unquote(spec.Path.Value)
			m.use(p)
			name := ""
			if spec.Name != nil {
				name = spec.Name.Name + " "
			}
			m.in.Eval("import " + name + spec.Path.Value) // again is an error that does not matter
		}
	}
	if c.Decls != nil {
		for _, d := range c.Decls.Decls {
			if _, err := m.in.EvalWithContext(ctx, m.text(fset, u, d)); err != nil {
				return nil, m.fail(ctx, u, err)
			}
		}
	}
	if c.Body == nil || len(c.Body.Body.List) == 0 {
		return nil, out
	}
	list := c.Body.Body.List
	v, err := m.in.EvalWithContext(ctx, m.span(fset, u, list[0].Pos(), list[len(list)-1].End()))
	if err != nil {
		return nil, m.fail(ctx, u, err)
	}
	last, isExpr := list[len(list)-1].(*ast.ExprStmt)
	if !isExpr || !v.IsValid() || c.Quiet {
		return nil, out
	}
	if call, ok := last.X.(*ast.CallExpr); ok {
		if name := fmt.Sprint(call.Fun); strings.Contains(name, "Print") || name == "Show" || name == "ClearOutput" || name == "println" {
			return nil, out
		}
	}
	return []unit.Value{{V: v}}, out
}

func (m *Machine) text(fset *token.FileSet, u *unit.Unit, n ast.Node) string {
	return m.span(fset, u, n.Pos(), n.End())
}

// span is a stretch of the cell, on its own lines.
func (m *Machine) span(fset *token.FileSet, u *unit.Unit, from, to token.Pos) string {
	offset := func(p token.Pos) int {
		at := fset.Position(p)
		lines := strings.SplitAfter(u.Source, "\n")
		return len(strings.Join(lines[:at.Line-1], "")) + at.Column - 1
	}
	a, b := offset(from), offset(to)
	return strings.Repeat("\n", strings.Count(u.Source[:a], "\n")) + u.Source[a:b]
}

var where = regexp.MustCompile(`(\d+):(\d+): `)

func (m *Machine) fail(ctx context.Context, u *unit.Unit, err error) unit.Outcome {
	if ctx.Err() != nil {
		return unit.Outcome{Interrupted: true}
	}
	p := &unit.Panic{Text: err.Error()}
	if at := where.FindStringSubmatch(p.Text); at != nil {
		line, _ := strconv.Atoi(at[1])
		col, _ := strconv.Atoi(at[2])
		p.Frames = []unit.Frame{{Place: unit.Place{Cell: u.Cell, Line: line, Column: col}}}
	}
	return unit.Outcome{Panic: p}
}

func (m *Machine) Interrupt() {}

// Show formats values plainly.
func Show(vs []unit.Value) (mime.Bundle, error) {
	var text []string
	for _, v := range vs {
		if v.V.IsValid() && v.V.CanInterface() {
			text = append(text, fmt.Sprintf("%v", v.V.Interface()))
		}
	}
	return mime.Text(strings.Join(text, "\n")), nil
}
