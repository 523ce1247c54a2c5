package wire_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"harmonium/kernel/wire"
)

func codec(t testing.TB, key string) *wire.Codec {
	t.Helper()
	c, err := wire.NewCodec("hmac-sha256", key)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func frames(parts ...string) [][]byte {
	var out [][]byte
	for _, p := range parts {
		out = append(out, []byte(p))
	}
	return out
}

// The signature was computed by Python: hmac.new(b"secret", header+parent+metadata+content, "sha256").
var signed = frames("client", "<IDS|MSG>", "67363bbb23864faa82fec7afb0c6e78d869ad890216c393e63cd9b273aac05c2",
	`{"msg_id": "1", "msg_type": "execute_request", "subshell_id": "s"}`, `{}`, `{}`, `{"code": "1+1"}`, "\x00buffer")

func TestReadsWhatPythonSigned(t *testing.T) {
	m, err := codec(t, "secret").Decode(signed)
	if err != nil {
		t.Fatal(err)
	}
	if m.Header.SubshellID != "s" || string(m.Identities[0]) != "client" || string(m.Buffers[0]) != "\x00buffer" {
		t.Errorf("read %+v", m)
	}
}

func TestRoundTrip(t *testing.T) {
	c := codec(t, "secret")
	client, kernel := wire.NewSession("me"), wire.NewSession("kernel")
	req, err := client.New(wire.TypeExecuteRequest, nil, wire.ExecuteRequest{Code: "a < b && c"})
	if err != nil {
		t.Fatal(err)
	}
	req.Identities, req.Buffers = frames("client"), frames("\xff\x00")
	sent, err := c.Encode(&req)
	if err != nil {
		t.Fatal(err)
	}
	got, err := c.Decode(sent)
	if err != nil {
		t.Fatal(err)
	}
	var in wire.ExecuteRequest
	if err := got.Decode(&in); err != nil || in.Code != "a < b && c" {
		t.Errorf("code %q, error %v", in.Code, err)
	}
	if string(got.Buffers[0]) != "\xff\x00" || string(got.Identities[0]) != "client" {
		t.Errorf("buffers %q, identities %q", got.Buffers, got.Identities)
	}
	reply, err := kernel.New(wire.TypeExecuteReply, &got, wire.ExecuteReply{Status: "ok", ExecutionCount: 1})
	if err != nil {
		t.Fatal(err)
	}
	if string(reply.Parent) != string(req.RawHeader) || reply.ParentHeader().ID != req.Header.ID {
		t.Errorf("parent %s, want %s", reply.Parent, req.RawHeader)
	}
	if reply.Header.Session == req.Header.Session || reply.Header.ID == req.Header.ID {
		t.Error("the kernel answers with the client's session or message id")
	}
}

// The parent header goes back byte for byte: fields we do not know, their
// order and their spacing included.
func TestParentIsVerbatim(t *testing.T) {
	c := codec(t, "")
	header := `{ "msg_type":"x_request",  "msg_id":"1", "unknown": [1.50], "subshell_id": null }`
	m, err := c.Decode(frames("id", "<IDS|MSG>", "", header, "", "", "{}"))
	if err != nil {
		t.Fatal(err)
	}
	reply, _ := wire.NewSession("k").New("x_reply", &m, struct{}{})
	out, err := c.Encode(&reply)
	if err != nil {
		t.Fatal(err)
	}
	if string(out[4]) != header {
		t.Errorf("parent header is %s, want %s", out[4], header)
	}
	if string(out[5]) != "{}" {
		t.Errorf("metadata is %s, want {}", out[5])
	}
}

func TestSignature(t *testing.T) {
	m, _ := wire.NewSession("me").New("x", nil, struct{}{})
	good, _ := codec(t, "secret").Encode(&m)
	if _, err := codec(t, "other").Decode(good); !errors.Is(err, wire.ErrSignature) {
		t.Errorf("wrong key: %v", err)
	}
	if _, err := codec(t, "").Decode(good); err != nil {
		t.Errorf("an empty key must switch checking off: %v", err)
	}
	unsigned, _ := codec(t, "").Encode(&m)
	if _, err := codec(t, "secret").Decode(unsigned); !errors.Is(err, wire.ErrSignature) {
		t.Errorf("unsigned message: %v", err)
	}
	// One bit in any signed part breaks it.
	for i := 2; i < 6; i++ {
		bad := append([][]byte(nil), good...)
		bad[i] = append([]byte(" "), bad[i]...)
		if _, err := codec(t, "secret").Decode(bad); !errors.Is(err, wire.ErrSignature) {
			t.Errorf("part %d changed: %v", i, err)
		}
	}
	if _, err := wire.NewCodec("hmac-md5", "k"); err == nil {
		t.Error("hmac-md5 accepted")
	}
}

func TestMalformed(t *testing.T) {
	ok := `{"msg_id":"1","msg_type":"x"}`
	for name, f := range map[string][][]byte{
		"nothing":          {},
		"no delimiter":     frames("a", "b", ok, "{}", "{}", "{}"),
		"short":            frames("<IDS|MSG>", "", ok, "{}", "{}"),
		"header no JSON":   frames("<IDS|MSG>", "", "{", "{}", "{}", "{}"),
		"header a list":    frames("<IDS|MSG>", "", "[]", "{}", "{}", "{}"),
		"header no type":   frames("<IDS|MSG>", "", `{"msg_id":"1"}`, "{}", "{}", "{}"),
		"header types":     frames("<IDS|MSG>", "", `{"msg_id":1,"msg_type":"x"}`, "{}", "{}", "{}"),
		"parent null":      frames("<IDS|MSG>", "", ok, "null", "{}", "{}"),
		"metadata number":  frames("<IDS|MSG>", "", ok, "{}", "7", "{}"),
		"content trailing": frames("<IDS|MSG>", "", ok, "{}", "{}", "{} {}"),
		"deep":             frames("<IDS|MSG>", "", ok, "{}", "{}", `{"a":`+strings.Repeat("[", 100_000)+strings.Repeat("]", 100_000)+"}"),
	} {
		if _, err := codec(t, "").Decode(f); !errors.Is(err, wire.ErrMalformed) {
			t.Errorf("%s: error %v, want ErrMalformed", name, err)
		}
	}
	m, err := codec(t, "").Decode(frames("<IDS|MSG>", "", `{"msg_id":"1","msg_type":"execute_request","date":"yesterday"}`, "{}", "{}", `{"code":7}`))
	if err != nil || !m.Header.Date.IsZero() {
		t.Errorf("a bad date must not lose the message: %v", err)
	}
	if err := m.Decode(new(wire.ExecuteRequest)); !errors.Is(err, wire.ErrMalformed) {
		t.Errorf("content: %v", err)
	}
}

func TestDate(t *testing.T) {
	for _, at := range []time.Time{time.Unix(0, 123456789), time.Unix(5, 0).In(time.FixedZone("", 3600))} {
		raw, _ := json.Marshal(wire.Date{Time: at})
		if !regexp.MustCompile(`^"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(Z|[+-]\d\d:\d\d)"$`).Match(raw) {
			t.Errorf("date is written %s", raw)
		}
		var back wire.Date
		if json.Unmarshal(raw, &back); !back.Equal(at.Truncate(time.Microsecond)) {
			t.Errorf("%s is read as %v, want %v", raw, back, at)
		}
	}
}

func TestDefaults(t *testing.T) {
	for in, want := range map[string]wire.ExecuteRequest{
		`{"code":"x"}`:                      {Code: "x", StoreHistory: true, StopOnError: true},
		`{"silent":true}`:                   {Silent: true, StopOnError: true},
		`{"stop_on_error":false}`:           {StoreHistory: true},
		`{"allow_stdin":true}`:              {StoreHistory: true, StopOnError: true, AllowStdin: true},
		`{"silent":true,"store_history":1}`: {},
	} {
		var got wire.ExecuteRequest
		if err := json.Unmarshal([]byte(in), &got); (err != nil) != strings.Contains(in, "1") || !reflect.DeepEqual(got, want) {
			t.Errorf("%s is read as %+v, error %v", in, got, err)
		}
	}
	var h wire.HistoryRequest
	if err := json.Unmarshal([]byte(`{"hist_access_type":"tail","n":null,"stop":null}`), &h); err != nil || !h.Raw || h.Stop != nil {
		t.Errorf("history request %+v, error %v", h, err)
	}
}

// Lists and objects are never null, whatever is left out.
func TestNothingIsNull(t *testing.T) {
	for _, v := range []any{
		wire.ExecuteRequest{}, wire.ExecuteReply{}, wire.ExecuteErrorReply{}, wire.ErrorReply{}, wire.InspectReply{},
		wire.CompleteReply{}, wire.HistoryReply{}, wire.CommInfoReply{}, wire.KernelInfoReply{}, wire.DisplayData{},
		wire.ExecuteResult{}, wire.Error{}, wire.CommOpen{}, wire.CommMsg{}, wire.CommClose{}, wire.ListSubshellReply{},
	} {
		raw, err := json.Marshal(v)
		if err != nil || strings.Contains(string(raw), "null") {
			t.Errorf("%T is written %s, error %v", v, raw, err)
		}
	}
	raw, _ := json.Marshal(wire.ExecuteErrorReply{})
	for _, field := range []string{"status", "ename", "evalue", "traceback", "execution_count"} {
		if !strings.Contains(string(raw), `"`+field+`"`) {
			t.Errorf("execute_reply of an error has no %s: %s", field, raw)
		}
	}
}

// Every type that the protocol document lists has a Go type that reads what it writes.
func TestEveryType(t *testing.T) {
	names := strings.Fields(`execute_request execute_reply inspect_request inspect_reply complete_request complete_reply
		history_request history_reply is_complete_request is_complete_reply connect_request connect_reply comm_info_request
		comm_info_reply kernel_info_request kernel_info_reply shutdown_request shutdown_reply interrupt_request interrupt_reply
		debug_request debug_reply create_subshell_request create_subshell_reply delete_subshell_request delete_subshell_reply
		list_subshell_request list_subshell_reply iopub_welcome stream display_data update_display_data execute_input
		execute_result error status clear_output debug_event input_request input_reply comm_open comm_msg comm_close`)
	for _, name := range names {
		v := wire.NewContent(name)
		if v == nil {
			t.Errorf("%s has no type", name)
			continue
		}
		if raw, ok := v.(*json.RawMessage); ok {
			*raw = json.RawMessage("{}")
		}
		raw, err := json.Marshal(v)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := json.Unmarshal(raw, wire.NewContent(name)); err != nil {
			t.Errorf("%s: %s: %v", name, raw, err)
		}
	}
	if wire.NewContent("no_such_type") != nil {
		t.Error("no_such_type has a type")
	}
}

func TestHistoryTuples(t *testing.T) {
	out := "4"
	for _, e := range []wire.HistoryEntry{
		{Session: 1, Line: 2, Input: "2+2"},
		{Session: 1, Line: 2, Input: "2+2", WithOutput: true, Output: &out},
		{Session: -1, Line: 0, WithOutput: true},
	} {
		raw, _ := json.Marshal(e)
		var back wire.HistoryEntry
		if err := json.Unmarshal(raw, &back); err != nil || !reflect.DeepEqual(back, e) {
			t.Errorf("%+v is written %s and read %+v, error %v", e, raw, back, err)
		}
	}
	for _, bad := range []string{`[1]`, `[1,2,["a"]]`, `["a",2,"b"]`, `{}`, `[1,2,3]`} {
		if json.Unmarshal([]byte(bad), new(wire.HistoryEntry)) == nil {
			t.Errorf("%s is taken for a history entry", bad)
		}
	}
}

func TestFresh(t *testing.T) {
	var f wire.Fresh
	s := wire.NewSession("x")
	for range 70_000 { // more than it remembers
		m, _ := s.New("x", nil, struct{}{})
		if !f.Check(m.Header.ID) {
			t.Fatalf("%s came twice", m.Header.ID)
		}
	}
	if f.Check(s.ID + "_70000") {
		t.Error("a repeated id passes")
	}
}

func TestConnectionFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kernel.json")
	c := wire.NewConnection()
	c.ShellPort = 1234
	if err := c.WriteFile(path); err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, want 0600: the key is in it", info.Mode())
	}
	if back, err := wire.ReadConnection(path); err != nil || back != c {
		t.Errorf("read %+v, error %v", back, err)
	}
	if got := c.Endpoint(c.ShellPort); got != "tcp://127.0.0.1:1234" {
		t.Error(got)
	}
	c.Transport, c.IP = "ipc", "/tmp/k"
	if got := c.Endpoint(c.ShellPort); got != "ipc:///tmp/k-1234" {
		t.Error(got)
	}
	for in, want := range map[string]string{
		`{`:                        "JSON",
		`{"transport":"udp"}`:      `"udp"`,
		`{"shell_port":70000}`:     "70000",
		`{"curve_publickey":"x"}`:  "CURVE",
		`{"signature_scheme":"x"}`: `"x"`,
	} {
		if _, err := wire.ParseConnection([]byte(in)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one that names %s", in, err, want)
		}
	}
}

