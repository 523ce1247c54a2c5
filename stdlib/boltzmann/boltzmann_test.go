package boltzmann_test

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"

	"harmonium/stdlib"
	"harmonium/stdlib/boltzmann"
	"harmonium/stdlib/data"
	"harmonium/stdlib/exact"
	"harmonium/stdlib/rng"
)

var ctx = context.Background()

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// random is a machine with couplings and biases of standard deviation about d.
func random(t testing.TB, seed uint64, visible, hidden int, d float64) *boltzmann.Machine {
	t.Helper()
	m := must[*boltzmann.Machine](t)(boltzmann.New(visible, hidden))
	if err := m.Scatter(rng.New(seed), d); err != nil {
		t.Fatal(err)
	}
	r := rng.New(seed).Named("bias").Reader()
	for i := range m.Bias() {
		m.Bias()[i] = d * r.NormFloat64()
	}
	return m
}

// all visible states of a machine, each as likely as it is.
func world(t testing.TB, m *boltzmann.Machine) boltzmann.Data {
	t.Helper()
	return must[boltzmann.Data](t)(m.World(ctx))
}

func furthest(a, b *boltzmann.Machine) (d float64) {
	for i := range a.Units() {
		d = max(d, math.Abs(a.Bias()[i]-b.Bias()[i]))
		for j := range a.Units() {
			d = max(d, math.Abs(a.Weights().At(i, j)-b.Weights().At(i, j)))
		}
	}
	return d
}

func Example() {
	world, _ := data.BarsAndStripes(2)
	m, _ := boltzmann.New(4, 2)
	history, err := m.Train(ctx, rng.New(1), boltzmann.Examples(world...), boltzmann.Training{Updates: 3000, Rate: 0.2})
	fmt.Println(m, err)
	fmt.Printf("mean ln p = %.2f; the best there is: -1.73\n", history.Last().LogLikelihood)

	half, _ := stdlib.ParsePattern("#. ..")
	mean, _ := m.Conditional(ctx, half, []int{0, 1}) // the upper row is known
	fmt.Printf("the unit below the one that is on is on with probability %.2f\n", (1+mean[2])/2)
	// Output:
	// Boltzmann machine: 4 visible and 2 hidden units at T = 1 <nil>
	// mean ln p = -1.73; the best there is: -1.73
	// the unit below the one that is on is on with probability 1.00
}

// The exact gradient equals finite differences of the exact log-likelihood, with
// hidden units, a mask, and T ≠ 1: without the factor 1/T it would be 1.7 times off.
func TestGradientEqualsFiniteDifferences(t *testing.T) {
	m := random(t, 3, 4, 3, .6)
	if err := m.SetTemperature(1.7); err != nil {
		t.Fatal(err)
	}
	if err := m.SetMask(must[*stdlib.Sparse](t)(stdlib.RandomGraph(rng.New(2), 7, .7))); err != nil {
		t.Fatal(err)
	}
	d := boltzmann.Examples(must[[]stdlib.Pattern](t)(data.BarsAndStripes(2))...)
	g := must[boltzmann.Gradient](t)(m.Gradient(ctx, d))
	const h = 1e-5
	slope := func(set func(by float64)) float64 {
		set(h)
		up := must[float64](t)(m.LogLikelihood(ctx, d))
		set(-2 * h)
		down := must[float64](t)(m.LogLikelihood(ctx, d))
		set(h)
		return (up - down) / (2 * h)
	}
	masked := 0
	for i := range 7 {
		if got := slope(func(by float64) { m.Bias()[i] += by }); math.Abs(got-g.Bias[i]) > 1e-9 {
			t.Errorf("bias %d: gradient %v, finite difference %v", i, g.Bias[i], got)
		}
		for j := range i {
			if m.Weights().At(i, j) == 0 {
				masked++
				if g.Weights.At(i, j) != 0 {
					t.Errorf("masked coupling (%d, %d): gradient %v", i, j, g.Weights.At(i, j))
				}
				continue
			}
			w := m.Weights()
			got := slope(func(by float64) { w.Set(i, j, w.At(i, j)+by) })
			if math.Abs(got-g.Weights.At(i, j)) > 1e-9 {
				t.Errorf("coupling (%d, %d): gradient %v, finite difference %v", i, j, g.Weights.At(i, j), got)
			}
		}
	}
	if masked == 0 {
		t.Error("the mask lets everything pass")
	}
}

