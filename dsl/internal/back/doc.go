// Package back runs units with yaegi. It and its symbols are the only packages
// that import yaegi.
//
//	Machine        loads units and runs them
//	instrument.go  turns line marks into stores, so that a panic's place is known
//	packages.go    native packages, and those of their functions that must behave in a cell
//	outcome.go     what a panic says
package back
