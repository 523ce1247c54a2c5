// Package client is a Jupyter front end without a face: it starts a kernel or
// connects to one, sends requests, and hands over what comes back.
//
//	client.go   Client: requests, replies, outputs, input
//	process.go  Kernel: a Client together with the kernel process it started
package client

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"harmonium/kernel/transport"
	"harmonium/kernel/wire"
)

// Transport is a front end's end of the five channels; *transport.Client is one.
type Transport interface {
	Send(ch transport.Channel, frames [][]byte) error
	Recv(ctx context.Context, ch transport.Channel) ([][]byte, error)
	Ping(ctx context.Context) error
	Close() error
}

// Options of a client. The zero value is fine.
type Options struct {
	Username string
	// Other is given every message that no present request caused, such as
	// outputs of other clients' cells. It is called from several goroutines.
	Other func(ch transport.Channel, m wire.Message)
}

// Client is one front end. It is safe for concurrent use.
type Client struct {
	Session *wire.Session
	options Options
	codec   *wire.Codec
	over    Transport
	stop    context.CancelFunc
	pumps   sync.WaitGroup
	heard   chan struct{} // closed when iopub has brought its first message
	lost    chan struct{} // closed when a channel has ended
	once    sync.Once
	err     error // why; to be read after lost

	mu      sync.Mutex
	waiting map[string]*exchange // by the id of the request
}

// New makes a client over a transport, which it closes when it is closed. The
// identity of the transport should be the session's id, or "".
func New(over Transport, at wire.Connection, o Options) (*Client, error) {
	codec, err := wire.NewCodec(at.SignatureScheme, at.Key)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	c := &Client{
		Session: wire.NewSession(o.Username), options: o, codec: codec, over: over, stop: stop,
		heard: make(chan struct{}), lost: make(chan struct{}), waiting: map[string]*exchange{},
	}
	for _, ch := range []transport.Channel{transport.Shell, transport.Control, transport.Stdin, transport.IOPub} {
		c.pumps.Go(func() { c.pump(ctx, ch) })
	}
	return c, nil
}

// Connect connects to the kernel at an address and returns when it answers and
// its outputs arrive.
func Connect(ctx context.Context, at wire.Connection, o Options) (*Client, error) {
	over, err := transport.Dial(ctx, at, "")
	if err != nil {
		return nil, err
	}
	c, err := New(over, at, o)
	if err != nil {
		over.Close()
		return nil, err
	}
	if err := c.Ready(ctx); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// Ready waits until the kernel answers and its outputs arrive. A kernel of
// protocol 5.5 says so with iopub_welcome; with an older one, requests are
// repeated until one of them has been seen on iopub.
func (c *Client) Ready(ctx context.Context) error {
	select {
	case <-c.heard:
	case <-time.After(100 * time.Millisecond):
	case <-ctx.Done():
		return ctx.Err()
	}
	for {
		try, cancel := context.WithTimeout(ctx, 500*time.Millisecond)
		_, err := c.Do(try, Request{Type: wire.TypeKernelInfoRequest, Content: wire.KernelInfoRequest{}})
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) || ctx.Err() != nil {
			return err
		}
	}
}

// Request is a message to the kernel and what to do with what it causes.
type Request struct {
	Channel    transport.Channel // default shell
	Type       string
	Content    any
	SubshellID string
	Buffers    [][]byte
	// Output is given every iopub message that the request causes, in order,
	// busy and idle included.
	Output func(m wire.Message)
	// Input answers input requests. Its context ends with the request.
	// Without it nothing is answered.
	Input func(ctx context.Context, in wire.InputRequest) (string, error)
}

// Answer is what a request has brought.
type Answer struct {
	Request wire.Message
	Reply   wire.Message // empty for messages that have no reply, such as comm_msg
}

// Do sends a request and returns when its reply has come and the kernel is
// idle again; all its outputs have been given to Output by then. A message
// whose type does not end in _request has no reply. When ctx ends, Do returns
// at once, and the kernel is left to itself.
func (c *Client) Do(ctx context.Context, r Request) (Answer, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	m, err := c.message(r)
	if err != nil {
		return Answer{}, err
	}
	e := &exchange{ctx: ctx, request: r, replied: make(chan struct{}), idle: make(chan struct{})}
	c.mu.Lock()
	c.waiting[m.Header.ID] = e
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		delete(c.waiting, m.Header.ID)
		c.mu.Unlock()
	}()
	if err := c.send(r.Channel, &m); err != nil {
		return Answer{}, err
	}
	waits := []chan struct{}{e.replied, e.idle}
	if !strings.HasSuffix(r.Type, "_request") {
		waits = waits[1:]
	}
	for _, w := range waits {
		if err := c.await(ctx, w); err != nil {
			return Answer{Request: m}, fmt.Errorf("%s: %w", r.Type, err)
		}
	}
	return Answer{Request: m, Reply: e.reply}, nil
}

// Send sends a message and waits for nothing.
func (c *Client) Send(r Request) (wire.Message, error) {
	m, err := c.message(r)
	if err != nil {
		return m, err
	}
	return m, c.send(r.Channel, &m)
}