// Given a machine's own distribution, learning finds its couplings: the likelihood
// of a machine without hidden units has one maximum.
func TestPlantedCouplingsAreRecovered(t *testing.T) {
	for _, c := range []struct {
		how  boltzmann.Training
		most float64
	}{
		{boltzmann.Training{Method: boltzmann.Exact, Updates: 1000, Rate: .5}, 1e-6},
		{boltzmann.Training{Method: boltzmann.PseudoLikelihood, Updates: 1000, Rate: .2}, 1e-6},
		// .020 and .034 are the furthest that any coupling was off under 20 seeds; half as much again.
		{boltzmann.Training{Method: boltzmann.Persistent, Updates: 1500, Rate: .03, Chains: 500}, .03},
		{boltzmann.Training{Method: boltzmann.Gibbs, Updates: 700, Rate: .05, Chains: 200}, .05},
		// Linear response is an approximation; at these couplings it is this good.
		{boltzmann.Training{Method: boltzmann.MeanField, Updates: 2000, Rate: .1}, .1},
	} {
		want := random(t, 5, 5, 0, .3)
		if err := want.SetTemperature(1.3); err != nil {
			t.Fatal(err)
		}
		m := must[*boltzmann.Machine](t)(boltzmann.New(5, 0))
		m.SetTemperature(1.3)
		_, err := m.Train(ctx, rng.New(1), world(t, want), c.how)
		d := furthest(m, want)
		t.Logf("%v: furthest coupling off by %.2g", c.how.Method, d)
		if err != nil || d > c.most {
			t.Errorf("%v: off by %v, want at most %v (%v)", c.how.Method, d, c.most, err)
		}
	}
}

// No pair couplings tell even parity from noise: KL = ln 2 at best. Hidden units do.
func TestParityNeedsHiddenUnits(t *testing.T) {
	d := boltzmann.Examples(must[[]stdlib.Pattern](t)(data.Parity(3))...)
	for seed := range uint64(20) {
		m := random(t, seed, 3, 0, 1)
		if kl := must[float64](t)(m.KL(ctx, d)); kl < math.Ln2-1e-12 {
			t.Errorf("seed %d: KL %v without hidden units, below ln 2", seed, kl)
		}
		if seed < 3 {
			must[stdlib.History](t)(m.Train(ctx, rng.New(1), d, boltzmann.Training{Updates: 2000, Rate: .3}))
			if kl := must[float64](t)(m.KL(ctx, d)); kl < math.Ln2-1e-12 || kl > math.Ln2+1e-6 {
				t.Errorf("seed %d: trained to KL %v, want ln 2", seed, kl)
			}
		}
	}
	m := must[*boltzmann.Machine](t)(boltzmann.New(3, 3))
	must[stdlib.History](t)(m.Train(ctx, rng.New(1), d, boltzmann.Training{Updates: 4000, Rate: .3, Scatter: .5}))
	if kl := must[float64](t)(m.KL(ctx, d)); kl > .1 { // it tends to 0 as the couplings grow without end
		t.Errorf("KL %v with three hidden units, want below .1", kl)
	}
}

