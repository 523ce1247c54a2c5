package kernel_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"harmonium/kernel/transport"
	"harmonium/kernel/wire"
)

// The order of messages, and nothing more or less, for each kind of cell.
func TestTranscripts(t *testing.T) {
	for _, test := range []struct{ name, code, want, reply string }{
		{"nothing", "", "execute_input 1", "execute_reply 1 ok"},
		{"output in order", "print one\nwarn two\nprint three\nvalue 4", `
			execute_input 1 print one\nwarn two\nprint three\nvalue 4
			stream stdout one
			stream stderr two
			stream stdout three
			execute_result 1 {"text/plain":"4"}`, "execute_reply 1 ok"},
		{"displays", "show a\nshow#x b\nupdate#x c\nclear\nclear wait", `
			execute_input 1 show a\nshow#x b\nupdate#x c\nclear\nclear wait
			display_data {"text/plain":"a"}
			display_data {"text/plain":"b"} {"display_id":"x"}
			update_display_data {"text/plain":"c"} {"display_id":"x"}
			clear_output false
			clear_output true`, "execute_reply 1 ok"},
		{"error", "print before\nfail boom\nprint after", `
			execute_input 1 print before\nfail boom\nprint after
			stream stdout before
			error panic boom`, "execute_reply 1 error panic boom"},
		{"value of a failed cell", "value 1\nfail boom", `
			execute_input 1 value 1\nfail boom
			error panic boom`, "execute_reply 1 error panic boom"},
		{"a session that panics", "panic", "execute_input 1 panic",
			"execute_reply 1 error KernelError internal error of the kernel in execute_request: the session is broken"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := start(t)
			id := c.run(test.code)
			reply := c.reply(transport.Shell, id, nil)
			if got := brief(reply); got != test.reply {
				t.Errorf("reply %q, want %q", got, test.reply)
			}
			c.expect(id, test.want)
			c.quiet(transport.IOPub)
			c.quiet(transport.Shell)
		})
	}
}

func TestReplyContents(t *testing.T) {
	c := start(t)
	for _, test := range []struct{ code, want string }{
		{"value 1", `{"status":"ok","execution_count":1,"payload":[],"user_expressions":{}}`},
		{"fail boom", `{"status":"error","ename":"panic","evalue":"boom","traceback":["panic: boom"],"execution_count":2,"payload":[],"user_expressions":{}}`},
		{"page <b>help</b>", `{"status":"ok","execution_count":3,"payload":[{"source":"page","data":{"text/html":"<b>help</b>","text/plain":""},"start":0}],"user_expressions":{}}`},
		{"next x := 1", `{"status":"ok","execution_count":4,"payload":[{"source":"set_next_input","text":"x := 1","replace":false}],"user_expressions":{}}`},
		{"over x := 1", `{"status":"ok","execution_count":5,"payload":[{"source":"set_next_input","text":"x := 1","replace":true}],"user_expressions":{}}`},
	} {
		reply := c.reply(transport.Shell, c.run(test.code), nil)
		if string(reply.Content) != test.want {
			t.Errorf("%s: reply\n\t%s, want\n\t%s", test.code, reply.Content, test.want)
		}
		var metadata struct{ Started wire.Date }
		if err := json.Unmarshal(reply.Metadata, &metadata); err != nil || metadata.Started.IsZero() {
			t.Errorf("%s: metadata %s without the time of its start", test.code, reply.Metadata)
		}
	}
}

// execution_count is the number of executions that stored history, and there
// whatever becomes of the request.
func TestCounting(t *testing.T) {
	c := start(t)
	for _, test := range []struct {
		request   wire.ExecuteRequest
		count     int
		published string
	}{
		{wire.ExecuteRequest{Code: "print x", Silent: true}, 0, ""},
		{wire.ExecuteRequest{Code: "print x", StoreHistory: true}, 1, "execute_input 1 print x\nstream stdout x"},
		{wire.ExecuteRequest{Code: "show x\nclear\nvalue 3", Silent: true, StoreHistory: true}, 1, ""},
		{wire.ExecuteRequest{Code: "fail x", Silent: true}, 1, ""},
		{wire.ExecuteRequest{Code: "value x"}, 1, "execute_input 1 value x\nexecute_result 1 {\"text/plain\":\"x\"}"},
		{wire.ExecuteRequest{Code: "fail x", StoreHistory: true}, 2, "execute_input 2 fail x\nerror panic x"},
		{wire.ExecuteRequest{Code: "print x", StoreHistory: true}, 3, "execute_input 3 print x\nstream stdout x"},
	} {
		id := c.say(transport.Shell, wire.TypeExecuteRequest, test.request)
		var reply wire.ExecuteReply
		c.reply(transport.Shell, id, &reply)
		if reply.ExecutionCount != test.count {
			t.Errorf("%+v: count %d, want %d", test.request, reply.ExecutionCount, test.count)
		}
		c.expect(id, test.published)
	}
	for i, cell := range c.session.cells {
		if i == 2 && !cell.Silent || i == 4 && cell.Silent {
			t.Errorf("cell %d: silent is %v", i, cell.Silent)
		}
	}
}

