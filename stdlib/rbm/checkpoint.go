package rbm

import (
	"fmt"
	"io"
	"strconv"

	"harmonium/stdlib/internal/tensors"
)

// Save writes the machine as a safetensors file: W (V×H), b (V) and c (H) in float32,
// and the shape of the examples as metadata. In Python:
//
//	from safetensors.numpy import load_file; W = load_file("digits.safetensors")["W"]
func (m *RBM) Save(w io.Writer) error {
	return tensors.Write(w, []tensors.Tensor{
		{Name: "W", Shape: []int{m.visible, m.hidden}, F32: m.w},
		{Name: "b", Shape: []int{m.visible}, F32: m.b},
		{Name: "c", Shape: []int{m.hidden}, F32: m.c},
	}, map[string]string{"model": "harmonium.rbm", "rows": strconv.Itoa(m.rows), "cols": strconv.Itoa(m.cols)})
}

// Load reads a machine that Save wrote. It refuses a file of other tensors or shapes,
// and one with a parameter that is not finite.
func Load(r io.Reader) (*RBM, error) {
	all, meta, err := tensors.Read(r)
	if err != nil {
		return nil, fmt.Errorf("rbm: %w", err)
	}
	w, b, c := all["W"], all["b"], all["c"]
	if len(all) != 3 || len(w.Shape) != 2 || w.F32 == nil || b.F32 == nil || c.F32 == nil {
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
