package kernel_test

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"harmonium/kernel"
	"harmonium/kernel/transport"
	"harmonium/kernel/wire"
)

func TestInterrupt(t *testing.T) {
	c := start(t)
	cell, queued := c.run("block"), c.run("print 1")
	c.untilRunning()
	for _, on := range []transport.Channel{transport.Control} {
		id := c.say(on, wire.TypeInterruptRequest, struct{}{})
		if got := brief(c.reply(on, id, nil)); got != "interrupt_reply ok" {
			t.Error(got)
		}
	}
	if got := brief(c.reply(transport.Shell, cell, nil)); got != "execute_reply 1 error Interrupted interrupted" {
		t.Error(got)
	}
	if got := brief(c.reply(transport.Shell, queued, nil)); got != "execute_reply 1 aborted" {
		t.Error(got)
	}
}

// An interrupt on shell does not wait behind the cell that it is to stop, and is
// answered on shell. Without a cell it must not count as the first of two.
func TestInterruptOnShellAndWhenIdle(t *testing.T) {
	c := start(t)
	ask[wire.InterruptReply](c, transport.Control, wire.TypeInterruptRequest, struct{}{})
	if c.session.interrupts != 0 {
		t.Error("the session was interrupted without a running cell")
	}
	cell := c.run("block")
	c.untilRunning()
	interrupt := c.say(transport.Shell, wire.TypeInterruptRequest, struct{}{})
	var got []string
	for range 2 {
		m := c.next(transport.Shell)
		got = append(got, brief(m))
	}
	slices.Sort(got)
	if want := "execute_reply 1 error Interrupted interrupted, interrupt_reply ok"; strings.Join(got, ", ") != want {
		t.Errorf("replies %q (cell %s, interrupt %s), want %s", got, cell, interrupt, want)
	}
}

func TestShutdown(t *testing.T) {
	for _, restart := range []bool{false, true} {
		for name, code := range map[string]string{"idle": "print 1", "busy": "block"} {
			t.Run(name, func(t *testing.T) {
				c := start(t)
				cell := c.run(code)
				queued := c.run("print 2")
				if code == "block" {
					c.untilRunning()
				} else {
					c.reply(transport.Shell, cell, nil)
					c.reply(transport.Shell, queued, nil)
				}
				began := time.Now()
				id := c.say(transport.Control, wire.TypeShutdownRequest, wire.ShutdownRequest{Restart: restart})
				var reply wire.ShutdownReply
				m := c.reply(transport.Control, id, &reply)
				if reply.Restart != restart || reply.Status != "ok" {
					t.Errorf("%+v, want restart %v", reply, restart)
				}
				if code == "block" {
					if got := brief(c.reply(transport.Shell, cell, nil)); got != "execute_reply 1 error Interrupted interrupted" {
						t.Error(got)
					}
					if got := brief(c.reply(transport.Shell, queued, nil)); got != "execute_reply 1 aborted" {
						t.Error(got)
					}
				}
				var broadcast wire.Message
				for broadcast.Header.Type != wire.TypeShutdownReply {
					broadcast = c.next(transport.IOPub)
				}
				if broadcast.Header.ID == m.Header.ID || string(broadcast.Content) != string(m.Content) {
					t.Errorf("broadcast %s %s, reply %s %s", broadcast.Header.ID, broadcast.Content, m.Header.ID, m.Content)
				}
				if got := brief(c.next(transport.IOPub)); got != "status idle" {
					t.Errorf("then %s, want status idle", got)
				}
				<-c.ended
				if took := time.Since(began); took > 2*time.Second {
					t.Errorf("gone after %v", took)
				}
				if !c.session.closed {
					t.Error("the session is still open")
				}
			})
		}
	}
}

// A session that hangs cannot keep the kernel alive, nor the client waiting.
func TestShutdownOfAHungSession(t *testing.T) {
	c := start(t, func(_ *kernel.Kernel, f *fake) { f.stubborn = true })
	c.run("sleep 4s")
	c.untilRunning()
	began := time.Now()
	c.reply(transport.Control, c.say(transport.Control, wire.TypeShutdownRequest, wire.ShutdownRequest{}), nil)
	<-c.ended
	if took := time.Since(began); took > 2500*time.Millisecond {
		t.Errorf("gone after %v, want 2.5 s at most", took)
	}
	time.Sleep(max(0, 4*time.Second-time.Since(began))) // let the cell end, for the tests that count goroutines
}

func TestShutdownOnShellDoesNotQueue(t *testing.T) {
	c := start(t)
	c.run("block")
	c.untilRunning()
	c.say(transport.Shell, wire.TypeShutdownRequest, wire.ShutdownRequest{Restart: true})
	var got []string
	for range 2 {
		got = append(got, brief(c.next(transport.Shell)))
	}
	if want := []string{"execute_reply 1 error Interrupted interrupted", "shutdown_reply ok true"}; !slices.Equal(got, want) {
		t.Errorf("replies %q, want %q", got, want)
	}
	<-c.ended
}

func TestDebugIsRefused(t *testing.T) {
	c := start(t)
	reply := ask[map[string]any](c, transport.Control, wire.TypeDebugRequest, map[string]any{"type": "request", "seq": 7, "command": "debugInfo"})
	if reply["type"] != "response" || reply["success"] != false || reply["request_seq"] != 7.0 || reply["command"] != "debugInfo" {
		t.Errorf("%v", reply)
	}
}

