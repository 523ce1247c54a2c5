package rt

import (
	"fmt"
	"hash/fnv"
	"reflect"
	"strconv"
	"sync"
	"unsafe"

	"harmonium/dsl/internal/host"
	"harmonium/dsl/internal/unit"
)

// Runtime is what the units of one session share: the types they declared.
// Its methods are safe for use by several goroutines.
type Runtime struct {
	// OnPanic receives what a goroutine panicked with, on that goroutine. nil means
	// that such a panic ends the process, as in any Go program.
	OnPanic func(value any)

	// native finds a type of a compiled package, by the import path and the type's name.
	native func(path, name string) (reflect.Type, bool)

	mu      sync.Mutex
	named   map[string]*named // types declared in cells, by unit.Type.ID
	unnamed map[string]*rtype // structs and interfaces without a name, by key and face
	stop    *bool             // the stop flag: some run has been stopped
	running map[*host.Run]bool
	uniques map[unique]unsafe.Pointer // what unique.Make has made
}

// A face says who looks at a type: native code, or yaegi.
type face bool

const (
	inner face = false
	outer face = true
)

// New makes the run-time part of a session. native finds the types of compiled packages.
func New(native func(path, name string) (reflect.Type, bool)) *Runtime {
	return &Runtime{native: native, named: map[string]*named{}, unnamed: map[string]*rtype{}, stop: new(bool), running: map[*host.Run]bool{}, uniques: map[unique]unsafe.Pointer{}}
}

// basics are the types that have a name and no package.
var basics = map[string]reflect.Type{
	"bool": reflect.TypeFor[bool](), "string": reflect.TypeFor[string](),
	"int": reflect.TypeFor[int](), "int8": reflect.TypeFor[int8](), "int16": reflect.TypeFor[int16](),
	"int32": reflect.TypeFor[int32](), "int64": reflect.TypeFor[int64](),
	"uint": reflect.TypeFor[uint](), "uint8": reflect.TypeFor[uint8](), "uint16": reflect.TypeFor[uint16](),
	"uint32": reflect.TypeFor[uint32](), "uint64": reflect.TypeFor[uint64](), "uintptr": reflect.TypeFor[uintptr](),
	"float32": reflect.TypeFor[float32](), "float64": reflect.TypeFor[float64](),
	"complex64": reflect.TypeFor[complex64](), "complex128": reflect.TypeFor[complex128](),
	"error": reflect.TypeFor[error](), "any": reflect.TypeFor[any](),
	"Pointer": reflect.TypeFor[unsafe.Pointer](),
}

// make gives the face f of t. The caller holds r.mu.
func (r *Runtime) make(t *unit.Type, f face) (reflect.Type, error) {
	switch {
	case declares(t) && t.Bare && f == outer:
		return r.compose(t, f)
	case declares(t):
		n, err := r.declare(t)
		if err != nil {
			return nil, err
		}
		return asType(n.block[f.index()]), nil
	case t.Name != "" && (t.Path == "" || t.Path == "unsafe"):
		if b, ok := basics[t.Name]; ok {
			return b, nil
		}
		return nil, fmt.Errorf("rt: no basic type %s", t.Name)
	case t.Name != "":
		if n, ok := r.native(t.Path, t.Name); ok {
			return n, nil
		}
		if t.Kind == reflect.Func { // an instance such as iter.Seq[int]
			return r.compose(t, f)
		}
		return nil, fmt.Errorf("type %s.%s cannot be used in a cell", t.Pkg, t.Name)
	}
	return r.compose(t, f)
}

func (f face) index() int {
	if f {
		return 1
	}
	return 0
}

// compose makes a type without a name from its parts.
func (r *Runtime) compose(t *unit.Type, f face) (reflect.Type, error) {
	switch t.Kind {
	case reflect.Pointer:
		return r.from(t.Elem, f, reflect.PointerTo)
	case reflect.Slice:
		return r.from(t.Elem, f, reflect.SliceOf)
	case reflect.Array:
		return r.from(t.Elem, f, func(e reflect.Type) reflect.Type { return reflect.ArrayOf(t.Len, e) })
	case reflect.Chan:
		return r.from(t.Elem, f, func(e reflect.Type) reflect.Type { return reflect.ChanOf(t.Dir, e) })
	case reflect.Map:
		k, err := r.make(t.Key, f)
		if err != nil {
			return nil, err
		}
		return r.from(t.Elem, f, func(e reflect.Type) reflect.Type { return reflect.MapOf(k, e) })
	case reflect.Func:
		return r.signature(t, f, nil)
	case reflect.Interface:
		return r.iface(t, f)
	case reflect.Struct:
		return r.structure(t, f)
	}
	if b, ok := basics[t.Kind.String()]; ok {
		return b, nil
	}
	return nil, fmt.Errorf("rt: no type of kind %s", t.Kind)
}

