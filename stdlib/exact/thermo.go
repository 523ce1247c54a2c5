package exact

import (
	"math"

	"harmonium/stdlib/internal/workers"
)

// Point is the thermodynamics of a model at one temperature, k = 1.
type Point struct {
	T    float64
	LogZ float64 // ln Z; at T = 0 its limit, which is ±Inf or the log of the number of ground states
	U    float64 // mean energy
	H    float64 // entropy, in nats
	F    float64 // free energy U − TH = −T ln Z
	C    float64 // heat capacity Var E / T²
}

// Thermodynamics is a point for every temperature.
func (s *System) Thermodynamics(temperatures ...float64) ([]Point, error) {
	points := make([]Point, len(temperatures))
	for k, t := range temperatures {
		if err := checkTemperature(t); err != nil {
			return nil, err
		}
		points[k] = s.at(t)
	}
	return points, nil
}

// at sums over the states the weights w = exp(−(E−E₀)/T), and wΔ, wΔ² for
// Δ = E − E₀: differences to the ground energy, so that nothing overflows.
func (s *System) at(t float64) Point {
	if t == 0 {
		g := math.Log(float64(len(s.GroundStates())))
		return Point{T: 0, LogZ: limitLogZ(s.low, g), U: s.low, H: g, F: s.low}
	}
	n := s.blocks()
	w0, w1, w2 := make([]float64, n), make([]float64, n), make([]float64, n)
	workers.Each(n, func(b int) {
		lo := b * s.blockSize()
		var a0, a1, a2 float64
		for _, e := range s.energies[lo : lo+s.blockSize()] {
			d := e - s.low
			w := math.Exp(-d / t)
			a0 += w
			a1 += float64(w * d)
			a2 += float64(w * d * d)
		}
		w0[b], w1[b], w2[b] = a0, a1, a2
	})
	z, d, dd := sum(w0), sum(w1)/sum(w0), sum(w2)/sum(w0)
	p := Point{T: t, U: s.low + d}
	p.LogZ = math.Log(z) - s.low/t
	p.H = math.Log(z) + d/t
	p.F = s.low - t*math.Log(z)
	p.C = (dd - d*d) / t / t
	return p
}

func limitLogZ(low, g float64) float64 {
	if low == 0 {
		return g
	}
	return math.Inf(-int(math.Copysign(1, low)))
}

// Moments are the means and correlations of units.
type Moments struct {
	Mean        []float64   // ⟨sᵢ⟩
	Correlation [][]float64 // ⟨sᵢsⱼ⟩, 1 on the diagonal
}

// Moments at temperature T ≥ 0. Bits x = (s+1)/2 have ⟨xᵢ⟩ = (1 + ⟨sᵢ⟩)/2.
func (s *System) Moments(t float64) (Moments, error) {
	p, err := s.Probabilities(t)
	if err != nil {
		return Moments{}, err
	}
	return MomentsOf(p), nil
}

// MomentsOf is the means and correlations under any distribution over the 2ᴺ
// states. A state's units are split into low and high ones, so that each
// probability is read once and not once for every pair.
func MomentsOf(p []float64) Moments {
	n := 0
	for 1<<(n+1) <= len(p) {
		n++
	}
	low := n / 2
	size := 1 << low
	m := Moments{Mean: make([]float64, n), Correlation: make([][]float64, n)}
	for i := range m.Correlation {
		m.Correlation[i] = make([]float64, n)
		m.Correlation[i][i] = 1
	}
	lows, highs := make([]float64, size), make([]float64, len(p)>>low)
	means, fold := make([]float64, low), make([]float64, size)
	for h := range highs {
		row := p[h*size : (h+1)*size]
		for x, v := range row {
			lows[x] += v
		}
		highs[h] = firstMoments(row, means, fold)
		for j := low; j < n; j++ {
			for i, v := range means {
				m.Correlation[i][j] += float64(sign(h, j-low) * v)
			}
		}
	}
	pairs(lows, m, 0, low)
	pairs(highs, m, low, n-low)
	for i := range n {
		for j := range i {
			m.Correlation[i][j] = m.Correlation[j][i]
		}
	}
	return m
}

// firstMoments sets means[i] to Σ p·sᵢ by folding the highest unit away again and
// again, and returns Σ p.
func firstMoments(p, means, fold []float64) float64 {
	copy(fold, p)
	for i := len(means) - 1; i >= 0; i-- {
		half := 1 << i
		means[i] = 0
		for x := range half {
			means[i] += fold[x+half] - fold[x]
			fold[x] += fold[x+half]
		}
	}
	return fold[0]
}

// pairs fills in the means and correlations of n units that begin at unit from.
func pairs(p []float64, m Moments, from, n int) {
	for x, v := range p {
		for i := range n {
			m.Mean[from+i] += float64(sign(x, i) * v)
			for j := i + 1; j < n; j++ {
				m.Correlation[from+i][from+j] += float64(sign(x, i) * sign(x, j) * v)
			}
		}
	}
}

func sign(x, i int) float64 { return float64(x>>i&1)*2 - 1 }
