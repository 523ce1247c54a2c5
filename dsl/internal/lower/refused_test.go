package lower_test

import (
	"strings"
	"testing"

	"harmonium/dsl/internal/lower"
)

// TestRefused proves that every construct of the table is refused, by its name and with a position.
func TestRefused(t *testing.T) {
	for _, c := range lower.Refused() {
		if c.Cells != nil {
			continue // TestRefusedCells of package dsl
		}
		pkg, err := check(program{code: c.Example}.file())
		if err != nil {
			t.Errorf("%s: %v", c.What, err)
			continue
		}
		_, err = lower.Lower(pkg, lower.Options{Cell: 1})
		r, ok := err.(*lower.Refusal)
		if !ok {
			t.Errorf("%s: not refused: %v", c.What, err)
			continue
		}
		if !strings.HasPrefix(r.Error(), "not supported in a cell yet: "+c.What) || !r.Pos.IsValid() {
			t.Errorf("%s: refused as %q at %v", c.What, r.Error(), r.Pos)
		}
	}
}

// TestOnlyKnownRefusals proves that no program of the corpus is refused for what the table lacks.
func TestOnlyKnownRefusals(t *testing.T) {
	for _, p := range corpus(t) {
		pkg, err := check(p.file())
		if err != nil {
			continue
		}
		if _, err := lower.Lower(pkg, lower.Options{Cell: 1}); err != nil && !known(err.Error()) {
			t.Errorf("%s: %v is not in the table", p.name, err)
		}
	}
}

func known(message string) bool {
	for _, c := range lower.Refused() {
		if strings.HasPrefix(message, "not supported in a cell yet: "+c.What) {
			return true
		}
	}
	return false
}
