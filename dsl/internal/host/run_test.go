package host_test

import (
	"context"
	"errors"
	"testing"

	"harmonium/dsl/internal/host"
)

func TestGoroutinesInheritTheirRun(t *testing.T) {
	if r := host.Current(); r != nil {
		t.Fatalf("outside of any run: %v", r)
	}
	a, b := host.NewRun(context.Background(), 1, 3), host.NewRun(context.Background(), 2, 4)
	ask, got := make(chan bool), make(chan *host.Run)
	a.Do(func() {
		go func() {
			go func() {
				for range ask {
					got <- host.Current()
				}
			}()
		}()
	})
	b.Do(func() {
		ask <- true
		if r := <-got; r != a {
			t.Errorf("grandchild of a belongs to %v", r)
		}
		if r := host.Current(); r != b {
			t.Errorf("b's own goroutine belongs to %v", r)
		}
	})
	close(ask)
	if r := host.Current(); r != nil {
		t.Errorf("after Do: %v", r)
	}
}

func TestStopEndsTheContextWithItsCause(t *testing.T) {
	r, cause := host.NewRun(context.Background(), 1, 1), errors.New("interrupted")
	r.Stop(cause)
	<-r.Context().Done()
	if got := context.Cause(r.Context()); got != cause {
		t.Errorf("cause %v, want %v", got, cause)
	}
}

func BenchmarkCurrent(b *testing.B) {
	host.NewRun(context.Background(), 1, 1).Do(func() {
		for b.Loop() {
			host.Current()
		}
	})
}
