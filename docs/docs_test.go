// Package docs_test holds the pages against the program: what they show is run,
// and where they point to is there.
package docs_test

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"harmonium/dsl"
)

var update = flag.Bool("update", false, "write what the cells show into the pages")

func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "worker" {
		os.Exit(dsl.WorkerMain())
	}
	os.Exit(m.Run())
}

// pages are those that are written by hand.
func pages(t *testing.T) []string {
	t.Helper()
	list, err := filepath.Glob("*.md")
	if err != nil || len(list) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	return append(list, "../README.md")
}

// block is a fence of Go cells, and the fence of text right behind it, if there is one.
var block = regexp.MustCompile("(?s)```go\n(.*?)```\n(\n```text\n(.*?)```\n)?")

// TestCells runs the Go of every page in one session a page. A text behind it is
// what it shows. After a change: go test ./docs -run Cells -update
func TestCells(t *testing.T) {
	for _, page := range pages(t) {
		if page == "language.md" {
			continue // generated from the manual, which is tested where it stands
		}
		t.Run(page, func(t *testing.T) {
			raw, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			if !block.Match(raw) {
				return
			}
			s, err := dsl.Open(t.Context(), dsl.Config{Dir: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			count := 0
			now := block.ReplaceAllStringFunc(string(raw), func(found string) string {
				count++
				m := block.FindStringSubmatch(found)
				shown := show(t, s, count, m[1])
				if m[2] == "" {
					return found
				}
				if !*update && strings.TrimSpace(shown) != strings.TrimSpace(m[3]) {
					t.Errorf("%s\nshows\n%s\nthe page says\n%s", m[1], shown, m[3])
				}
				return "```go\n" + m[1] + "```\n\n```text\n" + strings.TrimSpace(shown) + "\n```\n"
			})
			if *update && now != string(raw) {
				os.WriteFile(page, []byte(now), 0o644)
			}
		})
	}
}

// show runs a cell and returns what it shows as text. A page may show an error.
func show(t *testing.T, s *dsl.Session, count int, code string) string {
	t.Helper()
	out := &outputs{}
	res := s.Run(t.Context(), dsl.Cell{Code: code, Count: count}, out)
	text := out.String()
	if v, ok := res.Value.Data["text/plain"].(string); ok {
		text += v + "\n"
	}
	if res.Err != nil {
		if !strings.Contains(code, "// fails") {
			t.Errorf("%s\nfails: %v", code, res.Err)
		}
		text += res.Err.Name + ": " + res.Err.Value + "\n"
	}
	return text
}

// outputs keeps what a cell shows as text.
type outputs struct {
	mu   sync.Mutex
	text strings.Builder
}

func (o *outputs) write(s string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.text.WriteString(s)
}

func (o *outputs) Stream(_, text string) { o.write(text) }

func (o *outputs) Display(b dsl.Bundle, _ string, again bool) {
	if text, ok := b.Data["text/plain"].(string); ok && !again {
		o.write(text + "\n")
	}
}

func (o *outputs) Clear(bool) {}

func (o *outputs) Input(context.Context, string, bool) (string, error) {
	return "", errors.New("nobody is there")
}

func (o *outputs) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

var link = regexp.MustCompile(`\]\(([^)#\s]+)(?:#[^)]*)?\)|(?:src|href)="([^"#]+)"`)

// Where a page of this repository points to inside of it, something stands.
func TestLinks(t *testing.T) {
	list := pages(t)
	more, _ := filepath.Glob("library/*.md")
	for _, page := range append(append(list, more...), "../notebooks/README.md") {
		raw, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range link.FindAllStringSubmatch(string(raw), -1) {
			to := m[1] + m[2]
			if strings.Contains(to, ":") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), to)); err != nil {
				t.Errorf("%s points to %s, which is not there", page, to)
			}
		}
	}
}
