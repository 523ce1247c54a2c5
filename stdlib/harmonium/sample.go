package harmonium

import (
	"context"
	"fmt"
	"math"
	"slices"

	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rng"
)

// Sampling says how to sample. Zero fields take the stated default.
type Sampling struct {
	Count       int         // independent chains; 0 means 16
	Steps       int         // Gibbs steps of every chain; 0 means 1000
	Keep        int         // how many of the last steps count towards means; 0 means half of them
	Temperature float64     // couplings and biases are divided by it, base measures and precisions are not; 0 means 1
	Hot         float64     // where annealing starts: the temperature falls from here, geometrically, over the first half; 0 means Temperature
	Start       [][]float64 // visible states of chain 0, 1, …, over again when there are fewer; nil means drawn from the biases
}

func (s Sampling) defaults() Sampling {
	if s.Count == 0 {
		s.Count = 16
	}
	if s.Steps == 0 {
		s.Steps = 1000
	}
	if s.Keep == 0 {
		s.Keep = (s.Steps + 1) / 2
	}
	if s.Temperature == 0 {
		s.Temperature = 1
	}
	if s.Hot == 0 {
		s.Hot = s.Temperature
	}
	return s
}

func (s Sampling) check(m *Machine) error {
	positive := func(x float64) bool { return x > 0 && !math.IsInf(x, 0) }
	switch {
	case s.Count < 1 || s.Steps < 1 || s.Keep < 1 || s.Keep > s.Steps:
		return fmt.Errorf("harmonium: %d chains of %d steps of which the last %d count: want positive numbers", s.Count, s.Steps, s.Keep)
	case !positive(s.Temperature) || !positive(s.Hot):
		return fmt.Errorf("harmonium: temperature %v, from %v: want finite numbers above 0", s.Temperature, s.Hot)
	case len(s.Start) == 0 && anyLength(m.visible):
		return fmt.Errorf("harmonium: documents of any length to be sampled without a Start that says how long")
	}
	for k, x := range s.Start {
		if err := m.fits(x); err != nil {
			return fmt.Errorf("start %d: %w", k, err)
		}
	}
	if err := m.Check(); err != nil {
		return err
	}
	err := m.mustBeFinite(1 / min(s.Temperature, s.Hot))
	if err == errUndecided {
		err = nil
	}
	return err
}

// temperature of a step.
func (s Sampling) temperature(step int) float64 {
	half := float64(s.Steps) / 2
	if float64(step) >= half {
		return s.Temperature
	}
	return s.Hot * math.Pow(s.Temperature/s.Hot, float64(step)/half)
}

// Completion is what the machine makes of a state of which some units are known.
type Completion struct {
	Mean   []float64   // the mean of f(v), the known units as they are; averaged means of units, not of draws
	Error  []float64   // its standard error, from the spread between chains; NaN for one chain
	States [][]float64 // the last state of every chain
}

// Sample draws visible states, the last ones of independent Gibbs chains. When ctx ends
// it returns the chains where they are and ctx's error.
func (m *Machine) Sample(ctx context.Context, src rng.Source, how Sampling) ([][]float64, error) {
	c, err := m.complete(ctx, src, nil, nil, how)
	return c.States, err
}

// Complete clamps the listed visible units to their values in v and samples the others
// (in-painting). Of a document, the counts of the listed words are clamped, and the
// rest of its length is drawn from the other words. When ctx ends it returns what it
// has and ctx's error.
func (m *Machine) Complete(ctx context.Context, src rng.Source, v []float64, clamp []int, how Sampling) (Completion, error) {
	if err := m.fits(v); err != nil {
		return Completion{}, err
	}
	for _, i := range clamp {
		if i < 0 || i >= m.visible.Units() {
			return Completion{}, fmt.Errorf("harmonium: clamped unit %d, the machine has visible units 0 to %d", i, m.visible.Units()-1)
		}
	}
	if how.Start == nil && anyLength(m.visible) {
		how.Start = [][]float64{v}
	}
	return m.complete(ctx, src, v, clamp, how)
}

func (m *Machine) complete(ctx context.Context, src rng.Source, known []float64, clamp []int, how Sampling) (Completion, error) {
	how = how.defaults()
	if err := how.check(m); err != nil {
		return Completion{}, err
	}
	c := newChains(m, src.Named("sample"), how.Count)
	defer c.pool.Close()
	c.known, c.clamp = known, clamp
	c.start(how.Start)
	sums := matrix(how.Count, m.visible.Coupled())
	counted, err := 0, error(nil)
	for step := range how.Steps {
		if err = ctx.Err(); err != nil {
			break
		}
		c.step(1 / how.temperature(step))
		if step >= how.Steps-how.Keep {
			counted++
			c.addMeans(sums)
		}
	}
	out := summary(sums, float64(max(1, counted)))
	for k := range how.Count {
		out.States = append(out.States, slices.Clone(c.v.Row(k)))
	}
	return out, err
}

