package stdlib_test

import (
	"math"
	"strings"
	"testing"

	"harmonium/stdlib"
	"harmonium/stdlib/rng"
)

// randomIsing has integer couplings and biases, so that sums are exact.
func randomIsing(t testing.TB, src rng.Source, n int) *stdlib.Ising {
	t.Helper()
	r := src.Reader()
	d, err := stdlib.NewDense(n)
	if err != nil {
		t.Fatal(err)
	}
	b := make([]float64, n)
	for i := range n {
		b[i] = float64(r.IntN(7) - 3)
		for j := range i {
			if err := d.Set(i, j, float64(r.IntN(9)-4)); err != nil {
				t.Fatal(err)
			}
		}
	}
	m, err := stdlib.NewIsing(d, b)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestEnergyFieldAndFlipCost(t *testing.T) {
	for n := range 12 {
		m := randomIsing(t, rng.New(uint64(n)), n)
		p, _ := stdlib.RandomPattern(rng.New(99), 1, n)
		want := 0.0
		for i, s := range p.Spins {
			want -= m.Bias[i] * float64(s)
			for j := range i {
				want -= m.Couplings.At(i, j) * float64(s) * float64(p.Spins[j])
			}
		}
		if e := m.Energy(p.Spins); e != want {
			t.Fatalf("n=%d: energy %v, want %v exactly", n, e, want)
		}
		for i := range n {
			q := p.Clone()
			q.Spins[i] = -q.Spins[i]
			if d := m.Energy(q.Spins) - m.Energy(p.Spins); d != m.FlipCost(p.Spins, i) {
				t.Errorf("n=%d: flipping %d costs %v, FlipCost says %v", n, i, d, m.FlipCost(p.Spins, i))
			}
		}
	}
}

// Erratum 3: the lecture's C − ½ Σ xᵢfᵢ counts half of the bias.
func TestErratum3EnergyFromFieldsCountsTheWholeBias(t *testing.T) {
	m := randomIsing(t, rng.New(5), 6)
	p, _ := stdlib.RandomPattern(rng.New(6), 1, 6)
	f := make([]float64, 6)
	m.Fields(f, p.Spins)
	wrong, biases := 0.0, 0.0
	for i, s := range p.Spins {
		wrong -= float64(s) * f[i] / 2
		biases += float64(s) * m.Bias[i]
	}
	if got := m.EnergyOf(f, p.Spins); got != m.Energy(p.Spins) || got != wrong-biases/2 {
		t.Errorf("energy %v, the lecture's formula %v, half the bias %v", got, wrong, biases/2)
	}
}

func TestCouplingRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		rows [][]float64
		want string
	}{
		"ragged":     {[][]float64{{0, 1}, {1}}, "row 1 of the couplings has 1 entries, want 2"},
		"diagonal":   {[][]float64{{0, 1}, {1, 2}}, "coupling (1, 1) is 2, want 0 on the diagonal"},
		"asymmetric": {[][]float64{{0, 1}, {3, 0}}, "(0, 1) is 1, (1, 0) is 3"},
		"NaN":        {[][]float64{{0, math.NaN()}, {1, 0}}, "coupling (0, 1) is NaN"},
		"infinite":   {[][]float64{{0, 1}, {math.Inf(1), 0}}, "(0, 1) is 1, (1, 0) is +Inf"},
	} {
		if _, err := stdlib.DenseOf(c.rows); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	d, _ := stdlib.NewDense(2)
	if _, err := stdlib.NewIsing(d, []float64{1}); err == nil || !strings.Contains(err.Error(), "1 biases for 2 units") {
		t.Errorf("short biases: %v", err)
	}
	if _, err := stdlib.NewIsing(d, []float64{1, math.NaN()}); err == nil || !strings.Contains(err.Error(), "bias 1 is NaN") {
		t.Errorf("a bias of NaN: %v", err)
	}
	if _, err := stdlib.NewDense(1 << 30); err == nil {
		t.Error("a matrix of 2⁶⁰ numbers was not refused")
	}
}
