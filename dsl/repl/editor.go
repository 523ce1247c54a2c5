package repl

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/peterh/liner"

	"harmonium/dsl"
)

// editor reads lines with editing, history and completion.
type editor struct {
	state   *liner.State
	history string
}

func newEditor(history string, complete func(line string, cursor int) dsl.Completion) (*editor, error) {
	e := &editor{state: liner.NewLiner(), history: history}
	e.state.SetCtrlCAborts(true)
	e.state.SetMultiLineMode(true)
	e.state.SetTabCompletionStyle(liner.TabPrints)
	e.state.SetWordCompleter(func(line string, pos int) (head string, texts []string, tail string) {
		return words(line, pos, complete)
	})
	if e.history == "" {
		e.history = historyFile()
	}
	if f, err := os.Open(e.history); err == nil {
		e.state.ReadHistory(f)
		f.Close()
	}
	return e, nil
}

// words asks for the completions at rune pos of line.
func words(line string, pos int, complete func(string, int) dsl.Completion) (head string, texts []string, tail string) {
	runes := []rune(line)
	cursor := len(string(runes[:min(pos, len(runes))]))
	if strings.TrimSpace(line[:cursor]) == "" { // Tab indents
		return line[:cursor], []string{"\t"}, line[cursor:]
	}
	found := complete(line, cursor)
	start, end := min(found.Start, len(line)), min(found.End, len(line))
	for _, m := range found.Matches {
		texts = append(texts, m.Text)
	}
	return line[:start], texts, line[end:]
}

func historyFile() string {
	state := os.Getenv("XDG_STATE_HOME")
	if state == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return "-"
		}
		state = filepath.Join(home, ".local", "state")
	}
	return filepath.Join(state, "harmonium", "history")
}

func (e *editor) Line(prompt, indent string) (string, error) {
	line, err := e.state.PromptWithSuggestion(prompt, indent, -1)
	if errors.Is(err, liner.ErrPromptAborted) {
		err = ErrAborted
	}
	return line, err
}

func (e *editor) Password(prompt string) (string, error) {
	line, err := e.state.PasswordPrompt(prompt)
	if errors.Is(err, liner.ErrPromptAborted) {
		err = ErrAborted
	}
	return line, err
}

// Remember keeps the lines of a cell: the editor's history has single lines.
func (e *editor) Remember(cell string) {
	for line := range strings.SplitSeq(cell, "\n") {
		if strings.TrimSpace(line) != "" {
			e.state.AppendHistory(line)
		}
	}
}

// Close gives the terminal back and writes the history, for the user's eyes only.
func (e *editor) Close() error {
	err := e.state.Close()
	if e.history == "-" {
		return err
	}
	if e := os.MkdirAll(filepath.Dir(e.history), 0o700); e != nil {
		return errors.Join(err, e)
	}
	f, ferr := os.OpenFile(e.history, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if ferr != nil {
		return errors.Join(err, ferr)
	}
	_, werr := e.state.WriteHistory(f)
	return errors.Join(err, werr, f.Close())
}
