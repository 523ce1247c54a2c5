package wire

// States of the kernel.
const (
	StateStarting = "starting"
	StateBusy     = "busy"
	StateIdle     = "idle"
)

// Status says what the kernel is doing about the parent message.
type Status struct {
	State string `json:"execution_state"`
}

// Welcome (iopub_welcome) is the first message that a subscriber gets.
type Welcome struct {
	Subscription string `json:"subscription"`
}

// Stream is text that was written to "stdout" or "stderr".
type Stream struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// DisplayData is a value in several representations. The same type is the
// content of update_display_data, whose transient part must hold a display id.
type DisplayData struct {
	Data      Dict      `json:"data"`
	Metadata  Dict      `json:"metadata"`
	Transient Transient `json:"transient"`
}

// Transient is the part of a display that is not kept in documents.
type Transient struct {
	DisplayID string `json:"display_id,omitempty"`
}

// ExecuteInput repeats the code that begins to run, for the other front ends.
type ExecuteInput struct {
	Code           string `json:"code"`
	ExecutionCount int    `json:"execution_count"`
}

// ExecuteResult is the value of the cell.
type ExecuteResult struct {
	ExecutionCount int       `json:"execution_count"`
	Data           Dict      `json:"data"`
	Metadata       Dict      `json:"metadata"`
	Transient      Transient `json:"transient"`
}

// Error (type error) says why an execution failed.
type Error struct {
	Name      string       `json:"ename"`
	Value     string       `json:"evalue"`
	Traceback List[string] `json:"traceback"`
}

// ClearOutput empties the outputs, at once or when the next one comes.
type ClearOutput struct {
	Wait bool `json:"wait"`
}
