package rt

import (
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"unsafe"
)

// typeAssertionError fills the run-time's own error type, whose fields are not
// exported, so that its text and type are Go's.
func typeAssertionError(iface, concrete, asserted *rtype, missing string) error {
	e := new(runtime.TypeAssertionError)
	*(*struct {
		iface, concrete, asserted *rtype
		missing                   string
	})(unsafe.Pointer(e)) = struct {
		iface, concrete, asserted *rtype
		missing                   string
	}{iface, concrete, asserted, missing}
	return e
}

// panicOf runs f and gives what it panics with: the run-time's own error values.
func panicOf(f func()) (p any) {
	defer func() { p = recover() }()
	f()
	return nil
}

// nilDereference is the run-time's error for the use of a nil pointer.
func nilDereference() any {
	return panicOf(func() {
		var p *int
		*p = 1
	})
}

// runtimeError is an error of Go's run-time whose value cannot be provoked.
type runtimeError string

func (e runtimeError) Error() string { return "runtime error: " + string(e) }

// RuntimeError marks it as one.
func (runtimeError) RuntimeError() {}

func caught(_ func(), have, want int) any {
	return runtimeError(fmt.Sprintf("cannot convert slice with length %d to array or pointer to array with length %d", have, want))
}

func nilPointer(typ, method, name string) any {
	return runtimeError(fmt.Sprintf("value method %s.%s called using nil *%s pointer", typ, method, name))
}

// Normal gives the panic value that compiled Go would have had: yaegi
// works by reflection, whose panics differ from the run-time's.
func Normal(p any) any {
	switch x := p.(type) {
	case *reflect.ValueError:
		return nilDereference()
	case reflect.Value:
		if x.IsValid() && x.CanInterface() {
			return x.Interface()
		}
	case string:
		switch {
		case strings.HasPrefix(x, "reflect: call of reflect.Value."), strings.HasPrefix(x, "reflect: reflect.Value.Set using unaddressable"),
			strings.HasPrefix(x, "reflect: indirection through nil pointer"):
			return nilDereference()
		case strings.HasPrefix(x, "reflect: slice index out of range"), strings.HasPrefix(x, "reflect: array index out of range"),
			strings.HasPrefix(x, "reflect: string index out of range"):
			return runtimeError("index out of range")
		case strings.HasPrefix(x, "reflect.Value.Slice"), strings.HasPrefix(x, "reflect: slice bounds out of range"):
			return runtimeError("slice bounds out of range")
		}
	}
	return p
}

// index gives i when 0 ≤ i < n, and panics as Go does otherwise.
func index(i, n int) int {
	if uint(i) >= uint(n) {
		_ = make([]struct{}, n)[i]
	}
	return i
}
