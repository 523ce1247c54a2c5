package dsl_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"harmonium/dsl"
	"harmonium/dsl/internal/words"
)

// Every word's example runs and shows what the table says.
func TestWordExamples(t *testing.T) {
	dir := t.TempDir()
	for _, w := range words.Table() {
		t.Run(w.Name, func(t *testing.T) {
			n := open(t, dsl.Config{Dir: dir})
			res, rec := n.run(t.Context(), "import (\"strconv\"; \"errors\"; \"fmt\")\n"+w.Example)
			if res.Err != nil {
				t.Fatal(strings.Join(res.Err.Traceback, "\n"))
			}
			if got := shown(rec, res); w.Output != "" && !strings.HasSuffix(got, w.Output) {
				t.Errorf("%s\nshows\n%s\nwant\n%s", w.Example, got, w.Output)
			}
		})
	}
}

// A session that is saved is a program that prints what the cells have shown.
func TestFileDirectives(t *testing.T) {
	n := open(t, dsl.Config{Dir: t.TempDir()})
	must := func(code, want string) {
		t.Helper()
		res, rec := n.run(t.Context(), code)
		if res.Err != nil {
			t.Fatalf("%s\n%s", code, strings.Join(res.Err.Traceback, "\n"))
		}
		if got := shown(rec, res); !strings.Contains(got, want) {
			t.Errorf("%s\nshows %q, want %q", code, got, want)
		}
	}
	must("%cd "+n.dir(t), "")
	must("%%writefile cells.go\n#!/usr/bin/env -S harmonium run\n// %%\nx := 20\n// %% [markdown]\n// Prose.\n// %%\nfunc twice(n int) int { return 2 * n }", "wrote 118 bytes to cells.go")
	must("%run cells.go", "")
	must("twice(x) + 2", "42")
	must("%%writefile program.go\npackage main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(\"from main\", twice(4)) }", "program.go")
	must("%run program.go", "from main 8")
	must("%%time\ny := twice(3)\ny", "took")
	must("%bench twice(3)", "a run (")
	must("CheckNear(\"twice\", float64(twice(1)), 2, 0.1)", "✓ twice: 2, wanted 2 ± 0.1")
	must("x := \"now text\"\nx", "now text")
	must("import \"harmonium/stdlib/hopfield\"\nletter := Pattern(\"##.. ##.. ..## ..##\")\nnet := hopfield.New(16)\nStore(net, letter).Stable", "1")
	must("Overlap(letter, Recall(net, Corrupt(letter, 0.25)).Final)*3", "3")
	must("Energy(net, letter) == Anneal(net).Energy && Enumerate(net).GroundEnergy() <= Sample(net, 1).Energy", "true")
	must("%save session.go", "wrote session.go")
	if testing.Short() {
		return
	}
	out, err := exec.Command("go", "run", filepath.Join(n.dir(t), "session.go")).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "42\n") || !strings.Contains(string(out), "✓ twice: 2,") || !strings.HasSuffix(string(out), "now text\n1\n3\ntrue\n") {
		t.Errorf("the saved program: %v\n%s", err, out)
	}
}

// dir is where the worker's cells run.
func (n *notebook) dir(t *testing.T) string {
	t.Helper()
	res, _ := n.run(t.Context(), "import \"os\"\ndir, _ := os.Getwd()\nos.Setenv(\"X\", dir)\ndir")
	text, _ := res.Value.Data["text/plain"].(string)
	return strings.Trim(text, `"`)
}
