package deep

import (
	"context"
	"fmt"
	"math"

	"harmonium/stdlib"
	"harmonium/stdlib/exact"
	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rbm"
	"harmonium/stdlib/rng"
)

// Restricted is the same distribution as a restricted machine: no two layers of even
// number are coupled, nor two of odd number, so its visible units are the even layers,
// one after the other, and its hidden units the odd ones; or, if odd, the other way
// round. It is a copy. What package rbm computes of it, it computes of m.
func (m *DBM) Restricted(odd bool) (*rbm.RBM, error) {
	from, n := m.sides(odd)
	r, err := rbm.New(n[0], n[1])
	if err != nil {
		return nil, err
	}
	for k, b := range m.b {
		side := [][]float32{r.VisibleBias(), r.HiddenBias()}[m.side(k, odd)]
		copy(side[from[k]:], b)
	}
	for k, w := range m.w {
		for i := range m.sizes[k] {
			for j := range m.sizes[k+1] {
				row, col := from[k]+i, from[k+1]+j
				if m.side(k, odd) == 1 {
					row, col = col, row
				}
				r.Weights()[row*n[1]+col] = w[i*m.sizes[k+1]+j]
			}
		}
	}
	return r, nil
}

// side of the restricted machine that layer k is on: 0 visible, 1 hidden.
func (m *DBM) side(k int, odd bool) int {
	if odd {
		return 1 - k%2
	}
	return k % 2
}

// sides says from which unit of its side each layer begins, and how many units the
// sides have.
func (m *DBM) sides(odd bool) (from []int, n [2]int) {
	for k, size := range m.sizes {
		s := m.side(k, odd)
		from = append(from, n[s])
		n[s] += size
	}
	return from, n
}

// LogZ is ln Z, exactly: the even layers or the odd ones have at most 20 units together.
func (m *DBM) LogZ(ctx context.Context) (float64, error) {
	r, err := m.Restricted(false)
	if err != nil {
		return 0, err
	}
	return r.LogZ(ctx)
}

// FreeEnergy is F(v) = −ln Σ_h e^(−E(v,h)), exactly: a machine of two hidden layers or
// more has at most 24 hidden units.
func (m *DBM) FreeEnergy(ctx context.Context, v stdlib.Pattern) (float64, error) {
	if err := fitsPattern(v, m.Visible()); err != nil {
		return 0, err
	}
	own, fields := m.above(v)
	if m.top() == 1 {
		vec.Softplus64(fields, fields)
		for _, s := range fields {
			own += s
		}
		return -own, nil
	}
	all, err := m.hidden(ctx, fields)
	if err != nil {
		return 0, err
	}
	points, err := all.Thermodynamics(1)
	if err != nil {
		return 0, err
	}
	return points[0].F - own, nil
}

// above is b·v, and the fields of the first hidden layer without the layer above it.
func (m *DBM) above(v stdlib.Pattern) (own float64, fields []float64) {
	fields = wide(m.b[1])
	for i, on := range v.Bits() {
		if on == 1 {
			own += float64(m.b[0][i])
			vec.Axpy(fields, 1, wide(m.w[0][i*len(fields):(i+1)*len(fields)]))
		}
	}
	return own, fields
}

// hidden is all states of the hidden layers, the first of which has these fields.
func (m *DBM) hidden(ctx context.Context, fields []float64) (*exact.System, error) {
	if n := sum(m.sizes[1:]); n > exact.MaxUnits {
		return nil, fmt.Errorf("deep: exact sum over %d hidden units, enumeration takes at most %d", n, exact.MaxUnits)
	}
	model, err := m.spins(1, fields)
	if err != nil {
		return nil, err
	}
	return exact.Enumerate(ctx, model)
}

// LogLikelihood is the mean of ln P(v) over the data, in nats, under the conditions of
// LogZ and FreeEnergy. For larger machines see [DBM.AIS] and [DBM.ELBO].
func (m *DBM) LogLikelihood(ctx context.Context, d *rbm.Data) (float64, error) {
	if err := fits(d, m.Visible()); err != nil {
		return 0, err
	}
	logZ, err := m.LogZ(ctx)
	if err != nil {
		return 0, err
	}
	free := 0.0
	err = distinct(d, func(v stdlib.Pattern, share float64) error {
		f, err := m.FreeEnergy(ctx, v)
		free += share * f
		return err
	})
	return -free - logZ, err
}

// distinct calls do with every pattern among the data once, in the order of their first
// appearance, and with its share of the data.
func distinct(d *rbm.Data, do func(v stdlib.Pattern, share float64) error) error {
	count := map[string]int{}
	var order []stdlib.Pattern
	for k := range d.Len() {
		p, err := d.Pattern(k)
		if err != nil {
			return err
		}
		key := p.BitString()
		if count[key] == 0 {
			order = append(order, p)
		}
		count[key]++
	}
	for _, p := range order {
		if err := do(p, float64(count[p.BitString()])/float64(d.Len())); err != nil {
			return err
		}
	}
	return nil
}

