package kernel_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"harmonium/kernel"
	"harmonium/kernel/wire"
)

// patience is how long a test waits for what must come; only a failing test
// takes that long.
const patience = 10 * time.Second

// talk is a conversation with a kernel: the client's side of it.
type talk struct {
	t       *testing.T
	session *fake
	kernel  *kernel.Kernel
	peer    *wire.Session
	log     *logBuffer
	send    func(to kernel.Channel, m wire.Message)
	inbox   map[kernel.Channel]chan wire.Message
	ended   chan struct{} // closed when Serve has returned
	cancel  context.CancelFunc
}

// start begins a conversation over memory with a kernel on a fake session.
func start(t *testing.T, prepare ...func(*kernel.Kernel, *fake)) *talk {
	t.Helper()
	c := &talk{t: t, session: newFake(), peer: wire.NewSession("tester"), log: &logBuffer{}, ended: make(chan struct{})}
	m := newMemory(t)
	c.send, c.inbox = m.deliver, m.inbox
	c.kernel = kernel.New(c.session, m, kernel.Config{
		Version: "1.2.3", Log: slog.New(slog.NewTextHandler(c.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	for _, p := range prepare {
		p(c.kernel, c.session)
	}
	ctx, cancel := context.WithCancel(t.Context())
	c.cancel = cancel
	go func() { defer close(c.ended); c.kernel.Serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		<-c.ended
		if t.Failed() {
			t.Log(c.log.String())
		}
	})
	first := c.next(kernel.IOPub)
	if got := brief(first); got != "status starting" || string(first.Parent) != "{}" {
		t.Fatalf("the first message is %q with parent %s, want status starting without a parent", got, first.Parent)
	}
	return c
}

// say sends a request on a channel and returns its id.
func (c *talk) say(on kernel.Channel, msgType string, content any) string {
	return c.sayTo("", on, msgType, content)
}

// sayTo is say to a subshell.
func (c *talk) sayTo(subshell string, on kernel.Channel, msgType string, content any) string {
	c.t.Helper()
	m, err := c.peer.New(msgType, nil, content)
	if err != nil {
		c.t.Fatal(err)
	}
	m.Header.SubshellID = subshell
	m.Identities = [][]byte{[]byte("client"), []byte("two")}
	c.send(on, m)
	return m.Header.ID
}

// run sends an execute_request.
func (c *talk) run(code string) string {
	return c.say(kernel.Shell, wire.TypeExecuteRequest, wire.ExecuteRequest{Code: code, StoreHistory: true, StopOnError: true, AllowStdin: true})
}

// next is the next message on a channel.
func (c *talk) next(on kernel.Channel) wire.Message {
	c.t.Helper()
	select {
	case m := <-c.inbox[on]:
		return m
	case <-time.After(patience):
		c.t.Fatalf("nothing came on %s\n%s", on, c.log)
	}
	panic("unreachable")
}

// reply waits for the reply to a request on the channel where it belongs, and
// decodes it.
func (c *talk) reply(on kernel.Channel, id string, into any) wire.Message {
	c.t.Helper()
	m := c.next(on)
	if m.ParentHeader().ID != id {
		c.t.Fatalf("on %s came %s for %s, want the reply to %s", on, brief(m), m.ParentHeader().ID, id)
	}
	if string(bytes.Join(m.Identities, []byte("/"))) != "client/two" {
		c.t.Errorf("identities of %s are %q", m.Header.Type, m.Identities)
	}
	if into != nil {
		if err := m.Decode(into); err != nil {
			c.t.Fatal(err)
		}
	}
	return m
}

// ask sends a request and decodes its reply.
func ask[T any](c *talk, on kernel.Channel, msgType string, content any) (reply T) {
	c.t.Helper()
	c.reply(on, c.say(on, msgType, content), &reply)
	return reply
}

// published collects what is published for a request until it is idle, in brief.
func (c *talk) published(id string) []string {
	c.t.Helper()
	var all []string
	for {
		m := c.next(kernel.IOPub)
		if m.ParentHeader().ID != id {
			continue
		}
		all = append(all, brief(m))
		if all[len(all)-1] == "status idle" {
			return all
		}
	}
}

// expect compares what was published for a request with a transcript, one line
// a message, busy and idle left out but required.
func (c *talk) expect(id, transcript string) {
	c.t.Helper()
	got := c.published(id)
	want := slices.Concat([]string{"status busy"}, nonEmptyLines(transcript), []string{"status idle"})
	if !slices.Equal(got, want) {
		c.t.Errorf("published:\n\t%s\nwant:\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

// quiet fails if anything comes on a channel within a short while.
func (c *talk) quiet(on kernel.Channel) {
	c.t.Helper()
	select {
	case m := <-c.inbox[on]:
		c.t.Errorf("on %s came %s, want nothing", on, brief(m))
	case <-time.After(50 * time.Millisecond):
	}
}

func nonEmptyLines(s string) []string {
	var all []string
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}

// brief is a message in one line: its type and what matters of its content.
func brief(m wire.Message) string {
	var content map[string]any
	if json.Unmarshal(m.Content, &content) != nil {
		return m.Header.Type + " ?"
	}
	parts := []string{m.Header.Type}
	for _, field := range []string{
		"execution_state", "execution_count", "status", "code", "name", "text", "data", "transient",
		"ename", "evalue", "wait", "restart", "comm_id", "prompt", "password",
	} {
		switch v := content[field].(type) {
		case nil:
		case map[string]any:
			if len(v) > 0 {
				raw, _ := json.Marshal(v)
				parts = append(parts, string(raw))
			}
		case string:
			parts = append(parts, strings.ReplaceAll(strings.TrimSuffix(v, "\n"), "\n", "\\n"))
		default:
			parts = append(parts, fmt.Sprint(v))
		}
	}
	return strings.TrimSpace(strings.Join(parts, " "))
}

// memory is a Transport without sockets. Messages go through the codec, so that
// what is compared is what would be sent.
type memory struct {
	t        *testing.T
	codec    *wire.Codec
	incoming chan kernel.Incoming
	inbox    map[kernel.Channel]chan wire.Message
	mu       sync.Mutex
	seen     map[string]bool
	closed   bool
}

func newMemory(t *testing.T) *memory {
	codec, err := wire.NewCodec("", "key")
	if err != nil {
		t.Fatal(err)
	}
	inbox := map[kernel.Channel]chan wire.Message{}
	for _, c := range []kernel.Channel{kernel.Shell, kernel.Control, kernel.Stdin, kernel.IOPub} {
		inbox[c] = make(chan wire.Message, 10000)
	}
	return &memory{t: t, codec: codec, incoming: make(chan kernel.Incoming), inbox: inbox, seen: map[string]bool{}}
}

func (m *memory) recode(msg wire.Message) wire.Message {
	frames, err := m.codec.Encode(&msg)
	if err != nil {
		m.t.Errorf("%s cannot be encoded: %v", msg.Header.Type, err)
	}
	out, err := m.codec.Decode(frames)
	if err != nil {
		m.t.Errorf("%s cannot be decoded: %v", msg.Header.Type, err)
	}
	return out
}

func (m *memory) deliver(to kernel.Channel, msg wire.Message) {
	m.incoming <- kernel.Incoming{From: to, Message: m.recode(msg)}
}

func (m *memory) Incoming() <-chan kernel.Incoming { return m.incoming }

// Send checks what every message of a kernel must have.
func (m *memory) Send(to kernel.Channel, msg wire.Message) error {
	msg = m.recode(msg)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.seen[msg.Header.ID] {
		m.t.Errorf("message id %s used twice", msg.Header.ID)
	}
	m.seen[msg.Header.ID] = true
	if m.closed {
		m.t.Errorf("%s sent after Close", msg.Header.Type)
	}
	if to == kernel.IOPub && len(msg.Identities) != 1 {
		m.t.Errorf("iopub message %s with %d frames before the delimiter, want one topic", msg.Header.Type, len(msg.Identities))
	}
	if msg.Header.Session == msg.ParentHeader().Session {
		m.t.Errorf("%s carries the client's session id", msg.Header.Type)
	}
	if bytes.Contains(msg.Content, []byte(`"metadata":null`)) || bytes.Contains(msg.Content, []byte(`"data":null`)) {
		m.t.Errorf("%s has null for an object: %s", msg.Header.Type, msg.Content)
	}
	m.inbox[to] <- msg
	return nil
}

func (m *memory) Connection() wire.Connection {
	return wire.Connection{ShellPort: 1, IOPubPort: 2, StdinPort: 3, ControlPort: 4, HBPort: 5}
}

func (m *memory) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	return nil
}

// logBuffer keeps the log of a kernel for the test that fails.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
