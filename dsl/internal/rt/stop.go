package rt

import (
	"context"
	"reflect"
	"sync"
	"time"

	"harmonium/dsl/internal/host"
)

// Stopped is the value that a stopped cell panics with. recover does not see it.
type Stopped struct{}

func (Stopped) Error() string { return "interrupted" }

func isStop(v any) bool { _, ok := v.(Stopped); return ok }

// Begin says that run runs code of a cell, until End.
func (r *Runtime) Begin(run *host.Run) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.running[run] = true
}

// End says that run's own goroutine has returned.
func (r *Runtime) End(run *host.Run) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.running, run)
	if *r.stop {
		time.AfterFunc(linger, r.lower)
	}
}

// linger is how long the flag stays up when a stopped run has ended: its
// goroutines are to see it too.
const linger = 50 * time.Millisecond

// lower lowers the stop flag, unless a stopped run is still somewhere.
func (r *Runtime) lower() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for run := range r.running {
		if run.Stopped() {
			return
		}
	}
	*r.stop = false
}

// Stop raises the stop flag: some run has been stopped. All lowered code sees the flag,
// and what belongs to a stopped run ends: its loops, calls and waits.
func (r *Runtime) Stop() {
	r.mu.Lock()
	defer r.mu.Unlock()
	*r.stop = true
}

// waker is closed when the calling goroutine's run is stopped.
func waker() <-chan struct{} {
	if run := host.Current(); run != nil {
		return run.Context().Done()
	}
	return nil
}

// raiseIfStopped is what lowered code calls when the flag is up.
func raiseIfStopped() {
	if run := host.Current(); run != nil && run.Stopped() {
		raiseStop()
	}
}

func raiseStop() { panic(Stopped{}) }

func (r *Runtime) send(c, v reflect.Value) {
	if c.IsNil() || !c.TrySend(v) {
		i, _, _ := reflect.Select([]reflect.SelectCase{
			{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(waker())},
			{Dir: reflect.SelectSend, Chan: c, Send: v},
		})
		if i == 0 {
			raiseStop()
		}
	}
}

func (r *Runtime) recv(c reflect.Value) (reflect.Value, bool) {
	if !c.IsNil() {
		if v, ok := c.TryRecv(); v.IsValid() {
			return v, ok
		}
	}
	i, v, ok := reflect.Select([]reflect.SelectCase{
		{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(waker())},
		{Dir: reflect.SelectRecv, Chan: c},
	})
	if i == 0 {
		raiseStop()
	}
	return v, ok
}

// Choice is a select statement under way.
type Choice struct {
	cases []reflect.SelectCase
	value reflect.Value
	ok    bool
}

func newChoice() *Choice { return new(Choice) }

func onRecv(c *Choice, ch any) {
	c.cases = append(c.cases, reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(ch)})
}

// choose waits for one of the cases and gives its number; -1 is the default.
func (r *Runtime) choose(c *Choice, hasDefault bool) int {
	last := reflect.SelectCase{Dir: reflect.SelectDefault}
	if !hasDefault {
		last = reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(waker())}
	}
	i, v, ok := reflect.Select(append(c.cases, last))
	if i == len(c.cases) {
		if hasDefault {
			return -1
		}
		raiseStop()
	}
	c.value, c.ok = v, ok
	return i
}

func chosen(c *Choice) any    { return c.value.Interface() }
func chosenOK(c *Choice) bool { return c.ok }

// sleep is time.Sleep, but heeds the stop flag.
func (r *Runtime) sleep(d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-waker():
		raiseStop()
	}
}

// wait is (*sync.WaitGroup).Wait, but heeds the stop flag.
func (r *Runtime) wait(wg *sync.WaitGroup) {
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	select {
	case <-done:
	case <-waker():
		raiseStop()
	}
}

// start runs f in a goroutine of its own.
func (r *Runtime) start(f func()) { go r.whole(f)() }

