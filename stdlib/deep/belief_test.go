package deep_test

import (
	"bytes"
	"context"
	"math"
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

// net is a belief net of random parameters, its two directions untied.
func net(t testing.TB, seed uint64, sizes ...int) *deep.Belief {
	t.Helper()
	var machines []*rbm.RBM
	for k := 1; k < len(sizes); k++ {
		machines = append(machines, must[*rbm.RBM](t)(rbm.New(sizes[k-1], sizes[k])))
		if err := machines[k-1].Scatter(rng.New(seed).Numbered(uint64(k)), .8); err != nil {
			t.Fatal(err)
		}
	}
	n := must[*deep.Belief](t)(must[*deep.Stack](t)(deep.Of(machines...)).Belief())
	must[stdlib.History](t)(n.Train(ctx, rng.New(seed), allStates(t, sizes[0]), deep.Training{Epochs: 20, Batch: 4, Rate: .1}))
	return n
}

// The exact likelihood of a stack's net is what the sum over hidden states says, and F
// is never below −ln p.
func TestBeliefAgreesWithEnumeration(t *testing.T) {
	low, top := machine(t, 1, 4, 3), machine(t, 2, 3, 2)
	n := must[*deep.Belief](t)(must[*deep.Stack](t)(deep.Of(low, top)).Belief())
	for v, p := range belief(t, low, top) {
		one := must[*rbm.Data](t)(rbm.FromPatterns([]stdlib.Pattern{state(v, 4)}))
		log := must[float64](t)(n.LogLikelihood(ctx, one))
		if math.Abs(log-math.Log(p)) > 1e-6 { // the test's enumeration is as exact, the couplings are float32
			t.Errorf("state %d: ln p = %v, enumerated %v", v, log, math.Log(p))
		}
	}
	for seed, sizes := range [][]int{{4, 3, 2}, {3, 4, 2, 3}} {
		n := net(t, uint64(seed), sizes...)
		total := 0.0
		for v := range 1 << sizes[0] {
			log := must[float64](t)(n.LogLikelihood(ctx, must[*rbm.Data](t)(rbm.FromPatterns([]stdlib.Pattern{state(v, sizes[0])}))))
			free := must[float64](t)(n.FreeEnergy(ctx, state(v, sizes[0])))
			if total += math.Exp(log); free < -log-1e-12 {
				t.Errorf("%v, state %d: F = %v below -ln p = %v", n, v, free, -log)
			}
		}
		if math.Abs(total-1) > 1e-9 {
			t.Errorf("%v: probabilities add up to %v", n, total)
		}
	}
}

func TestSamplesOfBeliefFollowTheNet(t *testing.T) {
	n := net(t, 3, 4, 3, 2)
	p := make([]float64, 16)
	for v := range p {
		p[v] = math.Exp(must[float64](t)(n.LogLikelihood(ctx, must[*rbm.Data](t)(rbm.FromPatterns([]stdlib.Pattern{state(v, 4)})))))
	}
	count := make([]float64, 16)
	for _, q := range must[[]stdlib.Pattern](t)(n.Sample(ctx, rng.New(5), rbm.Sampling{Count: 20_000, Steps: 30})) {
		count[exact.Index(q.Spins)]++
	}
	if c := chi2(count, p); c > 37.7 { // the 99.9th percentile with 15 degrees of freedom
		t.Errorf("χ² = %.1f with 15 degrees of freedom", c)
	}
}

func TestEstimatesOfBelief(t *testing.T) {
	n := net(t, 4, 5, 4, 3)
	d := allStates(t, 5)
	elbo := 0.0
	for v := range 32 {
		elbo -= must[float64](t)(n.FreeEnergy(ctx, state(v, 5))) / 32
	}
	estimates(t, n, must[float64](t)(n.LogLikelihood(ctx, d)), elbo, func(samples int) (a, b deep.Estimate) {
		how := deep.Bound{Samples: samples}
		return must[deep.Estimate](t)(n.ELBO(ctx, rng.New(1), d, how)), must[deep.Estimate](t)(n.Importance(ctx, rng.New(2), d, how))
	})
	z := must[rbm.Estimate](t)(n.Top().AIS(ctx, rng.New(1), rbm.AIS{}))
	with := must[deep.Estimate](t)(n.ELBO(ctx, rng.New(1), d, deep.Bound{LogZ: &z}))
	without := must[deep.Estimate](t)(n.ELBO(ctx, rng.New(1), d, deep.Bound{}))
	if with.Error <= z.Error || math.Abs(with.Mean-without.Mean) > 4*z.Error {
		t.Errorf("with ln Z by AIS %v, exactly %v: %v", with, without, z)
	}
}

// Up-down makes the net of a stack a better model of the data.
func TestUpDownHelps(t *testing.T) {
	d := stripes(t, 2)
	s, _, err := deep.Pretrain(ctx, rng.New(1), d, []int{4, 4}, rbm.Training{Epochs: 300, Batch: 8, Rate: .3, Scatter: .3})
	if err != nil {
		t.Fatal(err)
	}
	n := must[*deep.Belief](t)(s.Belief())
	before := must[float64](t)(n.LogLikelihood(ctx, d))
	h := must[stdlib.History](t)(n.Train(ctx, rng.New(2), d, deep.Training{Epochs: 3000, Rate: .1, RateEnd: .01, K: 5, Every: 1000}))
	after := must[float64](t)(n.LogLikelihood(ctx, d))
	t.Logf("mean ln p: %.3f stacked, %.3f after up-down, best -1.733", before, after)
	if after <= before || h.Last().LogLikelihood != after {
		t.Errorf("mean ln p: %.3f stacked, %.3f after up-down (%v): want more", before, after, h)
	}
}

// A net fresh from a stack recognises as the stack does, and so has its features.
func TestFeaturesOfBelief(t *testing.T) {
	low, top := machine(t, 1, 9, 5), machine(t, 2, 5, 4)
	s := must[*deep.Stack](t)(deep.Of(low, top))
	n := must[*deep.Belief](t)(s.Belief())
	got := make([]float64, 4)
	const times = 4000
	d := must[*rbm.Data](t)(rbm.FromPatterns(slices.Repeat([]stdlib.Pattern{state(300, 9)}, times)))
	want := make([]float64, 4)
	for k, x := range [][]float32{must[[]float32](t)(n.Transform(ctx, rng.New(1), d)), must[[]float32](t)(s.Transform(ctx, rng.New(2), d))} {
		if len(x) != 4*times {
			t.Fatalf("%d features, want %d", len(x), 4*times)
		}
		for i, p := range x {
			[][]float64{got, want}[k][i%4] += float64(p) / times
		}
	}
	for j := range got {
		if math.Abs(got[j]-want[j]) > .03 { // 4 standard errors of a difference of means of numbers in [0, 1], at most
			t.Errorf("unit %d: mean %v, by the stack %v", j, got[j], want[j])
		}
	}
}

func savedBelief(t testing.TB, n *deep.Belief) []byte {
	t.Helper()
	return file(t, func(b *bytes.Buffer) error { return n.Save(b) })
}

func letterNet(t testing.TB) *deep.Belief {
	t.Helper()
	s, _, err := deep.Pretrain(ctx, rng.New(1), letters(t), []int{12, 8, 6}, rbm.Training{Epochs: 2})
	if err != nil {
		t.Fatal(err)
	}
	return must[*deep.Belief](t)(s.Belief())
}

func TestFileOfBelief(t *testing.T) {
	checkFile(t, savedBelief(t, letterNet(t)), func(b []byte) ([]byte, error) {
		n, err := deep.LoadBelief(bytes.NewReader(b))
		if err != nil {
			return nil, err
		}
		return savedBelief(t, n), nil
	})
}

func TestResumeOfBelief(t *testing.T) {
	start := letterNet(t)
	how := deep.Training{Epochs: 6, Batch: 10, Momentum: .5, Rate: .1, RateEnd: .01, L2: .001, K: 2, Every: 2}
	checkResume(t, how, func(ctx context.Context, how deep.Training) ([]byte, stdlib.History, error) {
		n := start.Clone()
		h, err := n.Train(ctx, rng.New(3), letters(t), how)
		return savedBelief(t, n), h, err
	}, func(half []byte, how deep.Training) ([]byte, stdlib.History, error) {
		n, h, err := deep.ResumeBelief(ctx, bytes.NewReader(half), letters(t), how)
		if err != nil {
			return nil, h, err
		}
		return savedBelief(t, n), h, nil
	})
}

func TestBadInputToBeliefIsRefused(t *testing.T) {
	_, one := must[*deep.Stack](t)(deep.Of(machine(t, 1, 4, 3))).Belief()
	n := net(t, 1, 4, 3, 2)
	_, wrong := n.Train(ctx, rng.New(1), stripes(t, 3), deep.Training{})
	_, count := n.Sample(ctx, rng.New(1), rbm.Sampling{Count: -1})
	_, short := n.FreeEnergy(ctx, state(0, 3))
	large := must[*deep.Belief](t)(must[*deep.Stack](t)(deep.Of(machine(t, 1, 4, 25), machine(t, 1, 25, 25))).Belief())
	_, big := large.ELBO(ctx, rng.New(1), stripes(t, 2), deep.Bound{})
	_, empty := n.Transform(ctx, rng.New(1), nil)
	for _, c := range []struct {
		err  error
		want string
	}{
		{one, "1 machines"}, {wrong, "9 columns, the net has 4"}, {count, "-1 chains"}, {short, "3 units, the layer has 4"},
		{big, "Bound.LogZ"}, {empty, "no data"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("error %v, want one that says %q", c.err, c.want)
		}
	}
	if p := must[[]stdlib.Pattern](t)(letterNet(t).Sample(ctx, rng.New(1), rbm.Sampling{Count: 1, Steps: 1}))[0]; p.Rows != 7 || p.Cols != len(data.Letters()[0].Spins)/7 {
		t.Errorf("dreams of %d×%d, want 7×5", p.Rows, p.Cols)
	}
}
