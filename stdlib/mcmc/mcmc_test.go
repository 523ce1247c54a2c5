package mcmc_test

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"harmonium/stdlib"
	"harmonium/stdlib/exact"
	"harmonium/stdlib/hopfield"
	"harmonium/stdlib/mcmc"
	"harmonium/stdlib/rng"
)

func random(t testing.TB, src rng.Source, n int) *stdlib.Ising {
	t.Helper()
	r := src.Reader()
	d, err := stdlib.NewDense(n)
	if err != nil {
		t.Fatal(err)
	}
	b := make([]float64, n)
	for i := range n {
		b[i] = 0.5 * r.NormFloat64()
		for j := range i {
			if r.Float64() < 0.7 {
				if err := d.Set(i, j, 0.5*r.NormFloat64()); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	return &stdlib.Ising{Couplings: d, Bias: b}
}

func sample(t testing.TB, src rng.Source, m *stdlib.Ising, how mcmc.Sampling) mcmc.Run {
	t.Helper()
	run, err := mcmc.Sample(context.Background(), src, m, how, nil)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func ExampleSample() {
	pair, _ := stdlib.DenseOf([][]float64{{0, 1}, {1, 0}})
	m := &stdlib.Ising{Couplings: pair}
	run, err := mcmc.Sample(context.Background(), rng.New(1), m, mcmc.Sampling{Temperature: 1, Sweeps: 20000}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("mean energy %.2f; −tanh 1 is %.2f\n", run.Energy, -math.Tanh(1))
	// Output:
	// mean energy -0.76; −tanh 1 is -0.76
}

// χ² against enumeration, for each dynamics and order, with couplings stored in
// each way. States are taken every eighth sweep, which makes them nearly
// independent at this temperature.
func TestChiSquaredAgainstEnumeration(t *testing.T) {
	const n, temperature = 5, 1.7
	m := random(t, rng.New(3), n)
	all, err := exact.Enumerate(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	p, _ := all.Probabilities(temperature)
	moments, _ := all.Moments(temperature)
	sparse := &stdlib.Ising{Couplings: stdlib.SparseOf(m.Couplings), Bias: m.Bias}
	bits, err := m.Binary().Ising() // through the other encoding and back
	if err != nil {
		t.Fatal(err)
	}
	for name, model := range map[string]*stdlib.Ising{"dense": m, "sparse": sparse, "bits": bits} {
		for _, d := range []mcmc.Dynamics{mcmc.Gibbs, mcmc.Metropolis} {
			for _, o := range []mcmc.Order{mcmc.Sequential, mcmc.RandomSite, mcmc.Coloured} {
				run := sample(t, rng.New(7), model, mcmc.Sampling{Temperature: temperature, Dynamics: d, Order: o, Sweeps: 40_000, Keep: 8, Correlations: true})
				count := make([]float64, 1<<n)
				for _, s := range run.States() {
					count[exact.Index(s.Spins)]++
				}
				chi, total := 0.0, float64(len(run.States()))
				for x := range p {
					chi += (count[x] - total*p[x]) * (count[x] - total*p[x]) / (total * p[x])
				}
				// 31 degrees of freedom: 61.1 is exceeded once in 1,000; the slack is for
				// what correlation is left after eight sweeps.
				if chi > 75 {
					t.Errorf("%s, %v, %v: χ² = %.1f for 31 degrees of freedom", name, d, o, chi)
				}
				for i := range n {
					if math.Abs(run.Mean[i]-moments.Mean[i]) > .015 { // 160,000 sweeps, σ about .003
						t.Errorf("%s, %v, %v: ⟨s%d⟩ = %.4f, want %.4f", name, d, o, i, run.Mean[i], moments.Mean[i])
					}
					for j := range n {
						if math.Abs(run.Correlation[i][j]-moments.Correlation[i][j]) > .015 {
							t.Errorf("%s, %v, %v: ⟨s%ds%d⟩ = %.4f, want %.4f", name, d, o, i, j, run.Correlation[i][j], moments.Correlation[i][j])
						}
					}
				}
				if r := run.RHat(); !(r < 1.01) {
					t.Errorf("%s, %v, %v: R̂ = %v", name, d, o, r)
				}
			}
		}
	}
}

// Detailed balance of the single update, to rounding: π(x)P(x→y) = π(y)P(y→x).
func TestDetailedBalance(t *testing.T) {
	m := random(t, rng.New(4), 8)
	all, _ := exact.Enumerate(context.Background(), m)
	for _, temperature := range []float64{0.2, 1, 5, math.Inf(1)} {
		p, _ := all.Probabilities(temperature)
		for _, d := range []mcmc.Dynamics{mcmc.Gibbs, mcmc.Metropolis} {
			for x, e := range all.Energies() {
				for i := range 8 {
					y := x ^ 1<<i
					cost := all.Energies()[y] - e
					there := p[x] * mcmc.FlipProbability(d, cost, temperature)
					back := p[y] * mcmc.FlipProbability(d, -cost, temperature)
					if math.Abs(there-back) > 1e-12*max(there, back)+1e-300 {
						t.Fatalf("T = %v, %v: %v there, %v back", temperature, d, there, back)
					}
				}
			}
		}
	}
}

// Errata 2 and 6: one unit with a bias has log-odds 2b/T as a spin and c/T as a bit.
func TestErratum2LogOdds(t *testing.T) {
	none, _ := stdlib.NewDense(1)
	spin := &stdlib.Ising{Couplings: none, Bias: []float64{0.6}}
	bit, _ := (&stdlib.Binary{Weights: none, Bias: []float64{0.6}}).Ising()
	sigma := func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
	for _, c := range []struct {
		m    *stdlib.Ising
		want float64
	}{{spin, sigma(2 * 0.6 / 1.5)}, {bit, sigma(0.6 / 1.5)}} {
		for _, d := range []mcmc.Dynamics{mcmc.Gibbs, mcmc.Metropolis} {
			run := sample(t, rng.New(5), c.m, mcmc.Sampling{Temperature: 1.5, Dynamics: d, Sweeps: 100_000})
			if got := (1 + run.Mean[0]) / 2; math.Abs(got-c.want) > .005 { // 400,000 draws, σ = .0008 and correlated
				t.Errorf("%v: P(+1) = %.4f, want %.4f", d, got, c.want)
			}
		}
	}
}

func TestZeroTemperatureRecallsAndInfiniteForgets(t *testing.T) {
	var ps []stdlib.Pattern
	for k := range 3 {
		p, _ := stdlib.RandomPattern(rng.New(uint64(k)), 10, 10)
		ps = append(ps, p)
	}
	net := hopfield.New(100)
	if err := net.Store(ps...); err != nil {
		t.Fatal(err)
	}
	m, _ := net.Ising()
	noisy, _ := stdlib.Flip(rng.New(9), ps[0], 0.15)
	for _, d := range []mcmc.Dynamics{mcmc.Gibbs, mcmc.Metropolis} {
		for _, o := range []mcmc.Order{mcmc.Sequential, mcmc.RandomSite, mcmc.Coloured} {
			run := sample(t, rng.New(1), m, mcmc.Sampling{Dynamics: d, Order: o, Sweeps: 30, Chains: 1, Start: []stdlib.Pattern{noisy}})
			if !run.Chains[0].Final.Equal(ps[0]) || run.Chains[0].Final.Rows != 10 {
				t.Errorf("T = 0, %v, %v: overlap %v", d, o, run.Chains[0].Final.Overlap(ps[0]))
			}
			hot := sample(t, rng.New(1), m, mcmc.Sampling{Temperature: math.Inf(1), Dynamics: d, Order: o, Sweeps: 4000, Burn: -1})
			for i, v := range hot.Mean {
				if math.Abs(v) > 0.05 { // 16,000 draws: 6σ
					t.Errorf("T = ∞, %v, %v: ⟨s%d⟩ = %v", d, o, i, v)
				}
			}
		}
	}
	none, _ := stdlib.NewDense(4)
	start := stdlib.Row([]int8{1, -1, 1, -1})
	run := sample(t, rng.New(1), &stdlib.Ising{Couplings: none}, mcmc.Sampling{Start: []stdlib.Pattern{start}})
	if !run.Chains[0].Final.Equal(start) {
		t.Error("at T = 0 and a field of 0, units did not keep their value")
	}
}

// Erratum 9: the mean of the last states is compared with 0 for spins, ½ for bits.
func TestErratum9AveragedRecall(t *testing.T) {
	p, _ := stdlib.RandomPattern(rng.New(1), 8, 8)
	net := hopfield.New(64)
	if err := net.Store(p); err != nil {
		t.Fatal(err)
	}
	m, _ := net.Ising()
	bits, err := m.Binary().Ising()
	if err != nil {
		t.Fatal(err)
	}
	noisy, _ := stdlib.Flip(rng.New(2), p, 0.2)
	how := mcmc.Sampling{Temperature: 0.6, Sweeps: 200}
	a, err := mcmc.Recall(context.Background(), rng.New(3), m, noisy, how, 100)
	if err != nil || a.Final.Overlap(p) != 1 || a.Last != 100 {
		t.Fatalf("overlap %v, %v", a.Final.Overlap(p), err)
	}
	clean := 0
	for _, s := range a.Chain.States[100:] {
		if s.Equal(p) {
			clean++
		}
	}
	if clean == 100 {
		t.Error("the states have no noise: the test shows nothing")
	}
	b, err := mcmc.Recall(context.Background(), rng.New(3), bits, noisy, how, 100)
	if err != nil || !reflect.DeepEqual(a.Mean, b.Mean) {
		t.Errorf("the two encodings differ: %v", err)
	}
	for i, v := range a.Mean {
		if x := (1 + v) / 2; (x > 0.5) != (v > 0) {
			t.Errorf("unit %d: mean spin %v, mean bit %v", i, v, x)
		}
	}
}

func TestClampedUnitsKeepTheirValue(t *testing.T) {
	m := random(t, rng.New(6), 12)
	start, _ := stdlib.RandomPattern(rng.New(7), 1, 12)
	clamp := []int{0, 5, 11}
	for _, temperature := range []float64{0, 1, math.Inf(1)} {
		for _, d := range []mcmc.Dynamics{mcmc.Gibbs, mcmc.Metropolis} {
			for _, o := range []mcmc.Order{mcmc.Sequential, mcmc.RandomSite, mcmc.Coloured} {
				run := sample(t, rng.New(8), m, mcmc.Sampling{Temperature: temperature, Dynamics: d, Order: o, Clamp: clamp, Start: []stdlib.Pattern{start}, Keep: 1, Sweeps: 50, Burn: -1})
				for _, s := range run.States() {
					for _, i := range clamp {
						if s.Spins[i] != start.Spins[i] {
							t.Fatalf("T = %v, %v, %v: clamped unit %d changed", temperature, d, o, i)
						}
					}
				}
			}
		}
	}
}

// The trace of the energy is the energy, and cores do not matter.
func TestTracesAndCores(t *testing.T) {
	l, _ := stdlib.NewLattice(1, true, 8, 8)
	g, _ := stdlib.Glass(rng.New(1), l, stdlib.Gaussian)
	m := &stdlib.Ising{Couplings: g}
	how := mcmc.Sampling{Temperature: 1, Keep: 1, Sweeps: 600, Burn: 3, Chains: 5}
	runtime.GOMAXPROCS(1)
	one := sample(t, rng.New(2), m, how)
	runtime.GOMAXPROCS(2)
	two := sample(t, rng.New(2), m, how)
	if !reflect.DeepEqual(one, two) {
		t.Error("one and two cores give different runs")
	}
	for _, c := range one.Chains {
		for k, s := range c.States {
			sum := 0
			for _, v := range s.Spins {
				sum += int(v)
			}
			if math.Abs(m.Energy(s.Spins)-c.Energy[k]) > 1e-9 || c.Magnetisation[k] != float64(sum)/64 {
				t.Fatalf("sweep %d: energy %v, traced %v", k, m.Energy(s.Spins), c.Energy[k])
			}
		}
	}
}

// The checkerboard: two blocks, and nothing coupled inside one.
func TestColours(t *testing.T) {
	l, _ := stdlib.NewLattice(1, true, 6, 6)
	blocks := mcmc.Colours(l)
	if len(blocks) != 2 || len(blocks[0]) != 18 {
		t.Errorf("%d blocks", len(blocks))
	}
	sk, _ := stdlib.SK(rng.New(1), 9, stdlib.Gaussian)
	if n := len(mcmc.Colours(sk)); n != 9 {
		t.Errorf("all coupled: %d blocks, want 9", n)
	}
}

func TestSettle(t *testing.T) {
	l, _ := stdlib.NewLattice(1, true, 16, 16)
	run := sample(t, rng.New(3), &stdlib.Ising{Couplings: l}, mcmc.Sampling{Temperature: 1.5, Sweeps: 100_000, Burn: -1, Settle: 50})
	for _, c := range run.Chains {
		if !c.Settled || len(c.Energy) > 20_000 || len(c.Energy)%50 != 0 {
			t.Errorf("settled %v after %d sweeps", c.Settled, len(c.Energy))
		}
	}
}

func TestRefusals(t *testing.T) {
	m := random(t, rng.New(1), 3)
	for want, how := range map[string]mcmc.Sampling{
		"temperature is -1":   {Temperature: -1},
		"temperature is NaN":  {Temperature: math.NaN()},
		"dynamics 7":          {Dynamics: 7},
		"-3 chains":           {Chains: -3},
		"clamped unit 3":      {Clamp: []int{3}},
		"state has 2 units":   {Start: []stdlib.Pattern{stdlib.Row([]int8{1, 1})}},
		"spin 1 is 0, want -": {Start: []stdlib.Pattern{stdlib.Row([]int8{1, 0, 1})}},
	} {
		if _, err := mcmc.Sample(context.Background(), rng.New(1), m, how, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	if _, err := mcmc.Wolff(context.Background(), rng.New(1), m, 1, 0, 1, stdlib.Pattern{}); err == nil || !strings.Contains(err.Error(), "without biases") {
		t.Errorf("biases: %v", err)
	}
	m.Bias = nil
	if _, err := mcmc.Wolff(context.Background(), rng.New(1), m, 1, 0, 1, stdlib.Pattern{}); err == nil || !strings.Contains(err.Error(), "ferromagnet") {
		t.Errorf("negative couplings: %v", err)
	}
}

func TestSampleStopsWithItsContext(t *testing.T) {
	sk, _ := stdlib.SK(rng.New(1), 500, stdlib.Gaussian)
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	seen := 0
	run, err := mcmc.Sample(ctx, rng.New(1), &stdlib.Ising{Couplings: sk}, mcmc.Sampling{Temperature: 1, Sweeps: 1 << 30, Burn: -1, Chains: 1}, func(done, _ int) { seen = done })
	if err != context.DeadlineExceeded || len(run.Chains[0].Energy) == 0 || seen < len(run.Chains[0].Energy) || math.IsNaN(run.Energy) {
		t.Errorf("%v after %d sweeps (%d reported)", err, len(run.Chains[0].Energy), seen)
	}
}

// Onsager: M(2) = .911319, u(2) = −1.745565, u(2.5) = −1.106079 on 64×64, ± .003.
func TestOnsager(t *testing.T) {
	l, _ := stdlib.NewLattice(1, true, 64, 64)
	m := &stdlib.Ising{Couplings: l}
	up := stdlib.Pattern{Spins: make([]int8, 4096), Rows: 64, Cols: 64}
	for i := range up.Spins {
		up.Spins[i] = 1
	}
	// At T = 2.5 clusters are small, so it takes more of them; single flips would
	// need 40,000 sweeps for this error, so they are held to u at T = 2 alone.
	for _, c := range []struct {
		t, m, u float64
		steps   int
	}{{2, .911319, -1.745565, 4000}, {2.5, math.NaN(), -1.106079, 100_000}} {
		w, err := mcmc.Wolff(context.Background(), rng.New(1), m, c.t, c.steps/10, c.steps, up)
		if err != nil {
			t.Fatal(err)
		}
		g := sample(t, rng.New(2), m, mcmc.Sampling{Temperature: c.t, Sweeps: 2000, Burn: 300, Chains: 2, Start: []stdlib.Pattern{up}})
		u, mag, gm := 0.0, 0.0, 0.0
		for k, e := range w.Energy {
			u += e / 4096 / float64(len(w.Energy))
			mag += math.Abs(w.Magnetisation[k]) / float64(len(w.Energy))
		}
		for _, chain := range g.Chains {
			for _, v := range chain.Magnetisation {
				gm += math.Abs(v) / float64(len(chain.Magnetisation)*len(g.Chains))
			}
		}
		if math.Abs(u-c.u) > .003 || c.t == 2 && math.Abs(g.Energy/4096-c.u) > .003 {
			t.Errorf("u(%v): Wolff %.5f, Gibbs %.5f, Onsager %.5f", c.t, u, g.Energy/4096, c.u)
		}
		if !math.IsNaN(c.m) && (math.Abs(mag-c.m) > .003 || math.Abs(gm-c.m) > .003) {
			t.Errorf("M(%v): Wolff %.5f, Gibbs %.5f, Onsager %.5f", c.t, mag, gm, c.m)
		}
		if e := m.Energy(w.Final.Spins); math.Abs(e-w.Energy[len(w.Energy)-1]) > 1e-9 {
			t.Errorf("Wolff's last energy is %v, traced %v", e, w.Energy[len(w.Energy)-1])
		}
	}
}

func TestWolffAgainstEnumeration(t *testing.T) {
	r := rng.New(5).Reader()
	d, _ := stdlib.NewDense(5)
	for i := range 5 {
		for j := range i {
			d.Set(i, j, r.Float64())
		}
	}
	m := &stdlib.Ising{Couplings: d}
	all, _ := exact.Enumerate(context.Background(), m)
	p, _ := all.Thermodynamics(2)
	w, err := mcmc.Wolff(context.Background(), rng.New(6), m, 2, 100, 100_000, stdlib.Pattern{})
	if err != nil {
		t.Fatal(err)
	}
	u := 0.0
	for _, e := range w.Energy {
		u += e / float64(len(w.Energy))
	}
	if math.Abs(u-p[0].U) > .02 { // σ of the energy is about 1.5, τ about 1
		t.Errorf("U = %v, want %v", u, p[0].U)
	}
}

// An AR(1) process x ← φx + noise has ρ(k) = φᵏ and τ = ½(1+φ)/(1−φ).
func TestStatisticsOfAKnownProcess(t *testing.T) {
	r := rng.New(1).Reader()
	x := make([]float64, 200_000)
	for k := 1; k < len(x); k++ {
		x[k] = 0.8*x[k-1] + r.NormFloat64()
	}
	rho := mcmc.Autocorrelation(x, 3)
	for k, want := range []float64{1, 0.8, 0.64, 0.512} {
		if math.Abs(rho[k]-want) > 0.02 {
			t.Errorf("ρ(%d) = %v, want %v", k, rho[k], want)
		}
	}
	if tau := mcmc.Time(x); math.Abs(tau-4.5) > 0.3 {
		t.Errorf("τ = %v, want 4.5", tau)
	}
	if n := mcmc.EffectiveSize(x); math.Abs(n/22222-1) > 0.08 {
		t.Errorf("effective size %v, want 22222", n)
	}
	apart := [][]float64{x[:1000], append([]float64(nil), x[1000:2000]...)}
	for k := range apart[1] {
		apart[1][k] += 10
	}
	if r := mcmc.RHat([][]float64{x[:50_000], x[50_000:100_000]}); math.Abs(r-1) > 0.01 {
		t.Errorf("R̂ of like chains %v", r)
	}
	if r := mcmc.RHat(apart); r < 2 {
		t.Errorf("R̂ of chains far apart %v", r)
	}
	if !math.IsNaN(mcmc.RHat(nil)) || mcmc.RHat([][]float64{make([]float64, 10)}) != 1 || mcmc.EffectiveSize(make([]float64, 10)) != 1 {
		t.Error("degenerate traces")
	}
}

func BenchmarkSweep(b *testing.B) {
	for _, n := range []int{100, 500, 2000} {
		sk, _ := stdlib.SK(rng.New(1), n, stdlib.Gaussian)
		b.Run(fmt.Sprint("SK ", n), func(b *testing.B) {
			run := sample(b, rng.New(1), &stdlib.Ising{Couplings: sk}, mcmc.Sampling{Temperature: 0.5, Chains: 1, Sweeps: max(100, b.N)})
			_ = run
			b.ReportMetric(float64(n*max(100, b.N))*1.1/b.Elapsed().Seconds()/1e6, "Mupdates/s")
		})
	}
}
