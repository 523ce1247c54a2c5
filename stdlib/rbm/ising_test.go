package rbm_test

import (
	"math"
	"testing"

	"harmonium/stdlib"
	"harmonium/stdlib/exact"
)

// The machine as spins has the same energy in every state, and so the same ln Z.
func TestIsingHasTheSameEnergies(t *testing.T) {
	m := random(t, 3, 5, 4, .9)
	model := must[*stdlib.Ising](t)(m.Ising())
	logs, logZ := enumerated(t, m)
	for x, l := range logs {
		if e := model.Energy(state(x, 9).Spins); math.Abs(e+l) > 1e-12 {
			t.Fatalf("state %d: energy %v, want %v", x, e, -l)
		}
	}
	all := must[*exact.System](t)(exact.Enumerate(ctx, model))
	points := must[[]exact.Point](t)(all.Thermodynamics(1))
	if math.Abs(points[0].LogZ-logZ) > 1e-12 {
		t.Errorf("ln Z %v, want %v", points[0].LogZ, logZ)
	}
}
