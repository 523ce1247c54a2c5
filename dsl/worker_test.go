package dsl_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"harmonium/dsl"
)

// interruptAfter runs a cell, interrupts it, and returns how long it went on.
func interruptAfter(t *testing.T, n *notebook, wait time.Duration, code string) (*dsl.Error, time.Duration) {
	t.Helper()
	done := make(chan dsl.Result, 1)
	go func() {
		res, _ := n.run(context.Background(), code)
		done <- res
	}()
	time.Sleep(wait)
	at := time.Now()
	n.Interrupt()
	select {
	case res := <-done:
		return res.Err, time.Since(at)
	case <-time.After(10 * time.Second):
		t.Fatalf("%s\nwent on for 10 s after the interrupt", code)
		return nil, 0
	}
}

// promptly interrupts a cell that must end as interrupted within a second (the promise is 100 ms). A
// machine that is busy with other things can take that second away: it has three chances.
func promptly(t *testing.T, n *notebook, code string) {
	t.Helper()
	var took time.Duration
	for range 3 {
		var err *dsl.Error
		if err, took = interruptAfter(t, n, 60*time.Millisecond, code); err == nil || err.Name != "Interrupted" {
			t.Fatalf("ended with %v", err)
		}
		t.Logf("stopped after %v", took)
		if took <= time.Second {
			return
		}
	}
	t.Errorf("stopped after %v", took)
}

