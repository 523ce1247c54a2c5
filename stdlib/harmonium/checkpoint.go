package harmonium

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/tensors"
	"harmonium/stdlib/internal/training"
)

// kind is the name of these machines in files.
const kind = "harmonium.harmonium"

// Save writes the machine as a safetensors file: W, a and b in float64, and the kinds
// of its layers as metadata. In Python:
//
//	from safetensors.numpy import load_file; W = load_file("words.safetensors")["W"]
func (m *Machine) Save(w io.Writer) error {
	meta, err := m.meta()
	if err != nil {
		return err
	}
	return tensors.Write(w, m.parameters(), meta)
}

// Load reads a machine that Save wrote. It refuses a file of other tensors or shapes,
// and one with a parameter that is not finite.
func Load(r io.Reader) (*Machine, error) {
	all, meta, err := tensors.Read(r)
	if err != nil {
		return nil, fmt.Errorf("harmonium: %w", err)
	}
	return from(all, meta)
}

func from(all map[string]tensors.Tensor, meta map[string]string) (*Machine, error) {
	if meta["model"] != kind {
		return nil, fmt.Errorf("harmonium: the file holds %q, want %q", meta["model"], kind)
	}
	visible, err := parse(meta["visible"])
	if err != nil {
		return nil, err
	}
	hidden, err := parse(meta["hidden"])
	if err != nil {
		return nil, err
	}
	if w := all["W"].Shape; len(w) != 2 || w[0] != visible.Coupled() || w[1] != hidden.Coupled() { // before so many are allocated
		return nil, fmt.Errorf("harmonium: W has shape %v, %v and %v want %d×%d", w, visible, hidden, visible.Coupled(), hidden.Coupled())
	}
	m, err := New(visible, hidden)
	if err != nil {
		return nil, err
	}
	if err := tensors.Fill(m.parameters(), all); err != nil {
		return nil, fmt.Errorf("harmonium: %w", err)
	}
	return m, m.Check()
}

func (m *Machine) meta() (map[string]string, error) {
	meta := map[string]string{"model": kind}
	for layer, u := range map[string]Units{"visible": m.visible, "hidden": m.hidden} {
		meta[layer] = name(u)
		if meta[layer] == "" {
			return nil, fmt.Errorf("harmonium: %v are units of a kind that files do not know", u)
		}
	}
	return meta, nil
}

// name is a layer in a file: its kind and its sizes.
func name(u Units) string {
	switch u := u.(type) {
	case Potts:
		return fmt.Sprint("potts ", u.N, " ", u.States)
	case Words:
		return fmt.Sprint("words ", u.Vocabulary, " ", u.Length)
	case Mixed:
		var parts []string
		for _, p := range u {
			parts = append(parts, name(p))
		}
		return strings.Join(parts, " + ")
	}
	for word, of := range plain {
		if of(u.Units()) == u {
			return fmt.Sprint(word, " ", u.Units())
		}
	}
	return ""
}

// plain are the kinds that have no size but the number of units.
var plain = map[string]func(n int) Units{
	"bits":           func(n int) Units { return Bits(n) },
	"spins":          func(n int) Units { return Spins(n) },
	"gaussians":      func(n int) Units { return Gaussians(n) },
	"free-gaussians": func(n int) Units { return FreeGaussians(n) },
	"rectified":      func(n int) Units { return Rectified(n) },
	"poisson":        func(n int) Units { return Poisson(n) },
}

// parse reads what name wrote.
func parse(text string) (Units, error) {
	if parts := strings.Split(text, "+"); len(parts) > 1 {
		var m Mixed
		for _, p := range parts {
			u, err := parse(p)
			if err != nil {
				return nil, err
			}
			m = append(m, u)
		}
		return m, nil
	}
	words := strings.Fields(text)
	var sizes []int
	for _, w := range words[min(1, len(words)):] {
		n, err := strconv.Atoi(w)
		if err != nil || n < 0 || n > maxUnits {
			return nil, fmt.Errorf("harmonium: the file's layer is %q, want sizes from 0 to %d", text, maxUnits)
		}
		sizes = append(sizes, n)
	}
	switch {
	case len(sizes) == 1 && plain[words[0]] != nil:
		return plain[words[0]](sizes[0]), nil
	case len(sizes) == 2 && words[0] == "potts":
		return Potts{sizes[0], sizes[1]}, nil
	case len(sizes) == 2 && words[0] == "words":
		return Words{sizes[0], sizes[1]}, nil
	}
	return nil, fmt.Errorf("harmonium: the file's layer is %q, want a kind of units and its sizes", text)
}