func (c *Client) message(r Request) (wire.Message, error) {
	m, err := c.Session.New(r.Type, nil, r.Content)
	m.Header.SubshellID, m.Buffers = r.SubshellID, r.Buffers
	return m, err
}

func (c *Client) send(ch transport.Channel, m *wire.Message) error {
	frames, err := c.codec.Encode(m)
	if err != nil {
		return err
	}
	return c.over.Send(ch, frames)
}

func (c *Client) await(ctx context.Context, done <-chan struct{}) error {
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-c.lost:
		select {
		case <-done:
			return nil
		default:
			return c.err
		}
	}
}

// exchange is a request that is under way.
type exchange struct {
	ctx           context.Context
	request       Request
	reply         wire.Message
	replied, idle chan struct{}
	once          [2]sync.Once // a kernel may say a thing twice
}

// pump takes in the messages of one channel until it ends.
func (c *Client) pump(ctx context.Context, ch transport.Channel) {
	for {
		frames, err := c.over.Recv(ctx, ch)
		if err != nil {
			c.once.Do(func() {
				c.err = err
				close(c.lost)
			})
			return
		}
		if m, err := c.codec.Decode(frames); err == nil { // else dropped, as the protocol wants
			c.take(ch, m)
		}
	}
}

func (c *Client) take(ch transport.Channel, m wire.Message) {
	if ch == transport.IOPub {
		select {
		case <-c.heard:
		default:
			close(c.heard) // only this pump gets here
		}
	}
	c.mu.Lock()
	e := c.waiting[m.ParentHeader().ID]
	c.mu.Unlock()
	if e == nil {
		if c.options.Other != nil {
			c.options.Other(ch, m)
		}
		return
	}
	switch ch {
	case transport.IOPub:
		e.published(m)
	case transport.Stdin:
		go c.input(e, m)
	default:
		e.once[0].Do(func() {
			e.reply = m
			close(e.replied)
		})
	}
}

func (e *exchange) published(m wire.Message) {
	if e.request.Output != nil {
		e.request.Output(m)
	}
	var s wire.Status
	if m.Header.Type == wire.TypeStatus && m.Decode(&s) == nil && s.State == wire.StateIdle {
		e.once[1].Do(func() { close(e.idle) })
	}
}

// input asks the person and sends the answer; if there is none, nothing is sent.
func (c *Client) input(e *exchange, m wire.Message) {
	var in wire.InputRequest
	if e.request.Input == nil || m.Decode(&in) != nil {
		return
	}
	value, err := e.request.Input(e.ctx, in)
	if err != nil || e.ctx.Err() != nil {
		return
	}
	reply, err := c.Session.New(wire.TypeInputReply, &m, wire.InputReply{Status: wire.StatusOK, Value: value})
	if err == nil {
		reply.Identities = nil
		c.send(transport.Stdin, &reply)
	}
}

// Execute runs code and returns its reply; Output and Input of r apply, the
// other fields are set here.
func (c *Client) Execute(ctx context.Context, in wire.ExecuteRequest, r Request) (wire.ExecuteReply, error) {
	r.Type, r.Content = wire.TypeExecuteRequest, in
	var out wire.ExecuteReply
	err := c.ask(ctx, r, &out)
	return out, err
}

// KernelInfo asks what kernel this is.
func (c *Client) KernelInfo(ctx context.Context) (wire.KernelInfoReply, error) {
	var out wire.KernelInfoReply
	err := c.ask(ctx, Request{Type: wire.TypeKernelInfoRequest, Content: wire.KernelInfoRequest{}}, &out)
	return out, err
}

// Interrupt asks the kernel to stop what it is running.
func (c *Client) Interrupt(ctx context.Context) error {
	return c.ask(ctx, Request{Channel: transport.Control, Type: wire.TypeInterruptRequest, Content: wire.InterruptRequest{}}, new(wire.InterruptReply))
}

// Shutdown asks the kernel to end. That the connection ends before the kernel
// is idle again is no error.
func (c *Client) Shutdown(ctx context.Context, restart bool) error {
	err := c.ask(ctx, Request{Channel: transport.Control, Type: wire.TypeShutdownRequest, Content: wire.ShutdownRequest{Restart: restart}}, new(wire.ShutdownReply))
	select {
	case <-c.lost:
		return nil
	default:
		return err
	}
}

// ask does a request and decodes its reply.
func (c *Client) ask(ctx context.Context, r Request, reply any) error {
	a, err := c.Do(ctx, r)
	if err != nil {
		return err
	}
	return a.Reply.Decode(reply)
}

// Ping waits for the heartbeat's echo.
func (c *Client) Ping(ctx context.Context) error { return c.over.Ping(ctx) }

// Lost is closed when the connection to the kernel has ended.
func (c *Client) Lost() <-chan struct{} { return c.lost }

// Close ends the client; the kernel lives on.
func (c *Client) Close() error {
	c.stop()
	err := c.over.Close()
	c.pumps.Wait()
	return err
}
