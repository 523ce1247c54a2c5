// Command bench measures the kernel beside ipykernel, in one run and with one
// client: how long it takes to start, to run a cell that does nothing, to pass
// 10 MB of output and 10,000 displays, and how much memory its processes take.
// Ratios are what to look at; the numbers are this machine's.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// contender is a kernel and the cells that it is measured with.
type contender struct {
	name     string
	argv     []string
	prepare  string // run once
	trivial  string
	output   string // prints outputBytes bytes
	displays string // shows displayCount values
}

const (
	starts       = 5
	roundTrips   = 500
	outputBytes  = 10_000_000 // in lines of 100
	displayCount = 10_000
)

func main() {
	harmonium := flag.String("harmonium", "build/harmonium", "the command to measure")
	python := flag.String("python", "/usr/bin/python3", "the Python that has ipykernel")
	flag.Parse()
	if err := run(*harmonium, *python); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(harmonium, python string) error {
	binary, err := filepath.Abs(harmonium)
	if err != nil {
		return err
	}
	ours := contender{
		name:     "harmonium",
		argv:     []string{binary, "kernel", "--history", "", "-f", "{connection_file}"},
		prepare:  "import \"fmt\"\nimport \"strings\"\nline := strings.Repeat(\"x\", 99)",
		trivial:  "1 + 1",
		output:   "for i := 0; i < 100_000; i++ { fmt.Println(line) }",
		displays: "for i := 0; i < 10_000; i++ { Show(i) }",
	}
	theirs := contender{
		name:     "ipykernel",
		argv:     []string{python, "-m", "ipykernel_launcher", "--HistoryManager.enabled=False", "-f", "{connection_file}"},
		prepare:  "from IPython.display import display\nline = 'x' * 99",
		trivial:  "1 + 1",
		output:   "for i in range(100_000): print(line)",
		displays: "for i in range(10_000): display(i)",
	}
	mine, err := measure(ours)
	if err != nil {
		return err
	}
	var peer *result
	if exec.Command(python, "-c", "import ipykernel_launcher").Run() != nil {
		fmt.Printf("%s has no ipykernel: no comparison\n", python)
	} else if peer, err = measure(theirs); err != nil {
		return err
	}
	report(mine, peer)
	return nil
}

// result is what was measured of one contender.
type result struct {
	start    time.Duration   // process to first reply, median
	trips    []time.Duration // request to reply and idle, sorted
	output   time.Duration
	displays time.Duration
	idle     int64 // bytes of memory of all its processes, after the start
	busy     int64 // likewise, after all of this
}

func (r *result) trip(quantile float64) time.Duration {
	return r.trips[min(int(quantile*float64(len(r.trips))), len(r.trips)-1)]
}

func measure(c contender) (*result, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	r := &result{}
	var all []time.Duration
	for range starts {
		k, err := start(ctx, c.argv)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
		all = append(all, k.started)
		k.stop()
	}
	r.start = median(all)

	k, err := start(ctx, c.argv)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.name, err)
	}
	defer k.stop()
	return r, errors.Join(k.subscribed(ctx), r.cells(ctx, k, c))
}

// cells measures everything that needs a kernel that runs.
func (r *result) cells(ctx context.Context, k *subject, c contender) error {
	for range 20 { // warm
		if _, err := k.cell(ctx, c.trivial); err != nil {
			return err
		}
	}
	if _, err := k.cell(ctx, c.prepare); err != nil {
		return err
	}
	r.idle = memory(k.pid())
	for range roundTrips {
		seen, err := k.cell(ctx, c.trivial)
		if err != nil {
			return err
		}
		r.trips = append(r.trips, seen.took)
	}
	median(r.trips) // sorts
	seen, err := k.cell(ctx, c.output)
	if err != nil {
		return err
	}
	if seen.printed != outputBytes {
		return fmt.Errorf("%s: %d bytes of output arrived, want %d", c.name, seen.printed, outputBytes)
	}
	r.output = seen.took
	if seen, err = k.cell(ctx, c.displays); err != nil {
		return err
	}
	if seen.shown != displayCount {
		return fmt.Errorf("%s: %d displays arrived, want %d", c.name, seen.shown, displayCount)
	}
	r.displays = seen.took
	r.busy = memory(k.pid())
	return nil
}
