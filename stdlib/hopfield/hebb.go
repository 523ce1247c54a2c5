package hopfield

import "harmonium/stdlib"

// Store adds patterns to the net's memory by Hebb's rule,
//
//	Jᵢⱼ += (1/N) Σ ξᵢξⱼ   for i ≠ j,
//
// so patterns stored together or one after another make the same net. It
// refuses a pattern of another length before anything changes.
//
// Source: Hopfield, PNAS 79 (1982).
func (n *Net) Store(patterns ...stdlib.Pattern) error { return n.hebb(patterns, 1) }

// Unlearn takes patterns out again, each with the given strength: 1 undoes
// Store, small values of about 0.01 weaken a spurious state.
//
// Source: Hopfield, Feinstein and Palmer, Nature 304 (1983).
func (n *Net) Unlearn(strength float64, patterns ...stdlib.Pattern) error {
	return n.hebb(patterns, -strength)
}

func (n *Net) hebb(patterns []stdlib.Pattern, strength float64) error {
	if err := n.fitAll(patterns); err != nil {
		return err
	}
	w, err := n.matrix()
	if err != nil || len(patterns) == 0 {
		return err
	}
	n.largest = -1
	// Whole numbers are added up first and divided once, so that the order in
	// which patterns are stored together does not show in the last bit.
	sums := make([]int32, n.units)
	for i := range n.units {
		clear(sums)
		for _, p := range patterns {
			s := p.Spins[i]
			for j, t := range p.Spins {
				sums[j] += int32(s * t)
			}
		}
		sums[i] = 0
		row := w.Row(i)
		for j, c := range sums {
			row[j] += strength * float64(c) / float64(n.units)
		}
	}
	if strength > 0 {
		n.stored += len(patterns)
	}
	if n.rows*n.cols != n.units {
		n.rows, n.cols = patterns[0].Rows, patterns[0].Cols
	}
	return nil
}
