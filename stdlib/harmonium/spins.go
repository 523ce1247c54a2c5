package harmonium

import (
	"fmt"
	"math"

	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rng"
)

// Spins is so many units −1 or +1: f = x, A = ln 2cosh y, mean tanh y. Mind that the
// log-odds are 2y.
type Spins int

func (n Spins) String() string            { return fmt.Sprintf("%d spins", int(n)) }
func (n Spins) Units() int                { return int(n) }
func (n Spins) Coupled() int              { return int(n) }
func (n Spins) Statistics() int           { return int(n) }
func (n Spins) Support() Support          { return Bounded }
func (n Spins) Check(x []float64) error   { return oneOf(x, "spin", -1, 1) }
func (n Spins) LogBase([]float64) float64 { return 0 }
func (n Spins) Write(f, x []float64)      { copy(f, x) }
func (n Spins) Mean(f, y []float64)       { vec.Tanh64(f, y) }
func (n Spins) Points(float64) float64    { return math.Exp2(float64(n)) }

func (n Spins) LogPartition(y []float64) float64 {
	l := make([]float64, len(y))
	vec.LogCosh64(l, y)
	return sum(l) + float64(float64(n)*math.Ln2)
}

func (n Spins) Draw(x, y []float64, src rng.Source) { threshold(x, y, src, 2, -1) }

func (n Spins) Each(_ []float64, _ float64, visit func([]float64, float64)) {
	alike(int(n), []float64{-1, 1}, []float64{0, 0}, visit)
}
