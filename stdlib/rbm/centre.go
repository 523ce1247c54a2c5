package rbm

import "harmonium/stdlib/internal/vec"

// centre turns the gradient into that of the centred machine, whose energy has v − μ and
// h − λ in place of v and h: it learns the same distributions, but no longer cares which
// of a unit's two states is called 1, and the biases do not follow every coupling.
//
//	∇W = ⟨(v−μ)(h−λ)ᵀ⟩data − ⟨(v−μ)(h−λ)ᵀ⟩model
//	∇b = ⟨v⟩data − ⟨v⟩model − ∇W λ
//	∇c = ⟨h⟩data − ⟨h⟩model − ∇Wᵀμ
//
// μ and λ are means over the data; they follow the minibatches, a hundredth at a time.
//
// Sources: Montavon and Müller, in Neural Networks: Tricks of the Trade (2012);
// Melchior, Fischer and Wiskott, Journal of Machine Learning Research 17 (2016).
type centre struct {
	v, h   []float32 // μ and λ
	dv, dh []float32
}

const sliding = 0.01 // how fast the means follow

func newCentre(m *RBM, d *Data) *centre {
	c := &centre{v: make([]float32, m.visible), h: make([]float32, m.hidden), dv: make([]float32, m.visible), dh: make([]float32, m.hidden)}
	for i, ones := range d.ones() {
		c.v[i] = float32(ones) / float32(d.Len())
	}
	for j := range c.h {
		c.h[j] = 0.5
	}
	return c
}

// turn takes the plain gradient, and the states and means of the minibatch.
func (c *centre) turn(slope *RBM, data gibbs) {
	follow(c.v, sliding, visibleMeans(data))
	follow(c.h, sliding, hiddenMeans(data))
	copy(c.dv, slope.b)
	copy(c.dh, slope.c)
	for i, mu := range c.v {
		row := slope.w[i*len(c.h) : (i+1)*len(c.h)]
		vec.Axpy(row, -mu, c.dh)
		vec.Axpy(row, -c.dv[i], c.h)
		vec.Axpy(slope.c, -mu, row)
		slope.b[i] -= vec.Dot(row, c.h)
	}
}

// follow moves x by a share of the way to y.
func follow(x []float32, share float32, y []float32) {
	vec.Axpy(x, -share, x)
	vec.Axpy(x, share, y)
}

func visibleMeans(data gibbs) []float32 {
	mean := make([]float32, data.v.Cols)
	for k := range data.v.Rows {
		each(data.v.Row(k), func(i int) { mean[i]++ })
	}
	for i := range mean {
		mean[i] /= float32(data.v.Rows)
	}
	return mean
}

func hiddenMeans(data gibbs) []float32 {
	mean := make([]float32, data.fh.Cols)
	vec.SumRows(mean, 1/float32(data.fh.Rows), data.fh)
	return mean
}
