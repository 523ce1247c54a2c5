package boltzmann

import (
	"context"
	"fmt"
	"math"
	"runtime"

	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rng"
)

// chains are Gibbs chains of a machine that are swept together. Chain c draws from
// a stream of its own, by sweep and unit, so nothing depends on the number of cores.
//
// States and fields are in single precision. Rounding reaches a thousandth of T where
// the couplings of a unit sum to 10⁴ T, far beyond where chains still move.
type chains struct {
	m      *Machine
	name   string
	src    []rng.Source
	pool   *vec.Pool
	count  int
	states vec.Matrix[float32] // count×N, ±1
	fields vec.Matrix[float32]
	j      vec.Matrix[float32]
	b      []float32
	swept  uint64 // sweeps of every chain so far
	held   []bool // units that keep their value; nil when none do
}

// largest is the largest coupling or bias that chains take: in single precision, sums
// of more could be infinite.
const largest = 1e30

func (m *Machine) chains(pool *vec.Pool, src rng.Source, name string, count int, held []bool) (*chains, error) {
	n := m.Units()
	matrix := func(rows int) vec.Matrix[float32] { return vec.Dense(rows, n, make([]float32, rows*n)) }
	c := &chains{m: m, name: name, pool: pool, count: count, states: matrix(count), fields: matrix(count),
		j: matrix(n), b: make([]float32, n), held: held}
	for k := range count {
		c.src = append(c.src, src.Named(name).Numbered(uint64(k)))
	}
	if err := c.refresh(); err != nil {
		return nil, err
	}
	c.shuffle()
	return c, nil
}

// refresh takes over the machine's parameters.
func (c *chains) refresh() error {
	for i, b := range c.m.bias {
		c.b[i] = float32(b)
		if !(math.Abs(b) <= largest) {
			return fmt.Errorf("boltzmann: bias %d is %v, want a number within ±%g", i, b, largest)
		}
		row := c.j.Row(i)
		for k, w := range c.m.weights.Row(i) {
			row[k] = float32(w)
			if !(math.Abs(w) <= largest) {
				return fmt.Errorf("boltzmann: coupling (%d, %d) is %v, want a number within ±%g", i, k, w, largest)
			}
		}
	}
	return nil
}

func (c *chains) state(k int) []float32 { return c.states.Row(k) }

// hold sets the first units of chain k to v.
func (c *chains) hold(k int, v []int8) {
	s := c.state(k)
	for i, x := range v {
		s[i] = float32(x)
	}
}

// shuffle gives every unit that is not held a fair random value, and so uses up the
// numbers of one sweep.
func (c *chains) shuffle() {
	n := c.m.Units()
	u := make([]float32, n)
	for k := range c.count {
		s := c.state(k)
		c.src[k].Uniform32(u, c.swept*uint64(n))
		for i := range s {
			if c.held == nil || !c.held[i] {
				s[i] = 1
				if u[i] < 0.5 {
					s[i] = -1
				}
			}
		}
	}
	c.swept++
}

const (
	parts   = 16   // chains that one worker sweeps in a row
	drawing = 1024 // about so many numbers are drawn at a time
	again   = 256  // sweeps after which fields are computed anew, so that rounding does not add up
)

// sweep updates every unit that is not held, in order, stage after stage. After sweep u
// of all it calls visit, which may be nil, with the chain and its state: for different
// chains at the same time.
func (c *chains) sweep(ctx context.Context, stages []Stage, visit func(k, u int, s []float32)) error {
	var scales []float32 // 2/T, sweep after sweep
	for _, stage := range stages {
		for range stage.Sweeps {
			scales = append(scales, float32(2/stage.Temperature))
		}
	}
	for from := 0; from < len(scales); from += again {
		vec.Mul(c.pool, c.fields, c.states, c.j)
		c.pool.Do((c.count+parts-1)/parts, func(p int) {
			draws := make([]float32, max(c.m.Units(), drawing))
			for k := p * parts; k < min(c.count, (p+1)*parts) && ctx.Err() == nil; k++ {
				vec.Axpy(c.fields.Row(k), 1, c.b)
				c.chain(ctx, k, from, scales[from:min(len(scales), from+again)], draws, visit)
			}
		})
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	c.swept += uint64(len(scales))
	return nil
}

// chain sweeps chain k; its first sweep is number from of those that are made now.
func (c *chains) chain(ctx context.Context, k, from int, scales, draws []float32, visit func(k, u int, s []float32)) {
	n := c.m.Units()
	s, fields := c.state(k), c.fields.Row(k)
	block := max(1, drawing/n)
	for u, scale := range scales {
		if u%block == 0 {
			if ctx.Err() != nil {
				return
			}
			draws = draws[:min(block, len(scales)-u)*n]
			c.src[k].Logistic32(draws, (c.swept+uint64(from+u))*uint64(n))
		}
		c.once(s, fields, draws[u%block*n:u%block*n+n], scale)
		if visit != nil {
			visit(k, from+u, s)
		}
	}
}

// once is one sweep: unit i becomes +1 where 2fᵢ/T exceeds a logistic variate.
func (c *chains) once(s, fields, draw []float32, scale float32) {
	inf := float32(math.Inf(1))
	for i, held := range c.held {
		if held {
			draw[i] = -s[i] * inf
		}
	}
	for i := vec.ScanGibbs(s, fields, draw, scale, 0); i < len(s); i = vec.ScanGibbs(s, fields, draw, scale, i+1) {
		s[i] = -s[i]
		vec.Axpy(fields, 2*s[i], c.j.Row(i))
	}
}

// Stage is a part of an annealing: so many sweeps at a temperature.
type Stage struct {
	Temperature float64
	Sweeps      int
}

func checkStages(stages []Stage) error {
	for k, s := range stages {
		if !(s.Temperature > 0) || math.IsInf(s.Temperature, 0) || s.Sweeps < 1 {
			return fmt.Errorf("boltzmann: stage %d of the annealing is %d sweeps at T = %v, want positive numbers", k+1, s.Sweeps, s.Temperature)
		}
	}
	return nil
}

// team is a pool of all cores for one long call.
func team() *vec.Pool { return vec.NewPool(runtime.GOMAXPROCS(0)) }
