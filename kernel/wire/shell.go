package wire

import (
	"encoding/json"
	"fmt"
)

// Values of the status field of replies.
const (
	StatusOK      = "ok"
	StatusError   = "error"
	StatusAborted = "aborted"
)

// ErrorReply is the content of any reply to a request that failed.
type ErrorReply struct {
	Status    string       `json:"status"` // "error"
	Name      string       `json:"ename"`
	Value     string       `json:"evalue"`
	Traceback List[string] `json:"traceback"`
}

// ExecuteRequest asks to run code.
type ExecuteRequest struct {
	Code            string            `json:"code"`
	Silent          bool              `json:"silent"`
	StoreHistory    bool              `json:"store_history"` // default true; false whenever Silent
	UserExpressions map[string]string `json:"user_expressions"`
	AllowStdin      bool              `json:"allow_stdin"`
	StopOnError     bool              `json:"stop_on_error"` // default true
}

// UnmarshalJSON reads a request with the protocol's defaults for what is absent.
func (r *ExecuteRequest) UnmarshalJSON(raw []byte) error {
	type plain ExecuteRequest
	in := plain{StoreHistory: true, StopOnError: true}
	if err := json.Unmarshal(raw, &in); err != nil {
		return err
	}
	in.StoreHistory = in.StoreHistory && !in.Silent
	*r = ExecuteRequest(in)
	return nil
}

// MarshalJSON writes user_expressions as an object also when there are none.
func (r ExecuteRequest) MarshalJSON() ([]byte, error) {
	type plain ExecuteRequest
	if r.UserExpressions == nil {
		r.UserExpressions = map[string]string{}
	}
	return marshal(plain(r))
}

// ExecuteReply ends an execution. The count is there whatever the status, or
// cells stay marked as running in JupyterLab.
type ExecuteReply struct {
	Status         string `json:"status"`
	ExecutionCount int    `json:"execution_count"`
	// With status "ok".
	Payload         List[Payload] `json:"payload"`
	UserExpressions Dict          `json:"user_expressions"` // name to ExpressionReply or ErrorReply
	// With status "error".
	Name      string       `json:"ename,omitempty"`
	Value     string       `json:"evalue,omitempty"`
	Traceback List[string] `json:"traceback,omitempty"`
}

// ExecuteErrorReply is the execute_reply of an execution that failed: its three
// error fields are always there, empty or not.
type ExecuteErrorReply struct {
	ErrorReply
	ExecutionCount  int           `json:"execution_count"`
	Payload         List[Payload] `json:"payload"`
	UserExpressions Dict          `json:"user_expressions"`
}

// ExecuteAborted is the execute_reply of a request that was not run, because
// one before it failed.
type ExecuteAborted struct {
	Status         string `json:"status"` // "aborted"
	ExecutionCount int    `json:"execution_count"`
}

// ExpressionReply is the value of one of the user_expressions.
type ExpressionReply struct {
	Status   string `json:"status"` // "ok"
	Data     Dict   `json:"data"`
	Metadata Dict   `json:"metadata"`
}

// Payload asks the front end for something beside the outputs. Page and
// NextInput make the two kinds that every front end knows.
type Payload struct {
	Source  string `json:"source"`
	Data    Dict   `json:"data,omitempty"`
	Start   *int   `json:"start,omitempty"`
	Text    string `json:"text,omitempty"`
	Replace *bool  `json:"replace,omitempty"`
}

// Page shows data, which must include text/plain, in the pager.
func Page(data Dict) Payload { return Payload{Source: "page", Data: data, Start: new(int)} }

// NextInput puts text into a new cell, or (replace) over the present one.
func NextInput(text string, replace bool) Payload {
	return Payload{Source: "set_next_input", Text: text, Replace: &replace}
}

// InspectRequest asks about what stands at the cursor.
type InspectRequest struct {
	Code   string `json:"code"`
	Cursor int    `json:"cursor_pos"` // in Unicode code points
	Detail int    `json:"detail_level"`
}

// InspectReply is what is known; Found false with no data when nothing is.
type InspectReply struct {
	Status   string `json:"status"`
	Found    bool   `json:"found"`
	Data     Dict   `json:"data"`
	Metadata Dict   `json:"metadata"`
}

// CompleteRequest asks what may stand at the cursor.
type CompleteRequest struct {
	Code   string `json:"code"`
	Cursor int    `json:"cursor_pos"` // in Unicode code points
}

// CompleteReply lists what may stand between Start and End (code points). Its
// five fields are always there.
type CompleteReply struct {
	Status   string       `json:"status"`
	Matches  List[string] `json:"matches"`
	Start    int          `json:"cursor_start"`
	End      int          `json:"cursor_end"`
	Metadata Dict         `json:"metadata"` // may hold TypesKey: a list of CompletionItem
}

// TypesKey is the metadata key under which front ends look for CompletionItems.
const TypesKey = "_jupyter_types_experimental"

// CompletionItem describes one match.
type CompletionItem struct {
	Start     int    `json:"start"`
	End       int    `json:"end"`
	Text      string `json:"text"`
	Type      string `json:"type"`
	Signature string `json:"signature"`
}

// HistoryRequest asks for earlier inputs.
type HistoryRequest struct {
	Output  bool   `json:"output"`
	Raw     bool   `json:"raw"`
	Access  string `json:"hist_access_type"` // "range", "tail" or "search"
	Session int    `json:"session"`          // 0 is the present one, negative counts back
	Start   int    `json:"start"`
	Stop    *int   `json:"stop"`    // nil means to the end
	N       int    `json:"n"`       // for tail and search; 0 means all
	Pattern string `json:"pattern"` // glob with * and ?
	Unique  bool   `json:"unique"`
}

