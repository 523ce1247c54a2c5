package kernel

import (
	"context"
	"sync"
)

// lane serves requests one after the other, in the order in which they came. It
// never makes the sender wait.
type lane struct {
	kernel *Kernel
	cancel context.CancelFunc

	mu     sync.Mutex
	queue  []*request
	wake   chan struct{} // holds a token while the queue may have something
	closed bool
	done   chan struct{}
}

func (k *Kernel) newLane(ctx context.Context) *lane {
	ctx, cancel := context.WithCancel(ctx)
	l := &lane{kernel: k, cancel: cancel, wake: make(chan struct{}, 1), done: make(chan struct{})}
	k.lanes.Go(func() {
		defer close(l.done)
		l.run(ctx)
	})
	return l
}

// add queues req. A lane that is closed drops it, with the kernel that is
// ending or the subshell that is gone.
func (l *lane) add(req *request) {
	l.mu.Lock()
	if !l.closed {
		l.queue = append(l.queue, req)
	}
	l.mu.Unlock()
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// abort marks what is queued as not to be executed.
func (l *lane) abort() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, req := range l.queue {
		req.aborted.Store(true)
	}
}

// close lets the lane end: the request being served is cancelled, queued
// executions are answered as aborted.
func (l *lane) close() {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	l.abort()
	l.cancel()
}

func (l *lane) run(ctx context.Context) {
	for {
		req := l.next()
		switch {
		case req != nil:
			l.kernel.serve(ctx, req)
		case ctx.Err() != nil:
			return
		default:
			select {
			case <-l.wake:
			case <-ctx.Done():
			}
		}
	}
}

func (l *lane) next() *request {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.queue) == 0 {
		l.queue = nil // let go of what was served
		return nil
	}
	req := l.queue[0]
	l.queue[0] = nil
	l.queue = l.queue[1:]
	return req
}
