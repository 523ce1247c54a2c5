package repl

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"harmonium/dsl"
)

// Screen is where outputs go as text: a terminal, or a pipe or file. What is live
// (displays with an id, which updates replace) is kept until End, which gives the last
// frames back to be printed once. On a terminal its words stand meanwhile as the
// lowest lines, and change there; all else is printed above them. Elsewhere they are
// not seen before.
type Screen struct {
	Out      io.Writer
	Terminal bool // Out obeys ANSI control sequences

	live  []frame
	rows  int  // how many lines of words stand below the outputs now
	begun bool // the last line of the outputs has no newline yet
	idle  bool // no cell runs: the person may be typing here
}

// frame is the latest that one live display shows.
type frame struct {
	id string
	b  dsl.Bundle
}

// NewScreen finds out whether out is a terminal.
func NewScreen(out io.Writer) *Screen {
	return &Screen{Out: out, Terminal: IsTerminal(out) && os.Getenv("TERM") != "dumb"}
}

// IsTerminal tells a terminal from a pipe or file. What is no file can say that it is
// one by a method IsTerminal() bool.
func IsTerminal(stream any) bool {
	switch s := stream.(type) {
	case interface{ IsTerminal() bool }:
		return s.IsTerminal()
	case *os.File:
		info, err := s.Stat()
		return err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return false
}

// Text writes text to Out.
func (s *Screen) Text(text string) {
	if text == "" {
		return
	}
	s.Hide()
	io.WriteString(s.Out, text)
	s.begun = !strings.HasSuffix(text, "\n")
	s.redraw()
}

// Aside writes text to another stream, such as the errors'. It is taken to share the
// terminal, when there is one.
func (s *Screen) Aside(w io.Writer, text string) {
	if text == "" {
		return
	}
	s.Hide()
	io.WriteString(w, text)
	if s.Terminal {
		s.begun = !strings.HasSuffix(text, "\n")
	}
	s.redraw()
}

// redraw draws unless that would break a line.
func (s *Screen) redraw() {
	if !s.begun {
		s.draw()
	}
}

// Block has do print whole lines, on lines of their own.
func (s *Screen) Block(do func()) {
	s.Hide()
	s.EndLine()
	do()
	s.draw()
}

// EndLine ends a line that has no newline yet.
func (s *Screen) EndLine() {
	if s.begun {
		fmt.Fprintln(s.Out)
		s.begun = false
	}
}

// Live is a frame of the display with that id.
func (s *Screen) Live(id string, b dsl.Bundle) {
	s.Hide()
	if i := slices.IndexFunc(s.live, func(f frame) bool { return f.id == id }); i >= 0 {
		s.live[i].b = b
	} else {
		s.live = append(s.live, frame{id, b})
	}
	s.draw()
}

// Begin is the beginning of a cell. Frames that have come since the last End, from
// goroutines that have outlived their cells, belong to this one.
func (s *Screen) Begin() {
	s.idle = false
	s.draw()
}

// End takes the live displays away. They are to be printed, as what stays of them.
func (s *Screen) End() (last []dsl.Bundle) {
	s.Hide()
	s.idle = true
	for _, f := range s.live {
		last = append(last, f.b)
	}
	s.live = nil
	return last
}

// mostRows is how many lines of words may change in place. All must be on the
// terminal at once: the cursor does not reach what has been scrolled away.
const mostRows = 20

// Control sequences of ECMA-48 and DEC's VT100, which all terminals know. Lines are cut at
// the margin while they change: wrapped ones would be more rows than were counted.
const (
	below   = "\r\x1b[J" // erases from this line on
	cut     = "\x1b[?7l"
	wrapped = "\x1b[?7h"
)

// draw puts the words of what is live below the outputs.
func (s *Screen) draw() {
	if !s.Terminal || s.idle || len(s.live) == 0 {
		return
	}
	s.EndLine()
	var lines []string
	for _, f := range s.live {
		lines = append(lines, strings.Split(said(f.b), "\n")...)
	}
	if len(lines) > mostRows {
		lines = append(lines[:mostRows-1], "…")
	}
	s.rows = len(lines)
	// The cursor rests at the left: a ^C that the terminal echoes must not wrap.
	io.WriteString(s.Out, cut+strings.Join(lines, "\r\n")+"\r"+wrapped)
}

// Hide takes the words away until the next output or frame: outputs go on where they
// were, or a question is asked there.
func (s *Screen) Hide() {
	switch {
	case s.rows > 1:
		fmt.Fprintf(s.Out, "\x1b[%dA"+below, s.rows-1)
	case s.rows == 1:
		io.WriteString(s.Out, below)
	}
	s.rows = 0
}

// said is what a bundle says as text.
func said(b dsl.Bundle) string {
	text, _ := b.Data["text/plain"].(string)
	return strings.TrimSuffix(text, "\n")
}
