package rbm

import (
	"context"
	"fmt"
	"math"

	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rng"
)

// AIS says how to estimate ln Z by annealed importance sampling. Zero fields take the
// stated default.
type AIS struct {
	Chains       int   // 0 means 100
	Temperatures int   // steps between the base and the machine; 0 means 1000
	Base         *Data // the base machine has the log-odds of these data as visible biases; nil means the machine's own biases
	Reverse      bool  // from the machine down to the base
	Burn         int   // Gibbs steps by which Reverse draws its starting states; 0 means 1000
}

func (how AIS) defaults() AIS {
	if how.Chains == 0 {
		how.Chains = 100
	}
	if how.Temperatures == 0 {
		how.Temperatures = 1000
	}
	if how.Burn == 0 {
		how.Burn = 1000
	}
	return how
}

// base is the visible biases of the base machine, after a check of everything.
func (how AIS) base(m *RBM) ([]float32, error) {
	if how.Chains < 1 || how.Temperatures < 1 || how.Burn < 0 {
		return nil, fmt.Errorf("rbm: AIS with %d chains, %d temperatures, %d steps of burn-in: want positive numbers", how.Chains, how.Temperatures, how.Burn)
	}
	if how.Base == nil {
		return m.b, nil
	}
	if err := m.fits(how.Base); err != nil {
		return nil, err
	}
	return logOdds(how.Base), nil
}

// Estimate is an estimate of ln Z.
type Estimate struct {
	LogZ      float64
	Error     float64   // standard error of LogZ, as far as the chains can tell
	Effective float64   // how many equally weighted chains the chains are worth
	Logs      []float64 // ln of every chain's importance weight
}

// String is the estimate with its error.
func (e Estimate) String() string { return fmt.Sprintf("ln Z = %.3f ± %.3f", e.LogZ, e.Error) }

// AIS estimates ln Z. Chains go from a base machine without couplings, whose Z is
// known, through machines that lie between it and m:
//
//	p*(v) = e^((1−β) bA·v + β b·v) Πⱼ (1 + e^(β(c + Wᵀv)ⱼ)),   β from 0 to 1
//
// The mean of their weights is unbiased for Z/Z_base, so the estimate of ln Z is on
// average too low; Reverse, which starts from states of the machine itself and
// goes the other way, is on average too high, if these states are good ones. The two
// together bracket the truth.
//
// Sources: Neal, Statistics and Computing 11 (2001); Salakhutdinov and Murray, ICML
// (2008); Burda, Grosse and Salakhutdinov, AISTATS (2015), for the reverse.
func (m *RBM) AIS(ctx context.Context, src rng.Source, how AIS) (Estimate, error) {
	how = how.defaults()
	base, err := how.base(m)
	if err != nil {
		return Estimate{}, err
	}
	pool := team()
	defer pool.Close()
	a := newAnnealer(m, pool, src, how, base)
	if err := a.start(ctx); err != nil {
		return Estimate{}, err
	}
	if err := a.run(ctx); err != nil {
		return Estimate{}, err
	}
	return a.estimate(), nil
}

// annealer is the chains of an estimate, a chain a row.
type annealer struct {
	gibbs
	how        AIS
	base       []float32
	betas      []float32 // of every chain
	difference []float32 // b − bA; nil if that is 0
	logs       []float64
}

func newAnnealer(m *RBM, pool *vec.Pool, src rng.Source, how AIS, base []float32) *annealer {
	n := how.Chains
	a := &annealer{gibbs: newGibbs(m, pool, src.Named("ais"), n), how: how, base: base, betas: make([]float32, n),
		logs: make([]float64, n)}
	if &base[0] != &m.b[0] {
		a.difference = append(a.difference, m.b...)
		vec.Axpy(a.difference, -1, base)
	}
	return a
}

// start draws states: of the base, or of the machine, by Gibbs steps on the way to it.
func (a *annealer) start(ctx context.Context) error {
	a.step(0) // independent of where the chains were: a draw from the base
	if !a.how.Reverse {
		return nil
	}
	for k := range a.how.Burn {
		if err := ctx.Err(); err != nil {
			return err
		}
		a.up()
		a.step(math.Min(1, 2*float64(k+1)/float64(a.how.Burn)))
	}
	return nil
}

// run goes through the temperatures, up to the machine or, in reverse, down to the base.
func (a *annealer) run(ctx context.Context) error {
	beta := func(k int) float64 { return float64(k) / float64(a.how.Temperatures) }
	if a.how.Reverse {
		beta = func(k int) float64 { return float64(a.how.Temperatures-k) / float64(a.how.Temperatures) }
	}
	for k := 1; k <= a.how.Temperatures; k++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		a.up()
		a.weigh(beta(k-1), beta(k))
		a.step(beta(k))
	}
	return nil
}

// weigh adds ln p*(v) at the next β less that at this one to every chain's weight.
func (a *annealer) weigh(from, to float64) {
	a.pool.Split(len(a.logs), func(lo, hi int) {
		x := make([]float32, a.m.hidden)
		for k := lo; k < hi; k++ {
			change := 0.0
			if a.difference != nil {
				each(a.v.Row(k), func(i int) { change += float64(a.difference[i]) })
			}
			a.logs[k] += float64((to-from)*change) + softplus(x, a.fh.Row(k), to) - softplus(x, a.fh.Row(k), from)
		}
	})
}

// softplus is Σ ln(1 + e^(βf)); x is room for the terms.
func softplus(x, f []float32, beta float64) float64 {
	clear(x)
	vec.Axpy(x, float32(beta), f)
	vec.Softplus32(x, x)
	var sum [4]float64
	for i, v := range x {
		sum[i%4] += float64(v)
	}
	return (sum[0] + sum[1]) + (sum[2] + sum[3])
}

// step is a Gibbs step at β, from the hidden fields.
func (a *annealer) step(beta float64) {
	b := float32(beta)
	for k := range a.betas {
		a.betas[k] = b
	}
	a.drawHidden(a.betas)
	a.down()
	a.pool.Split(a.fv.Rows, func(lo, hi int) {
		for k := lo; k < hi; k++ {
			row := a.fv.Row(k)
			scale(row, b)
			vec.Axpy(row, 1-b, a.base)
		}
	})
	a.drawVisible(nil)
}

// estimate averages the weights. The error is that of the logarithm of a mean, to
// first order.
func (a *annealer) estimate() Estimate {
	n := float64(len(a.logs))
	mean := vec.LogSumExp(a.logs) - math.Log(n)
	sum, square := 0.0, 0.0
	for _, l := range a.logs {
		w := math.Exp(l - mean)
		sum += w
		square += float64(w * w)
	}
	logBase := a.logBase()
	e := Estimate{LogZ: logBase + mean, Effective: sum * sum / square, Logs: a.logs, Error: math.NaN()}
	if a.how.Reverse {
		e.LogZ = logBase - mean
	}
	if n > 1 {
		e.Error = math.Sqrt(max(0, square/n-1) / (n - 1))
	}
	return e
}

// logBase is ln Z of the base machine.
func (a *annealer) logBase() float64 {
	z := float64(a.m.hidden) * math.Ln2
	for _, b := range a.base {
		z += max(float64(b), 0) + math.Log1p(math.Exp(-math.Abs(float64(b))))
	}
	return z
}
