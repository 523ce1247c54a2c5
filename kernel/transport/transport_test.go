package transport_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"harmonium/kernel/transport"
	"harmonium/kernel/wire"
)

// network is one of the three ways to carry the channels.
type network struct {
	name   string
	at     func(testing.TB) wire.Connection
	listen func(wire.Connection, transport.Options) (*transport.Server, error)
	dial   func(context.Context, wire.Connection, string) (*transport.Client, error)
}

func networks() []network {
	memory := new(transport.Memory)
	tcp := func(testing.TB) wire.Connection { return wire.NewConnection() }
	ipc := func(t testing.TB) wire.Connection {
		return wire.Connection{Transport: "ipc", IP: filepath.Join(t.TempDir(), "k")}
	}
	return []network{
		{"tcp", tcp, transport.Listen, transport.Dial},
		{"ipc", ipc, transport.Listen, transport.Dial},
		{"memory", tcp, memory.Listen, memory.Dial},
	}
}

func welcome(topic string) [][]byte { return frames("welcome", topic) }

func frames(parts ...string) [][]byte {
	out := make([][]byte, len(parts))
	for i, p := range parts {
		out[i] = []byte(p)
	}
	return out
}

func soon(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func server(t testing.TB, o transport.Options) *transport.Server {
	t.Helper()
	s, err := transport.Listen(wire.NewConnection(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func client(t testing.TB, s *transport.Server, identity string) *transport.Client {
	t.Helper()
	c, err := transport.Dial(soon(t), s.Connection(), identity)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func want(t testing.TB, got [][]byte, err error, parts ...string) {
	t.Helper()
	if err != nil {
		t.Fatalf("error %v, want %q", err, parts)
	}
	if s := bytes.Join(got, []byte("|")); string(s) != strings.Join(parts, "|") {
		t.Fatalf("got %.100q, want %.100q", s, strings.Join(parts, "|"))
	}
}

func TestFiveChannels(t *testing.T) {
	for _, n := range networks() {
		t.Run(n.name, func(t *testing.T) {
			ctx := soon(t)
			s, err := n.listen(n.at(t), transport.Options{Welcome: welcome})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			c, err := n.dial(ctx, s.Connection(), "me")
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			long := strings.Repeat("x", 3<<20)
			for ch := transport.Shell; ch <= transport.Stdin; ch++ {
				c.Send(ch, frames("request", "", long))
				got, err := s.Recv(ctx, ch)
				want(t, got, err, "me", "request", "", long)
				if err := s.Send(ch, frames("me", "reply", ch.String())); err != nil {
					t.Fatal(err)
				}
				got, err = c.Recv(ctx, ch)
				want(t, got, err, "reply", ch.String())
			}
			got, err := c.Recv(ctx, transport.IOPub)
			want(t, got, err, "welcome", "")
			s.Publish(frames("topic", long))
			got, err = c.Recv(ctx, transport.IOPub)
			want(t, got, err, "topic", long)
			if err := c.Ping(ctx); err != nil {
				t.Fatal(err)
			}
			if err := s.Send(transport.Shell, frames("stranger", "reply")); err != transport.ErrNoPeer {
				t.Errorf("a message to nobody: %v, want ErrNoPeer", err)
			}
		})
	}
}

func TestPortsInUse(t *testing.T) {
	s := server(t, transport.Options{})
	if _, err := transport.Listen(s.Connection(), transport.Options{}); err == nil {
		t.Error("two servers listen at the same ports")
	}
	at := wire.NewConnection()
	at.HBPort = s.Connection().HBPort // the last one is taken: the four before it must be let go
	before := descriptors(t)
	if _, err := transport.Listen(at, transport.Options{}); err == nil {
		t.Error("two heartbeats listen at the same port")
	}
	if after := descriptors(t); after > before {
		t.Errorf("%d descriptors, %d before", after, before)
	}
}

// A peer that connects and says nothing must not keep others out.
func TestMutePeer(t *testing.T) {
	s := server(t, transport.Options{Welcome: welcome})
	at := s.Connection()
	for _, port := range []int{at.ShellPort, at.ControlPort, at.StdinPort, at.IOPubPort, at.HBPort} {
		for range 3 {
			mute, err := net.Dial("tcp", fmt.Sprint(at.IP, ":", port))
			if err != nil {
				t.Fatal(err)
			}
			defer mute.Close()
		}
	}
	start := time.Now()
	c := client(t, s, "me")
	if err := c.Ping(soon(t)); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took > 10*time.Second { // three times the handshake's deadline is 15 s
		t.Errorf("a good client waited %v", took)
	}
}

// greeting is what a ZMTP 3.0 peer with NULL security says first.
func greeting() []byte {
	g := make([]byte, 64)
	g[0], g[9], g[10] = 0xff, 0x7f, 3
	copy(g[12:], "NULL")
	return g
}

// ready is a READY command for a socket type.
func ready(kind string) []byte {
	body := "\x05READY\x0bSocket-Type" + string(binary.BigEndian.AppendUint32(nil, uint32(len(kind)))) + kind
	return append([]byte{4, byte(len(body))}, body...)
}

// Garbage on any port, at any stage, ends that connection and nothing else.
func TestGarbage(t *testing.T) {
	s := server(t, transport.Options{Welcome: welcome})
	at := s.Connection()
	// 2⁴⁶ bytes: what Go still tries to allocate, and what no machine has.
	const huge = "\x00\x00\x40\x00\x00\x00\x00\x00"
	for _, port := range []int{at.ShellPort, at.IOPubPort, at.HBPort} {
		for name, text := range map[string]string{
			"HTTP":             "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" + strings.Repeat(" ", 64),
			"huge READY":       string(greeting()) + "\x06" + huge,
			"split READY":      string(greeting()) + strings.Repeat("\x05\x00", 100),
			"READY cut short":  string(greeting()) + "\x04\x08\x05READY\x0bS",
			"READY lying":      string(greeting()) + "\x04\x0a\x05READY\x01S\xff\xff",
			"unknown type":     string(greeting()) + string(ready("NONSENSE")),
			"wrong type":       string(greeting()) + string(ready("PUSH")),
			"huge frame":       string(greeting()) + string(ready("DEALER")) + "\x02" + huge,
			"empty command":    string(greeting()) + string(ready("DEALER")) + "\x04\x00",
			"command too long": string(greeting()) + string(ready("DEALER")) + "\x04\x01\xff",
			"empty frames":     string(greeting()) + string(ready("SUB")) + "\x00\x00\x01\x00\x00\x00",
			"cancel first":     string(greeting()) + string(ready("SUB")) + "\x00\x01\x00",
		} {
			rw, err := net.Dial("tcp", fmt.Sprint(at.IP, ":", port))
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			io.WriteString(rw, text)
			rw.(*net.TCPConn).CloseWrite()
			rw.SetReadDeadline(time.Now().Add(3 * time.Second))
			if _, err := io.Copy(io.Discard, rw); errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("%s: the connection stays open", name)
			}
			rw.Close()
		}
	}
	c := client(t, s, "me")
	if err := c.Ping(soon(t)); err != nil {
		t.Error(err)
	}
	got, err := c.Recv(soon(t), transport.IOPub)
	want(t, got, err, "welcome", "")
}

// A promise of much data costs nothing until the data comes.
func TestPromisesCostNothing(t *testing.T) {
	s := server(t, transport.Options{})
	before := heap()
	for range 8 {
		rw, err := net.Dial("tcp", fmt.Sprint("127.0.0.1:", s.Connection().ShellPort))
		if err != nil {
			t.Fatal(err)
		}
		defer rw.Close()
		io.WriteString(rw, string(greeting())+string(ready("DEALER"))+"\x02\x00\x00\x00\x00\x3f\xff\xff\xff"+"a few bytes")
	}
	time.Sleep(100 * time.Millisecond)
	if after := heap(); after > before+100<<20 {
		t.Errorf("%d MB for 8 GB that were only promised", (after-before)>>20)
	}
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// PING is answered with PONG and its context, and is no message to anybody.
func TestPing(t *testing.T) {
	s := server(t, transport.Options{})
	rw, err := net.Dial("tcp", fmt.Sprint("127.0.0.1:", s.Connection().ShellPort))
	if err != nil {
		t.Fatal(err)
	}
	defer rw.Close()
	io.WriteString(rw, string(greeting())+string(ready("DEALER"))+"\x04\x0a\x04PING\x00\x05abc"+"\x00\x02hi")
	got, err := s.Recv(soon(t), transport.Shell)
	if err != nil || len(got) != 2 || string(got[1]) != "hi" {
		t.Fatalf("received %q, error %v", got, err)
	}
	if err := s.Send(transport.Shell, [][]byte{got[0], []byte("bye")}); err != nil {
		t.Fatal(err)
	}
	rw.SetReadDeadline(time.Now().Add(5 * time.Second))
	answer := make([]byte, 0, 1000)
	for !bytes.Contains(answer, []byte("bye")) {
		chunk := make([]byte, 100)
		n, err := rw.Read(chunk)
		if err != nil {
			t.Fatalf("%v after %q", err, answer)
		}
		answer = append(answer, chunk[:n]...)
	}
	if !bytes.HasSuffix(answer, []byte("\x04\x08\x04PONGabc\x00\x03bye")) {
		t.Errorf("the answers are %q", answer)
	}
}

// Every subscription is welcomed, before anything else, also while the kernel
// is publishing without a pause.
func TestWelcomeComesFirst(t *testing.T) {
	s := server(t, transport.Options{Welcome: welcome})
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				s.Publish(frames("noise"))
			}
		}
	})
	for range 20 {
		c, err := transport.Dial(soon(t), s.Connection(), "")
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.Recv(soon(t), transport.IOPub)
		want(t, got, err, "welcome", "")
		c.Close()
	}
	close(stop)
	wg.Wait()
}

// What was sent before Close arrives, on every channel.
func TestLastMessageBeforeClose(t *testing.T) {
	for _, n := range networks() {
		t.Run(n.name, func(t *testing.T) {
			for range 50 {
				s, err := n.listen(n.at(t), transport.Options{Welcome: welcome})
				if err != nil {
					t.Fatal(err)
				}
				c, err := n.dial(soon(t), s.Connection(), "me")
				if err != nil {
					t.Fatal(err)
				}
				got, err := c.Recv(soon(t), transport.IOPub)
				want(t, got, err, "welcome", "")
				c.Send(transport.Control, frames("shutdown_request"))
				if _, err := s.Recv(soon(t), transport.Control); err != nil {
					t.Fatal(err)
				}
				c.Send(transport.Shell, frames("not read by anybody")) // unread input must not turn FIN into RST
				last := strings.Repeat("last", 200_000)
				s.Publish(frames("t", last))
				s.Send(transport.Control, frames("me", "shutdown_reply"))
				s.Close()
				got, err = c.Recv(soon(t), transport.IOPub)
				want(t, got, err, "t", last)
				got, err = c.Recv(soon(t), transport.Control)
				want(t, got, err, "shutdown_reply")
				if _, err := c.Recv(soon(t), transport.Shell); err == nil {
					t.Fatal("the client does not notice that the kernel has gone")
				}
				c.Close()
			}
		})
	}
}

// A client that goes on sending while the kernel closes still gets the last
// answer: TCP must not throw it away because of what came in unread.
func TestLastAnswerToABusyClient(t *testing.T) {
	for range 20 {
		s := server(t, transport.Options{})
		c := client(t, s, "me")
		stop := make(chan struct{})
		var wg sync.WaitGroup
		wg.Go(func() {
			for noise := make([]byte, 10_000); ; {
				select {
				case <-stop:
					return
				default:
					c.Send(transport.Shell, [][]byte{noise})
				}
			}
		})
		if _, err := s.Recv(soon(t), transport.Shell); err != nil {
			t.Fatal(err)
		}
		last := strings.Repeat("last", 100_000)
		s.Send(transport.Shell, frames("me", last))
		s.Close()
		got, err := c.Recv(soon(t), transport.Shell)
		close(stop)
		wg.Wait()
		want(t, got, err, last)
	}
}

// A killed kernel leaves its socket files behind; the next one takes over. A
// living one is left alone.
func TestStaleIPC(t *testing.T) {
	at := wire.Connection{Transport: "ipc", IP: filepath.Join(t.TempDir(), "k"),
		ShellPort: 1, ControlPort: 2, StdinPort: 3, IOPubPort: 4, HBPort: 5}
	stale, err := net.Listen("unix", at.IP+"-4")
	if err != nil {
		t.Fatal(err)
	}
	stale.(*net.UnixListener).SetUnlinkOnClose(false)
	stale.Close()
	s, err := transport.Listen(at, transport.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := transport.Listen(at, transport.Options{}); err == nil || !strings.Contains(err.Error(), "in use") {
		t.Errorf("a second server on the same files: %v", err)
	}
	if _, err := os.Stat(at.IP + "-1"); err != nil {
		t.Errorf("the second server took the first one's file away: %v", err)
	}
	os.WriteFile(at.IP+"-9", []byte("precious"), 0o600)
	at.ShellPort, at.ControlPort, at.StdinPort, at.IOPubPort, at.HBPort = 9, 10, 11, 12, 13
	if _, err := transport.Listen(at, transport.Options{}); err == nil {
		t.Error("an ordinary file was replaced by a socket")
	}
}

// Two clients with the same identity: the later one gets the answers.
func TestIdentityTakenOver(t *testing.T) {
	s := server(t, transport.Options{})
	var old, young *transport.Client
	for _, c := range []**transport.Client{&old, &young} {
		*c = client(t, s, "me")
		(*c).Send(transport.Shell, frames("hello"))
		got, err := s.Recv(soon(t), transport.Shell) // now the server has it
		want(t, got, err, "me", "hello")
	}
	s.Send(transport.Shell, frames("me", "answer"))
	got, err := young.Recv(soon(t), transport.Shell)
	want(t, got, err, "answer")
	old.Close()
	s.Send(transport.Shell, frames("me", "again"))
	got, err = young.Recv(soon(t), transport.Shell)
	want(t, got, err, "again")
}

// TestMain also is the subscriber that other tests start as a process, to stop it.
func TestMain(m *testing.M) {
	if at := os.Getenv("TRANSPORT_TEST_PEER"); at != "" {
		c, err := wire.ReadConnection(at)
		if err == nil {
			err = beAPeer(c)
		}
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// beAPeer subscribes, says hello on shell as "peer" and reads all it gets.
func beAPeer(at wire.Connection) error {
	ctx := context.Background()
	c, err := transport.Dial(ctx, at, "peer")
	if err != nil {
		return err
	}
	if _, err := c.Recv(ctx, transport.IOPub); err != nil {
		return err
	}
	if err := c.Send(transport.Shell, frames("hello")); err != nil {
		return err
	}
	for {
		if _, err := c.Recv(ctx, transport.IOPub); err != nil {
			return err
		}
	}
}

// stoppedPeer starts a process that subscribes to s and stops it with SIGSTOP.
func stoppedPeer(t *testing.T, s *transport.Server) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "connection.json")
	if err := s.Connection().WriteFile(path); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "TRANSPORT_TEST_PEER="+path)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	got, err := s.Recv(soon(t), transport.Shell)
	want(t, got, err, "peer", "hello")
	if err := cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	time.Sleep(50 * time.Millisecond)
}

// A subscriber whose process is stopped costs the others Patience once; they
// get every message, and memory stays bounded.
func TestStoppedSubscriber(t *testing.T) {
	const patience, count = 300 * time.Millisecond, 1000
	s := server(t, transport.Options{Welcome: welcome, Queue: 8 << 20, Patience: patience})
	stoppedPeer(t, s)
	good := client(t, s, "good")
	got, err := good.Recv(soon(t), transport.IOPub)
	want(t, got, err, "welcome", "")
	payload := strings.Repeat("x", 50_000)
	longest := time.Duration(0)
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := range count { // 50 MB: more than the queue and the kernel's buffers hold
			start := time.Now()
			if err := s.Publish(frames("t", fmt.Sprint(i), payload)); err != nil {
				t.Error(err)
			}
			longest = max(longest, time.Since(start))
		}
	})
	for i := range count {
		got, err := good.Recv(soon(t), transport.IOPub)
		want(t, got, err, "t", fmt.Sprint(i), payload)
	}
	wg.Wait()
	if longest < patience/2 {
		t.Errorf("the longest publication took %v: the test never filled the stopped peer's queue", longest)
	}
	// Nobody waits for the stopped one any more: or these would take 60 s.
	ctx := soon(t)
	for range 200 {
		s.Publish(frames("t", "after"))
		got, err = good.Recv(ctx, transport.IOPub)
		want(t, got, err, "t", "after")
	}
}

