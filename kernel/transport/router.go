package transport

import (
	"context"
	"crypto/rand"
	"net"
	"sync"

	"github.com/go-zeromq/zmq4"
)

// Router receives messages from many peers and answers each: the first frame
// of every message, in both directions, is the peer's identity.
type Router struct {
	hub   *hub
	in    chan [][]byte
	mu    sync.Mutex
	peers map[string]*peer
}

// ListenRouter opens a Router at an address such as tcp://127.0.0.1:0.
func ListenRouter(endpoint string, o Options) (*Router, error) {
	ln, err := listen(endpoint)
	if err != nil {
		return nil, err
	}
	return newRouter("router", ln, o), nil
}

func newRouter(name string, ln net.Listener, o Options) *Router {
	r := &Router{
		hub:   newHub(name, zmq4.Router, ln, o),
		in:    make(chan [][]byte, 64),
		peers: map[string]*peer{},
	}
	r.hub.serve(r.each)
	return r
}

// Addr is where the router listens.
func (r *Router) Addr() net.Addr { return r.hub.ln.Addr() }

func (r *Router) each(p *peer) error {
	id := r.enter(p)
	defer r.leave(id, p)
	return p.run(func(frames [][]byte) {
		select {
		case r.in <- append([][]byte{[]byte(id)}, frames...):
		case <-r.hub.done:
		}
	})
}

// enter gives the peer its route. A peer without an identity gets one; of two
// with the same, answers go to the later: a client that lost its connection
// and came back must not wait until the old one is found dead.
func (r *Router) enter(p *peer) string {
	id := string(p.identity)
	if id == "" {
		id = "\x00" + rand.Text() // no peer may choose one that begins with zero
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.peers[id] = p
	return id
}

func (r *Router) leave(id string, p *peer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.peers[id] == p {
		delete(r.peers, id)
	}
}

// Recv returns the next message of any peer.
func (r *Router) Recv(ctx context.Context) ([][]byte, error) {
	select {
	case frames := <-r.in:
		return frames, nil
	case <-r.hub.done:
		return nil, ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Send sends to the peer that the first frame names. It waits only while that
// peer's own queue is full. ErrNoPeer means that the peer has gone.
func (r *Router) Send(frames [][]byte) error {
	if len(frames) == 0 {
		return ErrNoPeer
	}
	r.mu.Lock()
	p := r.peers[string(frames[0])]
	r.mu.Unlock()
	if p == nil {
		return ErrNoPeer
	}
	return p.send(frames[1:], r.hub.Queue, r.hub.Patience)
}

// Close writes out what is queued and ends the router.
func (r *Router) Close() { r.hub.close() }
