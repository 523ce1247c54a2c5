package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"harmonium/kernel/transport"
	"harmonium/kernel/wire"
)

// Command says how to start a kernel.
type Command struct {
	Argv      []string // {connection_file} stands for the path of the file
	Env       []string // added to the environment
	Dir       string
	Stdout    io.Writer // of the kernel process itself; nil means discard
	Stderr    io.Writer // likewise; the end of it is also part of the error when the kernel does not start
	Handshake bool      // let the kernel choose its ports and register them (protocol 5.6)
	Options   Options
}

// Kernel is a client together with the kernel process that it started.
type Kernel struct {
	*Client
	cmd    *exec.Cmd
	dir    string // of the connection file
	exited chan struct{}
	err    error // of the process; to be read after exited
}

// Start starts a kernel and returns when it answers. If ctx ends first, or the
// process ends, nothing of it is left.
func Start(ctx context.Context, command Command) (*Kernel, error) {
	dir, err := os.MkdirTemp("", "harmonium-kernel-")
	if err != nil {
		return nil, err
	}
	k := &Kernel{dir: dir, exited: make(chan struct{})}
	if err := k.start(ctx, command); err != nil {
		k.end(0)
		return nil, err
	}
	return k, nil
}

func (k *Kernel) start(ctx context.Context, command Command) error {
	file := filepath.Join(k.dir, "connection.json")
	where, err := arrange(file, command.Handshake)
	if err != nil {
		return err
	}
	defer where.close()
	said := &tail{also: command.Stderr}
	if err := k.spawn(command, file, said); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() { // a process that ends will never answer
		select {
		case <-k.exited:
			cancel()
		case <-ctx.Done():
		}
	}()
	at, err := where.connection(ctx)
	if err == nil {
		k.Client, err = Connect(ctx, at, command.Options)
	}
	if err == nil {
		return nil
	}
	select {
	case <-k.exited:
		return fmt.Errorf("the kernel ended before it answered (%v): %s", ended(k.err), said)
	default:
		return fmt.Errorf("the kernel does not answer: %w", err)
	}
}

func (k *Kernel) spawn(command Command, file string, stderr io.Writer) error {
	argv := append([]string(nil), command.Argv...)
	if len(argv) == 0 {
		return errors.New("client: no command to start a kernel with")
	}
	for i := range argv {
		argv[i] = strings.ReplaceAll(argv[i], "{connection_file}", file)
	}
	cmd := exec.Command(argv[0], argv[1:]...)
	// A kernel that registers leaves a connection file in the runtime folder.
	ours := []string{fmt.Sprint("JPY_PARENT_PID=", os.Getpid()), "JUPYTER_RUNTIME_DIR=" + k.dir}
	cmd.Env = slices.Concat(os.Environ(), ours, command.Env)
	cmd.Dir, cmd.Stdout, cmd.Stderr = command.Dir, command.Stdout, stderr
	// Ctrl-C in a terminal goes to a whole process group. It is for us; the
	// kernel is told by an interrupt_request.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	// A grandchild that keeps our pipes open must not keep Wait from returning.
	cmd.WaitDelay = time.Second
	if err := cmd.Start(); err != nil {
		return err
	}
	k.cmd = cmd
	go func() {
		k.err = cmd.Wait()
		close(k.exited)
	}()
	return nil
}

// Exited is closed when the kernel process has ended.
func (k *Kernel) Exited() <-chan struct{} { return k.exited }

// Pid is the kernel's process id.
func (k *Kernel) Pid() int { return k.cmd.Process.Pid }

// ErrKilled is what Stop returns of a kernel that would not end.
var ErrKilled = errors.New("the kernel did not end and had to be killed")

// Stop shuts the kernel down and closes the client. A kernel that has not gone
// after 5 s is killed, which is ErrKilled.
func (k *Kernel) Stop() error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	err := k.Shutdown(ctx, false)
	if err != nil {
		err = fmt.Errorf("the kernel did not shut down in order: %w", err)
	}
	deadline, _ := ctx.Deadline()
	if killed := k.end(time.Until(deadline)); killed && err == nil {
		err = ErrKilled
	}
	return err
}

