package lower_test

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

var (
	fuzzFor  = flag.Duration("fuzzfor", 0, "how long TestFuzz generates programs; 0 means one small batch")
	fuzzSeed = flag.Int64("fuzzseed", 1, "the first seed of TestFuzz")
	fuzzKeep = flag.String("fuzzkeep", "", "folder for programs on which TestFuzz fails")
)

// TestFuzz compares generated programs with the compiler, a batch at a time.
//
//	go test -run TestFuzz -fuzzfor 60s -fuzzseed 1000 ./dsl/internal/lower
func TestFuzz(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("no Go toolchain")
	}
	const batch = 40
	end := time.Now().Add(*fuzzFor)
	seed, right, refused := *fuzzSeed, 0, 0
	for first := true; first || time.Now().Before(end); first = false {
		var programs []program
		for range batch {
			p := generate(seed)
			seed++
			if _, err := check(p.file()); err == nil { // constant overflow and the like
				programs = append(programs, p)
			}
		}
		want, err := compiled(t.TempDir(), programs)
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range programs {
			got, ref, err := p.run()
			switch {
			case err != nil:
				t.Errorf("%s: %.300v", p.name, err)
			case ref:
				refused++
				t.Logf("%s: refused: %s", p.name, got)
				continue
			case got != want[i]:
				t.Errorf("%s:\n got %q\nwant %q", p.name, got, want[i])
			default:
				right++
				continue
			}
			if *fuzzKeep != "" {
				os.WriteFile(filepath.Join(*fuzzKeep, p.name+".go"), []byte(p.file()), 0o644)
			}
		}
	}
	t.Logf("%d programs right, %d refused, seeds %d to %d", right, refused, *fuzzSeed, seed-1)
}
