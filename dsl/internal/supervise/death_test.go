package supervise

import (
	"os/exec"
	"testing"
	"time"
)

func TestAutopsyReadsLastWords(t *testing.T) {
	state := func(script string) *exec.Cmd {
		c := exec.Command("sh", "-c", script)
		c.Run()
		return c
	}
	for _, c := range []struct {
		script, words, name, text string
		why                       reason
	}{
		{"exit 2", "panic: boom\n\ngoroutine 7 [running]:\nmain.main()\n", "panic", "boom", reasonNone},
		{"exit 2", "panic: boom [recovered, repanicked]\n", "panic", "boom", reasonNone},
		{"exit 2", "runtime: goroutine stack exceeds 67108864-byte limit\nfatal error: stack overflow\n", "StackOverflow", "stack overflow: a function calls itself without end, or nearly so", reasonNone},
		{"exit 2", "fatal error: concurrent map writes\n", "fatal error", "concurrent map writes", reasonNone},
		{"exit 2", "fatal error: runtime: out of memory\n", "OutOfMemory", "the cell asked for more memory than the machine can give", reasonNone},
		{"exit 3", "", "Exit", "the cell ended its process with status 3", reasonNone},
		{"kill -9 $$", "", "Killed", "the process that runs the cells was killed (SIGKILL), perhaps because the machine ran out of memory", reasonNone},
		{"kill -9 $$", "", "OutOfMemory", "the cell used more memory than it may (see --memory)", reasonMemory},
		{"kill -9 $$", "", "Interrupted", "the cell did not stop, so its process was ended", reasonInterrupt},
	} {
		d := autopsy(state(c.script).ProcessState, c.words, c.why)
		if d.Name != c.name || d.Text != c.text {
			t.Errorf("%q after %q: %v, want %s: %s", c.words, c.script, d, c.name, c.text)
		}
	}
}

// Last words that went out because the process took long to end still explain its death.
func TestLastWordsThatWentOut(t *testing.T) {
	p := &tape{tails: map[source][]byte{}, timer: time.AfterFunc(time.Hour, func() {})}
	p.append(source{nil, "stderr", true}, []byte("hello\nfatal error: stack overflow\n\ngoroutine 1 [running]:\n"))
	p.flush(false)
	if len(p.waiting) == 0 || len(p.said) > 0 {
		t.Fatalf("the words went out at once: %q", p.said)
	}
	p.held = time.Now().Add(-time.Minute)
	p.flush(false)
	if d := autopsy(nil, string(p.said), reasonNone); len(p.waiting) > 0 || d.Name != "StackOverflow" {
		t.Errorf("said %q: %v", p.said, d)
	}
}

func TestIncompleteUTF8(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "abc": 0, "é": 0, "a\xc3": 1, "\xe2\x82": 2, "😀"[:3]: 3, "x\x82\x82": 0, "\xff": 0, "\x82\x82\x82\x82": 0,
	} {
		if got := incomplete([]byte(text)); got != want {
			t.Errorf("incomplete(%q) = %d, want %d", text, got, want)
		}
	}
}

func TestLastWords(t *testing.T) {
	for text, want := range map[string]int{
		"": -1, "warning: it will panic: maybe\n": -1, "a\npanic: x": 2, "fatal error: y": 0, "panic:": -1,
	} {
		if got := lastWords([]byte(text)); got != want {
			t.Errorf("lastWords(%q) = %d, want %d", text, got, want)
		}
	}
}