func TestInterrupt(t *testing.T) {
	n := open(t, dsl.Config{})
	n.ok(`import ("sync"; "time"; "os/exec"; "sort"; "slices"; "fmt"; "strings"; "bufio"; "os")`)
	n.ok(`import ("harmonium/stdlib"; "harmonium/stdlib/anneal"; "harmonium/stdlib/mcmc")
glass := Must(stdlib.SK(Random(), 200, stdlib.PlusMinus))`)
	n.ok(`kept := 7
twice := func(n int) int { return 2 * n }`)
	n.ok(`func fib(n int) int { if n < 2 { return n }; return fib(n-1) + fib(n-2) }
func even(n int) bool { return n == 0 || odd(n-1) }
func odd(n int) bool { return n != 0 && even(n-1) }
func one() int { return 1 }
func sum[T int | float64](n T) T { if n < 2 { return n }; return sum(n-1) + sum(n-2) }
type tree struct { left, right *tree }
func (t *tree) size(n int) int { if n == 0 { return 1 }; return t.size(n-1) + t.size(n-1) }
type sized interface { size(int) int }
func forever(yield func(int) bool) { for yield(1) {} }
func again(n int) (r int) { defer func() { r++ }(); if n == 0 { return 0 }; return again(n-1) + again(n-1) }
func hot(s []int8) float64 { e := 0.0; for i := range s { e += float64(s[i]) * float64(s[(i+1)%len(s)]) }; return e }
func hots(states [][]int8, into []float64) { for i, s := range states { into[i] = hot(s) } }`)
	for name, code := range map[string]string{
		"loop":             `for {}`,
		"loop with body":   `for i := 0; ; i++ { kept = 7 }`,
		"sleep":            `time.Sleep(time.Minute)`,
		"receive":          `<-make(chan int)`,
		"send":             `make(chan int) <- 1`,
		"select":           `select {}`,
		"select two":       `select { case <-make(chan int): case <-time.After(time.Minute): }`,
		"mutex":            `var mu sync.Mutex; mu.Lock(); mu.Lock()`,
		"wait group":       `var wg sync.WaitGroup; wg.Add(1); wg.Wait()`,
		"cond":             `c := sync.NewCond(&sync.Mutex{}); c.L.Lock(); c.Wait()`,
		"range over chan":  `for range make(chan int) {}`,
		"child process":    `exec.Command("sleep", "60").Run()`,
		"shell":            `exec.Command("sh", "-c", "sleep 60; true").Run()`,
		"library callback": `s := make([]int, 1000000); for { sort.Slice(s, func(i, j int) bool { return i%3 < j%7 }) }`,
		"library":          `for { _ = strings.Repeat("x", 10000000) }`,
		"recursion":        `fib(60)`,
		"mutual recursion": `for { even(1000) }`,
		"generic":          `sum(60.0)`,
		"method":           `new(tree).size(60)`,
		"interface":        `sized(new(tree)).size(60)`,
		"method value":     `f := new(tree).size; f(60)`,
		"closure":          `var f func(int) int; f = func(n int) int { if n == 0 { return kept }; return f(n-1) + f(n-1) }; f(60)`,
		"deferring":        `again(60)`,
		"calls":            `for { one() }`,
		"goto":             "again:\n\tone()\n\tgoto again",
		"range over func":  `for range forever {}`,
		"recovering":       `for { func() { defer func() { recover() }(); fib(60) }() }`,
		"goroutines":       `var wg sync.WaitGroup; for range 3 { wg.Go(func() { for { one() } }) }; wg.Wait()`,
		"generic library":  `s := make([]int, 1000000); for { slices.SortFunc(s, func(a, b int) int { return a%3 - b%7 }) }`,
		"one callback":     `sort.Search(1, func(int) bool { fib(60); return true })`,
		"energy":           `anneal.Custom(Context(), Random(), 100, hots, anneal.Annealing{Sweeps: 1e6, Schedule: anneal.Schedule{Hot: 0.1, Cold: 4}}, nil)`,
		"energy for ever":  `anneal.Custom(Context(), Random(), 100, func([][]int8, []float64) { for {} }, anneal.Annealing{Schedule: anneal.Schedule{Hot: 0.1, Cold: 4}}, nil)`,
		"watch for ever":   `Anneal(glass, anneal.Annealing{Watch: func(int, float64) { fib(60) }})`,
		"timer":            `done := make(chan int); time.AfterFunc(0, func() { fib(60); close(done) }); <-done`,
		"watch":            `Anneal(glass, anneal.Annealing{Sweeps: 1e7, Watch: func(int, float64) { one() }})`,
		"printing":         `for { fmt.Println("again") }`,
		"directive":        `!sleep 60`,
		"sampling":         `Sample(glass, 1, mcmc.Sampling{Sweeps: 1e7})`,
		"sampling, Must":   `Must(mcmc.Sample(Context(), Random(), Must(glass.Ising()), mcmc.Sampling{Sweeps: 1e7}, nil))`,
		"annealing":        `Anneal(glass, anneal.Annealing{Sweeps: 1e7})`,
	} {
		t.Run(name, func(t *testing.T) {
			promptly(t, n, code)
			if got := n.ok(`twice(kept)`); got != "14" {
				t.Errorf("afterwards twice(kept) is %q, want 14", got)
			}
		})
	}
}

// TestInterruptEndsGoroutines proves that the goroutines of an interrupted cell stop with it.
func TestInterruptEndsGoroutines(t *testing.T) {
	n := open(t, dsl.Config{})
	n.ok(`import ("runtime"; "time")`)
	n.ok(`func fib(n int) int { if n < 2 { return n }; return fib(n-1) + fib(n-2) }
before := runtime.NumGoroutine()`)
	promptly(t, n, `for range 5 { go fib(60); go func() { for {} }(); time.AfterFunc(0, func() { for {} }) }; select {}`)
	if got := n.ok(`for i := 0; i < 100 && runtime.NumGoroutine() > before; i++ { time.Sleep(20*time.Millisecond) }
runtime.NumGoroutine() - before`); got != "0" && !strings.HasPrefix(got, "-") {
		t.Errorf("%s goroutines go on", got)
	}
}

