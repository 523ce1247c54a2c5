package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"harmonium/kernel/transport"
	"harmonium/kernel/wire"
)

// subject is a kernel process with a client that has no more manners than are
// needed, so that little but the kernel is measured.
type subject struct {
	cmd     *exec.Cmd
	dir     string
	client  *transport.Client
	codec   *wire.Codec
	self    *wire.Session
	started time.Duration // from the start of the process to its first reply
}

// start starts a kernel and waits for its first kernel_info_reply.
func start(ctx context.Context, argv []string) (*subject, error) {
	dir, err := os.MkdirTemp("", "harmonium-bench-")
	if err != nil {
		return nil, err
	}
	k := &subject{dir: dir, self: wire.NewSession("bench")}
	at := wire.NewConnection()
	if err := k.choosePorts(&at); err != nil {
		return nil, err
	}
	file := filepath.Join(dir, "connection.json")
	if err := at.WriteFile(file); err != nil {
		return nil, err
	}
	if k.codec, err = wire.NewCodec(at.SignatureScheme, at.Key); err != nil {
		return nil, err
	}
	args := slices.Clone(argv)
	for i := range args {
		args[i] = strings.ReplaceAll(args[i], "{connection_file}", file)
	}
	k.cmd = exec.Command(args[0], args[1:]...)
	k.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	k.cmd.Env = append(os.Environ(), "IPYTHONDIR="+dir, "PYDEVD_DISABLE_FILE_VALIDATION=1")
	began := time.Now()
	if err := k.cmd.Start(); err != nil {
		return nil, err
	}
	if k.client, err = transport.Dial(ctx, at, ""); err != nil {
		k.stop()
		return nil, err
	}
	id, err := k.send(transport.Shell, wire.TypeKernelInfoRequest, struct{}{})
	if err == nil {
		_, err = k.await(ctx, transport.Shell, id)
	}
	k.started = time.Since(began)
	if err != nil {
		k.stop()
		return nil, err
	}
	return k, nil
}

// choosePorts finds free ports by opening the sockets once.
func (k *subject) choosePorts(at *wire.Connection) error {
	s, err := transport.Listen(*at, transport.Options{})
	if err != nil {
		return err
	}
	*at = s.Connection()
	return s.Close()
}

func (k *subject) pid() int { return k.cmd.Process.Pid }

// stop ends the process group.
func (k *subject) stop() {
	if k.client != nil {
		k.client.Close()
	}
	syscall.Kill(-k.pid(), syscall.SIGKILL)
	k.cmd.Wait()
	os.RemoveAll(k.dir)
}

func (k *subject) send(on transport.Channel, msgType string, content any) (id string, err error) {
	m, err := k.self.New(msgType, nil, content)
	if err != nil {
		return "", err
	}
	frames, err := k.codec.Encode(&m)
	if err != nil {
		return "", err
	}
	return m.Header.ID, k.client.Send(on, frames)
}

// await waits for a message on a channel that a request caused.
func (k *subject) await(ctx context.Context, on transport.Channel, id string) (wire.Message, error) {
	for {
		frames, err := k.client.Recv(ctx, on)
		if err != nil {
			return wire.Message{}, err
		}
		m, err := k.codec.Decode(frames)
		if err != nil {
			return m, err
		}
		if m.ParentHeader().ID == id {
			return m, nil
		}
	}
}

// subscribed waits until what is published arrives.
func (k *subject) subscribed(ctx context.Context) error {
	for {
		try, cancel := context.WithTimeout(ctx, 200*time.Millisecond)
		id, err := k.send(transport.Shell, wire.TypeKernelInfoRequest, struct{}{})
		if err == nil {
			if _, err = k.await(ctx, transport.Shell, id); err == nil {
				_, err = k.await(try, transport.IOPub, id)
			}
		}
		cancel()
		if err == nil || ctx.Err() != nil {
			return err
		}
	}
}

// seen is what a cell brought.
type seen struct {
	took    time.Duration // from the request to reply and idle
	printed int
	shown   int
}

// cell runs a cell and counts what it brings.
func (k *subject) cell(ctx context.Context, code string) (seen, error) {
	var s seen
	began := time.Now()
	id, err := k.send(transport.Shell, wire.TypeExecuteRequest, wire.ExecuteRequest{Code: code, StoreHistory: true, StopOnError: true})
	if err != nil {
		return s, err
	}
	for idle := false; !idle; {
		m, err := k.await(ctx, transport.IOPub, id)
		if err != nil {
			return s, err
		}
		switch m.Header.Type {
		case wire.TypeStream:
			var out wire.Stream
			if err := m.Decode(&out); err != nil {
				return s, err
			}
			s.printed += len(out.Text)
		case wire.TypeDisplayData:
			s.shown++
		case wire.TypeStatus:
			idle = strings.Contains(string(m.Content), wire.StateIdle)
		}
	}
	reply, err := k.await(ctx, transport.Shell, id)
	if err != nil {
		return s, err
	}
	s.took = time.Since(began)
	var out wire.ExecuteReply
	if err := reply.Decode(&out); err != nil {
		return s, err
	}
	if out.Status != wire.StatusOK {
		return s, fmt.Errorf("%q: %s: %s", code, out.Name, out.Value)
	}
	return s, nil
}

// memory is the resident memory of a process and all that it started, without
// counting shared pages twice; 0 where there is no /proc.
func memory(pid int) (bytes int64) {
	if raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid)); err == nil {
		for line := range strings.Lines(string(raw)) {
			if f := strings.Fields(line); len(f) > 1 && f[0] == "Pss:" {
				kB, _ := strconv.ParseInt(f[1], 10, 64)
				bytes += kB << 10
			}
		}
	}
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, list := range lists {
		raw, _ := os.ReadFile(list)
		for _, child := range strings.Fields(string(raw)) {
			if n, err := strconv.Atoi(child); err == nil {
				bytes += memory(n)
			}
		}
	}
	return bytes
}

// median sorts all and returns its middle.
func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}
