package kernel

import (
	"context"

	"harmonium/dsl"
)

// Session is all that the kernel needs of a language; *dsl.Session is one. Code
// positions are byte offsets here; the kernel converts Jupyter's code points.
type Session interface {
	// Run evaluates a cell and returns when it has ended. Calls may overlap
	// (subshells); a session may serialise them. Ending ctx interrupts the cell.
	Run(ctx context.Context, cell dsl.Cell, out dsl.Outputs) dsl.Result
	// Complete, Inspect and IsComplete answer while a cell runs.
	Complete(ctx context.Context, code string, cursor int) dsl.Completion
	Inspect(ctx context.Context, code string, cursor, detail int) (doc dsl.Bundle, found bool)
	IsComplete(code string) dsl.Completeness
	// Interrupt stops the running cells; the second call, or 5 s, replaces the worker.
	Interrupt()
	Close() error
}
