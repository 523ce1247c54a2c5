package harmonium_test

import (
	"context"
	"math"
	"runtime"
	"slices"
	"testing"
	"time"

	"harmonium/stdlib/harmonium"
	"harmonium/stdlib/rng"
)

// moments is the mean of f(v) by summation, from the gradient on one example: f(x) less
// the gradient is the model's mean.
func moments(t *testing.T, m *harmonium.Machine) []float64 {
	x := make([]float64, m.Visible().Units())
	m.Visible().Draw(x, m.VisibleBias(), rng.New(1))
	g := must[harmonium.Gradient](t)(m.Gradient(ctx, [][]float64{x}))
	f := make([]float64, m.Visible().Statistics())
	m.Visible().Write(f, x)
	for i := range f {
		f[i] -= g.Visible[i]
	}
	return f[:m.Visible().Coupled()]
}

// Gibbs chains of every pair of kinds have the machine's means.
func TestSamplesOfEveryPair(t *testing.T) {
	pairs(func(v, h harmonium.Units) {
		m := random(t, v, h, 3, .25)
		want := moments(t, m)
		got := must[harmonium.Completion](t)(m.Complete(ctx, rng.New(5), first(t, m), nil, harmonium.Sampling{Count: 40, Steps: 80, Keep: 70}))
		for i, w := range want {
			// 60 pairs of up to 6 statistics: 4.5 standard errors of a mean over 40 chains.
			if math.Abs(got.Mean[i]-w) > 4.5*got.Error[i]+1e-9 {
				t.Errorf("%v, statistic %d: %v ± %v, want %v", m, i, got.Mean[i], got.Error[i], w)
			}
		}
	})
}

func first(t *testing.T, m *harmonium.Machine) []float64 {
	x := make([]float64, m.Visible().Units())
	m.Visible().Draw(x, m.VisibleBias(), rng.New(1))
	return x
}

// What is clamped stays, and the others have the conditional means: against the sum over
// the states that agree with what is known, weighed by their free energies.
func TestCompletion(t *testing.T) {
	for _, c := range []struct {
		v     harmonium.Units
		known []float64
		clamp []int
	}{
		{harmonium.Bits(4), []float64{1, 0, 1, 0}, []int{0, 3}},
		{harmonium.Potts{N: 3, States: 3}, []float64{2, 0, 1}, []int{0, 2}},
		{harmonium.Words{Vocabulary: 4, Length: 5}, []float64{2, 1, 1, 1}, []int{0}},
		{harmonium.Gaussians(2), []float64{1.5, 0}, []int{0}},
	} {
		m := random(t, c.v, harmonium.Bits(3), 6, .8)
		n := c.v.Coupled()
		z, want, f := 0.0, make([]float64, n), make([]float64, c.v.Statistics())
	states:
		for _, p := range points(c.v) {
			x := slices.Clone(p.x)
			for _, i := range c.clamp {
				if c.v.Support() == harmonium.Bounded && x[i] != c.known[i] {
					continue states
				}
			}
			weight := p.weight
			if c.v.Support() != harmonium.Bounded {
				x[0] = c.known[0] // the integral over the others, many times over
				weight /= math.Exp(-p.x[0] * p.x[0] / 2)
			}
			w := weight * math.Exp(-must[float64](t)(m.FreeEnergy(x))-c.v.LogBase(x))
			if c.v.Support() != harmonium.Bounded {
				w *= math.Exp(-p.x[0] * p.x[0] / 2)
			}
			c.v.Write(f, x)
			z += w
			for i := range n {
				want[i] += w * f[i]
			}
		}
		got := must[harmonium.Completion](t)(m.Complete(ctx, rng.New(2), c.known, c.clamp, harmonium.Sampling{Count: 50, Steps: 200}))
		for i := range n {
			if math.Abs(got.Mean[i]-want[i]/z) > 4.5*got.Error[i]+1e-9 {
				t.Errorf("%v, statistic %d: %v ± %v, want %v", m, i, got.Mean[i], got.Error[i], want[i]/z)
			}
		}
		for _, s := range got.States {
			if err := c.v.Check(s); err != nil {
				t.Error(err)
			}
			for _, i := range c.clamp {
				if s[i] != c.known[i] {
					t.Fatalf("%v: a clamped unit changed", s)
				}
			}
		}
	}
}

