package pipe

import (
	"bufio"
	"encoding/gob"
	"io"
	"os"
	"sync"

	"golang.org/x/sys/unix"
)

// FD is the descriptor on which the worker finds its end.
const FD = 3

// Conn is one end of the control channel. Send may be called from several
// goroutines, Receive from one.
type Conn struct {
	mu   sync.Mutex
	file io.ReadWriteCloser
	out  *bufio.Writer
	enc  *gob.Encoder
	dec  *gob.Decoder
}

// NewConn speaks over file.
func NewConn(file io.ReadWriteCloser) *Conn {
	out := bufio.NewWriterSize(file, 64<<10)
	return &Conn{file: file, out: out, enc: gob.NewEncoder(out), dec: gob.NewDecoder(bufio.NewReaderSize(file, 64<<10))}
}

// Pair makes both ends: ours, and the file that a child process is to find at FD.
func Pair() (*Conn, *os.File, error) {
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err != nil {
		return nil, nil, os.NewSyscallError("socketpair", err)
	}
	unix.CloseOnExec(fds[0])
	unix.CloseOnExec(fds[1])
	unix.SetNonblock(fds[0], true) // so that the runtime's poller waits, not a thread
	return NewConn(os.NewFile(uintptr(fds[0]), "worker")), os.NewFile(uintptr(fds[1]), "kernel"), nil
}

// Inherited is the worker's end.
func Inherited() (*Conn, error) {
	if _, err := unix.GetsockoptInt(FD, unix.SOL_SOCKET, unix.SO_TYPE); err != nil {
		return nil, os.NewSyscallError("control channel", err)
	}
	unix.CloseOnExec(FD) // a cell's child processes must not keep it open
	unix.SetNonblock(FD, true)
	return NewConn(os.NewFile(FD, "kernel")), nil
}

// Send sends an *Order or *Event.
func (c *Conn) Send(message any) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.enc.Encode(message); err != nil {
		return err
	}
	return c.out.Flush()
}

// Receive waits for an *Order or *Event.
func (c *Conn) Receive(message any) error { return c.dec.Decode(message) }

// Close ends the channel; the other end sees the end of the stream.
func (c *Conn) Close() error { return c.file.Close() }
