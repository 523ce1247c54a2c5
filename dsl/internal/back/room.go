package back

import (
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"unsafe"
)

// room makes the frames of a function's calls. yaegi allocates each variable by itself; here those
// of a kind of memory stand in one block, and a frame that nothing can refer to any more serves the
// next call.
type room struct {
	results int
	types   []reflect.Type
	data    []reflect.Value // a frame's variables, as they look before they have memory
	blocks  [kindsOfMemory][]int
	free    *sync.Pool // of *stall; nil when closures keep the frames
}

// stall is a frame with the memory of its variables.
type stall struct {
	frame
	words      []uint64
	pointers   []unsafe.Pointer
	strings    []string
	lists      [][]byte
	interfaces []any
}

// value is reflect.Value.
type value struct {
	typ_ unsafe.Pointer
	ptr  unsafe.Pointer
	flag uintptr
}

// Memory of the same kind can be handed out in blocks: the garbage collector sees the same in each.
const (
	words = iota // up to 8 bytes without pointers
	pointers
	strs
	lists
	interfaces
	kindsOfMemory
	apart = -1
)

func memory(t reflect.Type) int {
	switch t.Kind() {
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8,
		reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr, reflect.Float32, reflect.Float64, reflect.Complex64:
		return words
	case reflect.Pointer, reflect.Map, reflect.Chan, reflect.Func, reflect.UnsafePointer:
		return pointers
	case reflect.String:
		return strs
	case reflect.Slice:
		return lists
	case reflect.Interface:
		return interfaces
	}
	return apart
}

// newRoom makes the room of a function, of whose variables the first results are the caller's.
func newRoom(function *node, results int) *room {
	types := function.types
	r := &room{results: results, types: types, data: make([]reflect.Value, len(types))}
	for i := results; i < len(types); i++ {
		if m := memory(types[i]); m != apart {
			r.blocks[m] = append(r.blocks[m], i)
			r.data[i] = reflect.New(types[i]).Elem()
		}
	}
	if !keepsFrames(function.child[3]) {
		r.free = &sync.Pool{}
	}
	return r
}

// keepsFrames reports whether something in a function refers to its frame when it has returned.
func keepsFrames(n *node) bool {
	switch kindName(n.kind) {
	case "funcLit", "goStmt", "deferStmt", "addressExpr":
		return true
	}
	return slices.ContainsFunc(n.child, keepsFrames)
}

// enter makes the frame of a call from f, with room for everything but the results.
func (r *room) enter(f *frame) *stall {
	s := r.stall()
	s.id, s.anc, s.root, s.done = atomic.LoadUint64(&f.id), f, f.root, f.done
	copy(s.data, r.data)
	data := unsafe.Slice((*value)(unsafe.Pointer(unsafe.SliceData(s.data))), len(s.data))
	place(data, r.blocks[words], s.words)
	place(data, r.blocks[pointers], s.pointers)
	place(data, r.blocks[strs], s.strings)
	place(data, r.blocks[lists], s.lists)
	place(data, r.blocks[interfaces], s.interfaces)
	for i := r.results; i < len(r.types); i++ {
		if r.data[i].Kind() == reflect.Invalid {
			s.data[i] = reflect.New(r.types[i]).Elem()
		}
	}
	return s
}

func (r *room) stall() *stall {
	if r.free != nil {
		if s, ok := r.free.Get().(*stall); ok {
			return s
		}
	}
	s := &stall{
		words: make([]uint64, len(r.blocks[words])), pointers: make([]unsafe.Pointer, len(r.blocks[pointers])),
		strings: make([]string, len(r.blocks[strs])), lists: make([][]byte, len(r.blocks[lists])),
		interfaces: make([]any, len(r.blocks[interfaces])),
	}
	s.data = make([]reflect.Value, len(r.types))
	return s
}

// leave gives the frame of a call that has returned back.
func (r *room) leave(s *stall) {
	if r.free == nil {
		return
	}
	clear(s.words)
	clear(s.pointers)
	clear(s.strings)
	clear(s.lists)
	clear(s.interfaces)
	clear(s.data)
	s.anc, s.recovered = nil, nil
	r.free.Put(s)
}

// place gives the variables at their part of a block.
func place[T any](data []value, at []int, block []T) {
	for i, v := range at {
		data[v].ptr = unsafe.Pointer(&block[i])
	}
}
