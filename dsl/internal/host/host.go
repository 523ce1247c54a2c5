// Package host is what code in the worker process may ask of the worker: show a
// bundle, read a line, know the running cell's context.
//
//	Host   the worker, as words and back end see it
//	Run    one run of a cell; every goroutine that the cell starts belongs to it
//
// A goroutine's run is found through its profiler labels, which a goroutine
// inherits from the one that starts it. So what a goroutine of an earlier cell
// prints, shows or waits for belongs to that cell, and an interrupt of one cell
// leaves the goroutines of others alone.
package host

import (
	"context"
	"io"

	"harmonium/dsl/internal/mime"
	"harmonium/dsl/internal/unit"
)

// Host is the worker as seen from inside. Every method may be called from any
// goroutine; what is sent belongs to the cell that started the goroutine.
type Host interface {
	// Display shows b in order with what was printed before.
	Display(b mime.Bundle, id string, update bool)
	// Clear empties the cell's output, at once or (wait) when the next output comes.
	Clear(wait bool)
	// Input asks the person for a line, without its newline. It fails when the
	// cell is interrupted, or may not read standard input.
	Input(prompt string, password bool) (string, error)
	// Page shows b beside the cells, as help is shown.
	Page(b mime.Bundle)
	// NextInput puts text into the next cell, or over this one.
	NextInput(text string, replace bool)
	// Panic reports a panic that has ended a goroutine of a cell. It becomes the
	// cell's error, or is printed below it when the cell has ended.
	Panic(p *unit.Panic)
	// Context ends when the calling goroutine's cell is interrupted. A goroutine
	// that no cell started gets the running cell's.
	Context() context.Context
	// Run is the calling goroutine's run of a cell. A goroutine that no cell started
	// gets the running one's; nil when there is none.
	Run() *Run
	// Seed is the seed of the session's random numbers.
	Seed() uint64
	// SetSeed makes another number the session's seed, also for the next worker.
	SetSeed(seed uint64)
	// Restricted says that cells may not reach network, processes or files outside the working folder.
	Restricted() bool
	// Mark is where to note the line mark that has been reached: it is read when
	// this process has died.
	Mark() *int
	// Stdin prompts the person when it is read and nothing is there.
	Stdin() io.Reader
	// Stdout and Stderr print under the cell that the calling goroutine belongs to.
	Stdout() io.Writer
	Stderr() io.Writer
}
