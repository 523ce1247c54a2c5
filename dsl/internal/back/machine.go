package back

import (
	"context"
	"fmt"
	"go/parser"
	"go/token"
	"reflect"
	"strings"
	"sync"

	"github.com/traefik/yaegi/interp"

	"harmonium/dsl/internal/host"
	"harmonium/dsl/internal/rt"
	"harmonium/dsl/internal/symbols"
	"harmonium/dsl/internal/unit"
)

// Machine is yaegi with the run-time part of lowered cells.
type Machine struct {
	host  host.Host
	words map[string]reflect.Value
	in    *interp.Interpreter
	books *books
	rt    *rt.Runtime
	used  map[string]bool // packages that yaegi knows
	files int             // units loaded so far
	entry reflect.Value   // function of the unit that is being loaded

	mu        sync.Mutex
	marks     []unit.Place                 // by mark
	functions map[string]int               // by place
	entries   map[*unit.Unit]reflect.Value // of units that are loaded and not yet run
	exits     map[*host.Run]int            // runs that have called os.Exit
}

var _ unit.Machine = (*Machine)(nil)

// New makes a machine whose cells know the words (functions under the import
// path WordsPath).
func New(h host.Host, words map[string]reflect.Value) (*Machine, error) {
	m := &Machine{
		host: h, words: words, used: map[string]bool{}, functions: map[string]int{},
		entries: map[*unit.Unit]reflect.Value{}, exits: map[*host.Run]int{},
	}
	m.in = interp.New(interp.Options{Stdin: h.Stdin(), Stdout: h.Stdout(), Stderr: counter{h.Stderr(), m}, Unrestricted: true})
	m.books = openBooks(m.in)
	m.rt = rt.New(symbols.Type)
	m.rt.OnPanic = m.background
	return m, nil
}

// Load compiles u. Whatever yaegi says of it is for the user only as "not supported": the
// checker has found no fault in the cell.
func (m *Machine) Load(u *unit.Unit) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = unsupported(fmt.Sprint(r))
		}
	}()
	for _, p := range u.Imports {
		if err := m.use(p.Path); err != nil {
			return err
		}
	}
	syms, err := m.rt.Exports(u.Types, u.Natives)
	if err != nil {
		return fmt.Errorf("not supported in a cell yet: %s", strings.TrimPrefix(err.Error(), "rt: "))
	}
	if err := m.in.Use(interp.Exports{rt.Path + "//" + "rt": syms}); err != nil {
		return unsupported(err.Error())
	}
	m.learn(u)
	if err := m.compile(u); err != nil || u.Replay || u.Entry == "" {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.entries[u] = m.entry
	return nil
}

// compile hands u's source to yaegi.
func (m *Machine) compile(u *unit.Unit) error {
	if err := m.use(tracePath); err != nil {
		return err
	}
	if m.files == 0 {
		if err := m.evaluate(prelude, ""); err != nil {
			return err
		}
	}
	return m.evaluate(u.Source, u.Entry)
}

func (m *Machine) evaluate(source, entry string) error {
	m.files++
	name := fmt.Sprintf("%s%d", filePrefix, m.files)
	file, err := parser.ParseFile(m.in.FileSet(), name, source, parser.SkipObjectResolution)
	if err != nil {
		return unsupported(err.Error())
	}
	in := instrumenter{file, entry, func(pos token.Pos, mark int) int { return m.function(m.in.FileSet().Position(pos).String(), mark) }}
	in.run()
	defer m.books.forget(in.passing(name))
	m.entry = reflect.Value{}
	program, err := m.in.CompileAST(file)
	if err != nil {
		return unsupported(err.Error())
	}
	m.books.compiled()
	Mend(program)
	if _, err := m.in.Execute(program); err != nil {
		return unsupported(err.Error())
	}
	return nil
}

// prelude are the variables that all units share.
const prelude = `package main
import (
	rt "` + rt.Path + `"
	trace "` + tracePath + `"
)
var ` + stopName + ` = rt.StopFlag()
var ` + boardName + ` = trace.Board()
`

const filePrefix = "unit"

// unsupported is how a failure of the back end looks to the user.
func unsupported(why string) error {
	why, _, _ = strings.Cut(why, "\n")
	return fmt.Errorf("not supported in a cell yet: the back end cannot compile this (%s)", why)
}

// learn keeps the places of u's marks.
func (m *Machine) learn(u *unit.Unit) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for len(m.marks) < u.FirstMark+len(u.Marks) {
		m.marks = append(m.marks, unit.Place{})
	}
	copy(m.marks[u.FirstMark:], u.Marks)
}

// Run runs the statements of u, a unit that Load has compiled, once. Several
// may run at the same time.
func (m *Machine) Run(ctx context.Context, u *unit.Unit) (values []unit.Value, out unit.Outcome) {
	if u.Entry == "" {
		return nil, out
	}
	m.mu.Lock()
	entry := m.entries[u]
	delete(m.entries, u)
	m.mu.Unlock()
	if entry.Kind() != reflect.Func {
		return nil, unit.Outcome{Panic: &unit.Panic{Text: "internal error: the unit has no entry"}}
	}
	run := host.Current()
	if run == nil {
		return nil, unit.Outcome{Panic: &unit.Panic{Text: "internal error: the cell has no run"}}
	}
	m.rt.Begin(run)
	defer m.rt.End(run)
	stop := context.AfterFunc(ctx, m.rt.Stop)
	defer stop()
	rt.Begin()
	defer rt.Done()
	defer func() {
		if p := recover(); p != nil {
			values, out = nil, m.outcome(p)
		}
	}()
	return m.values(u, entry.Call(nil)), out
}

// values pairs the results, as native code sees them, with their static types.
func (m *Machine) values(u *unit.Unit, results []reflect.Value) []unit.Value {
	var out []unit.Value
	for i, r := range results {
		v := unit.Value{V: r}
		if i < len(u.Results) {
			v.Go = u.Results[i]
			v.Type = u.Types[v.Go.Type]
			if real, err := m.rt.Real(r, v.Type); err == nil {
				v.V = real
			}
		}
		if v.V.Kind() == reflect.Interface {
			v.V = v.V.Elem()
		}
		out = append(out, v)
	}
	return out
}

// Interrupt raises the stop flag.
func (m *Machine) Interrupt() { m.rt.Stop() }

// background reports a panic that ended a goroutine of a cell.
func (m *Machine) background(p any) {
	if out := m.outcome(p); out.Panic != nil {
		out.Panic.Goroutine = true
		m.host.Panic(out.Panic)
	}
}
