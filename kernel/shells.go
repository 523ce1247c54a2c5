package kernel

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"harmonium/kernel/wire"
)

// wellUnderWay is how long a cell must have been running for a question to go
// past it. A question that is sent in one breath with a cell may be about what
// the cell does, and waits for it; one that comes later is from a person who
// is typing, or from a page that is being loaded.
const wellUnderWay = 100 * time.Millisecond

// shell is the main shell or a subshell: requests of one shell are served in
// turn, those of different shells side by side (JEP 91).
type shell struct {
	id     string // "" for the main shell
	cells  *lane
	asides *lane
	since  atomic.Int64 // when the running cell began, in Unix nanoseconds; 0 for none
}

func (k *Kernel) newShell(ctx context.Context, id string) *shell {
	return &shell{id: id, cells: k.newLane(ctx), asides: k.newLane(ctx)}
}

// lane chooses where a request waits.
func (s *shell) lane(c choice) *lane {
	since := s.since.Load()
	if c == aside && since != 0 && time.Since(time.Unix(0, since)) > wellUnderWay {
		return s.asides
	}
	return s.cells
}

func (s *shell) close() {
	s.cells.close()
	s.asides.close()
}

// shells is the main shell and the subshells.
type shells struct {
	main *shell

	mu       sync.Mutex
	children []*shell // in the order of their creation
}

func (s *shells) find(id string) (*shell, bool) {
	if id == "" {
		return s.main, true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.children, func(c *shell) bool { return c.id == id })
	if i < 0 {
		return nil, false
	}
	return s.children[i], true
}

func (s *shells) all() []*shell {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]*shell{s.main}, s.children...)
}

// wait waits until every shell has ended.
func (s *shells) wait() {
	for _, shell := range s.all() {
		<-shell.cells.done
		<-shell.asides.done
	}
}

func (k *Kernel) createSubshell(_ context.Context, _ *request) (any, error) {
	child := k.newShell(k.life, wire.NewID())
	k.shells.mu.Lock()
	k.shells.children = append(k.shells.children, child)
	k.shells.mu.Unlock()
	return wire.CreateSubshellReply{Status: wire.StatusOK, SubshellID: child.id}, nil
}

// deleteSubshell ends a subshell: its running cell is interrupted, its queued
// ones are aborted.
func (k *Kernel) deleteSubshell(_ context.Context, req *request) (any, error) {
	var in wire.DeleteSubshellRequest
	if err := req.Decode(&in); err != nil {
		return nil, err
	}
	child, found := k.shells.find(in.SubshellID)
	if !found || in.SubshellID == "" {
		return nil, unknownSubshell(in.SubshellID)
	}
	k.shells.mu.Lock()
	k.shells.children = slices.DeleteFunc(k.shells.children, func(c *shell) bool { return c == child })
	k.shells.mu.Unlock()
	child.close()
	return wire.DeleteSubshellReply{Status: wire.StatusOK}, nil
}

func (k *Kernel) listSubshells(_ context.Context, _ *request) (any, error) {
	ids := []string{}
	for _, s := range k.shells.all()[1:] {
		ids = append(ids, s.id)
	}
	return wire.ListSubshellReply{Status: wire.StatusOK, SubshellID: ids}, nil
}

func unknownSubshell(id string) error { return fmt.Errorf("unknown subshell %q", id) }
