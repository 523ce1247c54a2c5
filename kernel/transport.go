package kernel

import "harmonium/kernel/wire"

// Channel is one of the kernel's sockets.
type Channel string

// The channels that carry messages. (The heartbeat carries none.)
const (
	Shell   Channel = "shell"
	Control Channel = "control"
	Stdin   Channel = "stdin"
	IOPub   Channel = "iopub"
)

// Incoming is a message and where it came in: Shell, Control or Stdin.
type Incoming struct {
	From    Channel
	Message wire.Message
}

// Transport is all that the kernel needs of its sockets. A message that is
// malformed or badly signed never gets here.
type Transport interface {
	// Incoming delivers what clients send, in the order of each channel.
	Incoming() <-chan Incoming
	// Send routes m by its identities, or on IOPub to every subscriber. It
	// does not block on a peer that does not read.
	Send(to Channel, m wire.Message) error
	// Connection tells the ports.
	Connection() wire.Connection
	// Close sends what is queued, for a short while, and closes the sockets.
	Close() error
}
