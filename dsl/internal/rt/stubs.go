package rt

import (
	"fmt"
	"reflect"
	"sync"
	"unsafe"
)

// A method table holds addresses of machine code, called with the receiver's
// data word as first argument and no closure. Stub i (stubs_*.s) loads targets[i], a
// function value, into the closure register and jumps to its code: so any
// function made by reflect.MakeFunc can stand in a method table.
var (
	targets   [slots]unsafe.Pointer // function values
	firstStub uintptr               // address of the code of stub 0; filled by the linker

	stubLock sync.Mutex // one table per process, as the run-time has one table of types
	stubNext int
)

const (
	slots  = 8192 // how many methods a process can give to types of cells
	stride = 16   // bytes from stub to stub
)

// newStub gives the number by which a method table refers to code that calls fn.
func newStub(fn reflect.Value) (int32, error) {
	stubLock.Lock()
	defer stubLock.Unlock()
	if stubNext == slots {
		return 0, fmt.Errorf("the session's types have more than %d methods in all: restart the session", slots)
	}
	x := fn.Interface()
	targets[stubNext] = (*[2]unsafe.Pointer)(unsafe.Pointer(&x))[1]
	code := firstStub + uintptr(stubNext)*stride
	stubNext++
	return addReflectOff(*(*unsafe.Pointer)(unsafe.Pointer(&code))), nil
}
