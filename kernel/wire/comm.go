package wire

// CommOpen opens a comm at the other side.
type CommOpen struct {
	CommID       string `json:"comm_id"`
	TargetName   string `json:"target_name"`
	TargetModule string `json:"target_module,omitempty"` // of ipywidgets, not of the protocol
	Data         Dict   `json:"data"`
}

// CommMsg is one message of an open comm.
type CommMsg struct {
	CommID string `json:"comm_id"`
	Data   Dict   `json:"data"`
}

// CommClose ends a comm, or refuses one whose target is not known.
type CommClose struct {
	CommID string `json:"comm_id"`
	Data   Dict   `json:"data"`
}
