package dsl

import "context"

// Cell is one request to evaluate code.
type Cell struct {
	Code        string
	Count       int               // n of In[n]; names the cell in errors and tracebacks
	Silent      bool              // no value shown, nothing kept in the history of cells
	AllowStdin  bool              // false: reading standard input is an error of the cell
	Expressions map[string]string // evaluated after the code, each on its own (Jupyter's user_expressions)
}

// Outputs receives what a cell produces, in order. Its methods are safe to call
// from several goroutines, and also after Run has returned: a goroutine that a
// cell started goes on printing under the cell that started it.
type Outputs interface {
	// Stream is text written to "stdout" or "stderr"; never split inside a UTF-8 sequence.
	Stream(name, text string)
	// Display shows b. A non-empty id names the display; update replaces earlier ones of that id.
	Display(b Bundle, id string, update bool)
	// Clear empties the cell's output, at once or (wait) when the next output comes.
	Clear(wait bool)
	// Input asks the person for a line, without its newline. It fails when ctx ends.
	Input(ctx context.Context, prompt string, password bool) (string, error)
}

// Result is how a cell ended.
type Result struct {
	Value       Bundle // what the last expression shows; empty for nothing
	Err         *Error // nil when all went well
	Pages       []Bundle
	NextInput   *NextInput
	Expressions map[string]ExpressionResult
}

// NextInput asks the front end to put text into the next cell, or over this one.
type NextInput struct {
	Text    string
	Replace bool
}

// ExpressionResult is the value of one of Cell.Expressions, or why there is none.
type ExpressionResult struct {
	Value Bundle
	Err   *Error
}

// Error is why a cell failed: a compile error, a panic, an interrupt, a death of the worker.
type Error struct {
	Name      string   // kind: "CompileError", "panic", "Interrupted", "WorkerDied", …
	Value     string   // message, one line
	Traceback []string // lines as shown, with ANSI colours; the first repeats Name and Value
	Cell      int      // position of the cause in the user's code; 0 when not known
	Line      int      // 1-based
	Column    int      // 1-based, in bytes
}

func (e *Error) Error() string { return e.Name + ": " + e.Value }

// Completion lists what may stand at the cursor. Positions are byte offsets into the code.
type Completion struct {
	Start, End int // the stretch of code that a match replaces
	Matches    []Match
}

// Match is one completion.
type Match struct {
	Text      string // what is inserted
	Type      string // function, variable, field, method, type, package, keyword, directive, constant
	Signature string // type or signature, one line; may be empty
	Doc       string // one line; may be empty
}

// Completeness says whether code can run as it stands.
type Completeness struct {
	Status string // "complete", "incomplete", "invalid" or "unknown"
	Indent string // what the next line should start with, when incomplete
}
