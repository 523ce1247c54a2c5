package kernel_test

import (
	"testing"

	"harmonium/kernel/transport"
	"harmonium/kernel/wire"
)

// asked waits for an input_request and checks its address.
func (c *talk) asked(cell, want string) wire.Message {
	c.t.Helper()
	m := c.reply(transport.Stdin, cell, nil)
	if got := brief(m); got != want {
		c.t.Errorf("%q, want %q", got, want)
	}
	return m
}

// tell sends an input_reply, as the answer to request or (nil) to nothing named.
func (c *talk) tell(request *wire.Message, value string) {
	c.t.Helper()
	m, err := c.peer.New(wire.TypeInputReply, request, wire.InputReply{Value: value})
	if err != nil {
		c.t.Fatal(err)
	}
	m.Identities = [][]byte{[]byte("prefix")}
	c.send(transport.Stdin, m)
}

func TestInput(t *testing.T) {
	c := start(t)
	cell := c.run("ask Name?\nsecret Word?\nprint done")
	c.asked(cell, "input_request Name? false")
	c.tell(nil, "Ada") // most clients name no parent
	second := c.asked(cell, "input_request Word? true")
	c.tell(&second, "xyzzy")
	c.reply(transport.Shell, cell, nil)
	c.expect(cell, `execute_input 1 ask Name?\nsecret Word?\nprint done
		stream stdout Ada
		stream stdout xyzzy
		stream stdout done`)
}

func TestStaleInputReplies(t *testing.T) {
	c := start(t)
	c.tell(nil, "nobody asked")
	first := c.run("ask one")
	old := c.asked(first, "input_request one false")
	c.tell(&old, "1")
	c.reply(transport.Shell, first, nil)
	c.published(first)

	second := c.run("ask two")
	c.asked(second, "input_request two false")
	c.tell(&old, "late and wrong")
	c.tell(nil, "2")
	c.reply(transport.Shell, second, nil)
	c.expect(second, "execute_input 2 ask two\nstream stdout 2")
}

func TestInputInterrupted(t *testing.T) {
	c := start(t)
	cell := c.run("ask name")
	c.asked(cell, "input_request name false")
	ask[wire.InterruptReply](c, transport.Control, wire.TypeInterruptRequest, struct{}{})
	if got := brief(c.reply(transport.Shell, cell, nil)); got != "execute_reply 1 error InputError standard input: interrupted" {
		t.Error(got)
	}
	c.tell(nil, "too late")
	if got := brief(c.reply(transport.Shell, c.run("print on"), nil)); got != "execute_reply 2 ok" {
		t.Error(got)
	}
}

func TestInputNotAllowed(t *testing.T) {
	c := start(t)
	cell := c.say(transport.Shell, wire.TypeExecuteRequest, wire.ExecuteRequest{Code: "ask name", StoreHistory: true})
	var reply wire.ExecuteReply
	c.reply(transport.Shell, cell, &reply)
	if reply.Status != "error" || reply.Value != "standard input: this front end does not take input (allow_stdin is false)" {
		t.Errorf("%+v", reply)
	}
	c.quiet(transport.Stdin)
}

// Two shells ask at the same time; each gets its own answer.
func TestInputOfTwoShells(t *testing.T) {
	c := start(t)
	sub := ask[wire.CreateSubshellReply](c, transport.Control, wire.TypeCreateSubshellRequest, struct{}{}).SubshellID
	one := c.run("ask one")
	first := c.asked(one, "input_request one false")
	two := c.sayTo(sub, transport.Shell, wire.TypeExecuteRequest, wire.ExecuteRequest{Code: "ask two", AllowStdin: true})
	second := c.asked(two, "input_request two false")
	c.tell(&second, "for two")
	c.reply(transport.Shell, two, nil)
	c.tell(&first, "for one")
	c.reply(transport.Shell, one, nil)
}
