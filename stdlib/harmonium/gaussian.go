package harmonium

import (
	"fmt"
	"math"

	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rng"
)

// Gaussians is so many real units of variance 1 around their means:
// r = e^(−x²/2), f = x, A = y²/2 + ½ ln 2π, mean y.
type Gaussians int

const logTwoPi = 1.8378770664093453

func (n Gaussians) String() string              { return fmt.Sprintf("%d Gaussian units", int(n)) }
func (n Gaussians) Units() int                  { return int(n) }
func (n Gaussians) Coupled() int                { return int(n) }
func (n Gaussians) Statistics() int             { return int(n) }
func (n Gaussians) Support() Support            { return Line }
func (n Gaussians) Check(x []float64) error     { return finite(x, "unit") }
func (n Gaussians) LogBase(x []float64) float64 { return -vec.Dot(x, x) / 2 }
func (n Gaussians) Write(f, x []float64)        { copy(f, x) }
func (n Gaussians) LogPartition(y []float64) float64 {
	return vec.Dot(y, y)/2 + float64(float64(n)*logTwoPi/2)
}
func (n Gaussians) Mean(f, y []float64)          { copy(f, y) }
func (n Gaussians) Points(reach float64) float64 { return math.Pow(gridSize(reach), float64(n)) }
func (n Gaussians) Draw(x, y []float64, src rng.Source) {
	src.Normal64(x, 0)
	for i, m := range y {
		x[i] += m
	}
}

func (n Gaussians) Each(_ []float64, reach float64, visit func([]float64, float64)) {
	x, logs := grid(reach, 1)
	for k, v := range x {
		logs[k] -= v * v / 2
	}
	alike(int(n), x, logs, visit)
}

// FreeGaussians is so many real units whose precisions λ = 1/σ² are learned:
// r = 1, f = (x, −x²/2), the second half not coupled, with parameters (y, λ);
// A = y²/2λ + ½ ln(2π/λ), mean (y/λ, −(1/λ + y²/λ²)/2), variance 1/λ.
type FreeGaussians int

func (n FreeGaussians) String() string {
	return fmt.Sprintf("%d Gaussian units of free variance", int(n))
}
func (n FreeGaussians) Units() int                { return int(n) }
func (n FreeGaussians) Coupled() int              { return int(n) }
func (n FreeGaussians) Statistics() int           { return 2 * int(n) }
func (n FreeGaussians) Support() Support          { return Line }
func (n FreeGaussians) Check(x []float64) error   { return finite(x, "unit") }
func (n FreeGaussians) LogBase([]float64) float64 { return 0 }
func (n FreeGaussians) Points(reach float64) float64 {
	return math.Pow(gridSize(reach), float64(n))
}

func (n FreeGaussians) Write(f, x []float64) {
	for i, v := range x {
		f[i], f[int(n)+i] = v, -v*v/2
	}
}

func (n FreeGaussians) LogPartition(y []float64) float64 {
	a := 0.0
	for i := range int(n) {
		precision := y[int(n)+i]
		a += float64(y[i]*y[i])/(2*precision) + float64((logTwoPi-math.Log(precision))/2)
	}
	return a
}

func (n FreeGaussians) Mean(f, y []float64) {
	for i := range int(n) {
		v := 1 / y[int(n)+i]
		m := y[i] * v
		f[i], f[int(n)+i] = m, -(v+float64(m*m))/2
	}
}

func (n FreeGaussians) Draw(x, y []float64, src rng.Source) {
	src.Normal64(x, 0)
	for i, z := range x {
		v := 1 / y[int(n)+i]
		x[i] = float64(y[i]*v) + float64(z*math.Sqrt(v))
	}
}

func (n FreeGaussians) Each(y []float64, reach float64, visit func([]float64, float64)) {
	points, logs := make([][]float64, n), make([][]float64, n)
	for i := range points {
		points[i], logs[i] = grid(reach, 1/math.Sqrt(y[int(n)+i]))
	}
	tuples(points, logs, visit)
}

// grid is points of the trapezoidal rule, reach deviations to either side of 0, with
// ln of their distance.
func grid(reach, deviation float64) (x, logs []float64) {
	half := int(gridSize(reach)) / 2
	for k := -half; k <= half; k++ {
		x = append(x, float64(k)*step*deviation)
		logs = append(logs, math.Log(step*deviation))
	}
	return x, logs
}

func gridSize(reach float64) float64 { return 2*math.Ceil(reach/step) + 1 }

func finite(x []float64, what string) error {
	for i, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("harmonium: %s %d is %v, want a finite number", what, i, v)
		}
	}
	return nil
}