func TestHandshake(t *testing.T) {
	path := filepath.Join(t.TempDir(), "registration.json")
	text := `{"kernel_id":"k1","transport":"tcp","registration_ip":"127.0.0.1","registration_port":51587,"signature_scheme":"hmac-sha256","key":"secret"}`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := wire.ReadRegistration(path)
	if err != nil || !wire.IsRegistration([]byte(text)) || r.Endpoint() != "tcp://127.0.0.1:51587" {
		t.Fatalf("%+v, error %v", r, err)
	}
	c := codec(t, r.Key)
	want := wire.Ports{KernelID: "k1", ShellPort: 1, IOPubPort: 2, StdinPort: 3, ControlPort: 4, HBPort: 65535}
	sent, err := c.EncodeSingle(nil, want)
	if err != nil {
		t.Fatal(err)
	}
	if len(sent) != 3 || !strings.Contains(string(sent[2]), `"hb_port":"65535"`) {
		t.Errorf("sent %s", sent)
	}
	_, content, err := c.DecodeSingle(append(frames("router-id"), sent...))
	var got wire.Ports
	if err != nil || json.Unmarshal(content, &got) != nil || got != want {
		t.Errorf("got %+v, error %v", got, err)
	}
	if json.Unmarshal([]byte(`{"hb_port":17}`), &got) != nil || got.HBPort != 17 {
		t.Error("a number is not read as a port")
	}
	if json.Unmarshal([]byte(`{"hb_port":"1e9"}`), &got) == nil {
		t.Error("1e9 is read as a port")
	}
	sent[2] = []byte(`{}`)
	if _, _, err := c.DecodeSingle(sent); !errors.Is(err, wire.ErrSignature) {
		t.Errorf("changed content: %v", err)
	}
}

func BenchmarkCodec(b *testing.B) {
	c := codec(b, "secret")
	s := wire.NewSession("k")
	for b.Loop() {
		m, _ := s.New(wire.TypeStream, nil, wire.Stream{Name: "stdout", Text: "hello"})
		out, _ := c.Encode(&m)
		if _, err := c.Decode(out); err != nil {
			b.Fatal(err)
		}
	}
}

func TestPlace(t *testing.T) {
	p := wire.Place{Cell: 3, Line: 5, Column: 7}
	raw, _ := json.Marshal(map[string]any{wire.PlaceKey: p, "started": "now"})
	if got := wire.PlaceOf(raw); got != p {
		t.Errorf("%s is read as %+v", raw, got)
	}
	for _, none := range []string{"", "{}", `{"harmonium_place":null}`, `{"harmonium_place":7}`} {
		if got := wire.PlaceOf(json.RawMessage(none)); got != (wire.Place{}) {
			t.Errorf("%s is read as %+v", none, got)
		}
	}
}
