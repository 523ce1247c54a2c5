package rng_test

import (
	"math"
	"math/bits"
	"testing"

	"harmonium/stdlib/rng"
)

const draws = 1 << 20

// moments of a distribution: its first four central moments give the standard errors of the first two.
type moments struct{ mean, variance, fourth float64 }

// Every bound below is five standard errors: a wrong generator fails by far, this fixed seed does not.
func checkMoments(t *testing.T, name string, x []float64, want moments) {
	t.Helper()
	n := float64(len(x))
	var mean, variance float64
	for _, v := range x {
		mean += v / n
	}
	for _, v := range x {
		variance += (v - mean) * (v - mean) / n
	}
	if d, tol := math.Abs(mean-want.mean), 5*math.Sqrt(want.variance/n); d > tol {
		t.Errorf("%s: mean %v, want %v ± %v", name, mean, want.mean, tol)
	}
	if d, tol := math.Abs(variance-want.variance), 5*math.Sqrt((want.fourth-want.variance*want.variance)/n); d > tol {
		t.Errorf("%s: variance %v, want %v ± %v", name, variance, want.variance, tol)
	}
	for _, lag := range []int{1, 2, 3, 4, 8, 64, 1024} {
		if c := correlation(x[lag:], x[:len(x)-lag], want); math.Abs(c) > 5/math.Sqrt(n) {
			t.Errorf("%s: serial correlation %v at lag %d", name, c, lag)
		}
	}
}

func correlation(x, y []float64, m moments) float64 {
	var c float64
	for i := range x {
		c += (x[i] - m.mean) * (y[i] - m.mean)
	}
	return c / m.variance / float64(len(x))
}

// checkFit compares the empirical distribution with its cumulative function (Kolmogorov and Smirnov) at 256
// equally likely cells, by χ²: 255 ± 22.6.
func checkFit(t *testing.T, name string, x []float64, cdf func(float64) float64) {
	t.Helper()
	var cell [256]float64
	for _, v := range x {
		cell[min(255, int(cdf(v)*256))]++
	}
	chi := 0.0
	want := float64(len(x)) / 256
	for _, c := range cell {
		chi += (c - want) * (c - want) / want
	}
	if chi > 255+5*22.6 || chi < 255-5*22.6 {
		t.Errorf("%s: χ² = %.1f over 256 cells", name, chi)
	}
}

func TestDistributions(t *testing.T) {
	src := rng.New(20).Named("distributions")
	pi2 := math.Pi * math.Pi
	logistic := moments{0, pi2 / 3, 7 * pi2 * pi2 / 15}
	normalCDF := func(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }
	expCDF := func(x float64) float64 { return -math.Expm1(-x) }
	logisticCDF := func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
	identity := func(x float64) float64 { return x }
	for _, d := range []struct {
		name   string
		f32    func([]float32, uint64)
		f64    func([]float64, uint64)
		want   moments
		cdf    func(float64) float64
		lo, hi float64
	}{
		{"uniform", src.Uniform32, src.Uniform64, moments{.5, 1. / 12, 1. / 80}, identity, 0, 1 - 0x1p-53},
		{"exponential", src.Exp32, src.Exp64, moments{1, 1, 9}, expCDF, 0, 37},
		{"logistic", src.Logistic32, src.Logistic64, logistic, logisticCDF, -37, 37},
		{"normal", src.Normal32, src.Normal64, moments{0, 1, 3}, normalCDF, -9, 9},
	} {
		x, y := make([]float64, draws), make([]float32, draws)
		d.f64(x, 5)
		both := func(name string) {
			checkMoments(t, d.name+name, x, d.want)
			checkFit(t, d.name+name, x, d.cdf)
			for _, v := range x {
				if !(v >= d.lo && v <= d.hi) {
					t.Fatalf("%s%s: drew %v", d.name, name, v)
				}
			}
		}
		both("64")
		d.f32(y, 5)
		for i, v := range y {
			x[i] = float64(v)
		}
		both("32")
	}
}

// Neighbouring streams, names and seeds are independent of each other.
func TestStreamsAreIndependent(t *testing.T) {
	m := moments{.5, 1. / 12, 1. / 80}
	draw := func(s rng.Source) []float64 { x := make([]float64, draws/4); s.Uniform64(x, 0); return x }
	a := draw(rng.New(1).Numbered(0))
	for name, s := range map[string]rng.Source{
		"next number": rng.New(1).Numbered(1), "next seed": rng.New(2).Numbered(0), "parent": rng.New(1),
		"child": rng.New(1).Numbered(0).Numbered(0), "name": rng.New(1).Named("0"),
	} {
		b := draw(s)
		for lag := range 3 {
			if c := correlation(a[lag:], b[:len(b)-lag], m); math.Abs(c) > 5/math.Sqrt(draws/4) {
				t.Errorf("%s: correlation %v at lag %d", name, c, lag)
			}
		}
	}
}

func TestBernoulliBits(t *testing.T) {
	src := rng.New(4).Named("bits")
	w := make([]uint64, 1<<14)
	n := float64(64 * len(w))
	for _, p := range []float64{0, 1e-9, .001, .1, .25, .5, 1 / math.E, .9, 1 - 1e-12, 1} {
		if err := src.Bernoulli(w, p, 0); err != nil {
			t.Fatal(err)
		}
		ones, pairs := 0, 0
		for _, v := range w {
			ones += bits.OnesCount64(v)
			pairs += bits.OnesCount64(v & bits.RotateLeft64(v, 1))
		}
		if d, tol := math.Abs(float64(ones)-n*p), 5*math.Sqrt(n*p*(1-p))+1e-3; d > tol {
			t.Errorf("p=%v: %d ones of %.0f, want %.0f ± %.0f", p, ones, n, n*p, tol)
		}
		if d, tol := math.Abs(float64(pairs)-n*p*p), 8*math.Sqrt(n*p*p)+1e-3; p < 1-1e-9 && d > tol {
			t.Errorf("p=%v: %d neighbouring pairs, want %.0f ± %.0f", p, pairs, n*p*p, tol)
		}
	}
	var part [3]uint64
	if err := src.Bernoulli(w, .3, 0); err != nil {
		t.Fatal(err)
	}
	if _ = src.Bernoulli(part[:], .3, 100); part != [3]uint64(w[100:103]) {
		t.Error("element 100 depends on the cut")
	}
}

// Each of the 32 bits of the words is a fair coin.
func TestBitsAreFair(t *testing.T) {
	w := make([]uint32, draws)
	rng.New(9).Uint32s(w, 0)
	for b := range 32 {
		ones := 0
		for _, v := range w {
			ones += int(v >> b & 1)
		}
		if d := math.Abs(float64(ones) - draws/2); d > 5*math.Sqrt(draws)/2 {
			t.Errorf("bit %d: %d ones of %d", b, ones, draws)
		}
	}
}