// The sampled phases agree with the exact gradient: hidden units coupled among
// themselves, so that the clamped phase is sampled too.
func TestSampledTrainingReachesWhatExactTrainingReaches(t *testing.T) {
	d := boltzmann.Examples(must[[]stdlib.Pattern](t)(data.BarsAndStripes(2))...)
	for method, how := range map[boltzmann.Method]boltzmann.Training{
		boltzmann.Persistent: {Updates: 1500, Rate: .05, Clamped: 10, Chains: 100, Sweeps: 5},
		boltzmann.Gibbs:      {Updates: 600, Rate: .1, Clamped: 10, Chains: 100, Sweeps: 30},
	} {
		how.Method = method
		m := random(t, 9, 4, 3, .5)
		before := must[float64](t)(m.LogLikelihood(ctx, d))
		_, err := m.Train(ctx, rng.New(4), d, how)
		after := must[float64](t)(m.LogLikelihood(ctx, d))
		t.Logf("%v: mean ln p from %.3f to %.3f", method, before, after)
		if err != nil || after < -1.95 {
			t.Errorf("%v: mean ln p %.3f, want near the best, -1.733 (%v)", method, after, err)
		}
	}
}

func TestFreeEnergyEitherWay(t *testing.T) {
	m := random(t, 6, 4, 4, .7)
	m.SetTemperature(.8)
	p := must[[]float64](t)(m.Distribution(ctx))
	logZ := must[float64](t)(m.LogZ(ctx))
	check := func(p []float64, logZ float64) {
		t.Helper()
		for x, d := range world(t, m).Patterns {
			f := must[float64](t)(m.FreeEnergy(ctx, d))
			if math.Abs(-f/.8-logZ-math.Log(p[x])) > 1e-12 {
				t.Errorf("state %d: ln P %v from the free energy, %v enumerated", x, -f/.8-logZ, math.Log(p[x]))
			}
		}
	}
	check(p, logZ)
	if err := m.SetMask(must[*stdlib.Sparse](t)(boltzmann.Layers(4, 4))); err != nil { // hidden units apart: another formula
		t.Fatal(err)
	}
	check(must[[]float64](t)(m.Distribution(ctx)), must[float64](t)(m.LogZ(ctx)))
}

func TestCompletionAgreesWithEnumeration(t *testing.T) {
	m := random(t, 8, 6, 2, .5)
	p := stdlib.Row([]int8{1, -1, 1, 1, -1, 1})
	clamp := []int{0, 4}
	want := must[[]float64](t)(m.Conditional(ctx, p, clamp))

	// The conditional itself, from the distribution of all visible units.
	sum, mean := 0.0, make([]float64, 6)
	for x, w := range must[[]float64](t)(m.Distribution(ctx)) {
		if x&1 == 1 && x>>4&1 == 0 {
			sum += w
			for i := range mean {
				mean[i] += w * float64((x>>i&1)*2-1)
			}
		}
	}
	got := must[boltzmann.Completion](t)(m.Complete(ctx, rng.New(2), p, clamp, boltzmann.Sampling{Count: 64, Sweeps: 500}))
	for i := range mean {
		if math.Abs(mean[i]/sum-want[i]) > 1e-12 {
			t.Errorf("unit %d: conditional %v, enumerated %v", i, want[i], mean[i]/sum)
		}
		if math.Abs(got.Mean[i]-want[i]) > 5*got.Error[i]+1e-12 {
			t.Errorf("unit %d: sampled %v ± %v, exact %v", i, got.Mean[i], got.Error[i], want[i])
		}
	}
	for _, s := range got.Patterns {
		if s.Spins[0] != 1 || s.Spins[4] != -1 {
			t.Fatalf("%v: a clamped unit changed", s)
		}
	}
}

func TestSamplesFollowTheDistribution(t *testing.T) {
	m := random(t, 12, 4, 1, .5)
	m.SetTemperature(1.5)
	const n = 20_000
	count := make([]float64, 16)
	for _, p := range must[[]stdlib.Pattern](t)(m.Sample(ctx, rng.New(3), boltzmann.Sampling{Count: n, Burn: 20, Sweeps: 1})) {
		count[exact.Index(p.Spins)]++
	}
	chi2 := 0.0
	for x, p := range must[[]float64](t)(m.Distribution(ctx)) {
		chi2 += (count[x] - n*p) * (count[x] - n*p) / (n * p)
	}
	if chi2 > 37.7 { // the 99.9th percentile with 15 degrees of freedom
		t.Errorf("χ² = %.1f with 15 degrees of freedom", chi2)
	}
}

