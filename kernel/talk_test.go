package kernel_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"harmonium/kernel"
	"harmonium/kernel/transport"
	"harmonium/kernel/wire"
)

// patience is how long a test waits for what must come; only a failing test
// takes that long.
const patience = 10 * time.Second

// talk is a conversation with a kernel over TCP: the client's side of it.
type talk struct {
	t       *testing.T
	session *fake
	kernel  *kernel.Kernel
	at      wire.Connection
	peer    *wire.Session
	codec   *wire.Codec
	client  *transport.Client
	log     *logBuffer
	inbox   map[transport.Channel]chan wire.Message
	ended   chan struct{} // closed when Serve has returned

	mu       sync.Mutex
	seen     map[string]bool // message ids of the kernel
	kernelID string          // its session id
}

// start begins a conversation with a kernel on a fake session.
func start(t *testing.T, prepare ...func(*kernel.Kernel, *fake)) *talk {
	t.Helper()
	c := &talk{t: t, session: newFake(), log: &logBuffer{}, ended: make(chan struct{})}
	log := slog.New(slog.NewTextHandler(c.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	sockets, err := kernel.Listen(wire.NewConnection(), transport.Listen, log)
	if err != nil {
		t.Fatal(err)
	}
	c.kernel = kernel.New(c.session, sockets, kernel.Config{Version: "1.2.3", Log: log})
	for _, p := range prepare {
		p(c.kernel, c.session)
	}
	c.dial(sockets.Connection())
	// Connected before the kernel serves, so that nothing can be missed.
	if got := c.next(transport.IOPub); brief(got) != "iopub_welcome" || string(got.Parent) != "{}" || string(got.Content) != `{"subscription":""}` {
		t.Fatalf("the first message is %s with parent %s, want iopub_welcome without a parent", brief(got), got.Parent)
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() { defer close(c.ended); c.kernel.Serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		<-c.ended
		c.client.Close()
		if t.Failed() {
			t.Log(c.log.String())
		}
	})
	if got := c.next(transport.IOPub); brief(got) != "status starting" || string(got.Parent) != "{}" {
		t.Fatalf("then comes %s with parent %s, want status starting without a parent", brief(got), got.Parent)
	}
	return c
}

// dial connects to a kernel and sorts what comes into the inbox.
func (c *talk) dial(to wire.Connection) {
	c.t.Helper()
	var err error
	c.at = to
	c.peer, c.seen, c.inbox = wire.NewSession("tester"), map[string]bool{}, map[transport.Channel]chan wire.Message{}
	if c.codec, err = wire.NewCodec(to.SignatureScheme, to.Key); err != nil {
		c.t.Fatal(err)
	}
	if c.client, err = transport.Dial(c.t.Context(), to, "client"); err != nil {
		c.t.Fatal(err)
	}
	for ch := transport.Shell; ch <= transport.IOPub; ch++ {
		box := make(chan wire.Message, 10000)
		c.inbox[ch] = box
		go func() {
			for {
				frames, err := c.client.Recv(context.Background(), ch)
				if err != nil {
					return
				}
				m, err := c.codec.Decode(frames)
				if err != nil {
					c.t.Errorf("on %s: %v", ch, err)
					continue
				}
				c.check(ch, m)
				box <- m
			}
		}()
	}
}

// send sends a message as it is.
func (c *talk) send(to transport.Channel, m wire.Message) {
	c.t.Helper()
	frames, err := c.codec.Encode(&m)
	if err == nil {
		err = c.client.Send(to, frames)
	}
	if err != nil {
		c.t.Fatal(err)
	}
}

// say sends a request on a channel and returns its id.
func (c *talk) say(on transport.Channel, msgType string, content any) string {
	return c.sayTo("", on, msgType, content)
}

// sayTo is say to a subshell.
func (c *talk) sayTo(subshell string, on transport.Channel, msgType string, content any) string {
	c.t.Helper()
	m, err := c.peer.New(msgType, nil, content)
	if err != nil {
		c.t.Fatal(err)
	}
	m.Header.SubshellID = subshell
	m.Identities = [][]byte{[]byte("prefix")}
	c.send(on, m)
	return m.Header.ID
}

// run sends an execute_request.
func (c *talk) run(code string) string {
	return c.say(transport.Shell, wire.TypeExecuteRequest, wire.ExecuteRequest{Code: code, StoreHistory: true, StopOnError: true, AllowStdin: true})
}

// next is the next message on a channel.
func (c *talk) next(on transport.Channel) wire.Message {
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
func (c *talk) reply(on transport.Channel, id string, into any) wire.Message {
	c.t.Helper()
	m := c.next(on)
	if m.ParentHeader().ID != id {
		c.t.Fatalf("on %s came %s for %s, want the reply to %s", on, brief(m), m.ParentHeader().ID, id)
	}
	if string(bytes.Join(m.Identities, []byte("/"))) != "prefix" {
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
func ask[T any](c *talk, on transport.Channel, msgType string, content any) (reply T) {
	c.t.Helper()
	c.reply(on, c.say(on, msgType, content), &reply)
	return reply
}

// published collects what is published for a request until it is idle, in brief.
func (c *talk) published(id string) []string {
	c.t.Helper()
	var all []string
	for {
		m := c.next(transport.IOPub)
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
func (c *talk) quiet(on transport.Channel) {
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

// check looks at what every message of a kernel must have.
func (c *talk) check(on transport.Channel, m wire.Message) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen[m.Header.ID] {
		c.t.Errorf("message id %s used twice", m.Header.ID)
	}
	c.seen[m.Header.ID] = true
	if c.kernelID == "" {
		c.kernelID = m.Header.Session
	}
	if m.Header.Session != c.kernelID || m.Header.Session == c.peer.ID {
		c.t.Errorf("%s carries the session id %s, want the kernel's own, %s", m.Header.Type, m.Header.Session, c.kernelID)
	}
	if on == transport.IOPub && len(m.Identities) != 1 {
		c.t.Errorf("iopub message %s with %d frames before the delimiter, want one topic", m.Header.Type, len(m.Identities))
	}
	if strings.Contains(string(m.Content), `data":null`) {
		c.t.Errorf("%s has null for an object: %s", m.Header.Type, m.Content)
	}
	if date := rawDate.FindSubmatch(m.RawHeader); date == nil {
		c.t.Errorf("%s: no date with a zone and at most six fractional digits: %s", m.Header.Type, m.RawHeader)
	}
}

var rawDate = regexp.MustCompile(`"date":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)"`)

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

// sign makes the frames of a message from its four parts as they are.
func (c *talk) sign(header, parent, metadata, content string) [][]byte {
	mac := hmac.New(sha256.New, []byte(c.at.Key))
	for _, part := range []string{header, parent, metadata, content} {
		mac.Write([]byte(part))
	}
	signature := hex.EncodeToString(mac.Sum(nil))
	return [][]byte{[]byte(wire.Delimiter), []byte(signature), []byte(header), []byte(parent), []byte(metadata), []byte(content)}
}
