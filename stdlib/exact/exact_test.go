package exact_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"harmonium/stdlib"
	"harmonium/stdlib/exact"
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
		b[i] = r.NormFloat64()
		for j := range i {
			if err := d.Set(i, j, r.NormFloat64()); err != nil {
				t.Fatal(err)
			}
		}
	}
	return &stdlib.Ising{Couplings: d, Bias: b, Offset: 0.75}
}

func enumerate(t testing.TB, m *stdlib.Ising) *exact.System {
	t.Helper()
	s, err := exact.Enumerate(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func ExampleEnumerate() {
	pair, _ := stdlib.DenseOf([][]float64{{0, 1}, {1, 0}})
	all, err := exact.Enumerate(context.Background(), &stdlib.Ising{Couplings: pair})
	if err != nil {
		fmt.Println(err)
		return
	}
	p, _ := all.Probabilities(1)
	for x, v := range p {
		fmt.Printf("%v E = %+.0f  P = %.4f\n", all.State(x), all.Energies()[x], v)
	}
	points, _ := all.Thermodynamics(1)
	fmt.Printf("U = %.4f, H = %.4f, F = U − H = %.4f\n", points[0].U, points[0].H, points[0].F)
	// Output:
	// -- E = -1  P = 0.4404
	// +- E = +1  P = 0.0596
	// -+ E = +1  P = 0.0596
	// ++ E = -1  P = 0.4404
	// U = -0.7616, H = 1.0585, F = U − H = -1.8201
}

func TestEnergiesMomentsAndThermodynamicsAgainstTheDefinitions(t *testing.T) {
	for _, n := range []int{0, 1, 2, 5, 9, 13} {
		m := random(t, rng.New(uint64(n)), n)
		s := enumerate(t, m)
		for _, temp := range []float64{0.3, 1, 7, math.Inf(1)} {
			p, err := s.Probabilities(temp)
			if err != nil {
				t.Fatal(err)
			}
			z, u, uu, h := 0.0, 0.0, 0.0, 0.0
			mean, corr := make([]float64, n), make([][]float64, n)
			for i := range corr {
				corr[i] = make([]float64, n)
			}
			for x := range p {
				state := s.State(x).Spins
				e := m.Energy(state)
				if math.Abs(e-s.Energies()[x]) > 1e-11 || exact.Index(state) != x {
					t.Fatalf("n=%d: state %d: %v, want %v", n, x, s.Energies()[x], e)
				}
				z += math.Exp(-e / temp)
				u += p[x] * e
				uu += p[x] * e * e
				h -= p[x] * math.Log(p[x])
				for i := range n {
					mean[i] += p[x] * float64(state[i])
					for j := range n {
						corr[i][j] += p[x] * float64(state[i]) * float64(state[j])
					}
				}
			}
			pt, _ := s.Thermodynamics(temp)
			near(t, "ln Z", pt[0].LogZ, math.Log(z))
			near(t, "U", pt[0].U, u)
			near(t, "H", pt[0].H, h)
			near(t, "C", pt[0].C, (uu-u*u)/temp/temp)
			if !math.IsInf(temp, 1) {
				near(t, "F = −T ln Z", pt[0].F, -temp*math.Log(z))
				near(t, "F = U − TH", pt[0].F, u-temp*h)
			}
			mo, _ := s.Moments(temp)
			for i := range n {
				near(t, "mean", mo.Mean[i], mean[i])
				for j := range n {
					near(t, "correlation", mo.Correlation[i][j], corr[i][j])
				}
			}
		}
	}
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-12*max(1, math.Abs(want))*30) { // rounding of sums over 8,192 states
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// Erratum 1: F = U − TH. With the lecture's plus sign the identity F = −T ln Z fails.
func TestErratum1FreeEnergy(t *testing.T) {
	s := enumerate(t, random(t, rng.New(4), 8))
	p, _ := s.Thermodynamics(1.7)
	q := p[0]
	if math.Abs(q.F-(q.U-1.7*q.H)) > 1e-12 || math.Abs(q.F+1.7*q.LogZ) > 1e-12 {
		t.Errorf("F %v, U − TH %v, −T ln Z %v", q.F, q.U-1.7*q.H, -1.7*q.LogZ)
	}
	if math.Abs(q.F-(q.U+1.7*q.H)) < 1 {
		t.Error("U + TH is the free energy as well?")
	}
}

func TestHeatCapacityIsTheSlopeOfU(t *testing.T) {
	s := enumerate(t, random(t, rng.New(5), 10))
	const d = 1e-4
	p, _ := s.Thermodynamics(1.3-d, 1.3, 1.3+d)
	if slope := (p[2].U - p[0].U) / (2 * d); math.Abs(slope-p[1].C) > 1e-6 {
		t.Errorf("dU/dT %v, C %v", slope, p[1].C)
	}
}

// MODELS.md: 4×4 periodic Ising ferromagnet.
func TestIsing4x4(t *testing.T) {
	l, _ := stdlib.NewLattice(1, true, 4, 4)
	s := enumerate(t, &stdlib.Ising{Couplings: l})
	levels, err := s.DensityOfStates()
	if err != nil {
		t.Fatal(err)
	}
	want := map[float64]int{-32: 2, -24: 32, -20: 64, -16: 424, -12: 1728, -8: 6688, -4: 13568, 0: 20524}
	for _, v := range levels {
		if v.Count != want[-math.Abs(v.Energy)] {
			t.Errorf("%d states at %v, want %d", v.Count, v.Energy, want[-math.Abs(v.Energy)])
		}
	}
	if len(levels) != 15 {
		t.Errorf("%d levels, want 15", len(levels))
	}
	p, _ := s.Thermodynamics(2)
	for what, c := range map[string][2]float64{"ln Z": {p[0].LogZ, 17.105367}, "u": {p[0].U / 16, -1.755380}, "c": {p[0].C / 16, .605533}} {
		if math.Abs(c[0]-c[1]) > 5e-7 {
			t.Errorf("%s at T = 2 is %.7f, want %.6f", what, c[0], c[1])
		}
	}
}

// Erratum 10: probability falls exponentially with energy; at T = 0 the ground
// states share it.
func TestErratum10ZeroAndInfiniteTemperature(t *testing.T) {
	l, _ := stdlib.NewLattice(1, true, 3, 3)
	s := enumerate(t, &stdlib.Ising{Couplings: l})
	p, err := s.Probabilities(0)
	if err != nil || p[0] != 0.5 || p[511] != 0.5 || p[1] != 0 {
		t.Errorf("at T = 0: %v %v %v, %v", p[0], p[511], p[1], err)
	}
	pt, _ := s.Thermodynamics(0, math.Inf(1))
	if pt[0].U != -18 || pt[0].F != -18 || pt[0].H != math.Ln2 || pt[0].C != 0 || !math.IsInf(pt[0].LogZ, 1) {
		t.Errorf("at T = 0: %+v", pt[0])
	}
	if math.Abs(pt[1].LogZ-9*math.Ln2) > 1e-12 || math.Abs(pt[1].H-9*math.Ln2) > 1e-12 || math.Abs(pt[1].U) > 1e-12 || pt[1].C != 0 {
		t.Errorf("at T = ∞: %+v", pt[1])
	}
	q, _ := s.Probabilities(2)
	for x := range q {
		if want := math.Exp(-(s.Energies()[x] + 18) / 2); math.Abs(q[x]/q[0]-want) > 1e-12 {
			t.Fatalf("P(%d)/P(0) is %v, want exp(−ΔE/T) = %v", x, q[x]/q[0], want)
		}
	}
	if _, err := s.Probabilities(-1); err == nil || !strings.Contains(err.Error(), "-1") {
		t.Errorf("T = −1: %v", err)
	}
}

// Without biases a state and its negative have basins of one size: flips that cost
// the same but for rounding count as equal, and the first is taken.
func TestBasinsOfNegativesAreEqual(t *testing.T) {
	ps, err := stdlib.RandomPatterns(rng.New(3), 3, 1, 14)
	if err != nil {
		t.Fatal(err)
	}
	w, err := stdlib.NewDense(14)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 14 {
		for j := range i {
			sum := 0.0
			for _, p := range ps {
				sum += float64(p.Spins[i]*p.Spins[j]) / 14
			}
			if err := w.Set(i, j, sum); err != nil {
				t.Fatal(err)
			}
		}
	}
	model, err := w.Ising()
	if err != nil {
		t.Fatal(err)
	}
	all, err := exact.Enumerate(context.Background(), model)
	if err != nil {
		t.Fatal(err)
	}
	sizes := map[int]int{}
	for _, m := range all.Minima() {
		sizes[m.State] = m.Basin
	}
	for x, size := range sizes {
		if other := sizes[x^(1<<14-1)]; other != size {
			t.Errorf("minimum %d draws in %d states, its negative %d", x, size, other)
		}
	}
}

func TestMinimaAndBasins(t *testing.T) {
	for n := 1; n <= 10; n++ {
		m := random(t, rng.New(uint64(100+n)), n)
		s := enumerate(t, m)
		total := 0
		found := map[int]bool{}
		for _, v := range s.Minima() {
			total += v.Basin
			found[v.State] = true
			if !v.Strict {
				t.Errorf("n=%d: Gaussian couplings have no plateaus", n)
			}
		}
		if total != 1<<n {
			t.Errorf("n=%d: basins hold %d states", n, total)
		}
		for x := range 1 << n {
			state := s.State(x).Spins
			stable := true
			for i := range n {
				stable = stable && m.FlipCost(state, i) >= 0
			}
			if stable != found[x] {
				t.Errorf("n=%d: state %d: stable %v, listed %v", n, x, stable, found[x])
			}
		}
	}
	free, _ := stdlib.NewDense(3)
	for _, v := range enumerate(t, &stdlib.Ising{Couplings: free}).Minima() {
		if v.Strict || v.Basin != 1 {
			t.Errorf("without couplings all is plateau: %+v", v)
		}
	}
}

// The transition graph is in detailed balance with the probabilities, to rounding.
func TestTransitionsAreInDetailedBalance(t *testing.T) {
	s := enumerate(t, random(t, rng.New(6), 7))
	p, _ := s.Probabilities(1.5)
	arrows, err := s.Transitions(1.5)
	if err != nil {
		t.Fatal(err)
	}
	flow := map[[2]int]float64{}
	for _, a := range arrows {
		flow[[2]int{a.From, a.To}] = p[a.From] * a.Probability
	}
	for k, v := range flow {
		if math.Abs(v-flow[[2]int{k[1], k[0]}]) > 1e-15 {
			t.Fatalf("%v: %v there, %v back", k, v, flow[[2]int{k[1], k[0]}])
		}
	}
	down, _ := s.Transitions(0)
	for _, a := range down {
		if s.Energies()[a.To] >= s.Energies()[a.From] {
			t.Fatalf("at T = 0 %+v goes up", a)
		}
	}
	big, _ := stdlib.NewDense(13)
	if _, err := enumerate(t, &stdlib.Ising{Couplings: big}).Transitions(1); err == nil {
		t.Error("a graph of 13 units was made")
	}
}

func TestEnumerateRefusesAndStops(t *testing.T) {
	d, _ := stdlib.NewDense(25)
	if _, err := exact.Enumerate(context.Background(), &stdlib.Ising{Couplings: d}); err == nil || !strings.Contains(err.Error(), "25 units") {
		t.Errorf("25 units: %v", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	if _, err := exact.Enumerate(ctx, random(t, rng.New(1), 24)); err != context.DeadlineExceeded {
		t.Errorf("after its time: %v", err)
	}
}

func BenchmarkEnumerate(b *testing.B) {
	for _, n := range []int{12, 18, 24} {
		m := random(b, rng.New(1), n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				s := enumerate(b, m)
				if _, err := s.Thermodynamics(1); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkMomentsAndMinima(b *testing.B) {
	s := enumerate(b, random(b, rng.New(1), 24))
	b.Run("moments", func(b *testing.B) {
		for b.Loop() {
			s.Moments(1)
		}
	})
	b.Run("minima", func(b *testing.B) {
		for b.Loop() {
			s.Minima()
		}
	})
}
