package dsl

import (
	"harmonium/dsl/internal/plain"
	"harmonium/dsl/internal/worker"
)

// WorkerMain is the worker process: it serves the session that started it and
// returns the exit status. The command line's hidden "worker" command calls it,
// and so does the TestMain of a test that opens a session.
func WorkerMain() int {
	return worker.Main(worker.Language{New: plain.New, Show: plain.Show})
}