func TestSubshells(t *testing.T) {
	c := start(t)
	list := func() []string {
		return ask[wire.ListSubshellReply](c, transport.Control, wire.TypeListSubshellRequest, struct{}{}).SubshellID
	}
	create := func() string {
		return ask[wire.CreateSubshellReply](c, transport.Control, wire.TypeCreateSubshellRequest, struct{}{}).SubshellID
	}
	if len(list()) != 0 {
		t.Errorf("subshells at start: %v", list())
	}
	one, two := create(), create()
	if got := list(); !slices.Equal(got, []string{one, two}) || one == two {
		t.Errorf("%v, want %s and %s", got, one, two)
	}

	// A cell blocks the main shell; the subshell answers, and tells its id in the parent.
	main := c.run("block")
	c.untilRunning()
	id := c.sayTo(one, transport.Shell, wire.TypeExecuteRequest, wire.ExecuteRequest{Code: "print hello", StoreHistory: true})
	reply := c.reply(transport.Shell, id, nil)
	if reply.ParentHeader().SubshellID != one || brief(reply) != "execute_reply 2 ok" {
		t.Errorf("%s for %+v", brief(reply), reply.ParentHeader())
	}
	c.expect(id, "execute_input 2 print hello\nstream stdout hello")
	comm := c.sayTo(two, transport.Shell, wire.TypeCommOpen, wire.CommOpen{CommID: "c1", TargetName: "unknown"})
	c.expect(comm, "comm_close c1")

	// Deleting a subshell ends its cell, and no other.
	cell := c.sayTo(two, transport.Shell, wire.TypeExecuteRequest, wire.ExecuteRequest{Code: "block"})
	c.untilRunning()
	c.reply(transport.Control, c.say(transport.Control, wire.TypeDeleteSubshellRequest, wire.DeleteSubshellRequest{SubshellID: two}), nil)
	if got := brief(c.reply(transport.Shell, cell, nil)); got != "execute_reply 2 error Interrupted interrupted" {
		t.Error(got)
	}
	if got := list(); !slices.Equal(got, []string{one}) {
		t.Errorf("%v, want %s", got, one)
	}
	for _, gone := range []string{two, ""} {
		bad := ask[wire.ErrorReply](c, transport.Control, wire.TypeDeleteSubshellRequest, wire.DeleteSubshellRequest{SubshellID: gone})
		if bad.Status != "error" {
			t.Errorf("deleting %q: %+v", gone, bad)
		}
	}
	var bad wire.ExecuteReply
	c.reply(transport.Shell, c.sayTo(two, transport.Shell, wire.TypeExecuteRequest, wire.ExecuteRequest{Code: "print 1"}), &bad)
	if bad.Status != "error" || !strings.Contains(bad.Value, two) || bad.ExecutionCount != 2 {
		t.Errorf("running in a deleted subshell: %+v", bad)
	}
	c.reply(transport.Control, c.say(transport.Control, wire.TypeInterruptRequest, struct{}{}), nil)
	c.reply(transport.Shell, main, nil)
}

// A failure aborts the queue of its own shell only.
func TestStopOnErrorPerSubshell(t *testing.T) {
	c := start(t)
	sub := ask[wire.CreateSubshellReply](c, transport.Control, wire.TypeCreateSubshellRequest, struct{}{}).SubshellID
	request := func(code string) wire.ExecuteRequest { return wire.ExecuteRequest{Code: code, StopOnError: true} }
	status := map[string]string{
		c.sayTo(sub, transport.Shell, wire.TypeExecuteRequest, request("sleep 50ms\nfail")): "error",
		c.sayTo(sub, transport.Shell, wire.TypeExecuteRequest, request("print 1")):          "aborted",
		c.sayTo("", transport.Shell, wire.TypeExecuteRequest, request("sleep 100ms")):       "ok",
		c.sayTo("", transport.Shell, wire.TypeExecuteRequest, request("print 1")):           "ok",
	}
	for range len(status) {
		m := c.next(transport.Shell)
		var reply wire.ExecuteReply
		if err := m.Decode(&reply); err != nil {
			t.Fatal(err)
		}
		if want := status[m.ParentHeader().ID]; reply.Status != want {
			t.Errorf("a reply is %s, want %s", reply.Status, want)
		}
	}
}

// untilRunning waits for the next execute_input.
func (c *talk) untilRunning() {
	c.t.Helper()
	for {
		if m := c.next(transport.IOPub); m.Header.Type == wire.TypeExecuteInput || m.Header.Type == wire.TypeInputRequest {
			time.Sleep(10 * time.Millisecond) // from the announcement to the session
			return
		}
	}
}

// An ended kernel leaves no goroutine behind.
func TestNoLeaks(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 20 {
		sockets, err := kernel.Listen(wire.NewConnection(), transport.Listen, nil)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		k := kernel.New(newFake(), sockets, kernel.Config{})
		done := make(chan struct{})
		go func() { defer close(done); k.Serve(ctx) }()
		c := &talk{t: t}
		c.dial(sockets.Connection())
		c.next(transport.IOPub) // the welcome
		for range 5 {
			c.say(transport.Control, wire.TypeCreateSubshellRequest, struct{}{})
		}
		c.run("block")
		c.run("print 1")
		c.untilRunning()
		cancel()
		<-done
		c.client.Close()
	}
	for end := time.Now().Add(patience); runtime.NumGoroutine() > before; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			buf := make([]byte, 1<<16)
			t.Fatalf("%d goroutines, %d before\n%s", runtime.NumGoroutine(), before, buf[:runtime.Stack(buf, true)])
		}
	}
}
