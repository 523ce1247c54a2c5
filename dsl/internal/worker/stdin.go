package worker

import (
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// stdin is a pipe of our own on descriptor 0. We fill it with a line when
// somebody wants one: our own Read sees that it is empty and asks; any other
// reader, such as a bufio.Scanner on os.Stdin, is seen waiting for it.
type stdin struct {
	s    *server
	fill *os.File
	mu   sync.Mutex // one question at a time
}

// glance is how often we look for somebody who waits.
const glance = 25 * time.Millisecond

func (s *server) openStdin() error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	defer r.Close()
	if err := dup2(int(r.Fd()), 0); err != nil {
		return os.NewSyscallError("dup2", err)
	}
	s.stdin.s, s.stdin.fill = s, w
	go s.stdin.watch()
	return nil
}

// Read asks for a line when none is there.
func (in *stdin) Read(p []byte) (int, error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.empty() {
		line, err := in.s.Input("", false)
		if err != nil {
			return 0, err
		}
		go in.fill.WriteString(line + "\n") // a long line is more than the pipe holds
	}
	return os.Stdin.Read(p)
}

func (in *stdin) empty() bool {
	n, err := unix.IoctlGetInt(0, bytesToRead)
	return err == nil && n == 0
}

// watch serves the readers that do not go through Read.
func (in *stdin) watch() {
	for range time.Tick(glance) {
		t := in.s.latest.Load()
		if t == nil || !t.running() || !readerWaits() || !in.mu.TryLock() {
			continue
		}
		if in.empty() && readerWaits() {
			in.serve(t)
		}
		in.mu.Unlock()
	}
}

// serve gives the waiting reader a line, or ends its cell.
func (in *stdin) serve(t *task) {
	line, err := "", errNoStdin
	if t.exec.Stdin {
		line, err = t.ask("", false)
	}
	if err != nil {
		t.stop(err) // the empty line below lets the reader notice
	}
	in.fill.WriteString(line + "\n")
}

func (t *task) running() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return !t.ended
}
