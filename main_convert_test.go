package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A notebook becomes a Go file, which runs; edited and turned back, it keeps the
// outputs of the cells that are the same.
func TestConvert(t *testing.T) {
	path := file(t, "n.ipynb", strings.Replace(threeCells, `panic(\"expected\")`, "//", 1))
	dir := filepath.Dir(path)
	code := filepath.Join(dir, "n.go")
	if _, stderr, err := harmonium(t, "", "verify", "--update", path); err != nil {
		t.Fatal(err, stderr)
	}
	if _, stderr, err := harmonium(t, "", "convert", path, code); err != nil {
		t.Fatal(err, stderr)
	}
	raw, _ := os.ReadFile(code)
	for _, want := range []string{"// %% [markdown]\n// # Title\n// $x^2$\n", "\n// %%\nx := 20\n", `// %% tags=["raises-exception"]`, "//     name: harmonium\n"} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("the Go file lacks %q:\n%s", want, raw)
		}
	}
	if stdout, stderr, err := harmonium(t, "", "run", code); err != nil || stdout != "21\n" {
		t.Errorf("the Go file prints %q, %v %s", stdout, err, stderr)
	}
	before, _ := os.ReadFile(path)
	if _, _, err := harmonium(t, "", "convert", code, path); err != nil {
		t.Fatal(err)
	}
	if after, _ := os.ReadFile(path); string(after) != string(before) {
		t.Errorf("there and back again is\n%s\nwas\n%s", after, before)
	}
	os.WriteFile(code, []byte(strings.Replace(string(raw), "# Title", "# Another title", 1)), 0o600)
	if _, _, err := harmonium(t, "", "convert", code, path); err != nil {
		t.Fatal(err)
	}
	if after, _ := os.ReadFile(path); !strings.Contains(string(after), "# Another title") || !strings.Contains(string(after), `"21"`) {
		t.Errorf("the new title or the old output is missing: %s", after)
	}
	if _, _, err := harmonium(t, "", "convert", path, filepath.Join(dir, "n.pdf")); err == nil || !strings.Contains(err.Error(), `"pdf" is no format`) {
		t.Errorf("an unknown format: %v", err)
	}
}
