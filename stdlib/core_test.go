package stdlib_test

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"harmonium/stdlib"
	"harmonium/stdlib/rng"
)

// kinds is the same couplings stored in every way.
func kinds(t *testing.T) map[string]stdlib.Couplings {
	t.Helper()
	all := map[string]stdlib.Couplings{}
	for name, size := range map[string][]int{"2D": {4, 5}, "3D": {3, 4, 3}, "1D": {7}} {
		for _, periodic := range []bool{true, false} {
			l, err := stdlib.NewLattice(-2, periodic, size...)
			if err != nil {
				t.Fatal(err)
			}
			all[fmt.Sprint(name, " ", periodic)] = l
		}
	}
	return all
}

func TestKindsOfCouplingsAgree(t *testing.T) {
	for name, l := range kinds(t) {
		n := l.Units()
		rows := make([][]float64, n)
		for i := range rows {
			rows[i] = make([]float64, n)
			for j := range rows[i] {
				rows[i][j] = l.At(i, j)
			}
		}
		dense, err := stdlib.DenseOf(rows)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		sparse, err := stdlib.NewSparse(n, stdlib.EdgesOf(l))
		if err != nil {
			t.Fatal(err)
		}
		p, _ := stdlib.RandomPattern(rng.New(3), 1, n)
		want := make([]float64, n)
		l.Fields(want, p.Spins)
		for kind, c := range map[string]stdlib.Couplings{"dense": dense, "sparse": sparse, "lattice": l, "sparse again": stdlib.SparseOf(l)} {
			f := make([]float64, n)
			c.Fields(f, p.Spins)
			g := append([]float64(nil), f...)
			c.Push(g, 2, 3)
			var seen []int
			c.Neighbours(2, func(j int, w float64) {
				seen = append(seen, j)
				if w != l.At(2, j) {
					t.Errorf("%s %s: coupling (2, %d) is %v", name, kind, j, w)
				}
			})
			for i := range f {
				if f[i] != want[i] || g[i] != want[i]+3*l.At(2, i) || c.At(i, 1) != l.At(i, 1) {
					t.Fatalf("%s %s: unit %d: field %v, want %v; pushed %v", name, kind, i, f[i], want[i], g[i])
				}
				if i > 0 && i < len(seen) && seen[i-1] >= seen[i] {
					t.Errorf("%s %s: neighbours %v are not in rising order", name, kind, seen)
				}
			}
		}
	}
}

func TestEncodingsGiveTheSameEnergies(t *testing.T) {
	for n := range 9 {
		m := randomIsing(t, rng.New(uint64(n)), n)
		m.Offset = 2.5
		b := m.Binary()
		back, err := b.Ising()
		if err != nil {
			t.Fatal(err)
		}
		q, err := m.QUBO().Ising()
		if err != nil {
			t.Fatal(err)
		}
		for x := range 1 << n {
			bits := make([]uint8, n)
			for i := range bits {
				bits[i] = uint8(x >> i & 1)
			}
			p, _ := stdlib.FromBits(bits, 1, n)
			want := m.Energy(p.Spins)
			got, err := b.Energy(bits)
			if err != nil || got != want || back.Energy(p.Spins) != want || q.Energy(p.Spins) != want {
				t.Fatalf("n=%d state %v: spins %v, bits %v, and back %v, QUBO %v (%v)", n, bits, want, got, back.Energy(p.Spins), q.Energy(p.Spins), err)
			}
		}
	}
}

