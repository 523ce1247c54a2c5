package boltzmann

import (
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rng"
)

// phases are the moments of both phases, clamped and free, and what computes them.
type phases struct {
	m             *Machine
	d             Data
	q             []float64 // the patterns' shares
	how           Training
	pool          *vec.Pool
	known         moments // of the visible units, clamped to the data
	clamped, free moments
	onData, alone *chains
	tallyData     *tally[float32]
	tallyAlone    *tally[float32]
	tallyMeans    *tally[float64] // of patterns with the means of the hidden units
	means         []float64       // of the free units: where mean field starts
	noise         rng.Source
	stages        []Stage // of every chain in an update,
	skip          int     // the first sweeps of which do not count
}

func newPhases(m *Machine, src rng.Source, d Data, q []float64, how Training, pool *vec.Pool) (*phases, error) {
	n := m.Units()
	p := &phases{m: m, d: d, q: q, how: how, pool: pool, known: newMoments(n), clamped: newMoments(n), free: newMoments(n), noise: src.Named("noise")}
	if how.Method == Exact || how.Method == PseudoLikelihood {
		return p, nil
	}
	p.tallyMeans = newTally[float64](len(d.Patterns), n)
	for k, pattern := range d.Patterns {
		for i, v := range pattern.Spins {
			p.tallyMeans.rows.Row(k)[i] = float64(v)
		}
	}
	p.tallyMeans.add(pool, p.known, p.share, 0)
	if how.Method == MeanField {
		p.means = make([]float64, n)
		return p, nil
	}
	p.stages = slices.Concat(how.Anneal, []Stage{{m.temperature, how.Sweeps}})
	for _, s := range p.stages {
		p.skip += s.Sweeps
	}
	p.skip -= how.Average
	var err error
	if p.alone, err = m.chains(pool, src, "free", how.Chains, nil); err != nil {
		return nil, err
	}
	p.tallyAlone = newTally[float32](how.Chains*how.Average, n)
	if m.hidden == 0 && !how.noisy() {
		return p, nil
	}
	held := make([]bool, n)
	for i := range m.visible {
		held[i] = true
	}
	count := how.Clamped * len(d.Patterns)
	if p.onData, err = m.chains(pool, src, "clamped", count, held); err != nil {
		return nil, err
	}
	p.tallyData = newTally[float32](count*how.Average, n)
	for k := range count {
		p.onData.hold(k, d.Patterns[k/how.Clamped].Spins)
	}
	return p, nil
}

// use gives the phases workers.
func (p *phases) use(pool *vec.Pool) {
	p.pool = pool
	for _, c := range p.chains() {
		c.pool = pool
	}
}

// chains are those that the method has.
func (p *phases) chains() (all []*chains) {
	for _, c := range []*chains{p.onData, p.alone} {
		if c != nil {
			all = append(all, c)
		}
	}
	return all
}

func (p *phases) share(k int) float64 { return p.q[k] }

// gradient sets g to the gradient at the machine's parameters.
func (p *phases) gradient(ctx context.Context, g *Gradient, update int) error {
	switch p.how.Method {
	case Exact:
		exact, err := p.m.Gradient(ctx, p.d)
		*g = exact
		return err
	case PseudoLikelihood:
		for i := range g.Bias {
			g.Bias[i] = 0
			clear(g.Weights.Row(i))
		}
		p.m.pseudo(p.d, p.q, g)
		return ctx.Err()
	}
	if err := p.clampedPhase(ctx, update); err != nil {
		return err
	}
	if err := p.freePhase(ctx); err != nil {
		return err
	}
	p.m.difference(g, p.clamped, p.free)
	return nil
}

// difference is the gradient from the moments of the two phases. Without the factor
// 1/T it would be wrong wherever T ≠ 1.
func (m *Machine) difference(g *Gradient, clamped, free moments) {
	n := m.Units()
	for i := range n {
		g.Bias[i] = (clamped.mean[i] - free.mean[i]) / m.temperature
		row := g.Weights.Row(i)
		for j := range n {
			row[j] = 0
			if i != j && m.allows(i, j) {
				row[j] = (clamped.corr[i*n+j] - free.corr[i*n+j]) / m.temperature
			}
		}
	}
}

// clampedPhase is the moments with the visible units clamped to the data. Where
// no two hidden units are coupled their means are known, and means are better than
// samples: exact, without variance. Mean field takes the means in any case.
func (p *phases) clampedPhase(ctx context.Context, update int) error {
	m := p.m
	copy(p.clamped.mean, p.known.mean)
	copy(p.clamped.corr, p.known.corr)
	switch {
	case p.how.noisy():
		return p.noisyPhase(ctx, update)
	case m.hidden == 0:
		return nil
	case p.how.Method == MeanField || m.hiddenApart():
		for k, pattern := range p.d.Patterns {
			if err := ctx.Err(); err != nil {
				return err
			}
			m.hiddenMeans(p.tallyMeans.rows.Row(k), pattern.Spins, maxSweeps)
		}
		p.clearHidden()
		p.tallyMeans.add(p.pool, p.clamped, p.share, m.visible)
		return nil
	}
	p.clearHidden()
	return p.collect(ctx, p.onData, p.tallyData, p.clamped, p.dataShare, m.visible)
}

