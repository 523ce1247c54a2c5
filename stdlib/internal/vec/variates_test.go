package vec_test

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
	"testing"

	"harmonium/stdlib/internal/vec"
)

func TestVariatesAreTheSameOnBothPaths(t *testing.T) {
	for name, f := range map[string]func([]float32, []uint32){
		"uniform": vec.Uniform32, "exponential": vec.Exponential32, "logistic": vec.Logistic32, "normal": vec.Normal32,
	} {
		for _, n := range append(lengths, 1<<17+30) {
			if name == "normal" {
				n &^= 1
			}
			r := generator(uint64(n))
			w := words(r, make([]uint32, n))
			for i, extreme := range []uint32{0, 1<<32 - 1, 1 << 31, 1<<31 - 1, 1, 2} {
				if i < n {
					w[i] = extreme
				}
			}
			samePaths(t, fmt.Sprintf("%s of %d", name, n), func(a *arena) []float32 {
				in, out := guarded[uint32](a, n), guarded[float32](a, n)
				copy(in, w)
				f(out, in)
				return out
			}, same32)
		}
	}
}

// The float32 variates against float64 mathematics.
func TestVariatesAgainstMath(t *testing.T) {
	const n = 1 << 16
	w := words(generator(1), make([]uint32, n))
	w[0], w[1], w[2], w[3] = 0, 1<<32-1, 1<<31, 1<<31-1
	x := make([]float32, n)
	check := func(name string, i int, want, tol float64) {
		if d := math.Abs(float64(x[i]) - want); !(d <= tol) {
			t.Fatalf("%s of %#x = %v, want %v ± %.2g", name, w[i], x[i], want, tol)
		}
	}
	vec.Exponential32(x, w)
	for i, w := range w {
		want := -math.Log((float64(w>>1) + .5) / (1 << 31))
		check("exponential", i, want, 1e-7+2e-7*want)
	}
	vec.Logistic32(x, w)
	for i, w := range w {
		p := (float64(w&(1<<31-1)) + .5) / (1 << 32)
		want := math.Log((1 - p) / p)
		if w>>31 == 1 {
			want = -want
		}
		check("logistic", i, want, 2.5e-7+2e-7*math.Abs(want))
	}
	vec.Normal32(x, w)
	for i := 0; i < n; i += 2 {
		r := math.Sqrt(-2 * math.Log((float64(w[i]>>1)+.5)/(1<<31)))
		s, c := math.Sincos(2 * math.Pi * float64(w[i+1]) / (1 << 32))
		// √ magnifies the error of −ln u near 0
		check("normal", i, r*c, 4e-4*math.Exp(-r*30)+1e-6*(1+r))
		check("normal", i+1, r*s, 4e-4*math.Exp(-r*30)+1e-6*(1+r))
	}
}

// A Bernoulli bit is the comparison of the logistic variate with the field.
func TestBernoulliIsExact(t *testing.T) {
	const n = 4096
	w := words(generator(2), make([]uint32, n))
	l, z, x := make([]float32, n), make([]float32, n), make([]float32, n)
	vec.Logistic32(l, w)
	onBothPaths(t, func(t *testing.T) {
		for _, d := range []float32{-100, -1e-5, 1e-5, 100} {
			for i := range z {
				z[i] = l[i] + d
			}
			vec.Bernoulli32(x, z, w)
			for i := range x {
				if (x[i] == 1) != (d > 0) || x[i] != 0 && x[i] != 1 {
					t.Fatalf("variate %v, field %v: got %v", l[i], z[i], x[i])
				}
			}
		}
		w := words(generator(3), make([]uint32, n))
		w[0], w[1], w[2], w[3] = 0, 1<<32-1, 1<<31, 1<<31-1
		for i, v := range []float64{math.Inf(1), math.Inf(-1), 1e30, -1e30, 30, -30} {
			for j := range z {
				z[j] = float32(v)
			}
			vec.Bernoulli32(x, z, w)
			for j := range x {
				if x[j] != float32((i+1)%2) {
					t.Fatalf("field %v, word %#x: got %v", v, w[j], x[j])
				}
			}
		}
	})
}

// Frequencies at 40 fields within five standard errors of σ.
func TestBernoulliFrequencies(t *testing.T) {
	const n = 1 << 17
	z, dst := make([]float32, n), make([]uint8, n/8)
	for k := -20; k <= 20; k++ {
		v := float64(k) / 2
		for i := range z {
			z[i] = float32(v)
		}
		vec.SampleBits32(dst, z, 5, uint64(k+20), 0)
		ones := 0
		for _, b := range dst {
			ones += bits.OnesCount8(b)
		}
		p := 1 / (1 + math.Exp(-v))
		if d, tol := math.Abs(float64(ones)-n*p), 5*math.Sqrt(n*p*(1-p)); d > tol {
			t.Errorf("field %v: %d ones, want %.0f ± %.0f", v, ones, n*p, tol)
		}
	}
}

