package back

import (
	"errors"
	"fmt"
	"log"
	"maps"
	"path"
	"reflect"

	"github.com/traefik/yaegi/interp"

	"harmonium/dsl/internal/host"
	"harmonium/dsl/internal/rt"
	"harmonium/dsl/internal/symbols"
)

// WordsPath is the import path of the words.
const WordsPath = "harmonium/words"

// use makes a native package known to yaegi.
func (m *Machine) use(importPath string) error {
	if m.used[importPath] || importPath == rt.Path {
		return nil
	}
	syms, err := m.symbols(importPath)
	if err != nil {
		return err
	}
	m.used[importPath] = true
	// The doubled slash names the same package, but keeps yaegi from putting its own
	// functions in place of some.
	return m.in.Use(interp.Exports{importPath + "//" + path.Base(importPath): syms})
}

func (m *Machine) symbols(importPath string) (symbols.Package, error) {
	switch importPath {
	case WordsPath:
		return m.words, nil
	case tracePath:
		return m.trace(), nil
	}
	syms, ok := symbols.Lookup(importPath)
	if !ok {
		return nil, fmt.Errorf("package %s has no symbols: run \"make generate\"", importPath)
	}
	return m.adapt(importPath, syms), nil
}

// trace are the functions that instrumented code calls.
func (m *Machine) trace() symbols.Package {
	board := m.host.Mark()
	if board == nil {
		board = new(int)
	}
	return symbols.Package{
		"Enter": reflect.ValueOf(func(function, mark int) (*int, int) {
			if mark != 0 {
				*board = mark
			}
			return rt.Enter(function, mark)
		}),
		"Board": reflect.ValueOf(func() *int { return board }),
		"Entry": reflect.ValueOf(func(f any) { m.entry = reflect.ValueOf(f) }),
	}
}

// adapt puts functions that know of the cell in place of some of a package:
// prints go where the goroutine's cell is, scans prompt, exits end the cell and not
// the worker.
func (m *Machine) adapt(importPath string, syms symbols.Package) symbols.Package {
	var own map[string]any
	switch importPath {
	case "fmt":
		own = m.fmt()
	case "os":
		own = map[string]any{"Exit": m.quit}
	case "log":
		own = map[string]any{
			"Fatal":   func(a ...any) { log.Print(a...); m.quit(1) },
			"Fatalf":  func(f string, a ...any) { log.Printf(f, a...); m.quit(1) },
			"Fatalln": func(a ...any) { log.Println(a...); m.quit(1) },
		}
	default:
		return syms
	}
	syms = maps.Clone(syms)
	for name, f := range own {
		syms[name] = reflect.ValueOf(f)
	}
	return syms
}

func (m *Machine) fmt() map[string]any {
	out, in := m.host.Stdout(), m.host.Stdin()
	return map[string]any{
		"Print":   func(a ...any) (int, error) { return fmt.Fprint(out, a...) },
		"Printf":  func(f string, a ...any) (int, error) { return fmt.Fprintf(out, f, a...) },
		"Println": func(a ...any) (int, error) { return fmt.Fprintln(out, a...) },
		"Scan":    func(a ...any) (int, error) { return fmt.Fscan(in, a...) },
		"Scanf":   func(f string, a ...any) (int, error) { return fmt.Fscanf(in, f, a...) },
		"Scanln":  func(a ...any) (int, error) { return fmt.Fscanln(in, a...) },
	}
}

var errExit = errors.New("os.Exit")

// quit is os.Exit: it ends the cell, also from one of its goroutines.
func (m *Machine) quit(status int) {
	if run := host.Current(); run != nil {
		m.mu.Lock()
		m.exits[run] = status
		m.mu.Unlock()
		run.Stop(errExit)
	}
	m.rt.Stop()
	panic(rt.Stopped{})
}

// exited is the status with which the calling goroutine's run has called os.Exit.
func (m *Machine) exited() *int {
	m.mu.Lock()
	defer m.mu.Unlock()
	run := host.Current()
	status, ok := m.exits[run]
	if !ok {
		return nil
	}
	delete(m.exits, run)
	return &status
}
