package kernel

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync/atomic"

	"harmonium/dsl"
	"harmonium/kernel/transport"
	"harmonium/kernel/wire"
)

// request is a message on its way through the kernel.
type request struct {
	wire.Message
	from    transport.Channel
	shell   *shell      // where it runs
	refuse  error       // why it cannot be served; nil for most
	aborted atomic.Bool // an execution before it failed

	replyMetadata []byte // set by the handler, where the reply needs any
}

// route says what becomes of the messages of one type.
type route struct {
	handle func(context.Context, *request) (content any, err error)
	reply  string              // type of the reply; "" for none
	on     []transport.Channel // where it may come in
	lane   choice
	last   bool // the kernel ends after it
}

// choice is how a request waits.
type choice int

const (
	inTurn choice = iota // behind everything that came before it
	aside                // a question: in turn too, but not behind a cell that is well under way
	atOnce               // like what comes on control: a queue would defeat its purpose
)

// accept sends a message that came in on its way.
func (k *Kernel) accept(from transport.Channel, m wire.Message) {
	req := &request{Message: m, from: from}
	k.log.Debug("received", "on", from, "type", req.Header.Type, "id", req.Header.ID)
	if from == transport.Stdin {
		k.answer(req)
		return
	}
	route, known := k.routes[req.Header.Type]
	if !known || !slices.Contains(route.on, from) {
		req.refuse = fmt.Errorf("unknown message type %q on the %s channel", req.Header.Type, from)
	} else if from == transport.Shell {
		if req.shell, known = k.shells.find(req.Header.SubshellID); !known {
			req.refuse = unknownSubshell(req.Header.SubshellID)
		}
	}
	if req.shell == nil || route.lane == atOnce {
		k.control.add(req)
		return
	}
	req.shell.lane(route.lane).add(req)
}

// serve answers one request: busy, handle, reply, idle.
func (k *Kernel) serve(ctx context.Context, req *request) {
	k.publish(req, wire.TypeStatus, wire.Status{State: wire.StateBusy})
	route := k.routes[req.Header.Type]
	content, err := k.handle(ctx, route, req)
	if err != nil {
		k.log.Warn("request failed", "on", req.from, "type", req.Header.Type, "id", req.Header.ID, "err", err)
		content = k.refusal(req, err)
	}
	if route.reply != "" {
		k.send(req.from, req, route.reply, content, req.replyMetadata, nil)
	}
	k.publish(req, wire.TypeStatus, wire.Status{State: wire.StateIdle})
	if route.last && err == nil {
		k.quitOnce.Do(func() { close(k.quit) })
	}
}

// refusal is the content of the reply to a request that could not be served.
// That to an execution has its count, like all of them.
func (k *Kernel) refusal(req *request, err error) any {
	if req.Header.Type == wire.TypeExecuteRequest {
		return wire.ExecuteErrorReply{ErrorReply: errorReply(err), ExecutionCount: k.count.now()}
	}
	return errorReply(err)
}

// handle calls the route's handler. A handler that panics is a fault of ours,
// and costs the client this one request only.
func (k *Kernel) handle(ctx context.Context, route route, req *request) (content any, err error) {
	defer func() {
		if p := recover(); p != nil {
			k.log.Error("handler panicked", "type", req.Header.Type, "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("internal error of the kernel in %s: %v", req.Header.Type, p)
		}
	}()
	if req.refuse != nil {
		return nil, req.refuse
	}
	return route.handle(ctx, req)
}

// errorReply is the content of the reply to a request that failed.
func errorReply(err error) wire.ErrorReply {
	var cause *dsl.Error
	if errors.As(err, &cause) {
		return wire.ErrorReply{Status: wire.StatusError, Name: cause.Name, Value: cause.Value, Traceback: cause.Traceback}
	}
	name := "KernelError"
	if errors.Is(err, wire.ErrMalformed) {
		name = "MalformedMessage"
	}
	return wire.ErrorReply{Status: wire.StatusError, Name: name, Value: err.Error(), Traceback: []string{name + ": " + err.Error()}}
}

// publish makes a message and sends it to every subscriber.
func (k *Kernel) publish(cause *request, msgType string, content any) {
	k.send(transport.IOPub, cause, msgType, content, nil, nil)
}

// send makes a message with cause as its parent and sends it: on IOPub with a
// topic, elsewhere back to where cause came from.
func (k *Kernel) send(to transport.Channel, cause *request, msgType string, content any, metadata []byte, buffers [][]byte) {
	var parent *wire.Message
	if cause != nil {
		parent = &cause.Message
	}
	m, err := k.sockets.self.New(msgType, parent, content)
	if err != nil {
		k.log.Error("message cannot be written", "type", msgType, "err", err)
		return
	}
	m.Metadata, m.Buffers = metadata, buffers
	if to == transport.IOPub {
		m.Identities = [][]byte{topic(msgType, content)}
	}
	if err := k.sockets.send(to, m); err != nil {
		k.log.Warn("message not sent", "to", to, "type", msgType, "err", err)
	}
}

// topic is what subscribers may filter by: the type, and for streams the name.
func topic(msgType string, content any) []byte {
	if s, ok := content.(wire.Stream); ok {
		return []byte(msgType + "." + s.Name)
	}
	return []byte(msgType)
}