// end waits for the process to end, at most as long as patience, then kills it.
func (k *Kernel) end(patience time.Duration) (killed bool) {
	if k.cmd != nil {
		select {
		case <-k.exited:
		case <-time.After(patience):
			killed = true
			k.cmd.Process.Kill()
			<-k.exited
		}
	}
	if k.Client != nil {
		k.Client.Close()
	}
	os.RemoveAll(k.dir)
	return killed
}

func ended(err error) string {
	if err == nil {
		return "exit status 0"
	}
	return err.Error()
}

// rendezvous is how a kernel that is being started will be found.
type rendezvous struct {
	at       wire.Connection
	register *transport.Router // nil when the ports are given
	id       string
}

// arrange writes the file that the kernel is started with.
func arrange(file string, handshake bool) (*rendezvous, error) {
	r := &rendezvous{at: wire.NewConnection()}
	if !handshake {
		if err := choosePorts(&r.at); err != nil {
			return nil, err
		}
		return r, r.at.WriteFile(file)
	}
	register, err := transport.ListenRouter(r.at.Endpoint(0), transport.Options{})
	if err != nil {
		return nil, err
	}
	r.register, r.id = register, wire.NewID()
	raw, err := json.MarshalIndent(wire.Registration{
		KernelID: r.id, Transport: r.at.Transport, IP: r.at.IP, Port: transport.Port(register.Addr()),
		SignatureScheme: r.at.SignatureScheme, Key: r.at.Key,
	}, "", "  ")
	if err == nil {
		err = os.WriteFile(file, raw, 0o600)
	}
	if err != nil {
		register.Close()
	}
	return r, err
}

// choosePorts finds five free ports. Between here and the kernel's start
// somebody else may take one; only the handshake has no such gap.
func choosePorts(at *wire.Connection) error {
	for _, port := range []*int{&at.ShellPort, &at.IOPubPort, &at.StdinPort, &at.ControlPort, &at.HBPort} {
		ln, err := net.Listen("tcp", net.JoinHostPort(at.IP, "0"))
		if err != nil {
			return err
		}
		defer ln.Close() // all stay open until all are chosen
		*port = transport.Port(ln.Addr())
	}
	return nil
}

// connection is where the kernel is: known before, or told by the kernel.
func (r *rendezvous) connection(ctx context.Context) (wire.Connection, error) {
	if r.register == nil {
		return r.at, nil
	}
	codec, err := wire.NewCodec(r.at.SignatureScheme, r.at.Key)
	if err != nil {
		return r.at, err
	}
	for {
		frames, err := r.register.Recv(ctx)
		if err != nil {
			return r.at, err
		}
		ids, content, err := codec.DecodeSingle(frames)
		var p wire.Ports
		if err != nil || json.Unmarshal(content, &p) != nil || p.KernelID != r.id {
			continue // not from our kernel
		}
		ack, err := codec.EncodeSingle(ids, map[string]string{"status": wire.StatusOK})
		if err != nil {
			return r.at, err
		}
		r.at.ShellPort, r.at.IOPubPort, r.at.StdinPort = int(p.ShellPort), int(p.IOPubPort), int(p.StdinPort)
		r.at.ControlPort, r.at.HBPort = int(p.ControlPort), int(p.HBPort)
		return r.at, r.register.Send(ack)
	}
}

func (r *rendezvous) close() {
	if r.register != nil {
		r.register.Close()
	}
}

// tail keeps the end of what a process says, and passes all of it on.
type tail struct {
	also io.Writer
	mu   sync.Mutex
	last []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last = append(t.last, p...)
	if extra := len(t.last) - 4096; extra > 0 {
		t.last = t.last[extra:]
	}
	if t.also != nil {
		return t.also.Write(p)
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if text := bytes.TrimSpace(t.last); len(text) > 0 {
		return string(text)
	}
	return "it said nothing"
}
