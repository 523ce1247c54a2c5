package repl

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"harmonium/dsl"
)

// Session is what the terminal needs of a session; *dsl.Session is one.
type Session interface {
	Run(ctx context.Context, cell dsl.Cell, out dsl.Outputs) dsl.Result
	Complete(ctx context.Context, code string, cursor int) dsl.Completion
	IsComplete(code string) dsl.Completeness
	Interrupt()
}

// Config says how the terminal session runs. Zero fields take the stated default.
type Config struct {
	In      io.Reader // nil means standard input; a terminal gets editing, history and completion
	Out     io.Writer // nil means standard output; see IsTerminal for what is taken for a terminal
	Err     io.Writer // nil means standard error
	Lines   Lines     // where lines come from; nil means In
	History string    // file that keeps the history; "" means $XDG_STATE_HOME/harmonium/history, "-" none
	Figures string    // folder for figures that are not shown inline; "" means the working folder
	Inline  Protocol  // how the terminal shows pictures; "" means: find out
}

// Lines is where lines come from. Its errors are io.EOF at the end and
// ErrAborted when the person gives the line up (Ctrl-C).
type Lines interface {
	Line(prompt, indent string) (string, error)
	Password(prompt string) (string, error)
	Remember(cell string)
	Close() error
}

// ErrAborted means that the person gave up the line.
var ErrAborted = errors.New("aborted")

// Run reads cells from the terminal and runs them in s until the end of input.
func Run(ctx context.Context, s Session, c Config) error {
	r, err := open(s, c)
	if err != nil {
		return err
	}
	defer r.lines.Close()
	stop := r.interrupts()
	defer stop()
	for n := 1; ; {
		code, err := r.read(n)
		switch {
		case errors.Is(err, io.EOF):
			r.out.end()
			fmt.Fprintln(r.out.screen.Out)
			return nil
		case errors.Is(err, ErrAborted):
			continue
		case err != nil:
			return err
		}
		if strings.TrimSpace(code) == "" {
			continue
		}
		r.lines.Remember(strings.TrimRight(code, "\n"))
		r.cell(ctx, n, code)
		n++
	}
}

type repl struct {
	session Session
	lines   Lines
	out     *printer
	before  string // the lines of the cell that are already typed
}

func open(s Session, c Config) (*repl, error) {
	if c.Out == nil {
		c.Out = os.Stdout
	}
	if c.Err == nil {
		c.Err = os.Stderr
	}
	if c.Figures == "" {
		c.Figures = "."
	}
	if c.Inline == "" {
		c.Inline = Detect(os.Getenv, IsTerminal(c.Out))
	}
	r := &repl{session: s, lines: c.Lines}
	r.out = &printer{err: c.Err, folder: c.Figures, inline: c.Inline, screen: NewScreen(c.Out)}
	if c.In == nil {
		c.In = os.Stdin
	}
	if r.lines == nil && !IsTerminal(c.In) {
		r.lines = pipe{bufio.NewReader(c.In)}
	}
	if r.lines == nil {
		editor, err := newEditor(c.History, r.complete)
		if err != nil {
			return nil, err
		}
		r.lines = editor
	}
	r.out.input = r.lines
	return r, nil
}

// interrupts passes Ctrl-C on to the running cell. The line editor reads Ctrl-C
// itself while a line is typed.
func (r *repl) interrupts() (stop func()) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt)
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-signals:
				r.session.Interrupt()
			case <-done:
				return
			}
		}
	}()
	return func() { signal.Stop(signals); close(done) }
}

// read takes lines until they are a whole cell. Two empty lines end one that is not.
func (r *repl) read(n int) (string, error) {
	prompt, indent := fmt.Sprintf("In[%d]: ", n), ""
	r.before = ""
	empty := 0
	for {
		line, err := r.lines.Line(prompt, indent)
		if errors.Is(err, io.EOF) && strings.TrimSpace(r.before+line) != "" {
			return r.before + line, nil
		}
		if err != nil {
			return "", err
		}
		r.before += line + "\n"
		if strings.TrimSpace(line) == "" {
			empty++
		} else {
			empty = 0
		}
		state := r.session.IsComplete(r.before)
		if state.Status != "incomplete" || empty >= 2 {
			return r.before, nil
		}
		prompt, indent = strings.Repeat(" ", max(0, len(prompt)-5))+"...: ", state.Indent
	}
}

// cell runs one cell and prints how it ended.
func (r *repl) cell(ctx context.Context, n int, code string) {
	r.out.begin()
	result := r.session.Run(ctx, dsl.Cell{Code: code, Count: n, AllowStdin: true}, r.out)
	r.out.end()
	for _, page := range result.Pages {
		r.out.show(page, "")
	}
	if result.Err != nil {
		lines := result.Err.Traceback
		if len(lines) == 0 {
			lines = []string{result.Err.Error()}
		}
		fmt.Fprintln(r.out.err, r.out.colours(strings.Join(lines, "\n")))
		return
	}
	if !result.Value.Empty() {
		r.out.show(result.Value, fmt.Sprintf("Out[%d]: ", n))
	}
}

// complete answers the editor: line is the one being typed, cursor a byte offset into it.
func (r *repl) complete(line string, cursor int) dsl.Completion {
	found := r.session.Complete(context.Background(), r.before+line, len(r.before)+cursor)
	found.Start = max(0, found.Start-len(r.before))
	found.End = max(found.Start, found.End-len(r.before))
	return found
}