func (r *Runtime) from(elem *unit.Type, f face, with func(reflect.Type) reflect.Type) (reflect.Type, error) {
	e, err := r.make(elem, f)
	if err != nil {
		return nil, err
	}
	return with(e), nil
}

// signature makes a function type; recv, if any, is its first parameter. In the view a
// variadic function takes a slice: lowered calls always pass one.
func (r *Runtime) signature(t *unit.Type, f face, recv reflect.Type) (reflect.Type, error) {
	ins, err := r.makeAll(t.Params, f)
	if err != nil {
		return nil, err
	}
	outs, err := r.makeAll(t.Results, f)
	if err != nil {
		return nil, err
	}
	if recv != nil {
		ins = append([]reflect.Type{recv}, ins...)
	}
	return reflect.FuncOf(ins, outs, t.Variadic && f == inner), nil
}

func (r *Runtime) makeAll(ts []*unit.Type, f face) ([]reflect.Type, error) {
	var out []reflect.Type
	for _, t := range ts {
		m, err := r.make(t, f)
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, nil
}

// iface makes an interface type without a name.
func (r *Runtime) iface(t *unit.Type, f face) (reflect.Type, error) {
	if len(t.Methods) == 0 {
		return basics["any"], nil
	}
	key := fmt.Sprint(f.index(), Key(t))
	if old, ok := r.unnamed[key]; ok {
		return asType(old), nil
	}
	b := &interfaceBlock{}
	b.rtype = *of(reflect.TypeFor[fmt.Stringer]())
	r.header(&b.rtype, Spelling(t, false), key)
	b.flag &^= flagNamed | flagUncommon
	r.unnamed[key] = &b.rtype
	return asType(&b.rtype), r.fillInterface(&b.interfaceType, t, f)
}

func (r *Runtime) fillInterface(b *interfaceType, t *unit.Type, f face) error {
	b.pkgPath = newName("main", "", false, false)
	b.methods = nil
	for _, m := range sortedMethods(t.Methods) {
		sig, err := r.signature(m.Type, f, nil)
		if err != nil {
			return err
		}
		// yaegi calls a method of the view by reflection, which wants it exported.
		n := newName(m.Name, "", exported(m.Name) || f == outer, false)
		b.methods = append(b.methods, imethod{nameOff(n), typeOff(of(sig))})
	}
	return nil
}

// structure makes a struct type without a name.
func (r *Runtime) structure(t *unit.Type, f face) (reflect.Type, error) {
	key := fmt.Sprint(f.index(), Key(t))
	if old, ok := r.unnamed[key]; ok {
		return asType(old), nil
	}
	if f == inner || openToAll(t) {
		if s, ok := r.plainStruct(t, f); ok {
			return s, nil
		}
	}
	shape, err := r.shape(t, nil)
	if err != nil {
		return nil, err
	}
	b := &structBlock{}
	b.structType = *(*structType)(unsafe.Pointer(of(shape)))
	r.header(&b.rtype, Spelling(t, false), key)
	b.flag &^= flagUncommon | flagNamed
	r.unnamed[key] = &b.rtype
	return asType(&b.rtype), r.fillStruct(&b.structType, t, f)
}

func openToAll(t *unit.Type) bool {
	for _, f := range t.Fields {
		if !f.Exported || f.Embedded {
			return false
		}
	}
	return true
}

// plainStruct uses reflect, which finds the compiler's own type where there is one.
func (r *Runtime) plainStruct(t *unit.Type, f face) (s reflect.Type, ok bool) {
	defer func() { ok = recover() == nil && ok }()
	var fields []reflect.StructField
	for _, x := range t.Fields {
		if x.Embedded || x.Name == "_" {
			return nil, false
		}
		ft, err := r.make(x.Type, f)
		if err != nil {
			return nil, false
		}
		sf := reflect.StructField{Name: x.Name, Type: ft, Tag: reflect.StructTag(x.Tag)}
		if !x.Exported {
			sf.PkgPath = "main"
		}
		fields = append(fields, sf)
	}
	return reflect.StructOf(fields), true
}

func (r *Runtime) fillStruct(b *structType, t *unit.Type, f face) error {
	shapeFields := b.fields
	fields := make([]structField, len(t.Fields))
	for i, x := range t.Fields {
		ft, err := r.make(x.Type, f)
		if err != nil {
			return err
		}
		open := x.Exported || f == outer
		fields[i] = structField{newName(x.Name, x.Tag, open, x.Embedded && f == inner), of(ft), shapeFields[i].offset}
	}
	b.pkgPath = newName("main", "", false, false)
	b.fields = fields
	if b.equal != nil {
		b.equal = equalFields(fields)
	}
	return nil
}

// equalFields compares two structs; blank fields do not count.
func equalFields(fields []structField) func(unsafe.Pointer, unsafe.Pointer) bool {
	var counted []structField
	for _, f := range fields {
		if asName(f.name) != "_" {
			counted = append(counted, f)
		}
	}
	return func(p, q unsafe.Pointer) bool {
		for i := range counted {
			f := &counted[i]
			if !f.typ.equal(unsafe.Add(p, f.offset), unsafe.Add(q, f.offset)) {
				return false
			}
		}
		return true
	}
}

func asName(n name) string {
	return reflectName(n)
}

// header gives t its own string, hash and no pointer type: those of the type it was copied from must go.
func (r *Runtime) header(t *rtype, str, key string) {
	h := fnv.New32a()
	h.Write([]byte(key))
	t.hash = h.Sum32()
	t.str = nameOff(newName(str, "", true, false))
	t.flag &^= flagExtraStar
	t.ptrToThis = 0
}

// shape makes a type of t's memory layout from which the header is taken: size,
// alignment, where pointers are. Only what lies inside t itself is visited,
// so recursion ends.
func (r *Runtime) shape(t *unit.Type, seen []*unit.Type) (reflect.Type, error) {
	for _, s := range seen {
		if s == t {
			return nil, fmt.Errorf("rt: type %s contains itself", t.Go)
		}
	}
	if t.Name != "" && !declares(t) && t.Kind != reflect.Func {
		return r.make(t, inner)
	}
	switch t.Kind {
	case reflect.Pointer:
		return reflect.TypeFor[*int](), nil
	case reflect.Chan:
		return reflect.TypeFor[chan int](), nil
	case reflect.Map:
		return reflect.TypeFor[map[int]int](), nil
	case reflect.Func:
		return reflect.TypeFor[func()](), nil
	case reflect.Slice:
		return reflect.TypeFor[[]int](), nil
	case reflect.Interface:
		if len(t.Methods) == 0 {
			return basics["any"], nil
		}
		return reflect.TypeFor[fmt.Stringer](), nil
	case reflect.Array:
		e, err := r.shape(t.Elem, append(seen, t))
		if err != nil {
			return nil, err
		}
		return reflect.ArrayOf(t.Len, e), nil
	case reflect.Struct:
		var fields []reflect.StructField
		for i, f := range t.Fields {
			ft, err := r.shape(f.Type, append(seen, t))
			if err != nil {
				return nil, err
			}
			fields = append(fields, reflect.StructField{Name: "F" + strconv.Itoa(i), Type: ft})
		}
		return reflect.StructOf(fields), nil
	}
	if b, ok := basics[t.Kind.String()]; ok {
		return b, nil
	}
	if t.Kind == reflect.UnsafePointer {
		return basics["Pointer"], nil
	}
	return nil, fmt.Errorf("rt: no shape for %s", t.Go)
}

// reflectName decodes a name.
func reflectName(n name) string {
	l, i := 0, 0
	for shift := 0; ; shift += 7 {
		i++
		b := *(*byte)(unsafe.Add(unsafe.Pointer(n.bytes), i))
		l |= int(b&0x7f) << shift
		if b&0x80 == 0 {
			break
		}
	}
	return unsafe.String((*byte)(unsafe.Add(unsafe.Pointer(n.bytes), i+1)), l)
}
