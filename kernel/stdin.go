package kernel

import (
	"context"
	"errors"
	"slices"
	"sync"

	"harmonium/kernel/transport"
	"harmonium/kernel/wire"
)

// inputs are the questions that wait for a person.
type inputs struct {
	mu      sync.Mutex
	waiting []*question
}

// question is an input_request that was sent.
type question struct {
	id     string // of the input_request
	client string // identity of the client that was asked
	answer chan string
	cancel chan struct{}
}

var errInterrupted = errors.New("standard input: interrupted")

// ask sends an input_request to the client that sent req, and waits for the
// reply, an interrupt or the end of ctx.
func (k *Kernel) ask(ctx context.Context, req *request, prompt string, password bool) (string, error) {
	m, err := k.sockets.self.New(wire.TypeInputRequest, &req.Message, wire.InputRequest{Prompt: prompt, Password: password})
	if err != nil {
		return "", err
	}
	q := &question{id: m.Header.ID, client: identity(req.Message), answer: make(chan string, 1), cancel: make(chan struct{})}
	k.inputs.add(q)
	defer k.inputs.remove(q)
	if err := k.sockets.send(transport.Stdin, m); err != nil {
		return "", err
	}
	select {
	case line := <-q.answer:
		return line, nil
	case <-q.cancel:
		return "", errInterrupted
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// answer hands an input_reply to the question that it answers. One that answers
// no open question is stale and ignored.
func (k *Kernel) answer(req *request) {
	var in wire.InputReply
	if req.Header.Type != wire.TypeInputReply {
		k.log.Warn("unexpected message", "on", transport.Stdin, "type", req.Header.Type)
		return
	}
	if err := req.Decode(&in); err != nil {
		k.log.Warn("bad input_reply", "err", err)
		return
	}
	if q := k.inputs.take(req.ParentHeader().ID, identity(req.Message)); q != nil {
		q.answer <- in.Value
		return
	}
	k.log.Info("stale input_reply ignored", "id", req.Header.ID)
}

func (i *inputs) add(q *question) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.waiting = append(i.waiting, q)
}

func (i *inputs) remove(q *question) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.waiting = slices.DeleteFunc(i.waiting, func(w *question) bool { return w == q })
}

// take removes and returns the question that a reply answers: the one its
// parent header names, or, as many clients leave that empty, the oldest one that
// this client was asked.
func (i *inputs) take(parent, client string) *question {
	i.mu.Lock()
	defer i.mu.Unlock()
	at := slices.IndexFunc(i.waiting, func(q *question) bool {
		return q.client == client && (parent == "" || parent == q.id)
	})
	if at < 0 {
		return nil
	}
	q := i.waiting[at]
	i.waiting = slices.Delete(i.waiting, at, at+1)
	return q
}

// cancel ends every question.
func (i *inputs) cancel() {
	i.mu.Lock()
	defer i.mu.Unlock()
	for _, q := range i.waiting {
		close(q.cancel)
	}
	i.waiting = nil
}

// identity is who sent a message, as its socket knows it.
func identity(m wire.Message) string {
	var all []byte
	for _, frame := range m.Identities {
		all = append(append(all, frame...), 0)
	}
	return string(all)
}
