package kernel_test

import (
	"fmt"
	"slices"
	"testing"

	"harmonium/kernel/transport"
	"harmonium/kernel/wire"
)

func TestKernelInfo(t *testing.T) {
	c := start(t)
	for _, on := range []transport.Channel{transport.Shell, transport.Control} {
		id := c.say(on, wire.TypeKernelInfoRequest, struct{}{})
		var info wire.KernelInfoReply
		c.reply(on, id, &info)
		c.expect(id, "")
		l := info.LanguageInfo
		if info.Status != "ok" || info.ProtocolVersion != "5.5" || info.ImplementationVersion != "1.2.3" ||
			l.Name != "go" || l.MIMEType != "text/x-go" || l.FileExtension != ".go" || l.PygmentsLexer != "go" || l.CodemirrorMode != "go" ||
			l.Version == "" || info.Banner == "" || info.Debugger || len(info.HelpLinks) == 0 ||
			!slices.Equal(info.SupportedFeatures, []string{"kernel subshells"}) {
			t.Errorf("on %s: %+v", on, info)
		}
	}
	c.quiet(transport.Shell)
	c.quiet(transport.Control)
}

func TestConnect(t *testing.T) {
	c := start(t)
	reply := ask[wire.ConnectReply](c, transport.Shell, wire.TypeConnectRequest, struct{}{})
	at := c.at
	want := wire.ConnectReply{
		Status: "ok", ShellPort: at.ShellPort, IOPubPort: at.IOPubPort, StdinPort: at.StdinPort, ControlPort: at.ControlPort, HBPort: at.HBPort,
	}
	if reply != want || at.HBPort == 0 {
		t.Errorf("%+v, want %+v", reply, want)
	}
}

// The cursor counts code points, in the request and in the reply: 𝐚 is four
// bytes and two UTF-16 units, é two bytes.
func TestComplete(t *testing.T) {
	c := start(t)
	for _, test := range []struct {
		code               string
		cursor, start, end int
	}{
		{"net.En", 6, 4, 6},
		{"é𝐚.En rest", 5, 3, 5},
		{"𝐚 𝐚.En", 99, 4, 6},
		{"x", -1, 0, 0},
	} {
		reply := ask[wire.CompleteReply](c, transport.Shell, wire.TypeCompleteRequest, wire.CompleteRequest{Code: test.code, Cursor: test.cursor})
		if reply.Start != test.start || reply.End != test.end || !slices.Equal(reply.Matches, []string{"Energy", "Entropy"}) {
			t.Errorf("%q at %d: %+v, want %d to %d", test.code, test.cursor, reply, test.start, test.end)
		}
		items, _ := reply.Metadata[wire.TypesKey].([]any)
		want := fmt.Sprintf("map[end:%d signature:func() float64 start:%d text:Energy type:method]", test.end, test.start)
		if len(items) != 2 || fmt.Sprint(items[0]) != want {
			t.Errorf("%q at %d: types %v, want first %s", test.code, test.cursor, items, want)
		}
	}
	raw := c.reply(transport.Shell, c.say(transport.Shell, wire.TypeCompleteRequest, wire.CompleteRequest{Code: "𝐚 none", Cursor: 6}), nil)
	if want := `{"status":"ok","matches":[],"cursor_start":6,"cursor_end":6,"metadata":{"_jupyter_types_experimental":[]}}`; string(raw.Content) != want {
		t.Errorf("no match: %s, want %s", raw.Content, want)
	}
}

func TestInspect(t *testing.T) {
	c := start(t)
	for detail := range 2 {
		reply := ask[wire.InspectReply](c, transport.Shell, wire.TypeInspectRequest, wire.InspectRequest{Code: "𝐚b", Cursor: 1, Detail: detail})
		want := fmt.Sprintf(`"𝐚"|"b" at %d`, detail)
		if !reply.Found || reply.Data["text/plain"] != want {
			t.Errorf("%+v, want %s", reply, want)
		}
	}
	raw := c.reply(transport.Shell, c.say(transport.Shell, wire.TypeInspectRequest, wire.InspectRequest{Code: "nothing"}), nil)
	if want := `{"status":"ok","found":false,"data":{},"metadata":{}}`; string(raw.Content) != want {
		t.Errorf("not found: %s, want %s", raw.Content, want)
	}
}

