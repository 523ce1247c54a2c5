package harmonium

import (
	"fmt"
	"math"

	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rng"
)

// Poisson is so many counts 0, 1, 2, …, with no limit: r = 1/x!, f = x, A = e^y,
// mean e^y.
type Poisson int

func (n Poisson) String() string          { return fmt.Sprintf("%d Poisson units", int(n)) }
func (n Poisson) Units() int              { return int(n) }
func (n Poisson) Coupled() int            { return int(n) }
func (n Poisson) Statistics() int         { return int(n) }
func (n Poisson) Support() Support        { return Counts }
func (n Poisson) Check(x []float64) error { return whole(x, "count", math.MaxFloat64) }
func (n Poisson) Write(f, x []float64)    { copy(f, x) }
func (n Poisson) Points(reach float64) float64 {
	return math.Pow(math.Ceil(reach)+1, float64(n))
}

func (n Poisson) LogBase(x []float64) float64 {
	l := 0.0
	for _, v := range x {
		l -= logFactorial(v)
	}
	return l
}

func (n Poisson) LogPartition(y []float64) float64 {
	rate := make([]float64, len(y))
	n.Mean(rate, y)
	return sum(rate)
}

// Mean is infinite where the rate is more than float64 holds.
func (n Poisson) Mean(f, y []float64) {
	vec.Exp64(f, y)
	for i, v := range y {
		if v > maxRate {
			f[i] = math.Inf(1)
		}
	}
}

// maxRate is the largest logarithm of a rate.
const maxRate = 709

func (n Poisson) Draw(x, y []float64, src rng.Source) {
	rate := make([]float64, len(y))
	n.Mean(rate, y)
	for i := range x {
		x[i] = poisson(rate[i], src.Numbered(uint64(i)))
	}
}

// poisson counts the arrivals in the time rate where that is short; else it rejects
// from a table mountain, Hörmann's PTRS. From a rate of 10⁹ on it rounds a normal
// number, from which a Poisson number then differs by less than 10⁻⁴ of its deviation.
//
// Source: Hörmann, Insurance: Mathematics and Economics 12 (1993).
func poisson(rate float64, src rng.Source) float64 {
	switch {
	case !(rate < 1e9): // NaN and Inf stay what they are
		var z [2]float64
		src.Normal64(z[:], 0)
		return math.Round(rate + float64(z[0]*math.Sqrt(rate)))
	case rate >= 10:
		return tableMountain(rate, src)
	}
	var gap [8]float64
	for count, time := uint64(0), 0.0; ; count++ {
		if count%8 == 0 {
			src.Exp64(gap[:], count)
		}
		if time += gap[count%8]; time > rate {
			return float64(count)
		}
	}
}

func tableMountain(rate float64, src rng.Source) float64 {
	b := 0.931 + float64(2.53*math.Sqrt(rate))
	a := -0.059 + float64(0.02483*b)
	inverse := 1.1239 + 1.1328/(b-3.4)
	logRate := math.Log(rate)
	for at := uint64(0); ; at += 2 {
		u, v := src.Float64(at)-0.5, src.Float64(at+1)
		s := 0.5 - math.Abs(u)
		k := math.Floor(float64((2*a/s+b)*u) + rate + 0.43)
		if k < 0 || s < 0.013 && v > s {
			continue
		}
		if math.Log(v*inverse/(a/(s*s)+b)) <= float64(k*logRate)-rate-logFactorial(k) {
			return k
		}
	}
}

func (n Poisson) Each(_ []float64, reach float64, visit func([]float64, float64)) {
	var x, logs []float64
	for k := 0.0; k <= math.Ceil(reach); k++ {
		x, logs = append(x, k), append(logs, -logFactorial(k))
	}
	alike(int(n), x, logs, visit)
}
