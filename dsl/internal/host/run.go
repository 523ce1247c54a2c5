package host

import (
	"context"
	"runtime/pprof"
	"strconv"
	"sync"
	"unsafe"
)

// Run is one run of a cell.
type Run struct {
	ID   uint64 // counts the runs of a worker
	Cell int    // n of In[n]

	ctx    context.Context
	cancel context.CancelCauseFunc
	label  unsafe.Pointer

	mu     sync.Mutex
	ending []func() // see AtEnd
	ended  bool
}

// NewRun makes a run whose context descends from ctx.
func NewRun(ctx context.Context, id uint64, cell int) *Run {
	r := &Run{ID: id, Cell: cell}
	r.ctx, r.cancel = context.WithCancelCause(ctx)
	return r
}

// Context ends when the run is stopped.
func (r *Run) Context() context.Context { return r.ctx }

// Stop ends the run's context. It does not wait.
func (r *Run) Stop(cause error) { r.cancel(cause) }

// Stopped reports whether Stop has been called: code of r should go no further.
func (r *Run) Stopped() bool { return r.ctx.Err() != nil }

// AtEnd calls f when the cell's code has ended, however it ended: a display that is
// behind then shows its last frame. When it has ended already, f is not called.
func (r *Run) AtEnd(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.ended {
		r.ending = append(r.ending, f)
	}
}

// Ended reports whether the cell's code has ended; goroutines of it may go on.
func (r *Run) Ended() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.ended
}

// End calls what AtEnd was given, in order. What panics there does no harm to the cell.
func (r *Run) End() {
	r.mu.Lock()
	all := r.ending
	r.ending, r.ended = nil, true
	r.mu.Unlock()
	for _, f := range all {
		func() {
			defer func() { _ = recover() }()
			f()
		}()
	}
}

// Do calls f; f's goroutine and all that it starts belong to r meanwhile.
func (r *Run) Do(f func()) {
	defer setLabel(getLabel())
	pprof.SetGoroutineLabels(pprof.WithLabels(context.Background(), pprof.Labels("cell", strconv.Itoa(r.Cell))))
	r.label = getLabel()
	runs.Store(r.label, r)
	f()
}

// Adopt makes the calling goroutine, which somebody else may have started, belong to r
// for good. Adopting for a nil run changes nothing.
func (r *Run) Adopt() {
	if r != nil {
		setLabel(r.label)
	}
}

// Current is the run that the calling goroutine belongs to; nil when no cell
// started it.
func Current() *Run {
	if label := getLabel(); label != nil {
		if r, ok := runs.Load(label); ok {
			return r.(*Run)
		}
	}
	return nil
}

// runs finds a run by the identity of its label set. Entries stay, about 200
// bytes a cell: no one knows when the last goroutine of a cell ends.
var runs sync.Map

// The runtime keeps these two for packages that read labels as we do
// (go.dev/issue/67401); runtime/pprof itself offers no way to read them back.

//go:linkname getLabel runtime/pprof.runtime_getProfLabel
func getLabel() unsafe.Pointer

//go:linkname setLabel runtime/pprof.runtime_setProfLabel
func setLabel(unsafe.Pointer)
