package supervise

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"strings"
	"syscall"
)

// Death is how a worker ended.
type Death struct {
	Name  string // kind of error: "panic", "StackOverflow", "OutOfMemory", "Exit", "Killed", …
	Text  string // the cause, one line
	Words string // what the Go runtime wrote about it, if it did
	Mark  int    // the line mark last reached; 0 when not known
}

func (d *Death) Error() string { return d.Name + ": " + d.Text }

// reason is why we ended a worker ourselves.
type reason int

const (
	reasonNone reason = iota
	reasonClosed
	reasonInterrupt
	reasonMemory
)

// crashLine is how the Go runtime begins to tell why the process ends.
var crashLine = regexp.MustCompile(`(?m)^(panic: |fatal error: |runtime: goroutine stack exceeds |runtime: out of memory|runtime: cannot allocate|SIG[A-Z]+: )`)

// lastWords finds where text begins to look like the Go runtime's account of a
// crash; -1 for nowhere.
func lastWords(text []byte) int {
	if !bytes.Contains(text, []byte(": ")) { // cheap, and nearly always true to ordinary text
		return -1
	}
	if at := crashLine.FindIndex(text); at != nil {
		return at[0]
	}
	return -1
}

// autopsy says why a process has ended.
func autopsy(state *os.ProcessState, words string, why reason) *Death {
	d := &Death{Words: words}
	switch why {
	case reasonClosed:
		d.Name, d.Text = "Closed", "the session was closed"
		return d
	case reasonInterrupt:
		d.Name, d.Text = "Interrupted", "the cell did not stop, so its process was ended"
		return d
	case reasonMemory:
		d.Name, d.Text = "OutOfMemory", "the cell used more memory than it may (see --memory)"
		return d
	}
	if words != "" && d.read(words) {
		return d
	}
	status, _ := state.Sys().(syscall.WaitStatus)
	switch {
	case status.Signaled() && status.Signal() == syscall.SIGKILL:
		d.Name, d.Text = "Killed", "the process that runs the cells was killed (SIGKILL), perhaps because the machine ran out of memory"
	case status.Signaled():
		d.Name, d.Text = "Killed", fmt.Sprintf("the process that runs the cells was ended by a signal (%v)", status.Signal())
	default:
		d.Name, d.Text = "Exit", fmt.Sprintf("the cell ended its process with status %d", state.ExitCode())
	}
	return d
}

// read understands the Go runtime's account.
func (d *Death) read(words string) bool {
	for line := range strings.Lines(words) {
		line = strings.TrimSpace(line)
		if text, ok := strings.CutPrefix(line, "panic: "); ok {
			d.Name, d.Text = "panic", strings.TrimSuffix(strings.TrimSuffix(text, " [recovered, repanicked]"), " [recovered]")
			return true
		}
		if strings.HasPrefix(line, "runtime: out of memory") || strings.HasPrefix(line, "runtime: cannot allocate") {
			d.Name, d.Text = "OutOfMemory", "the cell asked for more memory than the machine can give: "+strings.TrimPrefix(line, "runtime: ")
			return true
		}
		if text, ok := strings.CutPrefix(line, "fatal error: "); ok {
			d.fatal(text)
			return true
		}
	}
	return false
}

func (d *Death) fatal(text string) {
	switch {
	case strings.Contains(text, "stack overflow"):
		d.Name, d.Text = "StackOverflow", "stack overflow: a function calls itself without end, or nearly so"
	case strings.Contains(text, "out of memory"), strings.Contains(text, "cannot allocate memory"):
		d.Name, d.Text = "OutOfMemory", "the cell asked for more memory than the machine can give"
	default:
		d.Name, d.Text = "fatal error", text
	}
}
