package boltzmann

import (
	"fmt"
	"io"
	"strconv"

	"harmonium/stdlib/internal/tensors"
	"harmonium/stdlib/internal/training"
)

const kind = "harmonium.boltzmann"

// Save writes the machine as a safetensors file: J (N×N), b (N), visible units first,
// and mask (N×N, 1 where a coupling may differ from 0) where there is one, in float64;
// visible, temperature, rows and cols as metadata. See package stdlib for the format.
func (m *Machine) Save(w io.Writer) error {
	return tensors.Write(w, append(m.parameters(), m.maskTensor()...), m.metadata())
}

func (m *Machine) metadata() map[string]string {
	return map[string]string{"model": kind, "visible": strconv.Itoa(m.visible), "rows": strconv.Itoa(m.rows), "cols": strconv.Itoa(m.cols),
		"temperature": strconv.FormatFloat(m.temperature, 'g', -1, 64)}
}

func (m *Machine) maskTensor() []tensors.Tensor {
	if m.mask == nil {
		return nil
	}
	n := m.Units()
	t := tensors.Tensor{Name: "mask", Shape: []int{n, n}, F64: make([]float64, n*n)}
	for i, allowed := range m.mask {
		if allowed {
			t.F64[i] = 1
		}
	}
	return []tensors.Tensor{t}
}

// Load reads a machine that Save wrote, or that of a training that [Learner.Save] wrote.
func Load(r io.Reader) (*Machine, error) {
	all, meta, err := tensors.Read(r)
	if err != nil {
		return nil, fmt.Errorf("boltzmann: %w", err)
	}
	return load(all, meta)
}

func load(all map[string]tensors.Tensor, meta map[string]string) (*Machine, error) {
	visible, err := strconv.Atoi(meta["visible"])
	if meta["model"] != kind || err != nil || len(all["b"].Shape) != 1 {
		return nil, fmt.Errorf("boltzmann: a file of model %q with %q visible units, want %q, a number and a tensor b", meta["model"], meta["visible"], kind)
	}
	m, err := New(visible, len(all["b"].F64)-visible)
	if err != nil {
		return nil, err
	}
	if err := tensors.Fill(m.parameters(), all); err != nil {
		return nil, fmt.Errorf("boltzmann: %w", err)
	}
	t, err := strconv.ParseFloat(meta["temperature"], 64)
	if err != nil {
		return nil, fmt.Errorf("boltzmann: the temperature in the file: %w", err)
	}
	if err := m.SetTemperature(t); err != nil {
		return nil, err
	}
	if err := m.loadMask(all); err != nil {
		return nil, err
	}
	rows, _ := strconv.Atoi(meta["rows"])
	cols, _ := strconv.Atoi(meta["cols"])
	if rows > 0 && cols > 0 && rows <= visible && rows*cols == visible {
		m.rows, m.cols = rows, cols
	}
	return m, m.weights.Check()
}

func (m *Machine) loadMask(all map[string]tensors.Tensor) error {
	if _, there := all["mask"]; !there {
		return nil
	}
	m.mask = make([]bool, m.Units()*m.Units())
	t := m.maskTensor()
	if err := tensors.Fill(t, all); err != nil {
		return fmt.Errorf("boltzmann: %w", err)
	}
	n := m.Units()
	for k, v := range t[0].F64 {
		if i, j := k/n, k%n; v != t[0].F64[j*n+i] || v != 0 && v != 1 || v == 0 && m.weights.At(i, j) != 0 {
			return fmt.Errorf("boltzmann: entry (%d, %d) of the mask is %v at coupling %v, want 0 or 1, symmetric, and 1 where there is a coupling", i, j, v, m.weights.At(i, j))
		}
		m.mask[k] = v == 1
	}
	return nil
}

// Save writes the training under way, between two updates: what [Machine.Save] writes,
// and speed.J, speed.b, chains.clamped, chains.free, chains.means and the history.
func (l *Learner) Save(w io.Writer) error {
	meta := l.m.metadata()
	for _, c := range l.phases.chains() {
		meta["swept."+c.name] = strconv.FormatUint(c.swept, 10)
	}
	return l.run.Save(w, kind, l.update, l.src, append(l.state(), l.m.maskTensor()...), meta)
}

// Resume takes up a training that [Learner.Save] wrote, with the same data and the same
// Training (Updates may be more): its further course is the same to the last bit.
func Resume(r io.Reader, d Data, how Training) (*Learner, error) {
	c, err := training.Read(r, kind)
	if err != nil {
		return nil, fmt.Errorf("boltzmann: %w", err)
	}
	m, err := load(c.Tensors, c.Meta)
	if err != nil {
		return nil, err
	}
	l, err := m.learner(c.Source, d, how)
	if err != nil {
		return nil, err
	}
	for _, chains := range l.phases.chains() {
		if chains.swept, err = strconv.ParseUint(c.Meta["swept."+chains.name], 10, 64); err != nil {
			return nil, fmt.Errorf("boltzmann: sweeps of the %s chains in the file: %w", chains.name, err)
		}
	}
	l.update = c.Update
	if err := l.run.Resume(c, l.state()); err != nil {
		return nil, fmt.Errorf("boltzmann: %w", err)
	}
	return l, nil
}

// state is what a training has besides the machine, sharing memory with it.
func (l *Learner) state() []tensors.Tensor {
	n := l.m.Units()
	all := []tensors.Tensor{{Name: "speed.J", Shape: []int{n, n}, F64: l.speedW}, {Name: "speed.b", Shape: []int{n}, F64: l.speedB}}
	for _, c := range l.phases.chains() {
		all = append(all, tensors.Tensor{Name: "chains." + c.name, Shape: []int{c.count, n}, F32: c.states.Data})
	}
	if l.phases.means != nil {
		all = append(all, tensors.Tensor{Name: "chains.means", Shape: []int{n}, F64: l.phases.means})
	}
	return all
}
