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
	"harmonium/stdlib/rng"
)

const (
	dbmKind       = "harmonium.deep.dbm"
	helmholtzKind = "harmonium.deep.helmholtz"
	beliefKind    = "harmonium.deep.belief"
)

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
	return resume(ctx, r, dbmKind, dbmFrom, d, how)
}

// resume is ResumeDBM, and that of the other machines.
func resume[M interface {
	session(rng.Source, *rbm.Data, Training) (pooled, error)
}](ctx context.Context, r io.Reader, kind string, from func(map[string]tensors.Tensor, map[string]string) (M, error), d *rbm.Data, how Training) (M, stdlib.History, error) {
	var none M
	c, err := training.Read(r, kind)
	if err != nil {
		return none, stdlib.History{}, fmt.Errorf("deep: %w", err)
	}
	m, err := from(c.Tensors, c.Meta)
	if err != nil {
		return none, stdlib.History{}, err
	}
	s, err := m.session(c.Source, d, how)
	if err != nil {
		return none, stdlib.History{}, err
	}
	defer s.close()
	history, err := s.resume(ctx, c)
	return m, history, err
}

// Save writes the machine as a safetensors file, in float32: for k from 1 on the
// generative couplings Gk of layer k with layer k−1, a row for each unit of layer k,
// the generative biases gk of layer k−1, the recognition couplings Rk the other way
// round and their biases rk of layer k, and the generative biases of the topmost
// layer, top. The format is described in package stdlib.
func (m *Helmholtz) Save(w io.Writer) error {
	return tensors.Write(w, m.tensors(), meta(helmholtzKind, m.sizes, m.rows, m.cols))
}

// LoadHelmholtz reads a machine that Save wrote, or that of a checkpoint. It refuses a
// file of other shapes, and one with a parameter that is not finite.
func LoadHelmholtz(r io.Reader) (*Helmholtz, error) {
	all, meta, err := tensors.Read(r)
	if err != nil {
		return nil, fmt.Errorf("deep: %w", err)
	}
	return helmholtzFrom(all, meta)
}

func helmholtzFrom(all map[string]tensors.Tensor, meta map[string]string) (*Helmholtz, error) {
	sizes, rows, cols, err := readMeta(helmholtzKind, meta)
	if err != nil {
		return nil, err
	}
	if err := generates(all, sizes); err != nil {
		return nil, err
	}
	m, err := NewHelmholtz(sizes...)
	if err != nil {
		return nil, err
	}
	m.rows, m.cols = rows, cols
	if err := tensors.Fill(m.tensors(), all); err != nil {
		return nil, fmt.Errorf("deep: %w", err)
	}
	return m, nil
}

// generates refuses a file without the couplings of directed layers of these sizes,
// before memory is taken for them.
func generates(all map[string]tensors.Tensor, sizes []int) error {
	for k := 1; k < len(sizes); k++ {
		if g := all[fmt.Sprint("G", k)]; len(g.F32) != sizes[k-1]*sizes[k] {
			return fmt.Errorf("deep: the file has %d couplings G%d, want %d×%d", len(g.F32), k, sizes[k], sizes[k-1])
		}
	}
	return nil
}

// ResumeHelmholtz goes on with a training from the checkpoint that it wrote, as
// [ResumeDBM] does.
func ResumeHelmholtz(ctx context.Context, r io.Reader, d *rbm.Data, how Training) (*Helmholtz, stdlib.History, error) {
	return resume(ctx, r, helmholtzKind, helmholtzFrom, d, how)
}

// tensors are the parameters under their names, on the same memory.
func (n *directed) tensors() (all []tensors.Tensor) {
	for k := range n.down {
		all = append(all, n.down[k].tensors(fmt.Sprint("G", k+1), fmt.Sprint("g", k+1))...)
		all = append(all, n.up[k].tensors(fmt.Sprint("R", k+1), fmt.Sprint("r", k+1))...)
	}
	return all
}

func (m *Helmholtz) tensors() []tensors.Tensor {
	return append(m.directed.tensors(), tensors.Tensor{Name: "top", Shape: []int{len(m.top)}, F32: m.top})
}

// Save writes the net as a safetensors file, in float32: G1, g1, R1, r1, … as those of a
// Helmholtz machine, and W, b and c of the machine on top, as package rbm names them.
// The format is described in package stdlib.
func (n *Belief) Save(w io.Writer) error {
	return tensors.Write(w, n.tensors(), meta(beliefKind, n.Sizes(), n.rows, n.cols))
}

// LoadBelief reads a net that Save wrote, or that of a checkpoint. It refuses a file of
// other shapes, and one with a parameter that is not finite.
func LoadBelief(r io.Reader) (*Belief, error) {
	all, meta, err := tensors.Read(r)
	if err != nil {
		return nil, fmt.Errorf("deep: %w", err)
	}
	return beliefFrom(all, meta)
}

func beliefFrom(all map[string]tensors.Tensor, meta map[string]string) (*Belief, error) {
	sizes, rows, cols, err := readMeta(beliefKind, meta)
	if err != nil {
		return nil, err
	}
	last := len(sizes) - 1
	if last < 2 {
		return nil, fmt.Errorf("deep: the file's belief net has sizes %v, want at least 3", sizes)
	}
	if err := generates(all, sizes[:last]); err != nil {
		return nil, err
	}
	if w := all["W"]; len(w.F32) != sizes[last-1]*sizes[last] {
		return nil, fmt.Errorf("deep: the file has %d couplings W, want %d×%d", len(w.F32), sizes[last-1], sizes[last])
	}
	top, err := rbm.New(sizes[last-1], sizes[last])
	if err != nil {
		return nil, err
	}
	n := &Belief{newDirected(sizes[:last]), top}
	n.rows, n.cols = rows, cols
	if err := tensors.Fill(n.tensors(), all); err != nil {
		return nil, fmt.Errorf("deep: %w", err)
	}
	return n, nil
}

// ResumeBelief goes on with a training from the checkpoint that it wrote, as
// [ResumeDBM] does.
func ResumeBelief(ctx context.Context, r io.Reader, d *rbm.Data, how Training) (*Belief, stdlib.History, error) {
	return resume(ctx, r, beliefKind, beliefFrom, d, how)
}

func (n *Belief) tensors() []tensors.Tensor {
	return append(n.directed.tensors(), restricted(n.top.Weights(), n.top.VisibleBias(), n.top.HiddenBias())...)
}

// restricted is the parameters of two layers, b of the lower and c of the upper one.
func restricted(w, b, c []float32) []tensors.Tensor {
	return []tensors.Tensor{{Name: "W", Shape: []int{len(b), len(c)}, F32: w},
		{Name: "b", Shape: []int{len(b)}, F32: b}, {Name: "c", Shape: []int{len(c)}, F32: c}}
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
