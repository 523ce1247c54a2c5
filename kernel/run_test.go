package kernel_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"harmonium/kernel"
	"harmonium/kernel/transport"
	"harmonium/kernel/wire"
)

// TestMain lets this test program be a kernel process, with a fake session.
func TestMain(m *testing.M) {
	if file := os.Getenv("TEST_KERNEL_FILE"); file != "" {
		open := func(context.Context) (kernel.Session, error) { return newFake(), nil }
		if err := kernel.Run(context.Background(), file, open, kernel.Config{}); err != nil {
			os.Stderr.WriteString(err.Error())
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// process starts this program as a kernel.
func process(t *testing.T, file string, env ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), append(env, "TEST_KERNEL_FILE="+file)...)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	return cmd
}

// connect waits for the connection file and starts a conversation.
func connect(t *testing.T, file string) *talk {
	t.Helper()
	var at wire.Connection
	for end := time.Now().Add(patience); at.HBPort == 0; time.Sleep(5 * time.Millisecond) {
		at, _ = wire.ReadConnection(file)
		if time.Now().After(end) {
			t.Fatalf("no connection file %s", file)
		}
	}
	c := &talk{t: t, log: &logBuffer{}}
	c.dial(at)
	t.Cleanup(func() { c.client.Close() })
	c.next(transport.IOPub) // the welcome
	ask[wire.KernelInfoReply](c, transport.Shell, wire.TypeKernelInfoRequest, struct{}{})
	return c
}

// A file that does not exist is made, and goes with the kernel; one without
// ports is completed, and stays.
func TestRunWithConnectionFile(t *testing.T) {
	dir := t.TempDir()
	missing, given := filepath.Join(dir, "missing.json"), filepath.Join(dir, "given.json")
	if err := wire.NewConnection().WriteFile(given); err != nil {
		t.Fatal(err)
	}
	for file, stays := range map[string]bool{missing: false, given: true} {
		cmd := process(t, file)
		c := connect(t, file)
		c.say(transport.Control, wire.TypeShutdownRequest, wire.ShutdownRequest{})
		if err := cmd.Wait(); err != nil {
			t.Errorf("the kernel ended with %v", err)
		}
		if _, err := os.Stat(file); (err == nil) != stays {
			t.Errorf("%s is there: %v, want %v", file, err == nil, stays)
		}
	}
}

func TestRunWithBadFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "bad.json")
	for content, want := range map[string]string{
		"no json":                  "connection file: invalid character",
		`{"transport":"carrier"}`:  `transport is "carrier", want tcp or ipc`,
		`{"registration_port": 7}`: `kernel_id is ""`,
		`{"registration_port": 7, "kernel_id": "../../etc/x", "registration_ip": "127.0.0.1", "transport": "tcp"}`: `kernel_id "../../etc/x" has characters`,
	} {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		err := kernel.Run(t.Context(), file, nil, kernel.Config{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", content, err, want)
		}
	}
}

// SIGINT stops the cell, SIGTERM the kernel.
func TestSignals(t *testing.T) {
	file := filepath.Join(t.TempDir(), "connection.json")
	cmd := process(t, file)
	c := connect(t, file)
	cell := c.run("block")
	c.untilRunning()
	cmd.Process.Signal(os.Interrupt)
	if got := brief(c.reply(transport.Shell, cell, nil)); got != "execute_reply 1 error Interrupted interrupted" {
		t.Error(got)
	}
	cmd.Process.Signal(syscall.SIGTERM)
	if err := cmd.Wait(); err != nil {
		t.Errorf("the kernel ended with %v", err)
	}
}

// Without the process that Jupyter named as its parent the kernel ends.
func TestParentGone(t *testing.T) {
	parent := exec.Command("sleep", "60")
	if err := parent.Start(); err != nil {
		t.Skip("needs sleep: ", err)
	}
	file := filepath.Join(t.TempDir(), "connection.json")
	cmd := process(t, file, "JPY_PARENT_PID="+strconv.Itoa(parent.Process.Pid))
	connect(t, file)
	parent.Process.Kill()
	parent.Wait()
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("the kernel ended with %v", err)
		}
	case <-time.After(patience):
		t.Error("the kernel outlives its parent")
	}
}

// The startup handshake (JEP 66): the kernel tells its ports, signed, and
// writes them into a connection file where Jupyter looks for it.
func TestRegistration(t *testing.T) {
	runtime := t.TempDir()
	router, err := transport.ListenRouter("tcp://127.0.0.1:0", transport.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer router.Close()
	file := filepath.Join(runtime, "registration.json")
	raw, _ := json.Marshal(wire.Registration{
		KernelID: "abc-1", Transport: "tcp", IP: "127.0.0.1", Port: transport.Port(router.Addr()),
		SignatureScheme: wire.SignatureScheme, Key: "secret",
	})
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := process(t, file, "JUPYTER_RUNTIME_DIR="+runtime)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	frames, err := router.Recv(ctx)
	if err != nil {
		t.Fatal(err)
	}
	codec, _ := wire.NewCodec("", "secret")
	ids, content, err := codec.DecodeSingle(frames)
	if err != nil {
		t.Fatal(err)
	}
	var ports map[string]string // strings, says the specification
	if err := json.Unmarshal(content, &ports); err != nil || ports["kernel_id"] != "abc-1" {
		t.Fatalf("%s: %v", content, err)
	}
	receipt, _ := codec.EncodeSingle(ids, map[string]string{"status": "ok"})
	if err := router.Send(receipt); err != nil {
		t.Fatal(err)
	}
	c := connect(t, filepath.Join(runtime, "kernel-abc-1.json"))
	if got := strconv.Itoa(c.at.ShellPort); ports["shell_port"] != got || c.at.Key != "secret" {
		t.Errorf("registered %v, the file says %+v", ports, c.at)
	}
	c.say(transport.Control, wire.TypeShutdownRequest, wire.ShutdownRequest{})
	cmd.Wait()
}

// A kernel whose registration nobody acknowledges ends.
func TestRegistrationRefused(t *testing.T) {
	t.Setenv("JUPYTER_RUNTIME_DIR", t.TempDir())
	router, err := transport.ListenRouter("tcp://127.0.0.1:0", transport.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer router.Close()
	file := filepath.Join(t.TempDir(), "registration.json")
	raw, _ := json.Marshal(wire.Registration{KernelID: "k", Transport: "tcp", IP: "127.0.0.1", Port: transport.Port(router.Addr())})
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if _, err := kernel.Open(ctx, file, nil); err == nil || !strings.Contains(err.Error(), "registration at tcp://127.0.0.1:") {
		t.Errorf("%v", err)
	}
}
