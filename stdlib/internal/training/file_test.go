package training_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"harmonium/stdlib/internal/training"
)

// A file is replaced whole; where writing fails the old one stays, and nothing else is left.
func TestReplace(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "net")
	write := func(text string, err error) error {
		return training.Replace("rbm", path, func(w io.Writer) error {
			io.WriteString(w, text)
			return err
		})
	}
	mine := errors.New("mine")
	if err := write("old", nil); err != nil {
		t.Fatal(err)
	}
	if err := write("ne", mine); !errors.Is(err, mine) {
		t.Errorf("%v, want the writer's error", err)
	}
	if text, err := os.ReadFile(path); string(text) != "old" {
		t.Errorf("the file holds %q (%v), want what it held", text, err)
	}
	if err := write("new", nil); err != nil {
		t.Fatal(err)
	}
	if text, _ := os.ReadFile(path); string(text) != "new" {
		t.Errorf("the file holds %q, want the new text", text)
	}
	if all, _ := os.ReadDir(dir); len(all) != 1 {
		t.Errorf("%d files in the folder, want 1", len(all))
	}
	path = filepath.Join(dir, "no", "net")
	if err := write("new", nil); err == nil {
		t.Error("a folder that is not there is no error")
	}
}
