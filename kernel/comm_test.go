package kernel_test

import (
	"encoding/json"
	"errors"
	"testing"

	"harmonium/kernel"
	"harmonium/kernel/transport"
	"harmonium/kernel/wire"
)

func TestUnknownCommTarget(t *testing.T) {
	c := start(t)
	id := c.say(transport.Shell, wire.TypeCommOpen, wire.CommOpen{CommID: "c1", TargetName: "nobody"})
	c.expect(id, "comm_close c1")
	c.expect(c.say(transport.Shell, wire.TypeCommMsg, wire.CommMsg{CommID: "c1"}), "")
	c.expect(c.say(transport.Shell, wire.TypeCommClose, wire.CommClose{CommID: "c1"}), "")
	c.quiet(transport.Shell)
	raw := c.reply(transport.Shell, c.say(transport.Shell, wire.TypeCommInfoRequest, struct{}{}), nil)
	if want := `{"status":"ok","comms":{}}`; string(raw.Content) != want {
		t.Errorf("%s, want %s", raw.Content, want)
	}
}

// echo is a target that sends back what it gets, buffers too, until told to close.
func echo(c *kernel.Comm, data json.RawMessage, _ [][]byte) error {
	if string(data) == `{"refuse":true}` {
		return errors.New("refused")
	}
	c.Message = func(data json.RawMessage, buffers [][]byte) {
		if string(data) == `{"close":true}` {
			c.Close(wire.Dict{"why": "asked"})
			return
		}
		c.Send(wire.Dict{"echo": data}, json.RawMessage(`{"version":"2"}`), buffers)
	}
	c.Closed = func(json.RawMessage) { c.Send(wire.Dict{"closed": true}, nil, nil) }
	return nil
}

func TestComms(t *testing.T) {
	c := start(t, func(k *kernel.Kernel, _ *fake) { k.Register("echo", echo) })
	for _, id := range []string{"a", "b"} {
		c.expect(c.say(transport.Shell, wire.TypeCommOpen, wire.CommOpen{CommID: id, TargetName: "echo"}), "")
	}
	c.kernel.Open(&kernel.Comm{ID: "ours", Target: "other"}, nil, nil, nil)
	if got := brief(c.next(transport.IOPub)); got != "comm_open ours" {
		t.Error(got)
	}
	if raw := c.comms(""); raw != `{"status":"ok","comms":{"a":{"target_name":"echo"},"b":{"target_name":"echo"},"ours":{"target_name":"other"}}}` {
		t.Error(raw)
	}
	if raw := c.comms("other"); raw != `{"status":"ok","comms":{"ours":{"target_name":"other"}}}` {
		t.Error(raw)
	}

	m, err := c.peer.New(wire.TypeCommMsg, nil, wire.CommMsg{CommID: "a", Data: wire.Dict{"x": 1}})
	if err != nil {
		t.Fatal(err)
	}
	m.Buffers = [][]byte{{0, 1, 255}}
	c.send(transport.Shell, m)
	var back wire.Message
	for back.Header.Type != wire.TypeCommMsg {
		back = c.next(transport.IOPub)
	}
	if string(back.Content) != `{"comm_id":"a","data":{"echo":{"x":1}}}` || string(back.Metadata) != `{"version":"2"}` ||
		len(back.Buffers) != 1 || string(back.Buffers[0]) != "\x00\x01\xff" {
		t.Errorf("content %s, metadata %s, buffers %v", back.Content, back.Metadata, back.Buffers)
	}

	c.say(transport.Shell, wire.TypeCommMsg, wire.CommMsg{CommID: "a", Data: wire.Dict{"close": true}})
	for m := c.next(transport.IOPub); brief(m) != `comm_close {"why":"asked"} a`; m = c.next(transport.IOPub) {
	}
	c.say(transport.Shell, wire.TypeCommClose, wire.CommClose{CommID: "b"})
	for m := c.next(transport.IOPub); brief(m) != `comm_msg {"closed":true} b`; m = c.next(transport.IOPub) {
	}
	c.expect(c.say(transport.Shell, wire.TypeCommOpen, wire.CommOpen{CommID: "r", TargetName: "echo", Data: wire.Dict{"refuse": true}}), "comm_close r")
	if raw := c.comms("echo"); raw != `{"status":"ok","comms":{}}` {
		t.Error(raw)
	}
}

// comms is the content of the reply to a comm_info_request.
func (c *talk) comms(target string) string {
	c.t.Helper()
	reply := c.reply(transport.Shell, c.say(transport.Shell, wire.TypeCommInfoRequest, wire.CommInfoRequest{TargetName: target}), nil)
	return string(reply.Content)
}
