package harmonium

import (
	"fmt"
	"math"

	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rng"
)

// Rectified is so many units x ≥ 0, Gaussians cut off at 0: r = e^(−x²/2) for x ≥ 0,
// f = x, A = y²/2 + ln(√2π Φ(y)), mean y + φ(y)/Φ(y), which is near max(0, y).
//
// The noisy rectifiers max(0, y + noise) of Nair and Hinton (ICML 2010) are not used:
// they put mass on 0 that depends on y in another way than e^(yx) does, so no joint
// density, and no Z, belongs to them. This one is the rectifier that has both.
type Rectified int

func (n Rectified) String() string              { return fmt.Sprintf("%d rectified units", int(n)) }
func (n Rectified) Units() int                  { return int(n) }
func (n Rectified) Coupled() int                { return int(n) }
func (n Rectified) Statistics() int             { return int(n) }
func (n Rectified) Support() Support            { return HalfLine }
func (n Rectified) LogBase(x []float64) float64 { return -vec.Dot(x, x) / 2 }
func (n Rectified) Write(f, x []float64)        { copy(f, x) }
func (n Rectified) Points(reach float64) float64 {
	return math.Pow(math.Ceil((reach-lowest)/softStep), float64(n))
}

func (n Rectified) Check(x []float64) error {
	for i, v := range x {
		if !(v >= 0) || math.IsInf(v, 1) {
			return fmt.Errorf("harmonium: rectified unit %d is %v, want a finite number from 0", i, v)
		}
	}
	return nil
}

func (n Rectified) LogPartition(y []float64) float64 {
	a := 0.0
	for _, v := range y {
		a += logHalfNormal(v)
	}
	return a
}

func (n Rectified) Mean(f, y []float64) {
	for i, v := range y {
		f[i] = halfNormalMean(v)
	}
}

// Draw proposes and rejects: from the normal where y ≥ 0, so that at least half of the
// proposals are taken, and from an exponential below. Unit i has the words i, i+n,
// i+2n, … of the stream.
//
// Source: Robert, Statistics and Computing 5 (1995).
func (n Rectified) Draw(x, y []float64, src rng.Source) {
	for i := range x {
		x[i] = truncated(y[i], src.Numbered(uint64(i)))
	}
}

func truncated(y float64, src rng.Source) float64 {
	var u [2]float64
	if y >= 0 {
		for at := uint64(0); ; at += 2 {
			src.Normal64(u[:], at)
			for _, z := range u {
				if y+z >= 0 {
					return y + z
				}
			}
		}
	}
	if math.IsInf(y, -1) {
		return 0
	}
	rate := (math.Sqrt(float64(y*y)+4) - y) / 2
	for at := uint64(0); ; at += 2 {
		src.Exp64(u[:], at)
		x := u[0] / rate
		if d := x - y - rate; u[1] >= d*d/2 || math.IsNaN(y) {
			return x
		}
	}
}

// A quadrature takes x = ln(1 + e^t) at equally spaced t: even for large x, and finer
// towards 0, where a unit far below its threshold has all its mass. The error of the
// trapezoidal rule is below e^(−39).
const (
	softStep = 0.25
	lowest   = -40.0
)

func (n Rectified) Each(_ []float64, reach float64, visit func([]float64, float64)) {
	var x, logs []float64
	for t := lowest; t < reach; t += softStep {
		v := math.Log1p(math.Exp(-math.Abs(t))) + max(t, 0)
		x = append(x, v)
		logs = append(logs, math.Log(softStep)+t-v-v*v/2) // dx/dt = σ(t) = e^(t−x)
	}
	alike(int(n), x, logs, visit)
}

// logHalfNormal is ln ∫₀^∞ e^(−x²/2 + yx) dx, and halfNormalMean its derivative.
func logHalfNormal(y float64) float64 {
	if y < -tailFrom {
		return -math.Log(-y + excess(-y))
	}
	return float64(y*y)/2 + logTwoPi/2 + math.Log(normalCDF(y))
}

func halfNormalMean(y float64) float64 {
	if y < -tailFrom {
		return excess(-y)
	}
	return y + density(y)/normalCDF(y)
}

// tailFrom is where the tail's continued fraction takes over from the series.
const tailFrom = 2

// excess is by how much φ(a)/Φ(−a) exceeds a ≥ 2: 1/(a + 2/(a + 3/(a + …))). So many
// terms leave no error in float64.
func excess(a float64) float64 {
	if math.IsInf(a, 1) {
		return 0
	}
	x := a
	for k := 150.0; k > 1; k-- {
		x = a + k/x
	}
	return 1 / x
}

// normalCDF is Φ(y) for y ≥ −2, from ½ + φ(y) Σ y^(2k+1)/(2k+1)!! in the middle.
func normalCDF(y float64) float64 {
	if y > tailFrom {
		return 1 - density(y)/(y+excess(y))
	}
	term, s := y, y
	for k := 3.0; math.Abs(term) > 1e-18; k += 2 {
		term *= y * y / k
		s += term
	}
	return 0.5 + float64(density(y)*s)
}

// density is φ(y).
func density(y float64) float64 {
	e := [1]float64{-float64(y*y)/2 - logTwoPi/2}
	vec.Exp64(e[:], e[:])
	return e[0]
}
