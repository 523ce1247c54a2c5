// Benchcells measures the cell language: how long a cell takes from text to
// value, what a cell costs after 10,000 others, and how fast interpreted code
// runs beside CPython and compiled Go, all in one run.
//
//	go run ./dsl/internal/benchcells
package main

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sys/unix"
)

func main() {
	cells := os.Getenv("CELLS") // how many cells to run before the last; 10000 by default
	n := 10_000
	if cells != "" {
		fmt.Sscan(cells, &n)
	}
	if err := latencies(n); err != nil {
		fmt.Fprintln(os.Stderr, "benchcells:", err)
		os.Exit(1)
	}
	if err := speeds(); err != nil {
		fmt.Fprintln(os.Stderr, "benchcells:", err)
		os.Exit(1)
	}
}

// twenty is a cell of 20 lines.
const twenty = `import "fmt"
type point struct{ x, y float64 }
func norm(p point) float64 { return p.x*p.x + p.y*p.y }
points := []point{}
for i := range 10 {
	points = append(points, point{float64(i), float64(i * i)})
}
total := 0.0
for _, p := range points {
	total += norm(p)
}
names := map[string]int{}
for i, w := range []string{"a", "b", "c"} {
	names[w] = i
}
if total < 0 {
	fmt.Println("never")
}
s := fmt.Sprintf("%.1f %d", total, len(names))
s`

func latencies(n int) error {
	s, err := newSession()
	if err != nil {
		return err
	}
	fmt.Printf("start of a front end and a back end: %v (first cell %v)\n", s.start.Round(time.Microsecond), s.first.Round(time.Microsecond))
	fmt.Printf("%-28s %10s %10s %10s %10s %10s %10s\n", "cell (median of 200)", "check", "lower", "load", "run", "together", "processor")
	for _, c := range []struct{ name, code string }{{"1+1", "1+1"}, {"20 lines", twenty}} {
		if err := s.report(c.name, c.code, 200); err != nil {
			return err
		}
	}
	before := memory()
	for i := range n {
		if _, err := s.cell(fmt.Sprintf("x%d := %d\nx%d * 2", i%50, i, i%50)); err != nil {
			return err
		}
	}
	for range 100 {
		if _, err := s.cell(twenty); err != nil {
			return err
		}
	}
	fmt.Printf("after %d small cells and 100 of 20 lines: %.1f kB a cell\n", n, float64(memory()-before)/1024/float64(n+100))
	for _, c := range []struct{ name, code string }{{"1+1, then", "1+1"}, {"20 lines, then", twenty}} {
		if err := s.report(c.name, c.code, 200); err != nil {
			return err
		}
	}
	return nil
}

// processor is the processor time used so far: unlike the rest it does not depend on what else
// the machine does. It includes the garbage collector's.
func processor() time.Duration {
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func memory() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// report prints the medians of a cell's times.
func (s *session) report(name, code string, times int) error {
	var all []timing
	cpu := processor()
	for range times {
		t, err := s.cell(code)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, t)
	}
	cpu = (processor() - cpu) / time.Duration(times)
	col := func(f func(timing) time.Duration) string {
		var ds []time.Duration
		for _, t := range all {
			ds = append(ds, f(t))
		}
		slices.Sort(ds)
		return ds[len(ds)/2].Round(time.Microsecond).String()
	}
	fmt.Printf("%-28s %10s %10s %10s %10s %10s %10v\n", name, col(func(t timing) time.Duration { return t.check }), col(func(t timing) time.Duration { return t.lower }),
		col(func(t timing) time.Duration { return t.load }), col(func(t timing) time.Duration { return t.run }),
		col(func(t timing) time.Duration { return t.check + t.lower + t.load + t.run }), cpu.Round(time.Microsecond))
	return nil
}
