package rng

import (
	"crypto/sha256"
	"encoding/binary"

	"harmonium/stdlib/internal/vec"
)

// Source is one stream of random words, addressed by index. It never changes; copy it freely.
// The zero Source is the stream 0 of seed 0.
type Source struct{ seed, stream uint64 }

// New is the source of a seed.
func New(seed uint64) Source { return Source{seed: seed} }

// At is the source with the given [Source.Seed] and [Source.Stream]: a training that was
// saved goes on with it.
func At(seed, stream uint64) Source { return Source{seed, stream} }

// Seed is the seed that the source was split from.
func (s Source) Seed() uint64 { return s.seed }

// Stream tells the source from others of the same seed.
func (s Source) Stream() uint64 { return s.stream }

// Named is the source for the part of the work that name names. Different names, and the same name under
// different parents, give independent streams. (Streams are 64-bit hashes: among a million, two coincide
// with probability 3e-8.)
func (s Source) Named(name string) Source {
	b := binary.LittleEndian.AppendUint64([]byte("harmonium/rng\x00"), s.stream)
	h := sha256.Sum256(append(b, name...))
	return Source{s.seed, binary.LittleEndian.Uint64(h[:])}
}

// splitKey keeps the words that name streams apart from those that streams consist of.
const splitKey = 0x6861726D6F6E6975

// Numbered is the source of the i-th of many equal parts: a chain, a read, a replica.
func (s Source) Numbered(i uint64) Source {
	b := vec.Philox(splitKey, s.stream, i)
	return Source{s.seed, uint64(b[0]) | uint64(b[1])<<32}
}

// Uint32 is word i.
func (s Source) Uint32(i uint64) uint32 { return vec.Philox(s.seed, s.stream, i/4)[i%4] }

// Uint64 is made of words 2i and 2i+1.
func (s Source) Uint64(i uint64) uint64 {
	b := vec.Philox(s.seed, s.stream, i/2)
	k := 2 * (i % 2)
	return uint64(b[k]) | uint64(b[k+1])<<32
}

// Float64 is uniform in [0,1): element i of [Source.Uniform64].
func (s Source) Float64(i uint64) float64 { return float64(s.Uint64(i)>>11) * 0x1p-53 }
