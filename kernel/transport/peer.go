package transport

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"sync/atomic"
	"time"
)

// Flags of a ZMTP frame (rfc.zeromq.org/spec:23).
const (
	flagMore    = 1
	flagLong    = 2
	flagCommand = 4
)

const (
	maxMessage = 1 << 30 // bytes of one message; a peer that sends more is cut off
	maxFrames  = 1 << 16
	writeChunk = 256 << 10 // progress of a write is seen in steps of this
	// Once all is written, how long to wait for the other side to hang up.
	// Closing sooner, with something of its still unread, would make TCP throw
	// away what it has not yet read of ours.
	hangUpTime = 200 * time.Millisecond
)

// peer is one ZMTP connection after its handshake. Only its writer goroutine
// writes to it, what stands in its queue; only the goroutine that called run
// reads from it.
type peer struct {
	rw       net.Conn
	in       *bufio.Reader
	identity []byte
	out      *queue
	written  atomic.Int64 // bytes, to tell a slow peer from one that stopped
}

func newPeer(rw net.Conn, in *bufio.Reader, identity []byte) *peer {
	return &peer{rw: rw, in: in, identity: identity, out: newQueue()}
}

// run reads until the connection ends, giving each message to handle, and
// returns when reader and writer have ended and the connection is closed.
func (p *peer) run(handle func(frames [][]byte)) error {
	wrote := make(chan struct{})
	go func() {
		defer close(wrote)
		p.writeAll()
	}()
	var err error
	for err == nil {
		var frames [][]byte
		if frames, err = p.receive(); err == nil {
			handle(frames)
		}
	}
	p.disconnect()
	<-wrote
	return err
}

// disconnect ends the connection at once; what is queued is lost.
func (p *peer) disconnect() {
	p.out.abort()
	p.rw.Close()
}

// finish ends the connection once what is queued is written, or at the deadline.
func (p *peer) finish(deadline time.Time) {
	p.rw.SetWriteDeadline(deadline)
	p.out.close()
}

// send queues a message, waiting while the queue is full. A peer that takes
// nothing for as long as patience is disconnected.
func (p *peer) send(frames [][]byte, limit int, patience time.Duration) error {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	before := p.written.Load()
	for {
		room, err := p.out.push(frames, limit)
		if room == nil || err != nil {
			return err
		}
		select {
		case <-room:
		case <-timer.C:
			now := p.written.Load()
			if now == before {
				p.disconnect()
				return ErrSlow
			}
			before = now
			timer.Reset(patience)
		}
	}
}

// writeAll writes what is queued until the queue is closed and empty.
func (p *peer) writeAll() {
	w := bufio.NewWriterSize(progress{p}, 64<<10)
	for {
		batch, pong, ok := p.out.take()
		if !ok {
			break
		}
		if pong != nil {
			writeFrame(w, flagCommand, pong)
		}
		for _, frames := range batch {
			for i, f := range frames {
				more := byte(flagMore)
				if i == len(frames)-1 {
					more = 0
				}
				writeFrame(w, more, f)
			}
		}
		if w.Flush() != nil { // bufio keeps the first error
			p.disconnect()
			return
		}
	}
	if half, ok := p.rw.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
	}
	p.rw.SetReadDeadline(time.Now().Add(hangUpTime))
}

func writeFrame(w *bufio.Writer, flags byte, body []byte) {
	var head [9]byte
	if len(body) < 256 {
		head[0], head[1] = flags, byte(len(body))
		w.Write(head[:2])
	} else {
		head[0] = flags | flagLong
		binary.BigEndian.PutUint64(head[1:], uint64(len(body)))
		w.Write(head[:])
	}
	w.Write(body)
}

// progress writes to a peer in chunks and counts them.
type progress struct{ *peer }

func (w progress) Write(b []byte) (int, error) {
	done := 0
	for done < len(b) {
		n, err := w.rw.Write(b[done:min(len(b), done+writeChunk)])
		done += n
		w.written.Add(int64(n))
		if err != nil {
			return done, err
		}
	}
	return done, nil
}

// receive reads one message, answering commands on the way.
func (p *peer) receive() ([][]byte, error) {
	var frames [][]byte
	left := maxMessage
	for {
		flags, body, err := p.readFrame(left)
		if err != nil {
			return nil, err
		}
		if flags&flagCommand != 0 {
			if frames := p.command(body); frames != nil {
				return frames, nil
			}
			continue
		}
		frames = append(frames, body)
		left -= len(body)
		if flags&flagMore == 0 {
			return frames, nil
		}
		if len(frames) == maxFrames {
			return nil, fmt.Errorf("transport: a message of more than %d frames", maxFrames)
		}
	}
}

func (p *peer) readFrame(limit int) (flags byte, body []byte, err error) {
	var head [9]byte
	if _, err := io.ReadFull(p.in, head[:2]); err != nil {
		return 0, nil, err
	}
	size := uint64(head[1])
	if head[0]&flagLong != 0 {
		if _, err := io.ReadFull(p.in, head[2:]); err != nil {
			return 0, nil, err
		}
		size = binary.BigEndian.Uint64(head[1:])
	}
	if size > uint64(limit) {
		return 0, nil, fmt.Errorf("transport: a message of more than %d bytes", maxMessage)
	}
	body, err = readBody(p.in, int(size))
	return head[0], body, err
}

// readBody reads size bytes. Memory for a large frame grows with what has
// arrived: that a peer promises a gigabyte is no reason to set one aside.
func readBody(r io.Reader, size int) ([]byte, error) {
	if size <= 1<<20 {
		body := make([]byte, size)
		_, err := io.ReadFull(r, body)
		return body, err
	}
	var buf bytes.Buffer
	if _, err := io.CopyN(&buf, r, int64(size)); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// command acts on a ZMTP command: a name with its length before it, then a
// body. PING gets its PONG; SUBSCRIBE and CANCEL, which ZMTP 3.1 made out of
// what were messages, are returned as those messages. All else is ignored.
func (p *peer) command(body []byte) [][]byte {
	if len(body) == 0 || len(body) < 1+int(body[0]) {
		return nil
	}
	name, rest := string(body[1:1+body[0]]), body[1+body[0]:]
	switch name {
	case "PING": // two bytes time to live, then a context that the answer repeats
		if len(rest) >= 2 {
			p.out.pong(append([]byte("\x04PONG"), rest[2:]...))
		}
	case "SUBSCRIBE":
		return [][]byte{append([]byte{1}, rest...)}
	case "CANCEL":
		return [][]byte{append([]byte{0}, rest...)}
	}
	return nil
}

// What Send and Publish can answer.
var (
	ErrClosed = errors.New("transport: closed")
	ErrSlow   = errors.New("transport: the peer stopped reading and was disconnected")
	ErrNoPeer = errors.New("transport: no such peer")
)
