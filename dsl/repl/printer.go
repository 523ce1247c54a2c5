package repl

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"harmonium/dsl"
)

// printer writes outputs to a terminal or a pipe.
type printer struct {
	w, err   io.Writer
	folder   string // for figures
	inline   Protocol
	terminal bool
	input    Lines

	mu      sync.Mutex
	open    bool   // the last line has no newline yet
	live    string // id of the display that is the last line, which an update may overwrite
	figures int
}

var _ dsl.Outputs = (*printer)(nil)

func (p *printer) Stream(name, text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	w := p.w
	if name == "stderr" {
		w = p.err
	}
	p.settle()
	io.WriteString(w, p.colours(text))
	p.open = text != "" && !strings.HasSuffix(text, "\n")
}

// settle ends a live line, so that what follows stands below it.
func (p *printer) settle() {
	if p.live != "" {
		fmt.Fprintln(p.w)
		p.live = ""
	}
}

// endLine ends a line that a cell left open.
func (p *printer) endLine() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.settle()
	if p.open {
		fmt.Fprintln(p.w)
		p.open = false
	}
}

// Display prints b. A display with an id and one line of text is live: in a
// terminal its updates overwrite the line; elsewhere only the latest counts, so
// updates are left out but for those that come when nothing else does.
func (p *printer) Display(b dsl.Bundle, id string, update bool) {
	text, _ := b.Data["text/plain"].(string)
	if id == "" || strings.Contains(text, "\n") || b.Data["image/png"] != nil {
		if !update {
			p.show(b, "")
		}
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.terminal {
		if !update {
			fmt.Fprintln(p.w, text)
		}
		return
	}
	if update && p.live == id {
		io.WriteString(p.w, "\r\x1b[K"+text)
		return
	}
	p.settle()
	io.WriteString(p.w, text)
	p.live = id
}

func (p *printer) Clear(bool) {}

func (p *printer) Input(ctx context.Context, prompt string, password bool) (string, error) {
	p.endLine()
	type answer struct {
		line string
		err  error
	}
	got := make(chan answer, 1)
	go func() {
		var a answer
		if password {
			a.line, a.err = p.input.Password(prompt)
		} else {
			a.line, a.err = p.input.Line(prompt, "")
		}
		got <- a
	}()
	select {
	case a := <-got:
		return a.line, a.err
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

// show prints a bundle: its picture where that is possible, else as a file, and its text.
func (p *printer) show(b dsl.Bundle, label string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.settle()
	if p.open {
		fmt.Fprintln(p.w)
		p.open = false
	}
	text, _ := b.Data["text/plain"].(string)
	if strings.Contains(text, "\n") && label != "" {
		label = strings.TrimRight(label, " ") + "\n"
	}
	if text != "" {
		fmt.Fprintln(p.w, label+text)
	}
	if data, ok := b.Data["image/png"].(string); ok {
		p.picture("png", data, b.Metadata)
	} else if svg, ok := b.Data["image/svg+xml"].(string); ok {
		p.file("svg", []byte(svg))
	}
}

func (p *printer) picture(kind, data string, metadata map[string]any) {
	raw, err := base64.StdEncoding.DecodeString(data)
	if err != nil {
		fmt.Fprintln(p.err, "figure:", err)
		return
	}
	size, _ := metadata["image/png"].(map[string]any)
	if p.inline != Files {
		if err := p.inline.Write(p.w, raw, number(size["width"])); err == nil {
			fmt.Fprintln(p.w)
			return
		}
	}
	p.file(kind, raw)
}

func number(v any) int {
	switch n := v.(type) {
	case int:
		return n
	case float64:
		return int(n)
	}
	return 0
}

// file writes a figure to the next free name and prints its path.
func (p *printer) file(kind string, data []byte) {
	if err := os.MkdirAll(p.folder, 0o755); err != nil {
		fmt.Fprintln(p.err, "figure:", err)
		return
	}
	for {
		p.figures++
		path := filepath.Join(p.folder, fmt.Sprintf("figure-%d.%s", p.figures, kind))
		f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
		if os.IsExist(err) {
			continue
		}
		if err == nil {
			_, err = f.Write(data)
			if e := f.Close(); err == nil {
				err = e
			}
		}
		if err != nil {
			fmt.Fprintln(p.err, "figure:", err)
			return
		}
		fmt.Fprintln(p.w, "figure written to "+path)
		return
	}
}

var ansi = regexp.MustCompile("\x1b\\[[0-9;]*m")

// colours takes colours out of what does not go to a terminal.
func (p *printer) colours(text string) string {
	if p.terminal {
		return text
	}
	return ansi.ReplaceAllString(text, "")
}
