package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"harmonium/kernel/client"
	"harmonium/kernel/notebook"
	"harmonium/kernel/wire"
)

// TestMain also is the program: the kernel and the worker that a command
// starts are this binary again.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && (os.Args[1] == "kernel" || os.Args[1] == "worker" || os.Args[1] == "run") {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// harmonium runs the command in this process; the kernel is a process of its own.
func harmonium(t *testing.T, stdin string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var out, errs bytes.Buffer
	cmd := command()
	cmd.SetArgs(args)
	cmd.SetIn(strings.NewReader(stdin))
	cmd.SetOut(&out)
	cmd.SetErr(&errs)
	err = cmd.ExecuteContext(ctx)
	return out.String(), errs.String(), err
}

func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const threeCells = `{"cells": [
 {"cell_type": "markdown", "id": "m", "metadata": {}, "source": "# Title\n$x^2$"},
 {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": null, "outputs": [], "source": "x := 20"},
 {"cell_type": "code", "id": "b", "metadata": {"tags": ["raises-exception"]}, "execution_count": null, "outputs": [], "source": "panic(\"expected\")"},
 {"cell_type": "code", "id": "c", "metadata": {}, "execution_count": null, "outputs": [], "source": "x + 1"}
], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}`

func TestRunNotebook(t *testing.T) {
	dir := t.TempDir()
	out, page := filepath.Join(dir, "sub", "out.ipynb"), filepath.Join(dir, "out.html")
	stdout, stderr, err := harmonium(t, "", "run", file(t, "n.ipynb", threeCells), "--output", out, "--html", page)
	if err != nil {
		t.Fatalf("%v: %s%s", err, stdout, stderr)
	}
	for _, want := range []string{"[1/3] x := 20", "[2/3]", "panic", "[3/3] x + 1", "wrote " + out, "wrote " + page, "all cells ran"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("the screen lacks %q:\n%s", want, stdout)
		}
	}
	raw, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	nb, err := notebook.Read(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if o := nb.Cells[3].Outputs; len(o) != 1 || o[0].Data["text/plain"] != "21" {
		t.Errorf("the last cell stores %+v", o)
	}
	if html, _ := os.ReadFile(page); !bytes.Contains(html, []byte("<msup>")) || !bytes.Contains(html, []byte("Out[3]")) {
		t.Errorf("the page lacks the formula or the output")
	}
}

// A restricted run has no other processes, and says so.
func TestRunRestricted(t *testing.T) {
	script := file(t, "a.go", "import \"os/exec\"\nexec.Command(\"true\").Run()\n")
	if _, stderr, err := harmonium(t, "", "run", script); err != nil {
		t.Errorf("os/exec without --restricted: %v, %s", err, stderr)
	}
	files := file(t, "b.go", "import \"os\"\nos.ReadFile(\"/etc/passwd\")\n")
	for _, path := range []string{script, files} {
		if _, stderr, err := harmonium(t, "", "run", "--restricted", path); err == nil || !strings.Contains(stderr, "restricted") {
			t.Errorf("%s: %v, %s", path, err, stderr)
		}
	}
}

