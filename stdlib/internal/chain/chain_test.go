package chain

import (
	"fmt"
	"math"
	"testing"

	"harmonium/stdlib"
	"harmonium/stdlib/rng"
)

// models are one of each form that fields have.
func models(t *testing.T, n int) map[string]*Model {
	t.Helper()
	r := rng.New(uint64(n)).Reader()
	var dense, few, real []stdlib.Edge
	bias, halves := make([]float64, n), make([]float64, n)
	for i := range n {
		bias[i], halves[i] = float64(r.IntN(5)-2), float64(r.IntN(3))/2
		for j := range i {
			if n < 50 || r.IntN(4) == 0 {
				dense = append(dense, stdlib.Edge{I: i, J: j, Weight: float64(r.IntN(3) - 1)})
				real = append(real, stdlib.Edge{I: i, J: j, Weight: r.Float64() - 0.5})
			}
			if r.IntN(n) < 2 {
				few = append(few, stdlib.Edge{I: i, J: j, Weight: float64(r.IntN(7)-3) / 2})
			}
		}
	}
	of := func(edges []stdlib.Edge, bias []float64) *stdlib.Ising {
		s, err := stdlib.NewSparse(n, edges)
		if err != nil {
			t.Fatal(err)
		}
		return &stdlib.Ising{Couplings: s, Bias: bias, Offset: 3}
	}
	full := func(m *stdlib.Ising) *stdlib.Ising {
		d, err := stdlib.NewDense(n)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range stdlib.EdgesOf(m.Couplings) {
			if err := d.Set(e.I, e.J, e.Weight); err != nil {
				t.Fatal(err)
			}
		}
		return &stdlib.Ising{Couplings: d, Bias: m.Bias, Offset: m.Offset}
	}
	out := map[string]*Model{
		"whole, rows": Single(full(of(dense, bias))), "whole, lists": Fast(of(few, halves)),
		"single, rows": Single(full(of(real, bias))), "single, lists": Single(of(real, nil)),
		"double, rows": Fast(full(of(real, bias))), "double, lists": Fast(of(real, nil)),
	}
	if n >= 50 { // small ones are dense
		if w := out["whole, lists"].whole; w == nil || w.dense != nil {
			t.Fatal("no lists of whole numbers")
		}
	}
	if out["whole, rows"].whole.dense == nil || out["single, rows"].single == nil || out["single, lists"].single == nil || out["double, rows"].double == nil {
		t.Fatal("the models do not have the forms that they stand for")
	}
	return out
}

func TestFieldsAndEnergyAreKept(t *testing.T) {
	for _, n := range []int{3, 64, 130} {
		for name, m := range models(t, n) {
			c := New(m, rng.New(1), nil, []int{1})
			kept, flips := c.State[1], 0
			for k := range 200 {
				flips += c.Sweep(0.02*float64(k), uint64(k))
			}
			if flips == 0 || c.State[1] != kept {
				t.Errorf("%s, n=%d: %d flips, clamped unit %d, was %d", name, n, flips, c.State[1], kept)
			}
			zero := 1e-12
			if m.single != nil {
				zero = 1e-4
			}
			if want := m.Energy(c.State); math.Abs(c.Energy-want) > zero*float64(n) {
				t.Errorf("%s, n=%d: energy %v, want %v", name, n, c.Energy, want)
			}
			m.Fields(c.exact, c.State)
			for i, want := range c.exact {
				if f, s := fieldOf(c, i); math.Abs(f-want) > zero || s != c.State[i] {
					t.Errorf("%s, n=%d: unit %d is %d with field %v, want %d, %v", name, n, i, s, f, c.State[i], want)
				}
			}
		}
	}
}

func fieldOf(c *Chain, i int) (f float64, s int8) {
	switch x := c.fields.(type) {
	case *bytes:
		return x.unit * float64(x.f[x.at(i)]), x.spins[x.at(i)]
	case *floats[float32]:
		return float64(x.f[i]), int8(x.spins[i])
	case *floats[float64]:
		return x.f[i], int8(x.spins[i])
	}
	panic("no such fields")
}

// Whole numbers and floating-point numbers are compared with the same variates.
func TestBytesGoTheWayOfFloats(t *testing.T) {
	m := models(t, 130)["whole, rows"]
	other := &Model{Ising: m.Ising, single: rowsOf[float32](m.Couplings)}
	a, b := New(m, rng.New(2), nil, []int{5}), New(other, rng.New(2), nil, []int{5})
	for k := range 100 {
		a.Sweep(0.01*float64(k+1), uint64(k))
		b.Sweep(0.01*float64(k+1), uint64(k))
		if string(asBytes(a.State)) != string(asBytes(b.State)) {
			t.Fatalf("sweep %d: the states differ", k)
		}
	}
}

func asBytes(s []int8) (b []byte) {
	for _, v := range s {
		b = append(b, byte(v))
	}
	return b
}

func TestChainsVisitStatesAsBoltzmannSays(t *testing.T) {
	const n, beta, sweeps = 7, 0.3, 200_000
	m := models(t, n)
	// Lists of whole numbers, as a large model has them.
	lists := &whole{unit: m["whole, rows"].whole.unit, n: n}
	lists.list(m["whole, rows"].Couplings)
	m["whole, rows as lists"] = &Model{Ising: m["whole, rows"].Ising, whole: lists}
	for name, m := range m {
		want, z := make([]float64, 1<<n), 0.0
		s := make([]int8, n)
		for x := range want {
			for i := range s {
				s[i] = int8(x>>i&1)*2 - 1
			}
			want[x] = math.Exp(-beta * m.Energy(s))
			z += want[x]
		}
		c := New(m, rng.New(7), nil, nil)
		got := make([]float64, 1<<n)
		for k := range sweeps {
			c.Sweep(beta, uint64(k))
			x := 0
			for i, s := range c.State {
				x |= int(s+1) >> 1 << i
			}
			got[x]++
		}
		d := 0.0
		for x := range want {
			d += math.Abs(want[x]/z-got[x]/sweeps) / 2
		}
		// 128 states, each a standard error of √(p/sweeps): about 0.01 in sum, less than twice that where
		// sweeps are correlated.
		if d > 0.02 {
			t.Errorf("%s: total variation %.4f", name, d)
		}
		if testing.Verbose() {
			fmt.Println(name, d)
		}
	}
}

// No precision is given away where couplings differ by far.
func TestSpreadModelsStayDouble(t *testing.T) {
	s, err := stdlib.NewSparse(4, []stdlib.Edge{{I: 0, J: 1, Weight: 1e6}, {I: 2, J: 3, Weight: 0.3}})
	if err != nil {
		t.Fatal(err)
	}
	if m := Single(&stdlib.Ising{Couplings: s}); m.double == nil || m.single != nil {
		t.Error("couplings of 10⁶ and 0.3 in single precision")
	}
}
