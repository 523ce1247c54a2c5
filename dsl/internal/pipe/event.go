package pipe

import "harmonium/dsl/internal/unit"

// Event is one message from the worker. Besides Run and Seq exactly one field is set.
type Event struct {
	Run uint64 // the run that it belongs to; 0 for none
	Seq uint64 // not 0: the worker waits for Order.Ack of this number

	Ready  bool
	Loaded *Loaded
	Show   *Show
	Clear  *Clear
	Text   *Text
	Ask    *Ask
	Panic  *unit.Panic // a goroutine of a run that has ended panicked
	Done   *Done
	Seed   *uint64 // the session's seed is another now
}

// Loaded says that a unit has been compiled, or why not.
type Loaded struct{ Err string }

// Show is a display.
type Show struct {
	Bundle Bundle
	ID     string
	Update bool
}

// Clear empties the cell's output.
type Clear struct{ Wait bool }

// Text was printed by a goroutine of a run that is not in the foreground.
type Text struct {
	Stderr bool
	Data   []byte
}

// Ask wants a line from the person.
type Ask struct {
	ID       uint64
	Prompt   string
	Password bool
}

// Done is the end of a run.
type Done struct {
	Outcome unit.Outcome
	Error   string // the last expression was an error: what it says
	Failed  bool   // Error is set, even if it says nothing
	Value   Bundle
	Pages   []Bundle
	Next    *Next
	Front   uint64 // not 0: the run that the ordinary pipes belong to from now on
}

// Next is text for the next cell.
type Next struct {
	Text    string
	Replace bool
}
