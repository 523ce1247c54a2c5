package deep_test

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"harmonium/stdlib"
	"harmonium/stdlib/data"
	"harmonium/stdlib/deep"
	"harmonium/stdlib/exact"
	"harmonium/stdlib/rbm"
	"harmonium/stdlib/rng"
)

// bars is the world of 4×4 bars itself, each picture as often as it should be: 1,875
// examples, two thirds of which have standing bars, each bar on with probability 1/5.
func bars(t testing.TB) *rbm.Data {
	t.Helper()
	var all []stdlib.Pattern
	for upright := range 2 {
		for x := range 16 {
			p := stdlib.Pattern{Spins: make([]int8, 16), Rows: 4, Cols: 4}
			times := 1 + upright
			for i := range 4 {
				if x>>i&1 == 0 {
					times *= 4
				}
			}
			for i := range p.Spins {
				line := i / 4
				if upright == 1 {
					line = i % 4
				}
				p.Spins[i] = int8(x>>line&1)*2 - 1
			}
			for range times {
				all = append(all, p)
			}
		}
	}
	return must[*rbm.Data](t)(rbm.FromPatterns(all))
}

// divergence of the machine from the world of bars, in bits.
func divergence(t testing.TB, m *deep.Helmholtz) float64 {
	t.Helper()
	logP := must[float64](t)(m.LogLikelihood(ctx, bars(t)))
	return (-logP - must[float64](t)(data.BarsWorld{}.Entropy())) / math.Ln2
}

// helmholtz is a machine of random parameters.
func helmholtz(t testing.TB, seed uint64, deviation float64, sizes ...int) *deep.Helmholtz {
	t.Helper()
	m := must[*deep.Helmholtz](t)(deep.NewHelmholtz(sizes...))
	if err := m.Scatter(rng.New(seed), deviation); err != nil {
		t.Fatal(err)
	}
	r := rng.New(seed).Named("bias").Reader()
	for k := range sizes {
		for _, b := range [][]float32{m.GenerativeBias(k), m.RecognitionBias(k)} {
			for i := range b {
				b[i] = float32(deviation * r.NormFloat64())
			}
		}
	}
	return m
}

// follows is ln P(y | x) of units y with biases b and couplings w, a row for each x.
func follows(w, b []float32, x, y []uint8) (log float64) {
	for j, on := range y {
		z := float64(b[j])
		for i, v := range x {
			z += float64(v) * float64(w[i*len(y)+j])
		}
		log -= math.Log1p(math.Exp(z * (1 - 2*float64(on))))
	}
	return log
}

// split is the states of layers whose units are the bits of x, the lowest first.
func split(x int, sizes []int) (states [][]uint8) {
	for _, n := range sizes {
		states = append(states, state(x, n).Bits())
		x >>= n
	}
	return states
}

// weighed is ln P(v, h) and ln Q(h | v) of every state, from the definitions: the
// visible units are the low bits.
func weighed(m *deep.Helmholtz) (joint, posterior []float64) {
	sizes, units := m.Sizes(), 0
	for _, n := range sizes {
		units += n
	}
	top := len(sizes) - 1
	for x := range 1 << units {
		s := split(x, sizes)
		p, q := follows(nil, m.GenerativeBias(top), nil, s[top]), 0.0
		for k := range top {
			p += follows(m.Generative(k), m.GenerativeBias(k), s[k+1], s[k])
			q += follows(m.Recognition(k), m.RecognitionBias(k), s[k], s[k+1])
		}
		joint, posterior = append(joint, p), append(posterior, q)
	}
	return joint, posterior
}

func ExampleNewHelmholtz() {
	world, _ := data.BarsAndStripes(2)
	d, _ := rbm.FromPatterns(world)
	m, _ := deep.NewHelmholtz(4, 4, 1)
	history, err := m.Train(ctx, rng.New(1), d, deep.Training{Epochs: 4000, Batch: 8, Rate: 0.2, RateEnd: 0.01, Every: 4000})
	fmt.Println(m, err)
	best := history.Best()
	fmt.Printf("mean ln p = %.1f, F says at least %.1f\n", best.LogLikelihood, best.ELBO)
	dreams, _ := m.Sample(ctx, rng.New(1), deep.Dreams{Count: 1})
	fmt.Println(dreams[0])
	// Output:
	// Helmholtz machine of 4–4–1 units <nil>
	// mean ln p = -2.4, F says at least -2.5
	// .#
	// .#
}

