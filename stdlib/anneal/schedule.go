package anneal

import (
	"fmt"
	"math"
	"sort"

	"harmonium/stdlib"
)

// Kind is the shape of a schedule.
type Kind int

const (
	Geometric   Kind = iota // β grows by the same factor every sweep
	Linear                  // β grows by the same amount
	Logarithmic             // T falls as 1/ln(k + 2), scaled to begin at Hot; ends at Cold
	Adaptive                // each step of β is as long as the energy's spread allows: the same Δβ·σ(E)
)

func (k Kind) String() string {
	return [...]string{"geometric", "linear", "logarithmic", "adaptive"}[min(max(int(k), 0), 3)]
}

// Schedule is the inverse temperatures of a run, a value a sweep.
type Schedule struct {
	Kind  Kind
	Hot   float64   // the first β ≥ 0; 0 with Cold = 0 means Range
	Cold  float64   // the last β
	Betas []float64 // your own, which take the place of all this
}

// Range is the default range of inverse temperatures of a model, from the
// quantiles of the fields. A unit's field in a random state has the root mean square
// g = √(ΣJ² + b²), and its single contributions are of size r, the root mean
// square of those that are not 0. With the 0.9 quantile of g and the 0.1 quantile of r
//
//	hot = ½ / Q₀.₉(g),   cold = ln(100 N) / (2 Q₀.₁(r))
//
// so that the strongest units are free at first, and a hundredth of a unit in the
// whole model is excited at the end. A model scaled by a factor has its range divided by it, and the
// encoding a problem is stated in does not matter.
func Range(m *stdlib.Ising) (hot, cold float64) {
	var g, r []float64
	for i := range m.Units() {
		sum, count := 0.0, 0
		add := func(w float64) {
			if w != 0 {
				sum += w * w
				count++
			}
		}
		m.Couplings.Neighbours(i, func(_ int, w float64) { add(w) })
		if m.Bias != nil {
			add(m.Bias[i])
		}
		if count > 0 && sum > 0 {
			g, r = append(g, math.Sqrt(sum)), append(r, math.Sqrt(sum/float64(count)))
		}
	}
	if len(g) == 0 {
		return 0.1, 10
	}
	sort.Float64s(g)
	sort.Float64s(r)
	return 0.5 / g[len(g)*9/10], math.Log(100*float64(len(r))) / (2 * r[len(r)/10])
}

// betas fills a schedule out for a number of sweeps.
func (s Schedule) betas(m *stdlib.Ising, sweeps int) ([]float64, error) {
	if s.Betas != nil {
		for k, b := range s.Betas {
			if math.IsNaN(b) || b < 0 {
				return nil, fmt.Errorf("anneal: β of sweep %d is %v, want 0 or more", k, b)
			}
		}
		return s.Betas, nil
	}
	if s.Hot == 0 && s.Cold == 0 {
		s.Hot, s.Cold = Range(m)
	}
	if !(s.Hot >= 0 && s.Cold > 0 && !math.IsInf(s.Cold, 1)) || s.Hot > s.Cold || s.Hot == 0 && s.Kind != Linear || s.Kind < Geometric || s.Kind > Adaptive {
		return nil, fmt.Errorf("anneal: a %v schedule from β = %v to %v, want it to rise from above 0 (linear: from 0)", s.Kind, s.Hot, s.Cold)
	}
	out := make([]float64, sweeps)
	for k := range out {
		x := 1.0
		if sweeps > 1 {
			x = float64(k) / float64(sweeps-1)
		}
		switch s.Kind {
		case Linear:
			out[k] = s.Hot + x*(s.Cold-s.Hot)
		case Logarithmic:
			// x goes as ln(k+2)/ln(n+1), from 0 to 1.
			a, b := math.Log(2), math.Log(float64(sweeps)+1)
			if b > a {
				x = (math.Log(float64(k)+2) - a) / (b - a)
			}
			out[k] = s.Hot + x*(s.Cold-s.Hot)
		default:
			out[k] = s.Hot * math.Pow(s.Cold/s.Hot, x)
		}
	}
	return out, nil
}