// N units, all coupled with 1/N: below T = 1 the mean field is m = tanh(m/T).
func TestCurieWeiss(t *testing.T) {
	const n = 400
	m := must[*boltzmann.Machine](t)(boltzmann.New(n, 0))
	for i := range n {
		for j := range i {
			m.Weights().Set(i, j, 1.0/(n-1))
		}
	}
	for temperature, want := range map[float64]float64{.5: .957504, .9: .525430, 1.1: 0} {
		m.SetTemperature(temperature)
		got := must[boltzmann.Means](t)(m.MeanField(ctx, nil, false))
		if !got.Converged || math.Abs(got.Mean[7]-want) > 2e-6 {
			t.Errorf("T = %v: m = %v, want %v (converged: %v)", temperature, got.Mean[7], want, got.Converged)
		}
	}
}

// Naive mean field bounds the free energy from above; TAP's error is third order:
// half the couplings, an eighth of the error (a quarter for naive mean field).
func TestMeanFieldAndTAP(t *testing.T) {
	for seed := range uint64(5) {
		var naive, tap [2]float64
		for k, scale := range []float64{.05, .025} {
			m := random(t, seed, 8, 0, scale)
			r := rng.New(seed).Reader()
			for i := range m.Bias() {
				m.Bias()[i] = .5 * r.NormFloat64()
			}
			f := -must[float64](t)(m.LogZ(ctx))
			naive[k] = must[boltzmann.Means](t)(m.MeanField(ctx, nil, false)).FreeEnergy - f
			tap[k] = must[boltzmann.Means](t)(m.MeanField(ctx, nil, true)).FreeEnergy - f
		}
		if naive[0] < 0 || naive[1] < 0 {
			t.Errorf("seed %d: mean field is below the exact free energy by %v and %v", seed, naive[0], naive[1])
		}
		if r := naive[0] / naive[1]; math.Abs(r-4) > 1 {
			t.Errorf("seed %d: twice the couplings make %v times the error of mean field, want 4", seed, r)
		}
		if r := tap[0] / tap[1]; r < 6 {
			t.Errorf("seed %d: twice the couplings make %v times the error of TAP, want 8 or more", seed, r)
		}
	}
}

func TestPseudoLikelihoodByHand(t *testing.T) {
	m := random(t, 2, 5, 0, .6)
	m.SetTemperature(1.4)
	p := stdlib.Row([]int8{1, -1, -1, 1, 1})
	want := 0.0
	for i := range p.Spins { // ln P(v)/(P(v) + P(v with unit i flipped))
		q := p.Clone()
		q.Spins[i] = -q.Spins[i]
		e0 := must[float64](t)(m.Energy(p))
		e1 := must[float64](t)(m.Energy(q))
		want -= math.Log(1 + math.Exp((e0-e1)/1.4))
	}
	got := must[float64](t)(m.PseudoLikelihood(ctx, boltzmann.Examples(p)))
	if math.Abs(got-want) > 1e-12 {
		t.Errorf("pseudo-likelihood %v, want %v", got, want)
	}
}

// A machine is a Model, and the machine of that model is the same machine.
func TestMachineOfAModel(t *testing.T) {
	m := random(t, 6, 4, 3, .5)
	var model stdlib.Model = m
	back := must[*boltzmann.Machine](t)(boltzmann.Of(model, 4))
	if back.Visible() != 4 || back.Hidden() != 3 || furthest(m, back) != 0 {
		t.Errorf("%v came back as %v, off by %v", m, back, furthest(m, back))
	}
	m.Bias()[2] = math.NaN()
	if _, err := boltzmann.Of(model, 4); err == nil {
		t.Error("a bias of NaN is taken")
	}
}

