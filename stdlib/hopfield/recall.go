package hopfield

import (
	"context"
	"fmt"
	"math"
	"slices"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rng"
)

// Order is the order in which units are updated.
type Order int

const (
	Random      Order = iota // one at a time, in an order drawn anew for every sweep
	Fixed                    // one at a time, unit 0 first
	Synchronous              // all at once, from the same fields
)

func (o Order) String() string {
	return [...]string{"random order", "fixed order", "synchronous order"}[min(max(int(o), 0), 2)]
}

// Recall says how to recall. Zero fields take the stated default.
type Recall struct {
	Order  Order // 0 means Random
	Sweeps int   // at most this many passes over all units; 0 means 100
	Clamp  []int // units that keep their value
	Cheap  bool  // keep the final state alone: no energies, flips or frames

	Updates int // one at a time: stop after looking at this many units; 0 means no such limit
}

// Flip is one unit changing its mind.
type Flip struct {
	Sweep  int     // counted from 1
	Unit   int     // who flipped
	Field  float64 // fᵢ at that moment: its sign is the unit's new value
	Energy float64 // after the flip; in synchronous order, after the sweep
}

// Run is how a recall went.
type Run struct {
	Start, Final stdlib.Pattern
	Order        Order
	Sweeps       int  // passes made, the last and quiet one included
	Converged    bool // a whole sweep changed nothing
	Period       int  // 1 when Converged, 2 for a cycle of two states, 0 when Sweeps ran out

	Energies []float64        // at the start, then after each flip (synchronous: each sweep)
	Flips    []Flip           // in order
	Frames   []stdlib.Pattern // the start, then the state after each sweep that changed something
}

// Energy is the energy of the final state; 0 in a cheap run, which keeps none.
func (r Run) Energy() float64 {
	if len(r.Energies) == 0 {
		return 0
	}
	return r.Energies[len(r.Energies)-1]
}

// Rises is how many steps raised the energy: 0 in sequential order, up to
// rounding of the last digits.
func (r Run) Rises() int {
	rises := 0
	for k := 1; k < len(r.Energies); k++ {
		if before := r.Energies[k-1]; r.Energies[k]-before > 1e-12*max(1, math.Abs(before)) {
			rises++
		}
	}
	return rises
}

// States is the start, then the state after each flip (synchronous: each sweep).
// A cheap run kept none but the start.
func (r Run) States() []stdlib.Pattern {
	at := r.Start.Clone()
	states := []stdlib.Pattern{at.Clone()}
	for k, f := range r.Flips {
		at.Spins[f.Unit] = -at.Spins[f.Unit]
		if last := k == len(r.Flips)-1; r.Order != Synchronous || last || r.Flips[k+1].Sweep != f.Sweep {
			states = append(states, at.Clone())
		}
	}
	return states
}

// String says how the recall ended, in words.
func (r Run) String() string {
	how := "did not converge"
	switch r.Period {
	case 1:
		how = "converged"
	case 2:
		how = "ended in a cycle of 2 states"
	}
	changed := r.Start.Hamming(r.Final)
	return fmt.Sprintf("recall in %v %s after %d sweeps; %d of %d units changed\n%v", r.Order, how, r.Sweeps, changed, r.Start.Units(), r.Final)
}

// Recall lets the net fall from start until nothing changes. Units in
// Recall.Clamp keep their value. In sequential order the energy never rises.
// When ctx ends it returns the run so far and ctx's error.
func (n *Net) Recall(ctx context.Context, src rng.Source, start stdlib.Pattern, how Recall) (Run, error) {
	if err := n.fits(start); err != nil {
		return Run{}, err
	}
	if how.Sweeps == 0 {
		how.Sweeps = 100
	}
	if how.Sweeps < 0 || how.Updates < 0 || how.Order < Random || how.Order > Synchronous {
		return Run{}, fmt.Errorf("hopfield: recall with %d sweeps, %d updates in order %d, want at least 1 and an order from 0 to 2", how.Sweeps, how.Updates, how.Order)
	}
	free, err := n.free(how.Clamp)
	if err != nil {
		return Run{}, err
	}
	model, err := n.model()
	if err != nil {
		return Run{}, err
	}
	if start.Rows <= 1 && n.rows*n.cols == n.units {
		start.Rows, start.Cols = n.rows, n.cols
	}
	r := newRecaller(model, start, free, how, n.rounding())
	if m := n.memory; m != nil && m.patterns > 0 && how.Cheap && how.Order != Synchronous && !n.shared.Load() {
		r.memory, r.sums = m, m.overlaps(r.s)
	} else {
		r.begin()
	}
	if how.Order == Synchronous {
		err = r.synchronous(ctx)
	} else {
		err = r.sequential(ctx, src)
	}
	r.run.Final = r.run.Start
	r.run.Final.Spins = r.s
	return r.run, err
}