// clearHidden clears the moments that hidden units have a part in.
func (p *phases) clearHidden() {
	m, n := p.m, p.m.Units()
	clear(p.clamped.mean[m.visible:])
	for i := range n {
		from := 0
		if i < m.visible {
			from = m.visible
		}
		clear(p.clamped.corr[i*n+from : (i+1)*n])
	}
}

func (p *phases) dataShare(k int) float64 { return p.q[k/p.how.Clamped] / float64(p.how.Clamped) }

// noisyPhase clamps the visible units to the patterns with some of their units turned.
func (p *phases) noisyPhase(ctx context.Context, update int) error {
	p.clamped.clear()
	u := make([]float64, p.m.visible)
	src := p.noise.Numbered(uint64(update))
	for k := range p.onData.count {
		src.Uniform64(u, uint64(k*len(u)))
		s := p.onData.state(k)
		for i, v := range p.d.Patterns[k/p.how.Clamped].Spins {
			s[i] = float32(v)
			if v > 0 && u[i] < p.how.TurnOff || v < 0 && u[i] < p.how.TurnOn {
				s[i] = -s[i]
			}
		}
	}
	return p.collect(ctx, p.onData, p.tallyData, p.clamped, p.dataShare, 0)
}

// collect runs chains and adds up the moments of their states, from unit first on.
func (p *phases) collect(ctx context.Context, c *chains, t *tally[float32], dst moments, share func(int) float64, first int) error {
	if err := c.refresh(); err != nil {
		return err
	}
	if p.how.Method == Gibbs {
		c.shuffle()
	}
	average := p.how.Average
	if err := c.sweep(ctx, p.stages, func(k, u int, s []float32) {
		if u -= p.skip; u >= 0 {
			copy(t.rows.Row(k*average+u), s)
		}
	}); err != nil {
		return err
	}
	t.add(p.pool, dst, func(k int) float64 { return share(k/average) / float64(average) }, first)
	return nil
}

// freePhase is the moments of the machine left to itself.
func (p *phases) freePhase(ctx context.Context) error {
	if p.how.Method == MeanField {
		return p.responses(ctx)
	}
	p.free.clear()
	return p.collect(ctx, p.alone, p.tallyAlone, p.free, func(int) float64 { return 1 / float64(p.alone.count) }, 0)
}

// hiddenMeans sets dst to v and the mean-field means of the hidden units given v,
// which are exact where no two of them are coupled.
func (m *Machine) hiddenMeans(dst []float64, v []int8, sweeps int) {
	for i := range dst {
		dst[i] = 0
		if i < len(v) {
			dst[i] = float64(v[i])
		}
	}
	m.relax(dst, m.visible, sweeps)
}

// responses is mean field's guess of the free correlations: mᵢmⱼ + (A⁻¹)ᵢⱼ with
// A = diag(1/(1−m²)) − J/T, which is how the means answer to the biases.
//
// Source: Kappen and Rodríguez, Neural Computation 10 (1998).
func (p *phases) responses(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m, n := p.m, p.m.Units()
	for i := range p.means {
		p.means[i] += 1e-3 // leaves a maximum that lies between two minima
	}
	m.relax(p.means, 0, maxSweeps)
	a := mat.NewSymDense(n, nil)
	for i := range n {
		for j := range i {
			a.SetSym(i, j, -m.weights.At(i, j)/m.temperature)
		}
		a.SetSym(i, i, 1/max(1e-12, 1-p.means[i]*p.means[i]))
	}
	var c mat.Cholesky
	var inverse mat.SymDense
	if !c.Factorize(a) || c.InverseTo(&inverse) != nil {
		return fmt.Errorf("boltzmann: mean field has broken down: its solution is no minimum at couplings of norm %.3g; a smaller rate, or another method", m.norm())
	}
	copy(p.free.mean, p.means)
	for i := range n {
		for j := range n {
			p.free.corr[i*n+j] = float64(p.means[i]*p.means[j]) + inverse.At(i, j)
		}
	}
	return nil
}

// mark is where all chains are, and back takes them there again: an update that was
// interrupted is made anew, with the same numbers.
type mark struct {
	states [2][]float32
	swept  [2]uint64
	means  []float64
}

func (p *phases) mark(to *mark) {
	for k, c := range p.chains() {
		to.states[k], to.swept[k] = append(to.states[k][:0], c.states.Data...), c.swept
	}
	to.means = append(to.means[:0], p.means...)
}

func (p *phases) back(to *mark) {
	for k, c := range p.chains() {
		copy(c.states.Data, to.states[k])
		c.swept = to.swept[k]
	}
	copy(p.means, to.means)
}

func (m *Machine) newGradient() (Gradient, error) {
	w, err := stdlib.NewDense(m.Units())
	return Gradient{Weights: w, Bias: make([]float64, m.Units()), LogLikelihood: math.NaN()}, err
}