func TestIsComplete(t *testing.T) {
	c := start(t)
	for code, want := range map[string]string{
		"x":      `{"status":"complete"}`,
		"if x {": `{"status":"incomplete","indent":"\t"}`,
		")":      `{"status":"invalid"}`,
	} {
		raw := c.reply(transport.Shell, c.say(transport.Shell, wire.TypeIsCompleteRequest, wire.IsCompleteRequest{Code: code}), nil)
		if string(raw.Content) != want {
			t.Errorf("%q: %s, want %s", code, raw.Content, want)
		}
	}
}

func TestHistory(t *testing.T) {
	c := start(t)
	for _, code := range []string{"value 1", "print 2", "value 1"} {
		c.reply(transport.Shell, c.run(code), nil)
	}
	c.reply(transport.Shell, c.say(transport.Shell, wire.TypeExecuteRequest, wire.ExecuteRequest{Code: "not stored"}), nil)
	for _, test := range []struct {
		request map[string]any
		want    string
	}{
		{map[string]any{"hist_access_type": "tail", "n": 2}, `[[1,2,"print 2"],[1,3,"value 1"]]`},
		{map[string]any{"hist_access_type": "tail", "n": 2, "output": true}, `[[1,2,["print 2",null]],[1,3,["value 1","1"]]]`},
		{map[string]any{"hist_access_type": "range", "session": 0, "start": 1, "stop": 2}, `[[1,1,"value 1"]]`},
		{map[string]any{"hist_access_type": "range", "session": 1, "start": 2, "stop": nil}, `[[1,2,"print 2"],[1,3,"value 1"]]`},
		{map[string]any{"hist_access_type": "range", "session": -1, "start": 1, "stop": 9}, `[]`},
		{map[string]any{"hist_access_type": "search", "pattern": "value*"}, `[[1,1,"value 1"],[1,3,"value 1"]]`},
		{map[string]any{"hist_access_type": "search", "pattern": "value ?", "unique": true}, `[[1,3,"value 1"]]`},
		{map[string]any{"hist_access_type": "search", "pattern": "*", "n": 1}, `[[1,3,"value 1"]]`},
		{map[string]any{"hist_access_type": "search", "pattern": "nothing"}, `[]`},
	} {
		raw := c.reply(transport.Shell, c.say(transport.Shell, wire.TypeHistoryRequest, test.request), nil)
		if want := `{"status":"ok","history":` + test.want + `}`; string(raw.Content) != want {
			t.Errorf("%v: %s, want %s", test.request, raw.Content, want)
		}
	}
	bad := ask[wire.ErrorReply](c, transport.Shell, wire.TypeHistoryRequest, map[string]any{"hist_access_type": "all"})
	if bad.Status != "error" || bad.Value != `hist_access_type is "all", want range, tail or search` {
		t.Errorf("%+v", bad)
	}
}

// What no kernel knows is not answered, but the client sees that it was looked
// at, and nothing breaks.
func TestUnknownMessages(t *testing.T) {
	c := start(t)
	for _, on := range []transport.Channel{transport.Shell, transport.Control} {
		c.expect(c.say(on, "surprise_request", struct{}{}), "")
		c.quiet(on)
	}
	c.expect(c.say(transport.Control, wire.TypeExecuteRequest, wire.ExecuteRequest{}), "")
	c.say(transport.Stdin, wire.TypeExecuteRequest, wire.ExecuteRequest{})
	c.quiet(transport.IOPub)
	ask[wire.KernelInfoReply](c, transport.Shell, wire.TypeKernelInfoRequest, struct{}{})
}
