package deep

import (
	"context"
	"fmt"
	"math"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rbm"
	"harmonium/stdlib/rng"
)

// directed is what a Helmholtz machine and a deep belief net have in common: layers
// with one set of couplings that generate, from the top down, and another that
// recognise, from the bottom up. They differ in what stands on top.
type directed struct {
	sizes      []int  // of all layers that ways connect
	down       []*way // down[k] draws layer k from layer k+1
	up         []*way // up[k] draws layer k+1 from layer k
	rows, cols int    // the shape of the examples
}

func newDirected(sizes []int) directed {
	n := directed{sizes: append([]int(nil), sizes...), rows: 1, cols: sizes[0]}
	for k := 1; k < len(sizes); k++ {
		n.down = append(n.down, newWay(sizes[k], sizes[k-1]))
		n.up = append(n.up, newWay(sizes[k-1], sizes[k]))
	}
	return n
}

// Filter is what unit j of the first hidden layer draws: its generative couplings with
// the visible units, in the shape of the examples.
func (n *directed) Filter(j int) ([][]float64, error) {
	return filter(j, n.sizes[1], n.rows, n.cols, func(i int) float32 { return n.down[0].w[j*n.sizes[0]+i] })
}

// recognise draws the layers above x[0].
func (n *directed) recognise(pool *vec.Pool, d *draws, x layers) {
	for k, p := range n.up {
		p.draw(pool, d, x[k+1], x[k])
	}
}

// generate draws the layers below the topmost of x.
func (n *directed) generate(pool *vec.Pool, d *draws, x layers) {
	for k := len(n.down) - 1; k >= 0; k-- {
		n.down[k].draw(pool, d, x[k], x[k+1])
	}
}

// prior adds ln P of the topmost layer's state to every row's sum.
type prior func(sums []float64, top vec.Matrix[float32])

// logWeights is ln P(v, h) − ln Q(h | v) of every row.
func (n *directed) logWeights(pool *vec.Pool, x layers, top prior) []float64 {
	sums := make([]float64, x[0].Rows)
	top(sums, x[len(x)-1])
	for k := range n.down {
		n.down[k].add(pool, sums, 1, x[k+1], x[k])
		n.up[k].add(pool, sums, -1, x[k], x[k+1])
	}
	return sums
}

// weights calls do with ln of the importance weights of hidden states drawn by
// recognition, so many for each example in turn.
func (n *directed) weights(ctx context.Context, src rng.Source, d *rbm.Data, samples int, top prior, do func(logs []float64)) error {
	if err := fits(d, n.sizes[0]); err != nil {
		return err
	}
	pool := team(512, n.sizes)
	defer pool.Close()
	u := &draws{src: src}
	const rows = 512
	return batches(d, max(1, rows/samples), func(v vec.Matrix[float32]) error {
		var logs []float64
		for from := 0; from < v.Rows*samples; from += rows { // more than one part where there are more samples than rows
			if err := ctx.Err(); err != nil {
				return err
			}
			x := newLayers(min(rows, v.Rows*samples-from), n.sizes)
			for i := range x[0].Rows {
				copy(x[0].Row(i), v.Row((from+i)/samples))
			}
			n.recognise(pool, u, x)
			logs = append(logs, n.logWeights(pool, x, top)...)
		}
		for i := range v.Rows {
			do(logs[i*samples : (i+1)*samples])
		}
		return nil
	})
}

// elbo is the mean of the log weights: a bound whose gap is the Kullback–Leibler
// divergence of recognition from the posterior.
func (n *directed) elbo(ctx context.Context, src rng.Source, d *rbm.Data, samples int, top prior) (Estimate, error) {
	return n.estimate(ctx, src.Named("elbo"), d, samples, top, func(logs []float64) (float64, float64) {
		m, square := mean(logs), 0.0
		for _, l := range logs {
			square += float64((l - m) * (l - m))
		}
		return m, square / float64(len(logs)) / float64(max(1, len(logs)-1))
	})
}

// importance is ln of the mean weight.
func (n *directed) importance(ctx context.Context, src rng.Source, d *rbm.Data, samples int, top prior) (Estimate, error) {
	return n.estimate(ctx, src.Named("importance"), d, samples, top, func(logs []float64) (float64, float64) {
		log, err := logMean(logs)
		return log, err * err
	})
}

// estimate makes of each example's log weights an estimate and its variance.
func (n *directed) estimate(ctx context.Context, src rng.Source, d *rbm.Data, samples int, top prior, of func(logs []float64) (value, variance float64)) (Estimate, error) {
	var e Estimate
	variance := 0.0
	err := n.weights(ctx, src, d, samples, top, func(logs []float64) {
		v, s := of(logs)
		e.Each = append(e.Each, v)
		variance += s
	})
	if err != nil {
		return Estimate{}, err
	}
	e.Mean, e.Error = mean(e.Each), math.Sqrt(variance)/float64(d.Len())
	if samples == 1 {
		e.Error = math.NaN() // one sample does not tell
	}
	return e, nil
}

