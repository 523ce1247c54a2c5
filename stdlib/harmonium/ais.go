package harmonium

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
	Chains       int  // 0 means 100
	Temperatures int  // steps between the base and the machine; 0 means 1000
	Reverse      bool // from the machine down to the base
	Burn         int  // Gibbs steps by which Reverse draws its starting states; 0 means 1000
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

// AIS estimates ln Z, for layers of any kind whose Z is finite. Chains go from the
// machine without couplings, whose ln Z is A(a) + A(b), through those whose couplings
// are βW:
//
//	p*(v) = r(v) exp(a·f(v) + A(b + βWᵀf(v))),   β from 0 to 1
//
// The mean of their weights is unbiased for Z/Z₀, so the estimate of ln Z is on
// average too low; Reverse, which starts from states of the machine itself, is on
// average too high, if these states are good ones.
//
// Source: Neal, Statistics and Computing 11 (2001); Salakhutdinov and Murray, ICML
// (2008).
func (m *Machine) AIS(ctx context.Context, src rng.Source, how AIS) (Estimate, error) {
	set := func(p *int, v int) {
		if *p == 0 {
			*p = v
		}
	}
	set(&how.Chains, 100)
	set(&how.Temperatures, 1000)
	set(&how.Burn, 1000)
	if how.Chains < 1 || how.Temperatures < 1 || how.Burn < 1 {
		return Estimate{}, fmt.Errorf("harmonium: AIS with %d chains, %d temperatures, %d steps of burn-in: want positive numbers", how.Chains, how.Temperatures, how.Burn)
	}
	if anyLength(m.visible) {
		return Estimate{}, errLength
	}
	if err := m.Check(); err != nil {
		return Estimate{}, err
	}
	if err := m.mustBeFinite(1); err != nil {
		return Estimate{}, err
	}
	a := &annealer{chains: newChains(m, src.Named("ais"), how.Chains), how: how, logs: make([]float64, how.Chains)}
	a.onlyW = true
	defer a.pool.Close()
	if err := a.run(ctx); err != nil {
		return Estimate{}, err
	}
	return a.estimate(), nil
}

// annealer is the chains of an estimate and their weights.
type annealer struct {
	*chains
	how  AIS
	logs []float64
}

func (a *annealer) run(ctx context.Context) error {
	n := float64(a.how.Temperatures)
	beta := func(k int) float64 { return float64(k) / n }
	a.start(nil) // a draw from the base
	if a.how.Reverse {
		beta = func(k int) float64 { return float64(a.how.Temperatures-k) / n }
		for k := range a.how.Burn {
			if err := ctx.Err(); err != nil {
				return err
			}
			a.step(math.Min(1, 2*float64(k+1)/float64(a.how.Burn)))
		}
	}
	for k := 1; k <= a.how.Temperatures; k++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		a.weigh(beta(k-1), beta(k))
		a.step(beta(k))
	}
	return nil
}

// weigh adds A(b + βWᵀf) at the next β less that at this one to every chain's weight.
func (a *annealer) weigh(from, to float64) {
	a.m.up(a.pool, a.yh, a.f)
	a.pool.Split(len(a.logs), func(lo, hi int) {
		y := make([]float64, len(a.m.b))
		at := func(z []float64, beta float64) float64 {
			for i, b := range a.m.b {
				y[i] = b + float64(beta*(z[i]-b))
			}
			return a.m.hidden.LogPartition(y)
		}
		for k := lo; k < hi; k++ {
			a.logs[k] += at(a.yh.Row(k), to) - at(a.yh.Row(k), from)
		}
	})
}

// estimate averages the weights. The error is that of the logarithm of a mean, to
// first order.
func (a *annealer) estimate() Estimate {
	n := float64(len(a.logs))
	mean := vec.LogSumExp(a.logs) - math.Log(n)
	total, square := 0.0, 0.0
	for _, l := range a.logs {
		w := math.Exp(l - mean)
		total += w
		square += float64(w * w)
	}
	base := a.m.visible.LogPartition(a.m.a) + a.m.hidden.LogPartition(a.m.b)
	e := Estimate{LogZ: base + mean, Effective: total * total / square, Logs: a.logs, Error: math.NaN()}
	if a.how.Reverse {
		e.LogZ = base - mean
	}
	if n > 1 {
		e.Error = math.Sqrt(max(0, square/n-1) / (n - 1))
	}
	return e
}
