package worker

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// readerWaits reports whether a thread of ours sleeps in read(2) on descriptor 0.
// One that is in there but does not sleep has got its line already, and not yet the processor.
func readerWaits() bool {
	prefix := fmt.Appendf(nil, "%d 0x0 ", unix.SYS_READ)
	return anyThread("syscall", func(name string, b []byte) bool {
		return bytes.HasPrefix(b, prefix) && sleeps(filepath.Dir(name))
	})
}

// sleeps reports whether the state of a thread, behind its name in stat, is S.
func sleeps(task string) bool {
	stat, err := os.ReadFile(task + "/stat")
	if err != nil {
		return false
	}
	return bytes.HasPrefix(stat[bytes.LastIndexByte(stat, ')')+1:], []byte(" S"))
}

// hasChildren reports whether cells have started processes that still run.
func hasChildren() bool {
	return anyThread("children", func(_ string, b []byte) bool { return len(b) > 0 })
}

func anyThread(file string, ok func(name string, content []byte) bool) bool {
	names, _ := filepath.Glob("/proc/self/task/*/" + file)
	for _, name := range names {
		if b, err := os.ReadFile(name); err == nil && ok(name, b) {
			return true
		}
	}
	return false
}

func dup2(from, to int) error { return unix.Dup3(from, to, 0) }

const bytesToRead = unix.TIOCINQ
