package kernel

import (
	"context"
	"fmt"
	"log/slog"

	"harmonium/kernel/transport"
	"harmonium/kernel/wire"
)

// Sockets are the kernel's five channels, as messages: what comes in has been
// checked, what goes out is signed. The kernel's own id, which all its messages
// carry, is born with them.
type Sockets struct {
	transport transport.Kernel
	codec     *wire.Codec
	self      *wire.Session
	fresh     wire.Fresh
	signed    bool
	log       *slog.Logger
	after     []func() // called by Close when the channels are closed
}

// Listener is transport.Listen, or the Listen of a transport.Memory.
type Listener func(wire.Connection, transport.Options) (*transport.Server, error)

// Listen opens the channels of a connection; ports that are 0 are chosen. A nil
// log discards.
func Listen(c wire.Connection, on Listener, log *slog.Logger) (*Sockets, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	codec, err := wire.NewCodec(c.SignatureScheme, c.Key)
	if err != nil {
		return nil, err
	}
	s := &Sockets{codec: codec, self: wire.NewSession("kernel"), signed: c.Key != "", log: log}
	s.transport, err = on(c, transport.Options{Welcome: s.welcome, Log: log})
	if err != nil {
		return nil, err
	}
	return s, nil
}

// Connection tells where the channels are.
func (s *Sockets) Connection() wire.Connection { return s.transport.Connection() }

// Close sends what is queued, for a short while, and closes the channels.
func (s *Sockets) Close() error {
	err := s.transport.Close()
	for _, f := range s.after {
		f()
	}
	return err
}

// receive gives every good message of a channel to each, until ctx ends or the
// channel is closed. A bad one is dropped and logged.
func (s *Sockets) receive(ctx context.Context, ch transport.Channel, each func(transport.Channel, wire.Message)) {
	for {
		frames, err := s.transport.Recv(ctx, ch)
		if err != nil {
			return
		}
		m, err := s.decode(frames)
		if err != nil {
			s.log.Warn("message dropped", "on", ch, "err", err)
			continue
		}
		each(ch, m)
	}
}

// decode also refuses a signature that it has seen: with the key unknown, a
// recorded message is all that somebody could send.
func (s *Sockets) decode(frames [][]byte) (wire.Message, error) {
	m, err := s.codec.Decode(frames)
	if err != nil {
		return m, err
	}
	signature := frames[len(m.Identities)+1]
	if s.signed && !s.fresh.Check(string(signature)) {
		return m, fmt.Errorf("message %s came twice", m.Header.ID)
	}
	return m, nil
}

// send routes m by its identities, on IOPub by its topic.
func (s *Sockets) send(to transport.Channel, m wire.Message) error {
	frames, err := s.codec.Encode(&m)
	if err != nil {
		return err
	}
	if to == transport.IOPub {
		return s.transport.Publish(frames)
	}
	return s.transport.Send(to, frames)
}

// welcome is the first message of every subscription.
func (s *Sockets) welcome(subscription string) [][]byte {
	m, err := s.self.New(wire.TypeWelcome, nil, wire.Welcome{Subscription: subscription})
	if err != nil {
		return nil
	}
	m.Identities = [][]byte{[]byte(subscription)}
	frames, err := s.codec.Encode(&m)
	if err != nil {
		return nil
	}
	return frames
}
