// Package tensors reads and writes safetensors, the file format in which models are
// kept, so that Python reads them too:
//
//	8 bytes    n, the length of the header, little-endian
//	n bytes    a JSON object: name → {dtype, shape, data_offsets}, and __metadata__, strings
//	the rest   the numbers, little-endian, row by row, one tensor after the other without gaps
//
// Only tensors of type F32 and F64 are read. A file that is cut short, has gaps or
// overlaps, sizes that do not fit or more than the limit is refused: nothing is
// allocated before its size has been seen to fit.
//
// Source: Hugging Face, safetensors format (2022).
package tensors

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"sort"
)

// Tensor is a named array: F32 or F64 is set, not both.
type Tensor struct {
	Name  string
	Shape []int
	F32   []float32
	F64   []float64
}

// maxHeader is the longest header that is read.
const maxHeader = 1 << 20

// maxBytes is the most numbers that a file may hold: 4 GB.
const maxBytes = 1 << 32

type entry struct {
	Type    string   `json:"dtype"`
	Shape   []int    `json:"shape"`
	Offsets [2]int64 `json:"data_offsets"`
}

// Write writes tensors in the order given.
func Write(w io.Writer, tensors []Tensor, metadata map[string]string) error {
	header := map[string]any{}
	if metadata != nil {
		header["__metadata__"] = metadata
	}
	at := int64(0)
	for _, t := range tensors {
		e := entry{Type: "F32", Shape: t.Shape}
		n := 4 * int64(len(t.F32))
		if t.F64 != nil {
			e.Type, n = "F64", 8*int64(len(t.F64))
		}
		e.Offsets = [2]int64{at, at + n}
		at += n
		header[t.Name] = e
	}
	text, err := json.Marshal(header) // sorts the names
	if err != nil {
		return err
	}
	text = append(text, bytes.Repeat([]byte{' '}, (8-len(text)%8)%8)...) // the numbers begin at a multiple of 8
	if _, err := w.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(text)))); err != nil {
		return err
	}
	if _, err := w.Write(text); err != nil {
		return err
	}
	for _, t := range tensors {
		var numbers any = t.F32
		if t.F64 != nil {
			numbers = t.F64
		}
		if err := binary.Write(w, binary.LittleEndian, numbers); err != nil {
			return err
		}
	}
	return nil
}

// Read reads a file: its tensors by name, and its metadata.
func Read(r io.Reader) (map[string]Tensor, map[string]string, error) {
	entries, metadata, err := readHeader(r)
	if err != nil {
		return nil, nil, err
	}
	names := make([]string, 0, len(entries))
	for name := range entries {
		names = append(names, name)
	}
	sort.Slice(names, func(a, b int) bool {
		x, y := entries[names[a]].Offsets, entries[names[b]].Offsets
		return x[0] < y[0] || x[0] == y[0] && (x[1] < y[1] || x[1] == y[1] && names[a] < names[b])
	})
	all, at := map[string]Tensor{}, int64(0)
	for _, name := range names {
		e := entries[name]
		if e.Offsets[0] != at {
			return nil, nil, fmt.Errorf("safetensors: tensor %q begins at byte %d, want %d", name, e.Offsets[0], at)
		}
		t, err := e.read(r, name)
		if err != nil {
			return nil, nil, err
		}
		all[name], at = t, e.Offsets[1]
	}
	if n, _ := io.ReadFull(r, make([]byte, 1)); n != 0 {
		return nil, nil, fmt.Errorf("safetensors: more bytes after the last tensor, which ends at %d", at)
	}
	return all, metadata, nil
}

func readHeader(r io.Reader) (map[string]entry, map[string]string, error) {
	var n uint64
	if err := binary.Read(r, binary.LittleEndian, &n); err != nil {
		return nil, nil, fmt.Errorf("safetensors: the length of the header: %w", err)
	}
	if n < 2 || n > maxHeader {
		return nil, nil, fmt.Errorf("safetensors: a header of %d bytes, want 2 to %d", n, maxHeader)
	}
	text := make([]byte, n)
	if _, err := io.ReadFull(r, text); err != nil {
		return nil, nil, fmt.Errorf("safetensors: the header of %d bytes: %w", n, err)
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(text, &raw); err != nil {
		return nil, nil, fmt.Errorf("safetensors: the header: %w", err)
	}
	var metadata map[string]string
	entries := map[string]entry{}
	for name, value := range raw {
		var err error
		if name == "__metadata__" {
			err = json.Unmarshal(value, &metadata)
		} else {
			var e entry
			err = json.Unmarshal(value, &e)
			entries[name] = e
		}
		if err != nil {
			return nil, nil, fmt.Errorf("safetensors: entry %q: %w", name, err)
		}
	}
	return entries, metadata, nil
}

// read reads the numbers of one tensor, whose offsets follow those before.
func (e entry) read(r io.Reader, name string) (Tensor, error) {
	width := map[string]int64{"F32": 4, "F64": 8}[e.Type]
	if width == 0 {
		return Tensor{}, fmt.Errorf("safetensors: tensor %q has type %q, want F32 or F64", name, e.Type)
	}
	bytes := e.Offsets[1] - e.Offsets[0]
	if e.Offsets[1] < e.Offsets[0] || e.Offsets[1] > maxBytes {
		return Tensor{}, fmt.Errorf("safetensors: tensor %q has offsets %v, want them rising and at most %d", name, e.Offsets, int64(maxBytes))
	}
	count := int64(1)
	for _, n := range e.Shape {
		if n < 0 || n > 0 && count > maxBytes/int64(n) {
			return Tensor{}, fmt.Errorf("safetensors: tensor %q has shape %v", name, e.Shape)
		}
		count *= int64(n)
	}
	if count*width != bytes {
		return Tensor{}, fmt.Errorf("safetensors: tensor %q of shape %v has %d bytes, want %d", name, e.Shape, bytes, count*width)
	}
	data, err := readAll(r, bytes)
	if err != nil {
		return Tensor{}, fmt.Errorf("safetensors: tensor %q: %w", name, err)
	}
	t := Tensor{Name: name, Shape: e.Shape}
	if e.Type == "F32" {
		t.F32 = make([]float32, count)
		for i := range t.F32 {
			t.F32[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
		}
		return t, nil
	}
	t.F64 = make([]float64, count)
	for i := range t.F64 {
		t.F64[i] = math.Float64frombits(binary.LittleEndian.Uint64(data[8*i:]))
	}
	return t, nil
}

// readAll reads n bytes, growing as they come: a file that only claims to be large
// costs no memory.
func readAll(r io.Reader, n int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, n))
	if err == nil && int64(len(data)) < n {
		err = fmt.Errorf("%d bytes of numbers, want %d: %w", len(data), n, io.ErrUnexpectedEOF)
	}
	return data, err
}
