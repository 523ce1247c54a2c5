package client_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"harmonium/kernel/client"
	"harmonium/kernel/transport"
	"harmonium/kernel/wire"
)

func soon(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// fake is the smallest kernel: a cell's code says what it does.
type fake struct {
	over    transport.Kernel
	codec   *wire.Codec
	session *wire.Session
	stop    context.CancelFunc
}

func (f *fake) publish(cause *wire.Message, kind string, content any) {
	m, _ := f.session.New(kind, cause, content)
	m.Identities = [][]byte{[]byte(kind)}
	frames, _ := f.codec.Encode(&m)
	f.over.Publish(frames)
}

func (f *fake) reply(ch transport.Channel, cause *wire.Message, kind string, content any) {
	m, _ := f.session.New(kind, cause, content)
	frames, _ := f.codec.Encode(&m)
	f.over.Send(ch, frames)
}

func (f *fake) serve(ctx context.Context, ch transport.Channel) {
	for {
		frames, err := f.over.Recv(ctx, ch)
		if err != nil {
			return
		}
		if req, err := f.codec.Decode(frames); err == nil {
			f.publish(&req, wire.TypeStatus, wire.Status{State: wire.StateBusy})
			f.handle(ctx, ch, req)
			f.publish(&req, wire.TypeStatus, wire.Status{State: wire.StateIdle})
		}
	}
}

func (f *fake) handle(ctx context.Context, ch transport.Channel, req wire.Message) {
	switch req.Header.Type {
	case wire.TypeKernelInfoRequest:
		f.reply(ch, &req, wire.TypeKernelInfoReply, wire.KernelInfoReply{Status: "ok", Implementation: "fake"})
	case wire.TypeShutdownRequest:
		f.reply(ch, &req, wire.TypeShutdownReply, wire.ShutdownReply{Status: "ok"})
		go f.stop()
	case wire.TypeExecuteRequest:
		var in wire.ExecuteRequest
		req.Decode(&in)
		switch {
		case in.Code == "ask":
			f.reply(transport.Stdin, &req, wire.TypeInputRequest, wire.InputRequest{Prompt: "name?"})
			frames, err := f.over.Recv(ctx, transport.Stdin)
			if err != nil {
				return
			}
			m, _ := f.codec.Decode(frames)
			var line wire.InputReply
			m.Decode(&line)
			f.publish(&req, wire.TypeStream, wire.Stream{Name: "stdout", Text: "hello " + line.Value})
		case in.Code == "hang":
			return
		case strings.HasPrefix(in.Code, "print"):
			for i := range 1000 {
				f.publish(&req, wire.TypeStream, wire.Stream{Name: "stdout", Text: fmt.Sprint(i)})
			}
		}
		f.reply(ch, &req, wire.TypeExecuteReply, wire.ExecuteReply{Status: "ok", ExecutionCount: 7})
	}
}

// startFake runs a fake kernel at an address until the context it returns ends.
func startFake(at wire.Connection, listen func(wire.Connection, transport.Options) (*transport.Server, error)) (*transport.Server, context.Context, error) {
	codec, _ := wire.NewCodec(at.SignatureScheme, at.Key)
	session := wire.NewSession("kernel")
	s, err := listen(at, transport.Options{Welcome: func(topic string) [][]byte {
		m, _ := session.New(wire.TypeWelcome, nil, wire.Welcome{Subscription: topic})
		m.Identities = [][]byte{[]byte("welcome")}
		frames, _ := codec.Encode(&m)
		return frames
	}})
	if err != nil {
		return nil, nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	f := &fake{over: s, codec: codec, session: session, stop: stop}
	go f.serve(ctx, transport.Shell)
	go f.serve(ctx, transport.Control)
	return s, ctx, nil
}

func inMemory(t *testing.T) (*client.Client, *transport.Server) {
	t.Helper()
	network := new(transport.Memory)
	s, _, err := startFake(wire.NewConnection(), network.Listen)
	if err != nil {
		t.Fatal(err)
	}
	over, err := network.Dial(soon(t), s.Connection(), "")
	if err != nil {
		t.Fatal(err)
	}
	c, err := client.New(over, s.Connection(), client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(); s.Close() })
	if err := c.Ready(soon(t)); err != nil {
		t.Fatal(err)
	}
	return c, s
}

func TestExecute(t *testing.T) {
	c, _ := inMemory(t)
	var got []string
	reply, err := c.Execute(soon(t), wire.ExecuteRequest{Code: "print"}, client.Request{Output: func(m wire.Message) {
		got = append(got, m.Header.Type)
	}})
	if err != nil || reply.ExecutionCount != 7 {
		t.Fatalf("reply %+v, error %v", reply, err)
	}
	if len(got) != 1002 || got[0] != "status" || got[1] != "stream" || got[1001] != "status" {
		t.Errorf("%d messages were published, want busy, 1000 streams, idle", len(got))
	}
}

func TestInput(t *testing.T) {
	c, _ := inMemory(t)
	var said string
	_, err := c.Execute(soon(t), wire.ExecuteRequest{Code: "ask", AllowStdin: true}, client.Request{
		Input: func(_ context.Context, in wire.InputRequest) (string, error) { return "to " + in.Prompt, nil },
		Output: func(m wire.Message) {
			var s wire.Stream
			if m.Header.Type == wire.TypeStream && m.Decode(&s) == nil {
				said += s.Text
			}
		},
	})
	if err != nil || said != "hello to name?" {
		t.Errorf("said %q, error %v", said, err)
	}
}

func TestTimeout(t *testing.T) {
	c, _ := inMemory(t)
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if _, err := c.Execute(ctx, wire.ExecuteRequest{Code: "hang"}, client.Request{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want a deadline", err)
	}
	if _, err := c.KernelInfo(soon(t)); err != nil {
		t.Errorf("after a request that was given up: %v", err)
	}
}

func TestKernelGoes(t *testing.T) {
	c, s := inMemory(t)
	time.AfterFunc(50*time.Millisecond, func() { s.Close() })
	if _, err := c.Execute(soon(t), wire.ExecuteRequest{Code: "hang"}, client.Request{}); err == nil || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the kernel went away: %v", err)
	}
}

// TestMain also is the kernel process that tests start.
func TestMain(m *testing.M) {
	switch mode := os.Getenv("CLIENT_TEST_KERNEL"); mode {
	case "":
		os.Exit(m.Run())
	case "fails":
		fmt.Fprintln(os.Stderr, "no such thing")
		os.Exit(3)
	case "mute":
		time.Sleep(time.Minute)
	default:
		if err := beAKernel(os.Args[1]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

func beAKernel(file string) error {
	raw, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if !wire.IsRegistration(raw) {
		at, err := wire.ParseConnection(raw)
		if err != nil {
			return err
		}
		s, done, err := startFake(at, transport.Listen)
		if err != nil {
			return err
		}
		<-done.Done()
		return s.Close()
	}
	r, err := wire.ReadRegistration(file)
	if err != nil {
		return err
	}
	at := wire.NewConnection()
	at.Key = r.Key
	s, done, err := startFake(at, transport.Listen)
	if err != nil {
		return err
	}
	d, err := transport.DialDealer(context.Background(), r.Endpoint(), "")
	if err != nil {
		return err
	}
	at = s.Connection()
	codec, _ := wire.NewCodec(r.SignatureScheme, r.Key)
	frames, _ := codec.EncodeSingle(nil, wire.Ports{
		KernelID: r.KernelID, ShellPort: wire.Port(at.ShellPort), IOPubPort: wire.Port(at.IOPubPort),
		StdinPort: wire.Port(at.StdinPort), ControlPort: wire.Port(at.ControlPort), HBPort: wire.Port(at.HBPort),
	})
	d.Send(frames)
	if _, err := d.Recv(context.Background()); err != nil {
		return err
	}
	d.Close()
	<-done.Done()
	return s.Close()
}

func TestStart(t *testing.T) {
	for _, handshake := range []bool{false, true} {
		t.Run(fmt.Sprint("handshake ", handshake), func(t *testing.T) {
			k, err := client.Start(soon(t), client.Command{
				Argv: []string{os.Args[0], "{connection_file}"}, Env: []string{"CLIENT_TEST_KERNEL=good"}, Handshake: handshake,
			})
			if err != nil {
				t.Fatal(err)
			}
			info, err := k.KernelInfo(soon(t))
			if err != nil || info.Implementation != "fake" {
				t.Errorf("info %+v, error %v", info, err)
			}
			if err := k.Stop(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestStartFails(t *testing.T) {
	start := func(mode string, patience time.Duration, argv ...string) string {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		k, err := client.Start(ctx, client.Command{Argv: argv, Env: []string{"CLIENT_TEST_KERNEL=" + mode}})
		if err == nil {
			k.Stop()
			return "it started"
		}
		return err.Error()
	}
	if got := start("fails", 10*time.Second, os.Args[0], "x"); !strings.Contains(got, "exit status 3") || !strings.Contains(got, "no such thing") {
		t.Error(got)
	}
	if got := start("mute", 200*time.Millisecond, os.Args[0], "x"); !strings.Contains(got, "does not answer") {
		t.Error(got)
	}
	if got := start("", time.Second, "/no/such/kernel"); !strings.Contains(got, "/no/such/kernel") {
		t.Error(got)
	}
	if got := start("", time.Second); !strings.Contains(got, "no command") {
		t.Error(got)
	}
}

// The reference kernel, over libzmq.
func TestIpykernel(t *testing.T) {
	const python = "/usr/bin/python3"
	if exec.Command(python, "-c", "import ipykernel").Run() != nil {
		t.Skip("ipykernel is absent (Debian: python3-ipykernel)")
	}
	k, err := client.Start(soon(t), client.Command{
		Argv: []string{python, "-m", "ipykernel_launcher", "-f", "{connection_file}"},
		Env:  []string{"IPYTHONDIR=" + t.TempDir()},
	})
	if err != nil {
		t.Fatal(err)
	}
	var outputs []string
	reply, err := k.Execute(soon(t), wire.ExecuteRequest{
		Code: "print(input('n?')); 6*7", AllowStdin: true, StoreHistory: true, UserExpressions: map[string]string{"a": "1+1"},
	}, client.Request{
		Input: func(context.Context, wire.InputRequest) (string, error) { return "Ada", nil },
		Output: func(m wire.Message) {
			if content := wire.NewContent(m.Header.Type); content == nil || m.Decode(content) != nil {
				t.Errorf("cannot read %s: %s", m.Header.Type, m.Content)
			}
			outputs = append(outputs, m.Header.Type)
		},
	})
	if err != nil || reply.Status != "ok" || reply.ExecutionCount != 1 {
		t.Fatalf("reply %+v, error %v", reply, err)
	}
	if got := strings.Join(outputs, " "); got != "status execute_input stream execute_result status" {
		t.Errorf("published %s", got)
	}
	if raw, _ := json.Marshal(reply.UserExpressions); !strings.Contains(string(raw), `"text/plain":"2"`) {
		t.Errorf("user expressions %s", raw)
	}
	if err := k.Ping(soon(t)); err != nil {
		t.Error(err)
	}
	// Python's interpreter may take its time to end on a busy machine.
	if err := k.Stop(); err != nil && !errors.Is(err, client.ErrKilled) {
		t.Error(err)
	}
}
