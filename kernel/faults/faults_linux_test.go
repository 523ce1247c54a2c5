package faults_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"harmonium/dsl"
	"harmonium/kernel"
	"harmonium/kernel/client"
	"harmonium/kernel/transport"
	"harmonium/kernel/wire"
)

// TestMain lets this program be the kernel process, and its worker. The kernel
// is the command's, but for one thing: at SIGUSR1 it writes down how many
// goroutines it has.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "worker" {
		os.Exit(dsl.WorkerMain())
	}
	if len(os.Args) != 4 || os.Args[1] != "kernel" {
		os.Exit(m.Run())
	}
	file, dir := os.Args[2], os.Args[3]
	count := make(chan os.Signal, 1)
	signal.Notify(count, syscall.SIGUSR1)
	go func() {
		for range count {
			os.WriteFile(filepath.Join(dir, "new"), []byte(strconv.Itoa(runtime.NumGoroutine())), 0o600)
			os.Rename(filepath.Join(dir, "new"), filepath.Join(dir, "goroutines"))
		}
	}()
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	open := func(ctx context.Context) (kernel.Session, error) { return dsl.Open(ctx, dsl.Config{Log: log}) }
	err := kernel.Run(context.Background(), file, open, kernel.Config{History: filepath.Join(dir, "disk", "history.sqlite"), Log: log})
	if err != nil {
		os.Stderr.WriteString(err.Error())
		os.Exit(1)
	}
	os.Exit(0)
}

// victim is the kernel under test and what the faults need to know of it.
type victim struct {
	t      *testing.T
	dir    string
	at     wire.Connection
	pid    int
	kernel *client.Client
	random *rand.Rand
	open   []interface{ Close() error } // connections left open, closed later
}

func TestFaults(t *testing.T) {
	n := 100
	if s := os.Getenv("HARMONIUM_FAULTS"); s != "" {
		n, _ = strconv.Atoi(s)
	}
	seed := uint64(time.Now().UnixNano())
	if s := os.Getenv("HARMONIUM_FAULTS_SEED"); s != "" {
		seed, _ = strconv.ParseUint(s, 10, 64)
	}
	t.Logf("%d faults, HARMONIUM_FAULTS_SEED=%d", n, seed)

	v := start(t, seed)
	kinds := v.kinds()
	names := make([]string, 0, len(kinds))
	for name := range kinds {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names { // what is set up once and for all is not a leak
		v.inflict(name, kinds[name])
	}
	v.settle()
	goroutines, descriptors := v.goroutines(), v.descriptors()
	slowest, done := time.Duration(0), map[string]int{}
	for range n {
		name := names[v.random.IntN(len(names))]
		done[name]++
		slowest = max(slowest, v.inflict(name, kinds[name]))
	}
	v.settle()
	v.noMore("goroutines", v.goroutines, goroutines)
	v.noMore("descriptors", v.descriptors, descriptors)
	t.Logf("inflicted: %v; slowest answer after a fault %v; %d goroutines, %d descriptors", done, slowest.Round(time.Millisecond), goroutines, descriptors)
	if err := v.kernel.Shutdown(t.Context(), false); err != nil {
		t.Error(err)
	}
}

// start starts the kernel, its history on a disk of its own that can be full.
func start(t *testing.T, seed uint64) *victim {
	t.Helper()
	v := &victim{t: t, dir: t.TempDir(), random: rand.New(rand.NewPCG(seed, 0))}
	smallDisk(t, filepath.Join(v.dir, "disk"))
	file := filepath.Join(v.dir, "connection.json")
	process := exec.Command(os.Args[0], "kernel", file, v.dir)
	process.Dir, process.Stderr = v.dir, os.Stderr
	process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	v.pid = process.Process.Pid
	t.Cleanup(func() {
		process.Process.Kill()
		process.Wait()
	})
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for err := errors.New("no file yet"); err != nil && ctx.Err() == nil; time.Sleep(5 * time.Millisecond) {
		v.at, err = wire.ReadConnection(file)
	}
	var err error
	if v.kernel, err = client.Connect(ctx, v.at, client.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.kernel.Close() })
	return v
}