func TestWeightsAreRepeats(t *testing.T) {
	a, b := stdlib.Row([]int8{1, 1, -1}), stdlib.Row([]int8{-1, 1, -1})
	m := random(t, 1, 3, 2, 1)
	one := must[float64](t)(m.LogLikelihood(ctx, boltzmann.Data{Patterns: []stdlib.Pattern{a, a, b}}))
	two := must[float64](t)(m.LogLikelihood(ctx, boltzmann.Data{Patterns: []stdlib.Pattern{a, b}, Weights: []float64{4, 2}}))
	three := boltzmann.Examples(a, b, a)
	if math.Abs(one-two) > 1e-14 || len(three.Patterns) != 2 || three.Weights[0] != 2 {
		t.Errorf("%v and %v; examples %v", one, two, three)
	}
	k1 := must[float64](t)(m.KL(ctx, boltzmann.Data{Patterns: []stdlib.Pattern{a, a, b}}))
	k2 := must[float64](t)(m.KL(ctx, three))
	if math.Abs(k1-k2) > 1e-14 {
		t.Errorf("KL %v with repeats, %v with weights", k1, k2)
	}
}

func TestNothingDependsOnTheNumberOfCores(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	var first *boltzmann.Machine
	for _, cores := range []int{1, 2, 5} {
		runtime.GOMAXPROCS(cores)
		m := random(t, 4, 6, 3, .3)
		d := world(t, random(t, 2, 6, 0, .5))
		must[stdlib.History](t)(m.Train(ctx, rng.New(7), d, boltzmann.Training{Method: boltzmann.Persistent, Updates: 30}))
		if first == nil {
			first = m
		} else if furthest(m, first) != 0 {
			t.Errorf("%d cores: couplings differ by %v from those on one", cores, furthest(m, first))
		}
	}
}

func TestCancelledTrainingLeavesAWholeMachine(t *testing.T) {
	short, cancel := context.WithCancel(ctx)
	m := random(t, 1, 5, 2, .1)
	h, err := m.Train(short, rng.New(1), world(t, random(t, 2, 5, 0, .5)), boltzmann.Training{
		Method: boltzmann.Gibbs, Every: 1, Watch: func(s stdlib.Step) error {
			if s.Update == 3 {
				cancel()
			}
			return nil
		}})
	if err != context.Canceled || len(h.Steps) != 3 {
		t.Errorf("%d steps, %v; want 3 and a cancellation", len(h.Steps), err)
	}
	if err := m.Weights().Check(); err != nil {
		t.Error(err)
	}
}

func TestBadInputIsRefused(t *testing.T) {
	m := random(t, 1, 4, 1, .1)
	good := stdlib.Row([]int8{1, 1, -1, -1})
	train := func(d boltzmann.Data, how boltzmann.Training) error {
		_, err := m.Train(ctx, rng.New(1), d, how)
		return err
	}
	_, tooBig := must[*boltzmann.Machine](t)(boltzmann.New(30, 0)).LogZ(ctx)
	_, negative := boltzmann.New(0, 3)
	_, class := m.Classify(ctx, good, 5)
	_, clamp := m.Complete(ctx, rng.New(1), good, []int{4}, boltzmann.Sampling{})
	for _, c := range []struct {
		err  error
		want []string
	}{
		{train(boltzmann.Data{}, boltzmann.Training{}), []string{"no patterns"}},
		{train(boltzmann.Examples(stdlib.Row([]int8{1, 1})), boltzmann.Training{}), []string{"2 units", "4 visible"}},
		{train(boltzmann.Data{Patterns: []stdlib.Pattern{good}, Weights: []float64{math.NaN()}}, boltzmann.Training{}), []string{"NaN"}},
		{train(boltzmann.Examples(good), boltzmann.Training{Rate: math.Inf(1)}), []string{"+Inf"}},
		{train(boltzmann.Examples(good), boltzmann.Training{Momentum: 1}), []string{"momentum 1"}},
		{train(boltzmann.Examples(good), boltzmann.Training{Method: boltzmann.PseudoLikelihood}), []string{"1 hidden"}},
		{m.SetTemperature(0), []string{"0"}},
		{tooBig, []string{"30", "24"}},
		{negative, []string{"0 visible", "3 hidden"}},
		{class, []string{"5 classes", "4 visible"}},
		{clamp, []string{"unit 4", "0 to 3"}},
	} {
		for _, w := range c.want {
			if c.err == nil || !strings.Contains(c.err.Error(), w) {
				t.Errorf("error %v, want one that says %q", c.err, w)
			}
		}
	}
}

