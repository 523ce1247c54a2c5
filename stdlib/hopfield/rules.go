package hopfield

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"harmonium/stdlib"
	"harmonium/stdlib/rng"
)

// Rule is a way to store patterns; the types of this package that Net.Learn takes.
type Rule interface {
	String() string
	store(ctx context.Context, src rng.Source, n *Net, patterns []stdlib.Pattern) (epochs int, err error)
}

// Report says what became of the patterns that were to be stored.
type Report struct {
	Rule     string
	Patterns int // how many were given
	Stable   int // how many are now fixed points
	Epochs   int // passes over the patterns
}

// String says the same in words.
func (r Report) String() string {
	text := fmt.Sprintf("%s: %d of %d patterns are stable", r.Rule, r.Stable, r.Patterns)
	if r.Epochs > 1 {
		text += fmt.Sprintf(" after %d epochs", r.Epochs)
	}
	return text
}

// Learn stores patterns by a rule. Hebb and Storkey add to what the net knows;
// Projection replaces it; the others start from the weights as they are and change
// them until all patterns are stable or their epochs run out. When ctx ends, the
// weights are those of the last whole pattern, and the error is ctx's.
func (n *Net) Learn(ctx context.Context, src rng.Source, patterns []stdlib.Pattern, rule Rule) (Report, error) {
	if rule == nil {
		rule = Hebb{}
	}
	if err := n.fitAll(patterns); err != nil {
		return Report{}, err
	}
	if _, err := n.matrix(); err != nil || len(patterns) == 0 {
		return Report{Rule: rule.String()}, err
	}
	n.shapeOf(patterns)
	if _, adds := rule.(Hebb); !adds {
		n.memory = nil
	}
	epochs, err := rule.store(ctx, src, n, patterns)
	n.largest = n.weights.Largest()
	if _, adds := rule.(Hebb); !adds {
		n.stored += len(patterns)
	}
	r := Report{Rule: rule.String(), Patterns: len(patterns), Epochs: epochs}
	if err != nil {
		return r, err
	}
	r.Stable, err = n.CountStable(ctx, patterns)
	return r, err
}

// CountStable is how many of the patterns are fixed points.
func (n *Net) CountStable(ctx context.Context, patterns []stdlib.Pattern) (int, error) {
	count := 0
	for _, p := range patterns {
		if ctx.Err() != nil {
			return count, ctx.Err()
		}
		stable, err := n.Stable(p)
		if err != nil {
			return count, err
		}
		if stable {
			count++
		}
	}
	return count, nil
}

// Hebb is the rule of Net.Store. It keeps about 0.138 N random patterns with few
// errors (erratum 8: not N).
type Hebb struct{}

func (Hebb) String() string { return "Hebb" }

func (Hebb) store(ctx context.Context, _ rng.Source, n *Net, patterns []stdlib.Pattern) (int, error) {
	return 1, n.hebb(ctx, patterns, 1)
}

// Storkey adds one pattern after the other by
//
//	ΔJᵢⱼ = (ξᵢξⱼ − ξᵢhⱼᵢ − hᵢⱼξⱼ)/N,   hᵢⱼ = Σ_{k≠i,j} Jᵢₖξₖ
//
// It is local and incremental as Hebb's rule, and stores more.
//
// Source: Storkey, ICANN 1997.
type Storkey struct{}

func (Storkey) String() string { return "Storkey" }

func (Storkey) store(ctx context.Context, _ rng.Source, n *Net, patterns []stdlib.Pattern) (int, error) {
	size := float64(n.units)
	h := make([]float64, n.units)
	for _, p := range patterns {
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
		n.weights.Fields(h, p.Spins)
		for i := range n.units {
			row, xi := n.weights.Row(i), float64(p.Spins[i])
			for j := range i {
				xj, w := float64(p.Spins[j]), row[j]
				hij, hji := h[i]-float64(w*xj), h[j]-float64(w*xi)
				row[j] += (xi*xj - float64(xi*hji) - float64(hij*xj)) / size
			}
		}
		mirror(n.weights)
	}
	return 1, nil
}

// mirror copies the lower triangle onto the upper.
func mirror(w *stdlib.Dense) {
	for i := range w.Units() {
		row := w.Row(i)
		for j := range i {
			w.Row(j)[i] = row[j]
		}
	}
}

