package unit

// Outcome is how the run of a unit ended. The zero Outcome means: well.
type Outcome struct {
	Interrupted bool
	At          Place // the cell's own statement that did not end well; zero when not known
	Panic       *Panic
	Exit        *int // os.Exit was called with this status
}

// Panic is a panic that nobody recovered.
type Panic struct {
	Text      string  // the value, as Go prints it after "panic: "
	Runtime   bool    // a runtime error, such as an index out of range
	Failure   bool    // a word such as Must ended the cell with an error: Text is the error's
	Goroutine bool    // it happened in a goroutine that a cell started
	Frames    []Frame // user's functions, innermost first
}

// Frame is one user's function on the stack, at the statement it had reached.
type Frame struct {
	Place
}
