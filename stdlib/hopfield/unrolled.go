package hopfield

import (
	"context"
	"fmt"
	"math"

	"harmonium/stdlib"
	"harmonium/stdlib/rng"
)

// Unrolled trains the net as a recurrent one, by gradients through time: the
// answer to "can backpropagation train it?". Units are tanh, k steps are taken
// from a corrupted pattern, and the loss compares the end with the pattern:
//
//	x₀ = ξ with noise,  xₜ₊₁ = tanh(gain·(Jxₜ + b)),  loss = |x_k − ξ|²/(2N)
//
// The weights stay symmetric with a zero diagonal. At J = 0 every gradient through
// two steps or more is 0; a net that knows nothing begins with Hebb's weights.
type Unrolled struct {
	Steps  int     // k; 0 means 3
	Gain   float64 // 0 means 1
	Noise  float64 // the fraction of units flipped at the start; 0 means 0.1
	Rate   float64 // of the gradient descent; 0 means 0.2
	Epochs int     // at most; 0 means 300
}

func (u Unrolled) String() string {
	return fmt.Sprintf("backpropagation through %d steps", u.defaults().Steps)
}

func (u Unrolled) defaults() Unrolled {
	if u.Steps == 0 {
		u.Steps = 3
	}
	if u.Gain == 0 {
		u.Gain = 1
	}
	if u.Noise == 0 {
		u.Noise = 0.1
	}
	if u.Rate == 0 {
		u.Rate = 0.2
	}
	if u.Epochs == 0 {
		u.Epochs = 300
	}
	return u
}

func (u Unrolled) store(ctx context.Context, src rng.Source, n *Net, patterns []stdlib.Pattern) (int, error) {
	if u = u.defaults(); u.Steps < 1 || !(u.Gain > 0) || !(u.Noise >= 0 && u.Noise <= 1) || !(u.Rate > 0) || u.Epochs < 1 {
		return 0, fmt.Errorf("hopfield: %+v, want positive numbers, and noise up to 1", u)
	}
	n.begin(patterns)
	for epoch := 1; epoch <= u.Epochs; epoch++ {
		for k, p := range patterns {
			if ctx.Err() != nil {
				return epoch - 1, ctx.Err()
			}
			start, err := stdlib.Flip(src.Numbered(uint64(epoch)).Numbered(uint64(k)), p, u.Noise)
			if err != nil {
				return epoch - 1, err
			}
			_, gradient := u.gradient(n, start.Spins, p.Spins)
			for i := range n.units {
				row := n.weights.Row(i)
				for j, g := range gradient[i] {
					row[j] -= float64(u.Rate * g)
				}
			}
		}
		n.largest = -1
		if stable, err := n.CountStable(ctx, patterns); err != nil || stable == len(patterns) && epoch >= u.Epochs/3 {
			return epoch, err // a third of the epochs at least: stable is not yet attractive
		}
	}
	return u.Epochs, nil
}

// Gradient is the loss of one run from start, and its derivative by every weight
// Jᵢⱼ = Jⱼᵢ (both move together; the diagonal is 0).
func (u Unrolled) Gradient(n *Net, start, target stdlib.Pattern) (loss float64, gradient [][]float64, err error) {
	if err := n.fitAll([]stdlib.Pattern{start, target}); err != nil {
		return 0, nil, err
	}
	if _, err := n.matrix(); err != nil {
		return 0, nil, err
	}
	loss, gradient = u.defaults().gradient(n, start.Spins, target.Spins)
	return loss, gradient, nil
}

func (u Unrolled) gradient(n *Net, start, target []int8) (float64, [][]float64) {
	size := n.units
	xs := u.forward(n, start)
	last := xs[u.Steps]
	loss := 0.0
	back := make([]float64, size) // ∂loss/∂xₜ
	for i, x := range last {
		d := x - float64(target[i])
		loss += d * d / 2 / float64(size)
		back[i] = d / float64(size)
	}
	g := make([][]float64, size)
	for i := range g {
		g[i] = make([]float64, size)
	}
	for t := u.Steps; t >= 1; t-- {
		delta := make([]float64, size) // by the field, before tanh
		for i, x := range xs[t] {
			delta[i] = back[i] * u.Gain * (1 - float64(x*x))
		}
		clear(back)
		for i, d := range delta {
			row := n.weights.Row(i)
			for j, x := range xs[t-1] {
				g[i][j] += float64(d * x)
				back[j] += float64(d * row[j])
			}
		}
	}
	for i := range g {
		g[i][i] = 0
		for j := range i {
			sum := g[i][j] + g[j][i]
			g[i][j], g[j][i] = sum, sum
		}
	}
	return loss, g
}

// forward is x₀ … x_k.
func (u Unrolled) forward(n *Net, start []int8) [][]float64 {
	xs := [][]float64{make([]float64, n.units)}
	for i, s := range start {
		xs[0][i] = float64(s)
	}
	for t := range u.Steps {
		next := make([]float64, n.units)
		for i := range next {
			f := 0.0
			if n.bias != nil {
				f = n.bias[i]
			}
			for j, w := range n.weights.Row(i) {
				f += float64(w * xs[t][j])
			}
			next[i] = math.Tanh(u.Gain * f)
		}
		xs = append(xs, next)
	}
	return xs
}