// Projection is the pseudo-inverse rule, J = Ξ(ΞᵀΞ)⁻¹Ξᵀ with the diagonal put to
// 0, which replaces the weights. Linearly independent patterns all become fixed
// points, for any P < N; dependent ones are refused.
//
// Source: Personnaz, Guyon and Dreyfus, J. Physique Lett. 46 (1985).
type Projection struct{}

func (Projection) String() string { return "projection" }

func (Projection) store(ctx context.Context, _ rng.Source, n *Net, patterns []stdlib.Pattern) (int, error) {
	xi := mat.NewDense(len(patterns), n.units, nil)
	overlaps := mat.NewSymDense(len(patterns), nil)
	for k, p := range patterns {
		for i, s := range p.Spins {
			xi.Set(k, i, float64(s))
		}
		for l := range k + 1 {
			overlaps.SetSym(k, l, p.Overlap(patterns[l])*float64(n.units))
		}
	}
	var factor mat.Cholesky
	if ok := factor.Factorize(overlaps); !ok || factor.Cond() > 1e10 {
		return 0, fmt.Errorf("hopfield: the %d patterns of %d units are linearly dependent: the projection rule needs independent ones (a pattern and its negative are not)", len(patterns), n.units)
	}
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	var solved mat.Dense
	if err := factor.SolveTo(&solved, xi); err != nil {
		return 0, fmt.Errorf("hopfield: projection: %w", err)
	}
	const rows = 64 // between two looks at ctx
	j := mat.NewDense(n.units, n.units, nil)
	for lo := 0; lo < n.units; lo += rows {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		hi := min(lo+rows, n.units)
		j.Slice(lo, hi, 0, n.units).(*mat.Dense).Mul(xi.Slice(0, len(patterns), lo, hi).T(), &solved)
	}
	for i := range n.units {
		row := n.weights.Row(i)
		for k := range i {
			row[k] = (j.At(i, k) + j.At(k, i)) / 2
		}
		row[i] = 0
	}
	mirror(n.weights)
	return 1, nil
}

// Perceptron adds ξᵢξⱼ/N to the weights of every unit i that is not stable by the
// margin, ξᵢfᵢ ≥ κ|Jᵢ|, until all are. The weights stay symmetric: both
// directions change. Units learning alone could store up to 2N patterns at κ = 0
// (see GardnerCapacity).
//
// Source: Gardner, J. Phys. A 21 (1988); Diederich and Opper, PRL 58 (1987).
type Perceptron struct {
	Margin float64 // κ ≥ 0, in units of the length of a unit's row of weights
	Epochs int     // at most; 0 means 1000
}

func (r Perceptron) String() string { return fmt.Sprintf("perceptron, margin %v", r.Margin) }

func (r Perceptron) store(ctx context.Context, _ rng.Source, n *Net, patterns []stdlib.Pattern) (int, error) {
	if !(r.Margin >= 0) || math.IsInf(r.Margin, 0) || r.Epochs < 0 {
		return 0, fmt.Errorf("hopfield: perceptron with margin %v and %d epochs, want a margin of 0 or more", r.Margin, r.Epochs)
	}
	if r.Epochs == 0 {
		r.Epochs = 1000
	}
	for epoch := 1; epoch <= r.Epochs; epoch++ {
		changed := false
		for _, p := range patterns {
			if ctx.Err() != nil {
				return epoch - 1, ctx.Err()
			}
			changed = r.learn(n, p.Spins) || changed
		}
		if !changed {
			return epoch, nil
		}
	}
	return r.Epochs, nil
}

func (r Perceptron) learn(n *Net, s []int8) (changed bool) {
	step := 1 / float64(n.units)
	for i := range n.units {
		f, norm := 0.0, 0.0
		if n.bias != nil {
			f = n.bias[i]
		}
		row := n.weights.Row(i)
		for j, w := range row {
			f += float64(w * float64(s[j]))
			norm += float64(w * w)
		}
		// With margin 0 a field of 0 is not enough: the weights begin at 0.
		if x := float64(s[i]) * f; x > r.Margin*math.Sqrt(norm) || r.Margin > 0 && norm > 0 && x == r.Margin*math.Sqrt(norm) {
			continue
		}
		changed = true
		for j := range row {
			if j != i {
				row[j] += float64(step * float64(s[i]) * float64(s[j]))
				n.weights.Row(j)[i] = row[j]
			}
		}
	}
	return changed
}
