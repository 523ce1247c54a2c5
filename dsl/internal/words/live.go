package words

import (
	"fmt"
	"os"
	"reflect"
	"sync"
	"sync/atomic"
	"time"

	"harmonium/dsl/internal/host"
	"harmonium/dsl/internal/mime"
)

// place is one place in a cell's output that shows one frame after another. What
// is stored of it is the last frame, so the last one must not tell of any time.
type place struct {
	host host.Host
	run  *host.Run

	mu     sync.Mutex
	id     string // "" before the first frame
	next   time.Time
	behind func() mime.Bundle // the latest frame, when it has not been shown
}

// A place changes at most this often, and takes at most a fifth of the time; but once
// a second it may change however long that takes.
const (
	frameEvery = 100 * time.Millisecond
	frameShare = 5
	framePause = time.Second
)

// displays numbers the places of the process: an id is used once.
var displays atomic.Uint64

// newPlace makes a display whose last frame is shown when the cell ends, at the latest.
func (s *Set) newPlace() *place {
	p := &place{host: s.host, run: s.host.Run()}
	if p.run != nil {
		p.run.AtEnd(p.settle)
	}
	return p
}

// show shows the first frame at once, a later one when it is due. draw is called
// here, or when the cell ends, and not from another goroutine meanwhile: what it
// draws may be the user's own slice, which the loop goes on changing.
func (p *place) show(draw func() mime.Bundle) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.behind = draw
	if wait := time.Until(p.next); wait > 0 {
		if p.run == nil || !p.run.Ended() {
			return
		}
		time.Sleep(wait) // a goroutine has outlived its cell: nobody shows later what is behind now
	}
	p.put()
}

// tryShow is show for a team of goroutines: while one of them draws, the others go on.
// Whoever calls it must call end.
func (p *place) tryShow(draw func() mime.Bundle) {
	if !p.mu.TryLock() {
		return
	}
	defer p.mu.Unlock()
	if time.Now().Before(p.next) {
		return
	}
	p.behind = draw
	p.put()
}

// settle shows the last frame if it is behind.
func (p *place) settle() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.behind != nil {
		p.put()
	}
}

// end shows the frame that stays.
func (p *place) end(draw func() mime.Bundle) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.behind = draw
	p.put()
}

func (p *place) put() {
	draw := p.behind
	p.behind = nil
	start := time.Now()
	b := draw()
	update := p.id != ""
	if !update {
		// After a death of the worker the next one counts anew, and must not take over
		// what the last one has shown.
		p.id = fmt.Sprintf("harmonium-%d-%d", os.Getpid(), displays.Add(1))
	}
	p.host.Display(b, p.id, update)
	now := time.Now()
	p.next = now.Add(max(frameEvery, min(frameShare*now.Sub(start), framePause)))
}

// begun says whether anything has been shown.
func (p *place) begun() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.id != "" || p.behind != nil
}

// lives is the displays of Live, one for each of its values, of every run of a cell.
type lives struct {
	mu   sync.Mutex
	runs map[*host.Run][]*place
}

// live shows values in place of those that the cell's last Live has shown.
func (s *Set) live(values ...any) {
	places := s.lives.places(s, len(values))
	for i, v := range values {
		places[i].show(func() mime.Bundle { return s.bundle(v) })
	}
}

// places are n displays of the running cell. Without any, they begin anew.
func (l *lives) places(s *Set, n int) []*place {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.runs == nil {
		l.runs = map[*host.Run][]*place{}
	}
	r := s.host.Run()
	all := l.runs[r]
	if n == 0 {
		for _, p := range all {
			p.settle()
		}
		all = nil
	}
	for len(all) < n {
		all = append(all, s.newPlace())
	}
	l.runs[r] = all
	return all
}

// bundle is a value as Show shows it.
func (s *Set) bundle(v any) mime.Bundle {
	if v == nil {
		return mime.Text("nil")
	}
	return s.shower.Show(reflect.ValueOf(v), nil)
}
