package front

import (
	"go/types"
	"slices"

	"harmonium/dsl/internal/unit"
)

// record is a unit that a new worker may need.
type record struct {
	unit  *unit.Unit // to load, not to run
	makes []types.Object
	uses  map[types.Object]bool
	keep  bool // it holds instances of generics, which any later unit may use
}

// remember keeps what a new worker would need of a unit.
func (f *Front) remember(c *compiled) {
	made := c.result.Made()
	if len(made) == 0 && len(c.instances) == 0 {
		return
	}
	u := *c.unit
	u.Replay = true
	f.records = append(f.records, &record{unit: &u, makes: made, uses: c.result.Used(), keep: len(c.instances) > 0})
	if f.commits++; f.commits%64 == 0 {
		f.sweep()
	}
}

// sweep drops the units that nothing live needs, directly or not.
func (f *Front) sweep() {
	maker := map[types.Object]*record{}
	for _, r := range f.records {
		for _, obj := range r.makes {
			maker[obj] = r
		}
	}
	needed := map[*record]bool{}
	var need func(r *record)
	need = func(r *record) {
		if r == nil || needed[r] {
			return
		}
		needed[r] = true
		for obj := range r.uses {
			need(maker[obj])
		}
	}
	for _, r := range f.records {
		if r.keep || slices.ContainsFunc(r.makes, f.session.Live) {
			need(r)
		}
	}
	f.records = slices.DeleteFunc(f.records, func(r *record) bool { return !needed[r] })
}

// Units is what a worker that starts now needs, in order: units to load but not to run.
func (f *Front) Units() []*unit.Unit {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.units()
}

func (f *Front) units() (units []*unit.Unit) {
	f.sweep()
	for _, r := range f.records {
		units = append(units, r.unit)
	}
	return units
}

// Replay is what a new worker needs, in order: units to load but not to run. The
// variables are gone; lost names them. A cell that mentions one, or a function that uses
// one, does not compile until it is defined again.
func (f *Front) Replay() (units []*unit.Unit, lost []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	clear(f.running)
	return f.units(), f.session.Lose()
}
