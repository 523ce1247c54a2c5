package dsl

import "log/slog"

// Config says how a session runs. Zero fields take the stated default.
type Config struct {
	Worker     []string     // command line of the worker process; nil means this executable with the argument "worker"
	Memory     int64        // bytes the worker may use; 0 means 75 % of the machine's
	Seed       uint64       // seed of the session's random numbers; 0 means 1
	Dir        string       // working directory of the cells; "" means the process's own
	Restricted bool         // no packages that reach network, other processes or files outside Dir
	Log        *slog.Logger // nil means discard
}
