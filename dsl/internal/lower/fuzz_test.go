package lower_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var (
	fuzzFor   = flag.Duration("fuzzfor", 0, "how long TestFuzz generates programs; 0 means -fuzzcount of them")
	fuzzCount = flag.Int("fuzzcount", 40, "how many seeds TestFuzz tries")
	fuzzSeed  = flag.Int64("fuzzseed", 1, "the first seed of TestFuzz")
	fuzzKeep  = flag.String("fuzzkeep", "", "folder for programs on which TestFuzz fails")
)

// TestFuzz compares generated programs with the compiler, a batch at a time.
//
//	go test -run TestFuzz -fuzzfor 60s -fuzzseed 1000 ./dsl/internal/lower
func TestFuzz(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("no Go toolchain")
	}
	if *fuzzFor > 0 {
		fuzzLong(t)
		return
	}
	const batch = 40
	right, refused := 0, 0
	for done := 0; done < *fuzzCount; done += batch {
		r, f := fuzzBatch(t, *fuzzSeed+int64(done), min(batch, *fuzzCount-done))
		right, refused = right+r, refused+f
	}
	t.Logf("%d programs right, %d refused, seeds %d to %d", right, refused, *fuzzSeed, *fuzzSeed+int64(*fuzzCount)-1)
}

// fuzzLong runs batches in processes of their own: the method stubs of a
// process are finite, and these programs make many types.
func fuzzLong(t *testing.T) {
	const each = 120
	seed, end := *fuzzSeed, time.Now().Add(*fuzzFor)
	for ; time.Now().Before(end); seed += each {
		out, err := exec.Command(os.Args[0], "-test.run=^TestFuzz$", "-test.v", "-fuzzcount", fmt.Sprint(each),
			"-fuzzseed", fmt.Sprint(seed), "-fuzzkeep", *fuzzKeep).CombinedOutput()
		if err != nil {
			t.Errorf("seeds from %d: %v\n%s", seed, err, out)
		}
		for line := range strings.Lines(string(out)) {
			if strings.Contains(line, "programs right") {
				t.Log(strings.TrimSpace(line))
			}
		}
	}
}

// fuzzBatch compares the programs of a stretch of seeds.
func fuzzBatch(t *testing.T, seed int64, count int) (right, refused int) {
	var programs []program
	for range count {
		p := generate(seed)
		if seed%2 == 1 {
			p = generateRicher(seed)
		}
		seed++
		if _, err := check(p.file()); err == nil { // constant overflow and the like
			programs = append(programs, p)
		} else if *fuzzKeep != "" {
			t.Logf("%s does not compile: %v", p.name, err)
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
	return right, refused
}
