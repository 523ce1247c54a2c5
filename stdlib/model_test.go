package stdlib_test

import (
	"fmt"
	"testing"

	"harmonium/stdlib"
	"harmonium/stdlib/hopfield"
)

// Everything that has an energy over spins is a Model, with that energy.
func TestModels(t *testing.T) {
	edges := []stdlib.Edge{{I: 0, J: 1, Weight: 1}, {I: 1, J: 2, Weight: -2}}
	sparse, err := stdlib.NewSparse(3, edges)
	if err != nil {
		t.Fatal(err)
	}
	dense, err := stdlib.DenseOf([][]float64{{0, 1, 0}, {1, 0, -2}, {0, -2, 0}})
	if err != nil {
		t.Fatal(err)
	}
	ising := &stdlib.Ising{Couplings: sparse}
	net, err := hopfield.Of(dense, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []stdlib.Model{sparse, dense, ising, ising.Binary(), ising.QUBO(), net} {
		is, err := m.Ising()
		if err != nil {
			t.Fatalf("%T: %v", m, err)
		}
		if got := is.Energy([]int8{1, 1, -1}); got != -3 {
			t.Errorf("%T: energy %v, want -3", m, got)
		}
	}
	var broken stdlib.Model = &stdlib.Ising{Couplings: sparse, Bias: []float64{1}}
	if _, err := broken.Ising(); err == nil {
		t.Error("1 bias for 3 units is no model")
	}
}

func ExampleModel() {
	torus, err := stdlib.NewLattice(1, true, 3, 3)
	if err != nil {
		panic(err)
	}
	model, err := torus.Ising()
	if err != nil {
		panic(err)
	}
	fmt.Println(model.Energy([]int8{1, 1, 1, 1, 1, 1, 1, 1, 1}))
	// Output: -18
}
