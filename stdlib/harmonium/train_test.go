package harmonium_test

import (
	"fmt"
	"math"
	"testing"

	"harmonium/stdlib"
	"harmonium/stdlib/data"
	"harmonium/stdlib/harmonium"
	"harmonium/stdlib/rng"
)

// patches is patches of 6×6 of a made picture: edges of random place and direction on
// grey, with noise of deviation .3.
func patches(n int) [][]float64 {
	r := rng.New(77).Reader()
	rows := make([][]float64, n)
	for k := range rows {
		angle, shift := 2*math.Pi*r.Float64(), 2*r.Float64()-1
		rows[k] = make([]float64, 36)
		for i := range rows[k] {
			x, y := float64(i%6)-2.5, float64(i/6)-2.5
			side := math.Tanh(3 * (x*math.Cos(angle) + y*math.Sin(angle) - shift))
			rows[k][i] = side + .3*r.NormFloat64()
		}
	}
	return rows
}

// A mixture of four Gaussians at the corners of a square, each of variance .09, is a
// machine of two hidden bits: the exact gradient finds centres and variance.
func TestGaussianBitsLearnAMixture(t *testing.T) {
	const n = 1000
	r := rng.New(3).Reader()
	rows := make([][]float64, n)
	for k := range rows {
		rows[k] = []float64{float64(2*r.IntN(2)-1) + .3*r.NormFloat64(), float64(2*r.IntN(2)-1) + .3*r.NormFloat64()}
	}
	for _, how := range []harmonium.Training{
		{Method: harmonium.Full, Batch: n, Epochs: 400, Rate: .05, Momentum: .8},
		{Method: harmonium.PCD, Batch: 100, Chains: 200, K: 3, Epochs: 60, Rate: .1, RateEnd: .01},
	} {
		m := must[*harmonium.Machine](t)(harmonium.New(harmonium.FreeGaussians(2), harmonium.Bits(2)))
		copy(m.Weights(), []float64{3, .5, -.5, 2}) // from nothing, both hidden units may choose the same axis
		copy(m.VisibleBias(), []float64{-1, -1, 2, 2})
		h := must[stdlib.History](t)(m.Train(ctx, rng.New(1), rows, how))
		// The entropy of the mixture: 2 ln 2 + ln 2πe·.09, less the little that the tails overlap.
		best := -2*math.Ln2 - math.Log(2*math.Pi*math.E*.09)
		last := h.Last().LogLikelihood
		v1, v2 := 1/m.VisibleBias()[2], 1/m.VisibleBias()[3]
		t.Logf("%v: mean ln p %.4f, of the truth %.4f; variances %.4f and %.4f, true .09", how.Method, last, best, v1, v2)
		// A variance estimated from 1,000 examples has an error of .004, the mean ln p one of .03;
		// PCD's last few updates add to both.
		tolerance := map[harmonium.Method]float64{harmonium.Full: .009, harmonium.PCD: .02}[how.Method]
		if math.Abs(last-best) > .12 || math.Abs(v1-.09) > tolerance || math.Abs(v2-.09) > tolerance {
			t.Errorf("%v: mean ln p %.4f, of the truth %.4f; variances %.4f and %.4f, want .09", how.Method, last, best, v1, v2)
		}
	}
}

// On patches with edges the free variance falls from that of the pixels to near that of
// the noise, and the machine knows edges: it makes patches again with less error than
// their mean does.
func TestGaussianBitsLearnPatches(t *testing.T) {
	rows := patches(3000)
	m := must[*harmonium.Machine](t)(harmonium.New(harmonium.FreeGaussians(36), harmonium.Bits(60)))
	if err := m.StartFrom(rows); err != nil {
		t.Fatal(err)
	}
	before := 1 / m.VisibleBias()[36+14]
	h := must[stdlib.History](t)(m.Train(ctx, rng.New(1), rows, harmonium.Training{Batch: 50, Epochs: 30, Rate: .05, Momentum: .5, Look: 500}))
	variance := 0.0
	for _, p := range m.VisibleBias()[36:] {
		variance += 1 / p / 36
	}
	t.Logf("variance of a pixel from %.3f to %.3f, noise .09; %v", before, variance, h)
	if variance > .2 || variance < .09 {
		t.Errorf("variance of a pixel given the hidden units %.3f, want between .09, the noise, and .2; before %.3f", variance, before)
	}
}

// The kinds learn with one another: the exact gradient raises the likelihood of examples
// drawn from another machine of the same kinds nearly to where that machine has it.
func TestEveryKindLearns(t *testing.T) {
	for k, v := range kinds {
		for _, h := range []harmonium.Units{kinds[0], kinds[3], kinds[(k+5)%len(kinds)]} {
			if v.Support() != harmonium.Bounded && h.Support() != harmonium.Bounded && !(v.Support() == harmonium.Line && h.Support() == harmonium.Line) {
				continue // quadratures are slow, and the gradient's own test has them
			}
			if _, err := harmonium.New(v, h); err != nil {
				continue
			}
			teacher := random(t, v, h, 21, .3)
			rows := must[[][]float64](t)(teacher.Sample(ctx, rng.New(2), harmonium.Sampling{Count: 150, Steps: 30}))
			m := must[*harmonium.Machine](t)(harmonium.New(v, h))
			if err := m.StartFrom(rows); err != nil {
				t.Fatal(err)
			}
			before := must[float64](t)(m.LogLikelihood(ctx, rows))
			must[stdlib.History](t)(m.Train(ctx, rng.New(3), rows, harmonium.Training{Method: harmonium.Full, Batch: 150, Epochs: 60, Rate: .03, Momentum: .8, Scatter: .1, Look: 1}))
			got, want := must[float64](t)(m.LogLikelihood(ctx, rows)), must[float64](t)(teacher.LogLikelihood(ctx, rows))
			if got < min(want, before+.1)-.05 {
				t.Errorf("%v: mean ln p %.4f, before learning %.4f, the teacher's %.4f", m, got, before, want)
			}
		}
	}
}