// Several notebooks, with parameters, into one folder, as Markdown.
func TestRunSeveral(t *testing.T) {
	text := strings.Replace(strings.Replace(threeCells, `"metadata": {}, "execution_count": null, "outputs": [], "source": "x := 20"`,
		`"metadata": {"tags": ["parameters"]}, "execution_count": null, "outputs": [], "source": "x := 20"`, 1), `"x + 1"`, `"Show(x + 1)\nPlot([]float64{1, 2})"`, 1)
	a, b := file(t, "a.ipynb", text), file(t, "b.ipynb", strings.Replace(text, "x := 20", "x := 30", 1))
	dir := filepath.Join(t.TempDir(), "out")
	stdout, stderr, err := harmonium(t, "", "run", a, b, "-p", "x=41", "-o", dir, "--to", "md")
	if err != nil || !strings.Contains(stdout, "[2/4] // Parameters") {
		t.Fatalf("%v: %s%s", err, stdout, stderr)
	}
	for _, name := range []string{"a", "b"} {
		raw, _ := os.ReadFile(filepath.Join(dir, name+".md"))
		for _, want := range []string{"# Title\n$x^2$", "```go\n// Parameters\nx = 41\n```", "```text\n42\n```", `<img src="` + name + `_files/cell5-output2.png"`} {
			if !strings.Contains(string(raw), want) {
				t.Errorf("%s.md lacks %q:\n%s", name, want, raw)
			}
		}
		if _, err := os.Stat(filepath.Join(dir, name+"_files", "cell5-output2.png")); err != nil {
			t.Error(err)
		}
	}
	for _, tt := range [][]string{
		{"there is no parameter y; there are x int", "-p", "y=1"},
		{`parameter x is declared as int: "a" is none`, "-p", `x="a"`},
		{"no NAME=VALUE", "-p", "x"},
		{`"pdf" is no format`, "--to", "pdf"},
		{"would write over", "--to", "ipynb"},
	} {
		if _, _, err := harmonium(t, "", append([]string{"run", a}, tt[1:]...)...); err == nil || !strings.Contains(err.Error(), tt[0]) {
			t.Errorf("%v: error %v", tt, err)
		}
	}
	// One that fails does not keep the next one from running.
	bad := file(t, "bad.ipynb", strings.Replace(text, "x := 20", "x := nothing", 1))
	stdout, stderr, err = harmonium(t, "", "run", bad, a)
	if !errors.Is(err, errSaid) || !strings.Contains(stderr, "undefined: nothing") || !strings.Contains(stdout, "a.ipynb: all cells ran") {
		t.Errorf("error %v, said %s%s", err, stdout, stderr)
	}
}

// The cell that papermill injects through its C# translator is Go.
func TestRunInjectedByPapermill(t *testing.T) {
	stdout, stderr, err := harmonium(t, "", "run", file(t, "n.go", "// %% tags=[\"parameters\"]\nbeta, name := 1.0, \"a\"\n// %%\nfunc twice() float64 { return 2 * beta }\n"+
		"// %% tags=[\"injected-parameters\"]\n// Parameters\nvar beta = 0.7;\nvar name = \"b\";\nvar deep = true;\n// %%\ntwice()\n"))
	if err != nil || stdout != "1.4\n" {
		t.Errorf("printed %q, error %v, %s", stdout, err, stderr)
	}
}

func TestRunStopsAtAnError(t *testing.T) {
	text := strings.Replace(threeCells, `"x + 1"`, `"ok := true\n_ = ok\nvar s string = 5"`, 1)
	stdout, stderr, err := harmonium(t, "", "run", file(t, "n.ipynb", text))
	if !errors.Is(err, errSaid) {
		t.Errorf("error %v, want status 1", err)
	}
	if !strings.Contains(stderr, "n.ipynb: cell 3:3:") {
		t.Errorf("the error does not tell cell:line:column:\n%s%s", stdout, stderr)
	}
	_, stderr, err = harmonium(t, "", "run", file(t, "n.ipynb", text), "--allow-errors")
	if err != nil {
		t.Errorf("with --allow-errors: %v: %s", err, stderr)
	}
	if !strings.Contains(stderr, "n.ipynb: cell 3:3:") || strings.Contains(stderr, "\x1b") {
		t.Errorf("with --allow-errors each error is told when it comes, without colours in a pipe: %q", stderr)
	}
}

