package back

import (
	"reflect"
	"unsafe"
)

// Functions of yaegi that it does not export. What they want of nodes and frames they find there:
// see known.

// valueOf gives how to find a node's value in a frame.
//
//go:linkname valueOf github.com/traefik/yaegi/interp.genValue
func valueOf(n *node) func(*frame) reflect.Value

// arrayOf gives how to find the operand of an index expression in a frame.
//
//go:linkname arrayOf github.com/traefik/yaegi/interp.genValueArray
func arrayOf(n *node) func(*frame) reflect.Value

// functionOf gives how to find an argument that is a function.
//
//go:linkname functionOf github.com/traefik/yaegi/interp.genFuncValue
func functionOf(n *node) func(*frame) reflect.Value

// wrapped gives how to find an argument for a native interface.
//
//go:linkname wrapped github.com/traefik/yaegi/interp.genInterfaceWrapper
func wrapped(n *node, t reflect.Type) func(*frame) reflect.Value

//go:linkname integer github.com/traefik/yaegi/interp.vInt
func integer(v reflect.Value) int64

//go:linkname isNative github.com/traefik/yaegi/interp.isBinCall
func isNative(call *node, scope unsafe.Pointer) bool

//go:linkname isRegular github.com/traefik/yaegi/interp.isRegularCall
func isRegular(call *node) bool

//go:linkname isSourceInterface github.com/traefik/yaegi/interp.isInterfaceSrc
func isSourceInterface(t *itype) bool

//go:linkname isNativeInterface github.com/traefik/yaegi/interp.isInterfaceBin
func isNativeInterface(t *itype) bool

//go:linkname isFunction github.com/traefik/yaegi/interp.isFuncSrc
func isFunction(t *itype) bool

//go:linkname variadic github.com/traefik/yaegi/interp.variadicPos
func variadic(call *node) int

// successor is the code of the node that comes next.
//
//go:linkname successor github.com/traefik/yaegi/interp.getExec
func successor(n *node) step

//go:linkname ancestor github.com/traefik/yaegi/interp.getFrame
func ancestor(f *frame, level int) *frame

// run runs the code of a function from start.
//
//go:linkname run github.com/traefik/yaegi/interp.runCfg
func run(start *node, f *frame, function, call *node)

//go:linkname kindName github.com/traefik/yaegi/interp.nkind.String
func kindName(kind uint) string

//go:linkname typeOf github.com/traefik/yaegi/interp.(*itype).TypeOf
func typeOf(t *itype) reflect.Type

//go:linkname clone github.com/traefik/yaegi/interp.(*frame).clone
func clone(f *frame) *frame
