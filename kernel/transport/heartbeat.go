package transport

import (
	"net"

	"github.com/go-zeromq/zmq4"
)

// Heartbeat sends every message back to where it came from. Each connection is
// served alone, so nothing that one of them sends stops the others.
type Heartbeat struct{ hub *hub }

func newHeartbeat(ln net.Listener, o Options) *Heartbeat {
	h := &Heartbeat{newHub("heartbeat", zmq4.Rep, ln, o)}
	h.hub.serve(func(p *peer) error {
		return p.run(func(frames [][]byte) { p.send(frames, h.hub.Queue, h.hub.Patience) })
	})
	return h
}

// Close ends the heartbeat.
func (h *Heartbeat) Close() { h.hub.close() }
