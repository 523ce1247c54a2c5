package dsl_test

import (
	"strings"
	"testing"

	"harmonium/dsl"
	"harmonium/dsl/internal/directives"
	"harmonium/dsl/internal/words"
)

func TestManualNamesEverything(t *testing.T) {
	manual := dsl.Manual()
	for _, d := range directives.Table() {
		if !strings.Contains(manual, d.Usage+"\n") || !strings.Contains(manual, d.Help) {
			t.Errorf("the manual does not explain %s", d.Name)
		}
	}
	for _, w := range words.Table() {
		if !strings.Contains(manual, w.Help) {
			t.Errorf("the manual does not explain %s", w.Name)
		}
	}
	if !strings.Contains(manual, "*hopfield.Net: heatmap, hinton, spectrum, weights") {
		t.Error("the manual does not say what else a net can be drawn as")
	}
	for _, part := range []string{"A cell", "What differs from a Go file", "What is shown", "Isolation", "Directives", "Figures", "Words", "What a cell cannot run yet"} {
		if !strings.Contains(manual, "# "+part+"\n") {
			t.Errorf("the manual has no part %q", part)
		}
	}
	if !strings.Contains(dsl.ManualMarkdown(), "### Words") && !strings.Contains(dsl.ManualMarkdown(), "#### Words") {
		t.Error("the Markdown has no headings")
	}
}
