package hopfield

import (
	"context"
	"fmt"

	"harmonium/stdlib"
	"harmonium/stdlib/rng"
)

// Against says whose energy is raised while that of the patterns is lowered.
type Against int

const (
	AllStates    Against = iota // every other state
	Valleys                     // the minima that the patterns fall into
	RandomStarts                // the minima that random states fall into
	Neighbours                  // states that the net reaches in a few updates from near the patterns
)

func (a Against) String() string {
	return [...]string{"all states", "valleys", "valleys of random starts", "the neighbourhood"}[min(max(int(a), 0), 3)]
}

// Gradient lowers the energy of the patterns and raises that of others,
//
//	J += η (Σ ξξᵀ − Σ vvᵀ)/N   off the diagonal.
//
// The sum over patterns minus that over others, minimised over J, has no bottom
// (erratum 7), so it is followed only until the patterns are stable. Against
// all states it is plain Hebb: Σ ssᵀ over all 2ᴺ states is 2ᴺ times the identity,
// which is nothing off the diagonal. Against the valleys that the patterns
// themselves fall into, it stores N random patterns in a net of N units. Where all
// weights are 0 every state rests, and nothing could be learned from where the net
// falls: a net that knows nothing begins with Hebb's weights.
type Gradient struct {
	Against Against
	Rate    float64 // η; 0 means 1, or 0.1 for RandomStarts
	Epochs  int     // at most; 0 means 1000, 1 for AllStates
	Steps   int     // updates from near a pattern, for Neighbours; 0 means N/4, at least 1
	Noise   float64 // the fraction of units flipped before, for Neighbours; 0 is legal
}

func (g Gradient) String() string { return "gradient against " + g.Against.String() }

func (g Gradient) store(ctx context.Context, src rng.Source, n *Net, patterns []stdlib.Pattern) (int, error) {
	if g.Against < AllStates || g.Against > Neighbours || !(g.Rate >= 0) || g.Epochs < 0 || g.Steps < 0 || !(g.Noise >= 0 && g.Noise <= 1) {
		return 0, fmt.Errorf("hopfield: %+v, want no negative number, and noise up to 1", g)
	}
	g = g.defaults(n.units)
	if g.Against == AllStates {
		for _, p := range patterns {
			n.push(p.Spins, g.Rate)
		}
		return 1, nil
	}
	n.begin(patterns)
	for epoch := 1; epoch <= g.Epochs; epoch++ {
		changed, err := g.epoch(ctx, src.Numbered(uint64(epoch)), n, patterns)
		if err != nil {
			return epoch - 1, err
		}
		if !changed {
			return epoch, nil
		}
	}
	return g.Epochs, nil
}

func (g Gradient) defaults(units int) Gradient {
	if g.Rate == 0 {
		g.Rate = 1
		if g.Against == RandomStarts {
			g.Rate = 0.1
		}
	}
	if g.Epochs == 0 {
		g.Epochs = 1000
	}
	if g.Steps == 0 {
		g.Steps = max(1, units/4)
	}
	return g
}

// epoch reports whether any pattern was not yet stable.
func (g Gradient) epoch(ctx context.Context, src rng.Source, n *Net, patterns []stdlib.Pattern) (changed bool, err error) {
	for k, p := range patterns {
		if ctx.Err() != nil {
			return changed, ctx.Err()
		}
		n.largest = -1
		stable, err := n.Stable(p)
		if err != nil {
			return changed, err
		}
		changed = changed || !stable
		if stable && g.Against != RandomStarts {
			continue
		}
		v, err := g.other(ctx, src.Numbered(uint64(k)), n, p)
		if err != nil {
			return changed, err
		}
		n.push(p.Spins, g.Rate)
		n.push(v.Spins, -g.Rate)
	}
	return changed, nil
}

// other is the state whose energy is raised.
func (g Gradient) other(ctx context.Context, src rng.Source, n *Net, p stdlib.Pattern) (stdlib.Pattern, error) {
	start, how := p, Recall{Cheap: true}
	var err error
	switch g.Against {
	case RandomStarts:
		start, err = stdlib.RandomPattern(src.Named("start"), p.Rows, p.Cols)
	case Neighbours:
		how.Updates = g.Steps
		start, err = stdlib.Flip(src.Named("noise"), p, g.Noise)
	}
	if err != nil {
		return p, err
	}
	run, err := n.Recall(ctx, src, start, how)
	return run.Final, err
}

// begin gives a net without weights those of Hebb's rule.
func (n *Net) begin(patterns []stdlib.Pattern) {
	if n.weights.Largest() > 0 {
		return
	}
	for _, p := range patterns {
		n.push(p.Spins, 1)
	}
}

// push adds rate·ssᵀ/N to the weights, off the diagonal.
func (n *Net) push(s []int8, rate float64) {
	step := rate / float64(n.units)
	for i := range n.units {
		row, by := n.weights.Row(i), step*float64(s[i])
		for j := range row {
			row[j] += float64(by * float64(s[j]))
		}
		row[i] = 0
	}
}