// A stopped client does not hold up the answers to another, and Close does not
// wait for it longer than Linger.
func TestStoppedClient(t *testing.T) {
	s := server(t, transport.Options{Welcome: welcome, Queue: 4 << 20, Patience: 300 * time.Millisecond, Linger: 500 * time.Millisecond})
	stoppedPeer(t, s)
	good := client(t, s, "good")
	var wg sync.WaitGroup
	wg.Go(func() {
		for range 20 {
			if s.Send(transport.Shell, [][]byte{[]byte("peer"), make([]byte, 2<<20)}) != nil {
				return
			}
		}
		t.Error("40 MB went to a process that is stopped")
	})
	for range 50 {
		good.Send(transport.Shell, frames("request"))
		got, err := s.Recv(soon(t), transport.Shell)
		want(t, got, err, "good", "request")
		s.Send(transport.Shell, frames("good", "reply"))
		got, err = good.Recv(soon(t), transport.Shell)
		want(t, got, err, "reply")
	}
	wg.Wait()
	s.Publish([][]byte{[]byte("t"), make([]byte, 8<<20)}) // stays in the stopped peer's queue
	start := time.Now()
	s.Close()
	if took := time.Since(start); took > 10*time.Second { // without the deadline, for ever
		t.Errorf("Close took %v, with a linger of 0.5 s", took)
	}
}

