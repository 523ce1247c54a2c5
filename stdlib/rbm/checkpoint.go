package rbm

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/tensors"
	"harmonium/stdlib/internal/training"
	"harmonium/stdlib/internal/vec"
)

const kind = "harmonium.rbm"

// tensors are the parameters under their names, on the same memory.
func (m *RBM) tensors() []tensors.Tensor {
	return []tensors.Tensor{
		{Name: "W", Shape: []int{m.visible, m.hidden}, F32: m.w},
		{Name: "b", Shape: []int{m.visible}, F32: m.b},
		{Name: "c", Shape: []int{m.hidden}, F32: m.c},
	}
}

// Save writes the machine as a safetensors file: W (V×H), b (V) and c (H) in float32,
// and the shape of the examples as metadata. In Python:
//
//	from safetensors.numpy import load_file; W = load_file("digits.safetensors")["W"]
func (m *RBM) Save(w io.Writer) error {
	return tensors.Write(w, m.tensors(), map[string]string{"model": kind, "rows": strconv.Itoa(m.rows), "cols": strconv.Itoa(m.cols)})
}

// Load reads a machine that Save wrote, or that of a checkpoint. It refuses a file of
// other tensors or shapes, and one with a parameter that is not finite.
func Load(r io.Reader) (*RBM, error) {
	all, meta, err := tensors.Read(r)
	if err != nil {
		return nil, fmt.Errorf("rbm: %w", err)
	}
	for name := range all {
		if name != "W" && name != "b" && name != "c" && meta["update"] == "" {
			return nil, fmt.Errorf("rbm: the file has a tensor %q, want W, b and c", name)
		}
	}
	return from(all, meta)
}

// from is the machine of a file.
func from(all map[string]tensors.Tensor, meta map[string]string) (*RBM, error) {
	w, b, c := all["W"], all["b"], all["c"]
	if len(w.Shape) != 2 || w.F32 == nil || b.F32 == nil || c.F32 == nil {
		return nil, fmt.Errorf("rbm: the file has %d tensors, want W of two dimensions, b and c, all F32", len(all))
	}
	if len(b.F32) != w.Shape[0] || len(c.F32) != w.Shape[1] {
		return nil, fmt.Errorf("rbm: W is %d×%d, b has %d units and c has %d", w.Shape[0], w.Shape[1], len(b.F32), len(c.F32))
	}
	m, err := New(w.Shape[0], w.Shape[1])
	if err != nil {
		return nil, err
	}
	m.w, m.b, m.c = w.F32, b.F32, c.F32
	rows, _ := strconv.Atoi(meta["rows"])
	cols, _ := strconv.Atoi(meta["cols"])
	if rows > 0 && cols > 0 && rows <= m.visible && rows*cols == m.visible {
		m.rows, m.cols = rows, cols
	}
	return m, m.Check()
}

// Resume goes on with a training from the checkpoint that it wrote, up to how.Epochs in
// all, on the same data with the same options: the machine and its history end with the
// bits of a training that was never interrupted. Options that only look (Held, Look,
// Every, Stop, Watch) may differ, and so may Epochs while the rate does not fall.
//
//	file, err := os.Open("digits.safetensors")
//	m, history, err := rbm.Resume(ctx, file, d, how)
func Resume(ctx context.Context, r io.Reader, d *Data, how Training) (*RBM, stdlib.History, error) {
	c, err := training.Read(r, kind)
	if err != nil {
		return nil, stdlib.History{}, fmt.Errorf("rbm: %w", err)
	}
	m, err := from(c.Tensors, c.Meta)
	if err != nil {
		return nil, stdlib.History{}, err
	}
	l, err := newLearner(m, c.Source, d, how, 0)
	if err != nil {
		return nil, stdlib.History{}, err
	}
	if err := l.resume(c); err != nil {
		l.pool.Close()
		return nil, stdlib.History{}, err
	}
	history, err := l.run(ctx)
	return m, history, err
}

