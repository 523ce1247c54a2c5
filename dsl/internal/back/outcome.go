package back

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"harmonium/dsl/internal/host"
	"harmonium/dsl/internal/rt"
	"harmonium/dsl/internal/unit"
)

// outcome is what a recovered panic means for the run.
func (m *Machine) outcome(p any) unit.Outcome {
	frames := m.frames()
	out := unit.Outcome{}
	if n := len(frames); n > 0 && frames[n-1].Func == "" {
		out.At = frames[n-1].Place
	}
	if _, stopped := p.(rt.Stopped); stopped || cutShort(p) {
		out.Exit = m.exited()
		out.Interrupted = out.Exit == nil
		return out
	}
	p = rt.Normal(p)
	out.Panic = &unit.Panic{Text: panicText(p), Frames: frames}
	var r runtime.Error
	if err, ok := p.(error); ok {
		out.Panic.Runtime = errors.As(err, &r)
	}
	_, out.Panic.Failure = p.(interface{ EndsCell() })
	return out
}

// cutShort reports that a word has ended the cell because its call was cut short by the interrupt.
func cutShort(p any) bool {
	p = rt.Normal(p)
	_, word := p.(interface{ EndsCell() })
	err, _ := p.(error)
	run := host.Current()
	return word && run != nil && run.Stopped() && errors.Is(err, context.Canceled)
}

// frames are the user's functions under way when the panic began, innermost first.
func (m *Machine) frames() []unit.Frame {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []unit.Frame
	for _, mark := range rt.Trace() {
		if mark > 0 && mark < len(m.marks) && m.marks[mark].Line > 0 {
			out = append(out, unit.Frame{Place: m.marks[mark]})
		}
	}
	return out
}

// panicText is the value as Go prints it behind "panic: ".
func panicText(p any) string {
	switch v := p.(type) {
	case error:
		return v.Error()
	case fmt.Stringer:
		return v.String()
	case string:
		return v
	case bool, int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, uintptr, float32, float64, complex64, complex128:
		return fmt.Sprintf("%v", v)
	}
	return fmt.Sprintf("(%T) %+v", p, p)
}
