// Package faults holds one test: a kernel process is treated badly in every way
// that its surroundings and its users can think of, a thousand times at random,
// and must answer after each, and leak nothing.
package faults
