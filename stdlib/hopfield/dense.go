package hopfield

import (
	"context"
	"fmt"
	"math"

	"harmonium/stdlib"
	"harmonium/stdlib/rng"
)

// Memory is a dense associative memory: the patterns are kept, and the energy is
//
//	polynomial of degree n:  E(s) = −(N/n) Σ mᵘⁿ          mᵘ = (1/N) Σ ξᵢᵘsᵢ
//	exponential:             E(s) = −ln Σ exp(N mᵘ)
//
// Degree 2 is Hebb's net (its energy less P/2); higher ones remember more, of the
// order of N^(n−1) patterns, the exponential of the order of 2^(N/2).
//
// Sources: Krotov and Hopfield, NIPS 2016; Demircigil et al., J. Stat. Phys. 168 (2017).
type Memory struct {
	patterns []stdlib.Pattern
	degree   int // 0 for the exponential
}

// NewMemory keeps patterns of one length. The degree is at least 2, or 0 for the
// exponential interaction.
func NewMemory(degree int, patterns ...stdlib.Pattern) (*Memory, error) {
	if len(patterns) == 0 || degree < 0 || degree == 1 || degree > 100 {
		return nil, fmt.Errorf("hopfield: a memory of degree %d with %d patterns, want a degree from 2 to 100, or 0 for exponential, and a pattern", degree, len(patterns))
	}
	m := &Memory{degree: degree}
	for k, p := range patterns {
		if len(p.Spins) != len(patterns[0].Spins) {
			return nil, fmt.Errorf("hopfield: pattern %d has %d units, pattern 1 has %d", k+1, len(p.Spins), len(patterns[0].Spins))
		}
		if err := stdlib.CheckSpins(p.Spins); err != nil {
			return nil, fmt.Errorf("pattern %d: %w", k+1, err)
		}
		m.patterns = append(m.patterns, p.Clone())
	}
	return m, nil
}

// Units is N.
func (m *Memory) Units() int { return len(m.patterns[0].Spins) }

// Energy is E(p).
func (m *Memory) Energy(p stdlib.Pattern) (float64, error) {
	dots, err := m.dots(p)
	if err != nil {
		return 0, err
	}
	return m.energy(dots), nil
}

func (m *Memory) dots(p stdlib.Pattern) ([]int, error) {
	if len(p.Spins) != m.Units() {
		return nil, fmt.Errorf("hopfield: pattern has %d units, the memory has %d", len(p.Spins), m.Units())
	}
	if err := stdlib.CheckSpins(p.Spins); err != nil {
		return nil, err
	}
	dots := make([]int, len(m.patterns))
	for k, q := range m.patterns {
		dots[k] = m.Units() - 2*q.Hamming(p)
	}
	return dots, nil
}

func (m *Memory) energy(dots []int) float64 {
	if m.degree == 0 {
		return -logSumExp(dots, func(k int) float64 { return float64(dots[k]) })
	}
	n, sum := float64(m.Units()), 0.0
	for _, d := range dots {
		sum += power(float64(d)/n, m.degree)
	}
	return -n / float64(m.degree) * sum
}

func power(x float64, n int) float64 {
	p := 1.0
	for range n {
		p *= x
	}
	return p
}

func logSumExp(dots []int, f func(k int) float64) float64 {
	top, sum := math.Inf(-1), 0.0
	for k := range dots {
		top = max(top, f(k))
	}
	for k := range dots {
		sum += math.Exp(f(k) - top)
	}
	return top + math.Log(sum)
}

// cost is what flipping unit i adds to the energy.
func (m *Memory) cost(dots []int, s []int8, i int) float64 {
	after := func(k int) float64 { return float64(dots[k] - 2*int(s[i])*int(m.patterns[k].Spins[i])) }
	if m.degree == 0 {
		return logSumExp(dots, func(k int) float64 { return float64(dots[k]) }) - logSumExp(dots, after)
	}
	n, sum := float64(m.Units()), 0.0
	for k, d := range dots {
		sum += power(float64(d)/n, m.degree) - power(after(k)/n, m.degree)
	}
	return n / float64(m.degree) * sum
}

// Recall flips units one at a time while that lowers the energy, as Net.Recall
// does; synchronous order is refused, since descent is not certain there.
func (m *Memory) Recall(ctx context.Context, src rng.Source, start stdlib.Pattern, how Recall) (Run, error) {
	dots, err := m.dots(start)
	if err != nil {
		return Run{}, err
	}
	if how.Sweeps == 0 {
		how.Sweeps = 100
	}
	if how.Order == Synchronous || how.Sweeps < 0 || how.Updates != 0 {
		return Run{}, fmt.Errorf("hopfield: a dense memory recalls one unit at a time, in sweeps")
	}
	order, err := New(m.Units()).free(how.Clamp)
	if err != nil {
		return Run{}, err
	}
	if p := m.patterns[0]; start.Rows <= 1 {
		start.Rows, start.Cols = p.Rows, p.Cols
	}
	run := Run{Start: start.Clone(), Final: start.Clone(), Order: how.Order}
	e := m.energy(dots)
	if !how.Cheap {
		run.Energies, run.Frames = []float64{e}, []stdlib.Pattern{start.Clone()}
	}
	for sweep := 1; sweep <= how.Sweeps; sweep++ {
		if how.Order == Random {
			src.Numbered(uint64(sweep)).Reader().Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
		}
		flips := 0
		for _, i := range order {
			if ctx.Err() != nil {
				return run, ctx.Err()
			}
			s := run.Final.Spins
			cost := m.cost(dots, s, i)
			if cost >= -1e-12*math.Abs(e) { // 0 but for rounding: keep
				continue
			}
			for k, p := range m.patterns {
				dots[k] -= 2 * int(s[i]) * int(p.Spins[i])
			}
			s[i] = -s[i]
			flips++
			e = m.energy(dots)
			if !how.Cheap {
				run.Flips = append(run.Flips, Flip{sweep, i, -cost / 2 * float64(s[i]), e})
				run.Energies = append(run.Energies, e)
			}
		}
		run.Sweeps = sweep
		if flips == 0 {
			run.Converged, run.Period = true, 1
			return run, nil
		}
		if !how.Cheap {
			run.Frames = append(run.Frames, run.Final.Clone())
		}
	}
	return run, nil
}