// chains are Gibbs chains that step together, a chain a row.
type chains struct {
	m      *Machine
	src    rng.Source
	pool   *vec.Pool
	known  []float64 // what the clamped units hold
	clamp  []int
	v, h   vec.Matrix[float64] // states
	f, g   vec.Matrix[float64] // their statistics
	yv, yh vec.Matrix[float64] // natural parameters that the states were drawn from
	draws  uint64              // rows drawn so far: every one has a stream of its own
	onlyW  bool                // β multiplies the couplings, not the biases
}

func newChains(m *Machine, src rng.Source, n int) *chains {
	return &chains{m: m, src: src, pool: teamFor(n * (len(m.w) + 10*len(m.a) + 10*len(m.b))), v: matrix(n, m.visible.Units()), h: matrix(n, m.hidden.Units()),
		f: matrix(n, len(m.a)), g: matrix(n, len(m.b)), yv: matrix(n, len(m.a)), yh: matrix(n, len(m.b))}
}

// start sets the visible states, or draws them from the biases.
func (c *chains) start(states [][]float64) {
	for k := range c.yv.Rows {
		copy(c.yv.Row(k), c.m.a)
		if len(states) > 0 {
			copy(c.v.Row(k), states[k%len(states)])
		}
	}
	if len(states) == 0 {
		c.drawVisible()
		return
	}
	for k := range c.v.Rows {
		c.hold(k)
	}
}

// step draws the hidden states from the visible ones and these from them, at β.
func (c *chains) step(beta float64) {
	c.m.up(c.pool, c.yh, c.f)
	c.temper(c.yh, c.m.b[:c.m.hidden.Coupled()], beta)
	c.drawRows(func(int) Units { return c.m.hidden }, c.h, c.yh)
	for k := range c.h.Rows {
		c.m.hidden.Write(c.g.Row(k), c.h.Row(k))
	}
	c.m.down(c.pool, c.yv, c.g)
	c.temper(c.yv, c.m.a[:c.m.visible.Coupled()], beta)
	c.drawVisible()
}

func (c *chains) temper(y vec.Matrix[float64], bias []float64, beta float64) {
	if beta == 1 {
		return
	}
	for k := range y.Rows {
		row := y.Row(k)
		for i, b := range bias {
			if c.onlyW {
				row[i] = b + float64(beta*(row[i]-b))
			} else {
				row[i] *= beta
			}
		}
	}
}

func (c *chains) drawVisible() {
	if _, counts := c.m.visible.(Words); counts {
		for k := range c.yv.Rows {
			for _, i := range c.clamp { // the others share what the clamped ones leave
				c.yv.Row(k)[i] = math.Inf(-1)
			}
		}
	}
	c.drawRows(c.free, c.v, c.yv)
	for k := range c.v.Rows {
		c.hold(k)
	}
}

// hold puts the clamped units of a chain to what is known of them.
func (c *chains) hold(k int) {
	row := c.v.Row(k)
	for _, i := range c.clamp {
		row[i] = c.known[i]
	}
	c.m.visible.Write(c.f.Row(k), row)
}

// free is the layer that the units of a chain that are not clamped are drawn from.
func (c *chains) free(k int) Units {
	w, counts := same(c.m.visible, c.v.Row(k)).(Words)
	if !counts {
		return c.m.visible
	}
	for _, i := range c.clamp {
		w.Length -= int(c.known[i])
	}
	return w
}

// drawRows draws every row from a stream of its own, so that nothing depends on the
// number of cores.
func (c *chains) drawRows(layer func(k int) Units, x, y vec.Matrix[float64]) {
	c.pool.Split(x.Rows, func(lo, hi int) {
		for k := lo; k < hi; k++ {
			layer(k).Draw(x.Row(k), y.Row(k), c.src.Numbered(c.draws+uint64(k)))
		}
	})
	c.draws += uint64(x.Rows)
}

// addMeans adds the mean of f(v) given the hidden states, the clamped units as known.
func (c *chains) addMeans(to vec.Matrix[float64]) {
	f, n := make([]float64, len(c.m.a)), to.Cols
	known := make([]float64, len(c.m.a))
	if c.known != nil {
		c.m.visible.Write(known, c.known)
	}
	width := n / c.m.visible.Units()
	for k := range to.Rows {
		c.free(k).Mean(f, c.yv.Row(k))
		for _, i := range c.clamp {
			copy(f[i*width:(i+1)*width], known[i*width:(i+1)*width])
		}
		vec.Axpy(to.Row(k), 1, f[:n])
	}
}

// summary is the means of chains, and their errors from the spread between them.
func summary(sums vec.Matrix[float64], steps float64) Completion {
	n, chains := sums.Cols, float64(sums.Rows)
	out := Completion{Mean: make([]float64, n), Error: make([]float64, n)}
	for k := range sums.Rows {
		vec.Axpy(out.Mean, 1/steps/chains, sums.Row(k))
	}
	for i := range n {
		square := 0.0
		for k := range sums.Rows {
			d := sums.At(k, i)/steps - out.Mean[i]
			square += float64(d * d)
		}
		out.Error[i] = math.NaN() // one chain does not tell
		if chains > 1 {
			out.Error[i] = math.Sqrt(square / chains / (chains - 1))
		}
	}
	return out
}
