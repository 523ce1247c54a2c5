package chain

import (
	"math"
	"math/bits"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/vec"
)

// whole is couplings and biases that are whole numbers of one unit, so small that a field fits a byte.
type whole struct {
	unit   float64
	n      int
	padded int    // n and some units that never flip
	dense  []int8 // rows of 2J, padded, where that is faster than lists of neighbours
	order  []int  // without them: the unit at each place, colour after colour
	place  []int  // of each unit; the lists are of places
	blocks []block
	start  []int32
	to     []int32
	weight []int8 // 2J
}

// block is up to 64 places from at without a coupling among them, each a one in the mask.
type block struct {
	at   int32
	mask uint64
}

// wholeOf is nil where couplings are not so.
func wholeOf(m *stdlib.Ising) *whole {
	w := &whole{n: m.Units()}
	if w.unit = smallest(m); w.unit == 0 {
		return nil
	}
	small := true
	pairs := 0
	for i := 0; i < w.n && small; i++ {
		sum := 0.0
		count := func(limit, v float64) {
			k := v / w.unit
			small = small && k == math.Trunc(k) && k*w.unit == v && math.Abs(k) <= limit
			sum += math.Abs(k)
		}
		m.Couplings.Neighbours(i, func(j int, v float64) {
			count(63, v)
			pairs++
		})
		if m.Bias != nil {
			count(127, m.Bias[i])
		}
		small = small && sum <= 127
	}
	switch {
	case !small:
		return nil
	case w.n <= 1<<12 && pairs > w.n*w.n/32:
		w.fill(m.Couplings)
	default:
		w.list(m.Couplings)
	}
	return w
}

// smallest is the smallest size of a coupling or bias that is not 0; 0 where there are none, or too many.
func smallest(m *stdlib.Ising) float64 {
	unit := math.Inf(1)
	for i := range m.Units() {
		count := 0
		m.Couplings.Neighbours(i, func(_ int, j float64) {
			count++
			unit = min(unit, math.Abs(j))
		})
		if count > 127 {
			return 0
		}
		if m.Bias != nil && m.Bias[i] != 0 {
			unit = min(unit, math.Abs(m.Bias[i]))
		}
	}
	if math.IsInf(unit, 1) {
		return 0
	}
	return unit
}

func (w *whole) fill(c stdlib.Couplings) {
	w.padded = (w.n + 63) &^ 63
	w.dense = make([]int8, w.n*w.padded)
	for i := range w.n {
		c.Neighbours(i, func(j int, v float64) { w.dense[i*w.padded+j] = int8(2 * v / w.unit) })
	}
}

func (w *whole) list(c stdlib.Couplings) {
	w.padded = w.n + 64 // a mask looks at 64 places
	var bonds []vec.MultiBond
	for i := range w.n {
		c.Neighbours(i, func(j int, _ float64) {
			if i < j {
				bonds = append(bonds, vec.MultiBond{A: i, B: j})
			}
		})
	}
	w.order, w.place = vec.Coloured(w.n, bonds), make([]int, w.n)
	for k, i := range w.order {
		w.place[i] = k
	}
	w.start = append(w.start, 0)
	first, last := 0, -1 // of the block under way
	for k, i := range w.order {
		c.Neighbours(i, func(j int, v float64) {
			w.to, w.weight = append(w.to, int32(w.place[j])), append(w.weight, int8(2*v/w.unit))
			if w.place[j] < k {
				last = max(last, w.place[j])
			}
		})
		if w.start = append(w.start, int32(len(w.to))); k-first == 64 || last >= first {
			first = k
		}
		if k == first {
			w.blocks = append(w.blocks, block{at: int32(k)})
		}
		w.blocks[len(w.blocks)-1].mask |= 1 << (k - first)
	}
}

// bytes are fields in units of the model's. A variate e, exponential or logistic, becomes a limit: the unit
// flips if its s·f, a whole number, is at most ⌊e/(2β)⌋.
type bytes struct {
	*whole
	spins, f, limit []int8 // padded with units that never flip
	draw            []float32
}

func newBytes(w *whole) *bytes {
	x := &bytes{whole: w, spins: make([]int8, w.padded), f: make([]int8, w.padded), limit: make([]int8, w.padded), draw: make([]float32, w.n)}
	for i := w.n; i < w.padded; i++ {
		x.spins[i], x.limit[i] = 1, never
	}
	return x
}

const never = -128

func (x *bytes) load(state []int8, f []float64) {
	for i, v := range f {
		k := x.at(i)
		x.spins[k], x.f[k] = state[i], int8(math.Round(v/x.unit))
	}
}

// at is the place of unit i.
func (x *bytes) at(i int) int {
	if x.place == nil {
		return i
	}
	return x.place[i]
}

func (x *bytes) copy(from fields) {
	y := from.(*bytes)
	copy(x.spins, y.spins)
	copy(x.f, y.f)
}

func (x *bytes) sweep(c *Chain, scale float64, gibbs bool, at uint64) (flips int, cost float64) {
	if gibbs {
		c.src.Logistic32(x.draw, at)
	} else {
		c.src.Exp32(x.draw, at)
	}
	vec.Limits(x.limit[:x.n], x.draw, float32(min(1/(scale*x.unit), math.MaxFloat32)))
	for _, i := range c.held {
		x.limit[x.at(i)] = never
	}
	sum := 0
	if x.dense != nil {
		flips, sum = x.sweepDense(c.State)
	} else {
		flips, sum = x.sweepSparse(c.State)
	}
	return flips, -2 * x.unit * float64(sum)
}

// sweepDense takes 64 units at a time, and looks at them again after a flip.
func (x *bytes) sweepDense(state []int8) (flips, sum int) {
	for block := 0; block < x.padded; block += 64 {
		s, f, limit := x.spins[block:block+64], x.f[block:block+64], x.limit[block:block+64]
		after := ^uint64(0)
		for m := vec.FlipMask(s, f, limit); m != 0; m = vec.FlipMask(s, f, limit) & after {
			k := bits.TrailingZeros64(m)
			i := block + k
			after = ^uint64(1) << k
			v := -s[k]
			sum += int(v) * int(f[k])
			flips++
			s[k], state[i] = v, v
			vec.AddBytes(x.f, x.dense[i*x.padded:(i+1)*x.padded], v)
		}
	}
	return flips, sum
}

// sweepSparse takes as many units at a time as have no coupling among them.
func (x *bytes) sweepSparse(state []int8) (flips, sum int) {
	spins, f := x.spins, x.f
	for _, b := range x.blocks {
		at := int(b.at)
		for m := vec.FlipMask(spins[at:], f[at:], x.limit[at:]) & b.mask; m != 0; m &= m - 1 {
			i := at + bits.TrailingZeros64(m)
			v := -spins[i]
			sum += int(v) * int(f[i])
			flips++
			spins[i], state[x.order[i]] = v, v
			a, b := x.start[i], x.start[i+1]
			to, weight := x.to[a:b], x.weight[a:b]
			weight = weight[:len(to)]
			for e, j := range to {
				f[j] += v * weight[e]
			}
		}
	}
	return flips, sum
}
