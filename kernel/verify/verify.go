package verify

import (
	"context"
	"errors"
	"time"

	"harmonium/kernel/notebook"
)

// Report is how a notebook compares with what is stored in it.
type Report struct {
	Name  string
	Cells []Cell // code cells, in order
	Took  time.Duration
	Err   error // why the run ended early, unless a cell's own error says so
}

// Cell is how one code cell compares.
type Cell struct {
	Source      string
	Took        time.Duration
	State       State
	Differences []Difference        // when State is Differs
	Err         *notebook.CellError // when State is Failed
}

// State is what became of a cell.
type State string

// The states. All but Differs and Failed are fine; NotRun follows a Failed cell.
const (
	Same    State = "same"
	Differs State = "differs"
	Failed  State = "failed"  // an error that no tag allows
	Ignored State = "ignored" // ran; its outputs were not compared
	Skipped State = "skipped" // by its tags, or empty
	NotRun  State = "not run"
)

// Options relax the comparison.
type Options struct {
	Lax bool // compare only cells tagged nbval-check-output
}

// Notebook runs stored through r and compares. It returns the executed copy
// beside the report; stored is left as it was. It stops at the first cell whose
// error no tag allows.
func Notebook(ctx context.Context, r notebook.Runner, stored *notebook.Notebook, o Options) (Report, *notebook.Notebook) {
	fresh := stored.Clone()
	report := Report{}
	for _, c := range stored.Cells {
		if c.Type == "code" {
			report.Cells = append(report.Cells, Cell{Source: c.Source, State: NotRun})
		}
	}
	before := outputs(stored)
	ended := r.Ended
	r.AllowErrors = false
	r.Ended = func(s notebook.Step) {
		report.Cells[s.Index-1].judge(before[s.Index-1], s, o)
		if ended != nil {
			ended(s)
		}
	}
	started := time.Now()
	err := r.Run(ctx, fresh)
	report.Took = time.Since(started)
	var cell *notebook.CellError
	if !errors.As(err, &cell) {
		report.Err = err
	}
	return report, fresh
}

func outputs(nb *notebook.Notebook) (list [][]notebook.Output) {
	for _, c := range nb.Cells {
		if c.Type == "code" {
			list = append(list, c.Outputs)
		}
	}
	return list
}

func (c *Cell) judge(stored []notebook.Output, s notebook.Step, o Options) {
	c.Took = s.Took
	switch {
	case s.Skipped:
		c.State = Skipped
	case s.Err != nil && !s.Cell.MayFail():
		c.State, c.Err = Failed, s.Err
	case s.Cell.Tagged("nbval-ignore-output") || o.Lax && !s.Cell.Tagged("nbval-check-output"):
		c.State = Ignored
	default:
		c.State = Same
		if c.Differences = Compare(stored, s.Cell.Outputs); len(c.Differences) > 0 {
			c.State = Differs
		}
	}
}

// OK reports whether every cell ran and showed what is stored.
func (r Report) OK() bool {
	return r.Err == nil && r.Count(Differs) == 0 && r.Count(Failed) == 0 && r.Count(NotRun) == 0
}

// Ran reports whether every cell ran, whatever it showed.
func (r Report) Ran() bool { return r.Err == nil && r.Count(Failed) == 0 && r.Count(NotRun) == 0 }

// Count counts the cells in a state.
func (r Report) Count(s State) int {
	n := 0
	for _, c := range r.Cells {
		if c.State == s {
			n++
		}
	}
	return n
}
