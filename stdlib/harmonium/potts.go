package harmonium

import (
	"fmt"
	"math"

	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rng"
)

// Potts is units (softmax units) that are each in one of so many states, 0, 1, …,
// States−1. f is a one for the state and zeros for the others, unit after unit, so W
// has a row for every state of every unit; A = ln Σₖ e^(yₖ), mean softmax(y).
//
// With bits, W needs States−1 rows to say the same; the surplus row keeps the states
// alike, and weight decay shares the coupling out among them.
type Potts struct{ N, States int }

func (p Potts) String() string            { return fmt.Sprintf("%d Potts units of %d states", p.N, p.States) }
func (p Potts) Units() int                { return p.N }
func (p Potts) Coupled() int              { return p.N * p.States }
func (p Potts) Statistics() int           { return p.N * p.States }
func (p Potts) Support() Support          { return Bounded }
func (p Potts) Check(x []float64) error   { return whole(x, "state of unit", float64(p.States-1)) }
func (p Potts) LogBase([]float64) float64 { return 0 }
func (p Potts) Points(float64) float64    { return math.Pow(float64(p.States), float64(p.N)) }

func (p Potts) Write(f, x []float64) {
	clear(f)
	for i, v := range x {
		f[i*p.States+int(v)] = 1
	}
}

// of is the part of unit i.
func (p Potts) of(y []float64, i int) []float64 { return y[i*p.States : (i+1)*p.States] }

func (p Potts) LogPartition(y []float64) float64 {
	a, share := 0.0, make([]float64, p.States)
	for i := range p.N {
		a += softmax(share, p.of(y, i))
	}
	return a
}

func (p Potts) Mean(f, y []float64) {
	for i := range p.N {
		softmax(p.of(f, i), p.of(y, i))
	}
}

func (p Potts) Draw(x, y []float64, src rng.Source) {
	src.Uniform64(x, 0)
	share := make([]float64, p.States)
	for i, u := range x {
		softmax(share, p.of(y, i))
		x[i] = float64(pick(share, u))
	}
}

func (p Potts) Each(_ []float64, _ float64, visit func([]float64, float64)) {
	states := make([]float64, p.States)
	for k := range states {
		states[k] = float64(k)
	}
	alike(p.N, states, make([]float64, p.States), visit)
}

// softmax sets p to e^y/Σe^y and gives ln Σe^y.
func softmax(p, y []float64) (z float64) {
	top := math.Inf(-1)
	for _, v := range y {
		top = max(top, v)
	}
	for k, v := range y {
		p[k] = v - top
	}
	vec.Exp64(p, p)
	total := sum(p)
	for k := range p {
		p[k] /= total
	}
	return top + math.Log(total)
}

// pick is the first k whose share and those before it exceed u; a state without a
// share is never picked.
func pick(share []float64, u float64) int {
	last := 0
	for k, p := range share {
		if p > 0 {
			last = k
		}
		if u -= p; u < 0 {
			return k
		}
	}
	return last // u was within rounding of 1
}
