package boltzmann

import (
	"context"
	"math"
	"runtime"

	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rng"
)

// chains are Gibbs chains of a machine that are swept together. Chain c draws from
// a stream of its own, by sweep and unit, so nothing depends on the number of cores.
type chains struct {
	m      *Machine
	src    rng.Source
	count  int
	states []float64 // count×N
	swept  uint64    // sweeps of every chain so far
	held   []bool    // units that keep their value; nil when none do
}

func (m *Machine) chains(src rng.Source, count int, held []bool) *chains {
	c := &chains{m: m, src: src, count: count, states: make([]float64, count*m.Units()), held: held}
	c.shuffle()
	return c
}

func (c *chains) state(k int) []float64 {
	n := c.m.Units()
	return c.states[k*n : (k+1)*n : (k+1)*n]
}

// shuffle gives every unit that is not held a fair random value, and so uses up the
// numbers of one sweep.
func (c *chains) shuffle() {
	u := make([]float64, c.m.Units())
	for k := range c.count {
		c.src.Numbered(uint64(k)).Uniform64(u, c.swept*uint64(len(u)))
		for i, s := 0, c.state(k); i < len(s); i++ {
			if c.held == nil || !c.held[i] {
				s[i] = math.Copysign(1, u[i]-0.5)
			}
		}
	}
	c.swept++
}

// sweep updates every unit that is not held, in order, sweeps times. After each it
// calls visit, which may be nil, with the chain and its state: for different chains
// at the same time.
func (c *chains) sweep(ctx context.Context, pool *vec.Pool, sweeps int, visit func(k int, s []float64)) error {
	pool.Do(c.count, func(k int) {
		n := c.m.Units()
		s, fields, draw := c.state(k), make([]float64, n), make([]float64, n)
		src := c.src.Numbered(uint64(k))
		for t := range sweeps {
			if ctx.Err() != nil {
				return
			}
			if t%256 == 0 { // now and then anew, so that rounding does not add up
				c.fields(fields, s)
			}
			src.Logistic64(draw, (c.swept+uint64(t))*uint64(n))
			c.once(s, fields, draw)
			if visit != nil {
				visit(k, s)
			}
		}
	})
	c.swept += uint64(sweeps)
	return ctx.Err()
}

func (c *chains) fields(f, s []float64) {
	copy(f, c.m.bias)
	for i, v := range s {
		vec.Axpy(f, v, c.m.weights.Row(i))
	}
}

// once is one sweep: unit i becomes +1 where 2fᵢ/T exceeds a logistic variate.
func (c *chains) once(s, fields, draw []float64) {
	for i, held := range c.held {
		if held {
			draw[i] = math.Inf(-int(s[i]))
		}
	}
	scale := 2 / c.m.temperature
	for i := vec.ScanGibbs(s, fields, draw, scale, 0); i < len(s); i = vec.ScanGibbs(s, fields, draw, scale, i+1) {
		s[i] = -s[i]
		vec.Axpy(fields, 2*s[i], c.m.weights.Row(i))
	}
}

// team is a pool of all cores for one long call.
func team() *vec.Pool { return vec.NewPool(runtime.GOMAXPROCS(0)) }

// moments are ⟨s⟩ and ⟨ssᵀ⟩ of rows of states (or of means, which give the
// correlations of independent units), each row with its share of the whole.
func moments(pool *vec.Pool, rows []float64, n int, share func(k int) float64) (mean, corr []float64) {
	count := len(rows) / n
	scaled := make([]float64, len(rows))
	mean, corr = make([]float64, n), make([]float64, n*n)
	for k := range count {
		q := share(k)
		vec.Axpy(mean, q, rows[k*n:(k+1)*n])
		vec.Axpy(scaled[k*n:(k+1)*n], math.Sqrt(q), rows[k*n:(k+1)*n])
	}
	vec.RankK(pool, vec.Dense(n, n, corr), 1, vec.Dense(count, n, scaled).T())
	return mean, corr
}
