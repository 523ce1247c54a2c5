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

// plainError is an error of Go's run-time that does not say that it is one.
type plainError string

func (e plainError) Error() string { return string(e) }

// RuntimeError marks it as one.
func (plainError) RuntimeError() {}

func nilPointer(typ, method, name string) any {
	return plainError(fmt.Sprintf("value method %s.%s called using nil *%s pointer", typ, method, name))
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
		case strings.HasSuffix(x, "call of nil function"), strings.HasPrefix(x, "reflect: Method on nil interface value"):
			return nilDereference()
		case strings.HasPrefix(x, "reflect.MakeSlice: negative len"):
			return panicOf(func() { _ = make([]int, minus) })
		case strings.HasPrefix(x, "reflect.MakeSlice: "):
			return panicOf(func() { _ = make([]int, 0, minus) })
		case strings.HasPrefix(x, "reflect.MakeChan: negative"):
			return panicOf(func() { _ = make(chan int, minus) })
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

// hash panics as an assignment to a map's element does when the map is nil or the key cannot be hashed.
func hash(none bool, key any) {
	var m map[any]struct{}
	if !none {
		m = map[any]struct{}{}
	}
	m[key] = struct{}{}
}

// minus is a size that the compiler does not know to be wrong.
var minus = -1

// sliceLow gives lo when x[lo:hi] is in bounds of n elements and capacity c, and panics as
// Go does otherwise. A string or array has a capacity of -1.
func sliceLow(lo, hi, n, c int) int {
	switch {
	case c >= 0:
		if uint(hi) > uint(c) || uint(lo) > uint(hi) {
			_ = make([]struct{}, n, c)[lo:hi]
		}
	case uint(hi) > uint(n) || uint(lo) > uint(hi):
		var b byte
		_ = unsafe.String(&b, n)[lo:hi]
	}
	return lo
}

// sliceMax gives lo when x[lo:hi:max] is in bounds of capacity c, and panics as Go does otherwise.
func sliceMax(lo, hi, max, c int) int {
	if uint(max) > uint(c) || uint(hi) > uint(max) || uint(lo) > uint(hi) {
		_ = make([]struct{}, c)[lo:hi:max]
	}
	return lo
}

// index gives i when 0 ≤ i < n, and panics as Go does otherwise.
func index(i, n int) int {
	if uint(i) >= uint(n) {
		_ = make([]struct{}, n)[i]
	}
	return i
}

// OutOfRange is the panic value of x[i], where x has n elements; nil when there is none.
func OutOfRange(i, n int) any { return panicOf(func() { index(i, n) }) }

// OutOfBounds is the panic value of x[lo:hi], for a slice of n elements and capacity c, or a string
// or array, with c = -1.
func OutOfBounds(lo, hi, n, c int) any { return panicOf(func() { sliceLow(lo, hi, n, c) }) }

// OutOfBounds3 is the panic value of x[lo:hi:max], for capacity c.
func OutOfBounds3(lo, hi, max, c int) any { return panicOf(func() { sliceMax(lo, hi, max, c) }) }