func TestRunScript(t *testing.T) {
	script := "#!/usr/bin/env -S harmonium run\nimport \"fmt\"\n\n// %%\nfmt.Println(\"one\")\n6 * 7\n"
	stdout, stderr, err := harmonium(t, "", "run", file(t, "s.go", script))
	if err != nil || stdout != "one\n42\n" {
		t.Errorf("printed %q, error %v, %s", stdout, err, stderr)
	}
	stdout, stderr, err = harmonium(t, "1 + 1", "run", "-")
	if err != nil || stdout != "2\n" {
		t.Errorf("from standard input: printed %q, error %v, %s", stdout, err, stderr)
	}
	_, stderr, err = harmonium(t, "", "run", file(t, "s.go", "x := 1\n\n// %%\n_ = x\nvar s string = 5\n"))
	if !errors.Is(err, errSaid) || !strings.Contains(stderr, "s.go:5:") {
		t.Errorf("error %v: the script's own line is missing: %s", err, stderr)
	}
}

const liveScript = `import (
	"fmt"
	"harmonium/stdlib/data"
	"harmonium/stdlib/rbm"
)

for i := range Progress(3, "adding") {
	fmt.Println(i)
}
Live("first", "a")
Live("last", "b")

// %%
Train(Must(rbm.New(4, 2)), Must(data.BarsAndStripes(2)), rbm.Training{Epochs: 2})
`

// What is live in a script is printed once, as it was when the cell ended; a curve's
// words are not said a second time as the value.
func TestRunLive(t *testing.T) {
	path := file(t, "s.go", liveScript)
	stdout, stderr, err := harmonium(t, "", "run", path)
	if err != nil || !strings.HasPrefix(stdout, "0\n1\n2\nadding: 3 of 3\n\"last\"\n\"b\"\n2 updates, ") || strings.Count(stdout, "\n") != 7 {
		t.Errorf("printed %q, error %v, %s", stdout, err, stderr)
	}
	var screen tty
	cmd := command()
	cmd.SetArgs([]string{"run", path})
	cmd.SetOut(&screen)
	cmd.SetErr(&screen)
	t.Setenv("TERM", "xterm")
	if err := cmd.ExecuteContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	told := screen.String()
	if !strings.Contains(told, "░ 0/3") || !strings.Contains(told, "training: epoch 1 of 2") {
		t.Errorf("nothing moves on a terminal: %q", told)
	}
	if erased := regexp.MustCompile("\x1b\\[\\?7l[^\x1b]*\x1b\\[\\?7h(\x1b\\[[0-9]*A)?\r\x1b\\[J").ReplaceAllString(told, ""); erased != stdout {
		t.Errorf("on a terminal stays %q, in a pipe %q", erased, stdout)
	}
}

// tty says that it is a terminal.
type tty struct{ bytes.Buffer }

func (*tty) IsTerminal() bool { return true }

// A script may be a program that the Go compiler takes.
func TestRunProgram(t *testing.T) {
	stdout, stderr, err := harmonium(t, "", "run", file(t, "p.go", "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Println(\"a program\")\n}\n"))
	if err != nil || stdout != "a program\n" {
		t.Errorf("a program: printed %q, error %v, %s", stdout, err, stderr)
	}
	_, stderr, err = harmonium(t, "", "run", file(t, "p.go", "package main\n\nfunc main() {\n\tvar m map[string]int\n\tm[\"a\"] = 1\n}\n"))
	if !errors.Is(err, errSaid) || !strings.Contains(stderr, "p.go:5:") {
		t.Errorf("error %v: the program's own line is missing: %s", err, stderr)
	}
}

func TestRunTimeout(t *testing.T) {
	started := time.Now()
	_, stderr, err := harmonium(t, "for {\n}", "run", "-", "--timeout", "300ms")
	if !errors.Is(err, errSaid) || !strings.Contains(stderr, "longer than 300ms") {
		t.Errorf("error %v, %s", err, stderr)
	}
	if took := time.Since(started); took > 15*time.Second {
		t.Errorf("a cell with a limit of 0.3 s took %v", took)
	}
}

func TestRunInput(t *testing.T) {
	stdout, stderr, err := harmonium(t, "Ada\n", "run", file(t, "s.go", "import \"fmt\"\n\nvar name string\nfmt.Scan(&name)\nfmt.Println(\"hello\", name)\n"))
	if err != nil || !strings.Contains(stdout, "hello Ada") {
		t.Errorf("printed %q, error %v, %s", stdout, err, stderr)
	}
}

