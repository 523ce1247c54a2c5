package rng

import "math/rand/v2"

// Reader draws the words of a source one after the other. It is a math/rand/v2 Source and has the methods
// of its Rand (IntN, Perm, Shuffle, Float64, …). Like any rand.Rand it belongs to one goroutine.
type Reader struct {
	*rand.Rand
	words *words
}

// Reader starts at word 0 of the source.
func (s Source) Reader() *Reader {
	w := &words{source: s}
	return &Reader{rand.New(w), w}
}

// Position is the index of the next 64-bit word, as in [Source.Uint64].
func (r *Reader) Position() uint64 { return r.words.next }

// Seek makes word i, as in [Source.Uint64], the next one: a run resumes where it was.
func (r *Reader) Seek(i uint64) { r.words.next, r.words.full = i, false }

// words keeps the block that the next word comes from.
type words struct {
	source Source
	next   uint64
	block  [buffered]uint64
	full   bool
}

// buffered is how many 64-bit words are drawn at a time.
const buffered = 32

func (w *words) Uint64() uint64 {
	k := w.next % buffered
	if k == 0 || !w.full {
		w.refill(w.next - k)
	}
	w.next++
	return w.block[k]
}

func (w *words) refill(at uint64) {
	var u [2 * buffered]uint32
	w.source.Uint32s(u[:], 2*at)
	for i := range w.block {
		w.block[i] = uint64(u[2*i]) | uint64(u[2*i+1])<<32
	}
	w.full = true
}
