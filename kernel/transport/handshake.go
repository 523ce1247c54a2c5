package transport

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"net"
	"time"

	"github.com/go-zeromq/zmq4"
	"github.com/go-zeromq/zmq4/security/null"
)

const (
	greetingSize  = 64
	maxReady      = 8 << 10 // bytes of the READY command: a socket type and an identity
	handshakeTime = 5 * time.Second
)

// handshake makes rw a ZMTP connection of the given socket type, or closes it.
// It ends within handshakeTime, however mute the other side.
func handshake(rw net.Conn, kind zmq4.SocketType, identity []byte) (p *peer, err error) {
	g := &guard{Conn: rw, in: bufio.NewReaderSize(rw, 64<<10)}
	defer func() {
		// zmq4 slices the peer's READY without looking at its length, and
		// panics at a socket type that it does not know.
		if r := recover(); r != nil {
			p, err = nil, fmt.Errorf("transport: handshake: %v", r)
		}
		if err != nil {
			rw.Close()
		}
	}()
	if err := rw.SetDeadline(time.Now().Add(handshakeTime)); err != nil {
		return nil, err
	}
	c, err := zmq4.Open(g, null.Security(), kind, identity, false, nil)
	if err != nil {
		return nil, err
	}
	if err := rw.SetDeadline(time.Time{}); err != nil {
		return nil, err
	}
	return newPeer(rw, g.in, []byte(c.Peer.Meta["Identity"])), nil
}

// guard stands between zmq4 and the connection during the handshake. It
// refuses a READY that is longer than any honest one before zmq4 sets memory
// aside for it: the length is up to the peer, and 2⁶² bytes are fatal.
type guard struct {
	net.Conn
	in   *bufio.Reader
	read int
}

func (g *guard) Read(p []byte) (int, error) {
	if g.read < greetingSize {
		p = p[:min(len(p), greetingSize-g.read)]
	} else if g.read == greetingSize {
		if err := g.checkReady(); err != nil {
			return 0, err
		}
	}
	n, err := g.in.Read(p)
	g.read += n
	return n, err
}

// checkReady looks at the frame header that comes after the greeting.
func (g *guard) checkReady() error {
	head, err := g.in.Peek(2)
	if err != nil {
		return err
	}
	size := uint64(head[1])
	if head[0]&flagLong != 0 {
		if head, err = g.in.Peek(9); err != nil {
			return err
		}
		size = binary.BigEndian.Uint64(head[1:])
	}
	if head[0]&flagMore != 0 || size > maxReady {
		return fmt.Errorf("READY of %d bytes, want one frame of at most %d", size, maxReady)
	}
	return nil
}
