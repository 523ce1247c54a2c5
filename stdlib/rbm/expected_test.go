package rbm_test

import (
	"fmt"
	"math"
	"testing"

	"harmonium/stdlib"
	"harmonium/stdlib/data"
	"harmonium/stdlib/rbm"
	"harmonium/stdlib/rng"
)

func ExampleRBM_ExpectedCD() {
	world, _ := data.BarsAndStripes(2)
	d, _ := rbm.FromPatterns(world)
	m, _ := rbm.New(4, 3)
	_ = m.Scatter(rng.New(1), 4)
	gradient, _ := m.Gradient(ctx, d)
	for _, k := range []int{1, 3, 100} {
		g, err := m.ExpectedCD(ctx, d, k)
		fmt.Printf("CD-%d: cosine %.3f %v\n", k, g.Cosine(gradient), err)
	}
	// Output:
	// CD-1: cosine 0.944 <nil>
	// CD-3: cosine 0.994 <nil>
	// CD-100: cosine 1.000 <nil>
}

// The expectation is the mean of what CD-k does, and tends to the gradient as k grows.
func TestExpectedCD(t *testing.T) {
	d := stripes(t, 2)
	start := random(t, 3, 4, 3, 1)
	const runs = 1000
	for _, k := range []int{1, 3} {
		want := must[rbm.Gradient](t)(start.ExpectedCD(ctx, d, k))
		mean, square := make([]float64, len(want.Weights)), make([]float64, len(want.Weights))
		for seed := range uint64(runs) {
			m := start.Clone()
			must[stdlib.History](t)(m.Train(ctx, rng.New(seed), d, rbm.Training{K: k, Epochs: 1, Batch: 8, Rate: 1, Look: 1}))
			for i, w := range m.Weights() {
				x := float64(w - start.Weights()[i])
				mean[i] += x / runs
				square[i] += x * x / runs
			}
		}
		for i := range mean { // 4 standard errors: one of these 24 numbers would be outside in 700 tests
			if e := math.Sqrt((square[i] - mean[i]*mean[i]) / runs); math.Abs(mean[i]-want.Weights[i]) > 4*e {
				t.Errorf("CD-%d, coupling %d: mean %v ± %v, expected %v", k, i, mean[i], e, want.Weights[i])
			}
		}
	}
	g := must[rbm.Gradient](t)(start.Gradient(ctx, d))
	far := must[rbm.Gradient](t)(start.ExpectedCD(ctx, d, 300))
	for i, w := range far.Weights {
		if math.Abs(w-g.Weights[i]) > 1e-9 {
			t.Errorf("CD-300, coupling %d: %v, the gradient has %v", i, w, g.Weights[i])
		}
	}
	for j, w := range far.Hidden {
		if math.Abs(w-g.Hidden[j]) > 1e-9 {
			t.Errorf("CD-300, hidden bias %d: %v, the gradient has %v", j, w, g.Hidden[j])
		}
	}
	if c := far.Cosine(g); math.Abs(c-1) > 1e-9 || far.LogLikelihood != g.LogLikelihood {
		t.Errorf("cosine %v, log-likelihoods %v and %v", c, far.LogLikelihood, g.LogLikelihood)
	}
	if _, err := start.ExpectedCD(ctx, d, 0); err == nil {
		t.Error("CD-0 was taken")
	}
	if _, err := random(t, 1, 4, 17, 1).ExpectedCD(ctx, d, 1); err == nil {
		t.Error("21 units were taken")
	}
}
