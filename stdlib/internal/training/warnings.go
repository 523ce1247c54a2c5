package training

import (
	"fmt"
	"math"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/vec"
)

const (
	edge      = 0.01 // a unit whose probability is nearer to 0 or 1 is saturated
	explosion = 4    // so many times the weights within two steps of the history, and above 1
	worse     = 1.5  // so many times the least reconstruction error so far
)

// Hidden warns of hidden units that have gone dead (the same on every example,
// whatever it is) or are all saturated, so that no gradient passes. means are
// P(h = 1), a row of units for each example.
//
// Source: Hinton, A practical guide to training restricted Boltzmann machines (2010).
func Hidden[T vec.Float](means []T, units int) (all []stdlib.Warning) {
	if units == 0 || len(means) < 2*units { // one example cannot tell
		return nil
	}
	examples, saturated := len(means)/units, 0
	low, high := make([]float64, units), make([]float64, units)
	for j := range units {
		low[j], high[j] = 1, 0
	}
	for k, p := range means {
		p := float64(p)
		if p < edge || p > 1-edge {
			saturated++
		}
		low[k%units], high[k%units] = min(low[k%units], p), max(high[k%units], p)
	}
	off, on := 0, 0
	for j := range units {
		if high[j] < edge {
			off++
		}
		if low[j] > 1-edge {
			on++
		}
	}
	if saturated == len(means) && off+on < units {
		all = append(all, stdlib.Warning{Kind: "saturated units",
			Cause: fmt.Sprintf("all %d hidden units are within %v of 0 or 1 on all %d examples, so they learn no more", units, edge, examples),
			Cure:  "a lower rate, weight decay (L2), or a smaller scatter of the first couplings"})
	}
	if off+on > 0 {
		all = append(all, stdlib.Warning{Kind: "dead units",
			Cause: fmt.Sprintf("of %d hidden units %d are never on and %d always, on all %d examples", units, off, on, examples),
			Cure:  "a lower rate, fewer hidden units, hidden biases nearer to 0, or a sparsity target"})
	}
	return all
}

// Rate warns when the last step shows weights or the reconstruction error exploding.
func Rate(steps []stdlib.Step) []stdlib.Warning {
	n := len(steps) - 1
	if n < 2 {
		return nil
	}
	cause, now := "", steps[n]
	least := math.Inf(1)
	for _, s := range steps[:n] {
		least = min(least, s.Reconstruction) // NaN, where it is not measured, passes on and compares as false
	}
	if before := steps[n-2].WeightNorm; now.WeightNorm > 1 && now.WeightNorm > explosion*before {
		cause = fmt.Sprintf("the weights' norm grew from %.3g to %.3g within %d updates", before, now.WeightNorm, now.Update-steps[n-2].Update)
	}
	if now.Reconstruction > worse*least && now.Reconstruction > steps[0].Reconstruction {
		cause = fmt.Sprintf("the reconstruction error has risen from %.3g to %.3g", least, now.Reconstruction)
	}
	if cause == "" {
		return nil
	}
	return []stdlib.Warning{{Kind: "rate", Cause: cause, Cure: "the learning rate is too high: take a third of it, or less momentum"}}
}

// Range warns of data outside [0, 1], which units of 0 and 1 cannot stand for.
func Range[T vec.Float](data []T) []stdlib.Warning {
	low, high, outside := math.Inf(1), math.Inf(-1), 0
	for _, v := range data {
		v := float64(v)
		low, high = min(low, v), max(high, v)
		if v < 0 || v > 1 {
			outside++
		}
	}
	if outside == 0 {
		return nil
	}
	return []stdlib.Warning{{Kind: "range",
		Cause: fmt.Sprintf("%d of %d numbers are outside [0, 1]: they go from %.4g to %.4g", outside, len(data), low, high),
		Cure:  "scale the data (bytes: divide by 255), or take Gaussian visible units"}}
}