// every calls do with ln P(v, h) and ln Q(h | v) of every state h of the hidden
// layers, part by part: all 2ᴴ, H ≤ 20.
func (n *directed) every(ctx context.Context, v stdlib.Pattern, top prior, do func(joint, posterior float64)) error {
	if err := fitsPattern(v, n.sizes[0]); err != nil {
		return err
	}
	hidden := sum(n.sizes[1:])
	if hidden > rbm.MaxExact {
		return fmt.Errorf("deep: exact sum over %d hidden units, enumeration takes at most %d: choose an estimate", hidden, rbm.MaxExact)
	}
	pool := team(1<<10, n.sizes)
	defer pool.Close()
	const rows = 1 << 10
	for from := 0; from < 1<<hidden; from += rows {
		if err := ctx.Err(); err != nil {
			return err
		}
		x := newLayers(min(rows, 1<<hidden), n.sizes)
		for i := range x[0].Rows {
			bits(x[0].Row(i), v)
			state := from + i
			for _, layer := range x[1:] {
				for j := range layer.Row(i) {
					layer.Row(i)[j] = float32(state & 1)
					state >>= 1
				}
			}
		}
		q := make([]float64, x[0].Rows)
		for k, p := range n.up {
			p.add(pool, q, 1, x[k], x[k+1])
		}
		for i, l := range n.logWeights(pool, x, top) {
			do(l+q[i], q[i])
		}
	}
	return nil
}

// logP is ln P(v), and the free energy F = Σ_h Q ln Q/P, both exact.
func (n *directed) logP(ctx context.Context, v stdlib.Pattern, top prior) (log, free float64, err error) {
	var joint []float64
	err = n.every(ctx, v, top, func(p, q float64) {
		joint = append(joint, p)
		if share := math.Exp(q); share > 0 {
			free += float64(share * (q - p))
		}
	})
	return vec.LogSumExp(joint), free, err
}

// likelihood is the mean of ln P(v) over the data, exactly.
func (n *directed) likelihood(ctx context.Context, d *rbm.Data, top prior) (mean float64, err error) {
	if err := fits(d, n.sizes[0]); err != nil {
		return 0, err
	}
	err = distinct(d, func(v stdlib.Pattern, share float64) error {
		log, _, err := n.logP(ctx, v, top)
		mean += float64(share * log)
		return err
	})
	return mean, err
}

// transform is P(h = 1) at the end of ways that begin at the visible layer, given
// states drawn for the layers between.
func (n *directed) transform(ctx context.Context, src rng.Source, d *rbm.Data, ways []*way) ([]float32, error) {
	if err := fits(d, n.sizes[0]); err != nil {
		return nil, err
	}
	pool := team(min(256, d.Len()), n.sizes)
	defer pool.Close()
	u := &draws{src: src}
	features := make([]float32, 0, d.Len()*ways[len(ways)-1].to)
	err := batches(d, 256, func(v vec.Matrix[float32]) error {
		for k, p := range ways {
			h := matrix(v.Rows, p.to)
			p.fields(pool, h, v)
			if k == len(ways)-1 {
				vec.SigmoidRows(h)
			} else {
				u.sample(pool, h, h)
			}
			v = h
		}
		features = append(features, v.Data...)
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	return features, nil
}

// pictures is the states of a layer as patterns.
func pictures(x vec.Matrix[float32], rows, cols int) []stdlib.Pattern {
	all := make([]stdlib.Pattern, x.Rows)
	for i := range all {
		all[i] = pattern(x.Row(i), rows, cols)
	}
	return all
}

// observe measures the reconstruction from the first hidden layer, the weights and the
// hidden activity; it returns the hidden means, an example a row. Layers above are
// recognised from means: no random numbers are spent on looking.
func (n *directed) observe(d *rbm.Data, s *stdlib.Step) []float32 {
	v := vec.Dense(d.Len(), d.Units(), d.Rows())
	h := layers{v}
	for k, p := range n.up {
		x := matrix(v.Rows, p.to)
		p.fields(nil, x, h[k])
		vec.SigmoidRows(x)
		h = append(h, x)
	}
	back := matrix(v.Rows, v.Cols)
	n.down[0].fields(nil, back, h[1])
	vec.SigmoidRows(back)
	s.Reconstruction = meanSquare(back.Data, v.Data)
	square, count := 0.0, 0
	for k := range n.up {
		for _, w := range [][]float32{n.down[k].w, n.up[k].w} {
			for _, x := range w {
				square += float64(float64(x) * float64(x))
			}
			count += len(w)
		}
	}
	s.WeightNorm = math.Sqrt(square / float64(count))
	hidden := h.side(1)
	s.HiddenActivity = mean(wide(hidden))
	return hidden
}
