package wire

import "sync"

// Fresh remembers the last ids it was shown, to tell a new message from one
// that is replayed: the signature proves who wrote a message, not when. The
// zero value is ready, and it is safe for concurrent use.
type Fresh struct {
	mu   sync.Mutex
	seen map[string]bool
	ring []string // ids in order of arrival, overwritten in a circle
	next int
}

// freshLimit is how many ids are remembered, as many as jupyter_client does.
const freshLimit = 1 << 16

// Check reports whether id is new, and remembers it.
func (f *Fresh) Check(id string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.seen == nil {
		f.seen = map[string]bool{}
	}
	if f.seen[id] {
		return false
	}
	f.seen[id] = true
	if len(f.ring) < freshLimit {
		f.ring = append(f.ring, id)
		return true
	}
	delete(f.seen, f.ring[f.next])
	f.ring[f.next] = id
	f.next = (f.next + 1) % freshLimit
	return true
}
