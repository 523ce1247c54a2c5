package boltzmann

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"harmonium/stdlib"
	"harmonium/stdlib/rng"
)

// prepare makes the chains that the method needs.
func (l *learner) prepare(src rng.Source) {
	if l.how.Method != Gibbs && l.how.Method != Persistent {
		return
	}
	l.free = l.m.chains(src.Named("free"), l.how.Chains, nil)
	if l.m.hidden == 0 {
		return
	}
	held := make([]bool, l.m.Units())
	for i := range l.m.visible {
		held[i] = true
	}
	l.clamped = l.m.chains(src.Named("clamped"), l.how.Clamped*len(l.d.Patterns), held)
	for k := range l.clamped.count {
		for i, v := range l.d.Patterns[k/l.how.Clamped].Spins {
			l.clamped.state(k)[i] = float64(v)
		}
	}
}

func (l *learner) gradient(ctx context.Context) (Gradient, error) {
	switch l.how.Method {
	case Exact:
		return l.m.Gradient(ctx, l.d)
	case PseudoLikelihood:
		if err := ctx.Err(); err != nil {
			return Gradient{}, err
		}
		g, err := l.m.newGradient()
		if err == nil {
			l.m.pseudo(l.d, l.q, &g)
		}
		return g, err
	}
	mean0, corr0, err := l.clampedPhase(ctx)
	if err != nil {
		return Gradient{}, err
	}
	mean1, corr1, err := l.freePhase(ctx)
	if err != nil {
		return Gradient{}, err
	}
	return l.m.difference(mean0, corr0, mean1, corr1)
}

func (m *Machine) newGradient() (Gradient, error) {
	w, err := stdlib.NewDense(m.Units())
	return Gradient{Weights: w, Bias: make([]float64, m.Units()), LogLikelihood: math.NaN()}, err
}

func (m *Machine) difference(mean0, corr0, mean1, corr1 []float64) (Gradient, error) {
	g, err := m.newGradient()
	if err != nil {
		return g, err
	}
	n := m.Units()
	for i := range n {
		g.Bias[i] = (mean0[i] - mean1[i]) / m.temperature
		for j := range n {
			if i != j && m.allows(i, j) {
				g.Weights.Row(i)[j] = (corr0[i*n+j] - corr1[i*n+j]) / m.temperature
			}
		}
	}
	return g, nil
}

// clampedPhase is the moments with the visible units clamped to the data. Where
// no two hidden units are coupled their means are known, and means are better than
// samples: exact, without variance. Mean field takes the means in any case.
func (l *learner) clampedPhase(ctx context.Context) (mean, corr []float64, err error) {
	m := l.m
	n, share := m.Units(), func(k int) float64 { return l.q[k] }
	if m.hiddenApart() || l.how.Method == MeanField {
		rows := make([]float64, len(l.d.Patterns)*n)
		for k, p := range l.d.Patterns {
			if err := ctx.Err(); err != nil {
				return nil, nil, err
			}
			m.hiddenMeans(rows[k*n:(k+1)*n], p.Spins)
		}
		mean, corr = moments(l.pool, rows, n, share)
		return mean, corr, nil
	}
	if l.how.Method == Gibbs {
		l.clamped.shuffle()
	}
	if err := l.clamped.sweep(ctx, l.pool, l.how.Sweeps, nil); err != nil {
		return nil, nil, err
	}
	mean, corr = moments(l.pool, l.clamped.states, n, func(k int) float64 { return l.q[k/l.how.Clamped] / float64(l.how.Clamped) })
	return mean, corr, nil
}

// hiddenMeans sets dst to v and the mean-field means of the hidden units given v,
// which are exact where no two of them are coupled.
func (m *Machine) hiddenMeans(dst []float64, v []int8) {
	for i := range dst {
		dst[i] = 0
		if i < len(v) {
			dst[i] = float64(v[i])
		}
	}
	m.relax(dst, m.visible, false)
}

// freePhase is the moments of the machine left to itself.
func (l *learner) freePhase(ctx context.Context) (mean, corr []float64, err error) {
	if l.how.Method == MeanField {
		return l.responses(ctx)
	}
	if l.how.Method == Gibbs {
		l.free.shuffle()
	}
	if err := l.free.sweep(ctx, l.pool, l.how.Sweeps, nil); err != nil {
		return nil, nil, err
	}
	mean, corr = moments(l.pool, l.free.states, l.m.Units(), func(int) float64 { return 1 / float64(l.free.count) })
	return mean, corr, nil
}

// responses is mean field's guess of the free correlations: mᵢmⱼ + (A⁻¹)ᵢⱼ with
// A = diag(1/(1−m²)) − J/T, which is how the means answer to the biases.
//
// Source: Kappen and Rodríguez, Neural Computation 10 (1998).
func (l *learner) responses(ctx context.Context) (mean, corr []float64, err error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	m, n := l.m, l.m.Units()
	if l.means == nil {
		l.means = make([]float64, n)
	}
	for i := range l.means {
		l.means[i] += 1e-3 // leaves a maximum that lies between two minima
	}
	m.relax(l.means, 0, false)
	a := mat.NewSymDense(n, nil)
	for i := range n {
		for j := range i {
			a.SetSym(i, j, -m.weights.At(i, j)/m.temperature)
		}
		a.SetSym(i, i, 1/max(1e-12, 1-l.means[i]*l.means[i]))
	}
	var c mat.Cholesky
	var inverse mat.SymDense
	if !c.Factorize(a) || c.InverseTo(&inverse) != nil {
		return nil, nil, fmt.Errorf("boltzmann: mean field has broken down: its solution is no minimum at couplings of norm %.3g; a smaller rate, or another method", m.norm())
	}
	corr = make([]float64, n*n)
	for i := range n {
		for j := range n {
			corr[i*n+j] = float64(l.means[i]*l.means[j]) + inverse.At(i, j)
		}
	}
	return l.means, corr, nil
}
