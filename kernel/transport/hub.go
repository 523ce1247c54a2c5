package transport

import (
	"errors"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"
)

// Options of the listening ends. Zero fields take the stated default.
type Options struct {
	// Welcome makes the frames of the iopub_welcome for a new subscription;
	// nil, or no frames, means that none is sent.
	Welcome func(topic string) [][]byte
	// Queue is how many bytes may wait for one peer; 0 means 32 MB. When a
	// queue is full, senders wait.
	Queue int
	// Patience is how long senders wait for a peer that takes nothing at all
	// before it is disconnected; 0 means 1 s.
	Patience time.Duration
	// Linger is how long Close goes on writing what is queued; 0 means 1 s.
	Linger time.Duration
	Log    *slog.Logger // nil means discard
}

func (o Options) withDefaults() Options {
	if o.Queue == 0 {
		o.Queue = 32 << 20
	}
	if o.Patience == 0 {
		o.Patience = time.Second
	}
	if o.Linger == 0 {
		o.Linger = time.Second
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// hub is what the listening ends share: it accepts connections, shakes hands
// with each in a goroutine of its own, keeps track of them and ends them.
type hub struct {
	Options
	name string // for the log
	kind zmq4.SocketType
	ln   net.Listener
	done chan struct{} // closed by close
	wg   sync.WaitGroup

	mu    sync.Mutex
	conns map[net.Conn]*peer // nil during the handshake
}

func newHub(name string, kind zmq4.SocketType, ln net.Listener, o Options) *hub {
	return &hub{
		Options: o.withDefaults(), name: name, kind: kind, ln: ln,
		done: make(chan struct{}), conns: map[net.Conn]*peer{},
	}
}

// serve starts to accept; each runs once per connection, after the handshake,
// until the connection ends.
func (h *hub) serve(each func(*peer) error) {
	h.wg.Go(func() {
		for {
			rw, err := h.ln.Accept()
			if errors.Is(err, net.ErrClosed) {
				return
			}
			if err != nil { // out of descriptors, most likely: others may end
				h.Log.Warn("accept", "socket", h.name, "error", err)
				select {
				case <-time.After(50 * time.Millisecond):
				case <-h.done:
				}
				continue
			}
			if h.track(rw, nil) {
				h.wg.Go(func() { h.converse(rw, each) })
			}
		}
	})
}

func (h *hub) converse(rw net.Conn, each func(*peer) error) {
	defer h.forget(rw)
	p, err := handshake(rw, h.kind, nil)
	if err == nil && h.track(rw, p) {
		err = each(p)
	}
	if err != nil {
		h.Log.Debug("connection ended", "socket", h.name, "error", err)
	}
}

// track notes how far a connection has come. When the hub is closing it closes
// the connection instead.
func (h *hub) track(rw net.Conn, p *peer) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closing() {
		rw.Close()
		return false
	}
	h.conns[rw] = p
	return true
}

func (h *hub) forget(rw net.Conn) {
	rw.Close()
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.conns, rw)
}

func (h *hub) closing() bool {
	select {
	case <-h.done:
		return true
	default:
		return false
	}
}

// close stops to accept, writes out what is queued, for Linger at most, and
// returns when nothing of the hub is left.
func (h *hub) close() {
	h.mu.Lock()
	if !h.closing() {
		close(h.done)
		h.ln.Close()
		deadline := time.Now().Add(h.Linger)
		for rw, p := range h.conns {
			if p == nil {
				rw.Close()
			} else {
				p.finish(deadline)
			}
		}
	}
	h.mu.Unlock()
	h.wg.Wait()
}