func TestInterruptedDefinitionsDoNotExist(t *testing.T) {
	n := open(t, dsl.Config{})
	n.ok(`import ("sync"; "time")
var mu sync.Mutex
mu.Lock()
lock := func() int { mu.Lock(); return 1 }
sleep := func() int { time.Sleep(time.Minute); return 1 }`)
	for _, code := range []string{"before := 1\nmu.Lock()\nafter := 2", "before := 1\nafter := sleep()"} {
		if err, _ := interruptAfter(t, n, 60*time.Millisecond, code); err == nil || err.Line != 2 {
			t.Errorf("%s: ended with %+v", code, err)
		}
		if got := n.ok("before"); got != "1" {
			t.Errorf("%s: before is %q", code, got)
		}
		if err := n.fails("after"); !strings.Contains(err.Value, "undefined: after") {
			t.Errorf("%s: %v", code, err)
		}
	}
}

func TestSecondInterruptReplacesTheWorker(t *testing.T) {
	n := open(t, dsl.Config{})
	n.ok(`x := 1`)
	n.ok(`import ("fmt"; "os"; "os/exec")`)
	pid := n.ok(`os.Getpid()`)
	// A worker that is stopped cannot answer the first interrupt.
	done := make(chan *dsl.Error)
	go func() {
		done <- n.fails("exec.Command(\"kill\", \"-STOP\", fmt.Sprint(os.Getpid())).Run()\nselect {}")
	}()
	stopped(t, pid)
	n.Interrupt()
	select {
	case err := <-done:
		t.Fatalf("ended at the first interrupt: %v", err)
	case <-time.After(100 * time.Millisecond):
	}
	n.Interrupt()
	if err := <-done; err.Name != "Interrupted" || !strings.Contains(strings.Join(err.Traceback, "\n"), "x") {
		t.Errorf("ended with %v", err.Traceback)
	}
	if got := n.ok("1+1"); got != "2" {
		t.Errorf("afterwards 1+1 is %q", got)
	}
}

// stopped waits until a process is stopped.
func stopped(t *testing.T, pid string) {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		state, err := exec.Command("ps", "-o", "state=", "-p", pid).Output()
		if err != nil {
			t.Fatalf("ps: %v", err)
		}
		if strings.HasPrefix(string(state), "T") {
			return
		}
	}
	t.Fatal("not stopped after a minute")
}

func TestDeath(t *testing.T) {
	for name, c := range map[string]struct {
		code, kind, text string
		line             int
	}{
		"panic in a WaitGroup's goroutine": {"var wg sync.WaitGroup\nwg.Go(func() {\n\tpanic(\"boom\")\n})\nwg.Wait()\ntime.Sleep(time.Second)", "panic", "boom", 3},
		"panic in a timer's goroutine":     {"time.AfterFunc(0, func() {\n\tpanic(\"boom\")\n})\ntime.Sleep(time.Second)", "panic", "boom", 2},
		"goroutine panic":                  {"go func() {\n\tpanic(\"boom\")\n}()\ntime.Sleep(time.Second)", "panic", "boom", 2},
		"stack overflow":                   {"var f func(n int) int\nf = func(n int) int {\n\treturn f(n+1) + 1\n}\nf(0)", "StackOverflow", "stack overflow", 3},
		"map writes": {`m := map[int]int{}
for i := 0; i < 8; i++ {
	go func() {
		for { m[1]++ }
	}()
}
time.Sleep(5*time.Second)`, "fatal error", "concurrent map", 0},
		"unlock":  {"var mu sync.Mutex\nmu.Unlock()", "fatal error", "unlock of unlocked mutex", 2},
		"SIGKILL": {"time.Sleep(time.Millisecond)\nme, _ := os.FindProcess(os.Getpid()); me.Kill()\nselect{}", "Killed", "SIGKILL", 2},
	} {
		t.Run(name, func(t *testing.T) {
			n := open(t, dsl.Config{})
			n.ok(`import ("os"; "sync"; "time")`)
			n.ok("gone := 7\nfunc twice(n int) int { return 2*n }")
			err := n.fails(c.code)
			if err.Name != c.kind || !strings.Contains(err.Value, c.text) {
				t.Errorf("ended with %v", err)
			}
			if c.line > 0 && (err.Line != c.line || err.Cell != 3) {
				t.Errorf("named In[%d]:%d, want In[3]:%d\n%s", err.Cell, err.Line, c.line, strings.Join(err.Traceback, "\n"))
			}
			at := time.Now()
			if got := n.ok("twice(4)"); got != "8" {
				t.Errorf("afterwards twice(4) is %q", got)
			}
			t.Logf("%v; next cell after %v", err, time.Since(at))
		})
	}
}