func TestDefaultsOfExecute(t *testing.T) {
	c := start(t)
	failing := c.say(transport.Shell, wire.TypeExecuteRequest, map[string]any{"code": "sleep 50ms\nfail"})
	queued := c.say(transport.Shell, wire.TypeExecuteRequest, map[string]any{"code": "ask"})
	var reply wire.ExecuteReply
	if c.reply(transport.Shell, failing, &reply); reply.ExecutionCount != 1 {
		t.Errorf("store_history is not on by default: count %d", reply.ExecutionCount)
	}
	if c.reply(transport.Shell, queued, &reply); reply.Status != wire.StatusAborted {
		t.Errorf("stop_on_error is not on by default: %s", reply.Status)
	}
	if c.session.cells[0].AllowStdin {
		t.Error("allow_stdin is on by default")
	}
}

func TestMalformedContent(t *testing.T) {
	c := start(t)
	id := c.say(transport.Shell, wire.TypeExecuteRequest, map[string]any{"code": 7})
	var reply wire.ExecuteReply
	c.reply(transport.Shell, id, &reply)
	if reply.Status != wire.StatusError || reply.Name != "MalformedMessage" || len(reply.Traceback) != 1 {
		t.Errorf("reply %+v, want the error MalformedMessage", reply)
	}
	c.expect(id, "")
	if info := ask[wire.KernelInfoReply](c, transport.Shell, wire.TypeKernelInfoRequest, struct{}{}); info.Status != "ok" {
		t.Error("the kernel is not well afterwards")
	}
}

func TestUserExpressions(t *testing.T) {
	c := start(t)
	reply := c.reply(transport.Shell, c.say(transport.Shell, wire.TypeExecuteRequest, wire.ExecuteRequest{
		Code: "value 1", UserExpressions: map[string]string{"good": "n+1", "worse": "bad"},
	}), nil)
	want := `"user_expressions":{"good":{"status":"ok","data":{"text/plain":"n+1"},"metadata":{}},` +
		`"worse":{"status":"error","ename":"CompileError","evalue":"undefined: bad","traceback":["CompileError: undefined: bad"]}}`
	if !strings.Contains(string(reply.Content), want) {
		t.Errorf("reply\n\t%s, want in it\n\t%s", reply.Content, want)
	}
}

// After a failure what was queued is aborted: executions only, and in their turn.
func TestStopOnError(t *testing.T) {
	c := start(t)
	failing := c.run("sleep 50ms\nfail boom")
	first, info, second := c.run("print 1"), c.say(transport.Shell, wire.TypeKernelInfoRequest, struct{}{}), c.run("print 2")

	if got := brief(c.reply(transport.Shell, failing, nil)); got != "execute_reply 1 error panic boom" {
		t.Error(got)
	}
	for _, id := range []string{first, info, second} {
		reply := c.reply(transport.Shell, id, nil)
		if want := `{"status":"aborted","execution_count":1}`; id != info && string(reply.Content) != want {
			t.Errorf("reply %s, want %s", reply.Content, want)
		}
	}
	c.expect(failing, "execute_input 1 sleep 50ms\\nfail boom\nerror panic boom")
	c.expect(first, "")
	c.expect(info, "")
	c.expect(second, "")

	after := c.run("print 3")
	if got := brief(c.reply(transport.Shell, after, nil)); got != "execute_reply 2 ok" {
		t.Errorf("after the reply: %s", got)
	}
}

// What is sent in one breath with a failing cell is aborted even when it comes
// in a little later than the failure.
func TestStopOnErrorLateComer(t *testing.T) {
	c := start(t)
	c.run("fail boom")
	time.Sleep(5 * time.Millisecond)
	late := c.run("print 1")
	c.next(transport.Shell)
	if got := brief(c.reply(transport.Shell, late, nil)); got != "execute_reply 1 aborted" {
		t.Error(got)
	}
}

func TestNoStopOnError(t *testing.T) {
	for name, request := range map[string]wire.ExecuteRequest{
		"not wanted": {Code: "sleep 30ms\nfail", StoreHistory: true, StopOnError: false},
		"silent":     {Code: "sleep 30ms\nfail", Silent: true, StopOnError: true},
	} {
		t.Run(name, func(t *testing.T) {
			c := start(t)
			failing := c.say(transport.Shell, wire.TypeExecuteRequest, request)
			queued := c.run("print 1")
			c.reply(transport.Shell, failing, nil)
			var reply wire.ExecuteReply
			if c.reply(transport.Shell, queued, &reply); reply.Status != wire.StatusOK {
				t.Errorf("the queued cell is %s", reply.Status)
			}
		})
	}
}

// Requests are served in turn; only questions go past a cell that has been
// running for a while, and only if they came after it had.
func TestQuestionsDuringACell(t *testing.T) {
	c := start(t)
	cell := c.run("sleep 300ms")
	early := c.say(transport.Shell, wire.TypeKernelInfoRequest, struct{}{})
	time.Sleep(150 * time.Millisecond)
	late := c.say(transport.Shell, wire.TypeCompleteRequest, wire.CompleteRequest{Code: "x.E", Cursor: 3})
	var order []string
	for range 3 {
		reply := c.next(transport.Shell)
		order = append(order, reply.ParentHeader().ID)
	}
	if want := []string{late, cell, early}; fmt.Sprint(order) != fmt.Sprint(want) {
		t.Errorf("replies in the order %v, want %v", order, want)
	}
}
