package dsl_test

import (
	"strings"
	"testing"

	"harmonium/dsl"
	"harmonium/dsl/internal/lower"
)

// TestRefusedCells proves that what only a session can be refused for is refused, by its name and with
// its place, and that the session goes on. TestRefused of package lower does the same for programs.
func TestRefusedCells(t *testing.T) {
	for _, c := range lower.Refused() {
		if (c.Example == "") == (c.Cells == nil) {
			t.Errorf("%s: wants an example or cells", c.What)
		}
		if c.Cells == nil {
			continue
		}
		n := open(t, dsl.Config{})
		last := len(c.Cells) - 1
		for _, code := range c.Cells[:last] {
			n.ok(code)
		}
		err := n.fails(c.Cells[last])
		if !strings.Contains(err.Value, "not supported in a cell yet: "+c.What) || err.Cell != n.count || err.Line == 0 {
			t.Errorf("%s: ended with %v at In[%d]:%d", c.What, err, err.Cell, err.Line)
		}
		if got := n.ok("1 + 1"); got != "2" {
			t.Errorf("%s: afterwards 1 + 1 is %q", c.What, got)
		}
	}
}

// TestEveryRefusalIsTested proves that the manual's list, which comes from the code, and the table, each
// entry of which is tested, hold the same.
func TestEveryRefusalIsTested(t *testing.T) {
	_, list, _ := strings.Cut(dsl.Manual(), "# What a cell cannot run yet\n")
	for _, c := range lower.Refused() {
		if !strings.Contains(list, c.What) || !strings.Contains(list, c.Why) {
			t.Errorf("the manual does not say that %q is refused, and why", c.What)
		}
	}
	entries := 0
	for line := range strings.Lines(list) {
		what, ok := strings.CutPrefix(line, "\t")
		if !ok || strings.HasPrefix(what, " ") {
			continue
		}
		entries++
		if lower.Why(what) == "" {
			t.Errorf("the code refuses %q, which is not in lower.Refused: nothing tests it", strings.TrimSpace(what))
		}
	}
	if entries < 5 {
		t.Errorf("the manual lists %d constructs: %s", entries, list)
	}
}
