package supervise

import (
	"bytes"
	"os"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"golang.org/x/sys/unix"
)

// tape joins what the worker's processes print: text waits here for the next
// batch, and events that must be in order with it drain the pipes first.
type tape struct {
	mu      sync.Mutex // also held while sinks are called: that keeps the order
	out     reel
	err     reel
	front   *run    // what the pipes bring belongs to it
	waiting []piece // in the order of arrival
	size    int
	tails   map[source][]byte // incomplete UTF-8 at the end of what a source brought
	sent    time.Time         // when the last batch went out
	held    time.Time         // since when last words are kept back; zero when none are
	said    []byte            // what was taken for last words and went out, since the process lived on
	timer   *time.Timer
	readers sync.WaitGroup
}

// reel is the reading end of one of the worker's pipes.
type reel struct {
	file *os.File
	name string
}

// source is where bytes come from: they join up to UTF-8 only with their own.
type source struct {
	run   *run
	name  string
	piped bool
}

// piece is text that waits, of one source.
type piece struct {
	source
	text []byte
}

const (
	batch     = 50 * time.Millisecond // least time between batches
	soon      = 2 * time.Millisecond  // after a pause, text waits this long for more
	batchSize = 1 << 20               // a batch this large goes out at once
	pipeSize  = 1 << 20
	saidSize  = 4 << 10
)

func newTape() (t *tape, stdout, stderr *os.File, err error) {
	t = &tape{tails: map[source][]byte{}}
	if t.out.file, stdout, err = os.Pipe(); err != nil {
		return nil, nil, nil, err
	}
	if t.err.file, stderr, err = os.Pipe(); err != nil {
		t.out.file.Close()
		stdout.Close()
		return nil, nil, nil, err
	}
	t.out.name, t.err.name = "stdout", "stderr"
	t.timer = time.AfterFunc(time.Hour, t.tick)
	t.timer.Stop()
	growPipe(stdout)
	return t, stdout, stderr, nil
}

// start reads both pipes.
func (t *tape) start() {
	for _, r := range []*reel{&t.out, &t.err} {
		t.readers.Add(1)
		go func() {
			defer t.readers.Done()
			t.follow(r)
		}()
	}
}

// follow reads r until its end.
func (t *tape) follow(r *reel) {
	raw, err := r.file.SyscallConn()
	if err != nil {
		return
	}
	buf := make([]byte, 64<<10)
	raw.Read(func(fd uintptr) (done bool) {
		for {
			again, open := t.take(int(fd), r, buf)
			if !again {
				return !open
			}
		}
	})
}

// take reads once. again: there may be more now; open: there may be more later.
func (t *tape) take(fd int, r *reel, buf []byte) (again, open bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n, err := unix.Read(fd, buf)
	switch {
	case n > 0:
		t.append(source{t.front, r.name, true}, buf[:n])
		return true, true
	case err == unix.EINTR:
		return true, true
	case err == unix.EAGAIN:
		return false, true
	}
	return false, false
}

// drain takes what the pipes hold now. It does not wait for more.
func (t *tape) drain() {
	for _, r := range []*reel{&t.out, &t.err} {
		raw, err := r.file.SyscallConn()
		if err != nil {
			continue
		}
		raw.Control(func(fd uintptr) { t.drainOne(int(fd), r) })
	}
}

func (t *tape) drainOne(fd int, r *reel) {
	buf := make([]byte, 4<<10)
	for total := 0; total < pipeSize; {
		n, err := unix.Read(fd, buf)
		if err == unix.EINTR {
			continue
		}
		if n <= 0 {
			return
		}
		t.append(source{t.front, r.name, true}, buf[:n])
		total += n
		if n == len(buf) && len(buf) < 64<<10 {
			buf = make([]byte, 64<<10)
		}
	}
}

// add is text that came as an event.
func (t *tape) add(r *run, name string, data []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.append(source{r, name, false}, data)
}

