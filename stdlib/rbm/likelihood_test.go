package rbm_test

import (
	"fmt"
	"math"
	"testing"

	"harmonium/stdlib"
	"harmonium/stdlib/data"
	"harmonium/stdlib/rbm"
	"harmonium/stdlib/rng"
)

func ExampleRBM_EstimateLogLikelihood() {
	world, _ := data.BarsAndStripes(3)
	d, _ := rbm.FromPatterns(world)
	m, _ := rbm.New(9, 8)
	_, _ = m.Train(ctx, rng.New(1), d, rbm.Training{Method: rbm.PCD, Chains: 100, Epochs: 1000, Rate: .2, Every: 1 << 20})
	exact, _ := m.LogLikelihood(ctx, d)
	ais, _ := m.EstimateLogLikelihood(ctx, rng.New(2), d, rbm.AIS{})
	raise, err := m.RAISE(ctx, rng.New(3), d, rbm.AIS{})
	fmt.Printf("exact %.2f, AIS %.2f, RAISE %.2f %v\n", exact, ais.Mean, raise.Mean, err)
	// Output:
	// exact -3.32, AIS -3.30, RAISE -3.34 <nil>
}

// all is every state of n units.
func all(t *testing.T, n int) *rbm.Data {
	var states []stdlib.Pattern
	for x := range 1 << n {
		states = append(states, state(x, n))
	}
	return must[*rbm.Data](t)(rbm.FromPatterns(states))
}

// What RAISE estimates is a distribution, however few the temperatures: over all states the
// estimates of the probabilities add up to 1.
func TestRAISEIsADistribution(t *testing.T) {
	m := random(t, 21, 5, 4, .8)
	d := all(t, 5)
	for base, tolerance := range map[*rbm.Data]float64{nil: .02, stripesAsRows(t): .07} {
		l := must[rbm.Likelihood](t)(m.RAISE(ctx, rng.New(1), d, rbm.AIS{Chains: 1000, Temperatures: 3, Base: base}))
		sum, worst := 0.0, 0.0
		logZ := must[float64](t)(m.LogZ(ctx))
		for k, x := range l.Each {
			sum += math.Exp(x)
			p := must[stdlib.Pattern](t)(d.Pattern(k))
			worst = max(worst, math.Abs(x-(-must[float64](t)(m.FreeEnergy(p))-logZ)))
		}
		// The spread of this sum over 40 seeds is .0039, and .0134 with the other base.
		if math.Abs(sum-1) > tolerance {
			t.Errorf("the probabilities add up to %v", sum)
		}
		if worst < .05 {
			t.Errorf("three temperatures are off by %v at most: the test sees nothing", worst)
		}
	}
}

func stripesAsRows(t *testing.T) *rbm.Data {
	return must[*rbm.Data](t)(rbm.FromPatterns([]stdlib.Pattern{state(1, 5), state(3, 5), state(19, 5)}))
}

// With many temperatures RAISE and AIS agree with the exact likelihood of every example;
// with few, RAISE is below it on average over the machine's own samples.
func TestLikelihoodsAgainstTheExactOne(t *testing.T) {
	m := random(t, 22, 12, 6, 1)
	logZ := must[float64](t)(m.LogZ(ctx))
	d := must[*rbm.Data](t)(rbm.FromPatterns(must[[]stdlib.Pattern](t)(m.Sample(ctx, rng.New(9), rbm.Sampling{Count: 20, Steps: 200}))))
	exact := must[float64](t)(m.LogLikelihood(ctx, d))
	raise := must[rbm.Likelihood](t)(m.RAISE(ctx, rng.New(2), d, rbm.AIS{Chains: 50, Temperatures: 500}))
	for k, x := range raise.Each {
		p := must[stdlib.Pattern](t)(d.Pattern(k))
		if want := -must[float64](t)(m.FreeEnergy(p)) - logZ; math.Abs(x-want) > .25 { // five times the spread of ln of a mean of 50 weights
			t.Errorf("example %d: RAISE %v, exact %v", k, x, want)
		}
	}
	ais := must[rbm.Likelihood](t)(m.EstimateLogLikelihood(ctx, rng.New(2), d, rbm.AIS{}))
	if math.Abs(ais.Mean-exact) > 4*ais.Z.Error || ais.Error < ais.Z.Error || len(ais.Each) != 20 {
		t.Errorf("%v (%v), exact %v", ais, ais.Z, exact)
	}
	few := must[rbm.Likelihood](t)(m.RAISE(ctx, rng.New(2), d, rbm.AIS{Chains: 2, Temperatures: 3}))
	t.Logf("exact %.3f, AIS %v, RAISE %v, with 3 temperatures %v", exact, ais, raise, few)
	if few.Mean > exact-.02 {
		t.Errorf("RAISE with 3 temperatures and 2 chains %v, exact %v: want it below", few, exact)
	}
}
