package kernel

import (
	"context"
	"unicode/utf8"

	"harmonium/kernel/history"
	"harmonium/kernel/wire"
)

// complete lists what may stand at the cursor.
func (k *Kernel) complete(ctx context.Context, req *request) (any, error) {
	var in wire.CompleteRequest
	if err := req.Decode(&in); err != nil {
		return nil, err
	}
	c := k.session.Complete(ctx, in.Code, byteOffset(in.Code, in.Cursor))
	start, end := codePoints(in.Code, c.Start), codePoints(in.Code, c.End)
	matches := make([]string, 0, len(c.Matches))
	items := make([]wire.CompletionItem, 0, len(c.Matches))
	for _, m := range c.Matches {
		matches = append(matches, m.Text)
		items = append(items, wire.CompletionItem{Start: start, End: end, Text: m.Text, Type: m.Type, Signature: m.Signature})
	}
	return wire.CompleteReply{
		Status: wire.StatusOK, Matches: matches, Start: start, End: end,
		Metadata: wire.Dict{wire.TypesKey: items},
	}, nil
}

// inspect tells what is known about what stands at the cursor.
func (k *Kernel) inspect(ctx context.Context, req *request) (any, error) {
	var in wire.InspectRequest
	if err := req.Decode(&in); err != nil {
		return nil, err
	}
	doc, found := k.session.Inspect(ctx, in.Code, byteOffset(in.Code, in.Cursor), in.Detail)
	if !found {
		return wire.InspectReply{Status: wire.StatusOK}, nil
	}
	return wire.InspectReply{Status: wire.StatusOK, Found: true, Data: doc.Data, Metadata: doc.Metadata}, nil
}

// isComplete tells whether code can run as it stands.
func (k *Kernel) isComplete(_ context.Context, req *request) (any, error) {
	var in wire.IsCompleteRequest
	if err := req.Decode(&in); err != nil {
		return nil, err
	}
	c := k.session.IsComplete(in.Code)
	reply := wire.IsCompleteReply{Status: c.Status}
	if c.Status == "incomplete" {
		reply.Indent = &c.Indent
	}
	return reply, nil
}

// recall answers what was typed earlier.
func (k *Kernel) recall(_ context.Context, req *request) (any, error) {
	var in wire.HistoryRequest
	if err := req.Decode(&in); err != nil {
		return nil, err
	}
	entries, err := k.earlier(in)
	if err != nil {
		return nil, err
	}
	list := make([]wire.HistoryEntry, 0, len(entries))
	for _, e := range entries {
		list = append(list, wire.HistoryEntry{
			Session: e.Session, Line: e.Line, Input: e.Input, WithOutput: in.Output, Output: e.Output,
		})
	}
	return wire.HistoryReply{Status: wire.StatusOK, History: list}, nil
}

func (k *Kernel) earlier(in wire.HistoryRequest) ([]history.Entry, error) {
	n := in.N
	if n <= 0 {
		n = -1 // all
	}
	switch in.Access {
	case "tail":
		return k.history.Tail(n), nil
	case "search":
		pattern := in.Pattern
		if pattern == "" {
			pattern = "*"
		}
		return k.history.Search(pattern, n, in.Unique), nil
	case "range":
		stop := 0 // to the end
		if in.Stop != nil {
			stop = *in.Stop
		}
		return k.history.Range(in.Session, in.Start, stop), nil
	}
	return nil, unknownAccess(in.Access)
}

// byteOffset turns a cursor in Unicode code points, as Jupyter counts, into an
// offset in bytes. A cursor outside the code is moved to its nearer end.
func byteOffset(code string, cursor int) int {
	for i := range code {
		if cursor <= 0 {
			return i
		}
		cursor--
	}
	return len(code)
}

// codePoints is the inverse of byteOffset.
func codePoints(code string, offset int) int {
	return utf8.RuneCountInString(code[:min(max(offset, 0), len(code))])
}
