package worker

import (
	"context"
	"os"
	"strings"
	"sync"
	"sync/atomic"

	"harmonium/dsl/internal/host"
	"harmonium/dsl/internal/pipe"
	"harmonium/dsl/internal/unit"
)

// server is one worker.
type server struct {
	conn    *pipe.Conn
	setup   pipe.Setup
	machine unit.Machine
	show    Show
	board   *pipe.Board
	stdin   stdin

	loading sync.Mutex // held while the machine loads, until the run has begun

	mu     sync.Mutex
	seq    uint64                    // of events and asks
	acks   map[uint64]chan struct{}  // events that wait to be published
	lines  map[uint64]chan pipe.Line // asks that wait for the person
	tasks  map[uint64]*task          // runs that have not ended
	latest atomic.Pointer[task]      // its prints go through the ordinary pipes
	print  sync.RWMutex              // held for writing while latest changes
	root   context.Context           // parent of all runs
}

func newServer(conn *pipe.Conn, setup pipe.Setup) *server {
	return &server{
		conn: conn, setup: setup,
		board: pipe.InheritedBoard(),
		acks:  map[uint64]chan struct{}{},
		lines: map[uint64]chan pipe.Line{},
		tasks: map[uint64]*task{},
		root:  context.Background(),
	}
}

// orders handles orders until the channel closes. It never waits for a cell.
func (s *server) orders() {
	for {
		var o pipe.Order
		if err := s.conn.Receive(&o); err != nil {
			return
		}
		switch {
		case o.Exec != nil:
			go s.admit(o.Exec).execute()
		case o.Change != nil:
			s.change(o.Change)
		case o.Interrupt != 0:
			s.interrupt(o.Interrupt)
		case o.Ack != 0:
			s.acknowledged(o.Ack)
		case o.Line != nil:
			s.answered(*o.Line)
		}
	}
}

// change alters the setup. The kernel process has checked the folder.
func (s *server) change(c *pipe.Change) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.Seed != nil {
		s.setup.Seed = *c.Seed
	}
	if c.Dir != "" {
		os.Chdir(c.Dir)
	}
	setenv(c.Env)
}

func setenv(env []string) {
	for _, e := range env {
		name, value, _ := strings.Cut(e, "=")
		os.Setenv(name, value)
	}
}

func (s *server) admit(x *pipe.Exec) *task {
	t := &task{server: s, exec: x, run: host.NewRun(s.root, x.Run, x.Unit.Cell)}
	s.mu.Lock()
	s.tasks[x.Run] = t
	s.mu.Unlock()
	return t
}

// task finds the run that the calling goroutine belongs to, or the latest one.
func (s *server) task() *task {
	if r := host.Current(); r != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		if t := s.tasks[r.ID]; t != nil {
			return t
		}
		return &task{server: s, run: r, ended: true}
	}
	return s.latest.Load()
}

// call sends e and waits until the kernel process has published it, and all
// that was printed before it.
func (s *server) call(e *pipe.Event) {
	done := make(chan struct{})
	s.mu.Lock()
	s.seq++
	e.Seq = s.seq
	s.acks[e.Seq] = done
	s.mu.Unlock()
	if s.conn.Send(e) == nil {
		<-done
	}
}

func (s *server) acknowledged(seq uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if done := s.acks[seq]; done != nil {
		close(done)
		delete(s.acks, seq)
	}
}