// UnmarshalJSON also takes null for any number, as some clients send.
func (r *HistoryRequest) UnmarshalJSON(raw []byte) error {
	type plain HistoryRequest
	in := plain{Raw: true}
	if err := json.Unmarshal(raw, &in); err != nil {
		return err
	}
	*r = HistoryRequest(in)
	return nil
}

// HistoryReply holds the entries asked for.
type HistoryReply struct {
	Status  string             `json:"status"`
	History List[HistoryEntry] `json:"history"`
}

// HistoryEntry is one input. On the wire it is a tuple, [session, line, input]
// or, when outputs were asked for, [session, line, [input, output]].
type HistoryEntry struct {
	Session    int
	Line       int
	Input      string
	WithOutput bool
	Output     *string // nil is null: the input had no output
}

// MarshalJSON writes e as a tuple.
func (e HistoryEntry) MarshalJSON() ([]byte, error) {
	if e.WithOutput {
		return marshal([]any{e.Session, e.Line, []any{e.Input, e.Output}})
	}
	return marshal([]any{e.Session, e.Line, e.Input})
}

// UnmarshalJSON reads either form of the tuple.
func (e *HistoryEntry) UnmarshalJSON(raw []byte) error {
	var tuple []json.RawMessage
	if err := json.Unmarshal(raw, &tuple); err != nil {
		return err
	}
	if len(tuple) != 3 {
		return fmt.Errorf("history entry has %d members, want 3", len(tuple))
	}
	var out HistoryEntry
	if err := unmarshalTuple(tuple[:2], &out.Session, &out.Line); err != nil {
		return err
	}
	if json.Unmarshal(tuple[2], &out.Input) != nil {
		var pair []json.RawMessage
		if err := json.Unmarshal(tuple[2], &pair); err != nil {
			return err
		}
		if err := unmarshalTuple(pair, &out.Input, &out.Output); err != nil {
			return err
		}
		out.WithOutput = true
	}
	*e = out
	return nil
}

// unmarshalTuple reads the members of a JSON array into as many places.
func unmarshalTuple(tuple []json.RawMessage, to ...any) error {
	if len(tuple) != len(to) {
		return fmt.Errorf("tuple has %d members, want %d", len(tuple), len(to))
	}
	for i, raw := range tuple {
		if err := json.Unmarshal(raw, to[i]); err != nil {
			return err
		}
	}
	return nil
}

// IsCompleteRequest asks whether code can run as it stands.
type IsCompleteRequest struct {
	Code string `json:"code"`
}

// IsCompleteReply is the answer; Indent only with status "incomplete".
type IsCompleteReply struct {
	Status string  `json:"status"` // "complete", "incomplete", "invalid" or "unknown"
	Indent *string `json:"indent,omitempty"`
}

// ConnectRequest asks for the ports.
type ConnectRequest struct{}

// ConnectReply tells the ports.
type ConnectReply struct {
	Status      string `json:"status"`
	ShellPort   int    `json:"shell_port"`
	IOPubPort   int    `json:"iopub_port"`
	StdinPort   int    `json:"stdin_port"`
	HBPort      int    `json:"hb_port"`
	ControlPort int    `json:"control_port"`
}

// CommInfoRequest asks for the open comms, of one target or ("") of all.
type CommInfoRequest struct {
	TargetName string `json:"target_name,omitempty"`
}

// CommInfoReply lists them by comm id.
type CommInfoReply struct {
	Status string              `json:"status"`
	Comms  map[string]CommInfo `json:"comms"` // never nil: make an empty map for none
}

// CommInfo describes an open comm.
type CommInfo struct {
	TargetName string `json:"target_name"`
}

// MarshalJSON writes comms as an object also when there are none.
func (r CommInfoReply) MarshalJSON() ([]byte, error) {
	type plain CommInfoReply
	if r.Comms == nil {
		r.Comms = map[string]CommInfo{}
	}
	return marshal(plain(r))
}

// KernelInfoRequest asks what kernel this is.
type KernelInfoRequest struct{}

// KernelInfoReply says it.
type KernelInfoReply struct {
	Status                string         `json:"status"`
	ProtocolVersion       string         `json:"protocol_version"`
	Implementation        string         `json:"implementation"`
	ImplementationVersion string         `json:"implementation_version"`
	LanguageInfo          LanguageInfo   `json:"language_info"`
	Banner                string         `json:"banner"`
	Debugger              bool           `json:"debugger"`
	HelpLinks             List[HelpLink] `json:"help_links"`
	SupportedFeatures     List[string]   `json:"supported_features"`
}

// LanguageInfo describes the language of the cells.
type LanguageInfo struct {
	Name              string `json:"name"`
	Version           string `json:"version"`
	MIMEType          string `json:"mimetype"`
	FileExtension     string `json:"file_extension"`
	PygmentsLexer     string `json:"pygments_lexer,omitempty"`
	CodemirrorMode    any    `json:"codemirror_mode,omitempty"` // a string, or CodeMirror's object
	NbconvertExporter string `json:"nbconvert_exporter,omitempty"`
}

// HelpLink is an entry of the front end's help menu.
type HelpLink struct {
	Text string `json:"text"`
	URL  string `json:"url"`
}