// DBMGradient is the gradient of the mean of ln P(v) over the data.
type DBMGradient struct {
	Weights       [][]float64 // as DBM.Weights, of every pair of layers; 0 where the mask forbids a coupling
	Bias          [][]float64 // of every layer
	LogLikelihood float64
}

// Gradient is exact, by enumeration: a machine has at most 24 units in all.
func (m *DBM) Gradient(ctx context.Context, d *rbm.Data) (DBMGradient, error) {
	if err := fits(d, m.Visible()); err != nil {
		return DBMGradient{}, err
	}
	whole, err := m.Ising()
	if err != nil {
		return DBMGradient{}, err
	}
	all, err := exact.Enumerate(ctx, whole)
	if err != nil {
		return DBMGradient{}, fmt.Errorf("deep: the exact gradient: %w", err)
	}
	free, err := all.Moments(1)
	if err != nil {
		return DBMGradient{}, err
	}
	g := m.noGradient()
	m.add(&g, -1, free, nil)
	err = distinct(d, func(v stdlib.Pattern, share float64) error {
		_, fields := m.above(v)
		given, err := m.hidden(ctx, fields)
		if err != nil {
			return err
		}
		moments, err := given.Moments(1)
		if err != nil {
			return err
		}
		m.add(&g, share, moments, v.Spins)
		return nil
	})
	if err != nil {
		return DBMGradient{}, err
	}
	g.LogLikelihood, err = m.LogLikelihood(ctx, d)
	return g, err
}

func (m *DBM) noGradient() (g DBMGradient) {
	for _, w := range m.w {
		g.Weights = append(g.Weights, make([]float64, len(w)))
	}
	for _, b := range m.b {
		g.Bias = append(g.Bias, make([]float64, len(b)))
	}
	return g
}

// add adds the moments of bits, by times: those of all units, or, where the visible
// ones are known, those of the hidden ones.
func (m *DBM) add(g *DBMGradient, by float64, s exact.Moments, known []int8) {
	mean := func(i int) float64 { // ⟨sᵢ⟩
		if i < len(known) {
			return float64(known[i])
		}
		return s.Mean[i-len(known)]
	}
	pair := func(i, j int) float64 { // ⟨sᵢsⱼ⟩, i in the lower layer
		if i < len(known) {
			return mean(i) * mean(j)
		}
		return s.Correlation[i-len(known)][j-len(known)]
	}
	from := 0
	for k, size := range m.sizes {
		for i := range size {
			g.Bias[k][i] += by * (1 + mean(from+i)) / 2
		}
		if k == m.top() {
			return
		}
		above := m.sizes[k+1]
		for x := range g.Weights[k] {
			i, j := from+x/above, from+size+x%above
			if m.mask[k] == nil || m.mask[k][x] != 0 {
				g.Weights[k][x] += by * (1 + mean(i) + mean(j) + pair(i, j)) / 4
			}
		}
		from += size
	}
}

// AIS estimates ln Z by annealed importance sampling in the restricted form: its
// chains hold the odd layers, and the even ones, v among them, are summed out. With
// AIS.Base, examples of v, the chains hold the even layers and start from the log-odds
// of the examples and of hidden states drawn for them. [DBM.Restricted] gives the rest
// of package rbm's estimates.
//
// Source: Salakhutdinov and Hinton, AISTATS (2009).
func (m *DBM) AIS(ctx context.Context, src rng.Source, how rbm.AIS) (rbm.Estimate, error) {
	r, err := m.Restricted(how.Base == nil)
	if err != nil {
		return rbm.Estimate{}, err
	}
	if how.Base != nil {
		if how.Base, err = m.even(ctx, src.Named("base"), how.Base); err != nil {
			return rbm.Estimate{}, err
		}
	}
	return r.AIS(ctx, src, how)
}

// even draws the hidden layers for every example, and is the even layers side by side.
func (m *DBM) even(ctx context.Context, src rng.Source, d *rbm.Data) (*rbm.Data, error) {
	if err := fits(d, m.Visible()); err != nil {
		return nil, err
	}
	var states []stdlib.Pattern
	u := draws{src: src}
	err := m.settled(ctx, d, func(pool *vec.Pool, q layers) {
		var even layers
		for k := 0; k <= m.top(); k += 2 {
			if even = append(even, q[k]); k == 0 {
				continue
			}
			for i, p := range q[k].Data {
				q[k].Data[i] = logit(p)
			}
			u.sample(pool, q[k], q[k])
		}
		rows := even.side(0)
		units := len(rows) / q[0].Rows
		for i := range q[0].Rows {
			states = append(states, pattern(rows[i*units:(i+1)*units], 1, units))
		}
	})
	if err != nil {
		return nil, err
	}
	return rbm.FromPatterns(states)
}

// logit is ln p/(1−p), kept finite.
func logit(p float32) float32 {
	return float32(max(-30, min(30, math.Log(float64(p))-math.Log1p(-float64(p)))))
}
