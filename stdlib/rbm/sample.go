package rbm

import (
	"context"
	"fmt"
	"math"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rng"
)

// Sampling says how to sample. Zero fields take the stated default.
type Sampling struct {
	Count       int              // independent chains; 0 means 16
	Steps       int              // Gibbs steps of every chain; 0 means 1000
	Keep        int              // how many of the last steps count towards means; 0 means half of them
	Temperature float64          // every energy is divided by it; 0 means 1
	Hot         float64          // where annealing starts: the temperature falls from here, geometrically, over the first half; 0 means Temperature
	Every       int              // steps between the frames that are kept of all chains; 0 means none
	Start       []stdlib.Pattern // of chain 0, 1, …, over again when there are fewer; nil means random
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

func (s Sampling) check(m *RBM) error {
	positive := func(x float64) bool { return x > 0 && !math.IsInf(x, 0) }
	switch {
	case s.Count < 1 || s.Steps < 1 || s.Every < 0 || s.Keep < 1 || s.Keep > s.Steps:
		return fmt.Errorf("rbm: %d chains of %d steps of which the last %d count, a frame every %d: want positive numbers", s.Count, s.Steps, s.Keep, s.Every)
	case !positive(s.Temperature) || !positive(s.Hot):
		return fmt.Errorf("rbm: temperature %v, from %v: want finite numbers above 0", s.Temperature, s.Hot)
	}
	for k, p := range s.Start {
		if err := m.fitsPattern(p); err != nil {
			return fmt.Errorf("start %d: %w", k+1, err)
		}
	}
	return nil
}

// temperature of a step.
func (s Sampling) temperature(step int) float64 {
	half := float64(s.Steps) / 2
	if float64(step) >= half {
		return s.Temperature
	}
	return s.Hot * math.Pow(s.Temperature/s.Hot, float64(step)/half)
}

// Completion is what the machine makes of a pattern of which some units are known.
type Completion struct {
	Mean     []float64          // P(vᵢ = 1), the known units as they are; averaged means of units, not of draws
	Error    []float64          // its standard error, from the spread between chains; NaN for one chain
	Patterns []stdlib.Pattern   // the last state of every chain
	Frames   [][]stdlib.Pattern // the states of all chains at first and after every Every steps; nil without Every
}

// Sample draws patterns, the last states of independent Gibbs chains. When ctx ends
// it returns the chains where they are and ctx's error.
func (m *RBM) Sample(ctx context.Context, src rng.Source, how Sampling) ([]stdlib.Pattern, error) {
	c, err := m.Complete(ctx, src, m.blank(), nil, how)
	return c.Patterns, err
}

// Fantasies are the states of the chains of [RBM.Sample] at first and after every
// how.Every Gibbs steps (0 means a tenth of them): frame by frame, chain by chain. When
// ctx ends it returns the frames so far and ctx's error.
func (m *RBM) Fantasies(ctx context.Context, src rng.Source, how Sampling) ([][]stdlib.Pattern, error) {
	how = how.defaults()
	if how.Every == 0 {
		how.Every = max(1, how.Steps/10)
	}
	c, err := m.Complete(ctx, src, m.blank(), nil, how)
	return c.Frames, err
}

// blank is a pattern of which nothing is known.
func (m *RBM) blank() stdlib.Pattern {
	return stdlib.Pattern{Spins: spins(vec.NewBits(1, m.visible), 0), Rows: m.rows, Cols: m.cols}
}

// Complete clamps the listed visible units to their values in p and samples the
// others (in-painting). When ctx ends it returns what it has and ctx's error.
func (m *RBM) Complete(ctx context.Context, src rng.Source, p stdlib.Pattern, clamp []int, how Sampling) (Completion, error) {
	how = how.defaults()
	if err := how.check(m); err != nil {
		return Completion{}, err
	}
	if err := m.fitsPattern(p); err != nil {
		return Completion{}, err
	}
	for _, i := range clamp {
		if i < 0 || i >= m.visible {
			return Completion{}, fmt.Errorf("rbm: clamped unit %d, the machine has visible units 0 to %d", i, m.visible-1)
		}
	}
	pool := team()
	defer pool.Close()
	c := &chains{gibbs: newGibbs(m, pool, src.Named("sample"), how.Count), known: p, clamp: clamp, how: how,
		betas: make([]float32, how.Count)}
	c.begin()
	mean, counted, err := c.run(ctx)
	out := summary(mean, how.Count, m.visible, float64(max(1, counted)))
	out.Patterns = c.patterns(p.Rows, p.Cols)
	out.Frames = c.frames
	return out, err
}

// chains are Gibbs chains of which some units are held.
type chains struct {
	gibbs
	known  stdlib.Pattern
	clamp  []int
	how    Sampling
	betas  []float32
	frames [][]stdlib.Pattern
}

func (c *chains) begin() {
	c.randomise()
	for k := range c.how.Count {
		if n := len(c.how.Start); n > 0 {
			setSpins(c.v, k, c.how.Start[k%n].Spins)
		}
	}
	c.hold()
	c.keep()
}

// hold puts the clamped units back to what is known of them.
func (c *chains) hold() {
	for k := range c.v.Rows {
		row := c.v.Row(k)
		for _, i := range c.clamp {
			row[i/64] &^= 1 << (i % 64)
			if c.known.Spins[i] > 0 {
				c.v.Set(k, i)
			}
		}
	}
}

// keep adds a frame.
func (c *chains) keep() {
	if c.how.Every > 0 {
		c.frames = append(c.frames, c.patterns(c.known.Rows, c.known.Cols))
	}
}

// run makes all steps; mean is the sum of P(v = 1 | h) over the steps that count.
func (c *chains) run(ctx context.Context) (mean []float64, counted int, err error) {
	mean = make([]float64, c.v.Rows*c.v.Cols)
	for step := range c.how.Steps {
		if err := ctx.Err(); err != nil {
			return mean, counted, err
		}
		beta := float32(1 / c.how.temperature(step))
		for k := range c.betas {
			c.betas[k] = beta
		}
		c.up()
		c.drawHidden(c.betas)
		c.down()
		if step >= c.how.Steps-c.how.Keep {
			counted++
			c.add(mean, beta)
		}
		c.drawVisible(c.betas)
		c.hold()
		if c.how.Every > 0 && (step+1)%c.how.Every == 0 {
			c.keep()
		}
	}
	return mean, counted, nil
}

func (c *chains) add(mean []float64, beta float32) {
	p := make([]float32, c.m.visible)
	for k := range c.v.Rows {
		copy(p, c.fv.Row(k))
		scale(p, beta)
		vec.Sigmoid32(p, p)
		for _, i := range c.clamp {
			p[i] = float32(c.known.Spins[i]+1) / 2
		}
		for i, v := range p {
			mean[k*len(p)+i] += float64(v)
		}
	}
}

func summary(sums []float64, chains, n int, steps float64) Completion {
	out := Completion{Mean: make([]float64, n), Error: make([]float64, n)}
	for i := range n {
		mean := 0.0
		for k := range chains {
			mean += sums[k*n+i] / steps / float64(chains)
		}
		square := 0.0
		for k := range chains {
			e := sums[k*n+i]/steps - mean
			square += float64(e * e)
		}
		out.Mean[i] = mean
		out.Error[i] = math.NaN()
		if chains > 1 {
			out.Error[i] = math.Sqrt(square / float64(chains) / float64(chains-1))
		}
	}
	return out
}

// Classify is P(class | the other units) of a machine whose last visible units are
// classes y, one of which is 1:
//
//	P(y | x) ∝ exp(b_y + Σⱼ softplus(cⱼ + W_yj + (Wᵀx)ⱼ))
//
// It is exact at any size. What p says of the classes does not matter.
//
// Source: Larochelle and Bengio, ICML (2008).
func (m *RBM) Classify(p stdlib.Pattern, classes int) ([]float64, error) {
	if classes < 1 || classes > m.visible {
		return nil, fmt.Errorf("rbm: %d classes, the machine has %d visible units", classes, m.visible)
	}
	if err := m.fitsPattern(p); err != nil {
		return nil, err
	}
	first := m.visible - classes
	q := p.Clone()
	logs := make([]float64, classes)
	for k := range classes {
		for i := range classes {
			q.Spins[first+i] = -1
		}
		q.Spins[first+k] = 1
		f, err := m.FreeEnergy(q)
		if err != nil {
			return nil, err
		}
		logs[k] = -f
	}
	z := vec.LogSumExp(logs)
	for k, l := range logs {
		logs[k] = math.Exp(l - z)
	}
	return logs, nil
}
