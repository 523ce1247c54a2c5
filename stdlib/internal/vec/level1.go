package vec

import "math"

// axpyGo is y ← fma(alpha, x, y).
func axpyGo[T Float](y []T, alpha T, x []T) {
	switch y := any(y).(type) {
	case []float32:
		a, x := float32(alpha), any(x).([]float32)[:len(y)]
		for i := range y {
			y[i] = fma32(a, x[i], y[i])
		}
	case []float64:
		a, x := float64(alpha), any(x).([]float64)[:len(y)]
		for i := range y {
			y[i] = math.FMA(a, x[i], y[i])
		}
	}
}