// Resume goes on with a training from the checkpoint that it wrote, up to how.Epochs in
// all, on the same data with the same options: the machine and its history end with the
// bits of a training that was never interrupted. Options that only look may differ.
func Resume(ctx context.Context, r io.Reader, data [][]float64, how Training) (*Machine, stdlib.History, error) {
	c, err := training.Read(r, kind)
	if err != nil {
		return nil, stdlib.History{}, fmt.Errorf("harmonium: %w", err)
	}
	m, err := from(c.Tensors, c.Meta)
	if err != nil {
		return nil, stdlib.History{}, err
	}
	l, err := newLearner(m, c.Source, data, how)
	if err != nil {
		return nil, stdlib.History{}, err
	}
	defer l.chains.pool.Close()
	if err := l.resume(c); err != nil {
		return nil, stdlib.History{}, err
	}
	err = l.learn(ctx)
	return m, l.run.History, err
}

func (l *learner) resume(c *training.Checkpoint) (err error) {
	if path := l.path(); path != c.Meta["training"] {
		return fmt.Errorf("harmonium: the checkpoint is of a training with %s; want the same options, got %s", c.Meta["training"], path)
	}
	if err := l.run.Resume(c, l.state()); err != nil {
		return fmt.Errorf("harmonium: %w", err)
	}
	if l.chains.draws, err = strconv.ParseUint(c.Meta["draws"], 10, 64); err != nil {
		return fmt.Errorf("harmonium: the checkpoint's rows drawn are %q, want a whole number", c.Meta["draws"])
	}
	if l.how.Method == PCD {
		for k := range l.chains.v.Rows {
			if err := l.m.fits(l.chains.v.Row(k)); err != nil {
				return fmt.Errorf("chain %d: %w", k, err)
			}
			l.chains.hold(k)
		}
	}
	l.update = c.Update
	return l.m.Check()
}

// state is what training remembers besides the machine.
func (l *learner) state() (all []tensors.Tensor) {
	if s := l.speed; s != nil {
		for i, p := range l.m.parameters() {
			p.Name, p.F64 = "speed."+p.Name, [][]float64{s.Weights, s.Visible, s.Hidden}[i]
			all = append(all, p)
		}
	}
	if v := l.chains.v; l.how.Method == PCD {
		all = append(all, tensors.Tensor{Name: "chains.v", Shape: []int{v.Rows, v.Cols}, F64: v.Data})
	}
	return all
}

// save writes the checkpoint that was asked for.
func (l *learner) save() error {
	if l.how.Checkpoint == "" {
		return nil
	}
	meta, err := l.m.meta()
	if err != nil {
		return err
	}
	meta["training"], meta["draws"] = l.path(), strconv.FormatUint(l.chains.draws, 10)
	return training.Replace("harmonium", l.how.Checkpoint, func(w io.Writer) error {
		return l.run.Save(w, kind, l.update, l.src, l.state(), meta)
	})
}

// path is the options that decide which way a training goes, and its data.
func (l *learner) path() string {
	h := l.how
	text := fmt.Sprintf("%d examples, %v, batch %d, K %d, %d chains, rate %v to %v in %d epochs, momentum %v, L1 %v, L2 %v",
		len(l.data), h.Method, h.Batch, h.K, l.chains.v.Rows, h.Rate, h.RateEnd, h.Epochs, h.Momentum, h.L1, h.L2)
	if h.RateEnd == h.Rate { // then the number of epochs changes nothing
		text = strings.Replace(text, fmt.Sprintf(" to %v in %d epochs", h.RateEnd, h.Epochs), "", 1)
	}
	return text
}
