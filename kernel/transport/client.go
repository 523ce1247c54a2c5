package transport

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"

	"harmonium/kernel/wire"
)

// Dealer is one connection to a Router (or, for Client, to a Publisher or
// Heartbeat). It does not reconnect: that the connection is lost is news.
type Dealer struct {
	peer *peer
	in   chan [][]byte
	done chan struct{} // closed by Close
	end  chan struct{} // closed when the connection has ended
	err  error         // why; to be read after end
	once sync.Once
}

// DialDealer connects a DEALER, trying until ctx ends.
func DialDealer(ctx context.Context, endpoint, identity string) (*Dealer, error) {
	return dial(ctx, system{}, endpoint, zmq4.Dealer, identity)
}

func dial(ctx context.Context, n network, endpoint string, kind zmq4.SocketType, identity string) (*Dealer, error) {
	rw, err := n.dial(ctx, endpoint)
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { rw.Close() })
	p, err := handshake(rw, kind, []byte(identity))
	if !stop() && err == nil {
		p.disconnect()
		err = ctx.Err()
	}
	if err != nil {
		return nil, err
	}
	d := &Dealer{peer: p, in: make(chan [][]byte, 64), done: make(chan struct{}), end: make(chan struct{})}
	go d.run()
	return d, nil
}

func (d *Dealer) run() {
	err := d.peer.run(func(frames [][]byte) {
		select {
		case d.in <- frames:
		case <-d.done:
		}
	})
	d.err = fmt.Errorf("transport: connection lost: %w", err)
	close(d.end)
}

// Send queues a message.
func (d *Dealer) Send(frames [][]byte) error {
	o := Options{}.withDefaults()
	return d.peer.send(frames, o.Queue, o.Patience)
}

// Recv returns the next message. After the connection is lost it still
// returns what had arrived, then an error.
func (d *Dealer) Recv(ctx context.Context) ([][]byte, error) {
	select {
	case frames := <-d.in:
		return frames, nil
	case <-d.done:
		return nil, ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-d.end:
		select {
		case frames := <-d.in:
			return frames, nil
		default:
			return nil, d.err
		}
	}
}

// Close writes out what is queued, for a second at most, and ends the connection.
func (d *Dealer) Close() {
	d.once.Do(func() {
		close(d.done)
		d.peer.finish(time.Now().Add(Options{}.withDefaults().Linger))
	})
	<-d.end
}

// Client is a front end's end of the five channels.
type Client struct {
	channels  [4]*Dealer // by Channel
	heartbeat *Dealer
	pinging   sync.Mutex
}

// Dial connects to a kernel on all channels and subscribes to everything on
// iopub. It tries until ctx ends, so the kernel may still be starting. The
// identity, which may be "", is the same on all channels, as stdin needs.
func Dial(ctx context.Context, c wire.Connection, identity string) (*Client, error) {
	return dialOn(ctx, system{}, c, identity)
}

func dialOn(ctx context.Context, n network, c wire.Connection, identity string) (*Client, error) {
	if identity == "" {
		identity = wire.NewID()
	}
	client := &Client{}
	for _, end := range []struct {
		to   **Dealer
		port int
		kind zmq4.SocketType
	}{
		{&client.channels[IOPub], c.IOPubPort, zmq4.Sub},
		{&client.channels[Shell], c.ShellPort, zmq4.Dealer},
		{&client.channels[Control], c.ControlPort, zmq4.Dealer},
		{&client.channels[Stdin], c.StdinPort, zmq4.Dealer},
		{&client.heartbeat, c.HBPort, zmq4.Req},
	} {
		d, err := dial(ctx, n, c.Endpoint(end.port), end.kind, identity)
		if err != nil {
			client.Close()
			return nil, err
		}
		*end.to = d
	}
	if err := client.channels[IOPub].Send([][]byte{{1}}); err != nil {
		client.Close()
		return nil, err
	}
	return client, nil
}

// Send sends on shell, control or stdin.
func (c *Client) Send(ch Channel, frames [][]byte) error { return c.channels[ch].Send(frames) }

// Recv returns the next message on a channel.
func (c *Client) Recv(ctx context.Context, ch Channel) ([][]byte, error) {
	return c.channels[ch].Recv(ctx)
}

// Ping asks the heartbeat for a sign of life and waits for it.
func (c *Client) Ping(ctx context.Context) error {
	c.pinging.Lock()
	defer c.pinging.Unlock()
	ping := wire.NewID()
	if err := c.heartbeat.Send([][]byte{{}, []byte(ping)}); err != nil {
		return err
	}
	for {
		echo, err := c.heartbeat.Recv(ctx)
		if err != nil {
			return err
		}
		if len(echo) == 2 && string(echo[1]) == ping { // else the echo of a ping that was given up
			return nil
		}
	}
}

// Close ends all channels.
func (c *Client) Close() error {
	var wg sync.WaitGroup
	for _, d := range append(c.channels[:], c.heartbeat) {
		if d != nil {
			wg.Go(d.Close)
		}
	}
	wg.Wait()
	return nil
}
