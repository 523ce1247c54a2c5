package kernel

import (
	"context"
	"encoding/json"
	"time"

	"harmonium/dsl"
	"harmonium/kernel/wire"
)

// lateComers is how long the reply of a failed cell is held back for the
// requests that were sent together with it: a client that sends a whole
// notebook at once must not see the cells after the failed one run just because
// they were still on their way. What comes after the reply is never aborted.
const lateComers = 50 * time.Millisecond

// execute runs a cell.
func (k *Kernel) execute(ctx context.Context, req *request) (any, error) {
	if req.aborted.Load() {
		return wire.ExecuteAborted{Status: wire.StatusAborted, ExecutionCount: k.count.now()}, nil
	}
	var in wire.ExecuteRequest
	if err := req.Decode(&in); err != nil {
		return nil, err
	}
	started := time.Now()
	n := k.enter(req, in)
	out := &outputs{kernel: k, request: req, silent: in.Silent, stdin: in.AllowStdin}
	result := k.run(ctx, req.shell, dsl.Cell{
		Code: in.Code, Count: n, Silent: in.Silent, AllowStdin: in.AllowStdin, Expressions: in.UserExpressions,
	}, out)
	req.replyMetadata = replyMetadata(started, result.Err)
	if result.Err != nil {
		return k.failed(ctx, req, in, n, out, result), nil
	}
	if !result.Value.Empty() {
		out.result(result.Value, n)
		if text, ok := result.Value.Data["text/plain"].(string); ok && in.StoreHistory {
			k.history.SetOutput(n, text)
		}
	}
	return wire.ExecuteReply{
		Status: wire.StatusOK, ExecutionCount: n,
		Payload: payloads(result), UserExpressions: expressions(result.Expressions),
	}, nil
}

// enter gives a cell its number, remembers it and announces it, as far as the
// request wants that.
func (k *Kernel) enter(req *request, in wire.ExecuteRequest) (n int) {
	n = k.count.now()
	if in.StoreHistory {
		n = k.count.next()
		k.history.Add(n, in.Code)
	}
	if !in.Silent {
		k.publish(req, wire.TypeExecuteInput, wire.ExecuteInput{Code: in.Code, ExecutionCount: n})
	}
	return n
}

// run lets the session run the cell, and keeps the books about it.
func (k *Kernel) run(ctx context.Context, s *shell, cell dsl.Cell, out dsl.Outputs) dsl.Result {
	k.running.Add(1)
	defer k.running.Add(-1)
	s.since.Store(time.Now().UnixNano())
	defer s.since.Store(0)
	return k.session.Run(ctx, cell, out)
}

// failed publishes why a cell failed, and aborts the cells that wait behind it.
func (k *Kernel) failed(ctx context.Context, req *request, in wire.ExecuteRequest, n int, out *outputs, result dsl.Result) any {
	out.error(result.Err)
	if in.StopOnError && !in.Silent {
		select {
		case <-time.After(lateComers):
		case <-ctx.Done():
		}
		req.shell.cells.abort()
	}
	return wire.ExecuteErrorReply{ErrorReply: errorReply(result.Err), ExecutionCount: n, Payload: payloads(result)}
}

// payloads is what the cell asks of the front end beside its outputs.
func payloads(result dsl.Result) []wire.Payload {
	var all []wire.Payload
	for _, page := range result.Pages {
		data := wire.Dict{"text/plain": ""} // pagers want it, whatever else there is
		for mime, content := range page.Data {
			data[mime] = content
		}
		all = append(all, wire.Page(data))
	}
	if next := result.NextInput; next != nil {
		all = append(all, wire.NextInput(next.Text, next.Replace))
	}
	return all
}

// expressions is the value of each of the user's expressions, or its error.
func expressions(results map[string]dsl.ExpressionResult) wire.Dict {
	all := wire.Dict{}
	for name, r := range results {
		if r.Err != nil {
			all[name] = errorReply(r.Err)
		} else {
			all[name] = wire.ExpressionReply{Status: wire.StatusOK, Data: r.Value.Data, Metadata: r.Value.Metadata}
		}
	}
	return all
}

// replyMetadata tells JupyterLab how long a cell ran, and our own runner where
// in the code an error has its cause.
func replyMetadata(started time.Time, e *dsl.Error) json.RawMessage {
	metadata := map[string]any{"started": wire.Date{Time: started}}
	if e != nil {
		metadata[wire.PlaceKey] = wire.Place{Cell: e.Cell, Line: e.Line, Column: e.Column}
	}
	raw, err := json.Marshal(metadata)
	if err != nil {
		return nil
	}
	return raw
}
