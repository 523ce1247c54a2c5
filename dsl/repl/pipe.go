package repl

import (
	"bufio"
	"errors"
	"io"
	"strings"
)

// pipe reads lines from what is no terminal: a file, or another program. It
// shows no prompts.
type pipe struct{ r *bufio.Reader }

func (p pipe) Line(_, _ string) (string, error) {
	line, err := p.r.ReadString('\n')
	if line != "" && errors.Is(err, io.EOF) {
		err = nil // the last line lacks its newline
	}
	return strings.TrimRight(line, "\r\n"), err
}

func (p pipe) Password(prompt string) (string, error) { return p.Line(prompt, "") }
func (pipe) Remember(string)                          {}
func (pipe) Close() error                             { return nil }
