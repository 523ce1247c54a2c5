package words

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"harmonium/dsl/internal/mime"
)

// A progress line changes at most this often.
const progressEvery = 100 * time.Millisecond

// displays numbers the progress lines of the process: a display id is used once.
var displays atomic.Uint64

// progress counts to n and keeps one display up to date. The last line names
// neither rate nor time, so that an executed notebook is the same each time.
func (s *Set) progress(n int, title ...string) func(yield func(int) bool) {
	name := strings.Join(title, " ")
	if name == "" {
		name = "progress"
	}
	return func(yield func(int) bool) {
		id := fmt.Sprintf("harmonium-progress-%d", displays.Add(1))
		start := time.Now()
		last := start
		s.host.Display(mime.Text(line(name, 0, n, 0)), id, false)
		done := 0
		defer func() { s.host.Display(mime.Text(fmt.Sprintf("%s: %d of %d", name, done, n)), id, true) }()
		for i := range n {
			if !yield(i) {
				return
			}
			done = i + 1
			if now := time.Now(); now.Sub(last) >= progressEvery {
				last = now
				s.host.Display(mime.Text(line(name, done, n, now.Sub(start))), id, true)
			}
		}
	}
}

const barWidth = 20

// line is "training  ████░░░░ 40/100, 12/s, 5 s left".
func line(name string, done, n int, took time.Duration) string {
	full := barWidth
	if n > 0 {
		full = barWidth * done / n
	}
	text := fmt.Sprintf("%s  %s%s %d/%d", name, strings.Repeat("█", full), strings.Repeat("░", barWidth-full), done, n)
	if done == 0 || took <= 0 {
		return text
	}
	rate := float64(done) / took.Seconds()
	left := time.Duration(float64(n-done) / rate * float64(time.Second))
	return fmt.Sprintf("%s, %.3g/s, %s left", text, rate, left.Round(time.Second))
}

// Calls that make at least this many updates of units show how far they are: a
// few seconds' worth. The clock does not decide, so that a notebook's outputs are
// the same on every machine.
const followed = 1 << 29

// follow is a progress line for a call on a model of so many units; done ends it.
func (s *Set) follow(name string, units int) (tell func(done, of int), done func()) {
	var (
		mu      sync.Mutex
		id      string
		last    time.Time
		start   = time.Now()
		at, all int
	)
	tell = func(done, of int) {
		if of*units < followed {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		now := time.Now()
		if at, all = max(at, done), of; now.Sub(last) < progressEvery {
			return
		}
		s.host.Display(mime.Text(line(name, at, of, now.Sub(start))), s.displayID(&id), !last.IsZero())
		last = now
	}
	return tell, func() {
		if id != "" {
			s.host.Display(mime.Text(fmt.Sprintf("%s: %d of %d sweeps", name, at, all)), id, true)
		}
	}
}

// displayID gives *id a number at its first use.
func (s *Set) displayID(id *string) string {
	if *id == "" {
		*id = fmt.Sprintf("harmonium-progress-%d", displays.Add(1))
	}
	return *id
}
