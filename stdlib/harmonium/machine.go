package harmonium

import (
	"fmt"
	"math"
	"runtime"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/tensors"
	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rng"
)

// Machine is a harmonium of two layers. Changing it while it samples is not safe;
// several samplings at once are.
type Machine struct {
	visible, hidden Units
	w               []float64 // coupled statistics of v × coupled statistics of h, row by row
	a, b            []float64 // natural parameters of the layers where W is 0
}

// The bounds keep a machine below 8 GB.
const (
	maxUnits   = 1 << 20
	maxWeights = 1 << 30
)

// New is a machine of two layers whose parameters are all 0; free precisions are 1. It
// refuses layers whose joint Z is infinite for every W but 0: counts without a limit
// with units on the whole line.
func New(visible, hidden Units) (*Machine, error) {
	if visible == nil || hidden == nil {
		return nil, fmt.Errorf("harmonium: a layer is nil, want two kinds of units")
	}
	if err := checkLayer(visible, 1); err != nil {
		return nil, fmt.Errorf("visible layer: %w", err)
	}
	if err := checkLayer(hidden, 0); err != nil {
		return nil, fmt.Errorf("hidden layer: %w", err)
	}
	if n := visible.Coupled() * hidden.Coupled(); n > maxWeights {
		return nil, fmt.Errorf("harmonium: %v and %v have %d couplings, want at most %d", visible, hidden, n, maxWeights)
	}
	if anyLength(hidden) {
		return nil, fmt.Errorf("harmonium: hidden counts of documents of any length, want a length")
	}
	if unbounded(visible, hidden, Counts, Line) {
		return nil, fmt.Errorf("harmonium: %v and %v have an infinite Z for every W but 0: Σ over x of e^((wx)²/2)/x! diverges; take rectified units with negative couplings, or Words", visible, hidden)
	}
	_, mixed := visible.(Mixed)
	_, too := hidden.(Mixed)
	if (mixed || too) && visible.Support() != Bounded && hidden.Support() != Bounded {
		return nil, fmt.Errorf("harmonium: %v with %v: where units are mixed, one layer must have finitely many states", visible, hidden)
	}
	m := &Machine{visible: visible, hidden: hidden, w: make([]float64, visible.Coupled()*hidden.Coupled()),
		a: make([]float64, visible.Statistics()), b: make([]float64, hidden.Statistics())}
	copy(m.a[visible.Coupled():], constant(visible.Statistics()-visible.Coupled()))
	copy(m.b[hidden.Coupled():], constant(hidden.Statistics()-hidden.Coupled()))
	return m, nil
}

func checkLayer(u Units, least int) error {
	if m, ok := u.(Mixed); ok {
		if err := m.check(); err != nil {
			return err
		}
	}
	if p, ok := u.(Potts); ok && p.States < 2 {
		return fmt.Errorf("harmonium: Potts units of %d states, want at least 2", p.States)
	}
	if w, ok := u.(Words); ok && (w.Length < 0 || w.Length > maxLength) {
		return fmt.Errorf("harmonium: documents of %d words, want 0 to %d", w.Length, maxLength)
	}
	if n := u.Units(); n < least || n > maxUnits || u.Statistics() > maxUnits {
		return fmt.Errorf("harmonium: %d units with %d statistics, want %d to %d", n, u.Statistics(), least, maxUnits)
	}
	return nil
}

// Visible is the layer that data belong to.
func (m *Machine) Visible() Units { return m.visible }

// Hidden is the other layer.
func (m *Machine) Hidden() Units { return m.hidden }

// Weights is W itself, row by row, not a copy: a row for every coupled statistic of
// the visible layer, a column for every one of the hidden layer.
func (m *Machine) Weights() []float64 { return m.w }

// VisibleBias is a itself, not a copy: the natural parameters of the visible units. For
// FreeGaussians its second half is the precisions.
func (m *Machine) VisibleBias() []float64 { return m.a }

// HiddenBias is b itself, not a copy.
func (m *Machine) HiddenBias() []float64 { return m.b }

