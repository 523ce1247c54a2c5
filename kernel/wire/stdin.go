package wire

// InputRequest asks the front end for a line.
type InputRequest struct {
	Prompt   string `json:"prompt"`
	Password bool   `json:"password"` // do not show what is typed
}

// InputReply is the line. Some clients send a status too.
type InputReply struct {
	Status string `json:"status,omitempty"`
	Value  string `json:"value"`
}
