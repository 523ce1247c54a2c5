package pipe

import "harmonium/dsl/internal/unit"

// Order is one message to the worker. Exactly one field is set.
type Order struct {
	Setup     *Setup
	Change    *Change
	Exec      *Exec
	Interrupt uint64 // the run to stop
	Ack       uint64 // Event.Seq that has been published
	Line      *Line
}

// Setup is the first order.
type Setup struct {
	Memory     int64
	Seed       uint64
	Dir        string
	Restricted bool
	Env        []string // NAME=value, besides the inherited ones
}

// Change alters the setup. It takes effect before the next Exec.
type Change struct {
	Seed *uint64
	Dir  string // "" for no change
	Env  []string
}

// Exec asks to load a unit and, unless Unit.Replay, to run it.
type Exec struct {
	Run    uint64 // names the run in events; never 0
	Unit   *unit.Unit
	Stdin  bool // standard input may be read
	Silent bool // the value is not wanted
}

// Line answers Event.Ask.
type Line struct {
	Ask  uint64
	Text string
	Err  string
}