func TestMemoryLimitEndsTheCell(t *testing.T) {
	n := open(t, dsl.Config{Memory: 300 << 20})
	err := n.fails("var keep [][]byte\nfor {\n\tb := make([]byte, 1<<20)\n\tfor i := 0; i < len(b); i += 4096 { b[i] = 1 }\n\tkeep = append(keep, b)\n}")
	if err.Name != "OutOfMemory" {
		t.Errorf("ended with %v", err)
	}
	if got := n.ok("1+1"); got != "2" {
		t.Errorf("afterwards 1+1 is %q", got)
	}
}

// A make that can only fail is the cell's error; the worker and its variables stay.
func TestHugeMakeIsAnError(t *testing.T) {
	n := open(t, dsl.Config{Memory: 300 << 20})
	n.ok("x := 41\nbig := 1 << 45")
	for _, code := range []string{"make([]byte, 1<<45)", "b := make([]float64, 0, big)\nlen(b)", "make(map[int]int, big)", "make(chan [100]int, big/1000)"} {
		err := n.fails(code)
		if err.Name != "panic" || !strings.Contains(err.Value, "out of memory: make wants") || err.Line != 1 {
			t.Errorf("%s: ended with %v at line %d", code, err, err.Line)
		}
	}
	if got := n.ok("s := make([]int, 3, x)\nx + len(s) - 2"); got != "42" {
		t.Errorf("afterwards x + 1 is %q", got)
	}
}

func TestStdin(t *testing.T) {
	n := open(t, dsl.Config{})
	n.ok(`import ("bufio"; "fmt"; "os")`)
	for name, code := range map[string]string{
		"fmt.Scan":      `var s string; fmt.Scan(&s); fmt.Print(s)`,
		"bufio.Scanner": `sc := bufio.NewScanner(os.Stdin); sc.Scan(); fmt.Print(sc.Text())`,
		"bufio.Reader":  `l, _ := bufio.NewReader(os.Stdin).ReadString('\n'); fmt.Print(l[:len(l)-1])`,
	} {
		t.Run(name, func(t *testing.T) {
			r := &recorder{lines: []string{"grüß"}}
			res := n.Run(t.Context(), dsl.Cell{Code: code, Count: 2, AllowStdin: true}, r)
			if got := r.text("stdout"); res.Err != nil || got != "grüß" {
				t.Errorf("printed %q, ended with %v", got, res.Err)
			}
			res = n.Run(t.Context(), dsl.Cell{Code: code, Count: 2}, &recorder{lines: []string{"no"}})
			if res.Err == nil || !strings.Contains(res.Err.Value, "standard input") {
				t.Errorf("standard input was read although the cell may not: %v", res.Err)
			}
			r = &recorder{asked: make(chan string, 1)}
			done := make(chan dsl.Result)
			go func() { done <- n.Run(context.Background(), dsl.Cell{Code: code, Count: 2, AllowStdin: true}, r) }()
			<-r.asked
			n.Interrupt()
			if res := <-done; res.Err == nil || res.Err.Name != "Interrupted" {
				t.Errorf("interrupted while it waited for a line: %v", res.Err)
			}
		})
	}
}

