package notebooks_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestNotebooks runs every notebook with one core and with two, and compares
// every output with the stored one. Each stands in a folder of its own, for what
// its cells may write. To store new outputs: harmonium verify --update notebooks/*.ipynb
func TestNotebooks(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "harmonium")
	if out, err := exec.Command("go", "build", "-o", binary, "harmonium").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, name := range names(t) {
		for _, cores := range []int{1, 2} {
			t.Run(fmt.Sprintf("%s/GOMAXPROCS=%d", name, cores), func(t *testing.T) {
				t.Parallel()
				raw, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				path := filepath.Join(t.TempDir(), name)
				if err := os.WriteFile(path, raw, 0o600); err != nil {
					t.Fatal(err)
				}
				cmd := exec.Command(binary, "verify", path, "--timeout", "5m")
				cmd.Env = append(os.Environ(), fmt.Sprint("GOMAXPROCS=", cores))
				out, err := cmd.CombinedOutput()
				t.Logf("%s", out)
				if err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// What is stored says what it came from, and is small enough to keep.
func TestNotebooksAreStoredWhole(t *testing.T) {
	for _, name := range names(t) {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if kb := info.Size() / 1000; kb > 1000 {
			t.Errorf("%s is %d kB, want at most 1000", name, kb)
		}
		nb := read(t, name)
		if _, ok := nb.Origin(); !ok {
			t.Errorf("%s does not record what made its outputs: harmonium verify --update", name)
		}
		for i, c := range nb.Cells {
			if c.Type == "code" && c.Count == nil && !c.Tagged("skip") {
				t.Errorf("%s: cell %d has never run: harmonium verify --update", name, i+1)
			}
		}
	}
}
