package rbm_test

import (
	"context"
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"harmonium/stdlib"
	"harmonium/stdlib/data"
	"harmonium/stdlib/exact"
	"harmonium/stdlib/rbm"
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

func random(t testing.TB, seed uint64, visible, hidden int, d float64) *rbm.RBM {
	t.Helper()
	m := must[*rbm.RBM](t)(rbm.New(visible, hidden))
	if err := m.Scatter(rng.New(seed), d); err != nil {
		t.Fatal(err)
	}
	r := rng.New(seed).Named("bias").Reader()
	for i := range m.VisibleBias() {
		m.VisibleBias()[i] = float32(d * r.NormFloat64())
	}
	for j := range m.HiddenBias() {
		m.HiddenBias()[j] = float32(d * r.NormFloat64())
	}
	return m
}

func stripes(t testing.TB, n int) *rbm.Data {
	t.Helper()
	return must[*rbm.Data](t)(rbm.FromPatterns(must[[]stdlib.Pattern](t)(data.BarsAndStripes(n))))
}

func state(x, n int) stdlib.Pattern {
	s := make([]int8, n)
	for i := range s {
		s[i] = int8(x>>i&1)*2 - 1
	}
	return stdlib.Row(s)
}

// enumerated is ln of the weight of every joint state, from the energies alone: the
// visible units are the low bits.
func enumerated(t testing.TB, m *rbm.RBM) (logs []float64, logZ float64) {
	t.Helper()
	low := math.Inf(-1)
	for x := range 1 << (m.Visible() + m.Hidden()) {
		e := must[float64](t)(m.Energy(state(x, m.Visible()), state(x>>m.Visible(), m.Hidden())))
		logs = append(logs, -e)
		low = max(low, -e)
	}
	for _, l := range logs {
		logZ += math.Exp(l - low)
	}
	return logs, math.Log(logZ) + low
}

func Example() {
	world, _ := data.BarsAndStripes(3)
	d, _ := rbm.FromPatterns(world)
	m, _ := rbm.New(9, 8)
	history, err := m.Train(ctx, rng.New(1), d, rbm.Training{Method: rbm.Full, Epochs: 1500, Batch: 16, Rate: 0.3, Momentum: 0.5})
	fmt.Println(m, err)
	fmt.Printf("mean ln p = %.2f; the best there is: -2.60\n", history.Last().LogLikelihood)
	dreams, _ := m.Sample(ctx, rng.New(2), rbm.Sampling{Count: 1, Steps: 200})
	fmt.Println(dreams[0])
	// Output:
	// RBM: 9 visible and 8 hidden units <nil>
	// mean ln p = -2.65; the best there is: -2.60
	// ...
	// ###
	// ...
}

func TestLogZFromEitherSide(t *testing.T) {
	for seed, size := range [][2]int{{1, 1}, {3, 0}, {4, 7}, {12, 5}, {13, 14}, {30, 6}} {
		m := random(t, uint64(seed), size[0], size[1], .8)
		fromHidden := must[float64](t)(m.LogZFromHidden(ctx))
		if size[0] <= rbm.MaxExact {
			fromVisible := must[float64](t)(m.LogZFromVisible(ctx))
			if math.Abs(fromVisible-fromHidden) > 1e-10 {
				t.Errorf("%v: ln Z %.12f from the visible side, %.12f from the hidden side", size, fromVisible, fromHidden)
			}
		}
		if size[0]+size[1] <= 12 {
			if _, want := enumerated(t, m); math.Abs(fromHidden-want) > 1e-10 {
				t.Errorf("%v: ln Z %.12f, enumerated %.12f", size, fromHidden, want)
			}
		}
	}
	empty := must[*rbm.RBM](t)(rbm.New(17, 0))
	if z := must[float64](t)(empty.LogZ(ctx)); math.Abs(z-17*math.Ln2) > 1e-12 {
		t.Errorf("ln Z %v of 17 free units, want 17 ln 2", z)
	}
}

func TestFreeEnergyAndPseudoLikelihood(t *testing.T) {
	m := random(t, 5, 5, 4, .9)
	logs, _ := enumerated(t, m)
	free := make([]float64, 32)
	for v := range free {
		sum := 0.0
		for h := range 16 {
			sum += math.Exp(logs[h<<5|v])
		}
		free[v] = -math.Log(sum)
		if got := must[float64](t)(m.FreeEnergy(state(v, 5))); math.Abs(got-free[v]) > 1e-12 {
			t.Errorf("state %d: F = %v, enumerated %v", v, got, free[v])
		}
	}
	for v := range free {
		units := must[[]float64](t)(m.PseudoLikelihoods(state(v, 5)))
		total := 0.0
		for i, got := range units {
			want := -math.Log(1 + math.Exp(free[v]-free[v^1<<i]))
			total += want
			if math.Abs(got-want) > 1e-12 {
				t.Errorf("state %d, unit %d: ln P %v, want %v", v, i, got, want)
			}
		}
		d := must[*rbm.Data](t)(rbm.FromPatterns([]stdlib.Pattern{state(v, 5)}))
		if got := must[float64](t)(m.PseudoLikelihood(ctx, d)); math.Abs(got-total) > 1e-11 {
			t.Errorf("state %d: pseudo-likelihood %v, want %v", v, got, total)
		}
	}
}

// From either layer, whichever is the smaller, the exact gradient equals finite
// differences. Parameters are float32: the step is a power of two that they hold.
func TestGradientEqualsFiniteDifferences(t *testing.T) {
	for _, size := range [][2]int{{4, 3}, {4, 6}} {
		m := random(t, 7, size[0], size[1], .5)
		for _, x := range [][]float32{m.Weights(), m.VisibleBias(), m.HiddenBias()} {
			for i := range x { // to the grid of the step
				x[i] = float32(math.Round(float64(x[i])*1024) / 1024)
			}
		}
		d := stripes(t, 2)
		g := must[rbm.Gradient](t)(m.Gradient(ctx, d))
		if ll := must[float64](t)(m.LogLikelihood(ctx, d)); math.Abs(ll-g.LogLikelihood) > 1e-12 {
			t.Errorf("%v: log-likelihood %v and %v", size, ll, g.LogLikelihood)
		}
		const h = 1.0 / (1 << 13)
		for _, part := range []struct {
			name string
			x    []float32
			g    []float64
		}{{"weight", m.Weights(), g.Weights}, {"visible bias", m.VisibleBias(), g.Visible}, {"hidden bias", m.HiddenBias(), g.Hidden}} {
			for i := range part.x {
				at := func(by float32) float64 {
					part.x[i] += by
					defer func() { part.x[i] -= by }()
					return must[float64](t)(m.LogLikelihood(ctx, d))
				}
				if slope := (at(h) - at(-h)) / (2 * h); math.Abs(slope-part.g[i]) > 1e-8 {
					t.Errorf("%v, %s %d: gradient %v, finite difference %v", size, part.name, i, part.g[i], slope)
				}
			}
		}
	}
}

// Bars and stripes come within .1 of the best mean log-likelihood, by every method but CD.
// A machine that knows them mixes slowly: PCD-1 ends .2 to .5 lower, tempered chains do
// not, and PCD and fast PCD need a K of 10.
func TestBarsAndStripes(t *testing.T) {
	for _, c := range []struct {
		n, hidden int
		best      float64
		how       rbm.Training
		long      bool
	}{
		{2, 6, -1.73287, rbm.Training{Method: rbm.Full, Epochs: 500, Rate: .3, Momentum: .9}, false},
		{2, 6, -1.73287, rbm.Training{Method: rbm.PCD, Epochs: 4000, Chains: 100, K: 10, Rate: .5, RateEnd: .005}, true},
		{2, 6, -1.73287, rbm.Training{Method: rbm.FastPCD, Epochs: 4000, Chains: 100, K: 10, Rate: .5, RateEnd: .005, FastRate: .05}, true},
		{2, 6, -1.73287, rbm.Training{Method: rbm.Tempering, Epochs: 3000, Chains: 50, Rate: .5, RateEnd: .005}, false},
		{3, 10, -2.59930, rbm.Training{Method: rbm.Full, Epochs: 500, Rate: .3, Momentum: .9}, false},
		{3, 10, -2.59930, rbm.Training{Method: rbm.Tempering, Epochs: 3000, Chains: 50, Rate: .5, RateEnd: .005}, false},
		{4, 12, -3.37909, rbm.Training{Method: rbm.Full, Epochs: 1000, Rate: .3, Momentum: .9, Centred: true}, true},
		{4, 12, -3.37909, rbm.Training{Method: rbm.Tempering, Epochs: 3000, Chains: 50, Rate: .5, RateEnd: .005, Centred: true}, false},
	} {
		if c.long && os.Getenv("HARMONIUM_LONG") == "" {
			continue
		}
		d := stripes(t, c.n)
		m := must[*rbm.RBM](t)(rbm.New(d.Units(), c.hidden))
		c.how.Scatter, c.how.Batch, c.how.Every = .3, d.Len(), 1<<20
		_, err := m.Train(ctx, rng.New(1), d, c.how)
		got := must[float64](t)(m.LogLikelihood(ctx, d))
		t.Logf("%d×%d, %v: mean ln p %.4f, best %.4f", c.n, c.n, c.how.Method, got, c.best)
		if err != nil || got > c.best+1e-9 || got < c.best-.1 {
			t.Errorf("%d×%d, %v: mean ln p %.4f, want within .1 below %.4f (%v)", c.n, c.n, c.how.Method, got, c.best, err)
		}
	}
}

// One update of CD-k, averaged over many seeds, tends to the exact gradient: CD-1's
// bias is plain, and CD-20's is gone in the noise.
func TestBiasOfCDShrinksWithK(t *testing.T) {
	d := stripes(t, 2)
	start := random(t, 3, 4, 3, 1)
	g := must[rbm.Gradient](t)(start.Gradient(ctx, d))
	const runs = 1000
	bias := map[int]float64{}
	for _, k := range []int{1, 3, 20} {
		mean := make([]float64, len(g.Weights))
		for seed := range uint64(runs) {
			m := start.Clone()
			must[stdlib.History](t)(m.Train(ctx, rng.New(seed), d, rbm.Training{K: k, Epochs: 1, Batch: 8, Rate: 1, Look: 1}))
			for i, w := range m.Weights() {
				mean[i] += float64(w-start.Weights()[i]) / runs
			}
		}
		for i, v := range mean {
			bias[k] += (v - g.Weights[i]) * (v - g.Weights[i])
		}
		bias[k] = math.Sqrt(bias[k] / float64(len(mean)))
	}
	t.Logf("root mean square bias: %v", bias)
	// What is left at CD-20, .0016, is the noise of a mean over 1,000 runs.
	if bias[1] < 2*bias[3] || bias[20] > .01 {
		t.Errorf("bias %v: want it to halve from CD-1 to CD-3 and below .01 at CD-20", bias)
	}
}

func TestSamplesFollowTheDistribution(t *testing.T) {
	m := random(t, 12, 4, 3, .7)
	logs, logZ := enumerated(t, m)
	p := make([]float64, 16)
	for x, l := range logs {
		p[x&15] += math.Exp(l - logZ)
	}
	const n = 20_000
	count := make([]float64, 16)
	for _, s := range must[[]stdlib.Pattern](t)(m.Sample(ctx, rng.New(3), rbm.Sampling{Count: n, Steps: 40})) {
		count[exact.Index(s.Spins)]++
	}
	chi2 := 0.0
	for x := range p {
		chi2 += (count[x] - n*p[x]) * (count[x] - n*p[x]) / (n * p[x])
	}
	if chi2 > 37.7 { // the 99.9th percentile with 15 degrees of freedom
		t.Errorf("χ² = %.1f with 15 degrees of freedom", chi2)
	}
}

// In-painting and temperature against enumeration.
func TestCompletionAgreesWithEnumeration(t *testing.T) {
	const temperature = 1.6
	m := random(t, 8, 6, 3, .8)
	logs, _ := enumerated(t, m)
	sum, want := 0.0, make([]float64, 6)
	for x, l := range logs {
		if x&1 == 1 && x>>4&1 == 0 {
			w := math.Exp(l / temperature)
			sum += w
			for i := range want {
				want[i] += w * float64(x>>i&1)
			}
		}
	}
	got := must[rbm.Completion](t)(m.Complete(ctx, rng.New(1), stdlib.Row([]int8{1, 1, 1, 1, -1, 1}), []int{0, 4},
		rbm.Sampling{Count: 64, Steps: 1000, Temperature: temperature, Hot: 5}))
	for i := range want {
		want[i] /= sum
		if math.Abs(got.Mean[i]-want[i]) > 5*got.Error[i]+1e-6 {
			t.Errorf("unit %d: %v ± %v, enumerated %v", i, got.Mean[i], got.Error[i], want[i])
		}
	}
	for _, p := range got.Patterns {
		if p.Spins[0] != 1 || p.Spins[4] != -1 {
			t.Fatalf("%v: a clamped unit changed", p)
		}
	}
}

func TestClassifyAgreesWithEnumeration(t *testing.T) {
	m := random(t, 9, 7, 4, 1)
	logs, _ := enumerated(t, m)
	want, sum := make([]float64, 3), 0.0
	for k := range want {
		for h := range 16 {
			want[k] += math.Exp(logs[h<<7|1<<(4+k)|0b0101])
		}
		sum += want[k]
	}
	got := must[[]float64](t)(m.Classify(stdlib.Row([]int8{1, -1, 1, -1, 1, 1, 1}), 3))
	for k := range want {
		if math.Abs(got[k]-want[k]/sum) > 1e-12 {
			t.Errorf("class %d: %v, enumerated %v", k, got[k], want[k]/sum)
		}
	}
}

// AIS agrees with the exact ln Z within its error bar; forward estimates are on average
// below, reverse ones above.
func TestAISBracketsLogZ(t *testing.T) {
	d := stripes(t, 4)
	m := random(t, 2, 16, 10, .8)
	want := must[float64](t)(m.LogZ(ctx))
	for _, base := range []*rbm.Data{nil, d} {
		e := must[rbm.Estimate](t)(m.AIS(ctx, rng.New(4), rbm.AIS{Base: base, Temperatures: 500}))
		t.Logf("%v, exact %.3f", e, want)
		if math.Abs(e.LogZ-want) > 4*e.Error || e.Error > .2 {
			t.Errorf("%v, exact %.3f", e, want)
		}
	}
	const runs = 60
	m = random(t, 2, 16, 10, 1.3)
	want = must[float64](t)(m.LogZ(ctx))
	forward, reverse := 0.0, 0.0
	for seed := range uint64(runs) { // few temperatures and chains, so that the biases show
		how := rbm.AIS{Chains: 10, Temperatures: 5, Burn: 300}
		forward += must[rbm.Estimate](t)(m.AIS(ctx, rng.New(seed), how)).LogZ / runs
		how.Reverse = true
		reverse += must[rbm.Estimate](t)(m.AIS(ctx, rng.New(seed), how)).LogZ / runs
	}
	t.Logf("forward %.3f, exact %.3f, reverse %.3f", forward, want, reverse)
	if forward > want || reverse < want {
		t.Errorf("forward %.3f, exact %.3f, reverse %.3f: want them in rising order", forward, want, reverse)
	}
	empty := must[*rbm.RBM](t)(rbm.New(20, 0))
	if e := must[rbm.Estimate](t)(empty.AIS(ctx, rng.New(1), rbm.AIS{Temperatures: 10})); math.Abs(e.LogZ-20*math.Ln2) > 1e-5 {
		t.Errorf("%v without hidden units, want 20 ln 2", e)
	}
}

func TestTransform(t *testing.T) {
	m := random(t, 4, 9, 5, .5)
	d := stripes(t, 3)
	h := must[[]float32](t)(m.Transform(ctx, d))
	for k := range d.Len() {
		p := must[stdlib.Pattern](t)(d.Pattern(k))
		for j := range 5 {
			z := float64(m.HiddenBias()[j])
			for i, on := range p.Bits() {
				z += float64(on) * float64(m.Weights()[i*5+j])
			}
			if want := 1 / (1 + math.Exp(-z)); math.Abs(float64(h[k*5+j])-want) > 1e-6 {
				t.Fatalf("example %d, unit %d: %v, want %v", k, j, h[k*5+j], want)
			}
		}
	}
}

func TestNothingDependsOnTheNumberOfCores(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	var first *rbm.RBM
	var firstZ float64
	for _, cores := range []int{1, 2, 5} {
		runtime.GOMAXPROCS(cores)
		m := must[*rbm.RBM](t)(rbm.New(35, 20))
		d := must[*rbm.Data](t)(rbm.FromPatterns(data.Letters()))
		must[stdlib.History](t)(m.Train(ctx, rng.New(7), d, rbm.Training{Method: rbm.PCD, Epochs: 20, Momentum: .5, L1: .001}))
		e := must[rbm.Estimate](t)(m.AIS(ctx, rng.New(1), rbm.AIS{Temperatures: 50}))
		if first == nil {
			first, firstZ = m, e.LogZ
		} else if !slices.Equal(m.Weights(), first.Weights()) || e.LogZ != firstZ {
			t.Errorf("%d cores: other weights, or ln Z %v instead of %v", cores, e.LogZ, firstZ)
		}
	}
}

func TestHistory(t *testing.T) {
	d := must[*rbm.Data](t)(rbm.FromPatterns(data.Letters()))
	train, held, err := d.Split(20)
	if err != nil {
		t.Fatal(err)
	}
	m := must[*rbm.RBM](t)(rbm.New(35, 30))
	if err := m.StartFrom(train); err != nil {
		t.Fatal(err)
	}
	h := must[stdlib.History](t)(m.Train(ctx, rng.New(1), train, rbm.Training{Epochs: 200, Held: held, L2: 1e-4}))
	first, last := h.Steps[0], h.Last()
	if len(h.Steps) != 200 || last.Update != 400 || last.PseudoLikelihood < first.PseudoLikelihood+3 ||
		last.Reconstruction > .7*first.Reconstruction || last.FreeEnergyGap < first.FreeEnergyGap+1 || last.WeightNorm < first.WeightNorm {
		t.Errorf("from %+v\nto %+v", first, last)
	}
	if !math.IsNaN(last.LogLikelihood) {
		t.Errorf("the log-likelihood of 35 and 30 units is %v, want NaN: not measured", last.LogLikelihood)
	}
}

func TestCancelledTrainingLeavesAWholeMachine(t *testing.T) {
	short, cancel := context.WithCancel(ctx)
	m := must[*rbm.RBM](t)(rbm.New(35, 10))
	d := must[*rbm.Data](t)(rbm.FromPatterns(data.Letters()))
	h, err := m.Train(short, rng.New(1), d, rbm.Training{Watch: func(s stdlib.Step) error {
		if s.Epoch == 3 {
			cancel()
		}
		return nil
	}})
	if err != context.Canceled || len(h.Steps) != 3 || m.Check() != nil {
		t.Errorf("%d steps, %v, %v; want 3, a cancellation, and a whole machine", len(h.Steps), err, m.Check())
	}
}

func TestWeightDecay(t *testing.T) {
	norm := func(how rbm.Training) float64 {
		how.Epochs = 300
		m := must[*rbm.RBM](t)(rbm.New(9, 8))
		return must[stdlib.History](t)(m.Train(ctx, rng.New(1), stripes(t, 3), how)).Last().WeightNorm
	}
	plain := norm(rbm.Training{})
	if l2, l1 := norm(rbm.Training{L2: .05}), norm(rbm.Training{L1: .02}); l2 > .8*plain || l1 > .8*plain {
		t.Errorf("weights of norm %v, with L2 %v, with L1 %v", plain, l2, l1)
	}
}

func TestData(t *testing.T) {
	x := stdlib.IDX{Size: []int{2, 1, 3}, Data: []byte{0, 128, 255, 127, 200, 3}}
	d := must[*rbm.Data](t)(rbm.FromIDX(x, 128))
	if p := must[stdlib.Pattern](t)(d.Pattern(1)); p.String() != "-+-" || d.Len() != 2 || d.Units() != 3 {
		t.Errorf("%d examples of %d, the second %v", d.Len(), d.Units(), p)
	}
	batch := make([]float32, 6)
	if err := d.Batch(batch, []int{1, 0}); err != nil || !slices.Equal(batch, []float32{0, 1, 0, 0, 1, 1}) {
		t.Errorf("examples 1 and 0 are %v, %v", batch, err)
	}
	if err := d.Batch(batch, []int{1, 2}); err == nil || !strings.Contains(err.Error(), "example 2") {
		t.Errorf("example 2 of 2: %v", err)
	}
	if r, c := d.Shape(); r != 1 || c != 3 {
		t.Errorf("an example is %d×%d, want 1×3", r, c)
	}
	rows := must[*rbm.Data](t)(rbm.FromRows(rng.New(1), mat.NewDense(2, 2, []float64{0, 1, 1, 0})))
	if p := must[stdlib.Pattern](t)(rows.Pattern(0)); p.String() != "-+" {
		t.Errorf("row 0, 1 became %v", p)
	}
	n := 5000
	grey := mat.NewDense(n, 1, nil)
	for k := range n {
		grey.Set(k, 0, .3)
	}
	m := must[*rbm.RBM](t)(rbm.New(1, 0))
	if err := m.StartFrom(must[*rbm.Data](t)(rbm.FromRows(rng.New(1), grey))); err != nil {
		t.Fatal(err)
	}
	// The log-odds of .3 are −.847; of 5,000 draws, ±.03.
	if b := m.VisibleBias()[0]; math.Abs(float64(b)+.847) > .12 {
		t.Errorf("bias %v from units that are 1 with probability .3, want -.847", b)
	}
}

func TestBadInputIsRefused(t *testing.T) {
	m := random(t, 1, 9, 4, .1)
	d := stripes(t, 3)
	train := func(d *rbm.Data, how rbm.Training) error {
		_, err := m.Train(ctx, rng.New(1), d, how)
		return err
	}
	_, zero := rbm.New(0, 3)
	_, none := rbm.FromPatterns(nil)
	_, mixed := rbm.FromPatterns([]stdlib.Pattern{state(1, 3), state(1, 4)})
	_, grey := rbm.FromRows(rng.New(1), mat.NewDense(1, 2, []float64{0, 1.5}))
	_, big := random(t, 1, 30, 30, .1).LogZ(ctx)
	_, clamp := m.Complete(ctx, rng.New(1), state(0, 9), []int{9}, rbm.Sampling{})
	_, cold := m.Sample(ctx, rng.New(1), rbm.Sampling{Temperature: -1})
	_, filter := m.Filter(4)
	_, ais := m.AIS(ctx, rng.New(1), rbm.AIS{Chains: -1})
	for _, c := range []struct {
		err  error
		want []string
	}{
		{zero, []string{"0 visible", "3 hidden"}},
		{none, []string{"no patterns"}},
		{mixed, []string{"1×4", "1×3"}},
		{grey, []string{"(0, 1)", "1.5"}},
		{train(nil, rbm.Training{}), []string{"no data"}},
		{train(stripes(t, 2), rbm.Training{}), []string{"4 columns", "9 visible"}},
		{train(d, rbm.Training{Rate: math.NaN()}), []string{"NaN"}},
		{train(d, rbm.Training{Held: stripes(t, 2)}), []string{"held-out", "4 columns", "9 visible"}},
		{train(d, rbm.Training{Batch: -1}), []string{"-1"}},
		{train(d, rbm.Training{Rate: 1e39}), []string{"too high"}},
		{big, []string{"30", "20"}},
		{clamp, []string{"unit 9", "0 to 8"}},
		{cold, []string{"-1"}},
		{filter, []string{"unit 4", "0 to 3"}},
		{ais, []string{"-1 chains"}},
	} {
		for _, w := range c.want {
			if c.err == nil || !strings.Contains(c.err.Error(), w) {
				t.Errorf("error %v, want one that says %q", c.err, w)
			}
		}
	}
}

func BenchmarkEpoch(b *testing.B) {
	for _, hidden := range []int{16, 64, 256} {
		b.Run(fmt.Sprint(hidden), func(b *testing.B) {
			x := mat.NewDense(1000, 784, nil)
			for k := range 1000 {
				for i := range 784 {
					x.Set(k, i, .15)
				}
			}
			d := must[*rbm.Data](b)(rbm.FromRows(rng.New(1), x))
			m := must[*rbm.RBM](b)(rbm.New(784, hidden))
			b.ResetTimer()
			must[stdlib.History](b)(m.Train(ctx, rng.New(1), d, rbm.Training{Method: rbm.PCD, Epochs: b.N, Look: 1}))
		})
	}
}
