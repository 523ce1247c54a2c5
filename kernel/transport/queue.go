package transport

import "sync"

// queue holds the messages that wait for a peer's writer.
type queue struct {
	mu     sync.Mutex
	items  [][][]byte
	bytes  int
	answer []byte // the PONG that is due; a later one replaces it
	closed bool
	work   chan struct{} // holds a token when there is something for take to look at
	room   chan struct{} // closed when items has been emptied
}

func newQueue() *queue {
	return &queue{work: make(chan struct{}, 1), room: make(chan struct{})}
}

// push adds a message. If it does not fit under limit (bytes), it is not
// added, and the channel that is returned is closed when it is worth trying
// again. An empty queue takes a message of any size.
func (q *queue) push(frames [][]byte, limit int) (room <-chan struct{}, err error) {
	size := 64
	for _, f := range frames {
		size += len(f)
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return nil, ErrClosed
	}
	if q.bytes > 0 && q.bytes+size > limit {
		return q.room, nil
	}
	q.items = append(q.items, frames)
	q.bytes += size
	q.signal()
	return nil, nil
}

// pong makes body the next thing to be written.
func (q *queue) pong(body []byte) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.answer = body
	q.signal()
}

// take waits for something to write and returns all there is; ok is false when
// the queue is closed and empty.
func (q *queue) take() (batch [][][]byte, pong []byte, ok bool) {
	for {
		<-q.work
		q.mu.Lock()
		batch, pong = q.items, q.answer
		closed := q.closed
		q.empty()
		if closed {
			q.signal() // the next take must not wait
		}
		q.mu.Unlock()
		if len(batch) > 0 || pong != nil {
			return batch, pong, true
		}
		if closed {
			return nil, nil, false
		}
	}
}

// close lets no more in; what is queued can still be taken.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.end()
}

// abort lets no more in and forgets what is queued.
func (q *queue) abort() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.empty()
	q.end()
}

func (q *queue) end() {
	if !q.closed {
		q.closed = true
		close(q.room) // whoever waits for room learns that there will be none
		q.room = make(chan struct{})
	}
	q.signal()
}

func (q *queue) empty() {
	if len(q.items) > 0 {
		close(q.room)
		q.room = make(chan struct{})
	}
	q.items, q.bytes, q.answer = nil, 0, nil
}

func (q *queue) signal() {
	select {
	case q.work <- struct{}{}:
	default:
	}
}
