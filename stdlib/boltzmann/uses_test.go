package boltzmann_test

import (
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"harmonium/stdlib"
	"harmonium/stdlib/boltzmann"
	"harmonium/stdlib/exact"
	"harmonium/stdlib/rng"
)

func ExampleParity() {
	for _, hidden := range []int{0, 3} {
		e, _ := boltzmann.Parity(3, hidden)
		e.Training.Updates = 2000
		out, err := e.Run(ctx, rng.New(1))
		kl, _ := out.Machine.KL(ctx, e.World)
		fmt.Printf("%s: solved %v, KL within ln 2: %v %v\n", e.Name, out.Solved, kl < math.Ln2-1e-9, err)
	}
	// Output:
	// parity of 3 with 0 hidden units: solved false, KL within ln 2: false <nil>
	// parity of 3 with 3 hidden units: solved true, KL within ln 2: true <nil>
}

func ExampleFitGaussian() {
	rows := [][]float64{{0, 1}, {1, 3}, {2, 5.5}, {3, 6.5}, {4, 9}} // y = 1.1 + 1.95x, nearly
	g, err := boltzmann.FitGaussian(rows)
	if err != nil {
		panic(err)
	}
	y, deviation, err := g.Predict([]float64{2.5}, []int{0})
	fmt.Printf("y(2.5) = %.3f ± %.2f %v\n", y[0], deviation[0], err)
	// Output: y(2.5) = 5.975 ± 0.31 <nil>
}

func ExampleMeasureCapacity() {
	points, err := boltzmann.MeasureCapacity(ctx, rng.New(1), boltzmann.Capacity{Visible: 6, Hidden: []int{0, 4}, Patterns: []int{4, 12}, Tries: 4})
	for _, p := range points {
		fmt.Printf("%d hidden units: %.2f of %d patterns are stored\n", p.Hidden, p.Stored, p.Patterns)
	}
	fmt.Println(err)
	// Output:
	// 0 hidden units: 1.00 of 4 patterns are stored
	// 0 hidden units: 0.54 of 12 patterns are stored
	// 4 hidden units: 1.00 of 4 patterns are stored
	// 4 hidden units: 1.00 of 12 patterns are stored
	// <nil>
}

// Three inputs, two targets, 200 examples: the clamped machine answers what least squares
// does (QR, with a column of ones), and its error bar is the residuals' deviation.
func TestRegressionIsLeastSquares(t *testing.T) {
	r := rng.New(5).Reader()
	const n = 200
	var rows [][]float64
	x, y := mat.NewDense(n, 4, nil), mat.NewDense(n, 2, nil)
	for k := range n {
		a, b, c := r.NormFloat64(), float64(r.IntN(2)), r.NormFloat64()
		u, v := 1+2*a-b+.5*r.NormFloat64(), a*c+c+.5*r.NormFloat64() // the second is not linear
		rows = append(rows, []float64{a, b, c, u, v})
		x.SetRow(k, []float64{1, a, b, c})
		y.SetRow(k, []float64{u, v})
	}
	var qr mat.QR
	var beta mat.Dense
	qr.Factorize(x)
	if err := qr.SolveTo(&beta, false, y); err != nil {
		t.Fatal(err)
	}
	fitted := must[*boltzmann.Gaussian](t)(boltzmann.FitGaussian(rows))
	square := [2]float64{}
	var deviation []float64
	for k, row := range rows {
		mean, dev, err := fitted.Predict(row[:3], []int{0, 1, 2})
		if err != nil {
			t.Fatal(err)
		}
		deviation = dev
		for j := range 2 {
			want := mat.Dot(x.RowView(k), beta.ColView(j))
			if math.Abs(mean[j]-want) > 1e-10 {
				t.Errorf("example %d, target %d: %v, least squares %v", k, j, mean[j], want)
			}
			square[j] += (row[3+j] - want) * (row[3+j] - want) / n
		}
	}
	for j := range 2 {
		if math.Abs(deviation[j]-math.Sqrt(square[j])) > 1e-10 {
			t.Errorf("target %d: error bar %v, residuals %v", j, deviation[j], math.Sqrt(square[j]))
		}
	}
	best := must[float64](t)(fitted.LogLikelihood(rows))
	for i := range 5 { // it is the maximum: every other coupling or bias is worse, either way
		for j := range 5 {
			for _, by := range []float64{-.01, .01} {
				other := &boltzmann.Gaussian{A: mat.NewSymDense(5, nil), B: append([]float64(nil), fitted.B...)}
				other.A.CopySym(fitted.A)
				other.A.SetSym(i, j, other.A.At(i, j)+by)
				other.B[i] += by
				if ll := must[float64](t)(other.LogLikelihood(rows)); ll >= best {
					t.Errorf("coupling (%d, %d) and bias %d by %v make the likelihood %v, the fit has %v", i, j, i, by, ll, best)
				}
			}
		}
	}
}

