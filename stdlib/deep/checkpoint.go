package deep

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/tensors"
	"harmonium/stdlib/internal/training"
	"harmonium/stdlib/rbm"
)

const dbmKind = "harmonium.deep.dbm"

// Save writes the machine as a safetensors file, in float32: the couplings W1, W2, …,
// where W1 is those of the visible layer with the first hidden one, the biases b0, b1,
// …, and mask1, … of those couplings that are masked; the sizes of the layers and the
// shape of the examples are metadata. The format is described in package stdlib.
func (m *DBM) Save(w io.Writer) error {
	return tensors.Write(w, append(m.tensors(), m.masks()...), m.meta())
}

// LoadDBM reads a machine that Save wrote, or that of a checkpoint. It refuses a file
// of other shapes, and one with a parameter that is not finite.
func LoadDBM(r io.Reader) (*DBM, error) {
	all, meta, err := tensors.Read(r)
	if err != nil {
		return nil, fmt.Errorf("deep: %w", err)
	}
	return dbmFrom(all, meta)
}

func dbmFrom(all map[string]tensors.Tensor, meta map[string]string) (*DBM, error) {
	sizes, rows, cols, err := readMeta(dbmKind, meta)
	if err != nil {
		return nil, err
	}
	// The sizes are no more than text: the tensors must be there before memory is taken for them.
	for k, size := range sizes {
		if b := all[fmt.Sprint("b", k)]; len(b.F32) != size {
			return nil, fmt.Errorf("deep: the file has %d biases b%d, want %d", len(b.F32), k, size)
		}
		if w := all[fmt.Sprint("W", k)]; k > 0 && len(w.F32) != sizes[k-1]*size {
			return nil, fmt.Errorf("deep: the file has %d couplings W%d, want %d×%d", len(w.F32), k, sizes[k-1], size)
		}
	}
	m, err := NewDBM(sizes...)
	if err != nil {
		return nil, err
	}
	m.rows, m.cols = rows, cols
	for k := range m.mask {
		if _, masked := all[fmt.Sprint("mask", k+1)]; masked {
			m.mask[k] = make([]float32, len(m.w[k]))
		}
	}
	if err := tensors.Fill(append(m.tensors(), m.masks()...), all); err != nil {
		return nil, fmt.Errorf("deep: %w", err)
	}
	for k := range m.mask {
		for i, yes := range m.mask[k] {
			if yes != 0 && yes != 1 {
				return nil, fmt.Errorf("deep: entry %d of mask%d is %v, want 0 or 1", i, k+1, yes)
			}
		}
		m.hold(k)
	}
	return m, nil
}

// ResumeDBM goes on with a training from the checkpoint that it wrote, up to how.Epochs
// in all, on the same data with the same options: the machine and its history end with
// the bits of a training that was never interrupted. Options that only look may differ.
func ResumeDBM(ctx context.Context, r io.Reader, d *rbm.Data, how Training) (*DBM, stdlib.History, error) {
	c, err := training.Read(r, dbmKind)
	if err != nil {
		return nil, stdlib.History{}, fmt.Errorf("deep: %w", err)
	}
	m, err := dbmFrom(c.Tensors, c.Meta)
	if err != nil {
		return nil, stdlib.History{}, err
	}
	s, err := m.session(c.Source, d, how)
	if err != nil {
		return nil, stdlib.History{}, err
	}
	defer s.close()
	history, err := s.resume(ctx, c)
	return m, history, err
}

// tensors are the parameters under their names, on the same memory.
func (m *DBM) tensors() (all []tensors.Tensor) {
	for k, w := range m.w {
		all = append(all, tensors.Tensor{Name: fmt.Sprint("W", k+1), Shape: []int{m.sizes[k], m.sizes[k+1]}, F32: w})
	}
	for k, b := range m.b {
		all = append(all, tensors.Tensor{Name: fmt.Sprint("b", k), Shape: []int{len(b)}, F32: b})
	}
	return all
}

func (m *DBM) masks() (all []tensors.Tensor) {
	for k, yes := range m.mask {
		if yes != nil {
			all = append(all, tensors.Tensor{Name: fmt.Sprint("mask", k+1), Shape: []int{m.sizes[k], m.sizes[k+1]}, F32: yes})
		}
	}
	return all
}

func (m *DBM) meta() map[string]string { return meta(dbmKind, m.sizes, m.rows, m.cols) }

func meta(kind string, sizes []int, rows, cols int) map[string]string {
	return map[string]string{"model": kind, "sizes": strings.Trim(fmt.Sprint(sizes), "[]"), "rows": strconv.Itoa(rows), "cols": strconv.Itoa(cols)}
}

// readMeta reads what meta wrote.
func readMeta(kind string, meta map[string]string) (sizes []int, rows, cols int, err error) {
	if meta["model"] != kind {
		return nil, 0, 0, fmt.Errorf("deep: the file holds %q, want %q", meta["model"], kind)
	}
	for _, word := range strings.Fields(meta["sizes"]) {
		n, err := strconv.Atoi(word)
		if err != nil {
			return nil, 0, 0, fmt.Errorf("deep: the file's sizes are %q, want whole numbers", meta["sizes"])
		}
		sizes = append(sizes, n)
	}
	if err := checkSizes("the file's net", sizes); err != nil {
		return nil, 0, 0, err
	}
	rows, _ = strconv.Atoi(meta["rows"])
	cols, _ = strconv.Atoi(meta["cols"])
	if rows < 1 || cols < 1 || rows > sizes[0] || rows*cols != sizes[0] {
		rows, cols = 1, sizes[0]
	}
	return sizes, rows, cols, nil
}