func (l *learner) resume(c *training.Checkpoint) error {
	if path := l.path(); path != c.Meta["training"] {
		return fmt.Errorf("rbm: the checkpoint is of a training with %s; want the same options, got %s", c.Meta["training"], path)
	}
	state := l.state()
	if err := l.log.Resume(c, state); err != nil {
		return fmt.Errorf("rbm: %w", err)
	}
	next, err := strconv.ParseUint(c.Meta["drawn"], 10, 64)
	if err != nil {
		return fmt.Errorf("rbm: the checkpoint has drawn %q numbers", c.Meta["drawn"])
	}
	l.update, l.both.draws.next = c.Update, next
	for _, t := range state {
		if t.Name == chainsName {
			setBits(l.persistent().h, t.F32)
		}
	}
	if l.fast != nil {
		l.fast.drive(l.m)
	}
	if l.ladder != nil {
		l.ladder.turn = l.update * l.how.K
	}
	return nil
}

// path is the options that decide which way a training goes, and its data.
func (l *learner) path() string {
	h := l.how
	text := []string{h.Method.String(), fmt.Sprintf("%d examples of %d units, batch %d, K %d, rate %v", l.d.Len(), l.d.Units(), h.Batch, h.K, h.Rate)}
	add := func(on bool, format string, values ...any) {
		if on {
			text = append(text, fmt.Sprintf(format, values...))
		}
	}
	add(h.RateEnd != h.Rate, "to %v in %d epochs (%v)", h.RateEnd, h.Epochs, h.Fall)
	add(h.Method != CD && h.Method != Full, "%d chains", h.Chains)
	add(h.Method == FastPCD, "fast rate %v", h.FastRate)
	add(h.Method == Tempering, "%d temperatures", h.Temperatures)
	add(h.Momentum > 0, "momentum %v", h.Momentum)
	add(h.L1 > 0, "L1 %v", h.L1)
	add(h.L2 > 0, "L2 %v", h.L2)
	add(h.Centred, "centred")
	add(h.Sparsity > 0, "sparsity %v of cost %v", h.Sparsity, h.SparsityCost)
	return strings.Join(text, ", ")
}

const chainsName = "chains.h"

// persistent is the chains that go on from update to update.
func (l *learner) persistent() gibbs {
	if l.ladder != nil {
		return l.ladder.gibbs
	}
	return l.both.part(0, l.chains(0))
}

// state is what the training holds besides the machine, on the same memory but for the
// chains' hidden states, which are numbers 0 and 1.
func (l *learner) state() (all []tensors.Tensor) {
	beside := func(name string, m *RBM) {
		for _, t := range m.tensors() {
			t.Name = name + t.Name
			all = append(all, t)
		}
	}
	vector := func(name string, x []float32) {
		all = append(all, tensors.Tensor{Name: name, Shape: []int{len(x)}, F32: x})
	}
	if l.speed != nil {
		beside("speed.", l.speed)
	}
	if l.fast != nil {
		beside("fast.", l.fast.weights)
	}
	if l.centre != nil {
		vector("centre.v", l.centre.v)
		vector("centre.h", l.centre.h)
	}
	if l.sparsity != nil {
		vector("sparsity.h", l.sparsity.often)
	}
	if h := l.persistent().h; h.Rows > 0 {
		x := matrix(h.Rows, h.Cols)
		floats(x, h)
		all = append(all, tensors.Tensor{Name: chainsName, Shape: []int{h.Rows, h.Cols}, F32: x.Data})
	}
	return all
}

func setBits(b vec.Bits, x []float32) {
	for k := range b.Rows {
		b.SetRow(k, x[k*b.Cols:(k+1)*b.Cols])
	}
}

// checkpoint writes the file that a training is taken up from.
func (l *learner) checkpoint() error {
	if l.how.Checkpoint == "" {
		return nil
	}
	return training.Replace("rbm", l.how.Checkpoint, func(w io.Writer) error {
		return l.log.Save(w, kind, l.update, l.both.draws.src, l.state(), map[string]string{
			"rows": strconv.Itoa(l.m.rows), "cols": strconv.Itoa(l.m.cols), "training": l.path(),
			"drawn": strconv.FormatUint(l.both.draws.next, 10)})
	})
}