func TestMaxCutAndPlanted(t *testing.T) {
	g, err := stdlib.ReadGSet(strings.NewReader("3 3\n1 2 1\n2 3 5\n1 3\n"))
	if err != nil {
		t.Fatal(err)
	}
	m := stdlib.MaxCut(g)
	for _, s := range [][]int8{{1, 1, 1}, {1, -1, 1}, {1, 1, -1}, {-1, 1, 1}} {
		if e, c := m.Energy(s), stdlib.Cut(g, s); e != -c {
			t.Errorf("%v: energy %v, cut %v", s, e, c)
		}
	}
	if c := stdlib.Cut(g, []int8{1, -1, 1}); c != 6 {
		t.Errorf("cut %v, want 6", c)
	}
	var b bytes.Buffer
	if err := stdlib.WriteGSet(&b, g); err != nil || b.String() != "3 3\n1 2 1\n1 3 1\n2 3 5\n" {
		t.Errorf("%q %v", b.String(), err)
	}
	for text, want := range map[string]string{
		"":                  "promises",
		"a b":               "line 1",
		"2 1\n1 3 1":        "line 2 of the graph: nodes 1 and 3, want 1 to 2",
		"2 1\n1 2 x":        `weight "x"`,
		"2 2\n1 2 1":        "1 edges, its first line promises 2",
		"2 1\n1 1 1":        "joins unit 0 to itself",
		"2 1\n1 2 NaN":      "want a finite number",
		"999999999999 1\n1": "line 2",
	} {
		if _, err := stdlib.ReadGSet(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}

	hidden, _ := stdlib.RandomPattern(rng.New(1), 5, 5)
	l, _ := stdlib.NewLattice(1, false, 5, 5)
	j, err := stdlib.Planted(hidden, l)
	if err != nil {
		t.Fatal(err)
	}
	if e := (&stdlib.Ising{Couplings: j}).Energy(hidden.Spins); e != -40 {
		t.Errorf("the planted state has energy %v, want -40", e)
	}
}

func TestGlasses(t *testing.T) {
	l, _ := stdlib.NewLattice(1, true, 10, 10)
	g, err := stdlib.Glass(rng.New(1), l, stdlib.PlusMinus)
	if err != nil || g.Edges() != 200 {
		t.Fatalf("%d edges, %v", g.Edges(), err)
	}
	plus := 0
	for _, e := range stdlib.EdgesOf(g) {
		if e.Weight == 1 {
			plus++
		} else if e.Weight != -1 {
			t.Errorf("weight %v", e.Weight)
		}
	}
	if plus < 70 || plus > 130 { // 100 ± 4 standard deviations
		t.Errorf("%d of 200 couplings are +1", plus)
	}
	d, err := stdlib.SK(rng.New(2), 200, stdlib.Gaussian)
	if err != nil || d.Check() != nil {
		t.Fatal(err, d.Check())
	}
	sum := 0.0
	for _, e := range stdlib.EdgesOf(d) {
		sum += e.Weight * e.Weight
	}
	if v := sum / 199 * 2; math.Abs(v-1) > 0.05 { // 5 standard deviations of 19,900 squares
		t.Errorf("Σⱼ J² is %v a unit, want 1", v)
	}
}

func TestRefusalsOfSparseAndLattice(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{second(stdlib.NewSparse(3, []stdlib.Edge{{I: 0, J: 3, Weight: 1}})), "edge 0 joins units 0 and 3, want 0 to 2"},
		{second(stdlib.NewSparse(3, []stdlib.Edge{{I: 0, J: 1, Weight: 1}, {I: 1, J: 2, Weight: math.NaN()}})), "edge 1 (1, 2) has weight NaN"},
		{second(stdlib.NewLattice(1, true, 2, 4)), "size 2 in direction 0"},
		{second(stdlib.NewLattice(1, true, 1<<20, 1<<20)), "not too many units"},
		{second(stdlib.NewLattice(math.Inf(1), true, 4)), "coupling +Inf"},
		{second(stdlib.RandomGraph(rng.New(1), 3, 1.5)), "probability 1.5"},
		{second(stdlib.QUBO{Units: 2, Terms: []stdlib.Edge{{I: 2, J: 2, Weight: 1}}}.Ising()), "unit 2"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%v, want %q", c.err, c.want)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestImagesAndIDX(t *testing.T) {
	p, _ := stdlib.RandomPattern(rng.New(8), 6, 9)
	q, err := stdlib.FromImage(p.Image(), 0.5)
	if err != nil || !q.Equal(p) || q.Rows != 6 {
		t.Fatalf("image and back: %v", err)
	}
	r, err := stdlib.ParsePattern(p.BitString())
	if err != nil || !r.Equal(p) {
		t.Fatalf("bit string and back: %v", err)
	}
	x := stdlib.IDX{Size: []int{2, 1, 3}, Data: []byte{0, 127, 128, 255, 1, 200}}
	var b bytes.Buffer
	if err := stdlib.WriteIDX(&b, x); err != nil {
		t.Fatal(err)
	}
	whole := b.Bytes()
	y, err := stdlib.ReadIDX(bytes.NewReader(whole))
	if err != nil {
		t.Fatal(err)
	}
	ps, err := y.Patterns(128)
	if err != nil || ps[0].String() != "--+" || ps[1].String() != "+-+" {
		t.Errorf("%v, %v", ps, err)
	}
	for n := range whole {
		if _, err := stdlib.ReadIDX(bytes.NewReader(whole[:n])); err == nil {
			t.Errorf("an IDX file cut after %d bytes was read", n)
		}
	}
}

func TestMNIST(t *testing.T) {
	f, err := os.Open("../../shared/data/mnist/t10k-images-idx3-ubyte.gz")
	if err != nil {
		t.Skip("MNIST's t10k-images-idx3-ubyte.gz is not here")
	}
	defer f.Close()
	x, err := stdlib.ReadIDX(f)
	if err != nil {
		t.Fatal(err)
	}
	ps, err := x.Patterns(128)
	if err != nil || len(ps) != 10_000 || ps[0].Rows != 28 || ps[0].Cols != 28 {
		t.Errorf("%d patterns, %v", len(ps), err)
	}
}