// inflict does one fault and returns how long the kernel took to answer after it.
func (v *victim) inflict(name string, fault func() error) time.Duration {
	v.t.Helper()
	if err := fault(); err != nil {
		v.t.Fatalf("%s: %v", name, err)
	}
	began := time.Now()
	ctx, cancel := context.WithTimeout(v.t.Context(), 10*time.Second)
	defer cancel()
	if _, err := v.kernel.KernelInfo(ctx); err != nil {
		v.t.Fatalf("after %s the kernel does not answer: %v", name, err)
	}
	return time.Since(began)
}

// kinds are the faults.
func (v *victim) kinds() map[string]func() error {
	return map[string]func() error{
		"malformed frames":         v.malformed,
		"bad signature":            v.forged,
		"noise on a socket":        v.noise,
		"mute peer":                v.mute,
		"client gone in mid-cell":  v.vanish,
		"subscriber stopped":       v.stoppedSubscriber,
		"interrupt in a cell":      v.interruptInCell,
		"interrupt when idle":      v.interruptIdle,
		"SIGINT":                   v.signalled,
		"worker killed in a cell":  v.killInCell,
		"worker killed when idle":  v.killIdle,
		"cell that exits":          func() error { return v.fatal("import \"os\"\nos.Exit(3)") },
		"cell that panics":         func() error { return v.fatal("panic(\"boom\")") },
		"panic in a goroutine":     func() error { return v.fatal("go func() { panic(\"boom\") }()\nselect {}") },
		"history disk full":        v.fullDisk,
		"subshell left with cells": v.subshell,
	}
}

// anywhere is one of the three channels that a kernel listens to.
func (v *victim) anywhere() transport.Channel {
	return []transport.Channel{transport.Shell, transport.Control, transport.Stdin}[v.random.IntN(3)]
}

func (v *victim) bytes(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(v.random.Uint32())
	}
	return b
}

// raw connects without the client's manners.
func (v *victim) raw() (*transport.Client, error) {
	ctx, cancel := context.WithTimeout(v.t.Context(), 10*time.Second)
	defer cancel()
	return transport.Dial(ctx, v.at, "")
}

func (v *victim) malformed() error {
	c, err := v.raw()
	if err != nil {
		return err
	}
	defer c.Close()
	frames := [][]byte{[]byte("id"), []byte(wire.Delimiter), []byte("sig"), []byte("{}"), []byte("{}"), []byte("{}"), []byte("{}")}
	for range 1 + v.random.IntN(4) {
		switch i := v.random.IntN(len(frames)); v.random.IntN(4) {
		case 0:
			frames = append(frames[:i], frames[i+1:]...)
		case 1:
			frames[i] = v.bytes(v.random.IntN(100))
		case 2:
			frames[i] = frames[i][:v.random.IntN(len(frames[i])+1)]
		case 3:
			frames = append(frames, v.bytes(v.random.IntN(1<<14)))
		}
	}
	if len(frames) == 0 {
		return nil
	}
	return c.Send(v.anywhere(), frames)
}

func (v *victim) forged() error {
	c, err := v.raw()
	if err != nil {
		return err
	}
	defer c.Close()
	codec, err := wire.NewCodec("", "a key that is not the kernel's")
	if err != nil {
		return err
	}
	m, err := wire.NewSession("mallory").New(wire.TypeShutdownRequest, nil, wire.ShutdownRequest{})
	if err != nil {
		return err
	}
	frames, err := codec.Encode(&m)
	if err != nil {
		return err
	}
	return c.Send(v.anywhere(), frames)
}

// port is one of the kernel's five.
func (v *victim) port() string {
	at := v.at
	ports := []int{at.ShellPort, at.ControlPort, at.StdinPort, at.IOPubPort, at.HBPort}
	return net.JoinHostPort(at.IP, strconv.Itoa(ports[v.random.IntN(len(ports))]))
}

