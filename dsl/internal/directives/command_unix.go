//go:build unix

package directives

import (
	"os/exec"
	"syscall"
)

// ownGroup lets an interrupt end the whole pipeline, not the shell alone.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
