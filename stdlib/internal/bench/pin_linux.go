package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

const pinned = "HARMONIUM_BENCH_PINNED"

// pin starts the program again with all of its threads on the last core, once.
func pin() {
	if os.Getenv(pinned) != "" {
		return
	}
	var set unix.CPUSet
	set.Set(runtime.NumCPU() - 1)
	if unix.SchedSetaffinity(0, &set) != nil {
		fmt.Fprintln(os.Stderr, "bench: not pinned to one core")
		return
	}
	self, err := os.Executable()
	if err == nil {
		err = syscall.Exec(self, os.Args, append(os.Environ(), pinned+"=1"))
	}
	fmt.Fprintln(os.Stderr, "bench: not pinned to one core:", err)
}

// unpinned measures the rows that need two cores in a process that may use all.
func unpinned(run string) {
	var set unix.CPUSet
	for i := range 8 * int(unsafe.Sizeof(set)) { // the runtime counts only the core that we are pinned to
		set.Set(i)
	}
	runtime.LockOSThread()
	_ = unix.SchedSetaffinity(0, &set) // the child inherits it; if it fails the child says so by its figures
	self, err := os.Executable()
	if err != nil {
		return
	}
	c := exec.Command(self, "-run", run, "-cores", "2")
	c.Stdout, c.Stderr = os.Stdout, os.Stderr
	if err := c.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
	}
}
