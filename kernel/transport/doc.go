// Package transport carries Jupyter's five channels over ZeroMQ. It knows
// frames, not messages, and is the only package that imports zmq4.
//
//	server.go     Server: the kernel's end of the five channels
//	client.go     Client: a front end's end of them; Dealer, for the startup handshake
//	router.go     Router: shell, control and stdin; replies go to the peer that asked
//	publisher.go  Publisher: iopub; every subscriber has a queue of its own
//	heartbeat.go  Heartbeat: echoes whatever comes
//	memory.go     Memory: all of it inside one process, for tests without sockets
//	hub.go        what the three listening ends share: accept, track, drain, close
//	peer.go       one connection: framing, its writer, its queue
//	handshake.go  greeting and READY, by zmq4, with what it does not check
//
// zmq4's sockets (v0.17.0) stall when one peer does: a mute connection blocks
// every accept, a subscriber that stops reading blocks every publication, a
// write holds a lock across peers, Close loses what is still queued. So only
// its handshake is used, and each connection has its own reader, its own
// writer and its own bounded queue. The same goes for its reading of frames:
// it allocates what the peer claims to send and answers PING from the reader,
// in the middle of what the writer is writing.
package transport