// A temperature divides couplings and biases: sampling at T is sampling from the machine
// with parameters/T, however hot it began.
func TestTemperature(t *testing.T) {
	m := random(t, harmonium.Spins(3), harmonium.Gaussians(2), 3, .8)
	cold := m.Clone()
	for _, p := range [][]float64{cold.Weights(), cold.VisibleBias(), cold.HiddenBias()} {
		for i := range p {
			p[i] /= .7
		}
	}
	want := moments(t, cold)
	got := must[harmonium.Completion](t)(m.Complete(ctx, rng.New(5), []float64{1, 1, 1}, nil, harmonium.Sampling{Count: 200, Steps: 300, Temperature: .7, Hot: 4}))
	for i, w := range want {
		if math.Abs(got.Mean[i]-w) > 4*got.Error[i] {
			t.Errorf("unit %d: %v ± %v, want %v", i, got.Mean[i], got.Error[i], w)
		}
	}
}

// AIS of every pair of kinds is within its error of the exact ln Z, forward and reverse.
func TestAISOfEveryPair(t *testing.T) {
	pairs(func(v, h harmonium.Units) {
		m := random(t, v, h, 9, .35)
		want := must[float64](t)(m.LogZ(ctx))
		for _, how := range []harmonium.AIS{{Chains: 50, Temperatures: 25}, {Chains: 50, Temperatures: 25, Reverse: true, Burn: 40}} {
			e := must[harmonium.Estimate](t)(m.AIS(ctx, rng.New(4), how))
			// 120 estimates, and the error is itself an estimate: 4.5 of it.
			if math.Abs(e.LogZ-want) > 4.5*e.Error+1e-9 || !(e.Error < .5) {
				t.Errorf("%v: %v (reverse %v), exact %.4f", m, e, how.Reverse, want)
			}
		}
	})
}

func TestNothingDependsOnTheNumberOfCores(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	data := patches(400)
	var weights []float64
	var logZ float64
	for _, cores := range []int{1, 2, 5} {
		runtime.GOMAXPROCS(cores)
		m := must[*harmonium.Machine](t)(harmonium.New(harmonium.FreeGaussians(len(data[0])), harmonium.Rectified(40)))
		if _, err := m.Train(ctx, rng.New(7), data, harmonium.Training{Method: harmonium.PCD, Epochs: 2, Batch: 100, Momentum: .5}); err != nil {
			t.Fatal(err)
		}
		e := must[harmonium.Estimate](t)(m.AIS(ctx, rng.New(1), harmonium.AIS{Temperatures: 20}))
		if weights == nil {
			weights, logZ = m.Weights(), e.LogZ
		} else if !slices.Equal(m.Weights(), weights) || e.LogZ != logZ {
			t.Errorf("%d cores: other weights, or ln Z %v instead of %v", cores, e.LogZ, logZ)
		}
	}
}

// Every long call ends soon after its context.
func TestContextsEndEverything(t *testing.T) {
	m := random(t, harmonium.Bits(18), harmonium.Bits(300), 1, .1)
	rows := [][]float64{make([]float64, 18)}
	for name, call := range map[string]func(context.Context) error{
		"LogZ": func(c context.Context) error { _, err := m.LogZ(c); return err },
		"Sample": func(c context.Context) error {
			_, err := m.Sample(c, rng.New(1), harmonium.Sampling{Steps: 1 << 30})
			return err
		},
		"AIS": func(c context.Context) error {
			_, err := m.AIS(c, rng.New(1), harmonium.AIS{Temperatures: 1 << 30})
			return err
		},
		"Train": func(c context.Context) error {
			_, err := m.Clone().Train(c, rng.New(1), rows, harmonium.Training{Epochs: 1 << 30})
			return err
		},
		"Full": func(c context.Context) error {
			_, err := m.Clone().Train(c, rng.New(1), rows, harmonium.Training{Epochs: 1 << 30, Method: harmonium.Full})
			return err
		},
	} {
		short, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
		if err := call(short); err != context.DeadlineExceeded {
			t.Errorf("%s: %v, want the deadline's error", name, err)
		}
		cancel()
	}
}