// The row "Helmholtz machine, wake-sleep": F ≥ −ln p whatever the machine and the
// pattern, and both are what enumeration says.
func TestHelmholtzMachineWakeSleep(t *testing.T) {
	for seed, sizes := range [][]int{{4, 3}, {3, 4, 2}, {3, 2, 3, 1}} {
		for _, deviation := range []float64{.3, 1, 4} {
			m := helmholtz(t, uint64(seed), deviation, sizes...)
			joint, posterior := weighed(m)
			p, f := make([]float64, 1<<sizes[0]), make([]float64, 1<<sizes[0])
			for x, l := range joint {
				v := x % len(p)
				p[v] += math.Exp(l)
				f[v] += math.Exp(posterior[x]) * (posterior[x] - l)
			}
			total := 0.0
			for v := range p {
				total += p[v]
				pattern := state(v, sizes[0])
				free := must[float64](t)(m.FreeEnergy(ctx, pattern))
				log := must[float64](t)(m.LogLikelihood(ctx, must[*rbm.Data](t)(rbm.FromPatterns([]stdlib.Pattern{pattern}))))
				if math.Abs(free-f[v]) > 1e-9*max(1, f[v]) || math.Abs(log-math.Log(p[v])) > 1e-9 {
					t.Errorf("%v, state %d: F = %v and ln p = %v, enumerated %v and %v", m, v, free, log, f[v], math.Log(p[v]))
				}
				if free < -log-1e-12 {
					t.Errorf("%v, state %d: F = %v below -ln p = %v", m, v, free, -log)
				}
			}
			if math.Abs(total-1) > 1e-9 {
				t.Errorf("%v: probabilities add up to %v", m, total)
			}
		}
	}
}

// Awake, learning climbs the ELBO: its mean update is the slope of −F for every
// generative parameter.
func TestWakingClimbsTheELBO(t *testing.T) {
	m := helmholtz(t, 6, .7, 3, 2, 2)
	v := state(5, 3)
	const n = 50_000
	var many []stdlib.Pattern
	for range n {
		many = append(many, v)
	}
	d := must[*rbm.Data](t)(rbm.FromPatterns(many))
	c := m.Clone()
	must[stdlib.History](t)(c.Train(ctx, rng.New(1), d, deep.Training{Epochs: 1, Batch: n, Rate: 1}))
	const h = 1.0 / (1 << 12)
	for k := range 3 {
		for _, pair := range [][2][]float32{{m.GenerativeBias(k), c.GenerativeBias(k)}, {m.Generative(k), c.Generative(k)}} {
			for i := range pair[0] {
				old := pair[0][i]
				at := func(by float32) float64 {
					pair[0][i] = old + by
					defer func() { pair[0][i] = old }()
					return -must[float64](t)(m.FreeEnergy(ctx, v))
				}
				slope := (at(h) - at(-h)) / float64((old+h)-(old-h))
				// An entry is at most 1, so its mean has an error of at most 1/√n = .0045; finite differences add .0005.
				if got := float64(pair[1][i] - old); math.Abs(got-slope) > .018 {
					t.Errorf("layer %d, parameter %d: mean update %v, slope of the ELBO %v", k, i, got, slope)
				}
			}
		}
	}
}

// Asleep, recognition learns the posterior of the machine's own dreams: with the
// generative net at rest (its updates are taken back), Q tends to P(h | v) where Q can.
func TestSleepLearnsToRecognise(t *testing.T) {
	m := helmholtz(t, 2, 1.5, 4, 1) // one hidden unit: its posterior is a logistic function of v
	c := m.Clone()
	d := allStates(t, 4)
	for u := range uint64(100) {
		must[stdlib.History](t)(c.Train(ctx, rng.New(u), d, deep.Training{Epochs: 40, Rate: 1 - float64(u)*.0099, Every: 1000, Look: 1}))
		for k := range 2 {
			copy(c.GenerativeBias(k), m.GenerativeBias(k))
			copy(c.Generative(k), m.Generative(k))
		}
	}
	gap := 0.0
	for v := range 16 {
		one := must[*rbm.Data](t)(rbm.FromPatterns([]stdlib.Pattern{state(v, 4)}))
		log := must[float64](t)(m.LogLikelihood(ctx, one))
		gap += math.Exp(log) * (log + must[float64](t)(c.FreeEnergy(ctx, state(v, 4))))
	}
	if t.Logf("KL(Q ‖ posterior) = %.4f", gap); gap > .02 {
		t.Errorf("KL(Q ‖ posterior) is %v over the machine's dreams, want about 0", gap)
	}
}

func TestAncestralSamplesFollowTheDistribution(t *testing.T) {
	m := helmholtz(t, 9, 1, 3, 2, 1)
	joint, _ := weighed(m)
	p := make([]float64, len(joint))
	for x, l := range joint {
		p[x] = math.Exp(l)
	}
	const n = 20_000
	all := must[[][]stdlib.Pattern](t)(m.SampleLayers(ctx, rng.New(2), deep.Dreams{Count: n}))
	count := make([]float64, len(p))
	for i := range n {
		count[exact.Index(all[0][i].Spins)|exact.Index(all[1][i].Spins)<<3|exact.Index(all[2][i].Spins)<<5]++
	}
	if c := chi2(count, p); c > 103.4 { // the 99.9th percentile with 63 degrees of freedom
		t.Errorf("χ² = %.1f with 63 degrees of freedom", c)
	}
	for i, q := range must[[]stdlib.Pattern](t)(m.Sample(ctx, rng.New(2), deep.Dreams{Count: n})) {
		if !q.Equal(all[0][i]) {
			t.Fatalf("sample %d is not the visible layer of the same state", i)
		}
	}
}

