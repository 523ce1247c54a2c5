package transport

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"time"
)

// network opens the connections that ZMTP runs over.
type network interface {
	listen(endpoint string) (net.Listener, error)
	dial(ctx context.Context, endpoint string) (net.Conn, error)
}

// system is the network of the operating system: tcp and ipc. Go's TCP
// connections have TCP_NODELAY set.
type system struct{}

func (system) listen(endpoint string) (net.Listener, error) { return listen(endpoint) }

func listen(endpoint string) (net.Listener, error) {
	network, address, err := split(endpoint)
	if err != nil {
		return nil, err
	}
	if network == "unix" {
		if err := removeStale(address); err != nil {
			return nil, err
		}
	}
	ln, err := net.Listen(network, address)
	if err != nil {
		return nil, fmt.Errorf("transport: %w", err)
	}
	return ln, nil
}

// removeStale removes the socket file that a killed kernel left behind, which
// would be "address in use" for ever. If somebody answers there, it is not stale.
func removeStale(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("transport: %w", err)
	}
	if info.Mode().Type() != os.ModeSocket {
		return fmt.Errorf("transport: %s exists and is not a socket", path)
	}
	if c, err := net.DialTimeout("unix", path, time.Second); err == nil {
		c.Close()
		return fmt.Errorf("transport: %s is in use by another process", path)
	}
	if err := os.Remove(path); err != nil {
		return fmt.Errorf("transport: %w", err)
	}
	return nil
}

// dial connects, trying again until ctx ends while nobody listens yet.
func (system) dial(ctx context.Context, endpoint string) (net.Conn, error) {
	network, address, err := split(endpoint)
	if err != nil {
		return nil, err
	}
	var d net.Dialer
	for {
		c, err := d.DialContext(ctx, network, address)
		if err == nil {
			return c, nil
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("transport: %w", err)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// split turns tcp://127.0.0.1:5555 and ipc:///tmp/kernel-1 into what net wants.
func split(endpoint string) (network, address string, err error) {
	scheme, address, ok := strings.Cut(endpoint, "://")
	switch {
	case ok && scheme == "tcp":
		return "tcp", address, nil
	case ok && scheme == "ipc":
		return "unix", address, nil
	}
	return "", "", fmt.Errorf("transport: endpoint %q, want tcp:// or ipc://", endpoint)
}
