package plots

import (
	"fmt"

	"harmonium/stdlib"
)

// Fantasies draws what chains dream: chains[c][t] is the state of chain c after
// steps[t] Gibbs steps. A chain is a row.
func Fantasies(steps []int, chains ...[]stdlib.Pattern) *Figure {
	names := make([]string, len(chains))
	for c, states := range chains {
		names[c] = fmt.Sprintf("chain %d", c+1)
		if len(states) != len(steps) {
			return failed("chain %d has %d states for %d numbers of steps", c+1, len(states), len(steps))
		}
	}
	captions := make([]string, len(steps))
	for t, k := range steps {
		captions[t] = fmt.Sprintf("%d steps", k)
		if k == 0 {
			captions[t] = "start"
		} else if k == 1 {
			captions[t] = "1 step"
		}
	}
	f := Rows(names, chains, captions...)
	if f.err == nil {
		f.words = fmt.Sprintf("Fantasies of %d chains, each at %d moments of %d Gibbs steps.", len(chains), len(steps), steps[len(steps)-1])
	}
	return f
}