// free lists the units that are not clamped.
func (n *Net) free(clamp []int) ([]int, error) {
	held := make([]bool, n.units)
	for _, i := range clamp {
		if i < 0 || i >= n.units {
			return nil, fmt.Errorf("hopfield: clamped unit %d, the net has units 0 to %d", i, n.units-1)
		}
		held[i] = true
	}
	free := make([]int, 0, n.units)
	for i, h := range held {
		if !h {
			free = append(free, i)
		}
	}
	return free, nil
}

// recaller is the state of one recall. The fields are kept up to date: a flip
// costs one row of J, an update without a flip nothing.
type recaller struct {
	model  *stdlib.Ising
	s      []int8
	fields []float64
	energy float64
	free   []int
	how    Recall
	zero   float64 // fields up to this size are 0 but for rounding
	memory *memory // nil, or what fields are computed from, each when it is its unit's turn
	sums   []float32
	run    Run
}

func newRecaller(model *stdlib.Ising, start stdlib.Pattern, free []int, how Recall, zero float64) *recaller {
	r := &recaller{model: model, free: free, how: how, zero: zero}
	r.run.Start, r.run.Order = start.Clone(), how.Order
	r.s = start.Clone().Spins
	return r
}

// begin computes all fields.
func (r *recaller) begin() {
	r.fields = make([]float64, len(r.s))
	r.model.Fields(r.fields, r.s)
	r.energy = r.model.EnergyOf(r.fields, r.s)
	if !r.how.Cheap {
		r.run.Energies = []float64{r.energy}
		r.run.Frames = []stdlib.Pattern{r.run.Start.Clone()}
	}
}

func (r *recaller) field(i int) float64 {
	if r.memory == nil {
		return r.fields[i]
	}
	f := r.memory.field(r.sums, i, r.s[i])
	if r.model.Bias != nil {
		f += r.model.Bias[i]
	}
	return f
}

func (r *recaller) sequential(ctx context.Context, src rng.Source) error {
	order := append([]int(nil), r.free...)
	for sweep := 1; sweep <= r.how.Sweeps; sweep++ {
		if r.how.Order == Random {
			src.Numbered(uint64(sweep)).Reader().Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
		}
		flips := 0
		for k, i := range order {
			if k&255 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			if r.how.Updates > 0 && (sweep-1)*len(order)+k == r.how.Updates {
				r.run.Sweeps = sweep
				r.frame()
				return nil
			}
			if float64(r.s[i])*r.field(i) < -r.zero {
				r.flip(i, sweep)
				flips++
			}
		}
		r.run.Sweeps = sweep
		if flips == 0 {
			r.run.Converged, r.run.Period = true, 1
			return nil
		}
		r.frame()
	}
	return nil
}

func (r *recaller) flip(i, sweep int) {
	if r.memory != nil {
		r.s[i] = -r.s[i]
		vec.Axpy(r.sums, 2*float32(r.s[i]), r.memory.row(i))
		return
	}
	f := r.fields[i]
	r.energy += 2 * float64(r.s[i]) * f
	r.s[i] = -r.s[i]
	r.model.Couplings.Push(r.fields, i, 2*float64(r.s[i]))
	if !r.how.Cheap {
		r.run.Flips = append(r.run.Flips, Flip{sweep, i, f, r.energy})
		r.run.Energies = append(r.run.Energies, r.energy)
	}
}

// synchronous updates every unit from the fields of the state before. For
// symmetric weights it ends in a fixed point or in a cycle of two states, which
// it recognises by looking two states back.
func (r *recaller) synchronous(ctx context.Context) error {
	var flips, last []int
	for sweep := 1; sweep <= r.how.Sweeps; sweep++ {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		flips = flips[:0]
		for _, i := range r.free {
			if float64(r.s[i])*r.fields[i] < -r.zero {
				flips = append(flips, i)
			}
		}
		r.run.Sweeps = sweep
		if len(flips) == 0 {
			r.run.Converged, r.run.Period = true, 1
			return nil
		}
		r.flipAll(flips, sweep)
		r.frame()
		if slices.Equal(flips, last) { // the same units flipped back
			r.run.Period = 2
			return nil
		}
		flips, last = last, flips
	}
	return nil
}

func (r *recaller) flipAll(flips []int, sweep int) {
	first := len(r.run.Flips)
	if !r.how.Cheap {
		for _, i := range flips {
			r.run.Flips = append(r.run.Flips, Flip{Sweep: sweep, Unit: i, Field: r.fields[i]})
		}
	}
	for _, i := range flips {
		r.s[i] = -r.s[i]
	}
	if 2*len(flips) < len(r.s) {
		for _, i := range flips {
			r.model.Couplings.Push(r.fields, i, 2*float64(r.s[i]))
		}
	} else {
		r.model.Fields(r.fields, r.s)
	}
	r.energy = r.model.EnergyOf(r.fields, r.s)
	if !r.how.Cheap {
		r.run.Energies = append(r.run.Energies, r.energy)
		for k := first; k < len(r.run.Flips); k++ {
			r.run.Flips[k].Energy = r.energy
		}
	}
}

func (r *recaller) frame() {
	if !r.how.Cheap {
		f := r.run.Start
		f.Spins = append([]int8(nil), r.s...)
		r.run.Frames = append(r.run.Frames, f)
	}
}
