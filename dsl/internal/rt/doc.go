// Package rt is what lowered cells call at run time, compiled natively.
//
// Its heart is the type maker. yaegi cannot give an interpreted type a name, a
// method or recursion that the rest of the Go world would see. So a type that a
// cell declares is made here, as the compiler would have made it: a run-time type with its
// name, its fields and its methods. fmt, encoding/json, errors.As, sort and
// reflect then treat its values as they treat any other.
//
// Every such type has two faces of the same memory layout:
//
//	real  what native code sees: the true names, unexported fields, methods
//	view  what yaegi sees: every field open to reflection, no methods
//
// A value is handed from one face to the other by reinterpreting its memory,
// which happens exactly where a value enters or leaves an interface.
//
//	layout.go   the run-time's own structures for types (internal/abi)
//	maker.go    descriptions (unit.Type) to run-time types
//	methods.go  method tables: from native code into the cell
//	stubs.go    machine code addresses that method tables can hold
//	natives.go  the functions a unit asks for: boxing, assertions, channels
//	defers.go   defer, panic and recover
//	stop.go     the stop flag and waiting that heeds it
package rt
