// Package unit holds what crosses the pipe between the kernel process, which
// checks and lowers cells, and the worker process, which runs them.
//
//	Unit        one compiled cell: Go for yaegi, and what to know about its values
//	Type        a type as the checker knows it: real names, fields, methods; may be recursive
//	Diagnostic  a message about a place in the user's code
//	Outcome     how a run ended; Panic and Frame when it did not end well
//	Machine     what the worker drives: load a unit, run it, interrupt it
//
// All types but Machine and Value can be sent with encoding/gob.
package unit
