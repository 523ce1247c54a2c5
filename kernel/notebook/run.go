package notebook

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"harmonium/kernel/client"
	"harmonium/kernel/wire"
)

// Kernel is what runs cells; *client.Client is one.
type Kernel interface {
	KernelInfo(ctx context.Context) (wire.KernelInfoReply, error)
	Do(ctx context.Context, r client.Request) (client.Answer, error)
	Interrupt(ctx context.Context) error
}

// Runner runs the code cells of a notebook in order. Zero fields take the
// stated default.
type Runner struct {
	Kernel      Kernel
	Timeout     time.Duration // of each cell; 0 means none
	AllowErrors bool          // go on after a cell that failed
	Began       func(c *Cell) // called before a cell runs
	Ended       func(s Step)  // called after each code cell
	// Output is called with every piece of output, as it comes. What a display is
	// updated to has the Type update_display_data.
	Output func(o Output)
	// Input answers a cell that reads standard input; nil makes that an error of the cell.
	Input func(ctx context.Context, prompt string, password bool) (string, error)
	// Grace is how long an interrupted cell may take to end; 0 means 8 s, as
	// a kernel replaces a worker that does not stop after 5.
	Grace time.Duration
}

// Step is how one code cell went.
type Step struct {
	Cell    *Cell
	Index   int // of the code cell, from 1
	Of      int // how many code cells there are
	Took    time.Duration
	Skipped bool       // empty, or tagged skip, skip-execution or nbval-skip
	Err     *CellError // nil when all went well
}

// CellError is why a cell failed.
type CellError struct {
	Index     int        // of the code cell that failed, from 1
	Cause     int        // of the code cell that Place is in: a function of an earlier cell may have failed
	Place     wire.Place // as far as the kernel tells it
	Name      string
	Value     string
	Traceback []string
}

// Error begins with cell:line:column.
func (e *CellError) Error() string {
	if e.Value == "" {
		return e.Position() + ": " + e.Name
	}
	return e.Position() + ": " + e.Name + ": " + e.Value
}

// Position is cell:line:column, as far as it is known.
func (e *CellError) Position() string {
	switch {
	case e.Place.Line == 0:
		return fmt.Sprint(e.Index)
	case e.Place.Column == 0:
		return fmt.Sprintf("%d:%d", e.Cause, e.Place.Line)
	}
	return fmt.Sprintf("%d:%d:%d", e.Cause, e.Place.Line, e.Place.Column)
}

// Run runs nb and stores the outputs in it. It stops at the first cell that
// fails, unless that cell may fail or AllowErrors is set,
// and returns its *CellError. Whatever it returns, nb holds all outputs so far.
func (r Runner) Run(ctx context.Context, nb *Notebook) error {
	if r.Grace == 0 {
		r.Grace = 8 * time.Second
	}
	if err := r.describe(ctx, nb); err != nil {
		return err
	}
	code := codeCells(nb)
	keep := NewCollector()
	for i, c := range code {
		step := Step{Cell: c, Index: i + 1, Of: len(code)}
		if step.Skipped = skipped(c); !step.Skipped {
			if r.Began != nil {
				r.Began(c)
			}
			started := time.Now()
			failed, err := r.cell(ctx, c, keep)
			if err != nil {
				return fmt.Errorf("cell %d: %w", i+1, err)
			}
			if step.Took, step.Err = time.Since(started), failed; failed != nil {
				failed.Index, failed.Cause = i+1, cause(code[:i+1], failed.Place)
			}
		}
		if r.Ended != nil {
			r.Ended(step)
		}
		if step.Err != nil && !r.AllowErrors && !c.MayFail() {
			return step.Err
		}
	}
	return nil
}

// describe notes the kernel's language in the notebook.
func (r Runner) describe(ctx context.Context, nb *Notebook) error {
	info, err := r.Kernel.KernelInfo(ctx)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(info.LanguageInfo)
	if err != nil {
		return err
	}
	var language map[string]any
	if err := json.Unmarshal(raw, &language); err != nil {
		return err
	}
	if nb.Metadata == nil {
		nb.Metadata = map[string]any{}
	}
	nb.Metadata["language_info"] = language
	return nil
}

func codeCells(nb *Notebook) []*Cell {
	var code []*Cell
	for _, c := range nb.Cells {
		if c.Type == "code" {
			code = append(code, c)
		}
	}
	return code
}

func skipped(c *Cell) bool {
	return strings.TrimSpace(c.Source) == "" || c.Tagged("skip") || c.Tagged("skip-execution") || c.Tagged("nbval-skip")
}

// cause is the index, from 1, of the cell that a place is in. The place has the
// number of its prompt, which differs when cells were skipped.
func cause(ran []*Cell, p wire.Place) int {
	for i, c := range ran {
		if c.Count != nil && *c.Count == p.Cell {
			return i + 1
		}
	}
	return len(ran)
}

// errTimeout stands for the runner's own limit.
var errTimeout = errors.New("timeout")

