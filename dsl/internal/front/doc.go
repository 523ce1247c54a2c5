// Package front is what the kernel process knows of a session: it turns cells into units
// for the worker.
//
//	Compile   split, check, lower; changes nothing
//	Commit    the worker has compiled the unit: its names are the session's
//	Ended     how the run went: what was never assigned is taken back
//	Replay    the worker has died: the declarations for a new one, and what is lost
//	view.go   what completion, inspection and %who read
package front
