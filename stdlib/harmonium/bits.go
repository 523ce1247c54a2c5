package harmonium

import (
	"fmt"
	"math"

	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rng"
)

// Bits is so many units 0 or 1: f = x, A = ln(1 + e^y), mean σ(y).
type Bits int

func (n Bits) String() string            { return fmt.Sprintf("%d bits", int(n)) }
func (n Bits) Units() int                { return int(n) }
func (n Bits) Coupled() int              { return int(n) }
func (n Bits) Statistics() int           { return int(n) }
func (n Bits) Support() Support          { return Bounded }
func (n Bits) Check(x []float64) error   { return oneOf(x, "bit", 0, 1) }
func (n Bits) LogBase([]float64) float64 { return 0 }
func (n Bits) Write(f, x []float64)      { copy(f, x) }
func (n Bits) Mean(f, y []float64)       { vec.Sigmoid64(f, y) }
func (n Bits) Points(float64) float64    { return math.Exp2(float64(n)) }
func (n Bits) LogPartition(y []float64) float64 {
	soft := make([]float64, len(y))
	vec.Softplus64(soft, y)
	return sum(soft)
}

// Draw compares a logistic number with every y.
func (n Bits) Draw(x, y []float64, src rng.Source) { threshold(x, y, src, 1, 0) }

func (n Bits) Each(_ []float64, _ float64, visit func([]float64, float64)) {
	alike(int(n), []float64{0, 1}, []float64{0, 0}, visit)
}

// threshold sets x to 1 with probability σ(scale·y), else to low.
func threshold(x, y []float64, src rng.Source, scale, low float64) {
	src.Logistic64(x, 0)
	for i, l := range x {
		x[i] = low
		if l < scale*y[i] {
			x[i] = 1
		}
	}
}
