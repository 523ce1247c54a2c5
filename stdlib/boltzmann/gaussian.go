package boltzmann

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"harmonium/stdlib/rng"
)

// Gaussian is a Boltzmann machine whose D units are real numbers:
//
//	E(z) = ½ zᵀAz − bᵀz,   P(z) = e^(−E)/Z,   ln Z = ½ (D ln 2π − ln det A + bᵀA⁻¹b)
//
// Its learning is that of every Boltzmann machine, ∂ℓ/∂Aᵢⱼ = −½(⟨zᵢzⱼ⟩data − ⟨zᵢzⱼ⟩model),
// but here the maximum is known: A is the inverse of the data's covariance. And so
// regression: clamp the inputs and read the mean of the targets, which is the
// least-squares fit, with its error bars.
//
//	g, err := boltzmann.FitGaussian(rows)                  // inputs and targets side by side
//	y, deviation, err := g.Predict(x, []int{0, 1})         // units 0 and 1 are clamped to x
type Gaussian struct {
	A *mat.SymDense
	B []float64
}

// FitGaussian is the machine of the greatest likelihood, in closed form: rows are examples
// of D numbers. More examples than numbers are needed, and no column that follows
// linearly from others.
func FitGaussian(rows [][]float64) (*Gaussian, error) {
	mean, cov, err := momentsOfRows(rows)
	if err != nil {
		return nil, err
	}
	var c mat.Cholesky
	a := mat.NewSymDense(len(mean), nil)
	if !c.Factorize(cov) || c.Cond() > 1e12 || c.InverseTo(a) != nil {
		return nil, fmt.Errorf("boltzmann: the covariance of %d examples of %d numbers is singular: a column follows linearly from others, or there are too few examples", len(rows), len(mean))
	}
	g := &Gaussian{A: a, B: make([]float64, len(mean))}
	mat.NewVecDense(len(mean), g.B).MulVec(a, mat.NewVecDense(len(mean), mean))
	return g, nil
}

func momentsOfRows(rows [][]float64) (mean []float64, cov *mat.SymDense, err error) {
	if len(rows) == 0 || len(rows[0]) == 0 {
		return nil, nil, fmt.Errorf("boltzmann: there are no examples")
	}
	d, n := len(rows[0]), float64(len(rows))
	mean, cov = make([]float64, d), mat.NewSymDense(d, nil)
	for k, row := range rows {
		if len(row) != d {
			return nil, nil, fmt.Errorf("boltzmann: example %d has %d numbers, the first has %d", k+1, len(row), d)
		}
		for i, v := range row {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, nil, fmt.Errorf("boltzmann: number %d of example %d is %v, want a finite one", i, k+1, v)
			}
			mean[i] += v / n
		}
	}
	centred := make([]float64, d)
	for _, row := range rows {
		for i, v := range row {
			centred[i] = v - mean[i]
		}
		cov.SymRankOne(cov, 1/n, mat.NewVecDense(d, centred))
	}
	return mean, cov, nil
}

// Units is D.
func (g *Gaussian) Units() int { return len(g.B) }

// LogZ is ln Z; +Inf where A is not positive definite: then there is no distribution.
func (g *Gaussian) LogZ() float64 {
	var c mat.Cholesky
	if !c.Factorize(g.A) {
		return math.Inf(1)
	}
	b := mat.NewVecDense(len(g.B), g.B)
	var x mat.VecDense
	if c.SolveVecTo(&x, b) != nil {
		return math.Inf(1)
	}
	return (float64(len(g.B))*math.Log(2*math.Pi) - c.LogDet() + mat.Dot(b, &x)) / 2
}

// LogLikelihood is the mean of ln P over examples.
func (g *Gaussian) LogLikelihood(rows [][]float64) (float64, error) {
	mean := -g.LogZ()
	for k, row := range rows {
		if len(row) != len(g.B) {
			return 0, fmt.Errorf("boltzmann: example %d has %d numbers, the machine has %d units", k+1, len(row), len(g.B))
		}
		z := mat.NewVecDense(len(row), row)
		mean += (mat.Dot(z, mat.NewVecDense(len(g.B), g.B)) - mat.Inner(z, g.A, z)/2) / float64(len(rows))
	}
	return mean, nil
}

// Predict clamps the listed units to x, one number each, and returns the means of the
// others in order, and their standard deviations.
func (g *Gaussian) Predict(x []float64, clamp []int) (mean, deviation []float64, err error) {
	if len(x) != len(clamp) {
		return nil, nil, fmt.Errorf("boltzmann: %d numbers for %d clamped units", len(x), len(clamp))
	}
	at := make(map[int]float64, len(clamp))
	for k, i := range clamp {
		if i < 0 || i >= len(g.B) {
			return nil, nil, fmt.Errorf("boltzmann: clamped unit %d, the machine has units 0 to %d", i, len(g.B)-1)
		}
		at[i] = x[k]
	}
	var free []int
	for i := range g.B {
		if _, held := at[i]; !held {
			free = append(free, i)
		}
	}
	if len(free) == 0 {
		return nil, nil, nil
	}
	a, b := mat.NewSymDense(len(free), nil), mat.NewVecDense(len(free), nil)
	for k, i := range free {
		f := g.B[i]
		for j, v := range at { // the sum is of few terms; its order shows in the last bit only
			f -= g.A.At(i, j) * v
		}
		b.SetVec(k, f)
		for l, j := range free {
			a.SetSym(k, l, g.A.At(i, j))
		}
	}
	var c mat.Cholesky
	var y mat.VecDense
	var cov mat.SymDense
	if !c.Factorize(a) || c.SolveVecTo(&y, b) != nil || c.InverseTo(&cov) != nil {
		return nil, nil, fmt.Errorf("boltzmann: the couplings of the %d free units are not positive definite: they have no distribution", len(free))
	}
	for k := range free {
		mean, deviation = append(mean, y.AtVec(k)), append(deviation, math.Sqrt(cov.At(k, k)))
	}
	return mean, deviation, nil
}

// Sample draws count states.
func (g *Gaussian) Sample(ctx context.Context, src rng.Source, count int) ([][]float64, error) {
	var c mat.Cholesky
	if count < 0 || !c.Factorize(g.A) {
		return nil, fmt.Errorf("boltzmann: %d samples of a machine with ln Z = %v, want 0 or more and a finite one", count, g.LogZ())
	}
	d := len(g.B)
	var u mat.TriDense
	c.UTo(&u) // A = UᵀU, so U⁻¹ε has covariance A⁻¹
	var mu mat.VecDense
	if err := c.SolveVecTo(&mu, mat.NewVecDense(d, g.B)); err != nil {
		return nil, fmt.Errorf("boltzmann: %w", err)
	}
	all := make([][]float64, count)
	for k := range all {
		if err := ctx.Err(); err != nil {
			return all[:k], err
		}
		z := make([]float64, d)
		src.Normal64(z, uint64(k*d))
		x := mat.NewVecDense(d, z)
		if err := x.SolveVec(&u, x); err != nil {
			return nil, fmt.Errorf("boltzmann: %w", err)
		}
		x.AddVec(x, &mu)
		all[k] = z
	}
	return all, nil
}