// Filter is what hidden statistic j looks for: its couplings with the visible ones, as
// a picture of so many rows.
func (m *Machine) Filter(j, rows int) ([][]float64, error) {
	w := m.weights()
	if j < 0 || j >= w.Cols {
		return nil, fmt.Errorf("harmonium: hidden statistic %d, the machine has 0 to %d", j, w.Cols-1)
	}
	if rows < 1 || w.Rows%rows != 0 {
		return nil, fmt.Errorf("harmonium: %d visible statistics in %d rows of one length", w.Rows, rows)
	}
	picture := make([][]float64, rows)
	for i := range w.Rows {
		r := i / (w.Rows / rows)
		picture[r] = append(picture[r], w.At(i, j))
	}
	return picture, nil
}

// Scatter sets W to normal values of the given standard deviation; 0.01 is customary.
// Hidden units need it: where all are alike they stay alike. Where only negative
// couplings have a finite Z, all are made negative.
func (m *Machine) Scatter(src rng.Source, deviation float64) error {
	if !(deviation >= 0) || math.IsInf(deviation, 0) {
		return fmt.Errorf("harmonium: couplings of standard deviation %v, want a finite number from 0", deviation)
	}
	src.Normal64(m.w, 0)
	for i, w := range m.w {
		m.w[i] = deviation * w
		if m.repels() {
			m.w[i] = -math.Abs(m.w[i])
		}
	}
	return nil
}

// StartFrom sets the visible parameters to those of the best machine without hidden
// units: the mean of f is made that of the data, kept away from the ends of its range
// (log-odds within ±6, rates from 1/400).
func (m *Machine) StartFrom(data [][]float64) error {
	f, err := m.rows(data)
	if err != nil {
		return err
	}
	mean := make([]float64, f.Cols)
	for k := range f.Rows {
		vec.Axpy(mean, 1/float64(f.Rows), f.Row(k))
	}
	match(m.visible, m.a, mean)
	return nil
}

// match sets a so that, without couplings, the mean of f is that given.
func match(u Units, a, mean []float64) {
	const margin = 0.0025 // log-odds within ±6
	logit := func(p float64) float64 { p = min(max(p, margin), 1-margin); return math.Log(p / (1 - p)) }
	if parts, mixed := u.(Mixed); mixed {
		copy(a, mean)
		parts.parts(nil, a, func(_ int, u Units, _, f []float64) error { match(u, f, append([]float64(nil), f...)); return nil })
		return
	}
	n := u.Coupled()
	for i, v := range mean[:n] {
		switch u.(type) {
		case Bits:
			a[i] = logit(v)
		case Spins:
			a[i] = logit((1+v)/2) / 2
		case FreeGaussians:
			variance := max(-2*mean[n+i]-float64(v*v), 1e-6)
			a[i], a[n+i] = v/variance, 1/variance
		case Rectified:
			a[i] = rectifiedField(v)
		case Potts, Words, Poisson:
			a[i] = math.Log(max(v, margin))
		default:
			a[i] = v
		}
	}
}

// rectifiedField is the y at which the mean is v, by bisection: the mean rises with y.
func rectifiedField(v float64) float64 {
	low, high := -50.0, max(v, 1)
	for range 60 {
		if mid := (low + high) / 2; halfNormalMean(mid) < v {
			low = mid
		} else {
			high = mid
		}
	}
	return low
}

// Check names the first parameter that is not a finite number, or a precision that is
// not positive.
func (m *Machine) Check() error {
	for _, part := range m.parameters() {
		if err := finite(part.F64, map[string]string{"W": "coupling", "a": "visible bias", "b": "hidden bias"}[part.Name]); err != nil {
			return err
		}
	}
	for _, p := range [][]float64{m.a[m.visible.Coupled():], m.b[m.hidden.Coupled():]} {
		for i, v := range p {
			if !(v > 0) {
				return fmt.Errorf("harmonium: precision %d is %v, want it above 0", i, v)
			}
		}
	}
	return nil
}

// Clone is a copy that shares nothing with m.
func (m *Machine) Clone() *Machine {
	c := *m
	c.w = append([]float64(nil), m.w...)
	c.a = append([]float64(nil), m.a...)
	c.b = append([]float64(nil), m.b...)
	return &c
}

// String says what the machine is, in words.
func (m *Machine) String() string { return fmt.Sprintf("harmonium: %v and %v", m.visible, m.hidden) }

