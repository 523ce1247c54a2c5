package hopfield

import (
	"context"
	"fmt"
	"strings"

	"harmonium/stdlib"
	"harmonium/stdlib/exact"
)

// Census is what a net remembers, by kind: Minima[Mixed] is how many mixtures are
// minima of the energy, Share[Mixed] is the part of all states from which steepest
// descent leads to one of them.
type Census struct {
	Minima [4]int
	Share  [4]float64
}

// Census counts all 2ᴺ states of the net, N ≤ 24, and recognises every minimum.
func (n *Net) Census(ctx context.Context, patterns ...stdlib.Pattern) (Census, error) {
	if err := n.fitAll(patterns); err != nil {
		return Census{}, err
	}
	model, err := n.model()
	if err != nil {
		return Census{}, err
	}
	all, err := exact.Enumerate(ctx, model)
	if err != nil {
		return Census{}, err
	}
	var c Census
	for _, m := range all.Minima() {
		if ctx.Err() != nil {
			return c, ctx.Err()
		}
		kind, _ := Recognise(all.State(m.State), patterns...)
		c.Minima[kind]++
		c.Share[kind] += float64(m.Basin) / float64(len(all.Energies()))
	}
	return c, nil
}

// String says the same in words, a line for each kind that there is.
func (c Census) String() string {
	var lines []string
	for kind, count := range c.Minima {
		if count > 0 {
			lines = append(lines, fmt.Sprintf("%-8v %3d minima, %5.1f %% of all states", Kind(kind), count, 100*c.Share[kind]))
		}
	}
	return strings.Join(lines, "\n")
}
