package boltzmann

import (
	"context"
	"fmt"
	"math"
	"slices"

	"harmonium/stdlib"
	"harmonium/stdlib/exact"
	"harmonium/stdlib/rng"
)

// Sampling says how to sample. Zero fields take the stated default.
type Sampling struct {
	Count  int     // independent chains; 0 means 16
	Anneal []Stage // from their random starts the chains are annealed; nil means they are not
	Burn   int     // sweeps before anything counts; 0 means 100, −1 none
	Sweeps int     // sweeps that count towards means; 0 means 100
}

func (s Sampling) defaults() (Sampling, error) {
	if s.Count == 0 {
		s.Count = 16
	}
	if s.Burn == 0 {
		s.Burn = 100
	}
	s.Burn = max(s.Burn, 0)
	if s.Sweeps == 0 {
		s.Sweeps = 100
	}
	if s.Count < 1 || s.Sweeps < 1 {
		return s, fmt.Errorf("boltzmann: %d chains of %d sweeps, want positive numbers", s.Count, s.Sweeps)
	}
	return s, checkStages(s.Anneal)
}

// Completion is what the machine makes of a pattern of which some units are known.
type Completion struct {
	Mean     []float64        // ⟨vᵢ⟩ of every visible unit: the known ones as they are
	Error    []float64        // its standard error, from the spread between chains
	Patterns []stdlib.Pattern // the last state of every chain
}

// Sample draws patterns: the visible units of independent Gibbs chains from random
// starts.
func (m *Machine) Sample(ctx context.Context, src rng.Source, how Sampling) ([]stdlib.Pattern, error) {
	p := stdlib.Pattern{Spins: m.extend(nil)[:m.visible], Rows: m.rows, Cols: m.cols}
	run, err := m.Complete(ctx, src, p, nil, how)
	return run.Patterns, err
}

// Complete clamps the listed visible units to their values in p and samples the
// others from P(rest | clamped). The means are ⟨v⟩ in [−1, 1]; a bit is 1 with
// probability (1+⟨v⟩)/2. When ctx ends it returns what it has and ctx's error.
func (m *Machine) Complete(ctx context.Context, src rng.Source, p stdlib.Pattern, clamp []int, how Sampling) (Completion, error) {
	how, err := how.defaults()
	if err != nil {
		return Completion{}, err
	}
	held, err := m.held(p, clamp)
	if err != nil {
		return Completion{}, err
	}
	pool := team()
	defer pool.Close()
	c, err := m.chains(pool, src, "complete", how.Count, held)
	if err != nil {
		return Completion{}, err
	}
	for k := range how.Count {
		for i, v := range p.Spins {
			if held[i] {
				c.state(k)[i] = float32(v)
			}
		}
	}
	sums := make([][]float64, how.Count)
	for k := range sums {
		sums[k] = make([]float64, m.visible)
	}
	before := slices.Concat(how.Anneal, []Stage{{m.temperature, how.Burn}})
	if err = c.sweep(ctx, before, nil); err == nil {
		err = c.sweep(ctx, []Stage{{m.temperature, how.Sweeps}}, func(k, _ int, s []float32) {
			for i := range sums[k] {
				sums[k][i] += float64(s[i])
			}
		})
	}
	out := summary(sums, float64(how.Sweeps))
	for k := range how.Count {
		out.Patterns = append(out.Patterns, picture(c.state(k)[:m.visible], p))
	}
	return out, err
}

func (m *Machine) held(p stdlib.Pattern, clamp []int) ([]bool, error) {
	if err := m.fits(p); err != nil {
		return nil, err
	}
	held := make([]bool, m.Units())
	for _, i := range clamp {
		if i < 0 || i >= m.visible {
			return nil, fmt.Errorf("boltzmann: clamped unit %d, the machine has visible units 0 to %d", i, m.visible-1)
		}
		held[i] = true
	}
	return held, nil
}

func summary(sums [][]float64, sweeps float64) Completion {
	n, chains := len(sums[0]), float64(len(sums))
	out := Completion{Mean: make([]float64, n), Error: make([]float64, n)}
	for i := range n {
		mean, square := 0.0, 0.0
		for _, s := range sums {
			v := s[i] / sweeps
			mean += v / chains
			square += float64(v * v / chains)
		}
		out.Mean[i] = mean
		out.Error[i] = math.NaN() // one chain does not tell
		if chains > 1 {
			out.Error[i] = math.Sqrt(max(0, square-mean*mean) / (chains - 1))
		}
	}
	return out
}

func picture(s []float32, like stdlib.Pattern) stdlib.Pattern {
	p := stdlib.Pattern{Spins: make([]int8, len(s)), Rows: like.Rows, Cols: like.Cols}
	for i, v := range s {
		p.Spins[i] = int8(v)
	}
	return p
}

// Conditional is the exact ⟨vᵢ⟩ of every visible unit given the listed ones, which
// keep their values in p. At most 24 units may be left over, hidden ones included.
func (m *Machine) Conditional(ctx context.Context, p stdlib.Pattern, clamp []int) ([]float64, error) {
	if _, err := m.held(p, clamp); err != nil {
		return nil, err
	}
	rest, err := m.given(m.extend(p.Spins), clamp)
	if err != nil {
		return nil, err
	}
	mean := make([]float64, m.visible)
	for i, v := range p.Spins {
		mean[i] = float64(v)
	}
	all, err := exact.Enumerate(ctx, rest.model)
	if err != nil {
		return nil, fmt.Errorf("boltzmann: conditional: %w", err)
	}
	moments, err := all.Moments(m.temperature)
	if err != nil {
		return nil, err
	}
	for k, i := range rest.free {
		if i < m.visible {
			mean[i] = moments.Mean[k]
		}
	}
	return mean, nil
}

// Classify is P(class | the other units) of a machine whose last visible units are
// classes, one of which is +1. It compares the free energies of p with each class
// in turn, and is exact under the conditions of FreeEnergy. What p says of the
// classes does not matter.
func (m *Machine) Classify(ctx context.Context, p stdlib.Pattern, classes int) ([]float64, error) {
	if err := m.fitsClasses(p, classes); err != nil {
		return nil, err
	}
	f := make([]float64, classes)
	low := math.Inf(1)
	q := p.Clone()
	first := m.visible - classes
	for k := range f {
		for i := range classes {
			q.Spins[first+i] = -1
		}
		q.Spins[first+k] = 1
		var err error
		if f[k], err = m.FreeEnergy(ctx, q); err != nil {
			return nil, err
		}
		low = min(low, f[k])
	}
	sum := 0.0
	for k := range f {
		f[k] = math.Exp((low - f[k]) / m.temperature)
		sum += f[k]
	}
	for k := range f {
		f[k] /= sum
	}
	return f, nil
}