// parameters share memory with the machine.
func (m *Machine) parameters() []tensors.Tensor {
	return []tensors.Tensor{{Name: "W", Shape: []int{m.visible.Coupled(), m.hidden.Coupled()}, F64: m.w},
		{Name: "a", Shape: []int{len(m.a)}, F64: m.a}, {Name: "b", Shape: []int{len(m.b)}, F64: m.b}}
}

func (m *Machine) weights() vec.Matrix[float64] {
	return vec.Dense(m.visible.Coupled(), m.hidden.Coupled(), m.w)
}

// teamFor is a pool of all cores for a long call whose phases do so many operations
// each; nil, the caller alone, where a team would only wait for one another.
func teamFor(operations int) *vec.Pool {
	const worth = 1 << 15
	if operations < worth {
		return nil
	}
	return vec.NewPool(runtime.GOMAXPROCS(0))
}

func matrix(rows, cols int) vec.Matrix[float64] {
	return vec.Dense(rows, cols, make([]float64, rows*cols))
}

// fits checks a visible state.
func (m *Machine) fits(x []float64) error { return fits(m.visible, x) }

func fits(u Units, x []float64) error {
	if len(x) != u.Units() {
		return fmt.Errorf("harmonium: a state of %d units, the layer has %d", len(x), u.Units())
	}
	return u.Check(x)
}

// rows is the statistics of data, an example a row, checked.
func (m *Machine) rows(data [][]float64) (vec.Matrix[float64], error) {
	if len(data) == 0 {
		return vec.Matrix[float64]{}, fmt.Errorf("harmonium: there are no data")
	}
	f := matrix(len(data), m.visible.Statistics())
	for k, x := range data {
		if err := m.fits(x); err != nil {
			return f, fmt.Errorf("example %d: %w", k, err)
		}
		m.visible.Write(f.Row(k), x)
	}
	return f, nil
}

// up sets y to the hidden parameters b + Wᵀf of every row f of visible statistics, and
// down sets y to the visible ones, a + Wg.
func (m *Machine) up(pool *vec.Pool, y, f vec.Matrix[float64]) {
	drive(pool, y, m.b, m.hidden.Coupled(), f.Part(0, f.Rows, 0, m.visible.Coupled()), m.weights())
}

func (m *Machine) down(pool *vec.Pool, y, g vec.Matrix[float64]) {
	drive(pool, y, m.a, m.visible.Coupled(), g.Part(0, g.Rows, 0, m.hidden.Coupled()), m.weights().T())
}

func drive(pool *vec.Pool, y vec.Matrix[float64], bias []float64, coupled int, f, w vec.Matrix[float64]) {
	vec.Mul(pool, y.Part(0, y.Rows, 0, coupled), f, w)
	for k := range y.Rows {
		row := y.Row(k)
		vec.Axpy(row[:coupled], 1, bias[:coupled])
		copy(row[coupled:], bias[coupled:])
	}
}

// Examples is patterns as rows of data: ±1 as they are for spins, 1 and 0 for other
// units.
func (m *Machine) Examples(patterns []stdlib.Pattern) ([][]float64, error) {
	low := 0.0
	if _, ok := m.visible.(Spins); ok {
		low = -1
	}
	data := make([][]float64, len(patterns))
	for k, p := range patterns {
		if err := stdlib.CheckSpins(p.Spins); err != nil {
			return nil, fmt.Errorf("pattern %d: %w", k+1, err)
		}
		data[k] = make([]float64, len(p.Spins))
		for i, s := range p.Spins {
			data[k][i] = low
			if s > 0 {
				data[k][i] = 1
			}
		}
		if err := m.fits(data[k]); err != nil {
			return nil, fmt.Errorf("pattern %d: %w", k+1, err)
		}
	}
	return data, nil
}

// Patterns is states as pictures of so many rows: a unit above 0 is +1, others −1.
func Patterns(states [][]float64, rows int) ([]stdlib.Pattern, error) {
	all := make([]stdlib.Pattern, len(states))
	for k, x := range states {
		if rows < 1 || len(x)%rows != 0 {
			return nil, fmt.Errorf("harmonium: state %d of %d units in %d rows of one length", k, len(x), rows)
		}
		all[k] = stdlib.Pattern{Spins: make([]int8, len(x)), Rows: rows, Cols: len(x) / rows}
		for i, v := range x {
			all[k].Spins[i] = -1
			if v > 0 {
				all[k].Spins[i] = 1
			}
		}
	}
	return all, nil
}