// Nothing is left after Close: no goroutine, no descriptor.
func TestNoLeaks(t *testing.T) {
	for _, n := range networks() {
		t.Run(n.name, func(t *testing.T) {
			before, files := runtime.NumGoroutine(), descriptors(t)
			for range 10 {
				s, err := n.listen(n.at(t), transport.Options{Welcome: welcome})
				if err != nil {
					t.Fatal(err)
				}
				var clients []*transport.Client
				for range 3 {
					ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
					c, err := n.dial(ctx, s.Connection(), "")
					cancel()
					if err != nil {
						t.Fatal(err)
					}
					c.Send(transport.Shell, frames("unread"))
					clients = append(clients, c)
				}
				s.Publish(frames("unread"))
				clients[0].Close()
				s.Close()
				clients[1].Close()
				clients[2].Close()
			}
			deadline := time.Now().Add(5 * time.Second)
			for runtime.NumGoroutine() > before && time.Now().Before(deadline) {
				time.Sleep(10 * time.Millisecond)
			}
			if after := runtime.NumGoroutine(); after > before {
				buf := make([]byte, 1<<20)
				t.Errorf("%d goroutines, %d before:\n%s", after, before, buf[:runtime.Stack(buf, true)])
			}
			if after := descriptors(t); after > files {
				t.Errorf("%d descriptors, %d before", after, files)
			}
		})
	}
}

