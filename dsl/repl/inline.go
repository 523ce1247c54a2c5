package repl

import (
	"encoding/base64"
	"fmt"
	"io"
	"strings"
)

// Protocol is a way in which a terminal shows pictures.
type Protocol string

// The protocols. Files means that the terminal shows none.
const (
	Files Protocol = "files"
	Kitty Protocol = "kitty"  // sw.kovidgoyal.net/kitty/graphics-protocol
	ITerm Protocol = "iterm2" // iterm2.com/documentation-images.html
	Sixel Protocol = "sixel"  // DEC VT330/VT340 Programmer Reference, chapter 14
)

// Detect finds the protocol from the environment that terminals set.
func Detect(getenv func(string) string, terminal bool) Protocol {
	term, program := getenv("TERM"), getenv("TERM_PROGRAM")
	switch {
	case !terminal || getenv("TMUX") != "" || strings.HasPrefix(term, "screen"): // multiplexers swallow pictures
		return Files
	case getenv("KITTY_WINDOW_ID") != "" || term == "xterm-kitty" || term == "xterm-ghostty":
		return Kitty
	case program == "iTerm.app" || program == "WezTerm" || getenv("LC_TERMINAL") == "iTerm2":
		return ITerm
	case strings.Contains(term, "sixel") || strings.HasPrefix(term, "foot") || strings.HasPrefix(term, "mlterm") || term == "yaft-256color":
		return Sixel
	}
	return Files
}

// Write sends a PNG. width is in CSS pixels; 0 means the picture's own.
func (p Protocol) Write(w io.Writer, png []byte, width int) error {
	switch p {
	case Kitty:
		return kitty(w, png, width)
	case ITerm:
		return iterm(w, png, width)
	case Sixel:
		return sixel(w, png, width)
	}
	return fmt.Errorf("repl: no protocol %q", p)
}

// chunk is how many base64 bytes kitty takes in one command.
const chunk = 4096

// columnWidth is how many CSS pixels a column of text is taken to have.
const columnWidth = 9

func kitty(w io.Writer, png []byte, width int) error {
	data := base64.StdEncoding.EncodeToString(png)
	keys := "f=100,a=T,q=2,"
	if width > 0 {
		keys += fmt.Sprintf("c=%d,", max(1, width/columnWidth))
	}
	for len(data) > 0 {
		n := min(chunk, len(data))
		more := 0
		if n < len(data) {
			more = 1
		}
		if _, err := fmt.Fprintf(w, "\x1b_G%sm=%d;%s\x1b\\", keys, more, data[:n]); err != nil {
			return err
		}
		data, keys = data[n:], ""
	}
	return nil
}

func iterm(w io.Writer, png []byte, width int) error {
	size := ""
	if width > 0 {
		size = fmt.Sprintf("width=%dpx;", width)
	}
	_, err := fmt.Fprintf(w, "\x1b]1337;File=inline=1;size=%d;%s:%s\a", len(png), strings.TrimSuffix(size, ";"), base64.StdEncoding.EncodeToString(png))
	return err
}
