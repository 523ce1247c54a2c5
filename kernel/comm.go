package kernel

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"harmonium/kernel/transport"
	"harmonium/kernel/wire"
)

// Target opens the kernel's end of a comm that a front end has opened. An error
// closes the comm again.
type Target func(c *Comm, data json.RawMessage, buffers [][]byte) error

// Comm is the kernel's end of an open comm. Its two functions are set by whoever
// opens it, before it returns from Target or Open; nil ignores.
type Comm struct {
	ID      string
	Target  string
	Message func(data json.RawMessage, buffers [][]byte) // what the front end sends
	Closed  func(data json.RawMessage)                   // the front end has closed

	comms *comms
}

// Send sends data to every front end.
func (c *Comm) Send(data wire.Dict, metadata json.RawMessage, buffers [][]byte) {
	c.comms.kernel.send(transport.IOPub, nil, wire.TypeCommMsg, wire.CommMsg{CommID: c.ID, Data: data}, metadata, buffers)
}

// Close ends the comm at both sides.
func (c *Comm) Close(data wire.Dict) {
	if c.comms.remove(c.ID) != nil {
		c.comms.kernel.publish(nil, wire.TypeCommClose, wire.CommClose{CommID: c.ID, Data: data})
	}
}

// comms are the open comms and the targets that front ends may open.
type comms struct {
	kernel *Kernel

	mu      sync.Mutex
	targets map[string]Target
	open    map[string]*Comm
}

// Register lets front ends open comms of this target. It is called before Serve.
func (k *Kernel) Register(name string, t Target) {
	k.comms.mu.Lock()
	defer k.comms.mu.Unlock()
	if k.comms.targets == nil {
		k.comms.targets = map[string]Target{}
	}
	k.comms.targets[name] = t
}

// Open opens a comm from the kernel's side: c needs its Target; an empty ID
// gets a new one.
func (k *Kernel) Open(c *Comm, data wire.Dict, metadata json.RawMessage, buffers [][]byte) {
	if c.ID == "" {
		c.ID = wire.NewID()
	}
	k.comms.add(c)
	k.send(transport.IOPub, nil, wire.TypeCommOpen, wire.CommOpen{CommID: c.ID, TargetName: c.Target, Data: data}, metadata, buffers)
}

// commContent is what the three comm messages have in common, as they come in.
type commContent struct {
	ID     string          `json:"comm_id"`
	Target string          `json:"target_name"`
	Data   json.RawMessage `json:"data"`
}

// opened serves comm_open. What cannot be opened is closed at once, so that the
// front end does not keep half a comm.
func (s *comms) opened(_ context.Context, req *request) (any, error) {
	var in commContent
	if err := req.Decode(&in); err != nil {
		return nil, err
	}
	s.mu.Lock()
	target := s.targets[in.Target]
	s.mu.Unlock()
	err := fmt.Errorf("unknown comm target %q", in.Target)
	if target != nil {
		c := &Comm{ID: in.ID, Target: in.Target}
		s.add(c)
		err = target(c, in.Data, req.Buffers)
	}
	if err != nil {
		s.remove(in.ID)
		s.kernel.publish(req, wire.TypeCommClose, wire.CommClose{CommID: in.ID})
	}
	return nil, err
}

// received serves comm_msg.
func (s *comms) received(_ context.Context, req *request) (any, error) {
	var in commContent
	if err := req.Decode(&in); err != nil {
		return nil, err
	}
	s.mu.Lock()
	c := s.open[in.ID]
	s.mu.Unlock()
	if c == nil {
		return nil, fmt.Errorf("unknown comm %q", in.ID)
	}
	if c.Message != nil {
		c.Message(in.Data, req.Buffers)
	}
	return nil, nil
}

// closed serves comm_close.
func (s *comms) closed(_ context.Context, req *request) (any, error) {
	var in commContent
	if err := req.Decode(&in); err != nil {
		return nil, err
	}
	if c := s.remove(in.ID); c != nil && c.Closed != nil {
		c.Closed(in.Data)
	}
	return nil, nil
}

// info lists the open comms, of one target or of all.
func (s *comms) info(_ context.Context, req *request) (any, error) {
	var in wire.CommInfoRequest
	if err := req.Decode(&in); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	list := map[string]wire.CommInfo{}
	for id, c := range s.open {
		if in.TargetName == "" || in.TargetName == c.Target {
			list[id] = wire.CommInfo{TargetName: c.Target}
		}
	}
	return wire.CommInfoReply{Status: wire.StatusOK, Comms: list}, nil
}

func (s *comms) add(c *Comm) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.comms = s
	if s.open == nil {
		s.open = map[string]*Comm{}
	}
	s.open[c.ID] = c
}

// remove forgets a comm and returns it, or nil if it was not open.
func (s *comms) remove(id string) *Comm {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.open[id]
	delete(s.open, id)
	return c
}
