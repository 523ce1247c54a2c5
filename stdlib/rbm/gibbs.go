package rbm

import (
	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rng"
)

// gibbs is chains that step together, a chain a row: states of both layers, and the
// fields that the last states of the other layer make. States are bits, so a product
// with them adds up only the couplings of units that are on.
type gibbs struct {
	m      *RBM
	pool   *vec.Pool
	draws  *draws
	v, h   vec.Bits
	fv, fh vec.Matrix[float32] // b + Wh and c + Wᵀv

	classes int // so many of the last visible units are one of which exactly one is on
}

// draws counts the numbers that were drawn: every one has its place in the stream, so
// nothing depends on the number of cores.
type draws struct {
	src    rng.Source
	next   uint64
	scaled []float32 // fields times β
}

func newGibbs(m *RBM, pool *vec.Pool, src rng.Source, chains int) gibbs {
	return gibbs{m: m, pool: pool, draws: &draws{src: src}, v: vec.NewBits(chains, m.visible), h: vec.NewBits(chains, m.hidden),
		fv: matrix(chains, m.visible), fh: matrix(chains, m.hidden)}
}

func matrix(rows, cols int) vec.Matrix[float32] {
	return vec.Dense(rows, cols, make([]float32, rows*cols))
}

// part is n of the chains, on the same memory.
func (g gibbs) part(first, n int) gibbs {
	g.v, g.h = rows(g.v, first, n), rows(g.h, first, n)
	g.fv, g.fh = g.fv.Part(first, n, 0, g.m.visible), g.fh.Part(first, n, 0, g.m.hidden)
	return g
}

// rows are n rows of b, on the same memory.
func rows(b vec.Bits, first, n int) vec.Bits {
	b.Words, b.Rows = b.Words[first*b.Stride:(first+n)*b.Stride], n
	return b
}

// up computes the hidden fields, down the visible ones.
func (g gibbs) up()   { g.m.up(g.pool, g.fh, g.v) }
func (g gibbs) down() { g.m.down(g.pool, g.fv, g.h) }

func (m *RBM) up(pool *vec.Pool, h vec.Matrix[float32], v vec.Bits) {
	setRows(h, m.c)
	vec.MulBits(pool, h, v, m.weights(), true)
}

func (m *RBM) down(pool *vec.Pool, v vec.Matrix[float32], h vec.Bits) {
	setRows(v, m.b)
	vec.MulBits(pool, v, h, m.weights().T(), true)
}

func setRows(x vec.Matrix[float32], to []float32) {
	for k := range x.Rows {
		copy(x.Row(k), to)
	}
}

// drawHidden draws hidden states from their fields, drawVisible visible ones: 1 with
// probability σ(βz), β that of the row, 1 if there are none.
func (g gibbs) drawHidden(betas []float32) { g.draws.bits(g.pool, g.h, g.fh, betas) }

func (g gibbs) drawVisible(betas []float32) {
	g.draws.bits(g.pool, g.v, g.fv, betas)
	if g.classes > 0 {
		g.drawClasses(betas)
	}
}

// drawClasses puts one class in place of what was drawn: P(y) ∝ e^(βz_y), by the least of
// −ln u / e^(βz_y).
func (g gibbs) drawClasses(betas []float32) {
	first := g.m.visible - g.classes
	src, at := g.draws.src.Named("classes"), g.draws.next
	noise, rarity := make([]float64, g.classes), make([]float64, g.classes)
	for k := range g.v.Rows {
		src.Exp64(noise, at+uint64(k*g.classes))
		for y, z := range g.fv.Row(k)[first:] {
			if betas != nil {
				z *= betas[k]
			}
			rarity[y] = -float64(z)
			g.v.Row(k)[(first+y)/64] &^= 1 << ((first + y) % 64)
		}
		vec.Exp64(rarity, rarity)
		best := 0
		for y := range rarity {
			if noise[y]*rarity[y] < noise[best]*rarity[best] {
				best = y
			}
		}
		g.v.Set(k, first+best)
	}
}

func (d *draws) bits(pool *vec.Pool, dst vec.Bits, z vec.Matrix[float32], betas []float32) {
	if betas != nil {
		d.scaled = append(d.scaled[:0], z.Data[:z.Rows*z.Cols]...)
		z = vec.Dense(z.Rows, z.Cols, d.scaled)
		for k, beta := range betas {
			scale(z.Row(k), beta)
		}
	}
	vec.SampleBitRows(pool, dst, z, d.src.Seed(), d.src.Stream(), d.next)
	d.next += uint64(dst.Rows * dst.Cols)
}

// steps makes k Gibbs steps from the hidden states and ends at the visible ones.
func (g gibbs) steps(k int, betas []float32) {
	for i := range k {
		if i > 0 {
			g.up()
			g.drawHidden(betas)
		}
		g.down()
		g.drawVisible(betas)
	}
}

func scale(x []float32, by float32) {
	if by == 1 {
		return
	}
	for i := range x {
		x[i] *= by
	}
}

// randomise sets the visible states of all chains to fair coins.
func (g gibbs) randomise() {
	clear(g.fv.Data)
	g.drawVisible(nil)
}
