package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestNotebooksAreWrittenOut(t *testing.T) {
	list, _, err := harmonium(t, "", "notebooks")
	if err != nil || !strings.Contains(list, "01-hopfield.ipynb\n") {
		t.Fatalf("the list is %q, error %v", list, err)
	}
	dir := filepath.Join(t.TempDir(), "new")
	out, _, err := harmonium(t, "", "notebooks", dir)
	if n := strings.Count(list, "\n"); err != nil || strings.Count(out, "wrote ") != n {
		t.Errorf("error %v, %d notebooks, said %s", err, n, out)
	}
	if out, _, err := harmonium(t, "", "notebooks", dir); err != nil || out != "" {
		t.Errorf("files that are equal are left alone: %v, %s", err, out)
	}
	mine := filepath.Join(dir, "01-hopfield.ipynb")
	os.WriteFile(mine, []byte("mine"), 0o600)
	if _, _, err := harmonium(t, "", "notebooks", dir); err == nil || !strings.Contains(err.Error(), "01-hopfield.ipynb") || !strings.Contains(err.Error(), "--force") {
		t.Errorf("a changed file: error %v", err)
	}
	if raw, _ := os.ReadFile(mine); string(raw) != "mine" {
		t.Error("a changed file was overwritten")
	}
	if out, _, err := harmonium(t, "", "notebooks", dir, "--force"); err != nil || out != "wrote "+mine+"\n" {
		t.Errorf("--force: %v, %s", err, out)
	}
}
