package history_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	"harmonium/kernel/history"
)

// logged opens a history whose warnings are counted in the buffer.
func logged(t *testing.T, path string) (*history.History, *safeBuffer) {
	t.Helper()
	out := &safeBuffer{}
	return history.Open(path, slog.New(slog.NewTextHandler(out, nil))), out
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) warnings() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Count(s.b.String(), "level=WARN")
}

// show writes entries as session/line:input, with the output after an arrow.
func show(entries []history.Entry) string {
	var parts []string
	for _, e := range entries {
		s := fmt.Sprintf("%d/%d:%s", e.Session, e.Line, e.Input)
		if e.Output != nil {
			s += "→" + *e.Output
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, " ")
}

func expect(t *testing.T, what string, got []history.Entry, want string) {
	t.Helper()
	if show(got) != want {
		t.Errorf("%s: got %q, want %q", what, show(got), want)
	}
}

func add(h *history.History, inputs ...string) {
	for i, in := range inputs {
		h.Add(i+1, in)
	}
}

func TestAcrossSessions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "history.sqlite")
	h, _ := logged(t, path)
	add(h, "a := 1", "a", "b := 2")
	h.SetOutput(2, "1")
	h.Close()

	h, out := logged(t, path)
	defer h.Close()
	add(h, "c := 3", "a")
	expect(t, "tail", h.Tail(3), "1/3:b := 2 2/1:c := 3 2/2:a")
	expect(t, "tail of nothing", h.Tail(0), "")
	expect(t, "tail of more than there is", h.Tail(99), "1/1:a := 1 1/2:a→1 1/3:b := 2 2/1:c := 3 2/2:a")
	expect(t, "this session", h.Range(0, 1, 2), "2/1:c := 3")
	expect(t, "the one before, to the end", h.Range(-1, 2, 0), "1/2:a→1 1/3:b := 2")
	expect(t, "by its number", h.Range(1, 1, 3), "1/1:a := 1 1/2:a→1")
	expect(t, "one that never was", h.Range(7, 1, 3), "")
	expect(t, "search", h.Search("*:=*", -1, false), "1/1:a := 1 1/3:b := 2 2/1:c := 3")
	expect(t, "search, last two", h.Search("*:=*", 2, false), "1/3:b := 2 2/1:c := 3")
	expect(t, "search, twice the same", h.Search("a", -1, false), "1/2:a→1 2/2:a")
	expect(t, "search, unique", h.Search("?", -1, true), "2/2:a")
	expect(t, "a bracket is itself", h.Search("[ab]", -1, false), "")
	if out.warnings() != 0 {
		t.Errorf("%d warnings, want none", out.warnings())
	}
}

func TestPatterns(t *testing.T) {
	h, _ := logged(t, "")
	defer h.Close()
	add(h, "x[1] = 'é'\ny")
	for pattern, want := range map[string]bool{
		"*": true, "": false, "x": false, "x*": true, "*y": true, "x[1]*": true, "x[*]*y": true,
		"*'?'*": true, "*'??'*": false, "**y**": true, "*z*": false, "x?1? = '?'?y": true, "X*": false,
	} {
		if got := len(h.Search(pattern, -1, false)) == 1; got != want {
			t.Errorf("pattern %q matches: %v, want %v", pattern, got, want)
		}
	}
}

// Two kernels at the same file: each sees its own cells as the latest.
func TestShared(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.sqlite")
	first, out1 := logged(t, path)
	first.Session() // opened before the second
	second, out2 := logged(t, path)
	for i := range 50 {
		first.Add(i+1, fmt.Sprint("one ", i))
		second.Add(i+1, fmt.Sprint("two ", i))
	}
	expect(t, "first", first.Tail(2), "1/49:one 48 1/50:one 49")
	expect(t, "second", second.Tail(2), "2/49:two 48 2/50:two 49")
	first.Close()
	second.Close()
	third, _ := logged(t, path)
	defer third.Close()
	if n := len(third.Tail(1000)); n != 100 {
		t.Errorf("%d cells kept, want 100", n)
	}
	if out1.warnings()+out2.warnings() != 0 {
		t.Error("sharing a file warned")
	}
}

// Whatever is wrong with the file, the session's own history works and the log
// has one warning.
func TestUselessFile(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	write(t, file, "not a directory")
	damaged := filepath.Join(dir, "damaged.sqlite")
	write(t, damaged, strings.Repeat("this is no database. ", 1000))
	locked := filepath.Join(dir, "locked.sqlite")
	lock(t, locked)

	for name, path := range map[string]string{
		"directory cannot be made": filepath.Join(file, "history.sqlite"),
		"path is a directory":      dir,
		"damaged":                  damaged,
		"device":                   "/dev/full",
		"locked":                   locked,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, out := logged(t, path)
			add(h, "x := 1", "x")
			h.SetOutput(2, "1")
			expect(t, "tail", h.Tail(5), "1/1:x := 1 1/2:x→1")
			expect(t, "range", h.Range(0, 1, 0), "1/1:x := 1 1/2:x→1")
			expect(t, "an earlier session", h.Range(-1, 1, 0), "")
			h.Close()
			if out.warnings() != 1 {
				t.Errorf("%d warnings, want 1", out.warnings())
			}
		})
	}
}

// The file fails under a history that was fine: pages run out, or a table goes.
func TestFileFailsLater(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.sqlite")
	h, out := logged(t, path)
	add(h, "x := 1")
	h.Session()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`PRAGMA busy_timeout=2000; DROP TABLE cells`); err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		h.Add(i+2, "more")
		h.Search("nothing", -1, false)
	}
	if n := len(h.Tail(100)); n != 21 {
		t.Errorf("%d cells, want 21", n)
	}
	h.Close()
	if out.warnings() != 1 {
		t.Errorf("%d warnings, want 1", out.warnings())
	}
}

// A full disk, a real one: a file system of our own with 64 kB, where we may mount.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	mount(t, dir)
	h, out := logged(t, filepath.Join(dir, "history.sqlite"))
	long := strings.Repeat("x", 4000)
	for i := range 100 {
		h.Add(i+1, long)
	}
	h.Close() // writes all
	if got := h.Tail(1); len(got) != 1 || !reflect.DeepEqual(got[0].Input, long) {
		t.Errorf("the last cell is lost")
	}
	if out.warnings() != 1 {
		t.Errorf("%d warnings, want 1", out.warnings())
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// lock makes a database that somebody else holds until the test ends.
func lock(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", path+"?_txlock=exclusive")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`CREATE TABLE other (x)`); err != nil {
		t.Fatal(err)
	}
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tx.Rollback(); db.Close() })
}