// estimates checks sampled bounds against exact ones.
func estimates(t *testing.T, what any, logP, elbo float64, estimate func(samples int) (bound, importance deep.Estimate)) {
	t.Helper()
	for _, samples := range []int{50, 1000} {
		bound, importance := estimate(samples)
		t.Logf("%v, %d samples: ELBO %v, exact %.3f; ln p %v, exact %.3f", what, samples, bound, elbo, importance, logP)
		if math.Abs(bound.Mean-elbo) > 4*bound.Error || bound.Error > .2 {
			t.Errorf("%v, %d samples: ELBO %v, exact %v", what, samples, bound, elbo)
		}
		if samples == 1000 && (math.Abs(importance.Mean-logP) > 5*importance.Error+.01 || importance.Error > .1) { // .01: ln of a mean is biased
			t.Errorf("%v, %d samples: ln p %v, exact %v", what, samples, importance, logP)
		}
		if importance.Mean < bound.Mean-4*bound.Error {
			t.Errorf("%v, %d samples: ln p %v below the ELBO %v", what, samples, importance, bound)
		}
	}
}

func TestEstimatesOfHelmholtz(t *testing.T) {
	m := helmholtz(t, 7, .7, 5, 4, 2)
	d := allStates(t, 5)
	elbo := 0.0
	for v := range 32 {
		elbo -= must[float64](t)(m.FreeEnergy(ctx, state(v, 5))) / 32
	}
	estimates(t, m, must[float64](t)(m.LogLikelihood(ctx, d)), elbo, func(samples int) (a, b deep.Estimate) {
		how := deep.Bound{Samples: samples}
		return must[deep.Estimate](t)(m.ELBO(ctx, rng.New(1), d, how)), must[deep.Estimate](t)(m.Importance(ctx, rng.New(2), d, how))
	})
	one := must[deep.Estimate](t)(m.Importance(ctx, rng.New(1), d, deep.Bound{Samples: 1}))
	if !math.IsNaN(one.Error) || len(one.Each) != 32 {
		t.Errorf("one sample: %v of %d examples, want no error bar", one, len(one.Each))
	}
}

func savedHelmholtz(t testing.TB, m *deep.Helmholtz) []byte {
	t.Helper()
	return file(t, func(b *bytes.Buffer) error { return m.Save(b) })
}

func TestFileOfHelmholtz(t *testing.T) {
	m := helmholtz(t, 1, .5, 35, 12, 6)
	must[stdlib.History](t)(m.Train(ctx, rng.New(1), letters(t), deep.Training{Epochs: 2}))
	checkFile(t, savedHelmholtz(t, m), func(b []byte) ([]byte, error) {
		m, err := deep.LoadHelmholtz(bytes.NewReader(b))
		if err != nil {
			return nil, err
		}
		return savedHelmholtz(t, m), nil
	})
}

func TestResumeOfHelmholtz(t *testing.T) {
	start := helmholtz(t, 1, .1, 35, 12, 6)
	how := deep.Training{Epochs: 6, Batch: 10, Momentum: .5, Rate: .1, RateEnd: .01, L2: .001, Every: 2}
	checkResume(t, how, func(ctx context.Context, how deep.Training) ([]byte, stdlib.History, error) {
		m := start.Clone()
		h, err := m.Train(ctx, rng.New(3), letters(t), how)
		return savedHelmholtz(t, m), h, err
	}, func(half []byte, how deep.Training) ([]byte, stdlib.History, error) {
		m, h, err := deep.ResumeHelmholtz(ctx, bytes.NewReader(half), letters(t), how)
		if err != nil {
			return nil, h, err
		}
		return savedHelmholtz(t, m), h, nil
	})
}

func TestDirectedNetsDoNotDependOnTheNumberOfCores(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	var first []byte
	d := must[*rbm.Data](t)(rbm.FromPatterns(data.Letters()))
	for _, cores := range []int{1, 2, 5} {
		runtime.GOMAXPROCS(cores)
		m := helmholtz(t, 1, .1, 35, 150, 80) // large enough for a team
		must[stdlib.History](t)(m.Train(ctx, rng.New(7), d, deep.Training{Epochs: 2, Momentum: .5}))
		if first == nil {
			first = savedHelmholtz(t, m)
		} else if !bytes.Equal(savedHelmholtz(t, m), first) {
			t.Errorf("%d cores: another machine", cores)
		}
	}
}

