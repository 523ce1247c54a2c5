package unit

import (
	"context"
	"reflect"
)

// Machine runs units. Load is called from one goroutine at a time, also while
// units run; Run and Interrupt may be called at any moment from any goroutine.
type Machine interface {
	// Load compiles u. When it fails, the error is for the user (a construct
	// that cannot run in a cell yet) and the session goes on as before.
	Load(u *Unit) error
	// Run runs u's statements and returns the values of its last expression.
	// It stops soon after ctx ends or Interrupt is called.
	Run(ctx context.Context, u *Unit) ([]Value, Outcome)
	// Interrupt raises the stop flag: runs whose context has ended stop.
	Interrupt()
}

// Value is one value of a cell's last expression, with its static type.
type Value struct {
	V    reflect.Value
	Type *Type
	Go   ResultType
}