func descriptors(t *testing.T) int {
	t.Helper()
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip("this system has no /proc to count descriptors in")
	}
	return len(list)
}

// A client gives up when its context ends, whether nobody listens or somebody
// listens and says nothing.
func TestDialGivesUp(t *testing.T) {
	mute, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer mute.Close()
	at := wire.NewConnection()
	port := transport.Port(mute.Addr())
	for _, p := range []int{port, 1} {
		at.ShellPort, at.ControlPort, at.StdinPort, at.IOPubPort, at.HBPort = p, p, p, p, p
		ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
		start := time.Now()
		if _, err := transport.Dial(ctx, at, ""); err == nil {
			t.Error("dialled a port where no kernel is")
		}
		if took := time.Since(start); took > 4*time.Second { // the handshake alone would wait 5 s
			t.Errorf("gave up after %v", took)
		}
		cancel()
	}
}

func BenchmarkRoundTrip(b *testing.B) {
	for _, n := range networks() {
		b.Run(n.name, func(b *testing.B) {
			s, err := n.listen(n.at(b), transport.Options{})
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			ctx := context.Background()
			c, err := n.dial(ctx, s.Connection(), "me")
			if err != nil {
				b.Fatal(err)
			}
			defer c.Close()
			go func() {
				for {
					m, err := s.Recv(ctx, transport.Shell)
					if err != nil {
						return
					}
					s.Send(transport.Shell, m)
				}
			}()
			for b.Loop() {
				c.Send(transport.Shell, frames("a", "b", "c"))
				c.Recv(ctx, transport.Shell)
			}
		})
	}
}

func BenchmarkPublish(b *testing.B) {
	s := server(b, transport.Options{})
	c := client(b, s, "me")
	time.Sleep(100 * time.Millisecond) // the subscription
	m := [][]byte{[]byte("t"), make([]byte, 1000)}
	b.SetBytes(1000)
	go func() {
		for range b.N {
			s.Publish(m)
		}
	}()
	for range b.N {
		c.Recv(context.Background(), transport.IOPub)
	}
}