// append puts data in line for the next batch.
func (t *tape) append(s source, data []byte) {
	if tail := t.tails[s]; len(tail) > 0 {
		data = append(tail, data...)
		delete(t.tails, s)
	}
	if n := incomplete(data); n > 0 {
		t.tails[s] = append([]byte(nil), data[len(data)-n:]...)
		data = data[:len(data)-n]
	}
	if len(data) == 0 {
		return
	}
	if last := len(t.waiting) - 1; last >= 0 && t.waiting[last].source == s {
		t.waiting[last].text = append(t.waiting[last].text, data...)
	} else {
		t.waiting = append(t.waiting, piece{s, append([]byte(nil), data...)})
	}
	if t.size == 0 {
		t.timer.Reset(max(soon, batch-time.Since(t.sent)))
	}
	if t.size += len(data); t.size >= batchSize {
		t.flush(false)
	}
}

// incomplete is the length of an unfinished UTF-8 sequence at the end of data.
func incomplete(data []byte) int {
	for n := 1; n <= min(utf8.UTFMax-1, len(data)); n++ {
		if b := data[len(data)-n]; utf8.RuneStart(b) {
			if b >= utf8.RuneSelf && !utf8.FullRune(data[len(data)-n:]) {
				return n
			}
			return 0
		}
	}
	return 0
}

func (t *tape) tick() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.flush(false)
}

// flush sends the batch. Last words (see lastWords) are kept back unless alive.
func (t *tape) flush(alive bool) {
	t.timer.Stop()
	waiting := t.waiting
	t.waiting, t.size = nil, 0
	for i, p := range waiting {
		if !alive && p.piped && p.name == "stderr" {
			if at := lastWords(p.text); at >= 0 && t.holds(p.text[at:]) {
				t.keep(waiting[i:], at)
				t.send(piece{p.source, p.text[:at]})
				break
			} else if at >= 0 {
				t.said = append([]byte(nil), p.text[at:min(at+saidSize, len(p.text))]...)
			}
		}
		t.send(p)
	}
	if t.size == 0 {
		t.held = time.Time{}
	}
	t.sent = time.Now()
}

// holds reports whether words are still to be kept back.
func (t *tape) holds(words []byte) bool {
	if t.held.IsZero() {
		t.held = time.Now()
	}
	return time.Since(t.held) < patience(words)
}

// patience is how long text that looks like a crash waits for the death that
// explains it. To write the whole account of a stack overflow takes a busy machine
// a second or more.
func patience(words []byte) time.Duration {
	if bytes.Contains(words, []byte("fatal error: ")) || bytes.Contains(words, []byte("\ngoroutine ")) {
		return 10 * time.Second
	}
	return 300 * time.Millisecond
}

// keep leaves pieces in line, the first from at on.
func (t *tape) keep(pieces []piece, at int) {
	t.waiting = append([]piece{{pieces[0].source, pieces[0].text[at:]}}, pieces[1:]...)
	for _, p := range t.waiting {
		t.size += len(p.text)
	}
	t.timer.Reset(batch)
}

func (t *tape) send(p piece) {
	if p.run != nil && len(p.text) > 0 {
		p.run.sink.Stream(p.name, strings.ToValidUTF8(string(p.text), "\uFFFD"))
	}
}

// publish calls f after all that has been printed.
func (t *tape) publish(f func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.drain()
	t.flush(true)
	f()
}

// begin makes r the run that the pipes belong to.
func (t *tape) begin(r *run) {
	t.publish(func() { t.front, t.said = r, nil })
}

// finish publishes what r has printed, to the last byte. The pipes belong to
// front from now on; nil means no change.
func (t *tape) finish(r, front *run) {
	t.publish(func() {
		for s, tail := range t.tails {
			if s.run == r {
				t.send(piece{s, tail})
				delete(t.tails, s)
			}
		}
		if front != nil {
			t.front = front
		}
	})
}

func (t *tape) latest() *run {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.front
}

// close publishes the rest, except for last words, which it returns.
func (t *tape) close() (words string) {
	t.mu.Lock()
	t.drain()
	var last strings.Builder
	for i, p := range t.waiting {
		if p.piped && p.name == "stderr" {
			if at := lastWords(p.text); at >= 0 || last.Len() > 0 {
				at = max(at, 0)
				last.Write(p.text[at:])
				t.waiting[i].text = p.text[:at]
			}
		}
	}
	t.flush(true)
	t.timer.Stop()
	t.mu.Unlock()
	t.out.file.Close()
	t.err.file.Close()
	t.readers.Wait()
	return last.String()
}
