package rt

import (
	"fmt"
	"reflect"
	"sync/atomic"
	"unsafe"

	"harmonium/dsl/internal/unit"
)

// named is a type that a cell declared.
type named struct {
	desc    *unit.Type
	block   [2]*rtype // by face
	ptr     *rtype    // real *T, with its method table
	done    [2]bool
	methods map[string]*impl

	// seen: a value of the type, or of one made of it, has been in an interface.
	seen atomic.Bool
}

// declares reports whether t is a named type of a cell.
func declares(t *unit.Type) bool { return t.ID != "" }

// declare finds or makes the named type that t describes.
func (r *Runtime) declare(t *unit.Type) (*named, error) {
	if n, ok := r.named[t.ID]; ok {
		return n, r.extend(n, t)
	}
	shape, err := r.shape(t, nil)
	if err != nil {
		return nil, err
	}
	n := &named{desc: t, methods: map[string]*impl{}}
	for f := range n.block {
		n.block[f] = newBlock(of(shape))
		r.header(n.block[f], t.Go, fmt.Sprint(f, t.ID))
		n.block[f].flag |= flagNamed | flagUncommon
		u, _ := uncommonOf(n.block[f])
		u.pkgPath = nameOff(newName("main", "", false, false))
	}
	// *T exists before T's parts: they may point back.
	n.ptr = r.pointer(n, t)
	r.named[t.ID] = n
	for _, f := range []face{inner, outer} {
		if t.Bare && f == outer {
			continue
		}
		if err := r.complete(n.block[f.index()], t, f); err != nil {
			delete(r.named, t.ID)
			return nil, err
		}
	}
	if err := r.extend(n, t); err != nil {
		delete(r.named, t.ID)
		return nil, err
	}
	return n, nil
}

// pointer makes the real *T, whose table will hold the methods of T and *T.
func (r *Runtime) pointer(n *named, t *unit.Type) *rtype {
	b := &ptrBlock{}
	b.ptrType = *(*ptrType)(unsafe.Pointer(of(reflect.TypeFor[*int]())))
	r.header(&b.rtype, "*"+Spelling(t, false), "*"+t.ID)
	b.elem = n.block[0]
	b.flag |= flagUncommon
	b.flag &^= flagNamed
	u, _ := uncommonOf(&b.rtype)
	u.pkgPath = nameOff(newName("main", "", false, false))
	n.block[0].ptrToThis = typeOff(&b.rtype)
	return &b.rtype
}

// newBlock allocates a block of shape's kind with shape's header.
func newBlock(shape *rtype) *rtype {
	var t *rtype
	switch reflect.Kind(shape.kind) {
	case reflect.Pointer:
		b := &ptrBlock{}
		b.ptrType = *(*ptrType)(unsafe.Pointer(shape))
		t = &b.rtype
	case reflect.Slice:
		b := &sliceBlock{}
		b.sliceType = *(*sliceType)(unsafe.Pointer(shape))
		t = &b.rtype
	case reflect.Array:
		b := &arrayBlock{}
		b.arrayType = *(*arrayType)(unsafe.Pointer(shape))
		t = &b.rtype
	case reflect.Chan:
		b := &chanBlock{}
		b.chanType = *(*chanType)(unsafe.Pointer(shape))
		t = &b.rtype
	case reflect.Map:
		b := &mapBlock{}
		b.mapType = *(*mapType)(unsafe.Pointer(shape))
		t = &b.rtype
	case reflect.Func:
		b := &funcBlock{}
		b.funcType = *(*funcType)(unsafe.Pointer(shape))
		t = &b.rtype
	case reflect.Interface:
		b := &interfaceBlock{}
		b.interfaceType = *(*interfaceType)(unsafe.Pointer(shape))
		t = &b.rtype
	case reflect.Struct:
		b := &structBlock{}
		b.structType = *(*structType)(unsafe.Pointer(shape))
		t = &b.rtype
	default:
		b := &basicBlock{}
		b.rtype = *shape
		t = &b.rtype
	}
	t.flag &^= flagUncommon | flagNamed
	return t
}

// complete fills the parts of a block whose header stands.
func (r *Runtime) complete(b *rtype, t *unit.Type, f face) error {
	plain := *t
	plain.ID, plain.Name, plain.Path = "", "", ""
	switch t.Kind {
	case reflect.Struct:
		return r.fillStruct((*structType)(unsafe.Pointer(b)), t, f)
	case reflect.Interface:
		if len(t.Methods) == 0 {
			return nil
		}
		return r.fillInterface((*interfaceType)(unsafe.Pointer(b)), t, f)
	case reflect.Func:
		sig, err := r.signature(t, f, nil)
		if err != nil {
			return err
		}
		return fillFunc((*funcBlock)(unsafe.Pointer(b)), sig)
	}
	under, err := r.compose(&plain, f)
	if err != nil {
		return err
	}
	u := of(under)
	switch t.Kind {
	case reflect.Pointer:
		(*ptrType)(unsafe.Pointer(b)).elem = (*ptrType)(unsafe.Pointer(u)).elem
	case reflect.Slice:
		(*sliceType)(unsafe.Pointer(b)).elem = (*sliceType)(unsafe.Pointer(u)).elem
	case reflect.Array:
		x, y := (*arrayType)(unsafe.Pointer(b)), (*arrayType)(unsafe.Pointer(u))
		x.elem, x.slice, x.equal = y.elem, y.slice, y.equal
	case reflect.Chan:
		x, y := (*chanType)(unsafe.Pointer(b)), (*chanType)(unsafe.Pointer(u))
		x.elem, x.dir = y.elem, y.dir
	case reflect.Map:
		x, y := (*mapType)(unsafe.Pointer(b)), (*mapType)(unsafe.Pointer(u))
		x.key, x.elem, x.group, x.hasher = y.key, y.elem, y.group, y.hasher
		x.groupSize, x.slotSize, x.elemOff, x.flags = y.groupSize, y.slotSize, y.elemOff, y.flags
	}
	return nil
}

func fillFunc(b *funcBlock, sig reflect.Type) error {
	s := (*funcType)(unsafe.Pointer(of(sig)))
	n := sig.NumIn() + sig.NumOut()
	if n > maxParams {
		return fmt.Errorf("a function type with %d parameters and results; at most %d are possible", n, maxParams)
	}
	b.inCount, b.outCount = s.inCount, s.outCount
	for i := range sig.NumIn() {
		b.params[i] = of(sig.In(i))
	}
	for i := range sig.NumOut() {
		b.params[sig.NumIn()+i] = of(sig.Out(i))
	}
	return nil
}
