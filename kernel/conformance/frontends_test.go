package conformance_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"harmonium/kernel/notebook"
	"harmonium/kernel/verify"
)

const lecture = "01-hopfield.ipynb"

// nbconvert gives every notebook the outputs that are stored in it: those of harmonium verify.
func TestNBConvertGivesTheStoredOutputs(t *testing.T) {
	needPython(t, "nbconvert", "jupyter-nbconvert")
	list, err := filepath.Glob(filepath.Join(repository(t), "notebooks", "*.ipynb"))
	if err != nil || len(list) == 0 {
		t.Fatalf("no notebooks: %v", err)
	}
	for _, path := range list {
		name := filepath.Base(path)
		t.Run(name, func(t *testing.T) {
			if name != lecture && os.Getenv("HARMONIUM_LONG") == "" {
				t.Skip("HARMONIUM_LONG is not set")
			}
			j := newJupyter(t)
			done := filepath.Join(j.dir, "done.ipynb")
			out, err := j.command(t, python, "-m", "nbconvert", "--to", "notebook", "--execute", "--output", done, path).CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			stored, fresh := readNotebook(t, path), readNotebook(t, done)
			for i, c := range stored.Cells {
				for _, d := range verify.Compare(c.Outputs, fresh.Cells[i].Outputs) {
					t.Errorf("cell %d: %v", i+1, d)
				}
			}
		})
	}
}

// A notebook in which papermill, with its translator for C#, has injected
// parameters gives the same outputs everywhere.
func TestInjectedParameters(t *testing.T) {
	needPython(t, "nbconvert", "jupyter-nbconvert")
	j := newJupyter(t)
	code := "// %% tags=[\"parameters\"]\nbeta := 1.0\n\n// %% tags=[\"injected-parameters\"]\n// Parameters\nvar beta = 0.7;\n\n// %%\n2 * beta\n"
	if err := os.WriteFile(filepath.Join(j.dir, "p.go"), []byte(code), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{binary, "run", "p.go", "-o", "ours.ipynb"},
		{python, "-m", "nbconvert", "--to", "notebook", "--execute", "--output", "theirs.ipynb", "ours.ipynb"},
	} {
		if out, err := j.command(t, args[0], args[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	ours, theirs := readNotebook(t, filepath.Join(j.dir, "ours.ipynb")), readNotebook(t, filepath.Join(j.dir, "theirs.ipynb"))
	if got := ours.Cells[2].Outputs; len(got) != 1 || got[0].Data["text/plain"] != "1.4" {
		t.Errorf("we store %+v", got)
	}
	if d := verify.Compare(ours.Cells[2].Outputs, theirs.Cells[2].Outputs); len(d) > 0 {
		t.Errorf("nbconvert stores something else: %v", d)
	}
}

func readNotebook(t *testing.T, path string) *notebook.Notebook {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	nb, err := notebook.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	return nb
}

func copyNotebook(t *testing.T, j *jupyter) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(repository(t), "notebooks", lecture))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(j.dir, lecture), raw, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestConsole types into jupyter console as a person does.
func TestConsole(t *testing.T) {
	needPython(t, "jupyter_console", "jupyter-console")
	tmux := needCommand(t, "tmux")
	j := newJupyter(t)
	socket := filepath.Join(j.dir, "tmux")
	run := func(args ...string) string {
		out, err := j.command(t, tmux, append([]string{"-S", socket}, args...)...).CombinedOutput()
		if err != nil {
			t.Fatalf("tmux %v: %v\n%s", args, err, out)
		}
		return string(out)
	}
	run("-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "40", python+" -m jupyter_console --kernel harmonium --simple-prompt")
	t.Cleanup(func() { _ = exec.Command(tmux, "-S", socket, "kill-server").Run() })
	screen := func() string { return run("capture-pane", "-p", "-S", "-200") }
	wait := func(want string) {
		t.Helper()
		for deadline := time.Now().Add(40 * time.Second); ; time.Sleep(100 * time.Millisecond) {
			if strings.Contains(screen(), want) {
				return
			}
			if time.Now().After(deadline) {
				t.Fatalf("no %q on the screen:\n%s", want, screen())
			}
		}
	}
	typed := func(line string) { run("send-keys", "-l", line); run("send-keys", "Enter") }
	wait("In [1]:")
	typed(`x := 20 + 1`)
	wait("In [2]:")
	typed(`2 * x`)
	wait("Out[2]: 42")
	wait("In [3]:")
	typed(`undefinedName`)
	wait("undefined: undefinedName")
	wait("In [4]:")
	typed(`import "fmt"; var name string; fmt.Print("who? "); fmt.Scan(&name); fmt.Println("hello", name)`)
	wait("who?")
	typed("gopher")
	wait("hello gopher")
}

// TestClassicNotebook opens the lecture in the classic notebook in a headless
// browser, runs all of it, and keeps a screenshot.
func TestClassicNotebook(t *testing.T) {
	needPython(t, "notebook", "jupyter-notebook")
	chromium, node := needCommand(t, "chromium"), needCommand(t, "node")
	if _, err := os.Stat("browser/node_modules/playwright-core"); err != nil {
		t.Skip("playwright-core is not installed (npm ci in kernel/conformance/browser)")
	}
	j := newJupyter(t)
	copyNotebook(t, j)
	port := freePort(t)
	server := j.command(t, python, "-m", "notebook", "--no-browser", "--allow-root", "--ip=127.0.0.1", fmt.Sprintf("--port=%d", port),
		"--NotebookApp.token=", "--NotebookApp.password=", "--NotebookApp.disable_check_xsrf=True", "--notebook-dir="+j.dir)
	var log bytes.Buffer
	server.Stdout, server.Stderr = &log, &log
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Signal(os.Interrupt)
		_ = server.Process.Kill()
		_ = server.Wait()
		if t.Failed() {
			t.Log(log.String())
		}
	})
	base := fmt.Sprintf("http://127.0.0.1:%d", port)
	waitForServer(t, base+"/api")
	picture := filepath.Join(artefacts(t), "classic-notebook.png")
	out, err := j.command(t, node, must(filepath.Abs("browser/classic.js")), chromium, base+"/notebooks/"+lecture, picture).CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Fatal(err)
	}
	var figures int
	if _, err := fmt.Sscanf(string(out), "figures: %d", &figures); err != nil || figures < 3 {
		t.Error("the three figures (energy, weights, patterns) are not there")
	}
}

func must(s string, err error) string {
	if err != nil {
		panic(err)
	}
	return s
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func waitForServer(t *testing.T, url string) {
	t.Helper()
	for deadline := time.Now().Add(40 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		reply, err := http.Get(url)
		if err != nil {
			continue
		}
		_, _ = io.Copy(io.Discard, reply.Body)
		reply.Body.Close()
		if reply.StatusCode == http.StatusOK {
			return
		}
	}
	t.Fatalf("%s does not answer", url)
}