func TestRunBadFiles(t *testing.T) {
	for path, want := range map[string]string{
		"/no/such/file.ipynb":                   "/no/such/file.ipynb",
		file(t, "bad.ipynb", "{"):               "bad.ipynb",
		file(t, "old.ipynb", `{"nbformat": 3}`): "nbformat is 3",
		file(t, "cell.ipynb", strings.Replace(threeCells, `"cell_type": "code", "id": "b"`, `"cell_type": "cod", "id": "b"`, 1)): "cell 3",
	} {
		if _, _, err := harmonium(t, "", "run", path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one that names %s", path, err, want)
		}
	}
}

// startKernel starts the real kernel as a front end does.
func startKernel(t *testing.T, handshake bool) *client.Kernel {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	k, err := client.Start(ctx, client.Command{
		Argv: []string{os.Args[0], "kernel", "-f", "{connection_file}", "--history="}, Handshake: handshake, Stderr: os.Stderr,
	})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestKernelStarts(t *testing.T) {
	for _, handshake := range []bool{false, true} {
		k := startKernel(t, handshake)
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		info, err := k.KernelInfo(ctx)
		if err != nil || info.LanguageInfo.Name != "go" || info.ImplementationVersion != version {
			t.Errorf("info %+v, error %v", info, err)
		}
		if err := k.Ping(ctx); err != nil {
			t.Error(err)
		}
		// The terminal's Ctrl-C interrupts the cell and leaves the kernel alive.
		time.AfterFunc(300*time.Millisecond, func() { syscall.Kill(k.Pid(), syscall.SIGINT) })
		reply, err := k.Execute(ctx, wire.ExecuteRequest{Code: "for {\n}"}, client.Request{})
		if err != nil || reply.Status != wire.StatusError {
			t.Errorf("reply %+v, error %v", reply, err)
		}
		if err := k.Stop(); err != nil {
			t.Error(err)
		}
		cancel()
	}
}

// SIGTERM ends the kernel in order.
func TestKernelTerminates(t *testing.T) {
	k := startKernel(t, false)
	defer k.Close()
	syscall.Kill(k.Pid(), syscall.SIGTERM)
	select {
	case <-k.Exited():
	case <-time.After(5 * time.Second):
		t.Error("SIGTERM does not end the kernel")
		k.Stop()
	}
}

// When the front end is killed, its kernel goes too.
func TestKernelOrphaned(t *testing.T) {
	script := file(t, "s.go", "import (\n\t\"fmt\"\n\t\"os\"\n)\nfmt.Println(os.Getppid())\nfor {\n}\n")
	cmd := exec.Command(os.Args[0], "run", script)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var kernel int
	if err := json.NewDecoder(out).Decode(&kernel); err != nil {
		t.Fatalf("the script does not tell the kernel's process id: %v", err)
	}
	cmd.Process.Kill()
	cmd.Wait()
	for deadline := time.Now().Add(10 * time.Second); syscall.Kill(kernel, 0) == nil; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			syscall.Kill(kernel, syscall.SIGKILL)
			t.Fatal("the kernel outlives the front end")
		}
	}
}

func TestParseSize(t *testing.T) {
	for in, want := range map[string]int64{"": 0, "512MB": 512 << 20, "2g": 2 << 30, "1GiB": 1 << 30, "4096": 4096} {
		if got, err := parseSize(in); err != nil || got != want {
			t.Errorf("%q is %d, error %v, want %d", in, got, err, want)
		}
	}
	for _, bad := range []string{"x", "-1", "0", "1e9", "9999999999T", "MB"} {
		if _, err := parseSize(bad); err == nil || !strings.Contains(err.Error(), bad) {
			t.Errorf("%q: error %v", bad, err)
		}
	}
}