// startIn is (*sync.WaitGroup).Go.
func (r *Runtime) startIn(wg *sync.WaitGroup, f func()) { wg.Go(r.whole(f)) }

// later is time.AfterFunc.
func (r *Runtime) later(d time.Duration, f func()) *time.Timer {
	return time.AfterFunc(d, r.whole(f))
}

// atDone is context.AfterFunc.
func (r *Runtime) atDone(ctx context.Context, f func()) (stop func() bool) {
	return context.AfterFunc(ctx, r.whole(f))
}

// whole makes f the whole of a goroutine, which belongs to the caller's run whoever starts it. What
// it panics with does not end the process, unless nobody wants to know.
func (r *Runtime) whole(f func()) func() {
	run := host.Current()
	return func() {
		run.Adopt()
		Begin()
		defer Done()
		defer func() {
			p := recover()
			switch {
			case p == nil || isStop(p):
			case r.OnPanic != nil:
				r.OnPanic(p)
			default:
				panic(Normal(p))
			}
		}()
		f()
	}
}

// fixed are the symbols every unit has.
func (r *Runtime) fixed() map[string]reflect.Value {
	return map[string]reflect.Value{
		"StopFlag":   reflect.ValueOf(func() *bool { return r.stop }),
		"Raise":      reflect.ValueOf(raiseIfStopped),
		"Panic":      reflect.ValueOf(raise),
		"Frame":      reflect.ValueOf((*Frame)(nil)),
		"NewFrame":   reflect.ValueOf(newFrame),
		"Defer":      reflect.ValueOf(push),
		"Run":        reflect.ValueOf(run),
		"Handler":    reflect.ValueOf(handler),
		"Recover":    reflect.ValueOf(recovered),
		"DeferPlain": reflect.ValueOf(pushPlain),
		"Any":        reflect.ValueOf((*any)(nil)),
		"Error":      reflect.ValueOf((*error)(nil)),
		"Choice":     reflect.ValueOf((*Choice)(nil)),
		"NewChoice":  reflect.ValueOf(newChoice),
		"OnRecv":     reflect.ValueOf(onRecv),
		"Choose":     reflect.ValueOf(r.choose),
		"Chosen":     reflect.ValueOf(chosen),
		"ChosenOK":   reflect.ValueOf(chosenOK),
		"Sleep":      reflect.ValueOf(r.sleep),
		"Wait":       reflect.ValueOf(r.wait),
		"Go":         reflect.ValueOf(r.start),
		"GoIn":       reflect.ValueOf(r.startIn),
		"Later":      reflect.ValueOf(r.later),
		"AtDone":     reflect.ValueOf(r.atDone),
		"Iterate":    reflect.ValueOf(iterate),
		"Next":       reflect.ValueOf(next),
		"MapIter":    reflect.ValueOf((*MapIter)(nil)),
		"Min":        reflect.ValueOf(func(x, y float64) float64 { return min(x, y) }),
		"Max":        reflect.ValueOf(func(x, y float64) float64 { return max(x, y) }),
		"Hash":       reflect.ValueOf(hash),
		"Shift":      reflect.ValueOf(shiftCount),
		"Room":       reflect.ValueOf(checkRoom),
		"Rune":       reflect.ValueOf(runeAt),
		"Finished":   reflect.ValueOf(finished),
		"Print":      reflect.ValueOf(printAll),
		"Println":    reflect.ValueOf(printLine),
		"Complex64":  reflect.ValueOf(func(re, im float32) complex64 { return complex(re, im) }),
		"Complex128": reflect.ValueOf(func(re, im float64) complex128 { return complex(re, im) }),
		"Real64":     reflect.ValueOf(func(c complex64) float32 { return real(c) }),
		"Imag64":     reflect.ValueOf(func(c complex64) float32 { return imag(c) }),
		"Real128":    reflect.ValueOf(func(c complex128) float64 { return real(c) }),
		"Imag128":    reflect.ValueOf(func(c complex128) float64 { return imag(c) }),
	}
}
