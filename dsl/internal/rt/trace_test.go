package rt

import (
	"slices"
	"testing"
)

// lowered stands for a lowered function under yaegi: it enters, marks, calls,
// and when a panic goes through it that is counted.
//
//go:noinline
func lowered(mark int, then func()) {
	defer func() {
		if p := recover(); p != nil {
			Unwound(mark)
			panic(p)
		}
	}()
	now, base := Enter(mark, mark)
	*now = base + mark + 1
	if then != nil {
		then()
	}
	*now = base + mark + 2
}

func trace(f func()) (marks []int) {
	Begin()
	defer Done()
	defer func() {
		if recover() != nil {
			marks = Trace()
		}
	}()
	f()
	return nil
}

func TestTraceIsTheCallsUnderWay(t *testing.T) {
	got := trace(func() {
		lowered(10, func() {
			lowered(20, nil)
			lowered(30, func() { lowered(40, nil); panic("x") })
		})
	})
	if want := []int{31, 11}; !slices.Equal(got, want) {
		t.Errorf("marks %v, want %v", got, want)
	}
}

func TestDeferredCallsLeaveTheTraceAlone(t *testing.T) {
	got := trace(func() {
		lowered(10, func() {
			f := newFrame()
			push(f, func() { lowered(50, nil) })
			run(f, func() { lowered(20, func() { lowered(30, nil); panic("x") }) })
		})
	})
	if want := []int{21, 11}; !slices.Equal(got, want) {
		t.Errorf("marks %v, want %v", got, want)
	}
}

func TestRecoveredPanicIsForgotten(t *testing.T) {
	got := trace(func() {
		lowered(10, func() {
			f := newFrame()
			push(f, func() { recovered(handler()) })
			run(f, func() { lowered(20, func() { panic("x") }) })
			lowered(60, func() { panic("y") })
		})
	})
	if want := []int{61, 11}; !slices.Equal(got, want) {
		t.Errorf("marks %v, want %v", got, want)
	}
}

func BenchmarkEnter(b *testing.B) {
	Begin()
	defer Done()
	for b.Loop() {
		Enter(1, 1)
	}
}
