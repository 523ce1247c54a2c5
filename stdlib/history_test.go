package stdlib_test

import (
	"fmt"
	"math"
	"testing"

	"harmonium/stdlib"
)

func ExampleHistory() {
	s := stdlib.Unmeasured(300, 3)
	s.LogLikelihood, s.LikelihoodError, s.WeightNorm = -84.25, 0.5, 0.125
	h := stdlib.History{Steps: []stdlib.Step{s}, Warnings: []stdlib.Warning{{Update: 300, Kind: "dead units",
		Cause: "of 50 hidden units 7 are never on and 0 always, on all 100 examples", Cure: "a lower rate"}}}
	fmt.Println(h)
	fmt.Println(h.Curve(func(s stdlib.Step) float64 { return s.WeightNorm }))
	// Output:
	// 300 updates, log-likelihood -84.25 ± 0.5, weight norm 0.125
	// warning: update 300: of 50 hidden units 7 are never on and 0 always, on all 100 examples: a lower rate
	// [0.125]
}

// Held-out data tell more of a model than the data it was trained on.
func TestScoreTakesTheBestMeasureThereIs(t *testing.T) {
	s := stdlib.Unmeasured(1, 1)
	if !math.IsNaN(s.Score()) {
		t.Errorf("score %v of a step without measurements", s.Score())
	}
	for _, c := range []struct {
		field *float64
		want  float64
	}{
		{&s.Reconstruction, -6}, {&s.PseudoLikelihood, 5}, {&s.ELBO, 4},
		{&s.LogLikelihood, 3}, {&s.HeldPseudoLikelihood, 2}, {&s.HeldLikelihood, 1},
	} {
		*c.field = math.Abs(c.want)
		if got := s.Score(); got != c.want {
			t.Errorf("score %v, want %v", got, c.want)
		}
	}
}