func (v *victim) noise() error {
	c, err := net.Dial("tcp", v.port())
	if err != nil {
		return err
	}
	defer c.Close()
	if v.random.IntN(2) == 0 { // a good beginning
		c.Write(append([]byte{0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 1, 'N', 'U', 'L', 'L'}, make([]byte, 48)...))
	}
	c.Write(v.bytes(v.random.IntN(1 << 12)))
	return nil
}

// mute leaves a connection open that says nothing.
func (v *victim) mute() error {
	c, err := net.Dial("tcp", v.port())
	if err == nil {
		v.open = append(v.open, c)
	}
	return err
}

// request sends an execute_request over another connection and waits for nothing.
func (v *victim) request(c *transport.Client, code string) error {
	codec, err := wire.NewCodec("", v.at.Key)
	if err != nil {
		return err
	}
	m, err := wire.NewSession("passer-by").New(wire.TypeExecuteRequest, nil, wire.ExecuteRequest{Code: code, StoreHistory: true, AllowStdin: true})
	if err != nil {
		return err
	}
	frames, err := codec.Encode(&m)
	if err != nil {
		return err
	}
	return c.Send(transport.Shell, frames)
}

func (v *victim) vanish() error {
	c, err := v.raw()
	if err != nil {
		return err
	}
	defer c.Close()
	return v.request(c, "import \"fmt\"\nfmt.Println(\"to nobody\")")
}

// stoppedSubscriber subscribes, never reads, and lets a cell print.
func (v *victim) stoppedSubscriber() error {
	c, err := v.raw()
	if err != nil {
		return err
	}
	v.open = append(v.open, c) // its reader stops after 64 messages
	_, err = v.run("import \"fmt\"\nfor i := 0; i < 2000; i++ { fmt.Println(i, \"................................................\") }")
	return err
}

// run runs a cell to its end.
func (v *victim) run(code string) (wire.ExecuteReply, error) {
	ctx, cancel := context.WithTimeout(v.t.Context(), 30*time.Second)
	defer cancel()
	return v.kernel.Execute(ctx, wire.ExecuteRequest{Code: code, StoreHistory: true, StopOnError: true}, client.Request{})
}

// endless runs cells that do not end by themselves, and meanwhile, at a random
// moment, does harm.
func (v *victim) endless(harm func() error) error {
	cells := []string{
		"for {\n}",
		"import \"time\"\ntime.Sleep(time.Hour)",
		"select {}",
		"ch := make(chan int)\n<-ch",
		"import \"fmt\"\nfor { fmt.Print(\"x\") }",
	}
	cell := cells[v.random.IntN(len(cells))]
	done := make(chan error, 1)
	go func() {
		reply, err := v.run(cell)
		if err == nil && reply.Status != wire.StatusError {
			err = fmt.Errorf("%q ended with status %s", cell, reply.Status)
		}
		done <- err
	}()
	time.Sleep(time.Duration(v.random.IntN(100)) * time.Millisecond)
	// Harm that comes before the cell has begun goes past it: again, then.
	for {
		if err := harm(); err != nil {
			return err
		}
		select {
		case err := <-done:
			if err != nil {
				return fmt.Errorf("%q: %w", cell, err)
			}
			return nil
		case <-time.After(700 * time.Millisecond):
		}
	}
}

func (v *victim) interruptInCell() error { return v.endless(v.interruptIdle) }

func (v *victim) interruptIdle() error {
	ctx, cancel := context.WithTimeout(v.t.Context(), 10*time.Second)
	defer cancel()
	return v.kernel.Interrupt(ctx)
}

func (v *victim) signalled() error { return syscall.Kill(v.pid, syscall.SIGINT) }

func (v *victim) killInCell() error { return v.endless(v.killIdle) }

