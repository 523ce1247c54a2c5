package words

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"harmonium/dsl/internal/mime"
)

// progress counts to n and keeps one display up to date. The last line names
// neither rate nor time, so that an executed notebook is the same each time.
func (s *Set) progress(n int, title ...string) func(yield func(int) bool) {
	name := strings.Join(title, " ")
	if name == "" {
		name = "progress"
	}
	return func(yield func(int) bool) {
		d, start, done := s.newPlace(), time.Now(), 0
		tell := func() { d.show(func() mime.Bundle { return mime.Text(line(name, done, n, time.Since(start))) }) }
		defer func() { d.end(func() mime.Bundle { return mime.Text(fmt.Sprintf("%s: %d of %d", name, done, n)) }) }()
		tell()
		for i := range n {
			if !yield(i) {
				return
			}
			done = i + 1
			tell()
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
	return text + ", " + pace(float64(done), float64(n), took)
}

// pace is "12/s, 5s left"; without an end that is known, "12/s".
func pace(done, of float64, took time.Duration) string {
	rate := done / took.Seconds()
	text := fmt.Sprintf("%.3g/s", rate)
	if of > 0 {
		text += fmt.Sprintf(", %s left", time.Duration((of-done)/rate*float64(time.Second)).Round(time.Second))
	}
	return text
}

// Calls that make at least this many updates of units show how far they are: a
// few seconds' worth. The clock does not decide, so that a notebook's outputs are
// the same on every machine.
const followed = 1 << 29

// follow is a progress line for a call that makes so many updates for each of what it counts; done ends it.
func (s *Set) follow(name, what string, units int) (tell func(done, of int), done func()) {
	var mu sync.Mutex
	d, start, at, all := s.newPlace(), time.Now(), 0, 0
	tell = func(done, of int) {
		if of*units < s.followed {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		at, all = max(at, done), of
		d.show(func() mime.Bundle { return mime.Text(line(name, at, of, time.Since(start))) })
	}
	return tell, func() {
		if all > 0 {
			d.end(func() mime.Bundle { return mime.Text(fmt.Sprintf("%s: %d of %d %s", name, at, all, what)) })
		}
	}
}
