//go:build ignore

// Command summary reads the output of go test -json, shows what failed and what
// was skipped, and ends with "N passed, N failed, N skipped".
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
)

type event struct {
	Action, Package, ImportPath, Test, Output string
	Elapsed                                   float64
}

type tally struct {
	passed, failed, skipped int
	output                  map[string][]string
	slow                    []string
}

func main() {
	t := tally{output: map[string][]string{}}
	for _, path := range os.Args[1:] {
		if err := t.read(path); err != nil {
			fmt.Println("summary:", err)
			t.failed++
		}
	}
	slices.Sort(t.slow)
	if n := len(t.slow); n > 0 {
		fmt.Println("slowest packages:", strings.Join(t.slow[max(0, n-6):], ", "))
	}
	fmt.Printf("%d passed, %d failed, %d skipped\n", t.passed, t.failed, t.skipped)
	if t.failed > 0 || t.passed == 0 {
		os.Exit(1)
	}
}

func (t *tally) read(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 64<<20)
	failed := map[string]bool{} // packages in which a test failed
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			fmt.Println(lines.Text()) // a message of the go command itself
			continue
		}
		t.add(path, e, failed)
	}
	return lines.Err()
}

func (t *tally) add(path string, e event, failed map[string]bool) {
	if e.Package == "" {
		e.Package = e.ImportPath
	}
	key := path + " " + e.Package + " " + e.Test
	name := strings.TrimSpace(e.Package + " " + e.Test)
	switch e.Action {
	case "output", "build-output":
		t.output[key] = append(t.output[key], e.Output)
		return
	case "pass":
		if e.Test != "" {
			t.passed++
		} else if e.Elapsed > 0 {
			t.slow = append(t.slow, fmt.Sprintf("%6.1f s %s", e.Elapsed, e.Package))
		}
	case "skip":
		if e.Test == "" {
			return // a package without tests
		}
		t.skipped++
		fmt.Printf("skip  %s: %s\n", name, reason(t.output[key]))
	case "fail", "build-fail":
		if e.Test == "" && failed[e.Package] {
			return // counted with its tests
		}
		failed[e.Package] = true
		t.failed++
		fmt.Printf("FAIL  %s (%s)\n", name, path)
		show(t.output[key])
	default:
		return
	}
	delete(t.output, key)
}

// reason is the text of t.Skip.
func reason(output []string) string {
	for _, l := range output {
		if _, text, ok := strings.Cut(l, ".go:"); ok {
			if _, text, ok = strings.Cut(text, ": "); ok {
				return strings.TrimSpace(text)
			}
		}
	}
	return "no reason given"
}

func show(output []string) {
	const most = 60
	if n := len(output); n > most {
		fmt.Printf("      … %d lines left out\n", n-most)
		output = output[n-most:]
	}
	for _, l := range output {
		fmt.Print("      ", l)
	}
}
