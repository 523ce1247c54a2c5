package kernel

import (
	"context"
	"encoding/json"

	"harmonium/kernel/wire"
)

// interrupt stops the running cells.
func (k *Kernel) interrupt(_ context.Context, _ *request) (any, error) {
	k.Interrupt()
	return wire.InterruptReply{Status: wire.StatusOK}, nil
}

// shutdown ends the cells and the session, confirms that to the client and to
// every subscriber, and lets Serve end.
func (k *Kernel) shutdown(_ context.Context, req *request) (any, error) {
	var in wire.ShutdownRequest
	if err := req.Decode(&in); err != nil {
		return nil, err
	}
	k.stopCells()
	reply := wire.ShutdownReply{Status: wire.StatusOK, Restart: in.Restart}
	k.publish(req, wire.TypeShutdownReply, reply)
	return reply, nil
}

// debug answers as the Debug Adapter Protocol wants a request refused.
func (k *Kernel) debug(_ context.Context, req *request) (any, error) {
	var in struct {
		Seq     int    `json:"seq"`
		Command string `json:"command"`
	}
	if err := json.Unmarshal(req.Content, &in); err != nil {
		return nil, err
	}
	return map[string]any{
		"type": "response", "seq": in.Seq, "request_seq": in.Seq, "command": in.Command,
		"success": false, "message": "this kernel has no debugger", "body": map[string]any{},
	}, nil
}
