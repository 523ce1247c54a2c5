package worker

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"

	"golang.org/x/sys/unix"

	"harmonium/dsl/internal/host"
	"harmonium/dsl/internal/mime"
	"harmonium/dsl/internal/pipe"
	"harmonium/dsl/internal/unit"
)

// Language is what the worker runs: the only part that knows yaegi and display.
type Language struct {
	New func(host.Host) (unit.Machine, Show, error)
}

// Show makes bundles of the values of a cell's last expression. Its error is one of
// the values, and becomes the cell's.
type Show func([]unit.Value) ([]mime.Bundle, error)

// maxStack makes runaway recursion fail in a quarter of a second, not after 1 GB.
const maxStack = 64 << 20

// ballastSize is memory that is never touched, so that it costs nothing. It lets the
// garbage collector run every 20 MB and not every 4 MB while a session is small.
const ballastSize = 16 << 20

// Main serves the kernel process that started this one. It returns the exit
// status when that process has closed the channel.
func Main(l Language) int {
	conn, err := pipe.Inherited()
	if err != nil {
		fmt.Fprintln(os.Stderr, "harmonium worker: this command is for the kernel, which starts it with a control channel:", err)
		return 2
	}
	if err := serve(conn, l); err != nil {
		fmt.Fprintln(os.Stderr, "harmonium worker:", err)
		return 1
	}
	endGroup() // the channel has closed: the kernel process is gone
	return 0
}

// endGroup ends this process and all that the cells have started. The group is
// ours alone when the supervisor made us its leader.
func endGroup() {
	if unix.Getpgrp() == unix.Getpid() {
		unix.Kill(0, unix.SIGKILL)
	}
	os.Exit(0)
}

func serve(conn *pipe.Conn, l Language) error {
	var first pipe.Order
	if err := conn.Receive(&first); err != nil || first.Setup == nil {
		return errors.Join(errors.New("no setup order"), err)
	}
	debug.SetMaxStack(maxStack)
	ballast := make([]byte, ballastSize)
	defer runtime.KeepAlive(ballast)
	if m := first.Setup.Memory; m > 0 {
		debug.SetMemoryLimit(m / 10 * 9) // collect harder before the supervisor ends us
	}
	if dir := first.Setup.Dir; dir != "" {
		if err := os.Chdir(dir); err != nil {
			return err
		}
	}
	setenv(first.Setup.Env)
	// An interrupt reaches the whole process group, so that child processes
	// stop. Notify, unlike Ignore, is not inherited by them.
	signal.Notify(make(chan os.Signal, 1), unix.SIGINT)
	orphaned := make(chan os.Signal, 1) // the kernel process is gone, says the system
	signal.Notify(orphaned, unix.SIGHUP)
	go func() {
		<-orphaned
		endGroup()
	}()
	s := newServer(conn, *first.Setup)
	err := s.openStdin()
	if err != nil {
		return err
	}
	if s.machine, s.show, err = l.New(s); err != nil {
		return err
	}
	if err := conn.Send(&pipe.Event{Ready: true}); err != nil {
		return err
	}
	s.orders()
	return nil
}
