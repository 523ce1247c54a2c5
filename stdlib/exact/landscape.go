package exact

import (
	"fmt"
	"math"
	"sort"

	"harmonium/stdlib/internal/workers"
)

// Level is an energy and how many states have it.
type Level struct {
	Energy float64
	Count  int
}

// DensityOfStates lists the energies from the lowest and how many states have
// each. Energies must be whole numbers, up to a common offset; others are refused.
func (s *System) DensityOfStates() ([]Level, error) {
	count := map[float64]int{}
	for x, e := range s.energies {
		d := e - s.low
		if r := math.Round(d); math.Abs(d-r) > 1e-9 {
			return nil, fmt.Errorf("exact: state %d lies %v above the ground state; a density of states needs whole numbers", x, d)
		}
		count[math.Round(d)]++
	}
	levels := make([]Level, 0, len(count))
	for d, c := range count {
		levels = append(levels, Level{s.low + d, c})
	}
	sort.Slice(levels, func(i, j int) bool { return levels[i].Energy < levels[j].Energy })
	return levels, nil
}

// Minimum is a state that no single flip improves.
type Minimum struct {
	State  int
	Energy float64
	Basin  int  // how many states steepest descent leads here, itself included
	Strict bool // every flip costs something; otherwise it lies on a plateau
}

// Minima lists all local minima, the lowest first. Descent flips the unit that
// lowers the energy most, the first of equals; it stops on a plateau.
func (s *System) Minima() []Minimum {
	slack := s.slack()
	next := make([]int32, len(s.energies))
	flat := make([]bool, len(s.energies))
	workers.Each(s.blocks(), func(b int) {
		for x := b * s.blockSize(); x < (b+1)*s.blockSize(); x++ {
			best, at := 0.0, x
			for i := range s.n {
				d := s.energies[x^1<<i] - s.energies[x]
				if d < best-slack { // not by rounding alone: a state and its negative go opposite ways
					best, at = d, x^1<<i
				}
				flat[x] = flat[x] || d <= slack
			}
			next[x] = int32(at)
		}
	})
	basin := map[int]int{}
	for x := range next {
		end := int32(x)
		for next[end] != end {
			end = next[end]
		}
		for y := int32(x); next[y] != end; { // shorten the way for those who come later
			y, next[y] = next[y], end
		}
		basin[int(end)]++
	}
	var all []Minimum
	for x, n := range basin {
		all = append(all, Minimum{x, s.energies[x], n, !flat[x]})
	}
	sort.Slice(all, func(i, j int) bool {
		return all[i].Energy < all[j].Energy || all[i].Energy == all[j].Energy && all[i].State < all[j].State
	})
	return all
}

// Arrow is a step from one state to another by flipping a unit.
type Arrow struct {
	From, To    int
	Unit        int
	Probability float64
}

// MaxTransitions is the largest model whose transition graph is made.
const MaxTransitions = 12

// Transitions is the state-transition graph of a net that updates one unit chosen
// at random: unit i of N with probability 1/N, and then flips it with
// probability σ(−ΔE/T). Staying where one is has the rest of the probability. At
// T = 0 a unit flips where that lowers the energy, and keeps its value at ΔE = 0.
func (s *System) Transitions(t float64) ([]Arrow, error) {
	if err := checkTemperature(t); err != nil {
		return nil, err
	}
	if s.n > MaxTransitions {
		return nil, fmt.Errorf("exact: the model has %d units, a transition graph is made for at most %d", s.n, MaxTransitions)
	}
	var arrows []Arrow
	slack := s.slack()
	for x, e := range s.energies {
		for i := range s.n {
			y := x ^ 1<<i
			if p := flips(s.energies[y]-e, t, slack); p > 0 {
				arrows = append(arrows, Arrow{x, y, i, p / float64(s.n)})
			}
		}
	}
	return arrows, nil
}

func flips(cost, t, slack float64) float64 {
	switch {
	case t > 0:
		return 1 / (1 + math.Exp(cost/t))
	case cost < -slack:
		return 1
	}
	return 0
}

// TotalVariation is ½ Σ|p − q|, the largest difference in the probability of any event.
func TotalVariation(p, q []float64) float64 {
	d := 0.0
	for x := range p {
		d += math.Abs(p[x] - q[x])
	}
	return d / 2
}

// KL is Σ p ln(p/q), in nats: +Inf where q is 0 and p is not.
func KL(p, q []float64) float64 {
	d := 0.0
	for x := range p {
		if p[x] > 0 {
			d += float64(p[x] * math.Log(p[x]/q[x]))
		}
	}
	return d
}
