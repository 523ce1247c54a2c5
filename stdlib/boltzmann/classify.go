package boltzmann

import (
	"context"
	"fmt"
	"math"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rng"
)

// Posterior is how likely each class is.
type Posterior struct {
	Probability []float64
	Error       []float64 // standard error, from the spread between chains
}

// Best is the most likely class.
func (p Posterior) Best() int {
	best := 0
	for k, v := range p.Probability {
		if v > p.Probability[best] {
			best = k
		}
	}
	return best
}

// ClassifySampled is Classify where the hidden units are too many to be enumerated.
// Chains draw the hidden units given the class and the class given the hidden units; what
// is averaged is P(class | p, hidden units), which varies less than the classes drawn.
func (m *Machine) ClassifySampled(ctx context.Context, src rng.Source, p stdlib.Pattern, classes int, how Sampling) (Posterior, error) {
	how, err := how.defaults()
	if err != nil {
		return Posterior{}, err
	}
	if err := m.fitsClasses(p, classes); err != nil {
		return Posterior{}, err
	}
	if how.Anneal != nil {
		return Posterior{}, fmt.Errorf("boltzmann: classes are not sampled by annealing, want no stages instead of %d", len(how.Anneal))
	}
	sums := make([][]float64, how.Count)
	pool := team()
	defer pool.Close()
	pool.Do(how.Count, func(k int) {
		sums[k] = m.classChain(ctx, src.Named("classify").Numbered(uint64(k)).Reader(), p, classes, how)
	})
	s := summary(sums, float64(how.Sweeps))
	return Posterior{s.Mean, s.Error}, ctx.Err()
}

// classChain adds up P(class | the others) over the sweeps of one chain that count.
func (m *Machine) classChain(ctx context.Context, r *rng.Reader, p stdlib.Pattern, classes int, how Sampling) []float64 {
	n, first := m.Units(), m.visible-classes
	s := make([]float64, n)
	for i := range s {
		s[i] = float64(2*r.IntN(2) - 1)
	}
	for i, v := range p.Spins[:first] {
		s[i] = float64(v)
	}
	field := func(i int) float64 { return vec.Dot(m.weights.Row(i), s) + m.bias[i] }
	sum, scores := make([]float64, classes), make([]float64, classes)
	for sweep := range how.Burn + how.Sweeps {
		if ctx.Err() != nil {
			return sum
		}
		m.classScores(scores, s, first)
		log, u, class := vec.LogSumExp(scores), r.Float64(), 0
		for k, z := range scores {
			q := math.Exp(z - log)
			if sweep >= how.Burn {
				sum[k] += q
			}
			if u -= q; u >= 0 {
				class = min(k+1, classes-1)
			}
		}
		choose(s[first:m.visible], class)
		for i := m.visible; i < n; i++ {
			s[i] = -1
			if r.Float64() < 1/(1+math.Exp(-2*field(i)/m.temperature)) {
				s[i] = 1
			}
		}
	}
	return sum
}

// classScores is −E/T for each class, up to a constant.
func (m *Machine) classScores(scores, s []float64, first int) {
	for k := range scores {
		choose(s[first:m.visible], k)
		scores[k] = 0
		for i := first; i < m.visible; i++ {
			row := m.weights.Row(i)
			inside := vec.Dot(row[first:m.visible], s[first:m.visible]) // counted from both ends
			scores[k] += s[i] * (m.bias[i] + vec.Dot(row, s) - inside/2) / m.temperature
		}
	}
}

// choose turns one unit on and the others off.
func choose(units []float64, on int) {
	for i := range units {
		units[i] = -1
	}
	units[on] = 1
}

func (m *Machine) fitsClasses(p stdlib.Pattern, classes int) error {
	if classes < 1 || classes > m.visible {
		return fmt.Errorf("boltzmann: %d classes, the machine has %d visible units", classes, m.visible)
	}
	return m.fits(p)
}
