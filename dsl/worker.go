package dsl

import (
	"harmonium/dsl/internal/back"
	"harmonium/dsl/internal/display"
	"harmonium/dsl/internal/figures"
	"harmonium/dsl/internal/host"
	"harmonium/dsl/internal/unit"
	"harmonium/dsl/internal/words"
	"harmonium/dsl/internal/worker"
)

// WorkerMain is the worker process: it serves the session that started it and
// returns the exit status. The command line's hidden "worker" command calls it,
// and so does the TestMain of a test that opens a session.
func WorkerMain() int {
	return worker.Main(worker.Language{New: newMachine})
}

// newMachine puts the back end, the words and the display together.
func newMachine(h host.Host) (unit.Machine, worker.Show, error) {
	shower := &display.Shower{Figures: figures.New()}
	m, err := back.New(h, words.New(h, shower).Functions())
	return m, shower.Values, err
}
