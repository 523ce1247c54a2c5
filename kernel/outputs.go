package kernel

import (
	"context"
	"errors"

	"harmonium/dsl"
	"harmonium/kernel/wire"
)

// outputs turns what a cell produces into messages. It is dsl.Outputs. Of a
// silent cell nothing is published.
type outputs struct {
	kernel  *Kernel
	request *request
	silent  bool
	stdin   bool // the front end can ask the person
}

func (o *outputs) publish(msgType string, content any) {
	if !o.silent {
		o.kernel.publish(o.request, msgType, content)
	}
}

// Stream publishes printed text.
func (o *outputs) Stream(name, text string) {
	if text != "" {
		o.publish(wire.TypeStream, wire.Stream{Name: name, Text: text})
	}
}

// Display publishes b, or replaces earlier displays of this id with it.
func (o *outputs) Display(b dsl.Bundle, id string, update bool) {
	msgType := wire.TypeDisplayData
	if update {
		msgType = wire.TypeUpdateDisplayData
	}
	o.publish(msgType, wire.DisplayData{Data: b.Data, Metadata: b.Metadata, Transient: wire.Transient{DisplayID: id}})
}

// Clear empties the cell's output.
func (o *outputs) Clear(wait bool) { o.publish(wire.TypeClearOutput, wire.ClearOutput{Wait: wait}) }

// Input asks the person for a line.
func (o *outputs) Input(ctx context.Context, prompt string, password bool) (string, error) {
	if !o.stdin {
		return "", errNoStdin
	}
	return o.kernel.ask(ctx, o.request, prompt, password)
}

func (o *outputs) result(b dsl.Bundle, n int) {
	o.publish(wire.TypeExecuteResult, wire.ExecuteResult{ExecutionCount: n, Data: b.Data, Metadata: b.Metadata})
}

func (o *outputs) error(e *dsl.Error) {
	o.publish(wire.TypeError, wire.Error{Name: e.Name, Value: e.Value, Traceback: e.Traceback})
}

var errNoStdin = errors.New("standard input: this front end does not take input (allow_stdin is false)")
