package transport_test

import (
	"bufio"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"harmonium/kernel/transport"
	"harmonium/kernel/wire"
)

// pyzmq starts a script with libzmq's Python binding; lines sent and received
// are its standard input and output.
func pyzmq(t *testing.T, script string, args ...string) (io.Writer, *bufio.Scanner) {
	t.Helper()
	python := "/usr/bin/python3"
	if exec.Command(python, "-c", "import zmq").Run() != nil {
		t.Skip("pyzmq is absent (Debian: python3-zmq)")
	}
	cmd := exec.Command(python, append([]string{"-c", script}, args...)...)
	in, _ := cmd.StdinPipe()
	out, _ := cmd.StdoutPipe()
	var errors strings.Builder
	cmd.Stderr = &errors
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		cmd.Process.Kill()
		cmd.Wait()
		if errors.Len() > 0 {
			t.Error(errors.String())
		}
	})
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	return in, lines
}

func line(t *testing.T, lines *bufio.Scanner, want string) {
	t.Helper()
	if !lines.Scan() || lines.Text() != want {
		t.Fatalf("pyzmq says %q, want %q", lines.Text(), want)
	}
}

// A client over libzmq, with ZMTP heartbeats so short that the connection only
// lives if every PING is answered.
const pyClient = `
import sys, time, zmq
ctx = zmq.Context()
def connect(kind, endpoint, identity=b"py"):
    s = ctx.socket(kind)
    s.linger = 1000
    s.identity = identity
    s.heartbeat_ivl, s.heartbeat_timeout = 50, 200
    s.rcvtimeo = 10000
    if kind == zmq.SUB:
        s.subscribe(b"")
    s.connect(endpoint)
    return s
shell, iopub, hb = [connect(k, e) for k, e in zip((zmq.DEALER, zmq.SUB, zmq.REQ), sys.argv[1:])]
print(b"|".join(iopub.recv_multipart()).decode(), flush=True)
shell.send_multipart([b"request", b"", b"x" * 300])
print(b"|".join(shell.recv_multipart()).decode(), flush=True)
hb.send(b"ping")
print(hb.recv().decode(), flush=True)
time.sleep(0.6)                       # several heartbeats pass
shell.send(b"still here")
print(b"|".join(shell.recv_multipart()).decode(), flush=True)
total = count = 0
while True:
    m = iopub.recv_multipart()
    if m[1] == b"end":
        break
    assert int(m[1]) == count, (m[1], count)
    count += 1
    total += len(m[2])
print(count, total, flush=True)
sys.stdin.read()
`

func TestLibzmqClient(t *testing.T) {
	for _, n := range networks()[:2] {
		t.Run(n.name, func(t *testing.T) {
			s, err := n.listen(n.at(t), transport.Options{Welcome: welcome})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			at := s.Connection()
			_, lines := pyzmq(t, pyClient, at.Endpoint(at.ShellPort), at.Endpoint(at.IOPubPort), at.Endpoint(at.HBPort))
			line(t, lines, "welcome|")
			got, err := s.Recv(soon(t), transport.Shell)
			want(t, got, err, "py", "request", "", strings.Repeat("x", 300))
			s.Send(transport.Shell, frames("py", "reply", "", "1"))
			line(t, lines, "reply||1")
			line(t, lines, "ping")
			got, err = s.Recv(soon(t), transport.Shell)
			want(t, got, err, "py", "still here")
			s.Send(transport.Shell, frames("py", "good"))
			line(t, lines, "good")
			payload := strings.Repeat("y", 1000)
			for i := range 10_000 {
				s.Publish(frames("t", itoa(i), payload))
			}
			s.Publish(frames("t", "end"))
			s.Close() // and all of it still arrives
			line(t, lines, "10000 10000000")
		})
	}
}

// A kernel over libzmq, for our client end.
const pyKernel = `
import sys, zmq
ctx = zmq.Context()
kinds = (zmq.ROUTER, zmq.ROUTER, zmq.ROUTER, zmq.XPUB, zmq.REP)
socks = [ctx.socket(k) for k in kinds]
print(*[s.bind_to_random_port("tcp://127.0.0.1") for s in socks], flush=True)
shell, control, stdin, iopub, hb = socks
print(iopub.recv(), flush=True)
hb.send(hb.recv())
m = shell.recv_multipart()
stdin.send_multipart([m[0], b"name?"])
m.append(stdin.recv_multipart()[1])
iopub.send_multipart([b"t", b"output"])
shell.send_multipart(m)
sys.stdin.read()
`

func TestLibzmqKernel(t *testing.T) {
	_, lines := pyzmq(t, pyKernel)
	if !lines.Scan() {
		t.Fatal("pyzmq tells no ports")
	}
	at := wire.NewConnection()
	ports := []*int{&at.ShellPort, &at.ControlPort, &at.StdinPort, &at.IOPubPort, &at.HBPort}
	for i, word := range strings.Fields(lines.Text()) {
		*ports[i] = atoi(t, word)
	}
	c, err := transport.Dial(soon(t), at, "go")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	line(t, lines, `b'\x01'`)
	if err := c.Ping(soon(t)); err != nil {
		t.Fatal(err)
	}
	c.Send(transport.Shell, frames("request"))
	got, err := c.Recv(soon(t), transport.Stdin)
	want(t, got, err, "name?")
	c.Send(transport.Stdin, frames("Ada"))
	got, err = c.Recv(soon(t), transport.IOPub)
	want(t, got, err, "t", "output")
	got, err = c.Recv(soon(t), transport.Shell)
	want(t, got, err, "request", "Ada")
}

func itoa(n int) string { return strconv.Itoa(n) }

func atoi(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
