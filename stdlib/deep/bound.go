package deep

import (
	"context"
	"fmt"
	"math"

	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rbm"
)

// Bound says how to estimate a log-likelihood or a bound on it. Zero fields take the
// stated default.
type Bound struct {
	Samples int           // hidden states drawn for each example, where they are drawn; 0 means 100
	LogZ    *rbm.Estimate // of the DBM, or of the machine on top of a Belief; nil means the exact one, by enumeration
}

func (b Bound) defaults() (Bound, error) {
	if b.Samples == 0 {
		b.Samples = 100
	}
	if b.Samples < 1 {
		return b, fmt.Errorf("deep: %d samples for each example, want a positive number", b.Samples)
	}
	return b, nil
}

// logZ is how.LogZ, or else what exact computes.
func (b Bound) logZ(ctx context.Context, exact func(context.Context) (float64, error)) (rbm.Estimate, error) {
	if b.LogZ != nil {
		return *b.LogZ, nil
	}
	z, err := exact(ctx)
	if err != nil {
		return rbm.Estimate{}, fmt.Errorf("%w; or give Bound.LogZ, an estimate by AIS", err)
	}
	return rbm.Estimate{LogZ: z}, nil
}

// Estimate is an estimate of the mean of ln P(v) over examples, or of a bound on it,
// in nats.
type Estimate struct {
	Mean  float64
	Error float64   // standard error from hidden states drawn and from ln Z, for these examples
	Each  []float64 // of every example
}

// String is the mean with its error.
func (e Estimate) String() string { return fmt.Sprintf("%.3f ± %.3f", e.Mean, e.Error) }

// ELBO is the variational lower bound on the mean of ln P(v), from the mean field:
//
//	⟨−E(v,h)⟩_q + H(q) − ln Z ≤ ln P(v),   q(h) = Πⱼ qⱼ^hⱼ (1−qⱼ)^(1−hⱼ)
//
// Its only error is that of ln Z. A machine of one hidden layer has the bound itself
// as its likelihood.
func (m *DBM) ELBO(ctx context.Context, d *rbm.Data, how Bound) (Estimate, error) {
	if err := fits(d, m.Visible()); err != nil {
		return Estimate{}, err
	}
	z, err := how.logZ(ctx, m.LogZ)
	if err != nil {
		return Estimate{}, err
	}
	each, err := m.bounds(ctx, d)
	if err != nil {
		return Estimate{}, err
	}
	for i := range each {
		each[i] -= z.LogZ
	}
	return Estimate{mean(each), z.Error, each}, nil
}

// bounds is the bound on −F(v) of every example.
func (m *DBM) bounds(ctx context.Context, d *rbm.Data) (each []float64, err error) {
	err = m.settled(ctx, d, func(pool *vec.Pool, q layers) { each = append(each, m.bound(pool, q)...) })
	return each, err
}

// logMean is ln of the mean of e^x, and its standard error to first order.
func logMean(x []float64) (log, err float64) {
	n := float64(len(x))
	log = vec.LogSumExp(x) - math.Log(n)
	square := 0.0
	for _, v := range x {
		w := math.Exp(v - log)
		square += float64(w * w)
	}
	return log, math.Sqrt(max(0, square/n-1) / max(1, n-1))
}