// Poisson units with Poisson units keep to couplings of at most 0.
func TestCountsRepel(t *testing.T) {
	m := must[*harmonium.Machine](t)(harmonium.New(harmonium.Poisson(3), harmonium.Poisson(2)))
	teacher := random(t, harmonium.Poisson(3), harmonium.Poisson(2), 5, 1)
	rows := must[[][]float64](t)(teacher.Sample(ctx, rng.New(2), harmonium.Sampling{Count: 300, Steps: 100}))
	h := must[stdlib.History](t)(m.Train(ctx, rng.New(3), rows, harmonium.Training{Epochs: 50, Rate: .02}))
	if ok, err := m.Finite(); !ok || err != nil || h.Last().Reconstruction > h.Steps[0].Reconstruction {
		t.Errorf("finite %v, %v; %v", ok, err, h)
	}
}

func TestBarsAndStripes(t *testing.T) {
	world := must[[]stdlib.Pattern](t)(data.BarsAndStripes(2))
	for _, v := range []harmonium.Units{harmonium.Bits(4), harmonium.Spins(4)} {
		m := must[*harmonium.Machine](t)(harmonium.New(v, harmonium.Spins(6)))
		rows := must[[][]float64](t)(m.Examples(world))
		h := must[stdlib.History](t)(m.Train(ctx, rng.New(1), rows, harmonium.Training{Method: harmonium.Full, Epochs: 1500, Batch: 8, Rate: .15, Momentum: .5, Scatter: .3}))
		if got := h.Last().LogLikelihood; got < -1.73287-.1 || got > -1.73287 {
			t.Errorf("%v: mean ln p %.4f, the best there is -1.7329", m, got)
		}
	}
}

// The history's measures, the stopping rule and weight decay.
func TestHistory(t *testing.T) {
	world := must[[]stdlib.Pattern](t)(data.BarsAndStripes(3))
	train := func(how harmonium.Training) (*harmonium.Machine, stdlib.History) {
		m := must[*harmonium.Machine](t)(harmonium.New(harmonium.Spins(9), harmonium.Bits(8)))
		rows := must[[][]float64](t)(m.Examples(world))
		how.Rate, how.Held = .05, rows[12:]
		return m, must[stdlib.History](t)(m.Train(ctx, rng.New(1), rows[:12], how))
	}
	_, h := train(harmonium.Training{Epochs: 300})
	first, last := h.Steps[0], h.Last()
	for name, v := range map[string]float64{"likelihood": last.LogLikelihood - first.LogLikelihood, "pseudo-likelihood": last.PseudoLikelihood - first.PseudoLikelihood,
		"reconstruction": first.Reconstruction - last.Reconstruction, "weights": last.WeightNorm - first.WeightNorm, "gap": last.FreeEnergyGap - first.FreeEnergyGap} {
		if !(v > 0) {
			t.Errorf("%s gained %v", name, v)
		}
	}
	if len(h.Steps) != 300 || last.Update != 600 || math.IsNaN(last.HeldLikelihood) || math.IsNaN(last.HiddenActivity) {
		t.Errorf("%d steps, the last %+v", len(h.Steps), last)
	}
	m, stopped := train(harmonium.Training{Epochs: 300, Stop: stdlib.Stopping{Patience: 20}})
	rows := must[[][]float64](t)(m.Examples(world))
	if got := must[float64](t)(m.LogLikelihood(ctx, rows[12:])); !stopped.Stopped || math.Abs(got-stopped.Best().HeldLikelihood) > 1e-12 {
		t.Errorf("held-out ln p of what is kept %v, the best was %v (%v)", got, stopped.Best().HeldLikelihood, stopped)
	}
	plain := last.WeightNorm
	_, l1 := train(harmonium.Training{Epochs: 300, L1: .03})
	_, l2 := train(harmonium.Training{Epochs: 300, L2: .05})
	if x, y := l1.Last().WeightNorm, l2.Last().WeightNorm; x > .8*plain || y > .8*plain {
		t.Errorf("weights of norm %v, with L1 %v, with L2 %v", plain, x, y)
	}
}

func Example() {
	world, _ := data.BarsAndStripes(3)
	m, _ := harmonium.New(harmonium.Spins(9), harmonium.Bits(8))
	rows, _ := m.Examples(world)
	history, err := m.Train(ctx, rng.New(1), rows, harmonium.Training{Method: harmonium.Full, Epochs: 700, Batch: 16, Rate: 0.1, Momentum: 0.5})
	fmt.Println(m, err)
	fmt.Printf("mean ln p = %.2f; the best there is: -2.60\n", history.Last().LogLikelihood)
	dreams, _ := m.Sample(ctx, rng.New(3), harmonium.Sampling{Count: 1, Steps: 200})
	pictures, _ := harmonium.Patterns(dreams, 3)
	fmt.Println(pictures[0])
	// Output:
	// harmonium: 9 spins and 8 bits <nil>
	// mean ln p = -2.67; the best there is: -2.60
	// ###
	// ###
	// ...
}

func BenchmarkEpoch(b *testing.B) {
	rows := patches(1000)
	for _, hidden := range []int{16, 64, 256} {
		b.Run(fmt.Sprint(hidden), func(b *testing.B) {
			m := must[*harmonium.Machine](b)(harmonium.New(harmonium.FreeGaussians(36), harmonium.Bits(hidden)))
			must[stdlib.History](b)(m.Train(ctx, rng.New(1), rows, harmonium.Training{Batch: 100, Epochs: b.N, Look: 1}))
		})
	}
}