func BenchmarkPersistent(b *testing.B) {
	for _, visible := range []int{8, 64, 256} {
		b.Run(fmt.Sprint(visible), func(b *testing.B) {
			m := must[*boltzmann.Machine](b)(boltzmann.New(visible, 16))
			p := stdlib.Row(make([]int8, visible))
			stdlib.RandomSpins(rng.New(1), p.Spins)
			b.ResetTimer()
			_, err := m.Train(ctx, rng.New(1), boltzmann.Examples(p), boltzmann.Training{Method: boltzmann.Persistent, Updates: b.N, Rate: 1e-3})
			if err != nil {
				b.Fatal(err)
			}
		})
	}
}

// The hidden means are those of the joint distribution given the pattern, whether hidden
// units are coupled or not.
func TestTransformAgreesWithEnumeration(t *testing.T) {
	for _, apart := range []bool{false, true} {
		m := random(t, 12, 3, 3, .8)
		if err := m.SetTemperature(1.3); err != nil {
			t.Fatal(err)
		}
		if apart {
			if err := m.SetMask(must[*stdlib.Sparse](t)(boltzmann.Layers(3, 3))); err != nil {
				t.Fatal(err)
			}
		}
		p := must[[]float64](t)(must[*exact.System](t)(exact.Enumerate(ctx, must[*stdlib.Ising](t)(m.Ising()))).Probabilities(1.3))
		for k, row := range must[[][]float64](t)(m.Transform(ctx, world(t, m))) {
			var mean [3]float64
			sum := 0.0
			for h := range 8 {
				q := p[k+h<<3]
				sum += q
				for j := range mean {
					mean[j] += q * float64(h>>j&1*2-1)
				}
			}
			for j := range mean {
				if math.Abs(row[j]-mean[j]/sum) > 1e-12 {
					t.Errorf("apart %v, pattern %d: ⟨h⟩ %v, want %v", apart, k, row[j], mean[j]/sum)
				}
			}
		}
	}
	if _, err := random(t, 1, 3, 2, 1).Transform(ctx, boltzmann.Examples(stdlib.Row([]int8{1}))); err == nil {
		t.Error("a pattern of another length was taken")
	}
}

// A small step changes the likelihood by the square of the gradient, to first order.
func TestStepGoesUpTheGradient(t *testing.T) {
	d := boltzmann.Examples(must[[]stdlib.Pattern](t)(data.BarsAndStripes(2))...)
	m := random(t, 2, 4, 2, .3)
	if err := m.SetMask(must[*stdlib.Sparse](t)(boltzmann.Layers(4, 2))); err != nil {
		t.Fatal(err)
	}
	g := must[boltzmann.Gradient](t)(m.Gradient(ctx, d))
	before, square := m.Parameters(), 0.0
	if len(before) != 4*2+6 {
		t.Fatalf("%d parameters, want 8 couplings and 6 biases", len(before))
	}
	if err := m.Step(g, 1e-4); err != nil {
		t.Fatal(err)
	}
	for k, p := range m.Parameters() {
		square += (p - before[k]) / 1e-4 * (p - before[k]) / 1e-4
	}
	gained := must[float64](t)(m.LogLikelihood(ctx, d)) - g.LogLikelihood
	if math.Abs(gained/1e-4-square) > 1e-3*square {
		t.Errorf("a step of 1e-4 gained %v, want %v", gained, 1e-4*square)
	}
	if m.Step(boltzmann.Gradient{}, 1) == nil || m.Step(g, math.NaN()) == nil {
		t.Error("an empty gradient, or a step of NaN, was taken")
	}
}
