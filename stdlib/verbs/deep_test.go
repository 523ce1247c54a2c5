package verbs_test

import (
	"math"
	"testing"

	"harmonium/stdlib"
	"harmonium/stdlib/deep"
	"harmonium/stdlib/rng"
	"harmonium/stdlib/verbs"
)

// The verbs reach deep machines: one that has an energy, and one that only dreams.
func TestVerbsOnDeepMachines(t *testing.T) {
	ps, src := pictures(), rng.New(2)
	m, h := must(deep.NewDBM(4, 3, 2)), must(deep.NewHelmholtz(4, 3, 2))
	for _, machine := range []any{m, h} {
		if got := must(verbs.Train(ctx, src, machine, ps, nil, deep.Training{Epochs: 2})); len(got.Steps) != 2 {
			t.Errorf("%v: %d steps of training, want 2", machine, len(got.Steps))
		}
		if run := must(verbs.Sample(ctx, src, machine, 1, verbs.Watch{})); len(run.Chains) != 16 {
			t.Errorf("%v: %d samples, want 16", machine, len(run.Chains))
		}
		same(t, machine, "LogLikelihood", must(verbs.LogLikelihood(ctx, machine, ps)), ps)
		same(t, machine, "FreeEnergy", must(verbs.FreeEnergy(ctx, machine, ps[1])), ps[1])
		if rows := must(verbs.Transform(ctx, src, machine, ps)); len(rows) != len(ps) {
			t.Errorf("%v: features of %d examples, want %d", machine, len(rows), len(ps))
		}
	}
	layers := []stdlib.Pattern{ps[1], stdlib.Row([]int8{1, -1, 1}), stdlib.Row([]int8{1, 1})}
	whole := stdlib.Row(append(append(append([]int8{}, layers[0].Spins...), layers[1].Spins...), layers[2].Spins...))
	want := must(m.Energy(layers...))
	for _, got := range []float64{must(verbs.Energy(m, layers...)), must(verbs.Energy(m, whole))} {
		if math.Abs(got-want) > 1e-12 {
			t.Errorf("energy %v, want %v", got, want)
		}
	}
}