// cell runs one cell. A cell that takes too long is interrupted, and then
// counts as failed like any other.
func (r Runner) cell(ctx context.Context, c *Cell, keep *Collector) (*CellError, error) {
	c.Outputs, c.Count = nil, nil
	keep.forget(c)
	// The request outlives the timeout and ctx, for the time that the kernel
	// needs to end the cell in order.
	hard, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	defer cancel(nil)
	stop := r.supervise(ctx, hard, cancel)
	answer, err := r.Kernel.Do(hard, client.Request{
		Type: wire.TypeExecuteRequest,
		Content: wire.ExecuteRequest{
			Code: c.Source, StoreHistory: true, StopOnError: !r.AllowErrors, AllowStdin: r.Input != nil,
		},
		Output: func(m wire.Message) { r.collect(c, m, keep) },
		Input:  r.input(),
	})
	why := stop()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil && why == nil {
		return nil, err
	}
	failed := outcome(c, answer)
	if why == errTimeout {
		failed = r.timedOut(c, failed, keep)
	}
	return failed, nil
}

// supervise interrupts the cell when its time is up or ctx ends; if it then
// does not end within Grace, the request is given up. The function that it
// returns ends the supervision and tells why the cell was interrupted, if it was.
func (r Runner) supervise(ctx, hard context.Context, giveUp context.CancelCauseFunc) func() error {
	var limit <-chan time.Time
	if r.Timeout > 0 {
		limit = time.After(r.Timeout)
	}
	done, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		var why error
		select {
		case <-done:
			ended <- nil
			return
		case <-limit:
			why = errTimeout
		case <-ctx.Done():
			why = ctx.Err()
		}
		give := time.AfterFunc(r.Grace, func() { giveUp(why) })
		defer give.Stop()
		r.Kernel.Interrupt(hard) // if it fails, Grace ends the cell
		<-done
		ended <- why
	}()
	return func() error {
		close(done)
		return <-ended
	}
}

func (r Runner) timedOut(c *Cell, failed *CellError, keep *Collector) *CellError {
	e := &CellError{Name: "Timeout", Value: fmt.Sprintf("the cell ran longer than %v", r.Timeout)}
	if failed == nil { // it did not even end, or swallowed the interrupt
		keep.Error(c, e.Name, e.Value, []string{e.Name + ": " + e.Value})
		return e
	}
	e.Place, e.Traceback = failed.Place, failed.Traceback
	return e
}

func (r Runner) input() func(context.Context, wire.InputRequest) (string, error) {
	if r.Input == nil {
		return nil
	}
	return func(ctx context.Context, in wire.InputRequest) (string, error) {
		return r.Input(ctx, in.Prompt, in.Password)
	}
}

// outcome reads the reply: the cell's number, and its error if it has one.
func outcome(c *Cell, answer client.Answer) *CellError {
	var reply wire.ExecuteReply
	if answer.Reply.Decode(&reply) != nil {
		return nil
	}
	if n := reply.ExecutionCount; n > 0 {
		c.Count = &n
	}
	switch reply.Status {
	case wire.StatusOK:
		return nil
	case wire.StatusAborted:
		return &CellError{Name: "Aborted", Value: "the kernel did not run the cell"}
	}
	return &CellError{
		Place: wire.PlaceOf(answer.Reply.Metadata),
		Name:  reply.Name, Value: reply.Value, Traceback: reply.Traceback,
	}
}

// collect stores what an iopub message says about the cell.
func (r Runner) collect(c *Cell, m wire.Message, keep *Collector) {
	content := wire.NewContent(m.Header.Type)
	if content == nil || exactly(m.Content, content) != nil {
		return // not of the protocol: nothing to store
	}
	id := ""
	switch v := content.(type) {
	case *wire.Stream:
		keep.Stream(c, v.Name, v.Text)
		r.show(Output{Type: "stream", Name: v.Name, Text: v.Text})
		return
	case *wire.DisplayData:
		id = v.Transient.DisplayID
		if m.Header.Type == wire.TypeUpdateDisplayData {
			keep.Update(v.Data, v.Metadata, id)
			r.show(Output{Type: m.Header.Type, Data: v.Data, Metadata: v.Metadata, ID: id})
			return
		}
		keep.Display(c, v.Data, v.Metadata, id)
	case *wire.ExecuteResult:
		id = v.Transient.DisplayID
		keep.Result(c, v.Data, v.Metadata, v.ExecutionCount, id)
	case *wire.Error:
		keep.Error(c, v.Name, v.Value, v.Traceback)
	case *wire.ClearOutput:
		keep.Clear(c, v.Wait)
	}
	switch m.Header.Type {
	case wire.TypeDisplayData, wire.TypeExecuteResult, wire.TypeError:
		o := c.Outputs[len(c.Outputs)-1]
		o.ID = id
		r.show(o)
	}
}

func (r Runner) show(o Output) {
	if r.Output != nil {
		r.Output(o)
	}
}

// exactly decodes JSON without turning its numbers into floats: they are
// stored as the kernel wrote them.
func exactly(raw []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return d.Decode(v)
}
