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
	err    io.Writer
	folder string // for figures
	inline Protocol
	input  Lines

	mu      sync.Mutex
	screen  *Screen
	figures int
}

var _ dsl.Outputs = (*printer)(nil)

func (p *printer) Stream(name, text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	text = p.colours(text)
	if name == "stderr" {
		p.screen.Aside(p.err, text)
	} else {
		p.screen.Text(text)
	}
}

// Display prints b; one with an id when the cell has ended, as it is then.
func (p *printer) Display(b dsl.Bundle, id string, _ bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if id != "" {
		p.screen.Live(id, b)
		return
	}
	p.screen.Block(func() { p.print(b, "") })
}

// begin is called before a cell runs.
func (p *printer) begin() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.screen.Begin()
}

// end prints what live displays have come to, and ends a line that the cell left open.
func (p *printer) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	last := p.screen.End()
	p.screen.EndLine()
	for _, b := range last {
		p.print(b, "")
	}
}

// endLine makes room for a question.
func (p *printer) endLine() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.screen.Hide()
	p.screen.EndLine()
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

// show prints what stands between the cells: a value, or a page of help.
func (p *printer) show(b dsl.Bundle, label string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.screen.Block(func() { p.print(b, label) })
}

// print prints a bundle: its picture where that is possible, else as a file, and its text.
func (p *printer) print(b dsl.Bundle, label string) {
	text, _ := b.Data["text/plain"].(string)
	if strings.Contains(text, "\n") && label != "" {
		label = strings.TrimRight(label, " ") + "\n"
	}
	if text != "" {
		fmt.Fprintln(p.screen.Out, label+text)
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
		if err := p.inline.Write(p.screen.Out, raw, number(size["width"])); err == nil {
			fmt.Fprintln(p.screen.Out)
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
		fmt.Fprintln(p.screen.Out, "figure written to "+path)
		return
	}
}

var ansi = regexp.MustCompile("\x1b\\[[0-9;]*m")

// colours takes colours out of what does not go to a terminal.
func (p *printer) colours(text string) string {
	if p.screen.Terminal {
		return text
	}
	return ansi.ReplaceAllString(text, "")
}
