package wire

import "encoding/json"

// ShutdownRequest asks the kernel to end, perhaps to be started again.
type ShutdownRequest struct {
	Restart bool `json:"restart"`
}

// ShutdownReply confirms it; also published on iopub.
type ShutdownReply struct {
	Status  string `json:"status"`
	Restart bool   `json:"restart"`
}

// InterruptRequest asks to stop the running cells.
type InterruptRequest struct{}

// InterruptReply confirms it.
type InterruptReply struct {
	Status string `json:"status"`
}

// DebugRequest, DebugReply and DebugEvent carry a Request, Response or Event of
// the Debug Adapter Protocol as their whole content.
type (
	DebugRequest = json.RawMessage
	DebugReply   = json.RawMessage
	DebugEvent   = json.RawMessage
)

// CreateSubshellRequest asks for a new subshell.
type CreateSubshellRequest struct{}

// CreateSubshellReply names it.
type CreateSubshellReply struct {
	Status     string `json:"status"`
	SubshellID string `json:"subshell_id"`
}

// DeleteSubshellRequest names the subshell to end.
type DeleteSubshellRequest struct {
	SubshellID string `json:"subshell_id"`
}

// DeleteSubshellReply confirms it.
type DeleteSubshellReply struct {
	Status string `json:"status"`
}

// ListSubshellRequest asks for the subshells.
type ListSubshellRequest struct{}

// ListSubshellReply names them; the main shell is not among them.
type ListSubshellReply struct {
	Status     string       `json:"status"`
	SubshellID List[string] `json:"subshell_id"`
}
