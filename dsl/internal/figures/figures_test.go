package figures_test

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"harmonium/dsl/internal/display"
	"harmonium/dsl/internal/figures"
	"harmonium/stdlib"
	"harmonium/stdlib/hopfield"
	"harmonium/stdlib/rng"
)

func TestResultsShowThemselves(t *testing.T) {
	p, err := stdlib.ParsePattern("#.#\n.#.\n#.#")
	if err != nil {
		t.Fatal(err)
	}
	net := hopfield.New(9)
	if err := net.Store(p); err != nil {
		t.Fatal(err)
	}
	noisy, err := stdlib.Flip(rng.New(1), p, 0.3)
	if err != nil {
		t.Fatal(err)
	}
	run, err := net.Recall(context.Background(), rng.New(2), noisy, hopfield.Recall{})
	if err != nil {
		t.Fatal(err)
	}
	w, err := net.Weights()
	if err != nil {
		t.Fatal(err)
	}
	s := display.Shower{Figures: figures.New()}
	for _, tt := range []struct {
		value any
		words string // part of the text
	}{
		{p, "#.#"},
		{[]stdlib.Pattern{p, noisy}, "2 "},
		{net, "9 units"},
		{w, "9 units"},
		{run, ""},
		{&run, ""},
		{[]hopfield.CapacityPoint{{Load: 0.1, Overlap: 1, Theory: 1}, {Load: 0.2, Overlap: 0.4}}, "load"},
	} {
		b := s.Show(reflect.ValueOf(tt.value), nil)
		text, _ := b.Data["text/plain"].(string)
		if b.Data["image/png"] == nil || b.Metadata["image/png"] == nil || !strings.Contains(text, tt.words) {
			t.Errorf("%T is shown as %q, picture %v", tt.value, text, b.Data["image/png"] != nil)
		}
	}
	// What cannot be drawn says why.
	b := s.Show(reflect.ValueOf([]hopfield.CapacityPoint{}), nil)
	if text, _ := b.Data["text/plain"].(string); !strings.Contains(text, "no finite point") {
		t.Errorf("nothing to draw: %q", text)
	}
}
