package back

import (
	"go/token"
	"reflect"
	"sync"
	"unsafe"

	"github.com/traefik/yaegi/interp"
)

// node is yaegi's node of the syntax tree, field by field. What we do not touch is an
// unsafe.Pointer here.
type node struct {
	debug      unsafe.Pointer
	child      []*node
	anc        *node
	param      []*itype
	start      *node
	tnext      *node
	fnext      *node
	interp     unsafe.Pointer
	index      int64
	findex     int
	level      int
	nleft      int
	nright     int
	kind       uint
	pos        token.Pos
	sym        unsafe.Pointer
	typ        *itype
	recv       unsafe.Pointer
	types      []reflect.Type
	scope      unsafe.Pointer
	action     uint
	exec       step
	gen        func(*node)
	val        any
	rval       reflect.Value
	ident      string
	redeclared bool
	meta       any
}

// nodeType is what yaegi's values say that hold a node.
var nodeType = sync.OnceValue(func() reflect.Type {
	root, _ := reflect.TypeFor[interp.Program]().FieldByName("root")
	return root.Type
})

// step is yaegi's bltn: it runs a node in a frame and gives what comes next.
type step func(*frame) step

// frame is yaegi's frame: the variables of one call.
type frame struct {
	id        uint64
	debug     unsafe.Pointer
	root      *frame
	anc       *frame
	data      []reflect.Value
	mutex     sync.RWMutex
	deferred  [][]reflect.Value
	recovered any
	done      reflect.SelectCase
}

// itype is the beginning of yaegi's type.
type itype struct {
	cat          uint
	field        []struct{}
	key          *itype
	val          *itype
	recv         *itype
	arg          []*itype
	ret          []*itype
	ptr          *itype
	method       []*node
	constraint   []*itype
	ulconstraint []*itype
	instance     []*itype
	name         string
	path         string
	length       int
	rtype        reflect.Type
}

// known reports whether this yaegi has the nodes, frames and types that are written above. With
// others, programs run as yaegi runs them: panics lack their numbers, an argument -0 is 0.
var known = sync.OnceValue(func() bool {
	root, ok := reflect.TypeFor[interp.Program]().FieldByName("root")
	if !ok || root.Type.Kind() != reflect.Pointer || !same(root.Type.Elem(), reflect.TypeFor[node]()) {
		return false
	}
	theirs := root.Type.Elem()
	typ, _ := theirs.FieldByName("typ")
	exec, _ := theirs.FieldByName("exec")
	return same(typ.Type.Elem(), reflect.TypeFor[itype]()) && same(exec.Type.In(0).Elem(), reflect.TypeFor[frame]()) &&
		same(reflect.TypeFor[reflect.Value](), reflect.TypeFor[value]())
})

// same reports whether theirs begins with the fields of ours, at the same places.
func same(theirs, ours reflect.Type) bool {
	for i := range ours.NumField() {
		a := ours.Field(i)
		b, ok := theirs.FieldByName(a.Name)
		if !ok || a.Offset != b.Offset || a.Type.Size() != b.Type.Size() {
			return false
		}
		if a.Type.Kind() != b.Type.Kind() && a.Type.Kind() != reflect.UnsafePointer {
			return false
		}
	}
	return true
}

// program is the tree of a compiled program; nil when it is not known how it looks.
func program(p *interp.Program) *node {
	if !known() {
		return nil
	}
	root, _ := reflect.TypeFor[interp.Program]().FieldByName("root")
	return *(**node)(unsafe.Add(unsafe.Pointer(p), root.Offset))
}
