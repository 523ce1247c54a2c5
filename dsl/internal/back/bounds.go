package back

import (
	"reflect"
	"runtime"
	"strings"
	"sync"
	"unsafe"

	"github.com/traefik/yaegi/interp"

	"harmonium/dsl/internal/rt"
)

// Bounds has the index and slice expressions of a compiled program panic as Go's do. yaegi
// indexes by reflection, whose panics lack the numbers. Checking in the lowered code would cost a
// native call each; here the numbers are looked up once it has failed.
func Bounds(p *interp.Program) {
	l := nodes()
	if l == nil {
		return
	}
	l.walk(*(*unsafe.Pointer)(unsafe.Add(unsafe.Pointer(p), l.root)))
}

// step is yaegi's bltn: it runs a node in a frame and gives what comes next.
type step func(frame unsafe.Pointer) step

// nodeLayout says where the fields of yaegi's program and nodes are.
type nodeLayout struct{ root, child, gen, exec uintptr }

// nodes is nil when this yaegi has other nodes: panics then lack their numbers.
var nodes = sync.OnceValue(func() *nodeLayout {
	root, ok := reflect.TypeFor[interp.Program]().FieldByName("root")
	if !ok || root.Type.Kind() != reflect.Pointer {
		return nil
	}
	l := &nodeLayout{root: root.Offset}
	for name, at := range map[string]*uintptr{"child": &l.child, "gen": &l.gen, "exec": &l.exec} {
		f, ok := root.Type.Elem().FieldByName(name)
		if !ok {
			return nil
		}
		*at = f.Offset
	}
	return l
})

// walk wraps what generates index and slice expressions in the tree of n.
func (l *nodeLayout) walk(n unsafe.Pointer) {
	if n == nil {
		return
	}
	for _, c := range l.children(n) {
		l.walk(c)
	}
	gen := (*func(unsafe.Pointer))(unsafe.Add(n, l.gen))
	if *gen == nil {
		return
	}
	// Function literals have their code already: it is made again when the program runs.
	*(*step)(unsafe.Add(n, l.exec)) = nil
	switch generator(**(**uintptr)(unsafe.Pointer(gen))) {
	case "getIndexArray":
		l.wrap(gen, func(args []int, v reflect.Value) any { return rt.OutOfRange(args[0], v.Len()) })
	case "slice":
		l.wrap(gen, sliced)
	case "slice0":
		l.wrap(gen, func(args []int, v reflect.Value) any { return sliced(append([]int{0}, args...), v) })
	}
}

func (l *nodeLayout) children(n unsafe.Pointer) []unsafe.Pointer {
	return *(*[]unsafe.Pointer)(unsafe.Add(n, l.child))
}

// wrap has the code that gen generates panic with what why makes of the operands.
func (l *nodeLayout) wrap(gen *func(unsafe.Pointer), why func(args []int, v reflect.Value) any) {
	generate := *gen
	*gen = func(n unsafe.Pointer) {
		generate(n)
		children := l.children(n)
		operand := arrayOf(children[0])
		var args []func(unsafe.Pointer) reflect.Value
		for _, c := range children[1:] {
			args = append(args, valueOf(c))
		}
		exec := (*step)(unsafe.Add(n, l.exec))
		do := *exec
		*exec = func(frame unsafe.Pointer) step {
			defer func() {
				if p := recover(); p != nil {
					panic(exact(p, func() any {
						numbers := make([]int, len(args))
						for i, a := range args {
							numbers[i] = int(integer(a(frame)))
						}
						return why(numbers, operand(frame))
					}))
				}
			}()
			return do(frame)
		}
	}
}

// exact is Go's own panic value in place of p, one of package reflect.
func exact(p any, why func() any) any {
	text, ok := p.(string)
	if !ok || !strings.HasPrefix(text, "reflect") || !strings.Contains(text, "out of ") {
		return p
	}
	if q := why(); q != nil {
		return q
	}
	return p
}

// sliced is the panic of v[args[0]:args[1]:args[2]], where the last ones may be missing.
func sliced(args []int, v reflect.Value) any {
	capacity := -1
	if v.Kind() == reflect.Slice {
		capacity = v.Cap()
	}
	switch len(args) {
	case 1:
		return rt.OutOfBounds(args[0], v.Len(), v.Len(), capacity)
	case 2:
		return rt.OutOfBounds(args[0], args[1], v.Len(), capacity)
	}
	return rt.OutOfBounds3(args[0], args[1], args[2], v.Cap())
}

var generators sync.Map // names of yaegi's generators by address

func generator(pc uintptr) string {
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

// arrayOf gives how to find the operand of an index expression in a frame.
//
//go:linkname arrayOf github.com/traefik/yaegi/interp.genValueArray
func arrayOf(node unsafe.Pointer) func(frame unsafe.Pointer) reflect.Value

// valueOf gives how to find a node's value in a frame.
//
//go:linkname valueOf github.com/traefik/yaegi/interp.genValue
func valueOf(node unsafe.Pointer) func(frame unsafe.Pointer) reflect.Value

//go:linkname integer github.com/traefik/yaegi/interp.vInt
func integer(v reflect.Value) int64
