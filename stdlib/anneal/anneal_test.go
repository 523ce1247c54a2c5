package anneal_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"harmonium/stdlib"
	"harmonium/stdlib/anneal"
	"harmonium/stdlib/exact"
	"harmonium/stdlib/rng"
)

var ctx = context.Background()

func random(t testing.TB, src rng.Source, n int) *stdlib.Ising {
	t.Helper()
	sk, err := stdlib.SK(src, n, stdlib.Gaussian)
	if err != nil {
		t.Fatal(err)
	}
	r := src.Named("bias").Reader()
	b := make([]float64, n)
	for i := range b {
		b[i] = 0.3 * r.NormFloat64()
	}
	return &stdlib.Ising{Couplings: sk, Bias: b, Offset: 0.5}
}

func glass(t testing.TB, src rng.Source, size ...int) *stdlib.Ising {
	t.Helper()
	l, err := stdlib.NewLattice(1, true, size...)
	if err != nil {
		t.Fatal(err)
	}
	g, err := stdlib.Glass(src, l, stdlib.PlusMinus)
	if err != nil {
		t.Fatal(err)
	}
	return &stdlib.Ising{Couplings: g}
}

func enumerate(t testing.TB, m *stdlib.Ising) *exact.System {
	t.Helper()
	s, err := exact.Enumerate(ctx, m)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func ExampleMinimise() {
	// Split the numbers 3, 1, 1, 2, 2, 1 into two heaps of equal weight: minimise (Σ aᵢsᵢ)².
	a := []float64{3, 1, 1, 2, 2, 1}
	var edges []stdlib.Edge
	offset := 0.0
	for i := range a {
		offset += a[i] * a[i]
		for j := range i {
			edges = append(edges, stdlib.Edge{I: i, J: j, Weight: -2 * a[i] * a[j]})
		}
	}
	j, _ := stdlib.NewSparse(len(a), edges)
	r, err := anneal.Minimise(context.Background(), rng.New(1), &stdlib.Ising{Couplings: j, Offset: offset}, anneal.Annealing{Sweeps: 100}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	left := 0.0
	for i, s := range r.Best.Spins {
		left += a[i] * float64(s)
	}
	fmt.Println("energy", r.Energy, "difference", left)
	// Output:
	// energy 0 difference 0
}

// MODELS.md: ground states of all nets with N ≤ 20.
func TestGroundStatesOfSmallNets(t *testing.T) {
	for n := 1; n <= 20; n++ {
		for k := range 3 {
			m := random(t, rng.New(uint64(100*n+k)), n)
			if k == 2 && n > 3 {
				m = glass(t, rng.New(uint64(n)), n)
			}
			want := enumerate(t, m).GroundEnergy()
			for _, kind := range []anneal.Kind{anneal.Geometric, anneal.Linear, anneal.Logarithmic, anneal.Adaptive} {
				r, err := anneal.Minimise(ctx, rng.New(1), m, anneal.Annealing{Sweeps: 300, Reads: 8, Schedule: anneal.Schedule{Kind: kind}}, nil)
				if err != nil || math.Abs(r.Energy-want) > 1e-9 || m.Energy(r.Best.Spins) != r.Energy {
					t.Errorf("n = %d, %v: %v, ground energy %v (%v)", n, kind, r.Energy, want, err)
				}
			}
			l, err := anneal.Tempering{Sweeps: 300, Rungs: 6, Tune: 2}.Run(ctx, rng.New(1), m, nil)
			if err != nil || math.Abs(l.Lowest-want) > 1e-9 {
				t.Errorf("n = %d, tempering: %v, ground energy %v (%v)", n, l.Lowest, want, err)
			}
			p, err := anneal.Population{Replicas: 50, Steps: 30, Sweeps: 3}.Run(ctx, rng.New(1), m, nil)
			if err != nil || math.Abs(p.Lowest-want) > 1e-9 {
				t.Errorf("n = %d, population: %v, ground energy %v (%v)", n, p.Lowest, want, err)
			}
		}
	}
}

func TestReplicas(t *testing.T) {
	m := glass(t, rng.New(3), 4, 5)
	m.Bias = make([]float64, 20)
	m.Bias[3], m.Bias[7] = 2, -1
	m, err := m.Scaled(0.25)
	if err != nil {
		t.Fatal(err)
	}
	m.Offset = 1.5
	want := enumerate(t, m).GroundEnergy()
	for _, reads := range []int{1, 64, 65, 256, 300} {
		r, err := anneal.Replicas(ctx, rng.New(1), m, anneal.Annealing{Sweeps: 200, Reads: reads}, nil)
		if err != nil || r.Energy != want || len(r.Reads) < reads {
			t.Errorf("%d reads: %d made, energy %v, want %v (%v)", reads, len(r.Reads), r.Energy, want, err)
		}
		for k, read := range r.Reads {
			if e := m.Energy(read.State.Spins); e != read.Energy {
				t.Fatalf("read %d: energy %v, said %v", k, e, read.Energy)
			}
		}
	}
	start, _ := stdlib.RandomPattern(rng.New(5), 4, 5)
	r, err := anneal.Replicas(ctx, rng.New(1), m, anneal.Annealing{Sweeps: 50, Clamp: []int{0, 19}, Start: []stdlib.Pattern{start}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, read := range r.Reads {
		if read.State.Spins[0] != start.Spins[0] || read.State.Spins[19] != start.Spins[19] || read.State.Rows != 4 {
			t.Fatal("a clamped unit changed")
		}
	}
	if _, err := anneal.Replicas(ctx, rng.New(1), random(t, rng.New(1), 5), anneal.Annealing{}, nil); err == nil || !strings.Contains(err.Error(), "times the weakest") {
		t.Errorf("Gaussian couplings: %v", err)
	}
}

// The range does not mind scale (it divides), encoding, order of units or gauge.
func TestRangeIsInvariant(t *testing.T) {
	for k := range 30 {
		src := rng.New(uint64(k))
		n := 5 + k
		m := random(t, src, n)
		hot, cold := anneal.Range(m)
		if !(0 < hot && hot < cold) {
			t.Errorf("range %v to %v", hot, cold)
		}
		close := func(what string, m *stdlib.Ising, factor float64) {
			t.Helper()
			h, c := anneal.Range(m)
			if math.Abs(h*factor/hot-1) > 1e-9 || math.Abs(c*factor/cold-1) > 1e-9 {
				t.Errorf("%s: %v to %v, want %v to %v", what, h*factor, c*factor, hot, cold)
			}
		}
		scaled, _ := m.Scaled(7)
		close("scaled by 7", scaled, 7)
		bits, err := m.Binary().Ising()
		if err != nil {
			t.Fatal(err)
		}
		close("by way of bits", bits, 1)
		flip, _ := stdlib.RandomPattern(src.Named("gauge"), 1, n)
		perm := src.Named("permutation").Reader().Perm(n)
		var edges []stdlib.Edge
		b := make([]float64, n)
		for i := range n {
			b[perm[i]] = m.Bias[i] * float64(flip.Spins[i])
			for j := range i {
				edges = append(edges, stdlib.Edge{I: perm[i], J: perm[j], Weight: m.Couplings.At(i, j) * float64(flip.Spins[i]*flip.Spins[j])})
			}
		}
		j, _ := stdlib.NewSparse(n, edges)
		other := &stdlib.Ising{Couplings: j, Bias: b, Offset: 0.5}
		close("gauged and permuted", other, 1)
		if n <= 15 { // and all energies are the same, in another order
			for _, temperature := range []float64{0.3, 2} {
				p, _ := enumerate(t, m).Thermodynamics(temperature)
				q, _ := enumerate(t, other).Thermodynamics(temperature)
				if math.Abs(p[0].LogZ-q[0].LogZ) > 1e-9 || math.Abs(p[0].C-q[0].C) > 1e-9 {
					t.Errorf("ln Z %v and %v", p[0].LogZ, q[0].LogZ)
				}
			}
		}
	}
}

// A gauge turns a run into its mirror image when it starts from the mirrored state.
func TestAnnealingIsGaugeInvariant(t *testing.T) {
	m := glass(t, rng.New(1), 6, 6)
	flip, _ := stdlib.RandomPattern(rng.New(2), 1, 36)
	edges := stdlib.EdgesOf(m.Couplings)
	for k, e := range edges {
		edges[k].Weight *= float64(flip.Spins[e.I] * flip.Spins[e.J])
	}
	j, _ := stdlib.NewSparse(36, edges)
	start, _ := stdlib.RandomPattern(rng.New(3), 1, 36)
	mirrored := start.Clone()
	for i := range mirrored.Spins {
		mirrored.Spins[i] *= flip.Spins[i]
	}
	how := anneal.Annealing{Sweeps: 50, Reads: 3, Trace: true}
	how.Start = []stdlib.Pattern{start}
	a, _ := anneal.Minimise(ctx, rng.New(4), m, how, nil)
	how.Start = []stdlib.Pattern{mirrored}
	b, _ := anneal.Minimise(ctx, rng.New(4), &stdlib.Ising{Couplings: j}, how, nil)
	for k := range a.Reads {
		if !reflect.DeepEqual(a.Reads[k].Trace, b.Reads[k].Trace) {
			t.Fatalf("read %d: the traces differ", k)
		}
	}
}

func TestSameSeedSameBitsOnAnyCores(t *testing.T) {
	m := glass(t, rng.New(1), 8, 8)
	run := func(cores int) []any {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		a, _ := anneal.Minimise(ctx, rng.New(9), m, anneal.Annealing{Sweeps: 60, Trace: true, Schedule: anneal.Schedule{Kind: anneal.Adaptive}}, nil)
		b, _ := anneal.Tempering{Sweeps: 60, Tune: 1}.Run(ctx, rng.New(9), m, nil)
		c, _ := anneal.Population{Replicas: 40, Steps: 20}.Run(ctx, rng.New(9), m, nil)
		d, _ := anneal.Replicas(ctx, rng.New(9), m, anneal.Annealing{Sweeps: 60, Reads: 300}, nil)
		if a.Seed != 9 || a.Version == "" || len(a.Betas) != 60 {
			t.Errorf("the result does not say how to get it again: %+v", a.Annealing)
		}
		return []any{a, b, c, d}
	}
	one, two := run(1), run(2)
	for k := range one {
		if !reflect.DeepEqual(one[k], two[k]) {
			t.Errorf("method %d: one and two cores differ", k)
		}
	}
}

func TestTemperingSamplesEveryRung(t *testing.T) {
	m := random(t, rng.New(6), 8)
	all := enumerate(t, m)
	l, err := anneal.Tempering{Betas: []float64{0, 0.3, 0.7, 1.5, 3}, Sweeps: 40_000}.Run(ctx, rng.New(2), m, nil)
	if err != nil {
		t.Fatal(err)
	}
	for k, beta := range l.Betas {
		p, _ := all.Thermodynamics(1 / beta)
		if math.Abs(l.Energy[k]-p[0].U) > .06 { // σ(E) is up to 2.5, some 4,000 independent sweeps
			t.Errorf("β = %v: U = %.3f, want %.3f", beta, l.Energy[k], p[0].U)
		}
	}
	if l.RoundTrips < 500 || len(l.SwapRate) != 4 || l.SwapRate[0] < 0.1 {
		t.Errorf("%d round trips, swap rates %v", l.RoundTrips, l.SwapRate)
	}
	seen := map[int]bool{}
	for _, path := range l.Path {
		seen[path[4]] = true
	}
	if len(seen) != 5 {
		t.Errorf("%d of 5 replicas reached the cold end", len(seen))
	}
}

func TestTuningEvensSwapRates(t *testing.T) {
	m := glass(t, rng.New(7), 8, 8)
	betas := []float64{0.1, 0.12, 0.15, 0.2, 1.2, 1.5}
	spread := func(tune int) float64 {
		l, err := anneal.Tempering{Betas: betas, Sweeps: 2000, Tune: tune}.Run(ctx, rng.New(3), m, nil)
		if err != nil {
			t.Fatal(err)
		}
		low, high := 1.0, 0.0
		for _, r := range l.SwapRate {
			low, high = min(low, r), max(high, r)
		}
		return high - low
	}
	if before, after := spread(0), spread(12); after > before/2 {
		t.Errorf("swap rates spread over %.2f before tuning, %.2f after", before, after)
	}
}

func TestPopulationEstimatesLogZ(t *testing.T) {
	m := random(t, rng.New(8), 12)
	all := enumerate(t, m)
	c, err := anneal.Population{Replicas: 4000, Steps: 60, Sweeps: 5, Cold: 2}.Run(ctx, rng.New(4), m, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []int{0, 30, 60} {
		p, _ := all.Thermodynamics(1 / c.Betas[k])
		if math.Abs(c.LogZ[k]-p[0].LogZ) > .05 { // some hundred families are left: √(1/R·ρ) is about .02
			t.Errorf("β = %v: ln Z %.4f, exact %.4f", c.Betas[k], c.LogZ[k], p[0].LogZ)
		}
		if math.Abs(c.Energy[k]-p[0].U) > .15 {
			t.Errorf("β = %v: U %.4f, exact %.4f", c.Betas[k], c.Energy[k], p[0].U)
		}
	}
	if c.Families[0] != 4000 || c.Families[60] < 50 {
		t.Errorf("families %d … %d", c.Families[0], c.Families[60])
	}
}

func TestCustomEnergy(t *testing.T) {
	// The number of places where neighbours are equal, and of +1s beyond five.
	calls := 0
	energy := func(states [][]int8, into []float64) {
		calls++
		for k, s := range states {
			e, ones := 0.0, 0
			for i := range s {
				if i > 0 && s[i] == s[i-1] {
					e++
				}
				if s[i] > 0 {
					ones++
				}
			}
			into[k] = e + math.Abs(float64(ones-5))
		}
	}
	how := anneal.Annealing{Sweeps: 100, Reads: 6, Schedule: anneal.Schedule{Hot: 0.2, Cold: 5}}
	r, err := anneal.Custom(ctx, rng.New(1), 10, energy, how, nil)
	if err != nil || r.Energy != 0 {
		t.Errorf("energy %v of %v, %v", r.Energy, r.Best, err)
	}
	if calls != 1001 {
		t.Errorf("%d calls for 6 reads of 100 sweeps over 10 units, want 1001", calls)
	}
	how.Schedule = anneal.Schedule{}
	if _, err := anneal.Custom(ctx, rng.New(1), 10, energy, how, nil); err == nil || !strings.Contains(err.Error(), "Hot and Cold") {
		t.Errorf("without a range: %v", err)
	}
	how.Schedule = anneal.Schedule{Hot: 1, Cold: 2}
	if _, err := anneal.Custom(ctx, rng.New(1), 10, func(_ [][]int8, into []float64) { into[2] = math.NaN() }, how, nil); err == nil || !strings.Contains(err.Error(), "read 2 is NaN") {
		t.Errorf("NaN: %v", err)
	}
}

func TestClampedWarmAndCustomSchedules(t *testing.T) {
	m := random(t, rng.New(2), 10)
	start, _ := stdlib.RandomPattern(rng.New(1), 2, 5)
	clamp := []int{1, 8}
	// The best with two units held, by enumeration.
	all, want := enumerate(t, m), math.Inf(1)
	for x, e := range all.Energies() {
		s := all.State(x).Spins
		if s[1] == start.Spins[1] && s[8] == start.Spins[8] {
			want = min(want, e)
		}
	}
	r, err := anneal.Minimise(ctx, rng.New(1), m, anneal.Annealing{Sweeps: 200, Clamp: clamp, Start: []stdlib.Pattern{start}}, nil)
	if err != nil || math.Abs(r.Energy-want) > 1e-9 || r.Best.Rows != 2 {
		t.Errorf("clamped: %v, want %v (%v)", r.Energy, want, err)
	}
	cold, err := anneal.Minimise(ctx, rng.New(1), m, anneal.Annealing{Reads: 1, Start: []stdlib.Pattern{start}, Schedule: anneal.Schedule{Betas: []float64{math.Inf(1), math.Inf(1), math.Inf(1), math.Inf(1)}}, Trace: true}, nil)
	if err != nil || len(cold.Reads[0].Trace) != 4 || cold.Energy > m.Energy(start.Spins) {
		t.Errorf("T = 0 from a warm start: %v, %v", cold.Reads, err)
	}
	for want, how := range map[string]anneal.Annealing{
		"no Start":         {Clamp: []int{1}},
		"clamped unit 10":  {Clamp: []int{10}},
		"-1 sweeps":        {Sweeps: -1},
		"β of sweep 1":     {Schedule: anneal.Schedule{Betas: []float64{1, -1}}},
		"from β = 3 to 2":  {Schedule: anneal.Schedule{Hot: 3, Cold: 2}},
		"state has 1 unit": {Start: []stdlib.Pattern{stdlib.Row([]int8{1})}},
	} {
		if _, err := anneal.Minimise(ctx, rng.New(1), m, how, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

func TestEverythingStopsInTime(t *testing.T) {
	sk, _ := stdlib.SK(rng.New(1), 800, stdlib.Gaussian)
	m := &stdlib.Ising{Couplings: sk}
	g := glass(t, rng.New(1), 60, 60)
	const many = 1 << 30
	for name, run := range map[string]func(context.Context) error{
		"anneal": func(c context.Context) error {
			_, err := anneal.Minimise(c, rng.New(1), m, anneal.Annealing{Sweeps: 1 << 22}, nil)
			return err
		},
		"adaptive": func(c context.Context) error {
			_, err := anneal.Minimise(c, rng.New(1), m, anneal.Annealing{Sweeps: 1 << 22, Schedule: anneal.Schedule{Kind: anneal.Adaptive}}, nil)
			return err
		},
		"tempering": func(c context.Context) error {
			_, err := anneal.Tempering{Sweeps: many}.Run(c, rng.New(1), m, nil)
			return err
		},
		"population": func(c context.Context) error {
			_, err := anneal.Population{Sweeps: many, Replicas: 20}.Run(c, rng.New(1), m, nil)
			return err
		},
		"replicas": func(c context.Context) error {
			_, err := anneal.Replicas(c, rng.New(1), g, anneal.Annealing{Sweeps: 1 << 22}, nil)
			return err
		},
	} {
		c, cancel := context.WithTimeout(ctx, 30*time.Millisecond)
		if err := run(c); err != context.DeadlineExceeded {
			t.Errorf("%s: %v", name, err)
		}
		cancel()
	}
}

func TestProgressReachesItsEnd(t *testing.T) {
	m := glass(t, rng.New(1), 5, 5)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	last, end := 0, 0
	saw := func(done, of int) { last, end = max(last, done), of }
	anneal.Minimise(ctx, rng.New(1), m, anneal.Annealing{Sweeps: 7, Reads: 3}, saw)
	if last != 21 || end != 21 {
		t.Errorf("progress ended at %d of %d", last, end)
	}
}

func TestTimeToSolution(t *testing.T) {
	tts, err := anneal.TimeToSolution(50, 100, 2, 0.99)
	if err != nil || math.Abs(tts.Value-2*math.Log(0.01)/math.Log(0.5)) > 1e-9 || !(tts.Low < tts.Value && tts.Value < tts.High) {
		t.Errorf("%v, %v", tts, err)
	}
	// Clopper–Pearson for 50 of 100: .3983 to .6017.
	if math.Abs(tts.Low-2*math.Log(.01)/math.Log(1-.6017)) > .01 || math.Abs(tts.High-2*math.Log(.01)/math.Log(1-.3983)) > .01 {
		t.Errorf("interval %v", tts)
	}
	never, _ := anneal.TimeToSolution(0, 10, 1, 0.99)
	always, _ := anneal.TimeToSolution(10, 10, 1, 0.99)
	if !math.IsInf(never.Value, 1) || !math.IsInf(never.High, 1) || math.IsInf(never.Low, 1) || always.Value != 1 || always.Low != 1 {
		t.Errorf("never %v, always %v", never, always)
	}
	if _, err := anneal.TimeToSolution(3, 2, 1, 0.99); err == nil {
		t.Error("3 successes of 2 were taken")
	}
}

func TestFilesKeepEveryEnergy(t *testing.T) {
	m := random(t, rng.New(4), 6)
	m.Offset = 0
	same := func(what string, n *stdlib.Ising, err error) {
		t.Helper()
		if err != nil {
			t.Errorf("%s: %v", what, err)
			return
		}
		for x := range 64 {
			s := enumerate(t, m).State(x).Spins
			if math.Abs(m.Energy(s)-n.Energy(s)) > 1e-12 {
				t.Fatalf("%s: state %d has energy %v, want %v", what, x, n.Energy(s), m.Energy(s))
			}
		}
	}
	var b bytes.Buffer
	anneal.WriteCOO(&b, m)
	n, err := anneal.ReadCOO(&b)
	same("COO", n, err)
	b.Reset()
	q := m.QUBO()
	anneal.WriteQUBO(&b, q)
	read, err := anneal.ReadQUBO(&b)
	if err != nil {
		t.Fatal(err)
	}
	read.Constant = q.Constant
	n, err = read.Ising()
	same("QUBO", n, err)
	b.Reset()
	m.Offset = 2.25
	anneal.WriteBQM(&b, m)
	n, labels, err := anneal.ReadBQM(&b)
	same("BQM", n, err)
	if len(labels) != 6 {
		t.Errorf("labels %v", labels)
	}
	bits, _, err := anneal.ReadBQM(strings.NewReader(`{"type": "BinaryQuadraticModel", "version": {"bqm_schema": "3.0.0"}, "use_bytes": false, "num_variables": 2, "num_interactions": 1,
		"variable_labels": ["a", "b"], "variable_type": "BINARY", "offset": 1, "linear_biases": [-1, 2], "quadratic_biases": [4], "quadratic_head": [0], "quadratic_tail": [1]}`))
	if err != nil || bits.Energy([]int8{1, -1}) != 0 || bits.Energy([]int8{1, 1}) != 6 || bits.Energy([]int8{-1, -1}) != 1 {
		t.Errorf("a model in bits: %v", err)
	}
	for text, want := range map[string]string{
		"0 1":     "line 1: \"0 1\", want two units and a value",
		"0 x 1":   `unit "x"`,
		"0 1 NaN": `value "NaN"`,
		"-1 0 1":  `unit "-1"`,
	} {
		if _, err := anneal.ReadCOO(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("COO %q: %v", text, err)
		}
	}
	for text, want := range map[string]string{
		"0 1 1":                   "before the line p qubo",
		"p qubo 0 2 0 1\n0 2 1":   "declares 2 units and names unit 2",
		"p qubo 0 x 0 1":          `"x" units`,
		"p qubo 0 2\np qubo 0 2 ": "one line p qubo",
	} {
		if _, err := anneal.ReadQUBO(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("QUBO %q: %v", text, err)
		}
	}
	for text, want := range map[string]string{
		"{":            "BQM",
		`{"type":"X"}`: `the type is "X"`,
		`{"type":"BinaryQuadraticModel","use_bytes":true}`:                                             "use_bytes=False",
		`{"type":"BinaryQuadraticModel","variable_type":"SPIN","num_variables":2,"linear_biases":[1]}`: "2 variables with 1 linear",
	} {
		if _, _, err := anneal.ReadBQM(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("BQM %q: %v", text, err)
		}
	}
}

// A run that is stopped returns the reads that have begun and begins no other,
// nor does it go on to a minimum: on a large model that took seconds.
func TestStoppedRunsBeginNothingNew(t *testing.T) {
	stopped, stop := context.WithCancel(ctx)
	stop()
	m := random(t, rng.New(1), 30)
	r, err := anneal.Minimise(stopped, rng.New(1), m, anneal.Annealing{Sweeps: 100, Reads: 8}, nil)
	if !errors.Is(err, context.Canceled) || len(r.Reads) != 1 || r.Best.Spins == nil || m.Energy(r.Best.Spins) != r.Energy {
		t.Errorf("%d reads, best %v, %v; want the one that must be there, and the context's error", len(r.Reads), r.Best, err)
	}
	if _, err := (anneal.Population{Replicas: 20, Steps: 10}).Run(stopped, rng.New(1), m, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("population: %v", err)
	}
}
