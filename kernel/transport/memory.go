package transport

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"harmonium/kernel/wire"
)

// Memory is a network inside this process: servers and clients that meet on it
// need no sockets. All else, framing and handshakes included, is as over TCP.
// The zero value is ready.
type Memory struct {
	mu        sync.Mutex
	listeners map[string]*memoryListener
}

// Listen is the package's Listen on this network.
func (m *Memory) Listen(c wire.Connection, o Options) (*Server, error) {
	return listenOn(m, c, o)
}

// Dial is the package's Dial on this network.
func (m *Memory) Dial(ctx context.Context, c wire.Connection, identity string) (*Client, error) {
	return dialOn(ctx, m, c, identity)
}

func (m *Memory) listen(endpoint string) (net.Listener, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.listeners[endpoint] != nil {
		return nil, fmt.Errorf("transport: %s is in use", endpoint)
	}
	ln := &memoryListener{network: m, name: endpoint, accept: make(chan net.Conn), done: make(chan struct{})}
	if m.listeners == nil {
		m.listeners = map[string]*memoryListener{}
	}
	m.listeners[endpoint] = ln
	return ln, nil
}

func (m *Memory) dial(ctx context.Context, endpoint string) (net.Conn, error) {
	m.mu.Lock()
	ln := m.listeners[endpoint]
	m.mu.Unlock()
	if ln == nil {
		return nil, fmt.Errorf("transport: nobody listens at %s", endpoint)
	}
	near, far := memoryPipe()
	select {
	case ln.accept <- far:
		return near, nil
	case <-ln.done:
		return nil, fmt.Errorf("transport: nobody listens at %s any more", endpoint)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

type memoryListener struct {
	network *Memory
	name    string
	accept  chan net.Conn
	done    chan struct{}
	once    sync.Once
}

func (l *memoryListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.accept:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *memoryListener) Close() error {
	l.once.Do(func() {
		l.network.mu.Lock()
		delete(l.network.listeners, l.name)
		l.network.mu.Unlock()
		close(l.done)
	})
	return nil
}

func (l *memoryListener) Addr() net.Addr { return memoryAddr(l.name) }

type memoryAddr string

func (a memoryAddr) Network() string { return "memory" }
func (a memoryAddr) String() string  { return string(a) }

// memoryPipe is net.Pipe with a buffer: in a ZMTP handshake both sides write
// before they read.
func memoryPipe() (net.Conn, net.Conn) {
	a, b := newStream(), newStream()
	return &memoryConn{in: a, out: b}, &memoryConn{in: b, out: a}
}

type memoryConn struct{ in, out *stream }

func (c *memoryConn) Read(p []byte) (int, error)  { return c.in.read(p) }
func (c *memoryConn) Write(p []byte) (int, error) { return c.out.write(p) }
func (c *memoryConn) CloseWrite() error           { c.out.end(); return nil }
func (c *memoryConn) Close() error                { c.out.end(); c.in.drop(); return nil }
func (c *memoryConn) LocalAddr() net.Addr         { return memoryAddr("local") }
func (c *memoryConn) RemoteAddr() net.Addr        { return memoryAddr("remote") }

func (c *memoryConn) SetReadDeadline(t time.Time) error { c.in.deadline(&c.in.readBy, t); return nil }
func (c *memoryConn) SetWriteDeadline(t time.Time) error {
	c.out.deadline(&c.out.writeBy, t)
	return nil
}
func (c *memoryConn) SetDeadline(t time.Time) error {
	c.SetReadDeadline(t)
	return c.SetWriteDeadline(t)
}

// stream is one direction of a pipe.
type stream struct {
	mu              sync.Mutex
	changed         *sync.Cond
	buf             []byte
	ended, dropped  bool // the writer, the reader has closed
	readBy, writeBy time.Time
}

// streamBuffer is about what a loopback TCP connection holds.
const streamBuffer = 1 << 20

func newStream() *stream {
	s := &stream{}
	s.changed = sync.NewCond(&s.mu)
	return s
}

func (s *stream) read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		switch {
		case s.dropped:
			return 0, net.ErrClosed
		case len(s.buf) > 0:
			n := copy(p, s.buf)
			s.buf = s.buf[n:]
			s.changed.Broadcast()
			return n, nil
		case s.ended:
			return 0, io.EOF
		case past(s.readBy):
			return 0, os.ErrDeadlineExceeded
		}
		s.changed.Wait()
	}
}

func (s *stream) write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	written := 0
	for written < len(p) {
		switch room := streamBuffer - len(s.buf); {
		case s.ended || s.dropped:
			return written, net.ErrClosed
		case past(s.writeBy):
			return written, os.ErrDeadlineExceeded
		case room > 0:
			n := min(room, len(p)-written)
			s.buf = append(s.buf, p[written:written+n]...)
			written += n
			s.changed.Broadcast()
		default:
			s.changed.Wait()
		}
	}
	return written, nil
}

func (s *stream) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
	s.changed.Broadcast()
}

func (s *stream) drop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dropped = true
	s.changed.Broadcast()
}

func (s *stream) deadline(which *time.Time, t time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	*which = t
	if !t.IsZero() {
		time.AfterFunc(time.Until(t), func() {
			s.mu.Lock() // or a reader could miss it between looking and waiting
			defer s.mu.Unlock()
			s.changed.Broadcast()
		})
	}
	s.changed.Broadcast()
}

func past(t time.Time) bool { return !t.IsZero() && !time.Now().Before(t) }