// killIdle kills every child of the kernel.
func (v *victim) killIdle() error {
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", v.pid, v.pid))
	if err != nil {
		return err
	}
	// A child may belong to any thread of its parent.
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", v.pid))
	for _, t := range threads {
		more, _ := os.ReadFile(t)
		children = append(append(children, ' '), more...)
	}
	for _, pid := range strings.Fields(string(children)) {
		n, err := strconv.Atoi(pid)
		if err != nil {
			return err
		}
		if err := syscall.Kill(n, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
			return err
		}
	}
	return nil
}

// fatal runs a cell that ends badly.
func (v *victim) fatal(code string) error {
	reply, err := v.run(code)
	if err == nil && reply.Status != wire.StatusError {
		err = fmt.Errorf("%q ended with status %s", code, reply.Status)
	}
	return err
}

// fullDisk fills the disk of the history and types more than fits.
func (v *victim) fullDisk() error {
	f, err := os.OpenFile(filepath.Join(v.dir, "disk", "filler"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil && !errors.Is(err, syscall.ENOSPC) {
		return err
	}
	defer f.Close()
	for range 64 {
		if _, err := f.Write(make([]byte, 4096)); err != nil {
			break
		}
	}
	_, err = v.run("// " + strings.Repeat("x", 1<<16))
	return err
}

// subshell makes a subshell, lets it work, and deletes it.
func (v *victim) subshell() error {
	ctx, cancel := context.WithTimeout(v.t.Context(), 10*time.Second)
	defer cancel()
	a, err := v.kernel.Do(ctx, client.Request{Channel: transport.Control, Type: wire.TypeCreateSubshellRequest, Content: struct{}{}})
	if err != nil {
		return err
	}
	var made wire.CreateSubshellReply
	if err := a.Reply.Decode(&made); err != nil {
		return err
	}
	for range 3 {
		_, err := v.kernel.Send(client.Request{
			Type: wire.TypeExecuteRequest, Content: wire.ExecuteRequest{Code: "for {\n}"}, SubshellID: made.SubshellID,
		})
		if err != nil {
			return err
		}
	}
	time.Sleep(time.Duration(v.random.IntN(50)) * time.Millisecond)
	_, err = v.kernel.Do(ctx, client.Request{
		Channel: transport.Control, Type: wire.TypeDeleteSubshellRequest, Content: wire.DeleteSubshellRequest{SubshellID: made.SubshellID},
	})
	return err
}

// settle ends what the faults have left behind, and sees that cells still run.
func (v *victim) settle() {
	v.t.Helper()
	for _, c := range v.open {
		c.Close()
	}
	v.open = nil
	// A worker that was killed a moment ago costs the cell that comes to it.
	time.Sleep(time.Second)
	reply, err := v.run("1 + 1")
	if err != nil || reply.Status != wire.StatusOK {
		v.t.Fatalf("1 + 1: %v, %s %s", err, reply.Status, reply.Value)
	}
}

// noMore waits until a count is back at what it was.
func (v *victim) noMore(what string, count func() int, before int) {
	v.t.Helper()
	var now int
	for end := time.Now().Add(15 * time.Second); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		if now = count(); now <= before {
			return
		}
	}
	v.t.Errorf("%d %s, %d before", now, what, before)
}

func (v *victim) descriptors() int {
	entries, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", v.pid))
	if err != nil {
		v.t.Fatal(err)
	}
	return len(entries)
}

// goroutines asks the kernel process.
func (v *victim) goroutines() int {
	v.t.Helper()
	file := filepath.Join(v.dir, "goroutines")
	os.Remove(file)
	syscall.Kill(v.pid, syscall.SIGUSR1)
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if raw, err := os.ReadFile(file); err == nil {
			n, _ := strconv.Atoi(string(raw))
			return n
		}
	}
	v.t.Fatal("the kernel process does not count its goroutines")
	return 0
}

// smallDisk makes a folder on a file system of 256 kB, where we may mount; else
// on the disk, and "full" is only many long inputs.
func smallDisk(t *testing.T, dir string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("none", dir, "tmpfs", 0, "size=256k"); err != nil {
		t.Log("history is not on a small disk of its own: ", err)
		return
	}
	t.Cleanup(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
}
