package kernel_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"harmonium/kernel/transport"
	"harmonium/kernel/wire"
)

// Whatever comes in, the kernel logs it, drops it and goes on.
func TestBadMessagesAreDropped(t *testing.T) {
	c := start(t)
	good, err := c.peer.New(wire.TypeKernelInfoRequest, nil, struct{}{})
	if err != nil {
		t.Fatal(err)
	}
	good.Identities = [][]byte{[]byte("prefix")}
	frames, err := c.codec.Encode(&good)
	if err != nil {
		t.Fatal(err)
	}
	other, _ := wire.NewCodec("", "another key")
	forged, err := other.Encode(&good)
	if err != nil {
		t.Fatal(err)
	}
	bad := [][][]byte{
		{},
		{{}},
		{[]byte(wire.Delimiter)},
		frames[2:],
		frames[:len(frames)-1],
		forged,
		{[]byte(wire.Delimiter), []byte("no hex"), []byte("{}"), []byte("{}"), []byte("{}"), []byte("{}")},
		{[]byte(wire.Delimiter), {}, []byte("null"), []byte("[]"), []byte("7"), []byte("\xff")},
	}
	for _, on := range []transport.Channel{transport.Shell, transport.Control, transport.Stdin} {
		for i, frames := range bad {
			if err := c.client.Send(on, frames); err != nil && len(frames) > 0 {
				t.Fatalf("%s, %d: %v", on, i, err)
			}
		}
	}
	// The good one is served once, however often it is sent.
	for range 3 {
		if err := c.client.Send(transport.Shell, frames); err != nil {
			t.Fatal(err)
		}
	}
	c.reply(transport.Shell, good.Header.ID, nil)
	c.expect(good.Header.ID, "")
	c.quiet(transport.Shell)
	// The empty ones never get as far as the log.
	const want = 3*6 + 2
	for end := time.Now().Add(patience); strings.Count(c.log.String(), "message dropped") < want; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d messages in the log, want %d", strings.Count(c.log.String(), "message dropped"), want)
		}
	}
}

// A client's other headers may hold anything; they come back as they went.
func TestParentIsVerbatim(t *testing.T) {
	c := start(t)
	m, err := c.peer.New(wire.TypeKernelInfoRequest, nil, struct{}{})
	if err != nil {
		t.Fatal(err)
	}
	header := fmt.Sprintf(`{ "date":"2020-01-01T00:00:00.5+02:00", "msg_id":"m1","extra":[1, 2.50 ,null],"username":"Ä","session":"s","msg_type":%q, "version":"5.3","subshell_id":null}`, m.Header.Type)
	signed := c.sign(header, "{}", "{}", "{}")
	if err := c.client.Send(transport.Shell, signed); err != nil {
		t.Fatal(err)
	}
	if reply := c.next(transport.Shell); string(reply.Parent) != header {
		t.Errorf("parent %s, want %s", reply.Parent, header)
	}
	for range 2 {
		if status := c.next(transport.IOPub); string(status.Parent) != header {
			t.Errorf("parent %s, want %s", status.Parent, header)
		}
	}
}
