package kernel

import (
	"errors"
	"os"
	"strconv"
	"syscall"
	"time"
)

// awaitOrphaned waits until the process that started this kernel, which Jupyter
// names in JPY_PARENT_PID, is gone. It reports false when done is closed first,
// and waits for that if there is no parent that can be seen.
func awaitOrphaned(done <-chan struct{}) bool {
	parent, err := strconv.Atoi(os.Getenv("JPY_PARENT_PID"))
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	direct := os.Getppid() == parent
	if err != nil || parent <= 1 || gone(parent) {
		<-done
		return false
	}
	for {
		select {
		case <-done:
			return false
		case <-tick.C:
			// A dead parent that nobody has waited for is still there as a
			// zombie, but no longer ours.
			if gone(parent) || direct && os.Getppid() != parent {
				return true
			}
		}
	}
}

func gone(pid int) bool { return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) }
