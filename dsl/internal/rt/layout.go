package rt

import (
	"reflect"
	"unsafe"
)

// The structures below mirror internal/abi of Go 1.26; TestLayout compares them
// with what the running toolchain uses.

type tflag uint8

const (
	flagUncommon    tflag = 1 << 0
	flagExtraStar   tflag = 1 << 1
	flagNamed       tflag = 1 << 2
	flagRegular     tflag = 1 << 3
	flagDirectIface tflag = 1 << 5
)

type rtype struct {
	size       uintptr
	ptrBytes   uintptr
	hash       uint32
	flag       tflag
	align      uint8
	fieldAlign uint8
	kind       uint8
	equal      func(unsafe.Pointer, unsafe.Pointer) bool
	gcdata     unsafe.Pointer
	str        int32
	ptrToThis  int32
}

type method struct {
	name int32
	mtyp int32
	ifn  int32
	tfn  int32
}

// room is how many methods a type's table can hold.
const room = 128

// uncommon is abi.UncommonType followed by its method table.
type uncommon struct {
	pkgPath int32
	mcount  uint16
	xcount  uint16
	moff    uint32
	_       uint32
	methods [room]method
}

// uncommonHeader is the size of uncommon without the table.
const uncommonHeader = unsafe.Offsetof(uncommon{}.methods)

type name struct{ bytes *byte }

type structField struct {
	name   name
	typ    *rtype
	offset uintptr
}

type imethod struct {
	name int32
	typ  int32
}

type (
	ptrType struct {
		rtype
		elem *rtype
	}
	sliceType struct {
		rtype
		elem *rtype
	}
	arrayType struct {
		rtype
		elem  *rtype
		slice *rtype
		len   uintptr
	}
	chanType struct {
		rtype
		elem *rtype
		dir  int
	}
	mapType struct {
		rtype
		key, elem, group *rtype
		hasher           func(unsafe.Pointer, uintptr) uintptr
		groupSize        uintptr
		slotSize         uintptr
		elemOff          uintptr
		flags            uint32
	}
	funcType struct {
		rtype
		inCount, outCount uint16
	}
	interfaceType struct {
		rtype
		pkgPath name
		methods []imethod
	}
	structType struct {
		rtype
		pkgPath name
		fields  []structField
	}
)

// maxParams bounds the parameters and results of a named function type.
const maxParams = 64

// A block is the memory of one named type: its kind's structure, then its methods.
type (
	basicBlock struct {
		rtype
		u uncommon
	}
	ptrBlock struct {
		ptrType
		u uncommon
	}
	sliceBlock struct {
		sliceType
		u uncommon
	}
	arrayBlock struct {
		arrayType
		u uncommon
	}
	chanBlock struct {
		chanType
		u uncommon
	}
	mapBlock struct {
		mapType
		u uncommon
	}
	// A function's parameters stand between the header of the uncommon part and
	// the method table, so the table is kept apart and found by its offset.
	funcBlock struct {
		funcType
		u      [uncommonHeader]byte
		params [maxParams]*rtype
		table  [room]method
	}
	interfaceBlock struct {
		interfaceType
		u uncommon
	}
	structBlock struct {
		structType
		u uncommon
	}
)

// addReflectOff registers a pointer with the run-time, which gives a number that
// stands for it in type structures, and keeps it alive for ever.
//
//go:linkname addReflectOff reflect.addReflectOff
func addReflectOff(ptr unsafe.Pointer) int32

// of gives the run-time structure of a reflect.Type.
func of(t reflect.Type) *rtype {
	return (*rtype)((*[2]unsafe.Pointer)(unsafe.Pointer(&t))[1])
}

// asType is the reflect.Type of a run-time structure.
func asType(t *rtype) reflect.Type {
	var x any
	(*[2]unsafe.Pointer)(unsafe.Pointer(&x))[0] = unsafe.Pointer(t)
	return reflect.TypeOf(x)
}

func newName(s, tag string, exported, embedded bool) name {
	var bits byte
	if exported {
		bits |= 1 << 0
	}
	if tag != "" {
		bits |= 1 << 1
	}
	if embedded {
		bits |= 1 << 3
	}
	b := append(varint([]byte{bits}, len(s)), s...)
	if tag != "" {
		b = append(varint(b, len(tag)), tag...)
	}
	return name{&b[0]}
}

func varint(b []byte, n int) []byte {
	for n >= 0x80 {
		b = append(b, byte(n)|0x80)
		n >>= 7
	}
	return append(b, byte(n))
}

func nameOff(n name) int32   { return addReflectOff(unsafe.Pointer(n.bytes)) }
func typeOff(t *rtype) int32 { return addReflectOff(unsafe.Pointer(t)) }

// uncommonOf is the uncommon part of a block of the given kind, and its method table.
func uncommonOf(t *rtype) (*uncommon, *[room]method) {
	var u *uncommon
	switch reflect.Kind(t.kind) {
	case reflect.Pointer:
		u = &(*ptrBlock)(unsafe.Pointer(t)).u
	case reflect.Slice:
		u = &(*sliceBlock)(unsafe.Pointer(t)).u
	case reflect.Array:
		u = &(*arrayBlock)(unsafe.Pointer(t)).u
	case reflect.Chan:
		u = &(*chanBlock)(unsafe.Pointer(t)).u
	case reflect.Map:
		u = &(*mapBlock)(unsafe.Pointer(t)).u
	case reflect.Func:
		b := (*funcBlock)(unsafe.Pointer(t))
		u = (*uncommon)(unsafe.Pointer(&b.u))
		u.moff = uint32(uintptr(unsafe.Pointer(&b.table)) - uintptr(unsafe.Pointer(&b.u)))
		return u, &b.table
	case reflect.Interface:
		u = &(*interfaceBlock)(unsafe.Pointer(t)).u
	case reflect.Struct:
		u = &(*structBlock)(unsafe.Pointer(t)).u
	default:
		u = &(*basicBlock)(unsafe.Pointer(t)).u
	}
	u.moff = uint32(uncommonHeader)
	return u, &u.methods
}
