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
	if how.Chains == 0 {
		how.Chains = 100
	}
	if how.Temperatures == 0 {
		how.Temperatures = 1000
	}
	if how.Burn == 0 {
		how.Burn = 1000
	}
	if how.Chains < 1 || how.Temperatures < 1 || how.Burn < 0 {
		return Estimate{}, fmt.Errorf("rbm: AIS with %d chains, %d temperatures, %d steps of burn-in: want positive numbers", how.Chains, how.Temperatures, how.Burn)
	}
	base := m.b
	if how.Base != nil {
		if err := m.fits(how.Base); err != nil {
			return Estimate{}, err
		}
		base = logOdds(how.Base)
	}
	a := newAnnealer(m, src, how, base)
	defer a.pool.Close()
	if err := a.run(ctx); err != nil {
		return Estimate{}, err
	}
	return a.estimate(), nil
}

// annealer is the chains of an estimate, a chain a row.
type annealer struct {
	m          *RBM
	src        rng.Source
	how        AIS
	pool       *vec.Pool
	base       []float32
	v, f, h    vec.Matrix[float32] // states, hidden fields c + Wᵀv, hidden states
	now, later []float64           // Σ softplus(βf) of every chain, at this β and the next
	difference []float32           // b − bA
	logs       []float64
	draws      uint64
}

func newAnnealer(m *RBM, src rng.Source, how AIS, base []float32) *annealer {
	n := how.Chains
	matrix := func(cols int) vec.Matrix[float32] { return vec.Dense(n, cols, make([]float32, n*cols)) }
	a := &annealer{m: m, src: src.Named("ais"), how: how, pool: team(), base: base,
		v: matrix(m.visible), f: matrix(m.hidden), h: matrix(m.hidden),
		now: make([]float64, n), later: make([]float64, n), logs: make([]float64, n), difference: make([]float32, m.visible)}
	for i := range base {
		a.difference[i] = m.b[i] - base[i]
	}
	return a
}

func (a *annealer) run(ctx context.Context) error {
	beta := func(k int) float64 { return float64(k) / float64(a.how.Temperatures) }
	if a.how.Reverse {
		beta = func(k int) float64 { return float64(a.how.Temperatures-k) / float64(a.how.Temperatures) }
	}
	a.step(0) // independent of where the chains were: a draw from the base
	if a.how.Reverse {
		for k := range a.how.Burn {
			if err := ctx.Err(); err != nil {
				return err
			}
			a.m.up(a.pool, a.f, a.v)
			a.step(math.Min(1, 2*float64(k+1)/float64(a.how.Burn)))
		}
	}
	for k := 1; k <= a.how.Temperatures; k++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		a.m.up(a.pool, a.f, a.v)
		a.weigh(beta(k-1), beta(k))
		a.step(beta(k))
	}
	return nil
}

// weigh adds ln p*(v) at the next β less that at this one to every chain's weight.
func (a *annealer) weigh(from, to float64) {
	a.softplus(a.now, from)
	a.softplus(a.later, to)
	for k := range a.logs {
		a.logs[k] += (to-from)*float64(vec.Dot(a.difference, a.v.Row(k))) + a.later[k] - a.now[k]
	}
}

func (a *annealer) softplus(sum []float64, beta float64) {
	a.pool.Split(len(sum), func(lo, hi int) {
		x := make([]float32, a.m.hidden)
		for k := lo; k < hi; k++ {
			for j, f := range a.f.Row(k) {
				x[j] = float32(beta) * f
			}
			vec.Softplus32(x, x)
			sum[k] = 0
			for _, s := range x {
				sum[k] += float64(s)
			}
		}
	})
}

// step is a Gibbs step at β, from the hidden fields in f.
func (a *annealer) step(beta float64) {
	b := float32(beta)
	for i, f := range a.f.Data {
		a.h.Data[i] = b * f
	}
	a.draws = drawUnits(a.pool, a.src, a.draws, a.h, a.h)
	vec.Mul(a.pool, a.v, a.h, a.m.weights().T())
	for k := range a.v.Rows {
		row := a.v.Row(k)
		for i, z := range row {
			row[i] = float32(b*(z+a.m.b[i])) + float32((1-b)*a.base[i])
		}
	}
	a.draws = drawUnits(a.pool, a.src, a.draws, a.v, a.v)
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
	logBase := float64(a.m.hidden) * math.Ln2
	for _, b := range a.base {
		logBase += max(float64(b), 0) + math.Log1p(math.Exp(-math.Abs(float64(b))))
	}
	e := Estimate{LogZ: logBase + mean, Effective: sum * sum / square, Logs: a.logs, Error: math.NaN()}
	if a.how.Reverse {
		e.LogZ = logBase - mean
	}
	if n > 1 {
		e.Error = math.Sqrt(max(0, square/n-1) / (n - 1))
	}
	return e
}
