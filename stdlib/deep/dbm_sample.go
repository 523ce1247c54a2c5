package deep

import (
	"context"
	"fmt"

	"harmonium/stdlib"
	"harmonium/stdlib/rbm"
	"harmonium/stdlib/rng"
)

// Sample draws patterns: the visible layer of independent Gibbs chains, which take the
// odd layers and the even ones in turn. A start is a pattern of the visible layer; the
// layers above begin with states drawn from its mean field. When ctx ends it returns
// the chains where they are and ctx's error.
func (m *DBM) Sample(ctx context.Context, src rng.Source, how rbm.Sampling) ([]stdlib.Pattern, error) {
	c, err := m.Complete(ctx, src, m.dark(), nil, how)
	return c.Patterns, err
}

// dark is the visible layer with all units 0.
func (m *DBM) dark() stdlib.Pattern {
	return pattern(make([]float32, m.Visible()), m.rows, m.cols)
}

// Complete clamps the listed visible units to their values in p and samples all others
// (in-painting). When ctx ends it returns what it has and ctx's error.
func (m *DBM) Complete(ctx context.Context, src rng.Source, p stdlib.Pattern, clamp []int, how rbm.Sampling) (rbm.Completion, error) {
	c, err := m.evenLayers(ctx, src, p, clamp, how)
	if len(c.Mean) < m.Visible() {
		return c, err
	}
	c.Mean, c.Error = c.Mean[:m.Visible()], c.Error[:m.Visible()]
	for i, q := range c.Patterns {
		c.Patterns[i] = stdlib.Pattern{Spins: q.Spins[:m.Visible()], Rows: p.Rows, Cols: p.Cols}
	}
	return c, err
}

// SampleLayers is Sample with the states of all layers: the result's [k][i] is layer k
// of pattern i, so that [0] is what Sample gives and each column of layers is one state
// of the whole machine. Hidden layers have the shape nearest to a square.
func (m *DBM) SampleLayers(ctx context.Context, src rng.Source, how rbm.Sampling) ([][]stdlib.Pattern, error) {
	c, err := m.evenLayers(ctx, src, m.dark(), nil, how)
	if err != nil {
		return nil, err
	}
	even, err := rbm.FromPatterns(c.Patterns)
	if err != nil {
		return nil, err
	}
	r, err := m.Restricted(false)
	if err != nil {
		return nil, err
	}
	odd, err := r.Up(ctx, src.Named("odd"), even)
	if err != nil {
		return nil, err
	}
	from, _ := m.sides(false)
	all := make([][]stdlib.Pattern, len(m.sizes))
	for i := range even.Len() {
		for k, size := range m.sizes {
			side, err := []*rbm.Data{even, odd}[k%2].Pattern(i)
			if err != nil {
				return nil, err
			}
			rows, cols := m.rows, m.cols
			if k > 0 {
				rows, cols = shape(size)
			}
			all[k] = append(all[k], stdlib.Pattern{Spins: side.Spins[from[k] : from[k]+size], Rows: rows, Cols: cols})
		}
	}
	return all, nil
}

// evenLayers completes the even layers, side by side, from what is known of the visible one.
func (m *DBM) evenLayers(ctx context.Context, src rng.Source, p stdlib.Pattern, clamp []int, how rbm.Sampling) (rbm.Completion, error) {
	if err := fitsPattern(p, m.Visible()); err != nil {
		return rbm.Completion{}, err
	}
	for _, i := range clamp {
		if i < 0 || i >= m.Visible() {
			return rbm.Completion{}, fmt.Errorf("deep: clamped unit %d, the machine has visible units 0 to %d", i, m.Visible()-1)
		}
	}
	r, err := m.Restricted(false)
	if err != nil {
		return rbm.Completion{}, err
	}
	if len(how.Start) > 0 {
		starts, err := rbm.FromPatterns(how.Start)
		if err != nil {
			return rbm.Completion{}, err
		}
		if starts, err = m.even(ctx, src.Named("start"), starts); err != nil {
			return rbm.Completion{}, err
		}
		how.Start = nil
		for k := range starts.Len() {
			q, err := starts.Pattern(k)
			if err != nil {
				return rbm.Completion{}, err
			}
			how.Start = append(how.Start, q)
		}
	}
	spins := append([]int8(nil), p.Spins...)
	for len(spins) < r.Visible() {
		spins = append(spins, -1)
	}
	return r.Complete(ctx, src, stdlib.Row(spins), clamp, how)
}
