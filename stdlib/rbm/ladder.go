package rbm

import "harmonium/stdlib/internal/vec"

// ladder is chains at several inverse temperatures β, which multiplies every energy: the
// machine's own chains at β = 1 first, the hottest, at β = 0, last. After every Gibbs
// step neighbours may swap states, so that the cold chains are fed from where mixing is
// easy.
//
// Source: Desjardins, Courville, Bengio, Vincent and Delalleau, AISTATS (2010).
type ladder struct {
	gibbs
	betas []float32 // of every row
	each  int       // chains at one temperature
	turn  int       // swaps made: even pairs and odd ones take turns
	soft  []float32
}

func newLadder(both gibbs, how Training) *ladder {
	l := &ladder{gibbs: newGibbs(both.m, both.pool, both.draws.src, how.Chains*how.Temperatures), each: how.Chains}
	l.classes = both.classes
	l.draws, l.soft = both.draws, make([]float32, both.m.hidden)
	for k := range l.v.Rows {
		l.betas = append(l.betas, 1-float32(k/how.Chains)/float32(how.Temperatures-1))
	}
	return l
}

// run makes k Gibbs steps with swaps, and gives model the states at β = 1.
func (l *ladder) run(k int, model gibbs) {
	for range k {
		l.down()
		l.drawVisible(l.betas)
		l.up()
		l.swap()
		l.drawHidden(l.betas)
	}
	for i := range l.each {
		copy(model.v.Row(i), l.v.Row(i))
	}
}

// swap offers the states of each pair of neighbours to each other. With −βE summed over
// the hidden units, ln p_β(v) = β b·v + Σ softplus(βf), two states change places with
// probability p_β(v′) p_β′(v) / p_β(v) p_β′(v′).
func (l *ladder) swap() {
	first := l.turn % 2
	l.turn++
	n, coins := l.each, l.draws.src.Named("swaps")
	var chance [1]float64
	for low := first * n; low+n < l.v.Rows; low += 2 * n {
		for k := low; k < low+n; k++ {
			u := coins.Float64(l.draws.next)
			l.draws.next += 4 // a block of words, so that what follows begins with one
			a, b := l.betas[k], l.betas[k+n]
			chance[0] = l.log(a, k+n) + l.log(b, k) - l.log(a, k) - l.log(b, k+n)
			vec.Exp64(chance[:], chance[:]) // the same bits on any machine, which math's are not
			if u < chance[0] {
				exchange(l.v.Row(k), l.v.Row(k+n))
				exchange(l.fh.Row(k), l.fh.Row(k+n))
			}
		}
	}
}

// log is ln p_β of the state of a row, not normalised.
func (l *ladder) log(beta float32, row int) float64 {
	sum := 0.0
	each(l.v.Row(row), func(i int) { sum += float64(l.m.b[i]) })
	sum *= float64(beta)
	for j, f := range l.fh.Row(row) {
		l.soft[j] = beta * f
	}
	vec.Softplus32(l.soft, l.soft)
	for _, s := range l.soft {
		sum += float64(s)
	}
	return sum
}

func exchange[T any](x, y []T) {
	for i := range x {
		x[i], y[i] = y[i], x[i]
	}
}
