package kernel

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"harmonium/kernel/history"
	"harmonium/kernel/transport"
	"harmonium/kernel/wire"
)

// Config says how a kernel runs. Zero fields take the stated default.
type Config struct {
	History string       // file in which inputs are kept, shared with other kernels; "" keeps them in memory
	Version string       // of the program, for kernel_info; "" means "0.0.0"
	Log     *slog.Logger // nil means discard
}

// Kernel answers Jupyter's messages with a Session. A request comes in on a
// channel of the Sockets, waits its turn on a lane, and is served by the
// handler that the table in routes.go names.
type Kernel struct {
	session Session
	sockets *Sockets
	log     *slog.Logger
	version string
	history *history.History
	routes  map[string]route
	comms   comms
	inputs  inputs

	life    context.Context // ends with the kernel; subshells live in it
	control *lane
	shells  shells
	running atomic.Int32 // cells under way
	count   counter

	quit     chan struct{} // closed when a shutdown_request has been served
	quitOnce sync.Once
	lanes    sync.WaitGroup
}

// endBy is how long an ending kernel waits for cells and session, each. Clients
// kill a kernel that is not gone 2.5 s after they asked.
const endBy = time.Second

// New makes a kernel; Serve runs it. The kernel owns session and sockets from
// here on and closes them.
func New(session Session, sockets *Sockets, c Config) *Kernel {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Version == "" {
		c.Version = "0.0.0"
	}
	k := &Kernel{
		session: session, sockets: sockets, log: c.Log, version: c.Version,
		history: history.Open(c.History, c.Log),
		quit:    make(chan struct{}),
	}
	k.comms.kernel = k
	k.routes = k.table()
	return k
}

// Serve answers messages until a client asks for shutdown or ctx ends; then it
// ends everything that belongs to the kernel. It is called once.
func (k *Kernel) Serve(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	k.life = ctx
	k.control = k.newLane(ctx)
	k.shells.main = k.newShell(ctx, "")
	k.publish(nil, wire.TypeStatus, wire.Status{State: wire.StateStarting})
	var receivers sync.WaitGroup
	for _, ch := range []transport.Channel{transport.Shell, transport.Control, transport.Stdin} {
		receivers.Go(func() { k.sockets.receive(ctx, ch, k.accept) })
	}
	select {
	case <-k.quit:
	case <-ctx.Done():
		k.stopCells()
	}
	k.end(cancel)
	receivers.Wait()
}

// Interrupt stops the running cells and what they ask of the person.
func (k *Kernel) Interrupt() {
	k.inputs.cancel()
	if k.running.Load() > 0 {
		k.session.Interrupt()
	}
}

// stopCells ends the running cells, aborts the queued ones and closes the
// session, as far as that is possible in time.
func (k *Kernel) stopCells() {
	k.inputs.cancel()
	for _, s := range k.shells.all() {
		s.close()
	}
	within(endBy, k.shells.wait)
	within(endBy, func() {
		if err := k.session.Close(); err != nil {
			k.log.Warn("closing the session", "err", err)
		}
	})
}

// end stops what is left when the cells have ended.
func (k *Kernel) end(cancel context.CancelFunc) {
	cancel()
	k.control.close()
	within(endBy, k.lanes.Wait)
	within(endBy, k.history.Close)
	if err := k.sockets.Close(); err != nil {
		k.log.Warn("closing the sockets", "err", err)
	}
}

// within calls f and waits for it, but not longer than d.
func within(d time.Duration, f func()) {
	done := make(chan struct{})
	go func() { defer close(done); f() }()
	select {
	case <-done:
	case <-time.After(d):
	}
}

// counter is n of In[n].
type counter struct {
	mu sync.Mutex
	n  int
}

// next counts one execution more and returns its number.
func (c *counter) next() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
	return c.n
}

func (c *counter) now() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}
