package transport

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"

	"harmonium/kernel/wire"
)

// Channel is one of Jupyter's channels.
type Channel int

// The channels that carry messages. A kernel publishes on IOPub and never
// receives from it.
const (
	Shell Channel = iota
	Control
	Stdin
	IOPub
)

func (c Channel) String() string {
	return [...]string{"shell", "control", "stdin", "iopub"}[c]
}

// Kernel is all that a kernel needs of a transport; *Server is one. Its
// methods are safe for concurrent use.
type Kernel interface {
	// Recv returns the next message on shell, control or stdin; its first
	// frame is the identity of the peer.
	Recv(ctx context.Context, ch Channel) ([][]byte, error)
	// Send answers on shell, control or stdin the peer that the first frame names.
	Send(ch Channel, frames [][]byte) error
	// Publish sends on iopub; the first frame is the topic.
	Publish(frames [][]byte) error
	// Connection is where the channels are, with the ports that were chosen.
	Connection() wire.Connection
	// Close writes out what is queued and ends all channels.
	Close() error
}

// Server is the kernel's end of the five channels, open and answering.
type Server struct {
	at        wire.Connection
	routers   [3]*Router // by Channel
	iopub     *Publisher
	heartbeat *Heartbeat
}

var _ Kernel = (*Server)(nil)

// Listen opens the five channels. Ports that are 0 in c are chosen; Connection
// tells which.
func Listen(c wire.Connection, o Options) (*Server, error) { return listenOn(system{}, c, o) }

func listenOn(n network, c wire.Connection, o Options) (*Server, error) {
	var open []net.Listener
	ports := []*int{&c.ShellPort, &c.ControlPort, &c.StdinPort, &c.IOPubPort, &c.HBPort}
	for _, port := range ports {
		ln, err := listenAt(n, c, port)
		if err != nil {
			for _, ln := range open {
				ln.Close()
			}
			return nil, err
		}
		open = append(open, ln)
	}
	s := &Server{at: c}
	for ch := Shell; ch <= Stdin; ch++ {
		s.routers[ch] = newRouter(ch.String(), open[ch], o)
	}
	s.iopub = newPublisher(open[3], o)
	s.heartbeat = newHeartbeat(open[4], o)
	return s, nil
}

// listenAt listens at *port, choosing one if it is 0.
func listenAt(n network, c wire.Connection, port *int) (net.Listener, error) {
	if _, real := n.(system); *port == 0 && real && c.Transport != "ipc" {
		ln, err := n.listen(c.Endpoint(0))
		if err == nil {
			*port = ln.Addr().(*net.TCPAddr).Port
		}
		return ln, err
	}
	if *port != 0 {
		return n.listen(c.Endpoint(*port))
	}
	// For ipc the number is only part of a file name.
	for range 100 {
		try := 1 + rand.IntN(65535)
		if _, err := os.Lstat(strings.TrimPrefix(c.Endpoint(try), "ipc://")); err == nil {
			continue
		}
		if ln, err := n.listen(c.Endpoint(try)); err == nil {
			*port = try
			return ln, nil
		}
	}
	return nil, fmt.Errorf("transport: found no free number for %s", c.Endpoint(0))
}

// Connection is where the server listens.
func (s *Server) Connection() wire.Connection { return s.at }

// Recv returns the next message on shell, control or stdin.
func (s *Server) Recv(ctx context.Context, ch Channel) ([][]byte, error) {
	if ch < Shell || ch > Stdin {
		return nil, fmt.Errorf("transport: a kernel receives nothing on channel %d", int(ch))
	}
	return s.routers[ch].Recv(ctx)
}

// Send answers on shell, control or stdin.
func (s *Server) Send(ch Channel, frames [][]byte) error {
	if ch < Shell || ch > Stdin {
		return fmt.Errorf("transport: a kernel answers nobody on channel %d", int(ch))
	}
	return s.routers[ch].Send(frames)
}

// Publish sends on iopub.
func (s *Server) Publish(frames [][]byte) error { return s.iopub.Publish(frames) }

// Close writes out what is queued on every channel, for Options.Linger at
// most, and returns when no goroutine and no descriptor is left.
func (s *Server) Close() error {
	var wg sync.WaitGroup
	for _, r := range s.routers {
		wg.Go(r.Close)
	}
	wg.Go(s.iopub.Close)
	wg.Go(s.heartbeat.Close)
	wg.Wait()
	return nil
}

// Port is the number at the end of a listener's TCP address, for those who
// listen at port 0.
func Port(addr net.Addr) int {
	_, port, _ := net.SplitHostPort(addr.String())
	n, _ := strconv.Atoi(port)
	return n
}
