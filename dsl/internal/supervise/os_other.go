//go:build !linux

package supervise

import (
	"os"
	"syscall"
)

// attributes make the worker the leader of a process group of its own. It ends
// when its control channel closes.
func attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

func growPipe(*os.File) {}

// watchMemory does nothing here: the worker's own soft limit must do.
func (p *Process) watchMemory(int64) {}

// MachineMemory is not known here.
func MachineMemory() int64 { return 0 }
