package main

import (
	"fmt"
	"math"
	"os/exec"
	"sort"
	"strconv"
	"strings"
	"time"
)

// contest is one task in three languages. The cell and the Python program leave
// their answer in r; the compiled function returns it.
type contest struct {
	name        string
	setup, cell string // Go: declarations, and what is timed
	pySetup, py string
	compiled    func() float64
}

func contests() []contest {
	return []contest{
		{
			"sum of 10⁷", "func sum(n int) int { s := 0; for i := 0; i < n; i++ { s += i }; return s }", "r = float64(sum(10000000))",
			"def sum_(n):\n    s = 0\n    for i in range(n):\n        s += i\n    return s", "r = sum_(10000000)",
			func() float64 { return float64(sum(10_000_000)) },
		},
		{
			"fib(27)", "func fib(n int) int { if n < 2 { return n }; return fib(n-1) + fib(n-2) }", "r = float64(fib(27))",
			"def fib(n): return n if n < 2 else fib(n-1) + fib(n-2)", "r = fib(27)",
			func() float64 { return float64(fib(27)) },
		},
		{
			"matrix product 100³", `func product(n int) float64 {
	a, b, c := make([]float64, n*n), make([]float64, n*n), make([]float64, n*n)
	for i := range a { a[i], b[i] = float64(i%7), float64(i%5) }
	for i := 0; i < n; i++ { for j := 0; j < n; j++ {
		s := 0.0
		for k := 0; k < n; k++ { s += a[i*n+k] * b[k*n+j] }
		c[i*n+j] = s
	} }
	return c[n+1]
}`, "r = product(100)",
			`def product(n):
    a = [float(i % 7) for i in range(n*n)]
    b = [float(i % 5) for i in range(n*n)]
    c = [0.0] * (n*n)
    for i in range(n):
        for j in range(n):
            s = 0.0
            for k in range(n):
                s += a[i*n+k] * b[k*n+j]
            c[i*n+j] = s
    return c[n+1]`, "r = product(100)",
			func() float64 { return product(100) },
		},
		{
			"10⁶ native calls", "import \"math\"\nfunc roots(n int) float64 { s := 0.0; for i := 0; i < n; i++ { s += math.Hypot(float64(i), 1) }; return s }", "r = roots(1000000)",
			"import math\ndef roots(n):\n    s = 0.0\n    for i in range(n):\n        s += math.hypot(i, 1)\n    return s", "r = roots(1000000)",
			func() float64 { return roots(1_000_000) },
		},
		{
			"callbacks: search × 50000", "import \"sort\"\nfunc search(n int) int { s := 0; for i := 0; i < n; i++ { s += sort.Search(1<<20, func(k int) bool { return k >= i }) }; return s }", "r = float64(search(50000))",
			"import bisect\ndef search(n):\n    s = 0\n    for i in range(n):\n        s += bisect.bisect_left(range(1 << 20), True, key=lambda k: k >= i)\n    return s", "r = search(50000)",
			func() float64 { return float64(search(50_000)) },
		},
	}
}

// speeds prints how long each task takes, and the ratios.
func speeds() error {
	s, err := newSession()
	if err != nil {
		return err
	}
	if _, err := s.cell("var r float64"); err != nil {
		return err
	}
	fmt.Printf("\n%-28s %10s %10s %10s %14s %14s\n", "task", "cell", "CPython", "Go", "cell/CPython", "cell/Go")
	for _, c := range contests() {
		if _, err := s.cell(c.setup); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		t, err := s.cell(c.cell)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		if _, err := s.cell("r"); err != nil {
			return err
		}
		start := time.Now()
		want := c.compiled()
		compiled := time.Since(start)
		if got := s.values[0].V.Float(); got != want {
			return fmt.Errorf("%s: the cell says %v, compiled Go %v", c.name, got, want)
		}
		py := python(c)
		pyText, ratio := "-", "-"
		if py > 0 {
			pyText, ratio = py.Round(100*time.Microsecond).String(), fmt.Sprintf("%.2f", float64(t.run)/float64(py))
		}
		fmt.Printf("%-28s %10v %10s %10v %14s %14.0f\n", c.name, t.run.Round(100*time.Microsecond), pyText, compiled.Round(10*time.Microsecond), ratio, float64(t.run)/float64(compiled))
	}
	return nil
}

// python times a task in CPython; 0 where there is none.
func python(c contest) time.Duration {
	code := c.pySetup + "\nimport time\nt = time.perf_counter()\n" + c.py + "\nprint(time.perf_counter() - t)"
	out, err := exec.Command("python3", "-c", code).Output()
	if err != nil {
		return 0
	}
	seconds, _ := strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
	return time.Duration(seconds * float64(time.Second))
}

//go:noinline
func sum(n int) int {
	s := 0
	for i := 0; i < n; i++ {
		s += i
	}
	return s
}

//go:noinline
func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

//go:noinline
func product(n int) float64 {
	a, b, c := make([]float64, n*n), make([]float64, n*n), make([]float64, n*n)
	for i := range a {
		a[i], b[i] = float64(i%7), float64(i%5)
	}
	for i := range n {
		for j := range n {
			s := 0.0
			for k := range n {
				s += a[i*n+k] * b[k*n+j]
			}
			c[i*n+j] = s
		}
	}
	return c[n+1]
}

//go:noinline
func roots(n int) float64 {
	s := 0.0
	for i := range n {
		s += math.Hypot(float64(i), 1)
	}
	return s
}

//go:noinline
func search(n int) int {
	s := 0
	for i := range n {
		s += sort.Search(1<<20, func(k int) bool { return k >= i })
	}
	return s
}
