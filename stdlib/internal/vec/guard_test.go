//go:build linux || darwin

package vec_test

import (
	"bytes"
	"syscall"
	"unsafe"
)

// arena hands out memory that lies flush against a page that must not be touched, at its end or at its
// start; what lies on the other side must stay as it was.
type arena struct {
	maps   [][]byte
	slack  [][]byte
	parity int
}

const poison = 0xA5

func (a *arena) bytes(n int) []byte {
	page := syscall.Getpagesize()
	room := (n + page - 1) / page * page
	m, err := syscall.Mmap(-1, 0, room+2*page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		panic(err)
	}
	for _, guard := range [][]byte{m[:page], m[page+room:]} {
		if err := syscall.Mprotect(guard, syscall.PROT_NONE); err != nil {
			panic(err)
		}
	}
	in := m[page : page+room]
	for i := range in {
		in[i] = poison
	}
	a.maps = append(a.maps, m)
	a.parity++
	if a.parity%3 == 0 {
		a.slack = append(a.slack, in[n:])
		return in[:n:n]
	}
	a.slack = append(a.slack, in[:room-n])
	return in[room-n:]
}

// free gives the memory back and says whether nothing beside it was written.
func (a *arena) free() (intact bool) {
	intact = true
	for _, s := range a.slack {
		intact = intact && len(bytes.Trim(s, string([]byte{poison}))) == 0
	}
	for _, m := range a.maps {
		if err := syscall.Munmap(m); err != nil {
			panic(err)
		}
	}
	*a = arena{parity: a.parity}
	return intact
}

func guarded[T any](a *arena, n int) []T {
	var x T
	b := a.bytes(max(n, 1) * int(unsafe.Sizeof(x)))
	return unsafe.Slice((*T)(unsafe.Pointer(&b[0])), max(n, 1))[:n]
}
