package back

import (
	"reflect"
	"runtime"
	"strings"
	"sync"

	"github.com/traefik/yaegi/interp"
)

// Mend has a compiled program do as Go does where yaegi's own code does not: see bounds, calls and closures.
func Mend(p *interp.Program) {
	if n := program(p); n != nil {
		mend(n)
	}
}

// mend goes through the tree of n and wraps what generates its code.
func mend(n *node) {
	if n == nil {
		return
	}
	for _, c := range n.child {
		mend(c)
	}
	if n.gen == nil {
		return
	}
	n.exec = nil // function literals have their code already: it is made again when the program runs
	switch generator(n.gen) {
	case "getIndexArray":
		n.gen = bounds(n.gen, indexed)
	case "slice":
		n.gen = bounds(n.gen, sliced)
	case "slice0":
		n.gen = bounds(n.gen, slicedFromStart)
	case "getFunc":
		n.gen = closures(n.gen)
	case "call":
		n.gen = calls(n.gen)
	}
}

var generators sync.Map // names of yaegi's generators by address

func generator(gen func(*node)) string {
	pc := reflect.ValueOf(gen).Pointer()
	if name, ok := generators.Load(pc); ok {
		return name.(string)
	}
	name := ""
	if f := runtime.FuncForPC(pc); f != nil {
		name = f.Name()[strings.LastIndexByte(f.Name(), '.')+1:]
	}
	generators.Store(pc, name)
	return name
}
