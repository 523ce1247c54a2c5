package rbm

import (
	"context"
	"fmt"
	"math"

	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rng"
)

// Likelihood is an estimate of the mean of ln P(v) over examples, in nats.
type Likelihood struct {
	Mean  float64
	Error float64   // standard error: of ln Z, and of a mean over so many examples
	Each  []float64 // ln P(v) of every example
	Z     Estimate  // ln Z by AIS; empty for RAISE, which needs none
}

// String is the mean with its error.
func (l Likelihood) String() string { return fmt.Sprintf("mean ln P = %.2f ± %.2f", l.Mean, l.Error) }

// EstimateLogLikelihood is the mean of ln P(v) = −F(v) − ln Z over the data, with ln Z by
// AIS; see [RBM.AIS] for what how means. As forward AIS tends to find too low a Z, the
// estimate tends to flatter the machine; how.Reverse and [RBM.RAISE] err the other way.
func (m *RBM) EstimateLogLikelihood(ctx context.Context, src rng.Source, d *Data, how AIS) (Likelihood, error) {
	if err := m.fits(d); err != nil {
		return Likelihood{}, err
	}
	z, err := m.AIS(ctx, src, how)
	if err != nil {
		return Likelihood{}, err
	}
	l := Likelihood{Each: make([]float64, d.Len()), Z: z}
	s := m.side(true)
	pool := team()
	defer pool.Close()
	pool.Do(d.Len(), func(k int) {
		if ctx.Err() == nil {
			l.Each[k] = -s.freeEnergy(d.bits.Row(k), make([]float64, m.hidden), make([]float64, m.hidden)) - z.LogZ
		}
	})
	l.summarise(z.Error)
	return l, ctx.Err()
}

// summarise sets the mean and its error, to which ln Z adds its own.
func (l *Likelihood) summarise(ofZ float64) {
	n := float64(len(l.Each))
	l.Mean, l.Error = 0, math.NaN()
	for _, x := range l.Each {
		l.Mean += x / n
	}
	square := 0.0
	for _, x := range l.Each {
		square += float64((x - l.Mean) * (x - l.Mean))
	}
	if n > 1 {
		l.Error = math.Sqrt(square/n/(n-1) + float64(ofZ*ofZ))
	}
}

// raiseChains is how many chains run at a time.
const raiseChains = 100

// RAISE estimates ln P(v) of every example from below: chains start at the example and go
// from the machine down to the base, by the steps of AIS in reverse. The mean of their
// weights is unbiased for the probability that AIS, with as many temperatures, makes the
// example; that is a proper distribution, which gets closer to P the more temperatures
// there are, and its logarithm is on average too low. No ln Z is needed. how.Chains are
// those of each example (0 means 10 here), and how.Temperatures and how.Base are those of
// AIS. When ctx ends it returns the examples that are done and ctx's error.
//
// Source: Burda, Grosse and Salakhutdinov, AISTATS (2015).
func (m *RBM) RAISE(ctx context.Context, src rng.Source, d *Data, how AIS) (Likelihood, error) {
	if err := m.fits(d); err != nil {
		return Likelihood{}, err
	}
	if how.Chains == 0 {
		how.Chains = 10
	}
	how = how.defaults()
	how.Reverse = true
	base, err := how.base(m)
	if err != nil {
		return Likelihood{}, err
	}
	pool := team()
	defer pool.Close()
	l, s := Likelihood{}, m.side(true)
	each, several := how.Chains, max(1, raiseChains/how.Chains)
	for lo := 0; lo < d.Len() && err == nil; lo += several {
		n := min(several, d.Len()-lo)
		how.Chains = n * each
		a := newAnnealer(m, pool, src.Named("raise").Numbered(uint64(lo)), how, base)
		for k := range how.Chains {
			copy(a.v.Row(k), d.bits.Row(lo+k/each))
		}
		a.up()
		a.step(1)
		if err = a.run(ctx); err != nil {
			break
		}
		for k := range n {
			f := s.freeEnergy(d.bits.Row(lo+k), make([]float64, m.hidden), make([]float64, m.hidden))
			weight := vec.LogSumExp(a.logs[k*each:(k+1)*each]) - math.Log(float64(each))
			l.Each = append(l.Each, -f-a.logBase()+weight)
		}
	}
	l.summarise(0)
	return l, err
}
