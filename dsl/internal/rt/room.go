package rt

import (
	"fmt"
	"math"
	"runtime/debug"
)

// unlimited is what a process without a memory limit may ask for at once.
const unlimited = 1 << 40

// checkRoom panics when n elements of size bytes are more than the process may use. Go's
// run-time would end the process, and with it the session's variables.
func checkRoom(n, size int) {
	limit := debug.SetMemoryLimit(-1) // reads it
	if limit == math.MaxInt64 {
		limit = unlimited
	}
	if int64(n) > limit/int64(size) {
		panic(runtimeError(fmt.Sprintf("out of memory: make wants %.4g GB (%d × %d bytes), the limit is %.4g GB (see --memory)",
			float64(n)*float64(size)/1e9, n, size, float64(limit)/1e9)))
	}
}