func TestOutputOfAnyOrigin(t *testing.T) {
	n := open(t, dsl.Config{})
	n.ok(`import ("fmt"; "log"; "os"; "os/exec"; "time")`)
	_, r := n.run(t.Context(), `fmt.Print("a"); os.Stdout.WriteString("b"); c := exec.Command("echo", "-n", "c"); c.Stdout = os.Stdout; c.Run()
fmt.Fprint(os.Stderr, "d"); println("e"); log.SetFlags(0); log.Print("f")`)
	if out, errs := r.text("stdout"), r.text("stderr"); out != "abc" || !strings.HasPrefix(errs, "d") || !strings.Contains(errs, "f") {
		t.Errorf("stdout %q, stderr %q", out, errs)
	}
	_, early := n.run(t.Context(), `go func() { time.Sleep(150*time.Millisecond); fmt.Println("late"); Show("shown late") }(); fmt.Println("early")`)
	_, later := n.run(t.Context(), `time.Sleep(400*time.Millisecond); fmt.Println("other")`)
	early.eventually(t, "stdout", "late")
	early.eventually(t, "display", "shown late")
	if got := later.text("stdout"); got != "other\n" {
		t.Errorf("the later cell printed %q", got)
	}
}

func TestUTF8IsNeverSplit(t *testing.T) {
	n := open(t, dsl.Config{})
	r := &strict{t: t}
	res := n.Run(t.Context(), dsl.Cell{Count: 1, Code: `import ("os"; "time")
for i := 0; i < 40; i++ {
	for _, b := range []byte("añ€😀") {
		os.Stdout.Write([]byte{b})
		if i < 3 { time.Sleep(15*time.Millisecond) }
	}
}
os.Stdout.Write([]byte{0xe2, 0x82})`}, r)
	if want := strings.Repeat("añ€😀", 40) + "\ufffd"; r.all != want || res.Err != nil {
		t.Errorf("got %q, %v", r.all, res.Err)
	}
	if r.calls < 3 {
		t.Errorf("came in %d batches: this tests nothing", r.calls)
	}
}

// strict looks at each batch of text.
type strict struct {
	recorder
	t     *testing.T
	all   string
	calls int
}

func (s *strict) Stream(_, text string) {
	s.calls++
	s.all += text
	if strings.ContainsRune(strings.TrimSuffix(text, "\ufffd"), '\ufffd') {
		s.t.Errorf("a batch is %q", text)
	}
}

func TestNothingLeaks(t *testing.T) {
	n := open(t, dsl.Config{})
	restart := func() {
		n.fails("import \"os\"\nme, _ := os.FindProcess(os.Getpid()); me.Kill(); select{}")
		n.ok("1+1")
	}
	restart()
	time.Sleep(100 * time.Millisecond)
	goroutines, files := runtime.NumGoroutine(), descriptors(t)
	for range 20 {
		restart()
	}
	for range 100 {
		if runtime.NumGoroutine() <= goroutines && descriptors(t) <= files {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Errorf("goroutines %d → %d, descriptors %d → %d", goroutines, runtime.NumGoroutine(), files, descriptors(t))
}

func descriptors(t *testing.T) int {
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip("no /proc here")
	}
	return len(list)
}

// TestWorkerEndsWithItsParent opens a session in a process of its own and kills that.
func TestWorkerEndsWithItsParent(t *testing.T) {
	if os.Getenv("HARMONIUM_TEST_PARENT") != "" {
		n := open(t, dsl.Config{})
		_, r := n.run(t.Context(), "import (\"os\"; \"os/exec\"; \"fmt\")\nc := exec.Command(\"sleep\", \"60\"); c.Start()\nfmt.Print(os.Getpid(), \" \", c.Process.Pid)")
		fmt.Printf("pids %s\n", r.text("stdout"))
		select {}
	}
	cmd := exec.Command(os.Args[0], "-test.run", "^TestWorkerEndsWithItsParent$")
	cmd.Env = append(os.Environ(), "HARMONIUM_TEST_PARENT=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var worker, child int
	if _, err := fmt.Fscanf(out, "pids %d %d\n", &worker, &child); err != nil {
		t.Fatal(err)
	}
	cmd.Process.Kill()
	cmd.Wait()
	for range 100 {
		if ended(worker) && ended(child) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("worker %d ended: %v; its child %d ended: %v", worker, ended(worker), child, ended(child))
}

// ended reports whether a process is gone, or waits only to be reaped.
func ended(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err != nil || strings.Contains(string(stat), ") Z ")
}
