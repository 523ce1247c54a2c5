// Package history keeps what was typed, across restarts of the kernel.
//
// Cells are numbered (session, line): a session is one life of a kernel, a line
// is n of In[n]. The current session is always answered from memory, earlier
// ones and those of other kernels from one SQLite file that all kernels of a
// user share. Writing happens behind the cell's back, in batches; when the file
// cannot be opened, read or written (full disk, no permission, damage, a lock
// held by somebody else), the history says so once in the log and goes on in
// memory.
package history

import (
	"log/slog"
	"slices"
	"sync"
	"time"
)

// Entry is one cell that ran.
type Entry struct {
	Session int
	Line    int
	Input   string
	Output  *string // what the last expression showed, as text; nil for nothing
}

// gather is how long the writer waits for more to write in one transaction:
// a busy notebook then costs ten writes a second, not one per cell.
const gather = 100 * time.Millisecond

// History is the record of one session over the archive of all others. Its
// methods may be called from several goroutines.
type History struct {
	log   *slog.Logger
	opens chan struct{} // closed once the file is open, or is known not to be
	quit  chan struct{}
	done  chan struct{}
	wake  chan struct{}

	mu      sync.Mutex
	session int
	own     []Entry  // the current session, by line
	unsaved []int    // lines of own to write
	archive *archive // nil: memory only
}

// Open starts the history that is kept in the file path, or in memory alone for
// "". It returns at once and cannot fail: opening goes on behind, and a file
// that is of no use costs a warning in the log.
func Open(path string, log *slog.Logger) *History {
	h := &History{
		log: log, session: 1,
		opens: make(chan struct{}), quit: make(chan struct{}), done: make(chan struct{}),
		wake: make(chan struct{}, 1),
	}
	go h.keep(path)
	return h
}

// Add records that the cell with this line number runs.
func (h *History) Add(line int, input string) { h.put(Entry{Line: line, Input: input}) }

// SetOutput records what the cell showed.
func (h *History) SetOutput(line int, output string) {
	h.mu.Lock()
	i, found := h.find(line)
	if !found {
		h.mu.Unlock()
		return
	}
	e := h.own[i]
	h.mu.Unlock()
	e.Output = &output
	h.put(e)
}

// put stores e in place of an earlier entry of its line.
func (h *History) put(e Entry) {
	h.mu.Lock()
	if i, found := h.find(e.Line); found {
		h.own[i] = e
	} else {
		h.own = slices.Insert(h.own, i, e)
	}
	h.unsaved = append(h.unsaved, e.Line)
	h.mu.Unlock()
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

func (h *History) find(line int) (int, bool) {
	return slices.BinarySearchFunc(h.own, line, func(e Entry, line int) int { return e.Line - line })
}

// Tail returns the last n cells, oldest first. The cells of this session come
// last, whatever other kernels have run meanwhile: they are what a person means
// by the arrow up.
func (h *History) Tail(n int) []Entry { return h.Search("*", n, false) }

// Search returns the last n cells whose whole input matches the pattern, oldest
// first; n below 0 means all. In the pattern * stands for any text and ? for one
// character. With unique, of equal inputs only the latest is returned.
func (h *History) Search(pattern string, n int, unique bool) []Entry {
	own, archive := h.snapshot()
	var seen map[string]bool
	if unique {
		seen = map[string]bool{}
	}
	var found []Entry // latest first
	take := func(e Entry) bool {
		if n >= 0 && len(found) >= n {
			return false
		}
		if unique {
			if seen[e.Input] {
				return true
			}
			seen[e.Input] = true
		}
		found = append(found, e)
		return true
	}
	for _, e := range slices.Backward(own) {
		if matches(pattern, e.Input) && !take(e) {
			break
		}
	}
	if archive != nil && (n < 0 || len(found) < n) {
		h.check(archive.search(pattern, take))
	}
	slices.Reverse(found)
	return found
}

// Range returns the cells of a session with start ≤ line < stop, or all from
// start when stop is not positive. Session 0 is the current one, -1 the one
// before it, and so on.
func (h *History) Range(session, start, stop int) []Entry {
	own, archive := h.snapshot()
	current := h.Session()
	if session <= 0 {
		session += current
	}
	var found []Entry
	take := func(e Entry) bool {
		if e.Line >= start && (stop <= 0 || e.Line < stop) {
			found = append(found, e)
		}
		return true
	}
	if session == current {
		for _, e := range own {
			take(e)
		}
	} else if archive != nil {
		h.check(archive.read(session, take))
	}
	return found
}

// Session is the number of the current session.
func (h *History) Session() int {
	<-h.opens
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.session
}

// Close writes what is not yet written and closes the file.
func (h *History) Close() {
	close(h.quit)
	<-h.done
}

// snapshot returns the current session's cells with their session number set,
// and the archive if there is one.
func (h *History) snapshot() ([]Entry, *archive) {
	<-h.opens
	h.mu.Lock()
	defer h.mu.Unlock()
	own := slices.Clone(h.own)
	for i := range own {
		own[i].Session = h.session
	}
	return own, h.archive
}

// keep opens the archive and writes to it until Close.
func (h *History) keep(path string) {
	defer close(h.done)
	h.open(path)
	close(h.opens)
	for {
		select {
		case <-h.wake:
		case <-h.quit:
			h.save()
			h.forsake()
			return
		}
		select {
		case <-time.After(gather):
		case <-h.quit:
		}
		h.save()
	}
}

func (h *History) open(path string) {
	if path == "" {
		return
	}
	a, session, err := openArchive(path)
	if err != nil {
		h.log.Warn("history is kept in memory only", "file", path, "err", err)
		return
	}
	h.mu.Lock()
	h.archive, h.session = a, session
	h.mu.Unlock()
}

// save writes the lines that wait for it.
func (h *History) save() {
	h.mu.Lock()
	archive, lines := h.archive, h.unsaved
	h.unsaved = nil
	entries := make([]Entry, 0, len(lines))
	for _, line := range slices.Compact(slices.Sorted(slices.Values(lines))) {
		if i, ok := h.find(line); ok {
			e := h.own[i]
			e.Session = h.session
			entries = append(entries, e)
		}
	}
	h.mu.Unlock()
	if archive != nil && len(entries) > 0 {
		h.check(archive.write(entries))
	}
}

// check gives the archive up when it has failed; the session goes on in memory.
func (h *History) check(err error) {
	if err == nil {
		return
	}
	if h.forsake() {
		h.log.Warn("history is kept in memory only from here on", "err", err)
	}
}

// forsake closes the archive; it reports whether there was one.
func (h *History) forsake() bool {
	h.mu.Lock()
	a := h.archive
	h.archive = nil
	h.mu.Unlock()
	if a == nil {
		return false
	}
	a.close()
	return true
}

// matches reports whether the whole of s fits the pattern, in which * stands for
// any text and ? for one character.
func matches(pattern, s string) bool {
	p, t := []rune(pattern), []rune(s)
	star, mark := -1, 0 // the last * seen, and where its text began
	i, j := 0, 0
	for j < len(t) {
		switch {
		case i < len(p) && p[i] == '*':
			star, mark = i, j
			i++
		case i < len(p) && (p[i] == '?' || p[i] == t[j]):
			i, j = i+1, j+1
		case star >= 0: // let the last * swallow one character more
			mark++
			i, j = star+1, mark
		default:
			return false
		}
	}
	for i < len(p) && p[i] == '*' {
		i++
	}
	return i == len(p)
}