// ln Z of two units by quadrature, and samples that have the covariance A⁻¹.
func TestGaussianMachine(t *testing.T) {
	g := &boltzmann.Gaussian{A: mat.NewSymDense(2, []float64{2, -.6, -.6, 1}), B: []float64{.5, -1}}
	const h = .02
	z := 0.0
	for x := -9.0; x < 9; x += h {
		for y := -9.0; y < 9; y += h {
			z += h * h * math.Exp(-(2*x*x-1.2*x*y+y*y)/2+.5*x-y)
		}
	}
	if math.Abs(math.Log(z)-g.LogZ()) > 1e-9 {
		t.Errorf("ln Z %v, quadrature %v", g.LogZ(), math.Log(z))
	}
	rows := must[[][]float64](t)(g.Sample(ctx, rng.New(1), 40_000))
	back := must[*boltzmann.Gaussian](t)(boltzmann.FitGaussian(rows))
	for k, want := range []float64{2, -.6, 1} { // standard errors of couplings are about a√(2/40000) = .014
		if got := back.A.At(k/2, (k+1)/2); math.Abs(got-want) > .06 {
			t.Errorf("coupling %d from samples is %.3f, want %v", k, got, want)
		}
	}
	indefinite := &boltzmann.Gaussian{A: mat.NewSymDense(2, []float64{1, 2, 2, 1}), B: make([]float64, 2)}
	if !math.IsInf(indefinite.LogZ(), 1) {
		t.Errorf("ln Z %v of an indefinite machine, want +Inf", indefinite.LogZ())
	}
	if _, err := indefinite.Sample(ctx, rng.New(1), 1); err == nil {
		t.Error("an indefinite machine is sampled")
	}
	if _, err := boltzmann.FitGaussian([][]float64{{1, 2}, {2, 4}, {3, 6}}); err == nil {
		t.Error("a column that is twice another is taken")
	}
}

// The sampled posterior agrees with the exact one, hidden units coupled with each other.
func TestClassesSampledAndExact(t *testing.T) {
	for seed := range uint64(5) {
		m := random(t, 20+seed, 7, 4, .4)
		m.SetTemperature(1.3)
		p := stdlib.Row([]int8{1, -1, 1, 1, -1, -1, 1})
		want := must[[]float64](t)(m.Classify(ctx, p, 3))
		got := must[boltzmann.Posterior](t)(m.ClassifySampled(ctx, rng.New(seed), p, 3, boltzmann.Sampling{Count: 50, Sweeps: 400}))
		for k := range want {
			if d := math.Abs(got.Probability[k] - want[k]); d > 4.5*got.Error[k]+1e-9 || got.Error[k] > .02 {
				t.Errorf("seed %d, class %d: sampled %.4f ± %.4f, exact %.4f", seed, k, got.Probability[k], got.Error[k], want[k])
			}
		}
	}
}

// Classify by hand: from the distribution of all visible states.
func TestClassifyAgreesWithEnumeration(t *testing.T) {
	m := random(t, 31, 6, 3, .7)
	p := stdlib.Row([]int8{1, -1, 1, 1, 1, 1})
	all := must[[]float64](t)(m.Distribution(ctx))
	var want [3]float64
	sum := 0.0
	for k := range 3 {
		s := []int8{1, -1, 1, -1, -1, -1}
		s[3+k] = 1
		want[k] = all[exact.Index(s)]
		sum += want[k]
	}
	for k, q := range must[[]float64](t)(m.Classify(ctx, p, 3)) {
		if math.Abs(q-want[k]/sum) > 1e-12 {
			t.Errorf("class %d: %v, enumerated %v", k, q, want[k]/sum)
		}
	}
}

// Denoising by Bayes' rule, from the distribution of all visible states.
func TestDenoisingIsBayes(t *testing.T) {
	m := random(t, 14, 5, 2, .6)
	m.SetTemperature(1.4)
	p, flip := stdlib.Row([]int8{1, 1, -1, 1, -1}), .2
	sum, mean := 0.0, make([]float64, 5)
	for x, q := range must[[]float64](t)(m.Distribution(ctx)) {
		for i, s := range p.Spins {
			if int8(x>>i&1)*2-1 == s {
				q *= 1 - flip
			} else {
				q *= flip
			}
		}
		sum += q
		for i := range mean {
			mean[i] += q * float64((x>>i&1)*2-1)
		}
	}
	exactly := must[[]float64](t)(m.Denoised(ctx, p, flip))
	got := must[boltzmann.Completion](t)(m.Denoise(ctx, rng.New(3), p, flip, boltzmann.Sampling{Count: 64, Sweeps: 300}))
	for i := range mean {
		if math.Abs(exactly[i]-mean[i]/sum) > 1e-12 {
			t.Errorf("unit %d: %v, by Bayes %v", i, exactly[i], mean[i]/sum)
		}
		if math.Abs(got.Mean[i]-exactly[i]) > 5*got.Error[i] {
			t.Errorf("unit %d: sampled %v ± %v, exact %v", i, got.Mean[i], got.Error[i], exactly[i])
		}
	}
	if _, err := m.Denoise(ctx, rng.New(1), p, 0, boltzmann.Sampling{}); err == nil {
		t.Error("a flip probability of 0 is taken")
	}
}

// Hidden units add capacity, but not one pattern each: erratum 8's N+K is a rule of thumb.
func TestHiddenUnitsAddCapacity(t *testing.T) {
	points := must[[]boltzmann.CapacityPoint](t)(boltzmann.MeasureCapacity(ctx, rng.New(3), boltzmann.Capacity{Visible: 6, Hidden: []int{0, 4}, Patterns: []int{3, 12}, Tries: 6, Updates: 400}))
	for _, p := range points {
		t.Logf("%+v", p)
	}
	few, many, fewHidden, manyHidden := points[0], points[1], points[2], points[3]
	if few.Stored < .9 || fewHidden.Stored < .9 || manyHidden.Stored < many.Stored+.1 {
		t.Errorf("stored %.2f and %.2f without hidden units, %.2f and %.2f with", few.Stored, many.Stored, fewHidden.Stored, manyHidden.Stored)
	}
}

func TestShifter(t *testing.T) {
	e := must[*boltzmann.Experiment](t)(boltzmann.Shifter(4, 16))
	out := must[boltzmann.Outcome](t)(e.Run(ctx, rng.New(2)))
	told := must[float64](t)(out.Machine.Accuracy(ctx, e.World.Patterns, 3))
	t.Logf("%v; the shift of %.0f%% of all cases is told", out, 100*told)
	if told < .6 { // chance is a third
		t.Errorf("told %.2f", told)
	}
}
