package anneal

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// TTS is a time to solution with its confidence interval, in the unit of the time of
// a read.
type TTS struct{ Value, Low, High float64 }

// String gives the value and the interval.
func (t TTS) String() string {
	return fmt.Sprintf("%.4g (95 %%: %.4g to %.4g)", t.Value, t.Low, t.High)
}

// TimeToSolution is how long reads of the given time must be repeated to succeed at
// least once with the given certainty, 0.99 by custom, when so many of all have
// succeeded: t·ln(1 − certainty)/ln(1 − p), and at least one read. The interval is
// from the 95 % interval of p (Clopper and Pearson 1934); its end is +Inf when none succeeded.
//
// Source: Rønnow et al., Science 345 (2014).
func TimeToSolution(successes, reads int, time, certainty float64) (TTS, error) {
	if reads < 1 || successes < 0 || successes > reads || !(time > 0) || !(certainty > 0 && certainty < 1) {
		return TTS{}, fmt.Errorf("anneal: time to solution of %d successes in %d reads of time %v with certainty %v", successes, reads, time, certainty)
	}
	s, f := float64(successes), float64(reads-successes)
	at := func(p float64) float64 {
		switch {
		case p <= 0:
			return math.Inf(1)
		case p >= certainty:
			return time
		}
		return time * max(1, math.Log1p(-certainty)/math.Log1p(-p))
	}
	low, high := 0.0, 1.0
	if successes > 0 {
		low = distuv.Beta{Alpha: s, Beta: f + 1}.Quantile(0.025)
	}
	if successes < reads {
		high = distuv.Beta{Alpha: s + 1, Beta: f}.Quantile(0.975)
	}
	return TTS{at(s / (s + f)), at(high), at(low)}, nil
}
