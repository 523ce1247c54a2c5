// Package supervise is the kernel process's side of a worker: it starts the
// process, gives it units to run, puts its output in order, watches its memory,
// and says why it died.
//
//	Process  one worker process
//	Sink     who receives what a run produces
//	Death    how a process ended, read from its exit status and last words
//	tape     the worker's output on its way to the sinks, in order and in batches
package supervise