func TestBernoulliIsTheSameOnBothPaths(t *testing.T) {
	for _, n := range append(lengths, 1<<16, 1<<16+41) {
		r := generator(uint64(n))
		z0, w0 := fill(r, make([]float32, n)), words(r, make([]uint32, n))
		for i := range z0 {
			z0[i] *= 4
		}
		setup := func(a *arena) ([]float32, []uint32) {
			z, w := guarded[float32](a, n), guarded[uint32](a, n)
			copy(z, z0)
			copy(w, w0)
			return z, w
		}
		samePaths(t, fmt.Sprint("Bernoulli32 of ", n), func(a *arena) []float32 {
			z, w := setup(a)
			dst := guarded[float32](a, n)
			vec.Bernoulli32(dst, z, w)
			return dst
		}, same32)
		samePaths(t, fmt.Sprint("BernoulliBits32 of ", n), func(a *arena) []uint8 {
			z, w := setup(a)
			dst := guarded[uint8](a, (n+7)/8)
			vec.BernoulliBits32(dst, z, w)
			x := make([]float32, n)
			vec.Bernoulli32(x, z, w)
			for i := range x {
				if float32(dst[i/8]>>(i%8)&1) != x[i] {
					t.Fatalf("bit %d of %d differs from the float", i, n)
				}
			}
			return dst
		}, equal)
		samePaths(t, fmt.Sprint("Sample of ", n), func(a *arena) []float32 {
			z, _ := setup(a)
			dst, b := guarded[float32](a, n), guarded[uint8](a, (n+7)/8)
			at := uint64(n % 8)
			vec.Sample32(dst, z, 1, 2, at)
			vec.SampleBits32(b, z, 1, 2, at)
			w := make([]uint32, n)
			vec.PhiloxFill(w, 1, 2, at)
			x := make([]float32, n)
			vec.Bernoulli32(x, z, w)
			if !slices.Equal(x, dst) {
				t.Fatalf("Sample32 of %d differs from Bernoulli32", n)
			}
			for i := range dst {
				if float32(b[i/8]>>(i%8)&1) != dst[i] {
					t.Fatalf("bit %d of %d differs from the float", i, n)
				}
			}
			return dst
		}, same32)
	}
}

func TestPhiloxIsTheSameOnBothPaths(t *testing.T) {
	for _, n := range append(lengths, 1<<18+77) {
		for _, at := range []uint64{0, 1, 5, 1<<34 - 7, 1<<40 + 3} {
			samePaths(t, fmt.Sprintf("Philox of %d at %d", n, at), func(a *arena) []uint32 {
				dst := guarded[uint32](a, n)
				vec.PhiloxFill(dst, 0x123456789ABCDEF0, 0xFEDCBA9876543210, at)
				for i, v := range dst {
					if k := at + uint64(i); v != vec.Philox(0x123456789ABCDEF0, 0xFEDCBA9876543210, k/4)[k%4] {
						t.Fatalf("word %d is not that of its block", k)
					}
				}
				return dst
			}, equal)
		}
	}
}

// Rows of bits hold what SampleRows draws, and nothing beyond the last column.
func TestSampleBitRows(t *testing.T) {
	r := generator(33)
	pool := vec.NewPool(2)
	defer pool.Close()
	for _, n := range []int{0, 1, 63, 64, 65, 784, 1919, 1920, 1921, 5000} {
		const rows = 7
		b := vec.NewBits(rows, n)
		for i := range b.Words {
			b.Words[i] = ^uint64(0)
		}
		z, want := vec.Dense(rows, n, make([]float32, rows*n)), vec.Dense(rows, n, make([]float32, rows*n))
		for i := range z.Data {
			z.Data[i] = float32(r.NormFloat64())
		}
		vec.SampleBitRows(pool, b, z, 3, 4, 5)
		vec.SampleRows(nil, want, z, 3, 4, 5)
		for i := range rows {
			for j := range 64 * b.Stride {
				if on := j < n && want.At(i, j) == 1; b.Words[i*b.Stride+j/64]>>(j%64)&1 == 1 != on {
					t.Fatalf("%d columns: bit (%d, %d) is not %v", n, i, j, on)
				}
			}
		}
	}
}
