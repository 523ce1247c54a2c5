package readout

import (
	"context"
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/optimize"

	"harmonium/stdlib/internal/vec"
)

// Softmax is a trained read-out of D features into C classes.
type Softmax struct {
	Features, Classes int
	Weights           []float64 // U, C×D, row by row
	Bias              []float64 // d
	Loss              float64   // mean −ln P of the training examples, without the penalty
}

// Training says how to fit. Zero fields take the stated default.
type Training struct {
	L2         float64 // weight of the penalty ½ ΣU²; 0 means 1e-4
	Iterations int     // most steps of LBFGS; 0 means 300
}

// Train fits a read-out to N examples: x is N×D row by row, labels are 0 … C−1. It
// checks ctx in every evaluation; when ctx ends there is no read-out.
func Train(ctx context.Context, x []float32, labels []int, classes int, how Training) (*Softmax, error) {
	if how.L2 == 0 {
		how.L2 = 1e-4
	}
	if how.Iterations == 0 {
		how.Iterations = 300
	}
	if !(how.L2 > 0) || math.IsInf(how.L2, 0) || how.Iterations < 1 {
		return nil, fmt.Errorf("readout: penalty %v and %d iterations, want finite numbers above 0", how.L2, how.Iterations)
	}
	n := len(labels)
	if n == 0 || classes < 2 || len(x)%n != 0 || len(x) == 0 {
		return nil, fmt.Errorf("readout: %d numbers for %d labels of %d classes: want a row of equal length for each label, and 2 classes", len(x), n, classes)
	}
	s := &Softmax{Features: len(x) / n, Classes: classes}
	if err := s.check(x, labels); err != nil {
		return nil, err
	}
	f := &fit{ctx: ctx, s: s, x: x, labels: labels, l2: how.L2}
	start := make([]float64, classes*(s.Features+1))
	problem := optimize.Problem{Func: func(p []float64) float64 { return f.at(p, nil) }, Grad: func(g, p []float64) { f.at(p, g) },
		Status: func() (optimize.Status, error) { return optimize.NotTerminated, ctx.Err() }}
	best, err := optimize.Minimize(problem, start, &optimize.Settings{MajorIterations: how.Iterations, GradientThreshold: 1e-6}, &optimize.LBFGS{})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	// A line search that finds nothing lower than the point where it stands is at the minimum, but for rounding.
	if err != nil && !errors.Is(err, optimize.ErrLinesearcherFailure) && !errors.Is(err, optimize.ErrNoProgress) {
		return nil, fmt.Errorf("readout: %w", err)
	}
	s.Weights, s.Bias = best.X[:classes*s.Features], best.X[classes*s.Features:]
	f.l2 = 0
	s.Loss = f.at(best.X, nil)
	return s, ctx.Err()
}

func (s *Softmax) check(x []float32, labels []int) error {
	if len(x) != len(labels)*s.Features {
		return fmt.Errorf("readout: %d numbers for %d labels, want %d features each", len(x), len(labels), s.Features)
	}
	for k, y := range labels {
		if y < 0 || y >= s.Classes {
			return fmt.Errorf("readout: label %d is %d, want 0 to %d", k, y, s.Classes-1)
		}
	}
	for i, v := range x {
		if f := float64(v); math.IsNaN(f) || math.IsInf(f, 0) {
			return fmt.Errorf("readout: feature %d of example %d is %v, want a finite number", i%s.Features, i/s.Features, v)
		}
	}
	return nil
}

// fit is the function that is minimised.
type fit struct {
	ctx    context.Context
	s      *Softmax
	x      []float32
	labels []int
	l2     float64
}

// rows of examples are widened to float64 at a time.
const rows = 512

// at is the loss at p = (U, d); g, which may be nil, is set to its gradient.
func (f *fit) at(p, g []float64) float64 {
	d, c, n := f.s.Features, f.s.Classes, len(f.labels)
	u, bias := vec.Dense(c, d, p[:c*d]), p[c*d:]
	loss := f.l2 / 2 * vec.Dot(u.Data, u.Data)
	if g != nil {
		clear(g)
		vec.Axpy(g[:c*d], f.l2, u.Data)
	}
	wide := vec.Dense(rows, d, make([]float64, rows*d))
	scores := vec.Dense(rows, c, make([]float64, rows*c))
	for lo := 0; lo < n && f.ctx.Err() == nil; lo += rows {
		m := min(rows, n-lo)
		x, z := wide.Part(0, m, 0, d), scores.Part(0, m, 0, c)
		widen(x, f.x[lo*d:])
		vec.Mul(nil, z, x, u.T())
		for k := range m {
			loss += f.example(z.Row(k), bias, f.labels[lo+k]) / float64(n)
		}
		if g == nil {
			continue
		}
		vec.MulAdd(nil, vec.Dense(c, d, g[:c*d]), 1/float64(n), z.T(), x)
		for k := range m {
			vec.Axpy(g[c*d:], 1/float64(n), z.Row(k))
		}
	}
	return loss
}

// example is −ln P(y) of one example; its scores become P − (1 for y), the gradient.
func (f *fit) example(z, bias []float64, y int) float64 {
	vec.Axpy(z, 1, bias)
	log := vec.LogSumExp(z)
	loss := log - z[y]
	for i := range z {
		z[i] = math.Exp(z[i] - log)
	}
	z[y]--
	return loss
}

func widen(dst vec.Matrix[float64], x []float32) {
	for i := range dst.Data[:dst.Rows*dst.Cols] {
		dst.Data[i] = float64(x[i])
	}
}

// Probabilities is P(y | x) of one example of D features.
func (s *Softmax) Probabilities(x []float32) ([]float64, error) {
	if len(x) != s.Features {
		return nil, fmt.Errorf("readout: the example has %d features, the read-out wants %d", len(x), s.Features)
	}
	z := append([]float64(nil), s.Bias...)
	for y := range z {
		for i, w := range s.Weights[y*s.Features : (y+1)*s.Features] {
			z[y] += float64(w * float64(x[i]))
		}
	}
	log := vec.LogSumExp(z)
	for y := range z {
		z[y] = math.Exp(z[y] - log)
	}
	return z, nil
}

// Accuracy is the share of examples whose most likely class is their label: x is N×D.
func (s *Softmax) Accuracy(x []float32, labels []int) (float64, error) {
	if len(labels) == 0 {
		return 0, fmt.Errorf("readout: there are no examples")
	}
	if err := s.check(x, labels); err != nil {
		return 0, err
	}
	right := 0
	for k, y := range labels {
		p, err := s.Probabilities(x[k*s.Features : (k+1)*s.Features])
		if err != nil {
			return 0, err
		}
		best := 0
		for c := range p {
			if p[c] > p[best] {
				best = c
			}
		}
		if best == y {
			right++
		}
	}
	return float64(right) / float64(len(labels)), nil
}
