package deep_test

import (
	"context"
	"fmt"
	"math"
	"os"
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

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// dbm is a machine of random parameters.
func dbm(t testing.TB, seed uint64, deviation float64, sizes ...int) *deep.DBM {
	t.Helper()
	m := must[*deep.DBM](t)(deep.NewDBM(sizes...))
	if err := m.Scatter(rng.New(seed), deviation); err != nil {
		t.Fatal(err)
	}
	r := rng.New(seed).Named("bias").Reader()
	for k := range sizes {
		for i := range m.Bias(k) {
			m.Bias(k)[i] = float32(deviation * r.NormFloat64())
		}
	}
	return m
}

// masked couples each unit only with its neighbours.
func masked(t testing.TB, m *deep.DBM) *deep.DBM {
	t.Helper()
	sizes := m.Sizes()
	for k := range len(sizes) - 1 {
		if err := m.SetMask(k, must[[]bool](t)(deep.Local(1, sizes[k], 1, sizes[k+1], 1.5))); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

// joint is ln of the weight of every state of all layers, from the energies alone: the
// visible units are the low bits, then come the layers upwards.
func joint(t testing.TB, m *deep.DBM) (logs []float64, logZ float64) {
	t.Helper()
	units := 0
	for _, n := range m.Sizes() {
		units += n
	}
	for x := range 1 << units {
		var states []stdlib.Pattern
		rest := x
		for _, n := range m.Sizes() {
			states = append(states, state(rest, n))
			rest >>= n
		}
		logs = append(logs, -must[float64](t)(m.Energy(states...)))
	}
	return logs, logSum(logs)
}

func logSum(logs []float64) float64 {
	top, sum := slices.Max(logs), 0.0
	for _, l := range logs {
		sum += math.Exp(l - top)
	}
	return top + math.Log(sum)
}

// visible is ln P of every visible state.
func visible(t testing.TB, m *deep.DBM) []float64 {
	t.Helper()
	logs, logZ := joint(t, m)
	p := make([]float64, 1<<m.Visible())
	for x, l := range logs {
		p[x%len(p)] += math.Exp(l - logZ)
	}
	for v := range p {
		p[v] = math.Log(p[v])
	}
	return p
}

func likelihood(t testing.TB, m *deep.DBM, d *rbm.Data) (mean float64) {
	t.Helper()
	p := visible(t, m)
	for k := range d.Len() {
		mean += p[exact.Index(must[stdlib.Pattern](t)(d.Pattern(k)).Spins)] / float64(d.Len())
	}
	return mean
}

func stripes(t testing.TB, n int) *rbm.Data {
	t.Helper()
	return must[*rbm.Data](t)(rbm.FromPatterns(must[[]stdlib.Pattern](t)(data.BarsAndStripes(n))))
}

func allStates(t testing.TB, n int) *rbm.Data {
	t.Helper()
	var all []stdlib.Pattern
	for x := range 1 << n {
		all = append(all, state(x, n))
	}
	return must[*rbm.Data](t)(rbm.FromPatterns(all))
}

// nets is machines with one to four hidden layers, dense and masked.
func nets(t testing.TB, deviation float64) (all []*deep.DBM) {
	for seed, sizes := range [][]int{{5, 4}, {4, 3, 3}, {3, 4, 2, 3}, {3, 2, 3, 2, 2}} {
		all = append(all, dbm(t, uint64(seed), deviation, sizes...), masked(t, dbm(t, uint64(seed)+10, deviation, sizes...)))
	}
	return all
}

func ExampleNewDBM() {
	world, _ := data.BarsAndStripes(3)
	d, _ := rbm.FromPatterns(world)
	m, _ := deep.NewDBM(9, 8, 4)
	how := deep.Training{Epochs: 1500, K: 2, Chains: 100, Rate: 0.3, RateEnd: 0.01, Scatter: 0.3}
	history, err := m.Train(ctx, rng.New(1), d, how)
	fmt.Println(m, err)
	fmt.Println(history.Last().Update, "updates")
	logP, _ := m.LogLikelihood(ctx, d)
	bound, _ := m.ELBO(ctx, d, deep.Bound{})
	fmt.Printf("mean ln p = %.2f, at least %.2f by mean field; the best there is: -2.60\n", logP, bound.Mean)
	// Output:
	// deep Boltzmann machine of 9–8–4 units <nil>
	// 1500 updates
	// mean ln p = -3.00, at least -3.01 by mean field; the best there is: -2.60
}

func ExampleLocal() {
	allowed, err := deep.Local(4, 4, 2, 2, 1)
	fmt.Println(err)
	for i := range 4 { // what the first hidden unit sees of the picture
		for j := range 4 {
			fmt.Print(map[bool]string{true: "#", false: "."}[allowed[(4*i+j)*4]])
		}
		fmt.Println()
	}
	// Output:
	// <nil>
	// ##..
	// ##..
	// ....
	// ....
}

// The row "Deep Boltzmann machine, structured (masked)": ln Z from either side of the
// restricted form, the free energies and the likelihood equal enumeration, and the
// bound of the mean field never lies above the likelihood.
func TestDeepBoltzmannMachineStructuredMasked(t *testing.T) {
	for _, m := range nets(t, 1.2) {
		logs, logZ := joint(t, m)
		for _, odd := range []bool{false, true} {
			if z := must[float64](t)(must[*rbm.RBM](t)(m.Restricted(odd)).LogZ(ctx)); math.Abs(z-logZ) > 1e-9 {
				t.Errorf("%v, odd %v: ln Z %.12f, enumerated %.12f", m, odd, z, logZ)
			}
		}
		d := allStates(t, m.Visible())
		if got, want := must[float64](t)(m.LogLikelihood(ctx, d)), likelihood(t, m, d); math.Abs(got-want) > 1e-9 {
			t.Errorf("%v: log-likelihood %.12f, enumerated %.12f", m, got, want)
		}
		p := visible(t, m)
		bound := must[deep.Estimate](t)(m.ELBO(ctx, d, deep.Bound{}))
		for v, b := range bound.Each {
			if b > p[v]+1e-9 {
				t.Errorf("%v: bound %v above ln p = %v of state %d", m, b, p[v], v)
			}
			if len(m.Sizes()) == 2 && b < p[v]-1e-6 {
				t.Errorf("%v: bound %v, want ln p = %v where there is one hidden layer", m, b, p[v])
			}
			if f := must[float64](t)(m.FreeEnergy(ctx, state(v, m.Visible()))); math.Abs(-f-logZ-p[v]) > 1e-9 {
				t.Errorf("%v: F of state %d is %v, enumerated %v", m, v, f, -logZ-p[v])
			}
		}
		spins := must[*exact.System](t)(exact.Enumerate(ctx, must[*stdlib.Ising](t)(m.Ising())))
		for x, e := range spins.Energies() {
			if math.Abs(e+logs[x]) > 1e-9 {
				t.Fatalf("%v: state %d has energy %v as spins, want %v", m, x, e, -logs[x])
			}
		}
	}
}

// p(h¹ | v, h²) = σ(W₁ᵀv + W₂h² + c): what the restricted form draws the odd layers
// from is what the energies say.
func TestConditionalOfTheFirstHiddenLayer(t *testing.T) {
	m := dbm(t, 3, 1, 3, 4, 2)
	logs, _ := joint(t, m)
	r := must[*rbm.RBM](t)(m.Restricted(false))
	p := must[[]float32](t)(r.Transform(ctx, allStates(t, 5)))
	for x := range 32 {
		v, h2 := x&7, x>>3
		for j := range 4 {
			off := v | h2<<7
			want := 1 / (1 + math.Exp(logs[off]-logs[off|1<<(3+j)]))
			if got := float64(p[x*4+j]); math.Abs(got-want) > 1e-6 {
				t.Errorf("v = %d, h² = %d, unit %d: %v, want %v", v, h2, j, got, want)
			}
		}
	}
}

// AIS agrees with the exact ln Z within its error, whichever layers are summed out.
func TestAISOfDBMEqualsExact(t *testing.T) {
	for seed, sizes := range [][]int{{8, 6, 5}, {6, 4, 5, 4}} {
		m := dbm(t, uint64(seed), .8, sizes...)
		want := must[float64](t)(m.LogZ(ctx))
		how := rbm.AIS{Chains: 200, Temperatures: 500}
		check := func(what string, e rbm.Estimate) {
			t.Logf("%v, %s: %v, exact %.3f", m, what, e, want)
			if math.Abs(e.LogZ-want) > 4*e.Error || e.Error > .1 {
				t.Errorf("%v, %s: %v, exact %.3f", m, what, e, want)
			}
		}
		for _, odd := range []bool{false, true} {
			r := must[*rbm.RBM](t)(m.Restricted(odd))
			check(fmt.Sprint("odd layers held ", odd), must[rbm.Estimate](t)(r.AIS(ctx, rng.New(4), how)))
		}
		check("AIS", must[rbm.Estimate](t)(m.AIS(ctx, rng.New(5), how)))
		how.Base = must[*rbm.Data](t)(rbm.FromPatterns(must[[]stdlib.Pattern](t)(m.Sample(ctx, rng.New(6), rbm.Sampling{Count: 50, Steps: 50}))))
		check("with a base", must[rbm.Estimate](t)(m.AIS(ctx, rng.New(7), how)))
	}
}

// The exact gradient equals finite differences of the enumerated likelihood.
// Parameters are float32: the step is a power of two that they hold.
func TestGradientOfDBMEqualsFiniteDifferences(t *testing.T) {
	for _, m := range []*deep.DBM{dbm(t, 1, .5, 4, 3), masked(t, dbm(t, 2, .5, 4, 3, 2)), dbm(t, 3, .5, 4, 2, 2, 2)} {
		d := stripes(t, 2)
		sizes := m.Sizes()
		for k := range sizes {
			for _, x := range [][]float32{m.Bias(k), m.Weights(k)} {
				for i := range x { // to the grid of the step
					x[i] = float32(math.Round(float64(x[i])*1024) / 1024)
				}
			}
		}
		g := must[deep.DBMGradient](t)(m.Gradient(ctx, d))
		if want := likelihood(t, m, d); math.Abs(want-g.LogLikelihood) > 1e-9 {
			t.Errorf("%v: log-likelihood %v, enumerated %v", m, g.LogLikelihood, want)
		}
		compare := func(what string, x []float32, g []float64) {
			const h = 1.0 / (1 << 13)
			for i := range x {
				at := func(by float32) float64 {
					x[i] += by
					defer func() { x[i] -= by }()
					return likelihood(t, m, d)
				}
				if x[i] == 0 && g[i] == 0 {
					continue // the mask forbids it
				}
				if slope := (at(h) - at(-h)) / (2 * h); math.Abs(slope-g[i]) > 1e-7 {
					t.Errorf("%v, %s, %d: gradient %v, finite difference %v", m, what, i, g[i], slope)
				}
			}
		}
		for k := range sizes {
			compare(fmt.Sprint("bias ", k), m.Bias(k), g.Bias[k])
			if k+1 < len(sizes) {
				compare(fmt.Sprint("weights ", k), m.Weights(k), g.Weights[k])
			}
		}
	}
}

// What training climbs is the exact gradient, but for mean field in place of the
// posterior, which leaves out covariances of about W/16, and for noise.
func TestTrainingClimbsTheGradient(t *testing.T) {
	m := dbm(t, 5, .05, 4, 3, 2)
	g := must[deep.DBMGradient](t)(m.Gradient(ctx, stripes(t, 2)))
	c := m.Clone()
	must[stdlib.History](t)(c.Train(ctx, rng.New(1), stripes(t, 2), deep.Training{Epochs: 1, Rate: 1, K: 8, Chains: 40_000}))
	worst := 0.0
	for k := range m.Sizes() {
		for i, v := range g.Bias[k] {
			worst = max(worst, math.Abs(float64(c.Bias(k)[i]-m.Bias(k)[i])-v))
		}
		if k < 2 {
			for i, v := range g.Weights[k] {
				worst = max(worst, math.Abs(float64(c.Weights(k)[i]-m.Weights(k)[i])-v))
			}
		}
	}
	// 40,000 chains leave at most ½/200 of noise, 4 times that is .01.
	if t.Logf("largest difference %.4f", worst); worst > .012 {
		t.Errorf("a step of training differs by %v from the exact gradient", worst)
	}
}

// long skips a test that takes seconds, unless HARMONIUM_LONG is set.
func long(t *testing.T) {
	if os.Getenv("HARMONIUM_LONG") == "" {
		t.Skip("HARMONIUM_LONG is not set")
	}
}

func TestDBMLearnsBarsAndStripes(t *testing.T) {
	long(t)
	for _, sizes := range [][]int{{9, 10, 5}, {9, 8, 6, 4}} {
		d := stripes(t, 3)
		m := must[*deep.DBM](t)(deep.NewDBM(sizes...))
		if _, err := m.Pretrain(ctx, rng.New(1), d, deep.Training{Epochs: 500, Rate: .2, Scatter: .1}); err != nil {
			t.Fatal(err)
		}
		before := must[float64](t)(m.LogLikelihood(ctx, d))
		_, err := m.Train(ctx, rng.New(2), d, deep.Training{Epochs: 2000, K: 4, Rate: .2, RateEnd: .005, Chains: 100})
		after := must[float64](t)(m.LogLikelihood(ctx, d))
		t.Logf("%v: mean ln p %.3f pretrained, %.3f trained, best -2.599, %v", m, before, after, err)
		if err != nil || after < -3.2 || after <= before {
			t.Errorf("%v: mean ln p %.3f pretrained, %.3f trained, want more than -3.2 (%v)", m, before, after, err)
		}
	}
}

func TestMasksHold(t *testing.T) {
	m := masked(t, dbm(t, 1, 1, 9, 6, 4))
	free := m.Clone()
	how := deep.Training{Epochs: 20, Momentum: .5, L2: .001}
	if _, err := m.Pretrain(ctx, rng.New(1), stripes(t, 3), how); err != nil {
		t.Fatal(err)
	}
	must[stdlib.History](t)(m.Train(ctx, rng.New(1), stripes(t, 3), how))
	sizes := m.Sizes()
	for k := range 2 {
		changed := 0
		for i, yes := range must[[]bool](t)(deep.Local(1, sizes[k], 1, sizes[k+1], 1.5)) {
			if !yes && m.Weights(k)[i] != 0 {
				t.Errorf("forbidden coupling %d of layers %d and %d is %v", i, k, k+1, m.Weights(k)[i])
			}
			if yes && m.Weights(k)[i] != free.Weights(k)[i] {
				changed++
			}
		}
		if changed == 0 {
			t.Errorf("no coupling of layers %d and %d learned", k, k+1)
		}
	}
}

// chi2 of counts against probabilities, times the number of draws.
func chi2(count, p []float64) (sum float64) {
	n := 0.0
	for _, c := range count {
		n += c
	}
	for x := range p {
		sum += (count[x] - n*p[x]) * (count[x] - n*p[x]) / (n * p[x])
	}
	return sum
}

// The states of all layers together follow the joint distribution.
func TestSampleLayersFollowTheDistribution(t *testing.T) {
	m := dbm(t, 9, .8, 2, 2, 1, 1)
	logs, logZ := joint(t, m)
	p := make([]float64, len(logs))
	for x, l := range logs {
		p[x] = math.Exp(l - logZ)
	}
	how := rbm.Sampling{Count: 20_000, Steps: 30}
	all := must[[][]stdlib.Pattern](t)(m.SampleLayers(ctx, rng.New(2), how))
	count := make([]float64, len(p))
	for i := range how.Count {
		x, at := 0, 0
		for k, n := range m.Sizes() {
			x |= exact.Index(all[k][i].Spins) << at
			at += n
		}
		count[x]++
	}
	if c := chi2(count, p); c > 103.4 { // the 99.9th percentile with 63 degrees of freedom
		t.Errorf("χ² = %.1f with 63 degrees of freedom", c)
	}
	for i, q := range must[[]stdlib.Pattern](t)(m.Sample(ctx, rng.New(2), how)) {
		if !q.Equal(all[0][i]) {
			t.Fatalf("sample %d is not the visible layer of the same state", i)
		}
	}
}

func TestCompletionOfDBMAgreesWithEnumeration(t *testing.T) {
	m := dbm(t, 8, .8, 5, 3, 3)
	logs, _ := joint(t, m)
	sum, want := 0.0, make([]float64, 5)
	for x, l := range logs {
		if x&1 == 1 && x>>4&1 == 0 {
			w := math.Exp(l)
			sum += w
			for i := range want {
				want[i] += w * float64(x>>i&1)
			}
		}
	}
	got := must[rbm.Completion](t)(m.Complete(ctx, rng.New(1), stdlib.Row([]int8{1, 1, 1, 1, -1}), []int{0, 4},
		rbm.Sampling{Count: 64, Steps: 1000, Start: []stdlib.Pattern{state(3, 5)}}))
	for i := range want {
		want[i] /= sum
		if math.Abs(got.Mean[i]-want[i]) > 5*got.Error[i]+1e-6 {
			t.Errorf("unit %d: %v ± %v, enumerated %v", i, got.Mean[i], got.Error[i], want[i])
		}
	}
	for _, p := range got.Patterns {
		if p.Spins[0] != 1 || p.Spins[4] != -1 || len(p.Spins) != 5 {
			t.Fatalf("%v: a clamped unit changed", p)
		}
	}
}

// The means are a fixed point, and no other start of the hidden layers' means that was
// tried gives Transform another order: the layers side by side, the lowest first.
func TestMeanFieldIsAFixedPoint(t *testing.T) {
	m := dbm(t, 4, .5, 9, 5, 4, 3)
	d := stripes(t, 3)
	q := must[[][]float32](t)(m.MeanField(ctx, d))
	x := must[[]float32](t)(m.Transform(ctx, d))
	for k := range d.Len() {
		below := must[stdlib.Pattern](t)(d.Pattern(k)).Bits()
		first := make([]float32, 9)
		for i, on := range below {
			first[i] = float32(on)
		}
		states := [][]float32{first, q[0][k*5 : k*5+5], q[1][k*4 : k*4+4], q[2][k*3 : k*3+3]}
		if side := slices.Concat(states[1:]...); !slices.Equal(side, x[k*12:k*12+12]) {
			t.Fatalf("features of example %d are %v, want %v", k, x[k*12:k*12+12], side)
		}
		for l := 1; l < 4; l++ {
			for j, got := range states[l] {
				z := float64(m.Bias(l)[j])
				for i, v := range states[l-1] {
					z += float64(v) * float64(m.Weights(l - 1)[i*len(states[l])+j])
				}
				if l < 3 {
					for i, v := range states[l+1] {
						z += float64(v) * float64(m.Weights(l)[j*len(states[l+1])+i])
					}
				}
				if want := 1 / (1 + math.Exp(-z)); math.Abs(want-float64(got)) > 1e-4 {
					t.Fatalf("example %d, layer %d, unit %d: %v, want %v", k, l, j, got, want)
				}
			}
		}
	}
}

func TestDBMDoesNotDependOnTheNumberOfCores(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	var first *deep.DBM
	for _, cores := range []int{1, 2, 5} {
		runtime.GOMAXPROCS(cores)
		m := must[*deep.DBM](t)(deep.NewDBM(35, 20, 15))
		d := must[*rbm.Data](t)(rbm.FromPatterns(data.Letters()))
		must[[]stdlib.History](t)(m.Pretrain(ctx, rng.New(7), d, deep.Training{Epochs: 5, Batch: 10}))
		must[stdlib.History](t)(m.Train(ctx, rng.New(7), d, deep.Training{Epochs: 5, Batch: 10, Momentum: .5}))
		if first == nil {
			first = m
		} else if !slices.Equal(m.Weights(0), first.Weights(0)) || !slices.Equal(m.Weights(1), first.Weights(1)) {
			t.Errorf("%d cores: other weights", cores)
		}
	}
}

func TestFiltersAreThePicturesOfCouplings(t *testing.T) {
	d := letters(t)
	m, h := dbm(t, 1, .5, 35, 4, 3), helmholtz(t, 1, .5, 35, 4, 3)
	must[stdlib.History](t)(m.Train(ctx, rng.New(1), d, deep.Training{Epochs: 1}))
	must[stdlib.History](t)(h.Train(ctx, rng.New(1), d, deep.Training{Epochs: 1}))
	looks, draws := must[[][]float64](t)(m.Filter(2)), must[[][]float64](t)(h.Filter(2))
	for i := range 35 {
		if got, want := looks[i/5][i%5], float64(m.Weights(0)[i*4+2]); got != want {
			t.Errorf("DBM, unit %d: %v, want %v", i, got, want)
		}
		if got, want := draws[i/5][i%5], float64(h.Generative(0)[2*35+i]); got != want {
			t.Errorf("Helmholtz machine, unit %d: %v, want %v", i, got, want)
		}
	}
	if _, err := m.Filter(4); err == nil || !strings.Contains(err.Error(), "unit 4") {
		t.Errorf("unit 4 of 4: %v", err)
	}
}

func TestHistoryOfDBM(t *testing.T) {
	d := must[*rbm.Data](t)(rbm.FromPatterns(data.Letters()))
	train, held, err := d.Split(20)
	if err != nil {
		t.Fatal(err)
	}
	m := must[*deep.DBM](t)(deep.NewDBM(35, 12, 6))
	h := must[stdlib.History](t)(m.Train(ctx, rng.New(1), train, deep.Training{Epochs: 3, Batch: 5, Held: held}))
	s := h.Last()
	if len(h.Steps) != 3 || s.Update != 12 || s.Epoch != 3 || !(s.Reconstruction > 0 && s.WeightNorm > 0 && s.HiddenActivity > 0) || math.IsNaN(s.FreeEnergyGap) {
		t.Errorf("%d steps, the last %+v", len(h.Steps), s)
	}
	small := must[*deep.DBM](t)(deep.NewDBM(4, 3, 2))
	s = must[stdlib.History](t)(small.Train(ctx, rng.New(1), stripes(t, 2), deep.Training{Epochs: 2})).Last()
	if want := likelihood(t, small, stripes(t, 2)); math.Abs(s.LogLikelihood-want) > 1e-9 {
		t.Errorf("log-likelihood %v in the history, enumerated %v", s.LogLikelihood, want)
	}
}

func TestTrainingOfDBMStops(t *testing.T) {
	stop, cancel := context.WithCancel(ctx)
	m := must[*deep.DBM](t)(deep.NewDBM(9, 5, 4))
	h, err := m.Train(stop, rng.New(1), stripes(t, 3), deep.Training{Epochs: 100, Watch: func(s stdlib.Step) error {
		if s.Epoch == 3 {
			cancel()
		}
		return nil
	}})
	if err != context.Canceled || len(h.Steps) != 3 || m.Check() != nil {
		t.Errorf("%d steps, %v, %v; want 3, a cancellation, and a whole machine", len(h.Steps), err, m.Check())
	}
}

func TestBadInputToDBMIsRefused(t *testing.T) {
	m := dbm(t, 1, .1, 9, 4, 3)
	d := stripes(t, 3)
	train := func(d *rbm.Data, how deep.Training) error {
		_, err := m.Train(ctx, rng.New(1), d, how)
		return err
	}
	_, one := deep.NewDBM(4)
	_, zero := deep.NewDBM(4, 0)
	_, huge := deep.NewDBM(1<<20, 1<<20)
	_, few := m.Energy(state(1, 9))
	_, long := m.Energy(state(1, 9), state(1, 5), state(1, 3))
	_, clamp := m.Complete(ctx, rng.New(1), state(0, 9), []int{9}, rbm.Sampling{})
	_, short := m.Complete(ctx, rng.New(1), state(0, 8), nil, rbm.Sampling{})
	_, start := m.Sample(ctx, rng.New(1), rbm.Sampling{Start: []stdlib.Pattern{state(0, 8)}})
	_, ais := m.AIS(ctx, rng.New(1), rbm.AIS{Chains: -1})
	_, base := m.AIS(ctx, rng.New(1), rbm.AIS{Base: stripes(t, 2)})
	_, big := dbm(t, 1, .1, 50, 40, 30).ELBO(ctx, must[*rbm.Data](t)(rbm.FromPatterns([]stdlib.Pattern{state(0, 50)})), deep.Bound{})
	_, gradient := dbm(t, 1, .1, 4, 11, 10).Gradient(ctx, stripes(t, 2))
	_, radius := deep.Local(2, 2, 1, 1, -1)
	for _, c := range []struct {
		err  error
		want []string
	}{
		{one, []string{"1 layers"}},
		{zero, []string{"layer 1", "0 units"}},
		{huge, []string{"couplings", "at most"}},
		{few, []string{"1 layers", "has 3"}},
		{long, []string{"layer 1", "5 units", "has 4"}},
		{m.SetMask(2, nil), []string{"mask", "2 of 2"}},
		{m.SetMask(0, []bool{true}), []string{"1 entries", "36 couplings"}},
		{m.Scatter(rng.New(1), math.NaN()), []string{"NaN"}},
		{train(nil, deep.Training{}), []string{"no data"}},
		{train(stripes(t, 2), deep.Training{}), []string{"4 columns", "9 visible"}},
		{train(d, deep.Training{Rate: math.NaN()}), []string{"NaN"}},
		{train(d, deep.Training{Held: stripes(t, 2)}), []string{"held-out", "4 columns", "9 visible"}},
		{train(d, deep.Training{Batch: -1}), []string{"-1"}},
		{clamp, []string{"unit 9", "0 to 8"}},
		{short, []string{"8 units", "has 9"}},
		{start, []string{"8 columns", "9 visible"}},
		{ais, []string{"-1 chains"}},
		{base, []string{"4 columns", "9 visible"}},
		{big, []string{"at most 20", "Bound.LogZ"}},
		{gradient, []string{"25 units", "24"}},
		{radius, []string{"-1"}},
		{train(d, deep.Training{Rate: 1e39}), []string{"too high"}},
	} {
		for _, w := range c.want {
			if c.err == nil || !strings.Contains(c.err.Error(), w) {
				t.Errorf("error %v, want one that says %q", c.err, w)
			}
		}
	}
}