// A history has likelihoods: exact where they are cheap, else estimated. A stopping
// rule gives back the best machine.
func TestHistoryOfHelmholtz(t *testing.T) {
	d := stripes(t, 2)
	m := helmholtz(t, 1, .1, 4, 3, 2)
	h := must[stdlib.History](t)(m.Train(ctx, rng.New(1), d, deep.Training{Epochs: 200, Rate: .3, Held: d, Stop: stdlib.Stopping{Patience: 20}}))
	best := h.Best()
	if got := must[float64](t)(m.LogLikelihood(ctx, d)); math.Abs(got-best.LogLikelihood) > 1e-9 || best.HeldLikelihood != best.LogLikelihood {
		t.Errorf("ln p %v, the best step has %v and %v held out", got, best.LogLikelihood, best.HeldLikelihood)
	}
	if s := h.Last(); math.IsNaN(s.ELBO) || !(s.Reconstruction > 0 && s.WeightNorm > 0 && s.HiddenActivity > 0) {
		t.Errorf("the last step is %+v", s)
	}
	large := helmholtz(t, 1, .1, 35, 12, 6)
	if s := must[stdlib.History](t)(large.Train(ctx, rng.New(1), letters(t), deep.Training{Epochs: 1})).Last(); !(s.LikelihoodError > 0) || !(s.LogLikelihood >= s.ELBO-1) {
		t.Errorf("18 hidden units: %+v, want an estimate with its error", s)
	}
}

func TestBadInputToHelmholtzIsRefused(t *testing.T) {
	m := helmholtz(t, 1, .1, 4, 3, 2)
	_, one := deep.NewHelmholtz(4)
	_, none := m.Sample(ctx, rng.New(1), deep.Dreams{Count: -1})
	_, few := m.ELBO(ctx, rng.New(1), stripes(t, 2), deep.Bound{Samples: -1})
	_, wrong := m.Importance(ctx, rng.New(1), stripes(t, 3), deep.Bound{})
	_, short := m.FreeEnergy(ctx, state(0, 3))
	_, big := helmholtz(t, 1, .1, 4, 21).LogLikelihood(ctx, stripes(t, 2))
	_, train := m.Train(ctx, rng.New(1), stripes(t, 3), deep.Training{})
	_, above := m.Train(ctx, rng.New(1), stripes(t, 2), deep.Training{Above: -1})
	_, features := m.Transform(ctx, rng.New(1), stripes(t, 3))
	stopped, cancel := context.WithCancel(ctx)
	cancel()
	before := slices.Clone(m.Generative(0))
	_, ended := m.Train(stopped, rng.New(1), stripes(t, 2), deep.Training{})
	if !slices.Equal(before, m.Generative(0)) {
		t.Error("a training that was stopped before it began changed the machine")
	}
	for _, c := range []struct {
		err  error
		want string
	}{
		{one, "1 layers"}, {none, "-1 dreams"}, {few, "-1 samples"}, {wrong, "9 columns, the net has 4"}, {short, "3 units, the layer has 4"},
		{big, "21 hidden units, enumeration takes at most 20"}, {train, "9 columns"}, {above, "-1"}, {features, "9 columns"}, {ended, "canceled"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("error %v, want one that says %q", c.err, c.want)
		}
	}
}

// The row "Helmholtz machine, wake-sleep", 4×4 bars: the divergence of the machine from
// the world itself, exactly. With no part that takes away (Training.Positive), little
// activity to begin with and a slow top layer, as in Science 268 (1995), it is below
// .15 bit for this seed, and .45 is the limit; two seeds of three end at .7 to .9,
// where the top unit has not found out that there are two directions.
//
// HARMONIUM_LONG=1 go test ./stdlib/deep -run LearnsBars -v prints the divergence.
func TestHelmholtzMachineLearnsBars(t *testing.T) {
	long(t)
	m := must[*deep.Helmholtz](t)(deep.NewHelmholtz(16, 8, 1))
	for i := range m.GenerativeBias(1) {
		m.GenerativeBias(1)[i] = -3
	}
	how := deep.Training{Epochs: 400, Batch: 25, Rate: 2, RateEnd: .02, Above: .05, Positive: true, Every: 30_000}
	h := must[stdlib.History](t)(m.Train(ctx, rng.New(0), bars(t), how))
	kl := divergence(t, m)
	t.Logf("%v: KL(world ‖ machine) = %.3f bit after %v", m, kl, h.Last().Elapsed)
	if kl > .45 {
		t.Errorf("KL(world ‖ machine) = %.3f bit, want at most .45", kl)
	}
	for i, w := range m.Generative(0) {
		if w < 0 {
			t.Fatalf("generative coupling %d to the visible layer is %v, want 0 or more", i, w)
		}
	}
}
